"""Rows as text for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from storage.types import JsonValue

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> JsonValue:
    """A stored value as JSON has it: times as ISO 8601, quantities as exact text."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return value if isinstance(value, str | int | bool | list | dict | None) else str(value)


def csv_line(values: Sequence[JsonValue]) -> str:
    """One line of CSV (RFC 4180) of plain values."""
    text = io.StringIO()
    csv.writer(text).writerow([_cell(value) for value in values])
    return text.getvalue()


def _cell(value: JsonValue) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text
