"""Refusals in Square's shape: `{"errors": [{"category", "code", "detail", "field"}]}`."""

from __future__ import annotations

from typing import Any

from sandbox.square.contract import category


class SquareError(Exception):
    """A refusal; `extra` is sent beside `errors`, `kept` = repeated for the same key."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        field: str | None = None,
        status: int = 400,
        extra: dict[str, Any] | None = None,
        kept: bool = False,
    ) -> None:
        """Build the one error that is sent."""
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.status = status
        self.kept = kept
        error = {"category": category(code), "code": code, "detail": detail}
        if field is not None:
            error["field"] = field
        self.body: dict[str, Any] = {"errors": [error], **(extra or {})}


def bad_request(detail: str, field: str | None = None) -> SquareError:
    """400 BAD_REQUEST."""
    return SquareError("BAD_REQUEST", detail, field=field)


def missing(field: str) -> SquareError:
    """400 MISSING_REQUIRED_PARAMETER."""
    return SquareError("MISSING_REQUIRED_PARAMETER", "Missing required parameter.", field=field)


def invalid_value(detail: str, field: str) -> SquareError:
    """400 INVALID_VALUE."""
    return SquareError("INVALID_VALUE", detail, field=field)


def not_found(what: str, field: str | None = None) -> SquareError:
    """404 NOT_FOUND."""
    return SquareError("NOT_FOUND", f"{what} not found.", field=field, status=404)


def version_mismatch(detail: str, *, status: int = 409) -> SquareError:
    """VERSION_MISMATCH: named in endpoint descriptions, absent from the published code list."""
    return SquareError("VERSION_MISMATCH", detail, field="version", status=status)
