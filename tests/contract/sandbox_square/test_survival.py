"""What the Square stand-in keeps over a restart, and what a reset takes away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.square import create_shop
from tests.contract.sandbox_square.caller import OPTIONS, Caller, open_caller


def test_a_restart_loses_nothing(tmp_path: Path) -> None:
    options = replace(OPTIONS, state_file=tmp_path / "square.json")
    first = open_caller(options)
    order = first.order(key="o")
    payment = first.pay(order, autocomplete=False)
    first.control("POST price", {"sku": "NW-MUG-NVY", "amount": 1234})
    first.control("POST sell", {"sku": "NW-MUG-RED", "location": "Downtown"})
    left = first.stock("NW-MUG-RED")
    first.shop.close()

    again = Caller(create_shop(options), token=first.token)

    assert again.order(key="o")["id"] == order["id"]
    done = again.post(f"/v2/payments/{payment['id']}/complete", {})["payment"]
    assert done["status"] == "COMPLETED"
    assert again.control(f"GET orders/{order['id']}")["paid"] is True
    assert again.stock("NW-MUG-RED") == left
    navy = {"exact_query": {"attribute_name": "sku", "attribute_value": "NW-MUG-NVY"}}
    body = {"object_types": ["ITEM_VARIATION"], "query": navy}
    found = again.post("/v2/catalog/search", body)["objects"][0]["item_variation_data"]
    assert found["price_money"]["amount"] == 1234
    again.shop.close()


def test_a_state_file_of_another_seed_is_refused(tmp_path: Path) -> None:
    options = replace(OPTIONS, state_file=tmp_path / "square.json")
    open_caller(options).shop.close()

    with pytest.raises(ValueError, match="another seed"):
        create_shop(replace(options, seed_variants=20))


def test_a_reset_gives_the_seeded_shop_back(square: Caller) -> None:
    stock = square.stock("NW-MUG-WHT")
    orders = square.control("GET shop")["orders"]
    square.pay(square.order())
    square.control("POST delete", {"sku": "HF-32-BLK"})
    square.control("POST reset")
    square.connect()

    assert square.stock("NW-MUG-WHT") == stock
    assert square.control("GET shop")["orders"] == orders
    body: dict[str, Any] = {
        "object_types": ["ITEM"],
        "query": {"text_query": {"keywords": ["hydro"]}},
    }
    assert square.post("/v2/catalog/search", body)["objects"]


def test_a_lost_answer_has_done_the_work(square: Caller) -> None:
    square.control("POST faults", {"kind": "lose_answer", "route": "POST /v2/orders"})
    body = {"idempotency_key": "lost", "order": square.order_body()}
    before = square.control("GET shop")["orders"]
    square.call("POST", "/v2/orders", body)

    assert square.control("GET shop")["orders"] == before + 1
    square.post("/v2/orders", body)
    assert square.control("GET shop")["orders"] == before + 1


def test_a_dropped_call_has_done_nothing(square: Caller) -> None:
    square.control("POST faults", {"kind": "drop", "route": "POST /v2/orders"})
    before = square.control("GET shop")["orders"]
    square.call("POST", "/v2/orders", {"idempotency_key": "k", "order": square.order_body()})
    assert square.control("GET shop")["orders"] == before


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ({"kind": "throttle"}, 429, "RATE_LIMITED"),
        ({"kind": "fail", "status": 503}, 503, "SERVICE_UNAVAILABLE"),
        ({"kind": "fail"}, 500, "INTERNAL_SERVER_ERROR"),
    ],
    ids=lambda value: str(value),
)
def test_an_injected_failure_speaks_squares_language(
    square: Caller, fault: dict[str, Any], status: int, code: str
) -> None:
    square.control("POST faults", {**fault, "route": "GET /v2/locations"})
    failed = square.call("GET", "/v2/locations")
    then = square.call("GET", "/v2/locations")

    assert (failed.status, failed.code) == (status, code)
    assert then.status == 200
