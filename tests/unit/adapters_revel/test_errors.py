"""Revel's many ways to say no become what the catcher should do."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from adapters.keys import pack_keys
from adapters.outcomes import failure_of
from adapters.revel.errors import RevelDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)

DIALECT = RevelDialect()
LIST = HttpRequest(
    method="GET", path="/resources/Product/", operation="products.list", repeatable=True
)
QUOTE = HttpRequest(
    method="POST",
    path="/specialresources/cart/calculate/",
    operation="cart.calculate",
    repeatable=True,
)
SUBMIT = HttpRequest(method="POST", path="/specialresources/cart/submit/", operation="cart.submit")


def answer(status: int, body: Any, **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status=status, headers=named, body=content)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, b"", NotAuthorizedError),
        (403, b"<h1>403 Forbidden</h1>", NotAuthorizedError),
        (404, b"", RejectedError),
        (400, {"error": "Invalid resource lookup data provided"}, RejectedError),
        (400, {"error": {"details": {"message": "Product does not exist"}}}, RejectedError),
        (405, b"", RejectedError),
        (408, b"", UnavailableError),
        (429, b"", RateLimitedError),
        (500, {"error_message": "Sorry, this request could not be processed."}, UnavailableError),
        (502, b"<html>Bad gateway</html>", UnavailableError),
        (301, b"", MalformedResponseError),
    ],
)
def test_a_status_becomes_the_class_its_catcher_knows(
    status: int, body: Any, kind: type[PlatformError]
) -> None:
    error = DIALECT.failure(LIST, answer(status, body))

    assert type(error) is kind
    assert error.status == status
    assert error.operation == "products.list"


@pytest.mark.parametrize(
    "status",
    ["ERROR", "INSUFFICIENT_STOCK", "ASAP_TIME_SLOT_BUSY", "ORDERS_PICKUPTIME_LIMIT", "A NEW WORD"],
)
@pytest.mark.parametrize("request_", [QUOTE, SUBMIT], ids=["quote", "submit"])
def test_a_status_word_inside_a_success_is_a_refusal(request_: HttpRequest, status: str) -> None:
    error = failure_of(DIALECT, request_, answer(200, {"status": status, "errorMsg": "no"}))

    assert type(error) is RejectedError
    assert error.platform_code == status


@pytest.mark.parametrize(
    "body",
    [{"error": "no"}, {"error_message": "no"}, {"error": {"details": {"message": "no"}}}],
)
@pytest.mark.parametrize("request_", [LIST, QUOTE], ids=["resource", "cart"])
def test_an_error_inside_a_success_is_a_refusal(request_: HttpRequest, body: Any) -> None:
    if request_ is QUOTE and "error_message" in body:
        pytest.skip("the cart calls word it otherwise")

    assert type(DIALECT.failure(request_, answer(200, body))) is RejectedError


@pytest.mark.parametrize(
    "body",
    [
        {"meta": {}, "objects": [{"name": "error code poster"}]},
        {"id": 1, "name": "Terror", "error": None},
        {"status": "OK", "data": {"final_total": 1}},
    ],
)
def test_a_success_is_no_failure(body: Any) -> None:
    assert DIALECT.failure(LIST, answer(200, body)) is None
    if "status" in body:
        assert DIALECT.failure(QUOTE, answer(200, body)) is None


@pytest.mark.parametrize("body", [b"<html>soon</html>", b'{"status": "O', b""])
def test_a_submit_that_is_answered_unreadably_is_ambiguous_and_a_quote_malformed(
    body: bytes,
) -> None:
    assert type(failure_of(DIALECT, SUBMIT, answer(200, body))) is AmbiguousOutcomeError
    assert type(failure_of(DIALECT, QUOTE, answer(200, body))) is MalformedResponseError


def test_revels_words_are_told_without_digits_and_without_addresses() -> None:
    told = DIALECT.failure(LIST, answer(400, {"error": "no customer 2065550123"}))
    hidden = DIALECT.failure(LIST, answer(400, {"error": "no jane@example.com"}))

    assert "no customer ##########" in str(told)
    assert "jane" not in str(hidden)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        (
            {
                "retry_after": "Sat, 21 Nov 2026 12:00:30 GMT",
                "date": "Sat, 21 Nov 2026 12:00:00 GMT",
            },
            30.0,
        ),
        ({"retry_after": "soon"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_told_in_seconds_or_as_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    response = answer(429, b"", **headers)

    error, reading = DIALECT.failure(LIST, response), DIALECT.budget(response)

    assert isinstance(error, RateLimitedError)
    assert error.retry_after == seconds
    assert reading is not None
    assert (reading.throttled, reading.retry_after_s) == (True, seconds)
    assert DIALECT.budget(answer(200, {})) is None


def test_key_and_secret_travel_in_one_header_and_no_version_does() -> None:
    token = pack_keys({"api_key": "k" * 8, "api_secret": "s" * 8, "subdomain": "northwind"})

    assert DIALECT.auth_headers(token) == {"API-AUTHENTICATION": "kkkkkkkk:ssssssss"}
    assert DIALECT.version_served(answer(200, {})) is None


def test_the_assumed_rate_stays_below_what_third_parties_keep_to() -> None:
    assert DIALECT.rate.adaptive
    assert DIALECT.rate.max_per_s <= 300 / 60
    assert DIALECT.rate.per_s <= DIALECT.rate.max_per_s
