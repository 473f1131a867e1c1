"""Holds documents to the fields and words that Amazon publishes for its skill management.

Source: ask-smapi-model 1.36.0 on PyPI (Amazon, Apache-2.0, read 2026-11-22), whose classes' fields,
types and enumerations are written down in `tests/fixtures/voice/smapi_fields.json`. It tells no
lengths and not what is required; `alexa_model.flaws` and the manifest's own checks do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_FIELDS: Final[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "fixtures" / "voice" / "smapi_fields.json").read_text("utf-8")
)
_PLAIN: Final = {"str": str, "int": int, "bool": bool, "float": (int, float), "object": object}
_DOCUMENTED_WORDS: Final = frozenset({"CAN_FULFILL_INTENT_REQUEST"})
"""Interfaces of the manifest's documentation that the classes lack."""


def faults(told: Any, kind: Any, at: str = "$") -> Iterator[str]:
    """Everything in a document that Amazon's class `kind` does not have."""
    match kind:
        case {"list": below}:
            yield from _each(told, list, below, at)
        case {"map": below}:
            yield from _each(told, dict, below, at)
        case str() if kind in _PLAIN:
            if not isinstance(told, _PLAIN[kind]) or (isinstance(told, bool) and kind == "int"):
                yield f"{at}: {told!r} is no {kind}"
        case _:
            yield from _of_class(told, kind, at)


def _each(told: Any, container: type, kind: Any, at: str) -> Iterator[str]:
    if not isinstance(told, container):
        yield f"{at}: no {container.__name__}"
        return
    parts = told.items() if isinstance(told, dict) else enumerate(told)
    for name, each in parts:
        yield from faults(each, kind, f"{at}.{name}")


def _of_class(told: Any, kind: str, at: str) -> Iterator[str]:
    known = _FIELDS[kind]
    if isinstance(known, list):
        if told not in known:
            yield f"{at}: {told!r} is no {kind}"
        return
    if not isinstance(told, dict):
        yield f"{at}: no object"
        return
    if "by" in known:
        name, classes = known["by"]
        if told.get(name) in _DOCUMENTED_WORDS:
            return
        if told.get(name) not in classes:
            yield f"{at}.{name}: {told.get(name)!r} is no {kind}"
            return
        yield from faults(told, classes[told[name]], at)
        return
    for name, each in told.items():
        if name not in known:
            yield f"{at}: {kind} has no {name}"
        else:
            yield from faults(each, known[name], f"{at}.{name}")
