"""What Clover's answers mean, which hosts it answers on, and how much it takes.

Source: docs.clover.com/dev/docs/401-unauthorized, api-usage-rate-limits and the Ecommerce error
codes (read 2026-11-20). A 401 is an expired token or a missing permission; there is no 403.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from adapters.keys import unpack_keys
from adapters.wire import BudgetReading, ExtraLimit, HttpRequest, HttpResponse, RatePolicy
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

PLATFORM_NAME = "clover"
TITLE = "Clover"
CLOVER_VERSION = "v3"
ECOMMERCE = "ecommerce"
"""The service whose calls go to the `scl` hosts."""
TOKENIZER = "tokenizer"
"""The service that turns cards into tokens; in the US and Canada only."""
TOKEN_KEY = "api_token"  # noqa: S105 - the name of a field, not a secret

ECOMMERCE_HOSTS: Mapping[str, str] = {
    "api.clover.com": "scl.clover.com",
    "apisandbox.dev.clover.com": "scl-sandbox.dev.clover.com",
}
TOKEN_HOSTS: Mapping[str, str] = {
    "api.clover.com": "token.clover.com",
    "apisandbox.dev.clover.com": "token-sandbox.dev.clover.com",
}
AUTHORIZE_HOSTS: Mapping[str, str] = {
    "api.clover.com": "www.clover.com",
    "api.eu.clover.com": "www.eu.clover.com",
    "api.la.clover.com": "www.la.clover.com",
    "apisandbox.dev.clover.com": "sandbox.dev.clover.com",
}
"""Where the merchant says yes, by the host of the API."""
_SISTERS: Mapping[str, Mapping[str, str]] = {ECOMMERCE: ECOMMERCE_HOSTS, TOKENIZER: TOKEN_HOSTS}
_APP_LIMIT = ExtraLimit(
    name="clover-app",
    rate=RatePolicy.per_window(50, 1.0),
    in_flight=10,
    over_app=True,
)
_CLASS_BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: NotAuthorizedError,
    403: NotAuthorizedError,
    408: UnavailableError,
    429: RateLimitedError,
}


class CardRefusedError(RejectedError):
    """Type `card_error`: the shopper's card was refused."""


class CloverDialect:
    """How Clover authenticates, fails and throttles."""

    platform = PLATFORM_NAME
    rate = RatePolicy.per_window(16, 1.0, in_flight=5)
    """16 requests a second and 5 at once per token."""

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """The bearer token: one of OAuth's, or one that the merchant typed."""
        bearer = unpack_keys(token)[TOKEN_KEY] if token.startswith("{") else token
        return {"Authorization": f"Bearer {bearer}"}

    def limits(self, request: HttpRequest) -> Sequence[ExtraLimit]:  # noqa: ARG002 - all of them
        """50 requests a second and 10 at once over all merchants of our app."""
        return (_APP_LIMIT,)

    def root_of(self, service: str, base_url: str) -> str:
        """Ecommerce and the tokenizer have hosts of their own; a stand-in answers on one."""
        sister = _SISTERS.get(service, {}).get(urlsplit(base_url).hostname or "")
        return f"https://{sister}" if sister else base_url

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error that a status from 300 on means; failed charges inside a 200 are outcomes."""
        if response.status < 300:
            return None
        error = _error_in(response)
        code = error.get("code") or error.get("type")
        about: dict[str, Any] = {
            "platform": self.platform,
            "operation": request.operation,
            "status": response.status,
            "platform_code": None if code is None else str(code),
        }
        message = f"answered {response.status} {code or 'without a code'}"
        kind = _class_of(response.status, error.get("type"))
        if kind is RateLimitedError:
            return RateLimitedError(message, retry_after=_retry_after(response), **about)
        return kind(message, **about)

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """Only a 429 tells that a limit was reached; calling early would lengthen the wait."""
        if response.status != 429:
            return None
        return BudgetReading(throttled=True, retry_after_s=_retry_after(response))

    def version_served(self, response: HttpResponse) -> str | None:  # noqa: ARG002 - it tells none
        """Clover's answers name no version; it is part of the path."""
        return None


def _error_in(response: HttpResponse) -> Mapping[str, Any]:
    """`error` of an Ecommerce answer, else the body of a v3 one; empty where there is none."""
    try:
        body = response.json()
    except ValueError:
        return {}
    if not isinstance(body, dict):
        return {}
    error = body.get("error")
    return error if isinstance(error, dict) else {"type": body.get("type")}


def _class_of(status: int, kind: Any) -> type[PlatformError]:
    if kind == "card_error" or status == 402:
        return CardRefusedError
    if status >= 500:
        return UnavailableError
    if status < 400:
        return MalformedResponseError
    return _CLASS_BY_STATUS.get(status, RejectedError)


def _retry_after(response: HttpResponse) -> float | None:
    """Seconds; a limit on the rate tells none, and a second is its window."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else 1.0
