"""The order book: placed here and told by the POS, one row each, older never over newer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from domain.catalog import Source
from domain.customers import Customer
from domain.errors import NotFoundError
from domain.ids import HoldId, OrderId, PlatformId
from domain.money import Money
from domain.orders import (
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderLine,
    OrderState,
    PaymentState,
    PosOrder,
    Tracking,
)
from domain.payments import Payment, PaymentStatus, Refund, RefundStatus
from storage import customers, customers_write, order_money, orders
from storage.engine import Database
from storage.orders import NewOrder, StoredLine, StoredOrder, Transition
from storage.results import ApplyResult
from tests.integration.storage.shop import NOW, Shop, a_product, a_variant, after, open_shop

MERCHANT = "mer_1"
ORDER = OrderId("ord_ours")


@pytest.fixture
def shop(database: Database) -> Shop:
    opened = open_shop(database)
    opened.sell(a_product("1", a_variant("v1", "MUG")))
    return opened


def usd(amount: int) -> Money:
    return Money(amount, "USD")


def a_pos_order(platform_id: str, *, revision: int = 1, **values: Any) -> PosOrder:
    line = OrderLine(
        platform_id=PlatformId("l1"),
        name="Mug",
        quantity=Decimal("1.5"),
        unit_price=usd(1000),
        total=usd(1620),
        tax=usd(120),
        variant_platform_id=PlatformId("v1"),
        modifiers=(PlatformId("oat"), PlatformId("shot"), PlatformId("shot")),
    )
    return PosOrder(
        platform_id=PlatformId(platform_id),
        revision=revision,
        **{
            "number": f"#{platform_id}",
            "state": OrderState.CONFIRMED,
            "payment_state": PaymentState.PAID,
            "total": usd(1620),
            "tax": usd(120),
            "lines": (line,),
            "created_at": NOW,
            "updated_at": after(revision),
            "location_platform_id": PlatformId("P1"),
            **values,
        },
    )


def tell(shop: Shop, *records: PosOrder) -> ApplyResult:
    with shop.database.write() as tx:
        return orders.apply_orders(
            tx, shop.connection, records, as_of=after(60), source=Source.WEBHOOK
        )


def test_the_book_says_how_far_it_has_followed_an_order_and_whose_it_is(shop: Shop) -> None:
    place(shop)
    tell(shop, a_pos_order("1", revision=7), a_pos_order("2", revision=3, reference=ORDER))

    with shop.database.look() as tx:
        known = orders.known(tx, shop.connection.id, ["1", "2", "3"])

    assert known == {"1": (7, False), "2": (3, True)}


def place(shop: Shop, order_id: OrderId = ORDER, customer_id: str | None = None) -> None:
    line = StoredLine(
        name="Mug",
        quantity=Decimal(2),
        unit_price=usd(1999),
        tax=usd(0),
        total=usd(3998),
        sku=None,
        variant_platform_id="v1",
        platform_id=None,
    )
    with shop.database.write() as tx:
        orders.open_order(
            tx,
            NewOrder(
                id=order_id,
                merchant_id=shop.connection.merchant_id,
                connection_id=shop.connection.id,
                channel="alexa",
                customer_id=customer_id,
                currency="USD",
                subtotal_minor=3998,
                discount_minor=0,
                tax_minor=0,
                shipping_minor=0,
                total_minor=3998,
                location_id=shop.stores[0],
                location_platform_id="P1",
                method=FulfillmentMethod.PICKUP,
                hold_id=HoldId("hold_1"),
                lines=(line,),
                at=NOW,
            ),
        )


def get(shop: Shop, order_id: str = ORDER) -> StoredOrder:
    with shop.database.read() as tx:
        return orders.get(tx, MERCHANT, order_id)


def numbered(shop: Shop, number: str) -> StoredOrder:
    with shop.database.read() as tx:
        found = orders.by_number(tx, MERCHANT, number)
    assert found is not None
    return found


def test_an_order_made_at_the_till_enters_the_book_as_the_pos_tells_it(shop: Shop) -> None:
    parcel = Fulfillment(
        platform_id=PlatformId("f1"),
        method=FulfillmentMethod.SHIPPING,
        state=FulfillmentState.ACCEPTED,
        tracking=(Tracking(carrier="UPS", number="1Z"),),
    )
    assert tell(shop, a_pos_order("p1", fulfillments=(parcel,))).inserted == 1

    order = numbered(shop, "#p1")

    assert (order.state, order.payment_state) == (OrderState.CONFIRMED, PaymentState.PAID)
    assert (order.total, order.tax, order.channel) == (usd(1620), usd(120), "pos")
    assert order.location_id == shop.stores[0]
    assert order.method is FulfillmentMethod.SHIPPING
    assert order.tracking == (Tracking(carrier="UPS", number="1Z"),)
    assert [(line.sku, line.quantity) for line in order.lines] == [("MUG", Decimal("1.5"))]
    assert order.lines[0].modifiers == ("oat", "shot", "shot")
    assert (order.as_of, order.source, order.placed_at) == (after(60), Source.WEBHOOK, NOW)


def test_an_older_telling_changes_nothing(shop: Shop) -> None:
    tell(shop, a_pos_order("p1", revision=5, state=OrderState.COMPLETED))

    assert tell(shop, a_pos_order("p1", revision=5)).stale == 1
    assert tell(shop, a_pos_order("p1", revision=4)).stale == 1
    assert numbered(shop, "#p1").state is OrderState.COMPLETED


def test_the_newest_of_two_tellings_in_one_page_stays(shop: Shop) -> None:
    newer = a_pos_order("p1", revision=2, state=OrderState.READY)

    tell(shop, newer, a_pos_order("p1", revision=1))

    assert numbered(shop, "#p1").state is OrderState.READY


def test_an_order_placed_here_is_found_by_our_reference(shop: Shop) -> None:
    place(shop)

    assert tell(shop, a_pos_order("p1", reference=ORDER)).updated == 1

    order = get(shop)
    assert (order.pos_order_id, order.number) == ("p1", "#p1")
    assert (order.channel, order.state) == ("alexa", OrderState.CONFIRMED)
    assert [line.quantity for line in order.lines] == [2]


def test_a_second_order_under_our_reference_is_an_order_of_its_own(shop: Shop) -> None:
    place(shop)

    result = tell(shop, a_pos_order("p1", reference=ORDER), a_pos_order("p2", reference=ORDER))

    assert (result.updated, result.inserted) == (1, 1)
    assert {numbered(shop, "#p1").id, numbered(shop, "#p2").id} >= {ORDER}


def test_another_connections_reference_finds_nothing(shop: Shop, database: Database) -> None:
    other = open_shop(database, merchant_id="mer_2", connection_id="con_c")
    place(shop)

    assert tell(other, a_pos_order("p1", reference=ORDER)).inserted == 1
    assert get(shop).pos_order_id is None


def test_each_step_is_written_into_the_history(shop: Shop) -> None:
    place(shop)
    with shop.database.write() as tx:
        orders.record_transition(
            tx,
            MERCHANT,
            ORDER,
            Transition(
                state=OrderState.CONFIRMED,
                payment_state=PaymentState.PAID,
                pos_order_id="p1",
                number="#p1",
                revision=7,
                detail={"by": "checkout"},
            ),
            actor="checkout",
            at=after(1),
        )
    tell(shop, a_pos_order("p1", revision=6, state=OrderState.CANCELED))
    tell(shop, a_pos_order("p1", revision=8, state=OrderState.READY))

    with shop.database.read() as tx:
        history = orders.events(tx, MERCHANT, ORDER)
    assert [(step.kind, step.state, step.actor) for step in history] == [
        ("prepared", "pending", "alexa"),
        ("state", "confirmed", "checkout"),
        ("pos", "ready", "pos"),
    ]
    assert history[1].detail == {"by": "checkout"}


def test_a_state_that_cannot_follow_is_recorded_once_and_ignored(shop: Shop) -> None:
    tell(shop, a_pos_order("p1", revision=1, state=OrderState.CANCELED))
    for revision in (2, 3):
        tell(shop, a_pos_order("p1", revision=revision, state=OrderState.CONFIRMED, number="77"))

    with shop.database.read() as tx:
        order = orders.by_number(tx, MERCHANT, "77")
        assert order is not None
        told = [(each.kind, each.detail) for each in orders.events(tx, MERCHANT, order.id)]
    assert order.state is OrderState.CANCELED
    refused = {"told": "confirmed", "stays": "canceled"}
    assert told[1:] == [("refused-state", refused)]


@pytest.mark.parametrize("by_another", [True, False])
def test_a_till_that_did_not_take_the_money_does_not_know_that_it_went_back(
    shop: Shop, by_another: bool
) -> None:
    place(shop)
    other = open_shop(shop.database, connection_id="con_b", new_merchant=False)
    payer = other.connection if by_another else shop.connection
    payment = a_payment(PaymentStatus.CAPTURED, seconds=0)
    tell(shop, a_pos_order("p1", revision=1, reference=ORDER))
    with shop.database.write() as tx:
        order_money.save_payment(tx, MERCHANT, payer.id, ORDER, payment, now=NOW)
        given = Transition(
            payment_state=PaymentState.PARTIALLY_REFUNDED, kind="returned", refunded_minor=1999
        )
        orders.record_transition(tx, MERCHANT, ORDER, given, actor="api", at=NOW)

    tell(shop, a_pos_order("p1", revision=2, reference=ORDER))

    order = get(shop)
    known, said = (PaymentState.PARTIALLY_REFUNDED, usd(1999)), (PaymentState.PAID, usd(0))
    assert (order.payment_state, order.refunded) == (known if by_another else said)


FIRST_THEN_SECOND = [
    (OrderState.CONFIRMED, PaymentState.PAID, OrderState.COMPLETED, PaymentState.PAID),
    (OrderState.CONFIRMED, PaymentState.PAID, OrderState.CANCELED, PaymentState.REFUNDED),
    (OrderState.PENDING, PaymentState.UNPAID, OrderState.CONFIRMED, PaymentState.PAID),
    (OrderState.COMPLETED, PaymentState.PAID, OrderState.COMPLETED, PaymentState.REFUNDED),
]


@pytest.mark.parametrize("told_late", [False, True], ids=["in order", "the other way round"])
@pytest.mark.parametrize(("state", "money", "state_then", "money_then"), FIRST_THEN_SECOND)
def test_of_two_that_are_told_with_one_revision_the_one_further_on_holds(
    shop: Shop,
    state: OrderState,
    money: PaymentState,
    state_then: OrderState,
    money_then: PaymentState,
    told_late: bool,
) -> None:
    first = a_pos_order("p1", revision=1, number="78", state=state, payment_state=money)
    second = a_pos_order("p1", revision=1, number="78", state=state_then, payment_state=money_then)

    for each in (second, first) if told_late else (first, second):
        tell(shop, each)

    order = numbered(shop, "78")
    assert (order.state, order.payment_state) == (state_then, money_then)


@pytest.mark.parametrize("known", [PaymentState.AUTHORIZED, PaymentState.VOIDED])
def test_a_till_that_knows_nothing_of_reserved_money_does_not_call_it_unpaid(
    shop: Shop, known: PaymentState
) -> None:
    place(shop)
    step = Transition(state=OrderState.PENDING, payment_state=known, kind="authorized")
    with shop.database.write() as tx:
        orders.record_transition(tx, MERCHANT, ORDER, step, actor="api", at=NOW)

    pending = {"state": OrderState.PENDING, "payment_state": PaymentState.UNPAID}
    tell(shop, a_pos_order("p1", revision=1, reference=ORDER, **pending))
    unpaid = get(shop).payment_state
    paid = {"state": OrderState.CONFIRMED, "payment_state": PaymentState.PAID}
    tell(shop, a_pos_order("p1", revision=2, reference=ORDER, **paid))

    assert (unpaid, get(shop).payment_state) == (known, PaymentState.PAID)


@pytest.mark.parametrize("told", [OrderState.COMPLETED, OrderState.DELIVERED, OrderState.READY])
@pytest.mark.parametrize("stays", [OrderState.PARTLY_RETURNED, OrderState.RETURNED])
def test_a_till_that_knows_no_returns_contradicts_none_by_how_far_the_order_had_come(
    shop: Shop, stays: OrderState, told: OrderState
) -> None:
    tell(shop, a_pos_order("p1", revision=1, state=stays, number="77"))
    tell(shop, a_pos_order("p1", revision=2, state=told, number="77"))

    order = numbered(shop, "77")
    with shop.database.read() as tx:
        kinds = [each.kind for each in orders.events(tx, MERCHANT, order.id)]

    assert order.state is stays
    assert "refused-state" not in kinds


def test_a_state_the_till_corrects_is_followed_again(shop: Shop) -> None:
    steps = (OrderState.COMPLETED, OrderState.PENDING, OrderState.CANCELED)
    for revision, state in enumerate(steps, start=1):
        tell(shop, a_pos_order("p1", revision=revision, state=state, number="77"))

    order = numbered(shop, "77")

    assert order.state is OrderState.CANCELED
    assert "refused_state" not in order.detail


def test_a_step_of_an_unknown_order_is_refused(shop: Shop) -> None:
    place(shop)
    for merchant, order_id in ((MERCHANT, "ord_none"), ("mer_2", ORDER)):
        with pytest.raises(NotFoundError), shop.database.write() as tx:
            orders.record_transition(
                tx, merchant, order_id, Transition(state=OrderState.READY), actor="x", at=NOW
            )
    with pytest.raises(NotFoundError), shop.database.read() as tx:
        orders.get(tx, "mer_2", ORDER)


def test_orders_of_a_customer_come_in_pages_newest_first(shop: Shop) -> None:
    with shop.database.write() as tx:
        customers_write.apply_customers(
            tx,
            shop.connection,
            [Customer(platform_id=PlatformId("c1"), phone="+12025550123", revision=1)],
            as_of=NOW,
        )
        (ada,) = customers.find(tx, MERCHANT, phone="+12025550123")
    mine = {"customer_platform_id": PlatformId("c1")}
    tell(shop, *(a_pos_order(f"p{n}", created_at=after(n // 2), **mine) for n in range(5)))
    tell(shop, a_pos_order("other"))
    place(shop, customer_id=ada.id)

    met: list[str | None] = []
    cursor = None
    with shop.database.read() as tx:
        while True:
            page = orders.orders_of_customer(tx, MERCHANT, ada.id, cursor=cursor, limit=2)
            met.extend(order.number for order in page.rows)
            cursor = page.cursor
            if cursor is None:
                break
    assert met[0] == "#p4"
    assert sorted(filter(None, met)) == [f"#p{n}" for n in range(5)]


def test_an_order_that_came_before_its_customer_is_theirs_afterwards(shop: Shop) -> None:
    tell(shop, a_pos_order("p1", customer_platform_id=PlatformId("c1")))
    assert numbered(shop, "#p1").customer_id is None

    with shop.database.write() as tx:
        customers_write.apply_customers(
            tx,
            shop.connection,
            [Customer(platform_id=PlatformId("c1"), phone="+12025550123", revision=1)],
            as_of=NOW,
        )
        (ada,) = customers.find(tx, MERCHANT, phone="+12025550123")
    assert numbered(shop, "#p1").customer_id == ada.id


def test_a_page_of_orders_takes_the_same_number_of_statements_however_long(shop: Shop) -> None:
    def statements(*records: PosOrder) -> int:
        counted: list[object] = []

        def count(*args: object) -> None:
            counted.append(args)

        event.listen(shop.database.engine, "before_cursor_execute", count)
        tell(shop, *records)
        event.remove(shop.database.engine, "before_cursor_execute", count)
        return len(counted)

    assert statements(a_pos_order("x")) == statements(*(a_pos_order(f"p{n}") for n in range(50)))


def a_payment(status: PaymentStatus, *, seconds: float, refunded: int = 0) -> Payment:
    return Payment(
        platform_id=PlatformId("pay1"),
        status=status,
        amount=usd(1620),
        refunded=usd(refunded),
        updated_at=after(seconds),
        card_brand="visa",
        card_last4="1111",
    )


def save(shop: Shop, payment: Payment) -> None:
    with shop.database.write() as tx:
        order_money.save_payment(tx, MERCHANT, shop.connection.id, ORDER, payment, now=NOW)


def test_a_payment_never_goes_back_to_an_older_state(shop: Shop) -> None:
    place(shop)
    save(shop, a_payment(PaymentStatus.AUTHORIZED, seconds=1))
    save(shop, a_payment(PaymentStatus.CAPTURED, seconds=2))
    save(shop, a_payment(PaymentStatus.AUTHORIZED, seconds=1))
    with shop.database.write() as tx:
        late = [a_payment(PaymentStatus.AUTHORIZED, seconds=1)]
        news = [a_payment(PaymentStatus.CAPTURED, seconds=3, refunded=20)]
        assert order_money.apply_payments(tx, shop.connection, late).stale == 1
        assert order_money.apply_payments(tx, shop.connection, news).updated == 1
        (stored,) = order_money.payments_of(tx, MERCHANT, ORDER)
        assert order_money.payments_of(tx, "mer_2", ORDER) == []

    assert (stored.status, stored.refunded) == (PaymentStatus.CAPTURED, usd(20))
    assert (stored.card_brand, stored.card_last4) == ("visa", "1111")


def test_a_refund_that_is_final_stays_final(shop: Shop) -> None:
    place(shop)

    def a_refund(status: RefundStatus) -> Refund:
        return Refund(platform_id=PlatformId("r1"), status=status, amount=usd(500))

    with shop.database.write() as tx:
        order_money.save_refund(
            tx,
            MERCHANT,
            shop.connection.id,
            ORDER,
            a_refund(RefundStatus.PENDING),
            reason="returned",
            now=NOW,
        )
        told = [a_refund(RefundStatus.COMPLETED), a_refund(RefundStatus.PENDING)]
        result = order_money.apply_refunds(tx, shop.connection, told, now=after(5))
        (stored,) = order_money.refunds_of(tx, MERCHANT, ORDER)

    assert (result.updated, result.stale) == (1, 1)
    assert (stored.status, stored.amount, stored.reason) == (
        RefundStatus.COMPLETED,
        usd(500),
        "returned",
    )
