"""What Toast's answers mean: its errors, its limits, its token.

Source: `ErrorMessage` of the API documents; doc.toasttab.com/doc/devguide apiResponsesAndErrors,
apiRateLimiting (read 2026-11-20). Toast publishes no list of codes, so the status decides and the
code and request id are kept for its support.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.statuses import class_by_status, object_in, whole_seconds_to_wait
from adapters.wire import BudgetReading, ExtraLimit, HttpRequest, HttpResponse, RatePolicy
from domain.errors import (
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    UnavailableError,
)

PLATFORM_NAME = "toast"
TITLE = "Toast"
VERSION = "orders 2.9.0, menus V2 2.4.1, stock 1.0.0"
"""Each API has a version of its own; the path says the major one (`/orders/v2`)."""
RESTAURANT = "Toast-Restaurant-External-ID"

_CLASS_BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: NotAuthorizedError,
    403: NotAuthorizedError,
    408: UnavailableError,
    429: RateLimitedError,
}
_MENUS = ExtraLimit(name="menus", rate=RatePolicy(per_s=0.8, burst=1.0, adaptive=False))
"""Once a second at most, with a quarter of one for calls that arrive closer than they left."""
_ORDERS_BULK = ExtraLimit(name="orders_bulk", rate=RatePolicy.per_window(5, 1))
_LIMITS: Mapping[str, Sequence[ExtraLimit]] = {
    "/menus/v2/menus": (_MENUS,),
    "/orders/v2/ordersBulk": (_ORDERS_BULK,),
}


class ToastDialect:
    """How Toast authenticates, fails and throttles."""

    platform = PLATFORM_NAME
    rate = RatePolicy(per_s=10.0, burst=10.0, adaptive=False)
    """20 requests/s and 10,000 in 15 minutes per client and restaurant: 11 a second for ever."""

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """The bearer token; which restaurant is meant, the client says."""
        return {"Authorization": f"Bearer {token}"}

    def limits(self, request: HttpRequest) -> Sequence[ExtraLimit]:
        """`GET /menus` once a second per restaurant, `GET /ordersBulk` five times."""
        return _LIMITS.get(request.path, ()) if request.method == "GET" else ()

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error that a status from 300 on means, or an error body inside a 200."""
        body = _body(response)
        if response.status < 300 and not _is_error(body):
            return None
        code = body.get("code")
        about: dict[str, Any] = {
            "platform": self.platform,
            "operation": request.operation,
            "status": response.status,
            "platform_code": None if code is None else str(code),
            "request_id": body.get("requestId"),
        }
        status = int(body["status"]) if response.status < 300 else response.status
        kind = class_by_status(status, _CLASS_BY_STATUS)
        scope = _missing_scope(request) if status == 403 else None
        message = f"answered {status} {_said(body)}"
        if scope is not None:
            message += f"; the client lacks {scope}, or was given no access to this restaurant"
        if kind is RateLimitedError:
            return RateLimitedError(message, retry_after=whole_seconds_to_wait(response), **about)
        error = kind(message, **about)
        if isinstance(error, NotAuthorizedError):
            error.missing_scope = scope
        return error

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """How much is left of the limit that is nearest, where that is the client's own."""
        if response.status == 429:
            return BudgetReading(throttled=True, retry_after_s=whole_seconds_to_wait(response))
        left = response.headers.get("x-toast-ratelimit-remaining", "")
        if response.headers.get("x-toast-ratelimit-by") == "ENDPOINT" or not left.isdecimal():
            return None
        return BudgetReading(remaining=min(float(left), self.rate.burst))

    def version_served(self, response: HttpResponse) -> str | None:  # noqa: ARG002 - never told
        """Toast's answers name no version."""
        return None


_SCOPE_OF: Mapping[str, str] = {
    "restaurants.get": "restaurants:read",
    "menus.metadata": "menus:read",
    "menus.get": "menus:read",
    "stock.list": "stock:read",
    "stock.search": "stock:read",
    "config.dining_options": "config:read",
    "config.payment_types": "config:read",
    "orders.prices": "orders:read",
    "orders.get": "orders:read",
    "orders.find": "orders:read",
    "orders.bulk": "orders:read",
    "orders.create": "orders.orders:write",
    "orders.pay": "orders.payments:write",
    "orders.void": "orders.channel:void",
}


def _missing_scope(request: HttpRequest) -> str | None:
    """The scope that a refused operation needs: Toast's 403 does not always name it."""
    return _SCOPE_OF.get(request.operation)


def _body(response: HttpResponse) -> Mapping[str, Any]:
    if response.status < 300 and b'"requestId"' not in response.body[:4096]:
        return {}
    return object_in(response)


def _is_error(body: Mapping[str, Any]) -> bool:
    """An `ErrorMessage`: a status from 400 on beside its message, which no record has."""
    status = body.get("status")
    return isinstance(status, int) and status >= 400 and "message" in body


def _said(body: Mapping[str, Any]) -> str:
    code, message = body.get("code"), body.get("message")
    if code is None and not message:
        return "without a reason"
    return f"{code}: {str(message)[:200]}"
