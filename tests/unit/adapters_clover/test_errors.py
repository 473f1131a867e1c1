"""Clover's answers as our errors."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from adapters.clover.errors import CardRefusedError, CloverDialect
from adapters.keys import pack_keys
from adapters.wire import HttpRequest, HttpResponse
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

REQUEST = HttpRequest(method="GET", path="/v3", operation="items.list", repeatable=True)
DIALECT = CloverDialect()


def answer(status: int, body: Any, **headers: str) -> HttpResponse:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    return HttpResponse(status=status, headers=headers, body=raw)


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (301, b"", MalformedResponseError, None),
        (400, {"message": "Invalid filter"}, RejectedError, None),
        (401, {"message": "401 Unauthorized"}, NotAuthorizedError, None),
        (403, b"<html>", NotAuthorizedError, None),
        (404, {"message": "Not Found"}, RejectedError, None),
        (405, {"message": "405"}, RejectedError, None),
        (408, b"", UnavailableError, None),
        (409, {"message": "x", "type": "RESOURCE_CONFLICT"}, RejectedError, "RESOURCE_CONFLICT"),
        (429, {"message": "429"}, RateLimitedError, None),
        (500, b"", UnavailableError, None),
        (503, b"<html>back soon</html>", UnavailableError, None),
        (402, {"error": {"type": "card_error", "code": "expired_card"}}, CardRefusedError,
         "expired_card"),
        (400, {"error": {"type": "card_error", "code": "incorrect_cvc"}}, CardRefusedError,
         "incorrect_cvc"),
        (400, {"error": {"type": "idempotency_error"}}, RejectedError, "idempotency_error"),
        (500, {"error": {"type": "api_error", "code": "unexpected"}}, UnavailableError,
         "unexpected"),
        (400, [1, 2], RejectedError, None),
    ],
)  # fmt: skip
def test_every_documented_failure_has_its_class(
    status: int, body: Any, kind: type[PlatformError], code: str | None
) -> None:
    error = DIALECT.failure(REQUEST, answer(status, body))

    assert type(error) is kind
    assert (error.status, error.platform_code) == (status, code)


def test_a_success_is_no_error() -> None:
    assert DIALECT.failure(REQUEST, answer(200, {"elements": []})) is None


def test_a_limit_that_names_a_wait_is_waited_for_and_one_that_does_not_is_a_second() -> None:
    told = DIALECT.failure(REQUEST, answer(429, {}, **{"retry-after": "3"}))
    untold = DIALECT.failure(REQUEST, answer(429, {}))

    assert isinstance(told, RateLimitedError)
    assert isinstance(untold, RateLimitedError)
    assert (told.retry_after, untold.retry_after) == (3.0, 1.0)
    reading = DIALECT.budget(answer(429, {}, **{"retry-after": "3"}))
    assert reading is not None
    assert (reading.throttled, reading.retry_after_s) == (True, 3.0)


def test_the_published_limits_are_kept_to() -> None:
    (app,) = DIALECT.limits(REQUEST)

    assert DIALECT.rate.in_flight == 5
    assert DIALECT.rate.burst + DIALECT.rate.per_s <= 16
    assert app.rate is not None
    assert (app.in_flight, app.over_app) == (10, True)
    assert app.rate.burst + app.rate.per_s <= 50


def test_a_typed_token_and_one_of_oauths_both_become_a_bearer() -> None:
    typed = pack_keys({"merchant_id": "FXV5CNNWSAWN7", "api_token": "t-1"})

    assert DIALECT.auth_headers(typed) == {"Authorization": "Bearer t-1"}
    assert DIALECT.auth_headers("t-2") == {"Authorization": "Bearer t-2"}
