"""Shoppers are told what their store makes of an order at its till, as the merchant wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.commerce.model import Canceled, Placed, Prepared
from app.ops.merchant_policies import set_policies
from domain.catalog import Source
from domain.errors import InvalidInputError
from domain.events import Entity
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.payments import RefundRequest
from domain.ports.pos import PosAdapter
from storage import merchants, order_money, shopper_notices, tables
from storage.shopper_notices import ShopperChannelKind
from sync.apply import Arrival, apply_records
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)
from tests.integration.commerce.test_cancellation import cancel
from tests.integration.commerce.test_parking import news_of

pytestmark = pytest.mark.usefixtures("told_by_webhook")
STORES = pytest.mark.parametrize("store", [SQUARE_STORE, SHOPIFY_STORE], ids=["square", "shopify"])
SETTLED_S = 31.0


def wish(house: House, *news: str) -> None:
    """The merchant has these told."""
    told = "[" + ", ".join(f'"{each}"' for each in news) + "]"
    with house.services.database.write() as tx:
        set_policies(
            tx,
            merchants.merchant(tx, MERCHANT),
            {"order_news": f'{{"tell": {told}}}'},
            actor="test",
            now=house.clock.now(),
        )


@pytest.fixture(autouse=True)
def as_ever(house: House) -> None:
    """No merchant's wish but what is so by default."""
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        kept = {name: told for name, told in merchant.settings.items() if name != "order_news"}
        merchants.update_merchant(tx, replace(merchant, settings=kept))


def ordered(house: House, store: str = SQUARE_STORE) -> tuple[Prepared, str]:
    """A placed order and its till's id of it."""
    prepared = house.shelf(store).prepare(2)
    placed = place(house, prepared)
    assert isinstance(placed, Placed)
    return prepared, placed.receipt.pos_order_id


def till(house: House, prepared: Prepared) -> PosAdapter:
    """What staff work at: past the gateway's own book."""
    connection = house.connections[
        house.services.orders.order(MERCHANT, prepared.order_id).platform
    ]
    return house.services.directory.open(connection, new_call())


def heard(house: House, prepared: Prepared) -> OrderState:
    """The gateway is told of it, as by a webhook."""
    return house.services.orders.order(MERCHANT, prepared.order_id, call=new_call()).state


def words(house: House, prepared: Prepared) -> Sequence[str]:
    """What shoppers were written about the order."""
    with house.services.database.read() as tx:
        rows = tx.execute(
            select(tables.outbox.c.payload)
            .where(tables.outbox.c.kind == shopper_notices.EFFECT)
            .order_by(tables.outbox.c.id)
        )
        told = [row.payload for row in rows]
    return [each["text"] for each in told if each["about"] == prepared.order_id]


def staff_cancel(house: House, prepared: Prepared, pos_order_id: str) -> None:
    key = IdempotencyKey(f"staff-{prepared.order_id[-12:]}")
    till(house, prepared).cancel_order(PlatformId(pos_order_id), reason="no stock", key=key)


def staff_refund(house: House, prepared: Prepared, amount: Money) -> None:
    with house.services.database.read() as tx:
        (payment,) = order_money.payments_of(tx, MERCHANT, prepared.order_id)
    order = house.services.orders.order(MERCHANT, prepared.order_id)
    house.services.directory.open(payment.connection_id, new_call()).refund(
        RefundRequest(
            payment_id=payment.platform_id,
            amount=amount,
            reason="goodwill",
            order_platform_id=PlatformId(order.pos_order_id or ""),
        ),
        key=IdempotencyKey(f"staff-{prepared.order_id[-12:]}-{amount.amount}"),
    )


def payer_tells(house: House, prepared: Prepared) -> None:
    """The platform that took the money sends word of the payment."""
    with house.services.database.read() as tx:
        (known,) = order_money.payments_of(tx, MERCHANT, prepared.order_id)
        connection = merchants.connection(tx, known.connection_id)
    payer = house.services.directory.open(known.connection_id, new_call())
    payment = payer.payment(known.platform_id, order_id=None)
    assert payment is not None
    now = house.clock.now()
    with house.services.database.write() as tx:
        arrival = Arrival(connection=connection, source=Source.WEBHOOK, now=now)
        apply_records(tx, arrival, Entity.PAYMENT, [payment])


def make_ready(house: House, pos_order_id: str) -> None:
    for state in ("RESERVED", "PREPARED"):
        body = {"order_id": pos_order_id, "state": state}
        house.mall.square.control("POST fulfillment", body)


@STORES
def test_an_order_that_staff_cancel_is_told_to_its_shopper_once(house: House, store: str) -> None:
    prepared, pos_order_id = ordered(house, store)
    staff_cancel(house, prepared, pos_order_id)

    assert heard(house, prepared) is OrderState.CANCELED
    settle(house, ahead_s=SETTLED_S)
    heard(house, prepared)
    settle(house, ahead_s=SETTLED_S)

    assert news_of(house, prepared) == ["canceled"]


@STORES
def test_an_order_that_is_canceled_from_here_is_not_told_again(house: House, store: str) -> None:
    prepared, _ = ordered(house, store)

    assert isinstance(cancel(house, prepared.order_id), Canceled)
    heard(house, prepared)
    settle(house, ahead_s=SETTLED_S)

    assert news_of(house, prepared) == []


def test_a_till_that_tells_first_of_our_cancellation_makes_no_message(house: House) -> None:
    prepared, _ = ordered(house)

    def told(moment: str) -> None:
        if moment == "cancel.answered":
            assert heard(house, prepared) is OrderState.CANCELED

    with house.rebuilt(told) as watched:
        assert isinstance(cancel(watched, prepared.order_id), Canceled)
    settle(house, ahead_s=SETTLED_S)

    assert news_of(house, prepared) == []


def test_that_it_is_ready_is_told_where_the_merchant_wants_it(house: House) -> None:
    silent, silent_id = ordered(house)
    make_ready(house, silent_id)
    assert heard(house, silent) is OrderState.READY
    settle(house, ahead_s=SETTLED_S)

    wish(house, "ready")
    prepared, pos_order_id = ordered(house)
    make_ready(house, pos_order_id)
    heard(house, prepared)
    settle(house, ahead_s=SETTLED_S)

    assert news_of(house, silent) == []
    assert news_of(house, prepared) == ["ready"]
    (text,) = words(house, prepared)
    assert "is ready to be picked up at Downtown" in text


def test_what_was_fetched_meanwhile_is_not_called_ready(house: House) -> None:
    wish(house, "ready")
    prepared, pos_order_id = ordered(house)
    make_ready(house, pos_order_id)
    heard(house, prepared)
    house.mall.square.control("POST fulfillment", {"order_id": pos_order_id, "state": "COMPLETED"})
    heard(house, prepared)
    settle(house, ahead_s=SETTLED_S)

    assert news_of(house, prepared) == []


def test_money_that_the_store_gives_back_is_told_with_its_sum(house: House) -> None:
    wish(house, "refunded")
    prepared, _ = ordered(house)
    staff_refund(house, prepared, Money(200, prepared.total.currency))

    heard(house, prepared)
    settle(house, ahead_s=SETTLED_S)

    assert news_of(house, prepared) == ["refunded:200"]
    (text,) = words(house, prepared)
    assert "$2.00" in text


@pytest.mark.parametrize(
    ("part", "state"),
    [(1, PaymentState.REFUNDED), (2, PaymentState.PARTIALLY_REFUNDED)],
    ids=["all", "half"],
)
def test_what_the_payer_gives_back_is_booked_for_an_order_in_another_till(
    house: House, part: int, state: PaymentState
) -> None:
    wish(house, "refunded")
    prepared, _ = ordered(house, SHOPIFY_STORE)
    back = Money(prepared.total.amount // part, prepared.total.currency)
    staff_refund(house, prepared, back)

    for _ in range(2):  # told twice
        payer_tells(house, prepared)
        settle(house, ahead_s=SETTLED_S)

    order = house.services.orders.order(MERCHANT, prepared.order_id)
    assert (order.refunded, order.payment_state) == (back, state)
    assert news_of(house, prepared) == [f"refunded:{back.amount}"]
    assert heard(house, prepared) is OrderState.CONFIRMED  # the till, which knows nothing of it
    assert house.services.orders.order(MERCHANT, prepared.order_id).refunded == back


def test_what_is_given_back_from_here_is_not_booked_twice_when_the_payer_tells(
    house: House,
) -> None:
    wish(house, "refunded", "canceled")
    prepared, _ = ordered(house, SHOPIFY_STORE)
    assert isinstance(cancel(house, prepared.order_id), Canceled)
    before = house.services.orders.order(MERCHANT, prepared.order_id)

    payer_tells(house, prepared)
    settle(house, ahead_s=SETTLED_S)

    assert house.services.orders.order(MERCHANT, prepared.order_id) == before
    assert news_of(house, prepared) == []


def test_an_unknown_kind_of_news_is_refused_by_name(house: House) -> None:
    with pytest.raises(InvalidInputError, match=r"order_news\.tell"):
        wish(house, "ready", "lost")


def test_a_shopper_with_a_number_gets_an_sms_in_the_language_of_the_order(house: House) -> None:
    with house.services.database.write() as tx:
        house.services.care.shopper_channels.put(
            tx, MERCHANT, ShopperChannelKind.SMS, url="https://sms.example", sender="+12065550100",
            user="AC1", secret="s", now=house.clock.now(),
        )  # fmt: skip
    shelf = house.shelf()
    wished = shelf.wish(1)
    shopper = replace(wished.shopper, phone="+12065550142", locale="de-DE")
    prepared = house.services.checkout.prepare(replace(wished, shopper=shopper), new_call())
    assert isinstance(prepared, Prepared)
    placed = place(house, prepared)
    assert isinstance(placed, Placed)
    staff_cancel(house, prepared, placed.receipt.pos_order_id)
    heard(house, prepared)
    settle(house, ahead_s=SETTLED_S)
    with house.services.database.write() as tx:
        shopper_notices.remove(tx, MERCHANT, ShopperChannelKind.SMS)

    assert sorted(news_of(house, prepared)) == ["canceled", "canceled"]  # SMS and program
    assert all("storniert" in each for each in words(house, prepared))
