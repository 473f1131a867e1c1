"""What Counterpoint's answers mean: HTTP status and `ErrorCode`, on failure and on success.

Source: the vendor's API guide (API 2.4, 2024-07): every reply carries `ErrorCode`, `SUCCESS` or
`ERROR_…`, and the status may be 200 with an error inside. Branches never read `Message`, which
holds names and numbers of customers.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any

from adapters.keys import unpack_keys
from adapters.statuses import whole_seconds_to_wait
from adapters.wire import BudgetReading, HttpRequest, HttpResponse, RatePolicy
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

PLATFORM_NAME = "counterpoint"
TITLE = "NCR Counterpoint"
API = "2.4"
NOT_FOUND = "ERROR_RECORD_NOT_FOUND"
"""No such record; of a document that was once there: it was posted."""

_VAGUE = "ERROR_UNKNOWN"
_SUCCESS_AT_END = re.compile(rb'"ErrorCode"\s*:\s*"SUCCESS"\s*\}\s*$')

CLASS_BY_CODE: Mapping[str, type[PlatformError]] = {
    "ERROR_MISSING_REQUIRED_DATA": RejectedError,
    NOT_FOUND: RejectedError,
    "ERROR_DOCUMENT_ALREADY_COMPLETED": RejectedError,
    "ERROR_INVALID_APIKEY": NotAuthorizedError,
    "ERROR_DOCUMENT_NOT_FULLY_PAID": RejectedError,
    "ERROR_CARD_PAYMENT_FAILED": RejectedError,
    "ERROR_INVALID_GIFTCARD_PAYMENT": RejectedError,
    "ERROR_AR_PAYMENT_FAILED": RejectedError,
    "ERROR_INVALID_LIN_TYP": RejectedError,
    "ERROR_NOT_PURE_ORDER": RejectedError,
    "ERROR_DOCUMENT_HAS_SHIPPING_ADDRESS": RejectedError,
    "ERROR_DOCUMENT_HAS_BILLING_ADDRESS": RejectedError,
    "ERROR_INVALID_CONTACT_ID": RejectedError,
    "ERROR_DOCUMENT_BILLING_ADDRESS_NOT_FOUND": RejectedError,
    "ERROR_DOCUMENT_SHIPPING_ADDRESS_NOT_FOUND": RejectedError,
    "ERROR_INVALID_CONFIGURATION": RejectedError,
}
"""Codes that say what is wrong, whatever the status: a 500 with one of them did nothing, and a
repetition is as useless. `ERROR_UNKNOWN` says nothing; there the status decides."""

_CLASS_BY_STATUS: Mapping[int, type[PlatformError]] = {
    401: NotAuthorizedError,
    403: NotAuthorizedError,
    408: UnavailableError,
    429: RateLimitedError,
}


class CounterpointDialect:
    """How Counterpoint's server authenticates and fails; it meters nothing."""

    platform = PLATFORM_NAME
    version = API
    rate = RatePolicy(per_s=25.0, burst=25.0, max_per_s=50.0, in_flight=2)
    """A shop's own server beside its tills. It publishes no limit: two calls at a time spare it,
    and it sets the pace by how fast it answers."""

    def auth_headers(self, token: str) -> Mapping[str, str]:
        """Basic credentials of the company's user, and the application's APIKey."""
        keys = unpack_keys(token)
        user = f"{keys['company']}.{keys['user']}:{keys['password']}"
        basic = base64.b64encode(user.encode()).decode()
        return {"Authorization": f"Basic {basic}", "APIKey": keys["api_key"]}

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None:
        """The error an answer means, those inside a 200 included. Raises ValueError: no JSON."""
        if response.status < 300:
            return _inside_success(request, response)
        code = _code(response)
        about = _about(request, response, code)
        kind = _class_of(response.status, code)
        message = _message(response.status, code) + _other_server(response)
        if kind is RateLimitedError:
            return RateLimitedError(message, retry_after=whole_seconds_to_wait(response), **about)
        error = kind(message, **about)
        if isinstance(error, NotAuthorizedError) and response.status == 403 and code == _VAGUE:
            error.missing_scope = request.operation
        return error

    def budget(self, response: HttpResponse) -> BudgetReading | None:
        """Nothing is told; a relay in front of the server may throttle."""
        if response.status != 429:
            return None
        return BudgetReading(throttled=True, retry_after_s=whole_seconds_to_wait(response))

    def version_served(self, response: HttpResponse) -> str | None:  # noqa: ARG002
        """No answer names it."""
        return None


def _inside_success(request: HttpRequest, response: HttpResponse) -> PlatformError | None:
    if _SUCCESS_AT_END.search(response.body[-64:]):
        return None
    body = response.json()
    if not isinstance(body, dict) or "ErrorCode" not in body:
        return MalformedResponseError(
            "the answer has no ErrorCode; is this a Counterpoint server?",
            **_about(request, response, None),
        )
    code = str(body["ErrorCode"])
    if code == "SUCCESS":
        return None
    kind = CLASS_BY_CODE.get(code, UnavailableError)
    return kind(_message(response.status, code), **_about(request, response, code))


def _code(response: HttpResponse) -> str | None:
    """The `ErrorCode` of a refusal, None where a relay or the web server answered instead."""
    try:
        body = response.json()
    except ValueError:
        return None
    code = body.get("ErrorCode") if isinstance(body, dict) else None
    return code if isinstance(code, str) else None


def _class_of(status: int, code: str | None) -> type[PlatformError]:
    by_code = CLASS_BY_CODE.get(code or "")
    if by_code is not None:
        return by_code
    if status >= 500:
        return UnavailableError
    return MalformedResponseError if status < 400 else _CLASS_BY_STATUS.get(status, RejectedError)


def _message(status: int, code: str | None) -> str:
    hints = {
        401: "; check company, user and password",
        403: "; check the APIKey, the server's registration and the role of the user",
    }
    return f"answered {status} {code or 'without a code'}{hints.get(status, '')}"


def _other_server(response: HttpResponse) -> str:
    """What to say of a partner's replacement server, whose errors are worded otherwise."""
    if b'"errorCode"' not in response.body:
        return ""
    return "; this is a partner's server with another API, which is not spoken"


def _about(request: HttpRequest, response: HttpResponse, code: str | None) -> dict[str, Any]:
    return {
        "platform": PLATFORM_NAME,
        "operation": request.operation,
        "status": response.status,
        "platform_code": code,
    }
