"""Payments and refunds of the Square stand-in."""

from __future__ import annotations

import pytest

from tests.contract.sandbox_square.caller import JORDAN, JORDANS_CARD, MUG, Caller


def test_a_payment_in_full_pays_the_order_and_lowers_the_stock(square: Caller) -> None:
    before = int(square.stock("NW-MUG-WHT") or 0)
    order = square.order({"catalog_object_id": MUG, "quantity": "2"})
    assert square.stock("NW-MUG-WHT") == str(before)

    payment = square.pay(order)

    paid = square.get(f"/v2/orders/{order['id']}")["order"]
    assert payment["status"] == "COMPLETED"
    assert paid["net_amount_due_money"]["amount"] == 0
    assert paid["tenders"][0]["payment_id"] == payment["id"]
    assert paid["state"] == "OPEN"  # the pickup is still to come
    assert square.stock("NW-MUG-WHT") == str(before - 2)


def test_an_authorization_takes_neither_money_nor_stock_until_completed(square: Caller) -> None:
    before = square.stock("NW-MUG-WHT")
    order = square.order()
    payment = square.pay(order, autocomplete=False)
    books = square.control("GET payments")

    assert payment["status"] == "APPROVED"
    assert square.stock("NW-MUG-WHT") == before
    assert books["authorized"] == order["total_money"]["amount"]

    done = square.post(f"/v2/payments/{payment['id']}/complete", {})["payment"]
    assert done["status"] == "COMPLETED"
    assert square.stock("NW-MUG-WHT") != before


def test_a_canceled_authorization_leaves_the_order_payable(square: Caller) -> None:
    order = square.order()
    payment = square.pay(order, autocomplete=False)
    canceled = square.post(f"/v2/payments/{payment['id']}/cancel", {})["payment"]
    again = square.pay(order, key="pay-2")

    assert canceled["status"] == "CANCELED"
    assert again["status"] == "COMPLETED"


def test_an_authorization_expires_after_its_delay(square: Caller) -> None:
    order = square.order()
    payment = square.pay(order, autocomplete=False, delay_duration="PT36H")
    square.control("POST clock", {"advance_s": 37 * 3600})
    token = square.exchange(square.consent()["code"])["access_token"]
    late = square.call("POST", f"/v2/payments/{payment['id']}/complete", {}, token=token)

    assert late.code == "DELAYED_TRANSACTION_EXPIRED"


def test_completing_twice_is_refused_by_state(square: Caller) -> None:
    payment = square.pay(square.order())
    again = square.call("POST", f"/v2/payments/{payment['id']}/complete", {})
    assert again.code == "DELAYED_TRANSACTION_CAPTURED"


def test_completing_an_old_version_token_is_refused(square: Caller) -> None:
    payment = square.pay(square.order(), autocomplete=False)
    body = {"version_token": "old"}
    refused = square.call("POST", f"/v2/payments/{payment['id']}/complete", body)
    assert refused.code == "VERSION_MISMATCH"


def test_a_lower_amount_may_be_authorized_and_paid_by_two_cards(square: Caller) -> None:
    order = square.order({"catalog_object_id": MUG, "quantity": "1"}, pricing_options={})
    parts = [
        square.pay(
            order,
            key=f"part-{amount}",
            amount_money={"amount": amount, "currency": "USD"},
            autocomplete=False,
        )
        for amount in (1000, 800)
    ]
    body = {"idempotency_key": "po", "payment_ids": [part["id"] for part in parts]}
    paid = square.post(f"/v2/orders/{order['id']}/pay", body)["order"]

    assert paid["net_amount_due_money"]["amount"] == 0
    assert len(paid["tenders"]) == 2


def test_pay_order_needs_the_exact_total_and_voids_the_others(square: Caller) -> None:
    order = square.order({"catalog_object_id": MUG, "quantity": "1"}, pricing_options={})
    part = square.pay(
        order,
        key="part",
        amount_money={"amount": 500, "currency": "USD"},
        autocomplete=False,
    )
    whole = square.pay(order, key="whole", autocomplete=False)
    path = f"/v2/orders/{order['id']}/pay"
    short = square.call("POST", path, {"idempotency_key": "a", "payment_ids": [part["id"]]})
    square.post(path, {"idempotency_key": "b", "payment_ids": [whole["id"]]})

    assert short.code == "PAYMENT_AMOUNT_MISMATCH"
    assert square.get(f"/v2/payments/{part['id']}")["payment"]["status"] == "CANCELED"
    assert square.get(f"/v2/payments/{whole['id']}")["payment"]["status"] == "COMPLETED"


def test_an_order_of_nothing_is_paid_without_payments(square: Caller) -> None:
    free = {"name": "Sample", "quantity": "1", "base_price_money": {"amount": 0, "currency": "USD"}}
    order = square.order(free)
    body = {"idempotency_key": "free", "payment_ids": []}
    square.post(f"/v2/orders/{order['id']}/pay", body)
    assert square.control(f"GET orders/{order['id']}")["paid"] is True


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("cnon:card-nonce-rejected-cvv", "CVV_FAILURE"),
        ("cnon:card-nonce-rejected-postalcode", "ADDRESS_VERIFICATION_FAILURE"),
        ("cnon:card-nonce-rejected-expiration", "INVALID_EXPIRATION"),
        ("cnon:card-nonce-declined", "GENERIC_DECLINE"),
        ("cnon:card-nonce-already-used", "CARD_TOKEN_USED"),
        ("cnon:gift-card-nonce-insufficient-funds", "INSUFFICIENT_FUNDS"),
        ("cnon:gift-card-nonce-insufficient-permission", "INSUFFICIENT_PERMISSIONS"),
        ("ccof:customer-card-id-requires-verification", "CARD_DECLINED_VERIFICATION_REQUIRED"),
        ("ccof:customer-card-id-rejected-postalcode", "ADDRESS_VERIFICATION_FAILURE"),
        ("ccof:customer-card-id-rejected-expiration", "INVALID_EXPIRATION"),
        ("ccof:customer-card-id-declined", "GENERIC_DECLINE"),
        ("wnon:cash-app-declined", "GENERIC_DECLINE"),
    ],
)
def test_a_documented_test_source_declines_as_documented(
    square: Caller, source: str, code: str
) -> None:
    order = square.order()
    body = square.payment_body(order, source_id=source)
    declined = square.call("POST", "/v2/payments", body)
    repeated = square.call("POST", "/v2/payments", body)

    assert (declined.status, declined.code) == (400, code)
    assert repeated.body == declined.body
    assert square.control(f"GET orders/{order['id']}")["paid"] is False
    if code != "CARD_TOKEN_USED":
        assert declined.body["payment"]["status"] == "FAILED"


@pytest.mark.parametrize(
    "source",
    [
        "cnon:card-nonce-ok",
        "cnon:gift-card-nonce-ok",
        "ccof:customer-card-id-ok",
        "wnon:cash-app-ok",
    ],
)
def test_a_documented_test_source_works_again_and_again(square: Caller, source: str) -> None:
    for number in range(2):
        order = square.order(key=f"o{number}")
        assert square.pay(order, key=f"p{number}", source_id=source)["status"] == "COMPLETED"


def test_a_bank_payment_is_pending_until_it_clears(square: Caller) -> None:
    order = square.order()
    payment = square.pay(order, source_id="bnon:bank-nonce-ok")
    assert payment["status"] == "PENDING"

    square.control("POST clock", {"advance_s": 3})
    assert square.get(f"/v2/payments/{payment['id']}")["payment"]["status"] == "COMPLETED"
    assert square.control(f"GET orders/{order['id']}")["paid"] is True


def test_a_bank_payment_that_bounces_leaves_the_order_payable(square: Caller) -> None:
    order = square.order()
    payment = square.pay(order, source_id="bnon:bank-nonce-insufficient-funds")
    square.control("POST clock", {"advance_s": 3})

    assert payment["status"] == "PENDING"
    assert square.get(f"/v2/payments/{payment['id']}")["payment"]["status"] == "FAILED"
    assert "tenders" not in square.get(f"/v2/orders/{order['id']}")["order"]
    assert square.pay(order, key="again")["status"] == "COMPLETED"


def test_a_token_from_the_card_form_is_good_for_one_payment(square: Caller) -> None:
    nonce = square.control("POST nonce", {"last_4": "4242"})["nonce"]
    first = square.pay(square.order(key="a"), key="a", source_id=nonce)
    body = square.payment_body(square.order(key="b"), key="b", source_id=nonce)
    second = square.call("POST", "/v2/payments", body)

    assert first["card_details"]["card"]["last_4"] == "4242"
    assert second.code == "CARD_TOKEN_USED"


def test_an_unknown_token_is_not_found(square: Caller) -> None:
    body = square.payment_body(square.order(), source_id="cnon:made-up")
    refused = square.call("POST", "/v2/payments", body)
    assert (refused.status, refused.code) == (404, "NOT_FOUND")


def test_a_card_on_file_is_charged_for_its_own_customer_only(square: Caller) -> None:
    order = square.order()
    nobody = square.call("POST", "/v2/payments", square.payment_body(order, source_id=JORDANS_CARD))
    wrong = square.payment_body(order, source_id=JORDANS_CARD, customer_id="SOMEONE")
    other = square.call("POST", "/v2/payments", wrong)
    paid = square.pay(order, source_id=JORDANS_CARD, customer_id=JORDAN)

    assert (nobody.code, nobody.field) == ("MISSING_REQUIRED_PARAMETER", "customer_id")
    assert other.code == "NOT_FOUND"
    assert paid["card_details"]["entry_method"] == "ON_FILE"
    assert paid["card_details"]["card"]["last_4"] == "1111"


def test_a_decline_can_be_ordered_for_the_next_charge(square: Caller) -> None:
    square.control("POST declines", {"code": "INSUFFICIENT_FUNDS"})
    order = square.order()
    body = square.payment_body(order, source_id=JORDANS_CARD, customer_id=JORDAN)

    assert square.call("POST", "/v2/payments", body).code == "INSUFFICIENT_FUNDS"
    assert square.pay(order, key="new")["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount_money": {"amount": 1, "currency": "USD"}}, "PAYMENT_AMOUNT_MISMATCH"),
        ({"amount_money": {"amount": 1987, "currency": "EUR"}}, "CURRENCY_MISMATCH"),
        ({"amount_money": {"amount": "1987", "currency": "USD"}}, "EXPECTED_INTEGER"),
        ({"idempotency_key": "x" * 46}, "VALUE_TOO_LONG"),
        ({"idempotency_key": ""}, "VALUE_EMPTY"),
        ({"idempotency_key": None}, "MISSING_REQUIRED_PARAMETER"),
        ({"source_id": "EXTERNAL"}, "MISSING_REQUIRED_PARAMETER"),
        ({"delay_duration": "soon", "autocomplete": False}, "INVALID_VALUE"),
        ({"delay_action": "COMPLETE", "autocomplete": False}, "BAD_REQUEST"),
        ({"card_number": "x"}, "BAD_REQUEST"),
        ({"order_id": "NONE"}, "NOT_FOUND"),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_payment_that_square_refuses_is_refused(
    square: Caller, change: dict[str, object], code: str
) -> None:
    body = {**square.payment_body(square.order()), **change}
    assert square.call("POST", "/v2/payments", body).code == code


def test_a_payment_at_another_location_is_refused(square: Caller) -> None:
    body = square.payment_body(square.order(), location_id=square.location_named("Ballard"))
    assert square.call("POST", "/v2/payments", body).code == "LOCATION_MISMATCH"


def test_one_key_charges_once(square: Caller) -> None:
    order = square.order()
    first = square.pay(order, key="once")
    again = square.pay(order, key="once")

    assert again == first
    assert square.control(f"GET orders/{order['id']}")["due"] == 0
    charged = [p for p in square.control("GET payments")["payments"] if p["id"] == first["id"]]
    assert len(charged) == 1


def test_a_paid_order_is_not_paid_again_under_another_key(square: Caller) -> None:
    order = square.order()
    square.pay(order, key="a")
    assert square.call("POST", "/v2/payments", square.payment_body(order, key="b")).status == 400


def test_canceling_by_key_voids_the_payment_or_does_nothing(square: Caller) -> None:
    payment = square.pay(square.order(), key="lost", autocomplete=False)
    assert square.post("/v2/payments/cancel", {"idempotency_key": "never-seen"}) == {}
    assert square.post("/v2/payments/cancel", {"idempotency_key": "lost"}) == {}
    assert square.get(f"/v2/payments/{payment['id']}")["payment"]["status"] == "CANCELED"


def test_an_approved_payment_may_be_lowered_before_it_is_completed(square: Caller) -> None:
    order = square.order({"catalog_object_id": MUG, "quantity": "1"}, pricing_options={})
    payment = square.pay(order, autocomplete=False)
    lower = {"payment": {"amount_money": {"amount": 900, "currency": "USD"}}}
    changed = square.put(f"/v2/payments/{payment['id']}", {**lower, "idempotency_key": "l"})

    assert changed["payment"]["approved_money"]["amount"] == 900


def test_cash_and_external_payments_carry_their_details(square: Caller) -> None:
    order = square.order()
    external = {"type": "OTHER", "source": "Voucher"}
    paid = square.pay(order, source_id="EXTERNAL", external_details=external)
    second = square.order(key="second")
    cash = {"buyer_supplied_money": second["total_money"]}
    by_cash = square.pay(second, key="cash", source_id="CASH", cash_details=cash)

    assert paid["source_type"] == "EXTERNAL"
    assert by_cash["source_type"] == "CASH"


def test_a_payment_without_an_order_gets_one(square: Caller) -> None:
    body = {
        "source_id": "cnon:card-nonce-ok",
        "idempotency_key": "alone",
        "amount_money": {"amount": 2222, "currency": "USD"},
        "tip_money": {"amount": 100, "currency": "USD"},
    }
    payment = square.post("/v2/payments", body)["payment"]
    order = square.get(f"/v2/orders/{payment['order_id']}")["order"]

    assert payment["risk_evaluation"]["risk_level"] == "MODERATE"
    assert order["state"] == "COMPLETED"
    assert order["total_money"]["amount"] == 2322


def test_payments_are_listed_newest_first_in_pages(square: Caller) -> None:
    for number in range(3):
        square.pay(square.order(key=f"o{number}"), key=f"p{number}")
    first = square.get("/v2/payments?limit=2")
    second = square.get(f"/v2/payments?limit=2&cursor={first['cursor']}")

    assert len(first["payments"]) == 2
    assert second["payments"][0]["created_at"] <= first["payments"][1]["created_at"]


def refund(square: Caller, payment: dict[str, object], amount: int, key: str) -> dict[str, object]:
    return {
        "idempotency_key": key,
        "payment_id": payment["id"],
        "amount_money": {"amount": amount, "currency": "USD"},
        "reason": "returned",
    }


def test_a_refund_is_pending_then_completed_and_leaves_the_stock(square: Caller) -> None:
    order = square.order()
    payment = square.pay(order)
    stock = square.stock("NW-MUG-WHT")
    made = square.post("/v2/refunds", refund(square, payment, 500, "r1"))["refund"]
    square.control("POST clock", {"advance_s": 2})
    done = square.get(f"/v2/refunds/{made['id']}")["refund"]

    assert made["status"] == "PENDING"
    assert done["status"] == "COMPLETED"
    assert square.stock("NW-MUG-WHT") == stock
    after = square.get(f"/v2/payments/{payment['id']}")["payment"]
    assert after["refunded_money"]["amount"] == 500
    assert square.get(f"/v2/orders/{order['id']}")["order"]["refunds"][0]["id"] == made["id"]


def test_refunds_add_up_to_the_payment_and_no_further(square: Caller) -> None:
    payment = square.pay(square.order())
    total = payment["total_money"]["amount"]
    square.post("/v2/refunds", refund(square, payment, total - 100, "r1"))
    over = square.call("POST", "/v2/refunds", refund(square, payment, 101, "r2"))
    square.post("/v2/refunds", refund(square, payment, 100, "r3"))

    assert over.code == "REFUND_AMOUNT_INVALID"
    assert square.control("GET payments")["refunded"] == total


def test_an_approved_payment_cannot_be_refunded(square: Caller) -> None:
    payment = square.pay(square.order(), autocomplete=False)
    refused = square.call("POST", "/v2/refunds", refund(square, payment, 100, "r1"))
    assert refused.code == "REFUND_ERROR_PAYMENT_NEEDS_COMPLETION"


def test_refunds_are_listed(square: Caller) -> None:
    assert square.get("/v2/refunds") == {}
    square.post("/v2/refunds", refund(square, square.pay(square.order()), 100, "r1"))
    assert len(square.get("/v2/refunds")["refunds"]) == 1
