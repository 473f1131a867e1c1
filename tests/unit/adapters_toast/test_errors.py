"""What Toast's statuses, limits and error bodies mean."""

from __future__ import annotations

import orjson
import pytest

from adapters.toast.errors import ToastDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from tests.unit.adapters_toast.lines import refusal

DIALECT = ToastDialect()


def request_of(operation: str, path: str = "/orders/v2/orders") -> HttpRequest:
    return HttpRequest(method="GET", path=path, operation=operation)


def answer_of(status: int, body: object, **headers: str) -> HttpResponse:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status=status, headers=named, body=content)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, MalformedResponseError),
        (400, RejectedError),
        (401, NotAuthorizedError),
        (403, NotAuthorizedError),
        (404, RejectedError),
        (409, RejectedError),
        (413, RejectedError),
        (415, RejectedError),
        (429, RateLimitedError),
        (500, UnavailableError),
        (503, UnavailableError),
    ],
)
def test_every_documented_status_has_one_meaning(status: int, kind: type[PlatformError]) -> None:
    error = DIALECT.failure(request_of("orders.get"), answer_of(*refusal(status)))

    assert type(error) is kind
    assert error.status == status
    assert error.platform_code == "10000"
    assert error.request_id == "11111111-2222-3333-4444-555555555555"


def test_the_documents_own_example_is_told_with_code_and_words() -> None:
    body = {
        "status": 400,
        "code": 10025,
        "message": "Payment amount cannot be empty",
        "requestId": "r1",
    }

    error = DIALECT.failure(request_of("orders.pay"), answer_of(400, body))

    assert error is not None
    assert "10025: Payment amount cannot be empty" in str(error)


def test_an_error_inside_a_200_is_an_error() -> None:
    _, body = refusal(503)

    error = DIALECT.failure(request_of("menus.get"), answer_of(200, body))

    assert isinstance(error, UnavailableError)


@pytest.mark.parametrize("body", [b"", b"{", b"<html>busy</html>", b"null", b"[]"])
def test_an_error_without_a_body_of_toasts_keeps_its_class(body: bytes) -> None:
    error = DIALECT.failure(request_of("menus.get"), answer_of(502, body))

    assert isinstance(error, UnavailableError)


def test_a_record_with_a_status_of_its_own_is_no_error() -> None:
    row = [{"guid": "g", "status": "OUT_OF_STOCK"}]

    assert DIALECT.failure(request_of("stock.list"), answer_of(200, row)) is None


def test_a_403_names_the_scope_that_the_operation_needs() -> None:
    error = DIALECT.failure(request_of("orders.void"), answer_of(*refusal(403)))

    assert isinstance(error, NotAuthorizedError)
    assert error.missing_scope == "orders.channel:void"


def test_a_throttle_says_how_long_to_wait() -> None:
    answer = answer_of(*refusal(429), retry_after="7")

    error = DIALECT.failure(request_of("menus.get"), answer)
    reading = DIALECT.budget(answer)

    assert isinstance(error, RateLimitedError)
    assert error.retry_after == 7.0
    assert reading is not None
    assert (reading.throttled, reading.retry_after_s) == (True, 7.0)


@pytest.mark.parametrize(
    ("by", "left", "believed"),
    [("GLOBAL", "3", 3.0), ("API", "9000", 10.0), ("ENDPOINT", "0", None), ("GLOBAL", "x", None)],
)
def test_the_clients_own_limit_is_believed_and_an_endpoints_is_not(
    by: str, left: str, believed: float | None
) -> None:
    answer = answer_of(200, [], x_toast_ratelimit_by=by, x_toast_ratelimit_remaining=left)

    reading = DIALECT.budget(answer)

    assert (reading.remaining if reading else None) == believed


def test_menus_and_bulk_orders_have_limits_of_their_own() -> None:
    names = {
        path: [one.name for one in DIALECT.limits(request_of("x", path))]
        for path in ("/menus/v2/menus", "/orders/v2/ordersBulk", "/menus/v2/metadata")
    }

    assert names == {
        "/menus/v2/menus": ["menus"],
        "/orders/v2/ordersBulk": ["orders_bulk"],
        "/menus/v2/metadata": [],
    }
