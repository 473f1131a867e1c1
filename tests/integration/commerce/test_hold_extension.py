"""Goods are held anew when payment begins, once: who had a card refused has time for another, and
nobody keeps goods from others by trying cards."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.commerce.model import (
    AuthorizedPayment,
    CardDeclined,
    HoldExpired,
    Placed,
    PlaceOrder,
    Prepared,
)
from storage import holds
from tests.integration.commerce.acts import assert_nothing_left, assert_sold_once, place, settle
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)

STORES = pytest.mark.parametrize(
    "store", [SQUARE_STORE, SHOPIFY_STORE], ids=["order-first", "payment-first"]
)
HOLD = timedelta(minutes=10)
DECLINED_CARD = "cnon:card-nonce-declined"


def ends_at(house: House, prepared: Prepared) -> datetime:
    """Until when the goods are held, by the ledger."""
    with house.services.database.read() as tx:
        return holds.get(tx, MERCHANT, prepared.hold_id).expires_at


def authorize(house: House, prepared: Prepared, token: str = GOOD_CARD) -> object:
    """Let a card's money be reserved and go no further."""
    command = PlaceOrder(merchant_id=MERCHANT, order_id=prepared.order_id, payment_token=token)
    return house.services.checkout.authorize(command, new_call())


@STORES
def test_goods_are_held_for_ten_minutes_more_when_payment_begins(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(1)
    house.clock.advance(300)
    begins = house.clock.now()

    authorized = authorize(house, prepared)

    assert isinstance(authorized, AuthorizedPayment)
    assert authorized.hold_expires_at == ends_at(house, prepared)
    assert begins + HOLD <= ends_at(house, prepared) <= house.clock.now() + HOLD
    assert isinstance(place(house, prepared), Placed)
    assert_sold_once(house, shelf, prepared, 1)


@STORES
def test_goods_are_held_anew_once_however_many_cards_are_refused(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(1)
    house.clock.advance(300)
    first = place(house, prepared, token=DECLINED_CARD)
    held_until = ends_at(house, prepared)
    house.clock.advance(590)
    second = place(house, prepared, token=DECLINED_CARD)

    assert isinstance(first, CardDeclined)
    assert isinstance(second, CardDeclined)
    assert first.hold_expires_at == second.hold_expires_at == held_until
    assert held_until - prepared.expires_at >= timedelta(seconds=300)
    assert ends_at(house, prepared) == held_until
    settle(house, ahead_s=11)
    assert_nothing_left(house, shelf, prepared, 1)


def test_a_card_may_not_be_tried_once_goods_were_held_anew_and_that_has_ended(house: House) -> None:
    prepared = house.shelf().prepare(1)
    assert isinstance(place(house, prepared, token=DECLINED_CARD), CardDeclined)
    house.clock.advance(601)

    assert isinstance(place(house, prepared), HoldExpired)
