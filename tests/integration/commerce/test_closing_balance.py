"""The closing balance over the shops' own books: what was sold through the gateway adds up."""

from __future__ import annotations

from sqlalchemy import update

from app.commerce.captures import CaptureOrder, Kept
from domain.balance import FindingKind, FindingState
from domain.ids import OrderId
from storage import merchants, tables
from tests.integration.commerce.acts import place, yes_to
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)


def found(house: House) -> dict[OrderId | None, FindingKind]:
    """What every connection's proof says, two hours from now, by order."""
    house.clock.advance(2 * 3600)
    with house.services.database.read() as tx:
        mine = merchants.connections(tx, MERCHANT)
    for connection in mine:
        house.services.balance.prove(connection, lambda: None, correlation_id="test")
    _, findings = house.services.balance.standing(MERCHANT, state=FindingState.OPEN)
    return {each.finding.order_id: each.finding.kind for each in findings}


def a_part(house: House) -> OrderId:
    """An order of three, of which one was captured."""
    shelf = house.shelf(SQUARE_STORE)
    prepared = shelf.prepare(3)
    house.services.checkout.authorize(yes_to(prepared), new_call())
    kept = (Kept(sku=shelf.sku, quantity=1),)
    house.services.checkout.capture(
        CaptureOrder(merchant_id=MERCHANT, order_id=prepared.order_id, lines=kept), new_call()
    )
    return prepared.order_id


def test_sales_at_both_tills_add_up_and_another_amount_does_not(house: House) -> None:
    own = house.shelf(SQUARE_STORE).prepare(1)
    other = house.shelf(SHOPIFY_STORE).prepare(1)
    for prepared in (own, other):
        place(house, prepared)
    part = a_part(house)
    left = found(house)
    runs, _ = house.services.balance.standing(MERCHANT)
    with house.services.database.write() as tx:
        booked = update(tables.payments).where(tables.payments.c.order_id == part)
        tx.execute(booked.values(amount_minor=1))

    assert sum(run.orders for run in runs) >= 3
    assert sum(run.told for run in runs) >= 3  # Square lists what it charged for all
    assert not left.keys() & {own.order_id, other.order_id, part}
    assert found(house)[part] is FindingKind.AMOUNT_DIFFERS
