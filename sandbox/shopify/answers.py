"""Shapes that many mutations share: user errors, and payloads that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Payload = dict[str, Any]
UserError = dict[str, Any]
Field = Sequence[str | int] | None


def user_error(field: Field, message: str, code: str | None = None) -> UserError:
    """One entry of `userErrors`; drafts and plain `UserError` types do not show the code."""
    path = None if field is None else [str(part) for part in field]
    return {"field": path, "message": message, "code": code}


def refused(field: Field, message: str, code: str | None = None) -> Payload:
    """A mutation's answer that did nothing; the other payload fields are null."""
    return {"userErrors": [user_error(field, message, code)]}


def failed(errors: list[UserError]) -> Payload:
    """A mutation's answer that did nothing, for several reasons."""
    return {"userErrors": errors}


def done(**results: Any) -> Payload:
    """A mutation's answer that worked; names are those of the payload's fields."""
    return {**results, "userErrors": []}
