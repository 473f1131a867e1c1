"""What Revel's answers mean.

Errors are not uniform: Tastypie's `error` or `error_message`, a nested message on cart calls, a
`status` word inside HTTP 200 on the web-order surface, and pages.

Source: the OpenAPI document (401, 404, 429), public client code, the Web Ordering API's overview,
and the statuses in Revel's open-source online-ordering application (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from adapters.keys import unpack_keys
from adapters.statuses import class_by_status, object_in
from adapters.wire import BudgetReading, HttpRequest, HttpResponse, RatePolicy
from domain.errors import (
    ConfigurationError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

PLATFORM_NAME = "revel"
REVEL_VERSION = "2025.3.0"
"""The reference's version; requests carry none."""
DOMAIN = "revelup.com"
OK = "OK"

_WEB = ("/weborders/", "/specialresources/")
_CLASS_BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: NotAuthorizedError,
    403: NotAuthorizedError,
    408: UnavailableError,
    429: RateLimitedError,
}
_ASSUMED = RatePolicy(per_s=4.0, burst=8.0, max_per_s=5.0, in_flight=2)
"""Revel publishes no limit; third parties keep to 300 a minute. Two at once, so that a shopper does
not wait for a page of a backfill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RevelDialect:
    """How Revel authenticates, fails and throttles."""

    platform: str = PLATFORM_NAME
    rate: RatePolicy = _ASSUMED

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """Key and secret in one header; never in the query, which lands in logs."""
        keys = unpack_keys(token)
        return {"API-AUTHENTICATION": f"{keys['api_key']}:{keys['api_secret']}"}

    def root_of(self, service: str, base_url: str) -> str:
        """The base URL, which must be that of the instance: accounts are named after it.

        Raises ConfigurationError where the address is another instance's.
        """
        host = urlsplit(base_url).hostname or ""
        if host.endswith(f".{DOMAIN}") and host != f"{service}.{DOMAIN}":
            raise ConfigurationError(
                f"the connection is of {service}.{DOMAIN} but leads to {host}; join it again with "
                "the subdomain that the address has"
            )
        return base_url

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error an answer means; also the one inside a 200. Raises ValueError for no JSON."""
        if 200 <= response.status < 300:
            code = _code_inside(request, response)
            if code is None:
                return None
            return RejectedError(f"answered {code}", **self._about(request, response, code))
        kind = class_by_status(response.status, _CLASS_BY_STATUS)
        about = self._about(request, response, _code(response))
        message = f"answered {response.status}{_told(response)}"
        if kind is RateLimitedError:
            return RateLimitedError(message, retry_after=_retry_after(response), **about)
        return kind(message, **about)

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """Only a 429 tells that a limit was reached."""
        if response.status != 429:
            return None
        return BudgetReading(throttled=True, retry_after_s=_retry_after(response))

    def version_served(self, _response: HttpResponse) -> str | None:
        """Revel does not say."""
        return None

    def _about(
        self, request: HttpRequest, response: HttpResponse, code: str | None
    ) -> dict[str, Any]:
        return {
            "platform": self.platform,
            "operation": request.operation,
            "status": response.status,
            "platform_code": code,
        }


def _code_inside(request: HttpRequest, response: HttpResponse) -> str | None:
    """The status word or error inside a success, None if it is one.

    Resources are only looked into where the beginning speaks of an error: pages are large.
    """
    if request.path.startswith(_WEB):
        body = response.json()
        status = body.get("status") if isinstance(body, dict) else None
        if isinstance(status, str) and status != OK:
            return status
        return "error" if isinstance(body, dict) and body.get("error") else None
    if b'"error' not in response.body[:200]:
        return None
    body = response.json()
    is_error = isinstance(body, dict) and ("error" in body or "error_message" in body)
    return "error" if is_error and "objects" not in body and "id" not in body else None


def _code(response: HttpResponse) -> str | None:
    status = object_in(response).get("status")
    return status if isinstance(status, str) else None


def _told(response: HttpResponse) -> str:
    """Revel's own words, the only diagnosis there is; without digits, which may be personal."""
    body = object_in(response)
    error = body.get("error") or body.get("error_message") or body.get("errorMsg")
    details = error.get("details") if isinstance(error, dict) else None
    words = details.get("message") if isinstance(details, dict) else error
    if not isinstance(words, str) or "@" in words:
        return ""
    plain = "".join("#" if letter.isdecimal() else letter for letter in words[:120])
    return f": {plain}"


def _retry_after(response: HttpResponse) -> float | None:
    """Seconds, or the time until a date by the answer's own clock."""
    value = response.headers.get("retry-after", "")
    if value.isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(response.headers.get("date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, (until - now).total_seconds())
