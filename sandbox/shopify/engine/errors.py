"""Errors as Shopify's GraphQL answers carry them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

JsonObject = dict[str, Any]


class FieldError(Exception):
    """A resolver's failure: its field becomes null and the error is listed beside the data."""

    def __init__(self, message: str, code: str, **extensions: Any) -> None:
        """Keep what `errors[].message` and `errors[].extensions` will show."""
        super().__init__(message)
        self.message = message
        self.extensions: JsonObject = {"code": code, **extensions}


class RefusedError(Exception):
    """The request is not carried out at all: the answer holds only `errors`."""

    def __init__(self, errors: Sequence[JsonObject]) -> None:
        """Keep the errors for the answer."""
        super().__init__(errors[0]["message"])
        self.errors = list(errors)


def error_entry(
    message: str,
    code: str,
    *,
    path: Sequence[str | int] | None = None,
    location: tuple[int, int] | None = None,
    **extensions: Any,
) -> JsonObject:
    """One entry of `errors`; `location` is (line, column)."""
    entry: JsonObject = {"message": message}
    if location is not None:
        entry["locations"] = [{"line": location[0], "column": location[1]}]
    if path is not None:
        entry["path"] = list(path)
    entry["extensions"] = {"code": code, **extensions}
    return entry
