"""An order that staff typed in stands in the book once, whoever tells of it first."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from domain.catalog import Source
from domain.ids import HoldId, OrderId
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, PaymentState, PosOrder
from domain.returns import ReturnReason, ReturnState
from storage import exchanges, orders, returns, tables, typed_orders
from storage.engine import Database
from storage.exchanges import NewExchange
from storage.orders import NewOrder, Transition
from storage.returns import NewReturn
from tests.integration.storage.shop import NOW, Shop, after, open_shop
from tests.integration.storage.test_orders import a_pos_order

MERCHANT = "mer_1"


@pytest.fixture
def shop(database: Database) -> Shop:
    return open_shop(database)


def ours(shop: Shop, its_id: str = "ord_ours", *, number: str | None = "1047") -> None:
    """An order that came in here; with a number, staff have typed it in."""
    with shop.database.write() as tx:
        orders.open_order(
            tx,
            NewOrder(
                id=OrderId(its_id),
                merchant_id=shop.connection.merchant_id,
                connection_id=shop.connection.id,
                channel="alexa",
                customer_id=None,
                currency="USD",
                subtotal_minor=1500,
                discount_minor=0,
                tax_minor=120,
                shipping_minor=0,
                total_minor=1620,
                location_id="loc_1",
                location_platform_id="P1",
                method=FulfillmentMethod.PICKUP,
                hold_id=HoldId("hol_1"),
                lines=(),
                at=NOW,
            ),
        )
        if number is not None:
            entered = Transition(state=OrderState.CONFIRMED, kind="entered", number=number)
            orders.record_transition(tx, MERCHANT, its_id, entered, actor="olga", at=after(60))


def tell(shop: Shop, *records: PosOrder) -> None:
    with shop.database.write() as tx:
        orders.apply_orders(tx, shop.connection, records, as_of=after(300), source=Source.POLL)


def sold(number: str = "#1047", platform_id: str = "p1", **values: object) -> PosOrder:
    return a_pos_order(
        platform_id, **{"number": number, "lines": (), "created_at": after(120), **values}
    )


def how_many(shop: Shop) -> int:
    with shop.database.read() as tx:
        return tx.execute(select(func.count()).select_from(tables.orders)).scalar_one()


def read(shop: Shop, its_id: str = "ord_ours") -> orders.StoredOrder:
    with shop.database.read() as tx:
        return orders.get(tx, MERCHANT, its_id)


def test_the_till_tells_of_what_was_typed_in_and_it_is_the_same_order(shop: Shop) -> None:
    ours(shop)

    tell(shop, sold())
    tell(shop, sold(revision=2, state=OrderState.COMPLETED))

    assert how_many(shop) == 1
    assert read(shop).pos_order_id == "p1"
    assert (read(shop).state, read(shop).channel) == (OrderState.COMPLETED, "alexa")
    assert read(shop).payment_state is PaymentState.PAID


@pytest.mark.parametrize(
    "record",
    [
        sold("1048"),
        sold(created_at=after(-2 * 3600)),
        sold(created_at=after(3 * 86_400)),
    ],
    ids=["another number", "sold before", "counted anew"],
)
def test_another_sale_stays_an_order_of_its_own(shop: Shop, record: PosOrder) -> None:
    ours(shop)

    tell(shop, record)

    assert how_many(shop) == 2
    assert read(shop).pos_order_id is None


def test_between_two_of_one_number_nothing_is_guessed(shop: Shop) -> None:
    ours(shop)
    ours(shop, "ord_other")

    tell(shop, sold())

    assert how_many(shop) == 3


def test_what_the_till_told_first_becomes_ours_when_its_number_is_typed_in(shop: Shop) -> None:
    ours(shop, number=None)
    tell(shop, sold())
    assert how_many(shop) == 2

    with shop.database.write() as tx:
        first = typed_orders.adopt(tx, MERCHANT, "ord_ours", "1047", now=after(400))
        again = typed_orders.adopt(tx, MERCHANT, "ord_ours", "1047", now=after(400))
    tell(shop, sold(revision=2, state=OrderState.READY))

    assert (first, again) == (True, False)
    assert how_many(shop) == 1
    assert (read(shop).pos_order_id, read(shop).state) == ("p1", OrderState.READY)


def test_what_goes_back_for_other_goods_goes_on_with_the_order_that_is_ours(shop: Shop) -> None:
    ours(shop, number=None)
    tell(shop, sold())
    with shop.database.write() as tx:
        told = tx.execute(
            select(tables.orders.c.id).where(tables.orders.c.pos_order_id == "p1")
        ).scalar_one()
        back = returns.add(
            tx,
            NewReturn(
                merchant_id=shop.connection.merchant_id,
                connection_id=shop.connection.id,
                order_id=OrderId(told),
                key="exchange:k1",
                state=ReturnState.EXCHANGING,
                reason=ReturnReason.WRONG_SIZE,
                note=None,
                lines=((0, 1),),
                amount=Money(1500, "USD"),
                channel="api",
                customer_id=None,
                detail={},
            ),
            now=NOW,
        )
        exchange = exchanges.add(
            tx,
            NewExchange(
                merchant_id=MERCHANT,
                key="k1",
                order_id=told,
                return_id=back.id,
                returned=Money(1500, "USD"),
                channel="api",
                customer_id=None,
            ),
            now=NOW,
        )

    with shop.database.write() as tx:
        assert typed_orders.adopt(tx, MERCHANT, "ord_ours", "1047", now=after(400))

    with shop.database.read() as tx:
        found = exchanges.get(tx, MERCHANT, exchange.id)
        assert orders.get(tx, MERCHANT, found.order_id).id == "ord_ours"
        assert returns.get(tx, MERCHANT, found.return_id).order_id == "ord_ours"
