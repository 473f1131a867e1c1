"""The Clover stand-in is no easier than Clover: what it refuses, and how it words that."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.clover.limits import APP_AT_ONCE, TOKEN_AT_ONCE, TOKEN_PER_S
from sandbox.clover.shop import Clover
from sandbox.kit.platform import Options
from sandbox.kit.web import Request
from tests.contract.sandbox_clover.conftest import PAYER, Caller


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("{m}/items", "expand=categories,options,tags,taxRates"),
        ("{m}/items", "expand=pictures"),
        ("{m}/items", "filter=color=red"),
        ("{m}/items", "filter=modifiedTime"),
        ("{m}/items", "filter=modifiedTime>=yesterday"),
        ("{m}/items", "limit=1001"),
        ("{m}/items", "limit=0"),
        ("{m}/items", "offset=-1"),
        ("{m}/items", "page=2"),
        ("{m}/items", "orderBy=name SIDEWAYS"),
        ("{m}/customers", "filter=modifiedTime>=1"),
        ("{m}/customers", "expand=orders"),
        ("{m}/orders", "filter=customers.id=1"),
        ("{m}", "expand=secrets"),
    ],
)
def test_a_list_is_refused_with_what_clover_does_not_know(
    call: Caller, path: str, query: str
) -> None:
    status, body = call("GET", path, query=query)

    assert status == 400
    assert set(body) == {"message"}


@pytest.mark.parametrize(
    "cart",
    [
        {},
        {"orderCart": {}},
        {"orderCart": {"lineItems": []}},
        {"orderCart": {"lineItems": [{}]}},
        {"orderCart": {"lineItems": [{"item": {"id": "NOSUCHITEM"}}]}},
        {"orderCart": {"lineItems": [{"price": "100"}]}},
        {"orderCart": {"lineItems": [{"price": 100, "quantity": 2}]}},
        {"orderCart": {"lineItems": [{"price": 100}], "shippingAddress": {}}},
        {"orderCart": {"lineItems": [{"price": 100}], "externalReferenceId": "x" * 33}},
        {"orderCart": {"lineItems": [{"price": 100}], "orderType": {"id": "NONE"}}},
        {"orderCart": {"lineItems": [{"price": 100}], "customers": [{"id": "NOBODY"}]}},
        {"orderCart": {"lineItems": [{"price": 1, "modifications": [{"modifier": {"id": "X"}}]}]}},
        {"orderCart": {"lineItems": [{"price": 1, "discounts": [{"amount": 5}]}]}},
        {"orderCart": {"lineItems": [{"price": 1, "taxRates": [{"id": "X"}]}]}},
        {"orderCart": {"lineItems": [{"price": 1}] * 3001}},
    ],
)
def test_a_cart_that_clover_would_not_take_is_refused(call: Caller, cart: Any) -> None:
    for path in ("checkouts", "orders"):
        status, _ = call("POST", f"{{m}}/atomic_order/{path}", cart)
        assert status == 400

    assert not any(row["reference"] for row in call.control("GET orders")["orders"])


def test_the_sdks_own_order_adds_up_to_the_same_cents(call: Caller) -> None:
    rates = {"A": 825000, "B": 100000, "C": 1000000}
    for name, rate in rates.items():
        call.shop.parts.state.tax_rates[name] = {"id": name, "name": name, "rate": rate}
    line = {"name": "Steak", "price": 1295, "taxRates": [{"id": name} for name in rates]}

    made = call.order(line)

    assert (made["total"], made["totalTaxAmount"]) == (1545, 250)


def test_discounts_lower_the_tax_in_proportion(call: Caller) -> None:
    item = {"item": {"id": call.item()["id"]}}  # 130.00, taxed at 10.35 percent

    made = call.order(item, discounts=[{"name": "Ten off", "percentage": 10}])

    assert (made["subtotal"], made["totalTaxAmount"]) == (11700, 1211)


def test_a_missing_permission_looks_like_an_expired_token(call: Caller) -> None:
    call.control("POST dashboard", {"permissions": ["MERCHANT_R"]})
    narrow = call.control("POST merchant_token")["token"]
    wide, call.token = call.token, narrow
    lacking = call("GET", "{m}/items")
    call.token = "made-up"
    dead = call("GET", "{m}/items")
    call.token = wide

    assert lacking == dead == (401, {"message": "401 Unauthorized"})
    assert call("GET", "{m}/items", query="limit=1")[0] == 200


def test_another_merchant_is_not_told_from_a_missing_one(call: Caller) -> None:
    call.merchant = "0000000000000"

    assert call("GET", "{m}/items")[0] == 401


def test_unknown_paths_methods_and_json_are_refused(call: Caller) -> None:
    assert call("GET", "{m}/spaceships")[0] == 404
    assert call("DELETE", "{m}/customers")[0] == 405
    assert call("GET", "{m}/items/NOSUCH")[0] == 404
    request = Request(
        method="POST",
        path=f"/v3/merchants/{call.merchant}/print_event",
        headers={"authorization": f"Bearer {call.token}"},
        body=b"{",
    )
    assert call.shop.handle(request).status == 400


@pytest.mark.parametrize(
    ("changes", "headers", "code"),
    [
        ({}, {}, "header_missing"),
        ({}, {"x-forwarded-for": "my phone"}, "header_missing"),
        ({"amount": 1}, PAYER, "amount_invalid"),
        ({"currency": "eur"}, PAYER, "currency_invalid"),
        ({"source": "clv_1nothing"}, PAYER, "resource_missing"),
        ({"tip": 100}, PAYER, "parameter_invalid"),
        ({"external_reference_id": "x" * 13}, PAYER, "external_reference_id_invalid"),
        ({"external_reference_id": "vt-1"}, PAYER, "external_reference_id_invalid"),
    ],
)
def test_a_payment_that_clover_would_not_take_takes_nothing(
    call: Caller, changes: dict[str, Any], headers: dict[str, str], code: str
) -> None:
    order = call.order()
    body = {"source": call.control("POST nonce")["nonce"], **changes}

    status, told = call("POST", f"/v1/orders/{order['id']}/pay", body, **headers)

    assert status in (400, 404)
    assert told["error"]["code"] == code
    assert call("GET", f"{{m}}/orders/{order['id']}")[1]["paymentState"] == "OPEN"


def test_an_order_is_paid_once_and_then_cannot_be_deleted(call: Caller) -> None:
    order = call.order()
    first, again = call.pay(order), call.pay(order)

    assert first[0] == 200
    assert again[1]["error"]["code"] == "order_already_paid"
    assert call("DELETE", f"{{m}}/orders/{order['id']}")[0] == 400


def test_a_single_use_token_pays_once(call: Caller) -> None:
    token = call.control("POST nonce")["nonce"]
    call.pay(call.order(), source=token)

    _, told = call.pay(call.order(), source=token)

    assert told["error"]["code"] == "token_already_used"


def test_no_more_is_given_back_than_was_taken(call: Caller) -> None:
    charge = call.pay(call.order())[1]["charge"]
    wish = {"charge": charge, "amount": 14_000}

    assert call("POST", "/v1/refunds", wish)[0] == 200
    assert call("POST", "/v1/refunds", wish)[1]["error"]["code"] == "amount_too_large"
    assert call("POST", "/v1/refunds", {"charge": charge, "reason": "because"})[0] == 400


def test_a_key_gives_one_refund_and_another_body_is_refused(call: Caller) -> None:
    charge = call.pay(call.order())[1]["charge"]
    key = {"idempotency_key": "5220ecf5-7dea-4396-b0ba-a1659c182887"}

    first = call("POST", "/v1/refunds", {"charge": charge, "amount": 100}, **key)
    again = call("POST", "/v1/refunds", {"charge": charge, "amount": 100}, **key)
    other = call("POST", "/v1/refunds", {"charge": charge, "amount": 200}, **key)

    assert first == again
    assert other[1]["error"]["type"] == "idempotency_error"


def test_money_of_a_card_tender_cannot_be_noted(call: Caller) -> None:
    order = call.order()
    tenders = call.control("GET shop")["tenders"]

    def note(tender: str, amount: int = 100) -> int:
        body = {"amount": amount, "tender": {"id": tender}}
        return call("POST", f"{{m}}/orders/{order['id']}/payments", body)[0]

    assert note(tenders["Credit Card"]) == 400
    assert note("NOSUCHTENDER1") == 400
    assert note(tenders["Cash"], amount=0) == 400
    assert note(tenders["Cash"]) == 200


def test_a_hidden_order_is_read_by_its_id_only(call: Caller) -> None:
    order = call.order(externalReferenceId="vt-hidden")
    call.shop.parts.state.orders[order["id"]]["state"] = None

    listed = call("GET", "{m}/orders", query="filter=externalReferenceId=vt-hidden")

    assert listed[1]["elements"] == []
    assert call("GET", f"{{m}}/orders/{order['id']}")[0] == 200


def test_filters_by_creation_see_ninety_days_and_those_by_change_see_all(call: Caller) -> None:
    order = call.order()
    call.shop.parts.state.orders[order["id"]]["createdTime"] -= 91 * 24 * 3600 * 1000

    def found(query: str) -> bool:
        rows = call("GET", "{m}/orders", query=query)[1]["elements"]
        return order["id"] in {row["id"] for row in rows}

    assert not found("filter=createdTime>=0")
    assert found("filter=modifiedTime>=0")


def test_sixteen_calls_a_second_and_five_at_once_are_the_most(call: Caller) -> None:
    request = Request(method="GET", path="/", headers={"authorization": "Bearer t"})

    refused = [call.shop.admit(request) for _ in range(TOKEN_AT_ONCE + 1)][-1]
    assert refused is not None
    assert refused.headers["X-RateLimit-tokenConcurrentLimit"] == "5"
    assert refused.headers["retry-after"]
    for _ in range(TOKEN_AT_ONCE):
        call.shop.release(request)

    for _ in range(TOKEN_PER_S - TOKEN_AT_ONCE):
        assert call.shop.admit(request) is None
        call.shop.release(request)
    over = call.shop.admit(request)
    assert over is not None
    assert over.headers["X-RateLimit-tokenLimit"] == "16"


def test_ten_calls_at_once_are_the_most_for_all_tokens_together(call: Caller) -> None:
    requests = [
        Request(method="GET", path="/", headers={"authorization": f"Bearer {n}"})
        for n in range(APP_AT_ONCE + 1)
    ]

    answers = [call.shop.admit(one) for one in requests]

    assert answers[:-1] == [None] * APP_AT_ONCE
    assert answers[-1] is not None
    assert "X-RateLimit-crossTokenConcurrentLimit" in answers[-1].headers


def test_a_shop_taken_up_again_is_the_same_and_a_reset_one_is_fresh(call: Caller) -> None:
    order = call.order(externalReferenceId="vt-kept")
    saved = call.shop.dump()

    other = Clover(Options(seed_variants=120))
    other.load(saved)
    taken_up = Caller(other, call.token, call.merchant)
    status, read = taken_up("GET", f"{{m}}/orders/{order['id']}")
    other.reset()

    assert (status, read["externalReferenceId"]) == (200, "vt-kept")
    assert taken_up("GET", f"{{m}}/orders/{order['id']}")[0] == 401
    with pytest.raises(ValueError, match="another platform"):
        other.load({"platform": "square"})
