"""Square's request schemas, error categories and event types, as `requests.json` holds them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

VERSION = "2026-09-16"


@cache
def requests() -> dict[str, Any]:
    """The derived contract, read once; see `derive_requests.py` for its making."""
    text = Path(__file__).with_name("requests.json").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text)
    return parsed


def category(code: str) -> str:
    """The documented category of an error code; newer codes are invalid requests."""
    found: str = requests()["categories"].get(code, "INVALID_REQUEST_ERROR")
    return found


def event_scopes() -> dict[str, list[str]]:
    """Event types with the scopes that a seller must have granted for them."""
    found: dict[str, list[str]] = requests()["events"]
    return found
