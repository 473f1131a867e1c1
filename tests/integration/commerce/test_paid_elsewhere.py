"""What the payer's platform keeps of a payment alone is no second sale of the order it paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.commerce.model import AuthorizedPayment, Canceled, Placed, Prepared
from app.console.shown.sales import ORDERS
from domain.catalog import Source
from storage import browse, merchants, orders, tables
from storage.browse import Query
from storage.order_told import PAYMENT
from storage.sheets import SHEETS
from tests.integration.commerce.acts import place, yes_to
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, House, Shelf, new_call


@pytest.fixture
def shelf(house: House) -> Shelf:
    """Goods of a store whose orders another platform charges for."""
    return house.shelf(SHOPIFY_STORE)


def told_by_payer(house: House) -> set[str]:
    """Let the payer tell of all its orders; those of them that are sales by the book."""
    square = house.connections["square"]
    told = house.services.directory.open(square, new_call()).orders()
    table = tables.orders
    with house.services.database.write() as tx:
        connection = merchants.connection(tx, square)
        for page in told:
            orders.apply_orders(
                tx, connection, page.records, as_of=house.clock.now(), source=Source.WEBHOOK
            )
        rows = tx.execute(
            select(table.c.pos_order_id).where(
                table.c.connection_id == square, table.c.channel != PAYMENT
            )
        )
        return set(rows.scalars())


def kept(house: House) -> list[Any]:
    """Records of payments alone, the newest first."""
    table = tables.orders
    with house.services.database.read() as tx:
        found = tx.execute(
            select(table).where(table.c.channel == PAYMENT).order_by(table.c.placed_at.desc())
        )
        return list(found)


def placed(house: House, prepared: Prepared) -> None:
    assert isinstance(place(house, prepared), Placed)


def under_way(house: House, prepared: Prepared) -> None:
    outcome = house.services.checkout.authorize(yes_to(prepared), new_call())
    assert isinstance(outcome, AuthorizedPayment)


@pytest.mark.parametrize("act", [placed, under_way])
def test_the_payers_record_of_a_payment_of_ours_is_no_sale(
    house: House, shelf: Shelf, act: Callable[[House, Prepared], None]
) -> None:
    before, known = told_by_payer(house), len(kept(house))
    act(house, shelf.prepare())

    assert told_by_payer(house) == before
    assert len(kept(house)) == known + 1
    assert kept(house)[0].customer_id is None


def test_it_is_followed_and_stays_no_sale_when_the_money_is_let_go(
    house: House, shelf: Shelf
) -> None:
    prepared = shelf.prepare()
    under_way(house, prepared)
    before, first = told_by_payer(house), kept(house)[0]
    outcome = house.services.checkout.void(MERCHANT, prepared.order_id, call=new_call())
    assert isinstance(outcome, Canceled)

    assert told_by_payer(house) == before
    followed = kept(house)[0]
    assert followed.id == first.id
    assert followed.revision > first.revision
    assert followed.payment_platform_ids == []


def test_it_makes_no_news_and_is_not_in_what_is_exported(house: House, shelf: Shelf) -> None:
    told_by_payer(house)
    placed(house, shelf.prepare())
    told_by_payer(house)
    record = kept(house)[0].id

    with house.services.database.read() as tx:
        assert orders.events(tx, MERCHANT, record) == []
        exported = {row.id for row in tx.execute(SHEETS["orders"].query)}
        listed = browse.page(tx, ORDERS.browse, MERCHANT, Query(filters={}, limit=500)).rows
        asked = Query(filters={"channel": PAYMENT})
        found = browse.page(tx, ORDERS.browse, MERCHANT, asked).rows
    assert record not in exported | {row.id for row in listed}
    assert record in {row.id for row in found}


def test_a_sale_at_the_payers_own_counter_stays_one(house: House) -> None:
    counter = house.shelf()
    before = told_by_payer(house)
    counter.sell(1)

    assert len(told_by_payer(house) - before) == 1
