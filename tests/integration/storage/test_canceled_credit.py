"""Orders paid without a card that their till cancels by itself: nothing of it is lost, or twice."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import update

from domain.catalog import Source
from domain.orders import OrderState
from storage import orders, store_credit, tables
from storage.canceled_credit import AWAITS_GOODS, give
from storage.engine import Database
from storage.orders import Transition
from tests.integration.storage.shop import NOW, Shop, after, open_shop
from tests.integration.storage.test_orders import MERCHANT, ORDER, a_pos_order, place, tell, usd


@pytest.fixture
def shop(database: Database) -> Shop:
    """A till with an order of Ada's that stands there."""
    opened = open_shop(database)
    with database.write() as tx:
        tx.execute(
            tables.customers.insert().values(id="cus_1", merchant_id=MERCHANT, created_at=NOW)
        )
    place(opened, customer_id="cus_1")
    with database.write() as tx:
        tx.execute(update(tables.orders).values(credit_minor=900))
        stands = Transition(state=OrderState.CONFIRMED, pos_order_id="p1", revision=1)
        orders.record_transition(tx, MERCHANT, ORDER, stands, actor="checkout", at=after(1))
    return opened


def cancel(shop: Shop, revision: int = 5) -> list[str]:
    """The till tells that it canceled the order; the kinds of the order's steps."""
    tell(shop, a_pos_order("p1", revision=revision, state=OrderState.CANCELED))
    with shop.database.read() as tx:
        return [each.kind for each in orders.events(tx, MERCHANT, ORDER)]


def credit(shop: Shop) -> int:
    with shop.database.read() as tx:
        return store_credit.balance(tx, MERCHANT, "cus_1", "USD").amount


def exchanged_for(shop: Shop, state: str, at: datetime = NOW) -> None:
    """The order was paid with goods, whose return stands so."""
    shared = {"merchant_id": MERCHANT, "order_id": ORDER, "channel": "x", "currency": "USD"}
    with shop.database.write() as tx:
        tx.execute(
            tables.returns.insert().values(
                id="rtn_1", connection_id=shop.connection.id, key="k", state=state, lines=[],
                reason="other", amount_minor=900, restocked=False, detail={}, created_at=at,
                updated_at=at, **shared,
            )
        )  # fmt: skip
        tx.execute(
            tables.exchanges.insert().values(
                id="exc_1", key="k", state="done", return_id="rtn_1", new_order_id=ORDER,
                returned_minor=900, credit_minor=900, detail={}, created_at=at, updated_at=at,
                **shared,
            )
        )  # fmt: skip


def test_store_credit_is_given_back_once_whoever_is_told_first(shop: Shop) -> None:
    assert cancel(shop)[-1] == "pos"
    with shop.database.write() as tx:  # a cancellation from here, that ends after it
        give(
            tx, merchant_id=MERCHANT, customer_id="cus_1", amount=usd(900), order_id=ORDER,
            actor="api", now=after(90),
        )  # fmt: skip
    cancel(shop, revision=6)

    assert credit(shop) == 900


def test_an_order_that_was_only_read_over_gives_nothing_back(shop: Shop) -> None:
    tell(shop, a_pos_order("p1", revision=5, state=OrderState.READY))

    assert credit(shop) == 0


def test_goods_that_are_not_back_are_worth_nothing_yet(shop: Shop) -> None:
    exchanged_for(shop, "awaiting_goods")

    assert cancel(shop)[-1] == AWAITS_GOODS
    assert credit(shop) == 0


def test_goods_that_are_back_are_worth_credit(shop: Shop) -> None:
    exchanged_for(shop, "done")
    cancel(shop)

    assert credit(shop) == 900


def test_what_nobody_known_paid_is_left_to_a_person(shop: Shop) -> None:
    with shop.database.write() as tx:
        tx.execute(update(tables.orders).values(customer_id=None))

    assert cancel(shop)[-1] == "needs-person"


def test_a_page_without_canceled_credit_asks_for_none(shop: Shop) -> None:
    with shop.database.write() as tx:
        tx.execute(update(tables.orders).values(credit_minor=None))
        record = a_pos_order("p1", revision=5, state=OrderState.CANCELED)
        orders.apply_orders(tx, shop.connection, [record], as_of=after(60), source=Source.POLL)

    assert credit(shop) == 0
