"""Square's error codes become what the catcher should do."""

from __future__ import annotations

import json

import orjson
import pytest

from adapters.square.errors import PaymentRefusedError, SquareDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from domain.payments import DeclineReason
from mapping.platforms.square_words import DECLINES
from tests.contracts_path import contracts_dir

DIALECT = SquareDialect()
REQUEST = HttpRequest(method="POST", path="/v2/orders", operation="orders.create")


def answer(status: int, body: object, **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return HttpResponse(status=status, headers=headers, body=content)


def errors(*codes: str, category: str = "INVALID_REQUEST_ERROR") -> dict[str, object]:
    return {"errors": [{"category": category, "code": code, "detail": "d"} for code in codes]}


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "UNAUTHORIZED", NotAuthorizedError),
        (401, "ACCESS_TOKEN_EXPIRED", NotAuthorizedError),
        (401, "ACCESS_TOKEN_REVOKED", NotAuthorizedError),
        (403, "INSUFFICIENT_SCOPES", NotAuthorizedError),
        (403, "FORBIDDEN", NotAuthorizedError),
        (429, "RATE_LIMITED", RateLimitedError),
        (500, "INTERNAL_SERVER_ERROR", UnavailableError),
        (503, "SERVICE_UNAVAILABLE", UnavailableError),
        (504, "GATEWAY_TIMEOUT", UnavailableError),
        (408, "REQUEST_TIMEOUT", UnavailableError),
        (404, "NOT_FOUND", RejectedError),
        (400, "BAD_REQUEST", RejectedError),
        (400, "IDEMPOTENCY_KEY_REUSED", RejectedError),
        (409, "CONFLICT", RejectedError),
        (400, "VERSION_MISMATCH", RejectedError),
        (400, "A_CODE_FROM_NEXT_YEAR", RejectedError),
        (500, "A_CODE_FROM_NEXT_YEAR", UnavailableError),
    ],
)
def test_a_code_becomes_the_class_its_catcher_knows(
    status: int, code: str, kind: type[PlatformError]
) -> None:
    error = DIALECT.failure(REQUEST, answer(status, errors(code)))

    assert type(error) is kind
    assert (error.status, error.platform_code) == (status, code)
    assert error.operation == "orders.create"


def test_a_success_is_no_failure() -> None:
    assert DIALECT.failure(REQUEST, answer(200, {})) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, MalformedResponseError),
        (400, RejectedError),
        (429, RateLimitedError),
        (502, UnavailableError),
    ],
)
@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"type":"too_many_requests"}'])
def test_a_body_without_errors_is_judged_by_its_status(
    status: int, kind: type[PlatformError], body: bytes
) -> None:
    assert type(DIALECT.failure(REQUEST, answer(status, body))) is kind


def test_the_error_that_says_more_than_declined_is_told() -> None:
    body = errors("GENERIC_DECLINE", "CVV_FAILURE", category="PAYMENT_METHOD_ERROR")

    error = DIALECT.failure(REQUEST, answer(402, body))

    assert isinstance(error, PaymentRefusedError)
    assert error.platform_code == "CVV_FAILURE"


def test_the_detail_that_may_hold_personal_data_is_not_repeated() -> None:
    body = {"errors": [{"category": "X", "code": "INVALID_VALUE", "detail": "+12065550123"}]}

    assert "2065550123" not in str(DIALECT.failure(REQUEST, answer(400, body)))


def test_a_throttle_tells_the_budget_how_long_to_wait() -> None:
    throttled = answer(429, errors("RATE_LIMITED"), **{"retry-after": "3"})

    error, reading = DIALECT.failure(REQUEST, throttled), DIALECT.budget(throttled)

    assert isinstance(error, RateLimitedError)
    assert error.retry_after == 3.0
    assert reading is not None
    assert reading.throttled
    assert reading.retry_after_s == 3.0
    assert DIALECT.budget(answer(200, {})) is None


def test_requests_carry_token_and_version_and_answers_are_checked_for_it() -> None:
    headers = DIALECT.auth_headers("tok")
    served = DIALECT.version_served(answer(200, {}, **{"square-version": "2025-08-20"}))

    assert headers == {"Authorization": "Bearer tok", "Square-Version": "2026-09-16"}
    assert (DIALECT.version, served) == ("2026-09-16", "2025-08-20")


def test_a_token_that_square_does_not_know_is_a_refused_means_of_payment() -> None:
    missing = {"category": "INVALID_REQUEST_ERROR", "code": "NOT_FOUND", "detail": "d"}

    source = DIALECT.failure(REQUEST, answer(404, {"errors": [missing | {"field": "source_id"}]}))
    order = DIALECT.failure(REQUEST, answer(404, {"errors": [missing | {"field": "order_id"}]}))

    assert type(source) is PaymentRefusedError
    assert type(order) is RejectedError


def test_every_decline_is_a_code_that_square_publishes() -> None:
    path = contracts_dir("square") / "object_model_2026-09-16.schema.json"
    model = json.loads(path.read_text())["$defs"]

    assert set(DECLINES) <= set(model["Error"]["properties"]["code"]["enum"])
    assert set(DECLINES.values()) == set(DeclineReason)
