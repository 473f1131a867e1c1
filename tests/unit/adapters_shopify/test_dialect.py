"""What Shopify's answers mean: three layers of errors, throttling inside an HTTP 200, versions."""

import json
from typing import Any

import pytest

from adapters.shopify.client import ShopifyClient
from adapters.shopify.dialect import ShopifyDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.errors import (
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from tests.unit.adapters_shopify.scripted import ScriptedLine, client_on, failed

READ = HttpRequest(method="POST", path="/x", operation="Products", repeatable=True)
OAUTH = HttpRequest(method="POST", path="/x", operation="oauth.refresh", authenticated=False)
THROTTLED = {
    "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
    "extensions": {
        "cost": {
            "requestedQueryCost": 752,
            "actualQueryCost": None,
            "throttleStatus": {
                "maximumAvailable": 2000.0,
                "currentlyAvailable": 52,
                "restoreRate": 100.0,
            },
        }
    },
}


def answer(status: int, body: Any, **headers: str) -> HttpResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpResponse(status=status, headers=headers, body=raw)


def failure(response: HttpResponse, request: HttpRequest = READ) -> PlatformError | None:
    return ShopifyDialect().failure(request, response)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, {"errors": "[API] Invalid API key or access token"}, NotAuthorizedError),
        (402, {"errors": "Unavailable Shop"}, NotAuthorizedError),
        (403, {"errors": "This action requires merchant approval"}, NotAuthorizedError),
        (404, {"errors": "Not Found"}, RejectedError),
        (423, {"errors": "Locked"}, UnavailableError),
        (429, {"errors": "Exceeded 2 calls per second"}, RateLimitedError),
        (430, {"errors": "Security rejection"}, RejectedError),
        (500, b"<html>oops</html>", UnavailableError),
        (503, b"", UnavailableError),
    ],
)
def test_an_http_status_names_the_error(status: int, body: Any, kind: type[PlatformError]) -> None:
    error = failure(answer(status, body))

    assert type(error) is kind
    assert error.status == status


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ACCESS_DENIED", NotAuthorizedError),
        ("SHOP_INACTIVE", NotAuthorizedError),
        ("INTERNAL_SERVER_ERROR", UnavailableError),
        ("MAX_COST_EXCEEDED", RejectedError),
        ("BAD_REQUEST", RejectedError),
        ("undefinedField", RejectedError),
        ("a code of tomorrow", RejectedError),
    ],
)
def test_a_code_inside_an_http_200_names_the_error(code: str, kind: type[PlatformError]) -> None:
    error = failure(failed({"message": "no", "extensions": {"code": code}}))

    assert type(error) is kind
    assert error.platform_code == code


def test_errors_may_be_a_bare_string() -> None:
    error = failure(answer(200, {"errors": "Not today"}))

    assert isinstance(error, RejectedError)
    assert "Not today" in str(error)


def test_partial_data_beside_errors_is_a_failure() -> None:
    body = {"data": {"shop": None}, "errors": [{"message": "no", "path": ["shop"]}]}

    assert isinstance(failure(answer(200, body)), RejectedError)


def test_a_field_named_errors_does_not_make_a_failure() -> None:
    assert failure(answer(200, {"data": {"title": '"errors" in a title'}})) is None


def test_an_access_denied_names_the_scope_that_is_missing() -> None:
    text = "Access denied for customers field. Required access: `read_customers` access scope."
    error = failure(failed({"message": text, "extensions": {"code": "ACCESS_DENIED"}}))

    assert isinstance(error, NotAuthorizedError)
    assert error.missing_scope == "read_customers"


def test_a_throttled_query_says_when_the_bucket_holds_enough() -> None:
    error = failure(answer(200, THROTTLED))

    assert isinstance(error, RateLimitedError)
    assert error.retry_after == pytest.approx(7.0)


def test_a_throttled_query_still_tells_the_budget() -> None:
    reading = ShopifyDialect().budget(answer(200, THROTTLED))

    assert reading is not None
    assert (reading.capacity, reading.remaining, reading.restore_per_s) == (2000, 52, 100)
    assert reading.throttled
    assert reading.cost is None


def test_every_answer_tells_the_budget() -> None:
    cost = {
        "requestedQueryCost": 12,
        "actualQueryCost": 8,
        "throttleStatus": {
            "maximumAvailable": 20000,
            "currentlyAvailable": 19992,
            "restoreRate": 1000,
        },
    }
    reading = ShopifyDialect().budget(answer(200, {"data": {}, "extensions": {"cost": cost}}))

    assert reading is not None
    assert (reading.cost, reading.capacity, reading.remaining) == (8, 20000, 19992)
    assert not reading.throttled


def test_a_429_waits_a_decimal_number_of_seconds() -> None:
    response = answer(429, {"errors": "slow down"}, **{"retry-after": "2.0"})
    error = failure(response)

    assert isinstance(error, RateLimitedError)
    assert error.retry_after == 2.0
    assert ShopifyDialect().budget(response).retry_after_s == 2.0  # type: ignore[union-attr]


def test_a_dead_grant_is_not_authorized_any_more() -> None:
    body = {"error": "invalid_grant", "error_description": "The refresh token is expired"}
    error = failure(answer(400, body), OAUTH)

    assert isinstance(error, NotAuthorizedError)
    assert error.platform_code == "invalid_grant"


def test_the_version_that_answered_is_told() -> None:
    response = answer(200, {"data": {}}, **{"x-shopify-api-version": "2027-01"})

    assert ShopifyDialect().version_served(response) == "2027-01"


def test_a_deprecated_field_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    import structlog

    body = {"data": {"shop": {}}}
    reason = {"x-shopify-api-deprecated-reason": "Shop.products"}
    line = ScriptedLine({"Ping": HttpResponse(
        status=200, headers=reason, body=json.dumps(body).encode()
    )})  # fmt: skip

    with structlog.testing.capture_logs() as logs:
        client_on(line).query("Ping")

    assert logs[0]["event"] == "platform.deprecated"
    assert logs[0]["what"] == "Shop.products"


@pytest.mark.parametrize("body", [b"not json", b"[]", b'{"data": null}', b"{}"])
def test_an_answer_without_data_is_malformed(body: bytes) -> None:
    line = ScriptedLine({"Ping": HttpResponse(status=200, headers={}, body=body)})

    with pytest.raises(MalformedResponseError):
        ShopifyClient(line).query("Ping")


def test_a_document_is_sent_with_its_name_and_as_a_read_it_may_be_repeated() -> None:
    shop = {"id": "gid://shopify/Shop/1", "name": "N", "myshopifyDomain": "n.myshopify.com",
            "currencyCode": "USD"}  # fmt: skip
    line = ScriptedLine({"Ping": {"shop": shop, "currentAppInstallation": {"accessScopes": []}}})

    client_on(line).query("Ping", cost=4)

    (request,) = line.sent
    assert request.path == "/admin/api/2026-10/graphql.json"
    assert request.json is not None
    assert request.json["operationName"] == "Ping"
    assert request.repeatable
    assert not request.keyed
