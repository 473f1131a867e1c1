"""What Lightspeed's answers mean: errors, rights and the state of the bucket."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest

from adapters.lightspeed.errors import LightspeedDialect
from adapters.wire import BudgetReading, HttpRequest, HttpResponse
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from tests.contracts_path import contracts_dir

DIALECT = LightspeedDialect()
BASE = "/API/V3/Account/83050"


def failure(
    status: int, body: Any = None, path: str = f"{BASE}/Item.json", **headers: str
) -> PlatformError | None:
    raw = body if isinstance(body, bytes) else orjson.dumps(body or {})
    request = HttpRequest(method="GET", path=path, operation="items.list")
    return DIALECT.failure(request, HttpResponse(status=status, headers=headers, body=raw))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RejectedError),
        (401, NotAuthorizedError),
        (403, NotAuthorizedError),
        (404, RejectedError),
        (405, RejectedError),
        (409, UnavailableError),
        (418, RejectedError),
        (422, RejectedError),
        (429, RateLimitedError),
        (500, UnavailableError),
        (502, UnavailableError),
        (503, UnavailableError),
        (302, MalformedResponseError),
    ],
)
def test_every_documented_status_has_its_class(status: int, kind: type[PlatformError]) -> None:
    error = failure(status, {"message": "no", "errorClass": "Exception"})

    assert type(error) is kind
    assert error.status == status


@pytest.mark.parametrize(
    "name",
    ["v2-recorded/items_create_invalid.json", "v2-recorded/categories_create_invalid.json",
     "v2-recorded/accounts_oauth_with_refresh.3.json", "v3-documented/error_401_expired.json"],
)  # fmt: skip
def test_recorded_refusals_are_told_in_the_platforms_words(name: str) -> None:
    sample = json.loads((contracts_dir("lightspeed", "samples") / name).read_text())["response"]

    error = failure(sample["status"], sample["body"])

    told = sample["body"].get("message") or sample["body"]["hint"]
    assert error is not None
    assert told in str(error)
    assert error.platform_code == (sample["body"].get("errorClass") or sample["body"]["error"])


@pytest.mark.parametrize(
    ("entity", "scope"),
    [
        ("ItemMatrix", "employee:product_cost"),
        ("ItemShop/12", "employee:inventory_read"),
        ("Sale", "employee:register"),
        ("SaleLine", "employee:register_layaway"),
        ("Customer", "employee:customers_read"),
        ("Vendor", None),
    ],
)
def test_a_403_names_the_right_that_the_endpoint_needs(entity: str, scope: str | None) -> None:
    error = failure(403, {"message": "no"}, path=f"{BASE}/{entity}.json")

    assert isinstance(error, NotAuthorizedError)
    assert error.missing_scope == scope


def test_a_refused_refund_lacks_the_right_to_refund() -> None:
    request = HttpRequest(method="POST", path=f"{BASE}/Sale.json", operation="refunds.create")

    error = DIALECT.failure(request, HttpResponse(status=403, headers={}, body=b"{}"))

    assert isinstance(error, NotAuthorizedError)
    assert error.missing_scope == "employee:register_refund"


@pytest.mark.parametrize("body", [b"<html>Bad Gateway</html>", b"", b"[]", b"{"])
def test_an_error_without_a_body_to_read_keeps_its_class(body: bytes) -> None:
    assert isinstance(failure(502, body), UnavailableError)
    assert isinstance(failure(400, body), RejectedError)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"httpCode": "500"}, UnavailableError),
        ({"httpCode": "400"}, RejectedError),
        ({"httpCode": "200"}, MalformedResponseError),
        ({"httpCode": "oops"}, MalformedResponseError),
        ({}, MalformedResponseError),
    ],
)
def test_an_error_inside_a_success_is_an_error(
    told: dict[str, str], kind: type[PlatformError]
) -> None:
    error = failure(200, {**told, "message": "Query failed", "errorClass": "Exception"})

    assert type(error) is kind
    assert "Query failed" in str(error)


def test_a_success_that_speaks_of_errors_is_a_success() -> None:
    assert failure(200, {"@attributes": {}, "Item": {"description": "errorClass"}}) is None


def test_the_bucket_is_read_whatever_the_headers_case_and_fractions() -> None:
    headers = {
        "x-ls-api-bucket-level": "61.98/90",
        "x-ls-api-drip-rate": "1.5",
        "x-ls-api-request-cost": "2.4",
    }

    reading = DIALECT.budget(HttpResponse(status=200, headers=headers, body=b""))

    assert reading is not None
    assert (reading.capacity, reading.restore_per_s, reading.cost) == (90.0, 1.5, 2.4)
    assert reading.remaining == pytest.approx(28.02)


def test_an_overrun_bucket_says_when_to_come_again() -> None:
    headers = {
        "x-ls-api-bucket-level": "92.57/90",
        "x-ls-api-ratelimit-type": "api-leaky-bucket",
        "retry-after": "3",
    }
    response = HttpResponse(status=429, headers=headers, body=b"{}")
    request = HttpRequest(method="GET", path="/x", operation="x")

    reading, error = DIALECT.budget(response), DIALECT.failure(request, response)

    assert reading == BudgetReading(capacity=90.0, remaining=0.0, throttled=True, retry_after_s=3.0)
    assert isinstance(error, RateLimitedError)
    assert error.retry_after == 3.0


def test_answers_without_the_headers_tell_nothing() -> None:
    assert DIALECT.budget(HttpResponse(status=200, headers={}, body=b"")) is None
    assert DIALECT.version_served(HttpResponse(status=200, headers={}, body=b"")) is None
