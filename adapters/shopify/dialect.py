"""How Shopify authenticates, fails and throttles; needed by the transport under the adapter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.shopify.errors import (
    BY_CODE,
    BY_STATUS,
    PLATFORM_NAME,
    THROTTLED,
    missing_scope,
)
from adapters.statuses import object_in
from adapters.wire import BudgetReading, HttpRequest, HttpResponse, RatePolicy
from domain.errors import (
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

SHOPIFY_VERSION = "2026-10"
OAUTH_OPERATIONS = "oauth."
"""Prefix of the operations that speak to the OAuth endpoints, where 400 means a dead grant."""


class ShopifyDialect:
    """Admin GraphQL API 2026-10."""

    platform = PLATFORM_NAME
    version = SHOPIFY_VERSION
    """A retired version is not refused but answered by an older one: compare the header."""
    rate = RatePolicy(per_s=100.0, burst=1000.0, adaptive=False)
    """A Standard plan's restore rate; the real bucket is read from every answer."""

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """The header that carries the access token."""
        return {"X-Shopify-Access-Token": token}

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error an answer means; a throttled or failed query arrives as HTTP 200."""
        if response.status == 200 and b'"errors"' not in response.body:
            return None
        body = object_in(response)
        if response.status != 200:
            return self._failed_status(request, response, body)
        errors = body.get("errors")
        if not errors:
            return None
        return self._failed_query(request, response, body, errors)

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """What `extensions.cost` tells; for an HTTP 429 its `Retry-After`."""
        if response.status == 429:
            return BudgetReading(throttled=True, retry_after_s=_retry_after(response))
        if response.status != 200 or b'"throttleStatus"' not in response.body:
            return None
        body = object_in(response)
        cost = (body.get("extensions") or {}).get("cost") or {}
        status = cost.get("throttleStatus") or {}
        throttled = _is_throttled(body)
        return BudgetReading(
            capacity=_number(status.get("maximumAvailable")),
            remaining=_number(status.get("currentlyAvailable")),
            restore_per_s=_number(status.get("restoreRate")),
            cost=_number(cost.get("actualQueryCost")),
            throttled=throttled,
            retry_after_s=_wait(cost, status) if throttled else None,
        )

    def version_served(self, response: HttpResponse) -> str | None:
        """The version that answered, which is not always the one asked for."""
        return response.headers.get("x-shopify-api-version")

    def _failed_status(
        self, request: HttpRequest, response: HttpResponse, body: Mapping[str, Any]
    ) -> PlatformError | None:
        if 200 <= response.status < 300:
            return None
        is_oauth = request.operation.startswith(OAUTH_OPERATIONS)
        if is_oauth and response.status == 400:
            kind: type[PlatformError] = NotAuthorizedError
        elif response.status >= 500:
            kind = UnavailableError
        else:
            kind = BY_STATUS.get(response.status, RejectedError)
        message = f"answered {response.status}: {_words(body)}"
        about = _about(self.platform, request, response, _oauth_code(body))
        if kind is RateLimitedError:
            return RateLimitedError(message, retry_after=_retry_after(response), **about)
        return kind(message, **about)

    def _failed_query(
        self,
        request: HttpRequest,
        response: HttpResponse,
        body: Mapping[str, Any],
        errors: Any,
    ) -> PlatformError:
        first = _first(errors)
        extensions = first.get("extensions") or {}
        code = extensions.get("code")
        message = _words(body)
        about = _about(self.platform, request, response, code)
        kind = BY_CODE.get(code or "", RejectedError)
        if kind is RateLimitedError:
            budget = self.budget(response)
            wait = budget.retry_after_s if budget else None
            return RateLimitedError(message, retry_after=wait, **about)
        error = kind(message, **about)
        if isinstance(error, NotAuthorizedError):
            error.missing_scope = missing_scope(message, extensions)
        return error


def _first(errors: Any) -> Mapping[str, Any]:
    listed = errors if isinstance(errors, list) else [errors]
    return next((error for error in listed if isinstance(error, dict)), {})


def _words(body: Mapping[str, Any]) -> str:
    """What the vendor says: `errors` is a list of objects, an object, or a bare string."""
    errors = body.get("errors", body.get("error_description", body.get("error", "no message")))
    if isinstance(errors, list) and errors and isinstance(errors[0], dict):
        errors = errors[0].get("message", "no message")
    return str(errors)[:300]


def _oauth_code(body: Mapping[str, Any]) -> str | None:
    code = body.get("error")
    return code if isinstance(code, str) else None


def _about(
    platform: str, request: HttpRequest, response: HttpResponse, code: str | None
) -> dict[str, Any]:
    return {
        "platform": platform,
        "operation": request.operation,
        "status": response.status,
        "platform_code": code,
        "request_id": response.headers.get("x-request-id"),
    }


def _is_throttled(body: Mapping[str, Any]) -> bool:
    extensions = _first(body.get("errors") or []).get("extensions") or {}
    return extensions.get("code") == THROTTLED


def _wait(cost: Mapping[str, Any], status: Mapping[str, Any]) -> float | None:
    """Seconds until the bucket holds what the query asked for (fact sheet §3)."""
    wanted = _number(cost.get("requestedQueryCost"))
    left = _number(status.get("currentlyAvailable"))
    rate = _number(status.get("restoreRate"))
    if wanted is None or left is None or not rate:
        return None
    return max(0.0, (wanted - left) / rate)


def _retry_after(response: HttpResponse) -> float | None:
    """Seconds as Shopify writes them: a decimal number such as "2.0"."""
    try:
        return max(0.0, float(response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _number(value: Any) -> float | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number else None
