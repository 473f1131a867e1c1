"""The Vend stand-in refuses what the vendor refuses, and keeps its shop over a restart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.web import Answer, Request
from sandbox.vend import create_shop
from sandbox.vend.limits import WINDOW_S

API = "/api/2026-07"
OPTIONS = Options(seed_variants=60, limits=False)


class Caller:
    """Calls the stand-in as an application with a personal token would."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.token = shop.control.call("POST personal_token")["token"]

    def __call__(self, operation: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        answer = self.raw(operation, body, **headers)
        return answer.status, json.loads(answer.body) if answer.body else None

    def raw(self, operation: str, body: Any = None, **headers: str) -> Answer:
        method, _, target = operation.partition(" ")
        path, _, query = target.partition("?")
        return self.shop.platform.handle(
            Request(
                method=method,
                path=path if path.startswith("/api/1.0") else f"{API}{path}",
                query_string=query,
                headers={"authorization": f"Bearer {self.token}", **headers},
                body=body if isinstance(body, bytes) else json.dumps(body or {}).encode(),
            )
        )


@pytest.fixture
def shop() -> Iterator[Shop]:
    with create_shop(OPTIONS) as made:
        yield made


@pytest.fixture
def call(shop: Shop) -> Caller:
    return Caller(shop)


def a_sale(call: Caller, **more: Any) -> dict[str, Any]:
    told = call.shop.control.call("GET shop")
    product = next(
        row
        for row in call("GET /products?page_size=100")[1]["data"]
        if not row["has_variants"] and row["has_inventory"]
    )
    sale = {
        "source": {
            "author_id": call("GET /user")[1]["data"]["id"],
            "register_id": told["registers"]["Downtown Register"],
        },
        "state": "parked",
        "line_items": [
            {
                "product": {"id": product["id"]},
                "quantity": 1,
                "pricing": {"price": "12"},
                "tax": {"id": call("GET /taxes")[1]["data"][0]["id"], "amount": "1.8"},
            }
        ],
    }
    return {**sale, **more}


def test_the_documented_minimal_sale_is_taken(call: Caller) -> None:
    status, answer = call("POST /sales", a_sale(call, state="closed"))

    assert status == 200
    assert answer["data"]["totals"]["price_incl_tax"] == 13.8


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"states": "parked"}, 400),
        ({"state": "open"}, 422),
        ({"state": None}, 422),
        ({"source": {}}, 422),
        ({"source": {"author_id": "me"}}, 422),
        ({"customer_id": "00000000-0000-0000-0000-000000000000"}, 422),
        ({"attributes": ["pickup", "delivery"], "state": "pending"}, 422),
        ({"attributes": ["pickup"]}, 422),
        ({"line_items": {}}, 422),
        ({"payments": [{"amount": 1}]}, 422),
        ({"fulfillment_details": [{"type": "DISPATCH"}]}, 422),
    ],
    ids=str,
)
def test_a_sale_that_the_schema_does_not_know_is_refused(
    call: Caller, change: dict[str, Any], status: int
) -> None:
    before = len(call.shop.control.call("GET orders")["orders"])

    assert call("POST /sales", a_sale(call, **change))[0] == status
    assert len(call.shop.control.call("GET orders")["orders"]) == before


def test_a_family_cannot_be_sold_and_nothing_can_be_sold_zero_times(call: Caller) -> None:
    rows = call("GET /products?page_size=100")[1]["data"]
    head = next(row for row in rows if row["has_variants"])
    sale = a_sale(call)
    (line,) = sale["line_items"]

    assert (
        call("POST /sales", {**sale, "line_items": [{**line, "product": {"id": head["id"]}}]})[0]
        == 422
    )
    assert call("POST /sales", {**sale, "line_items": [{**line, "quantity": 0}]})[0] == 422


def test_a_closed_sale_is_voided_or_stays_and_a_voided_one_is_over(call: Caller) -> None:
    made = call("POST /sales", a_sale(call, state="closed"))[1]["data"]
    lines = [{**a_sale(call)["line_items"][0], "id": made["line_items"][0]["id"]}]
    body = a_sale(call, line_items=lines)

    assert call(f"PUT /sales/{made['id']}", {**body, "state": "parked"})[0] == 409
    assert call(f"PUT /sales/{made['id']}", {**body, "state": "voided"})[0] == 200
    assert call(f"PUT /sales/{made['id']}", {**body, "state": "closed"})[0] == 409


@pytest.mark.parametrize(
    "operation",
    [
        "GET /products?after=x",
        "GET /products?after=-1",
        "GET /products?deleted=perhaps",
        "GET /products?cursor=1",
        "GET /search?type=brands",
        "GET /search?type=customers&sku=1",
        "GET /sales?deleted=true",
    ],
)
def test_wrong_paging_parameters_are_refused(call: Caller, operation: str) -> None:
    assert call(operation)[0] == 400


def test_a_list_ends_with_an_empty_page_and_null_versions(call: Caller) -> None:
    page = call("GET /outlets")[1]

    end = call(f"GET /outlets?after={page['version']['max']}")[1]

    assert end == {"data": [], "version": {"min": None, "max": None}}


def test_inventory_answers_a_bare_array_and_checks_its_body(call: Caller) -> None:
    status, rows = call("POST /inventory", {"size": 3, "sort_direction": "asc"})

    assert (status, len(rows)) == (200, 3)
    assert [row["version"] for row in rows] == sorted(row["version"] for row in rows)
    assert call("POST /inventory", {"page_size": 3})[0] == 400
    assert call("POST /inventory", {"size": 5001})[0] == 422


@pytest.mark.parametrize(("quantity", "reason", "status"), [
    ("1", "STOCK_FOUND", 201), ("-1", "DAMAGE", 201), ("1", "DAMAGE", 422),
    ("-1", "STOCK_FOUND", 422), ("0", "DAMAGE", 422), ("x", "DAMAGE", 422),
])  # fmt: skip
def test_an_adjustment_has_the_sign_of_its_reason(
    call: Caller, quantity: str, reason: str, status: int
) -> None:
    row = call("POST /inventory", {"size": 1})[1][0]
    asked = {"product_id": row["product_id"], "outlet_id": row["outlet_id"]}

    answer = call(
        "POST /stock_adjustments",
        {"stock_adjustments": [{**asked, "quantity": quantity, "reason": reason}]},
    )

    assert answer[0] == status


def test_the_same_webhook_again_is_a_conflict_of_one_field(call: Caller) -> None:
    hook = {"active": True, "type": "sale.update", "url": "https://a.example/"}

    assert call("POST /webhooks", hook)[0] == 201
    assert call("POST /webhooks", hook) == (
        409,
        {"error": "A webhook with this type and URL already exists."},
    )
    assert call("POST /webhooks", {**hook, "type": "sale.deleted"})[0] == 422


@pytest.mark.parametrize(
    ("target", "content_type", "status"),
    [
        ("/api/1.0/token?grant_type=refresh_token", "application/x-www-form-urlencoded", 400),
        ("/api/1.0/token", "application/json", 400),
        ("/api/1.0/token", "application/x-www-form-urlencoded", 401),
    ],
    ids=["parameters in the address", "no form", "unknown client"],
)
def test_the_token_endpoint_takes_forms_of_its_client_only(
    call: Caller, target: str, content_type: str, status: int
) -> None:
    form = {"grant_type": "refresh_token", "client_id": "else", "refresh_token": "r"}

    answer = call.raw(f"POST {target}", urlencode(form).encode(), **{"content-type": content_type})

    assert answer.status == status


def test_the_window_is_counted_and_its_end_told_as_a_date() -> None:
    with create_shop(Options(seed_variants=20)) as shop:
        call = Caller(shop)
        limit = int(call.raw("GET /outlets").headers["X-RateLimit-Limit"])
        answers = [call.raw("GET /outlets?page_size=1") for _ in range(limit)]

    refused = answers[-1]
    assert limit == 300 * 5 + 50
    assert (refused.status, refused.throttled) == (429, True)
    until = parsedate_to_datetime(refused.headers["Retry-After"])
    now = parsedate_to_datetime(refused.headers["Date"])
    assert 0 <= (until - now).total_seconds() <= WINDOW_S


def test_a_shop_survives_a_restart(tmp_path: Path) -> None:
    options = Options(seed_variants=20, state_file=tmp_path / "vend.json")
    with create_shop(options) as shop:
        call = Caller(shop)
        made = call("POST /sales", a_sale(call, state="closed"))[1]["data"]

    with create_shop(options) as again:
        later = Caller(again)
        later.token = call.token

        assert later(f"GET /sales/{made['id']}")[1]["data"]["state"] == "closed"
        again.platform.reset()
        assert later("GET /outlets")[0] == 401
