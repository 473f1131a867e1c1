"""Refusals as Clover words them: REST v3 has a message, Ecommerce an error with type and code.

Source: docs.clover.com, 401-unauthorized, ecommerce error codes (read 2026-11-20).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any


class CloverError(Exception):
    """A refusal; `body` is what is sent."""

    def __init__(
        self, status: int, message: str, *, kind: str | None = None, retry_after: int | None = None
    ) -> None:
        """A refusal of REST v3."""
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.body: dict[str, Any] = {"message": message, **({"type": kind} if kind else {})}


class EcommerceError(CloverError):
    """A refusal of the Ecommerce API."""

    def __init__(
        self, status: int, code: str, detail: str, *, kind: str, charge: str | None = None
    ) -> None:
        """`kind`: card_error, invalid_request_error, api_error, idempotency_error."""
        super().__init__(status, detail)
        error: dict[str, Any] = {"type": kind, "code": code, "message": detail}
        if kind == "card_error":
            error["declineCode"] = code
        if charge is not None:
            error["charge"] = charge
        self.body = {"message": f"{status} {HTTPStatus(status).phrase}", "error": error}


def bad_request(message: str) -> CloverError:
    """400."""
    return CloverError(400, message)


def not_found(what: str = "Not Found") -> CloverError:
    """404."""
    return CloverError(404, what)


def unauthorized() -> CloverError:
    """401: an expired token and a missing permission look the same; Clover never says 403."""
    return CloverError(401, "401 Unauthorized")


def invalid_request(code: str, detail: str, *, status: int = 400) -> EcommerceError:
    """A request the Ecommerce API cannot use."""
    return EcommerceError(status, code, detail, kind="invalid_request_error")


def declined(code: str, detail: str, charge: str) -> EcommerceError:
    """402: the card was refused."""
    return EcommerceError(402, code, detail, kind="card_error", charge=charge)
