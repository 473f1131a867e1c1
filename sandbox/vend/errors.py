"""Refusals as the vendor words them.

There is no documented common shape: most answers are `{"error": title, "message": text}`, webhooks
and services answer `{"error": text}`, payments `{"error": {"code", "message"}}`. Sources: OpenAPI
2026-07 (PaymentErrorResponse, POST /webhooks 409), docs/rate_limiting.
"""

from __future__ import annotations

from typing import Any

from sandbox.kit.web import Answer, json_answer

TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    422: "Unprocessable Entity",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
REGISTER_CLOSED = 1001
"""Our choice: the vendor declares `code` an integer and lists no values."""


class VendError(Exception):
    """A refused request, with the body the vendor would send."""

    def __init__(self, status: int, message: str, *, body: Any = None) -> None:
        """`body` replaces the usual shape."""
        super().__init__(message)
        self.status = status
        self.body = (
            body if body is not None else {"error": TITLES.get(status, "Error"), "message": message}
        )

    def answer(self) -> Answer:
        """The refusal as an HTTP answer."""
        return json_answer(self.body, status=self.status)


def not_found(what: str) -> VendError:
    """404 for an id that this retailer does not have."""
    return VendError(404, f"{what} not found")


def invalid(message: str) -> VendError:
    """422 for a value that cannot be."""
    return VendError(422, message)


def register_closed(register_id: str) -> VendError:
    """409 in the one error shape that the vendor's document names."""
    message = f"Register {register_id} is not open; a closed register takes no payments."
    return VendError(409, message, body={"error": {"code": REGISTER_CLOSED, "message": message}})
