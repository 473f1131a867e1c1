"""Customers and cards on file of the Square stand-in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox_square.caller import JORDAN, JORDANS_CARD, Caller


def found(square: Caller, **filters: Any) -> list[dict[str, Any]]:
    body = {"query": {"filter": filters}}
    rows: list[dict[str, Any]] = square.post("/v2/customers/search", body).get("customers", [])
    return rows


def test_a_shopper_is_found_by_phone_and_by_mail(square: Caller) -> None:
    by_phone = found(square, phone_number={"exact": "+12065550123"})
    by_mail = found(square, email_address={"exact": "Jordan.Rivera@example.com"})
    fuzzy = found(square, email_address={"fuzzy": "rivera"})

    assert [c["id"] for c in by_phone] == [c["id"] for c in by_mail] == [JORDAN]
    assert [c["id"] for c in fuzzy] == [JORDAN]


def test_an_exact_phone_number_must_be_e164(square: Caller) -> None:
    body = {"query": {"filter": {"phone_number": {"exact": "206 555 0123"}}}}
    refused = square.call("POST", "/v2/customers/search", body)
    assert refused.code == "INVALID_PHONE_NUMBER"


def test_a_new_customer_is_kept_and_duplicates_are_allowed(square: Caller) -> None:
    body = {"given_name": "Robin", "phone_number": "+12065550188"}
    first = square.post("/v2/customers", {**body, "idempotency_key": "a"})["customer"]
    again = square.post("/v2/customers", {**body, "idempotency_key": "a"})["customer"]
    twin = square.post("/v2/customers", body)["customer"]

    assert first["id"] == again["id"] != twin["id"]
    assert len(found(square, phone_number={"exact": "+12065550188"})) == 2
    assert square.get(f"/v2/customers/{first['id']}")["customer"] == first


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"note": "nameless"}, "BAD_REQUEST"),
        ({"phone_number": "12"}, "INVALID_PHONE_NUMBER"),
        ({"email_address": "nobody"}, "INVALID_EMAIL_ADDRESS"),
        ({"given_name": 5}, "EXPECTED_STRING"),
        ({"name": "x"}, "BAD_REQUEST"),
    ],
    ids=lambda value: str(value),
)
def test_a_customer_that_square_refuses_is_refused(
    square: Caller, body: dict[str, Any], code: str
) -> None:
    assert square.call("POST", "/v2/customers", body).code == code


def test_a_customer_is_changed_with_or_without_a_version(square: Caller) -> None:
    path = f"/v2/customers/{JORDAN}"
    changed = square.put(path, {"note": "likes coffee"})["customer"]
    stale = square.call("PUT", path, {"note": "x", "version": 0})

    assert (changed["version"], changed["note"]) == (1, "likes coffee")
    assert stale.code == "VERSION_MISMATCH"


def test_a_deleted_customer_is_gone(square: Caller) -> None:
    assert square.call("DELETE", f"/v2/customers/{JORDAN}").status == 200
    assert square.call("GET", f"/v2/customers/{JORDAN}").code == "NOT_FOUND"


def test_customers_are_listed_in_pages(square: Caller) -> None:
    first = square.get("/v2/customers?limit=20")
    rest = square.get(f"/v2/customers?limit=20&cursor={first['cursor']}")
    assert len(first["customers"]) == 20
    assert len(rest["customers"]) >= 5


def test_the_shopper_has_a_card_on_file(square: Caller) -> None:
    cards = square.get(f"/v2/cards?customer_id={JORDAN}")["cards"]
    assert [card["id"] for card in cards] == [JORDANS_CARD]
    assert square.get(f"/v2/cards/{JORDANS_CARD}")["card"]["last_4"] == "1111"


def test_a_card_is_stored_from_a_token_and_then_charged(square: Caller) -> None:
    nonce = square.control("POST nonce", {"brand": "MASTERCARD", "last_4": "5454"})["nonce"]
    wish = {"idempotency_key": "card", "source_id": nonce, "card": {"customer_id": JORDAN}}
    card = square.post("/v2/cards", wish)["card"]
    paid = square.pay(square.order(), source_id=card["id"], customer_id=JORDAN)

    assert card["id"].startswith("ccof:")
    assert paid["card_details"]["card"]["last_4"] == "5454"


def test_a_card_is_stored_from_a_payment(square: Caller) -> None:
    payment = square.pay(square.order())
    wish = {"idempotency_key": "c", "source_id": payment["id"], "card": {"customer_id": JORDAN}}
    assert square.post("/v2/cards", wish)["card"]["last_4"] == "5858"


@pytest.mark.parametrize(
    ("source", "customer", "code"),
    [
        ("cnon:card-nonce-declined", JORDAN, "GENERIC_DECLINE"),
        ("cnon:card-nonce-ok", "NOBODY", "CUSTOMER_NOT_FOUND"),
        ("cnon:card-nonce-ok", None, "MISSING_REQUIRED_PARAMETER"),
        ("CASH", JORDAN, "INVALID_CARD_DATA"),
    ],
)
def test_a_card_that_cannot_be_stored_is_refused(
    square: Caller, source: str, customer: str | None, code: str
) -> None:
    wish = {"idempotency_key": "c", "source_id": source, "card": {"customer_id": customer}}
    assert square.call("POST", "/v2/cards", wish).code == code


def test_a_disabled_card_is_hidden_and_cannot_be_charged(square: Caller) -> None:
    disabled = square.post(f"/v2/cards/{JORDANS_CARD}/disable", {})["card"]
    body = square.payment_body(square.order(), source_id=JORDANS_CARD, customer_id=JORDAN)

    assert disabled["enabled"] is False
    assert square.get(f"/v2/cards?customer_id={JORDAN}") == {}
    assert square.get(f"/v2/cards?customer_id={JORDAN}&include_disabled=true")["cards"]
    assert square.call("POST", "/v2/payments", body).status == 404
