"""The platforms without our own waiting for their rate limits, which stand-ins are told to drop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.platform import Platform
from adapters.registry import PLATFORMS
from tests.fakes.dialects import AMPLE


def unhurried(platform: Platform) -> Platform:
    """The platform as it is, but that nobody keeps to its rate limits."""
    dialect: Any = platform.dialect
    if "rate" in getattr(dialect, "__dataclass_fields__", ()):
        return replace(platform, dialect=replace(dialect, rate=AMPLE))
    kind = type(dialect)
    calm = type(f"Unhurried{kind.__name__}", (kind,), {"rate": AMPLE, "limits": lambda *_: ()})
    return replace(platform, dialect=calm())


UNHURRIED: Mapping[str, Platform] = {name: unhurried(each) for name, each in PLATFORMS.items()}
