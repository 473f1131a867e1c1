"""A checkout whose shopper is forgotten names nobody, and still serves the books."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, replace

from app.commerce.journaled import dump
from app.commerce.model import AuthorizedPayment
from app.commerce.records import CheckoutContext, GiftTender, load_context
from domain.ids import PlatformId
from storage.nameless import KEPT, nameless
from tests.unit.commerce.contexts import CONTEXT, NOW, usd

PERSONAL = {
    *("caller", "recipient", "customer_id", "locale", "note", "reward", "discount_codes"),
    *("payment_customer_id", "payment_token", "card_token", "card_brand", "card_last4"),
    *("gift", "entered_by", "reserved_with"),
}
TOLD = replace(
    CONTEXT,
    caller="api:key_1:cus_canary",
    recipient=replace(CONTEXT.recipient, name="canary", phone="canary", email="canary"),
    customer_id="cus_canary",
    note="canary rings twice",
    payment_customer_id=PlatformId("canary"),
    payment_token="canary",
    card_token="canary",
    card_brand="Canary",
    card_last4="canary",
    reserved_with="canary",
    entered_by="canary",
    discount_codes=("canary",),
    payment_id=PlatformId("pay_1"),
    undo_reason=AuthorizedPayment.__name__,
    gift=GiftTender(
        token="canary",
        attempt=1,
        payment_id=PlatformId("pay_2"),
        amount=usd(500),
        last4="canary",
    ),
)


def test_every_field_of_a_checkout_is_kept_or_forgotten_on_purpose() -> None:
    journaled = {field.name for field in fields(CheckoutContext)} - {"pos_order"}

    assert journaled == KEPT | PERSONAL
    assert not KEPT & PERSONAL


def test_what_is_kept_names_nobody() -> None:
    assert "canary" not in json.dumps(nameless(dump(TOLD))).lower()


def test_the_payments_of_a_forgotten_checkout_are_still_found() -> None:
    kept = load_context(nameless(dump(TOLD)))

    assert (kept.order_id, kept.payment_connection) == (CONTEXT.order_id, "con_1")
    assert (kept.payment_id, kept.total) == ("pay_1", CONTEXT.total)
    assert kept.gift is not None
    assert (kept.gift.payment_id, kept.gift.amount) == ("pay_2", usd(500))
    assert kept.lines == CONTEXT.lines
    assert kept.hold_expires_at == NOW


def test_a_checkout_can_be_forgotten_twice() -> None:
    once = nameless(dump(TOLD))

    assert nameless(once) == once


def test_whatever_a_checkout_cannot_be_without_is_there_afterwards() -> None:
    needed = {each.name for each in fields(CheckoutContext) if each.default is MISSING}

    assert needed <= nameless(dump(CONTEXT)).keys()
