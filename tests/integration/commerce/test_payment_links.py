"""A page to pay on: sent, waited for with a longer hold, and gone on from or undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.commerce.model import (
    Canceled,
    CanceledSince,
    CardUnread,
    HoldExpired,
    LinkSent,
    NoCard,
    NotOrderable,
    Prepared,
)
from domain.catalog import Source
from domain.errors import UnsupportedError
from domain.ids import IdempotencyKey, OrderId, PlatformId
from domain.orders import PaymentState, PosOrder
from storage import journal, merchants, orders, shopper_notices
from storage.merchants import ConnectionStatus
from storage.shopper_notices import ShopperChannelKind
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)
from tests.integration.commerce.test_outcomes import a_stranger, cards_unread
from tests.integration.commerce.test_parking import news_of

_HOLD_OVER_S = 20 * 60


def send(house: House, prepared: Prepared) -> LinkSent:
    sent = house.services.pay_links.send(MERCHANT, prepared.order_id, new_call())
    assert isinstance(sent, LinkSent)
    return sent


@contextmanager
def reached_by(house: House, kind: ShopperChannelKind) -> Iterator[None]:
    """The merchant opened that channel, and no other, to their shoppers."""
    with house.services.database.write() as tx:
        for other in ShopperChannelKind:
            shopper_notices.remove(tx, MERCHANT, other)
        house.services.care.shopper_channels.put(
            tx, MERCHANT, kind, url="https://sms.example/send", now=house.clock.now()
        )
    yield
    with house.services.database.write() as tx:
        shopper_notices.remove(tx, MERCHANT, kind)


def way(house: House, prepared: Prepared) -> ShopperChannelKind | None:
    return house.services.pay_links.way(MERCHANT, prepared.order_id, new_call())


def outcome(house: House, prepared: Prepared) -> str | None:
    """How the checkout ended; None while it is open."""
    with house.services.database.read() as tx:
        row = journal.load(tx, MERCHANT, prepared.order_id)
    assert row is not None
    return None if row.is_open else str(row.outcome["kind"])


def till_order(house: House, prepared: Prepared) -> PosOrder:
    """The order as the till has it."""
    with house.services.database.read() as tx:
        row = journal.load(tx, MERCHANT, prepared.order_id)
    assert row is not None
    pos = house.services.directory.open(row.context["record_connection"], new_call())
    found = pos.order(PlatformId(row.context["pos_order_id"]))
    assert found is not None
    return found


def pay_on_the_page(house: House, prepared: Prepared) -> None:
    """What the shopper does over there."""
    order = till_order(house, prepared)
    with house.services.database.read() as tx:
        row = journal.load(tx, MERCHANT, prepared.order_id)
    assert row is not None
    pos = house.services.directory.open(row.context["record_connection"], new_call())
    pos.confirm_order(
        order,
        paid=order.total,
        external_reference="shopper",
        key=IdempotencyKey(f"{prepared.order_id}-shopper"),
    )


def test_an_order_goes_on_once_its_page_was_paid(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    with reached_by(house, ShopperChannelKind.SMS):
        first, again = send(house, prepared), send(house, prepared)
    settle(house, ahead_s=61)
    waiting = outcome(house, prepared)
    pay_on_the_page(house, prepared)
    settle(house, ahead_s=61)

    assert (first.url, first.told) == (again.url, True)
    steps = house.services.orders.history(MERCHANT, prepared.order_id)
    assert [each.kind for each in steps].count("payment-link") == 1
    assert first.hold_expires_at == again.hold_expires_at > prepared.expires_at
    assert (waiting, outcome(house, prepared)) == (None, "placed")


def test_a_page_is_told_as_sent_only_where_a_message_with_it_is_stored(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    with house.services.database.write() as tx:
        for kind in ShopperChannelKind:
            shopper_notices.remove(tx, MERCHANT, kind)
    before, untold = way(house, prepared), send(house, prepared)
    with reached_by(house, ShopperChannelKind.SMS):
        by, told = way(house, prepared), send(house, prepared)

    assert (before, untold.told, untold.by) == (None, False, None)
    assert (by, told.told, told.by) == (ShopperChannelKind.SMS, True, ShopperChannelKind.SMS)
    assert news_of(house, prepared) == ["payment-link"]


def test_a_till_without_a_page_and_an_unknown_order_have_no_way_to_send_one(house: House) -> None:
    prepared = house.shelf(SQUARE_STORE).prepare(1)
    nobody = replace(prepared, order_id=OrderId("ord_unknown"))
    with reached_by(house, ShopperChannelKind.SMS):
        ways = way(house, prepared), way(house, nobody)

    assert ways == (None, None)


def test_who_has_a_card_that_cannot_be_read_may_pay_on_a_page(house: House) -> None:
    with cards_unread(house) as brittle:
        prepared = brittle.shelf(SHOPIFY_STORE).prepare(1)
        unread = place(brittle, prepared, token=None)
        with reached_by(brittle, ShopperChannelKind.SMS):
            by, sent = way(brittle, prepared), send(brittle, prepared)
    pay_on_the_page(house, prepared)
    settle(house, ahead_s=61)

    assert unread == CardUnread(order_id=prepared.order_id)
    assert by is sent.by is ShopperChannelKind.SMS
    assert outcome(house, prepared) == "placed"


def test_who_has_no_card_may_pay_on_a_page(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1, shopper=a_stranger())
    without = place(house, prepared, token=None)
    with reached_by(house, ShopperChannelKind.SMS):
        sent = send(house, prepared)
    pay_on_the_page(house, prepared)
    settle(house, ahead_s=61)

    assert without == NoCard(order_id=prepared.order_id)
    assert sent.told
    assert outcome(house, prepared) == "placed"


def test_a_page_that_nobody_pays_is_undone_when_its_hold_ends(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = shelf.prepare(1)
    with reached_by(house, ShopperChannelKind.SMS):
        send(house, prepared)
        settle(house, ahead_s=25 * 60)
        held = shelf.level().held
        settle(house, ahead_s=6 * 60)

    assert held == 1
    assert outcome(house, prepared) == "undone"
    assert shelf.level().held == 0
    assert news_of(house, prepared) == ["payment-link", "not-paid"]


def test_who_cancels_while_a_page_waits_heard_it_and_gets_no_message(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    with reached_by(house, ShopperChannelKind.SMS):
        send(house, prepared)
        house.services.checkout.cancel(
            MERCHANT, prepared.order_id, reason="changed my mind", call=new_call()
        )

    assert news_of(house, prepared) == ["payment-link"]


def test_who_cancels_what_was_just_paid_on_its_page_is_told_that_alone(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    with reached_by(house, ShopperChannelKind.SMS):
        send(house, prepared)
        pay_on_the_page(house, prepared)
        canceled = house.services.checkout.cancel(
            MERCHANT, prepared.order_id, reason="shopper", call=new_call()
        )
        settle(house, ahead_s=60)

    assert isinstance(canceled, Canceled)
    assert canceled.order.payment_state is PaymentState.REFUNDED
    assert news_of(house, prepared) == ["payment-link", "canceled"]


def test_a_paused_till_is_asked_later_whether_its_page_was_paid(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    send(house, prepared)
    pay_on_the_page(house, prepared)
    set_status(house, ConnectionStatus.PAUSED)
    with house.rebuilt() as paused:
        settle(paused, ahead_s=61)
    meanwhile = outcome(house, prepared)
    set_status(house, ConnectionStatus.ACTIVE)
    settle(house, ahead_s=61)

    assert (meanwhile, outcome(house, prepared)) == (None, "placed")


def test_who_pays_while_the_order_is_being_undone_gets_the_money_back(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    send(house, prepared)
    with house.rebuilt() as brittle:
        house.mall.shopify.fault("fail", "Cancel", status=503, times=None)
        settle(brittle, ahead_s=31 * 60)
    house.mall.clear_faults()
    meanwhile = outcome(house, prepared)
    pay_on_the_page(house, prepared)
    settle(house, ahead_s=20 * 60)

    assert (meanwhile, outcome(house, prepared)) == (None, "undone")
    assert till_order(house, prepared).payment_state is PaymentState.REFUNDED


def set_status(house: House, status: ConnectionStatus) -> None:
    """What an operator does about the till."""
    with house.services.database.write() as tx:
        merchants.set_status(tx, house.connections["shopify"], status, None)


def test_a_till_without_such_a_page_says_so_and_keeps_the_order(house: House) -> None:
    prepared = house.shelf(SQUARE_STORE).prepare(1)

    with pytest.raises(UnsupportedError, match="makes an order of its own"):
        house.services.pay_links.send(MERCHANT, prepared.order_id, new_call())
    assert outcome(house, prepared) is None


def test_who_cancels_after_paying_on_the_page_gets_the_money_back(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = shelf.prepare(1)
    send(house, prepared)
    pay_on_the_page(house, prepared)
    checkout = house.services.checkout
    ended = checkout.cancel(MERCHANT, prepared.order_id, reason="changed my mind", call=new_call())

    assert isinstance(ended, Canceled)
    assert ended.refunded == prepared.quote.total
    assert till_order(house, prepared).payment_state is PaymentState.REFUNDED


def tell(house: House, prepared: Prepared, *, times: int) -> None:
    """What webhooks of the paid order lead to, each of them."""
    record = till_order(house, prepared)
    with house.services.database.write() as tx:
        connection = merchants.connection(tx, house.connections["shopify"])
        for _ in range(times):
            orders.apply_orders(
                tx, connection, [record], as_of=house.clock.now(), source=Source.WEBHOOK
            )


@pytest.mark.parametrize("times", [1, 3], ids=["once", "repeated"])
@pytest.mark.parametrize("late", [False, True], ids=["before-we-looked", "after-we-looked"])
def test_a_webhook_of_the_payment_ends_the_wait_at_once_and_once(
    house: House, told_by_webhook: None, times: int, late: bool
) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    prepared = shelf.prepare(1)
    send(house, prepared)
    pay_on_the_page(house, prepared)
    if late:
        settle(house, ahead_s=61)
    tell(house, prepared, times=times)
    settle(house)
    tell(house, prepared, times=times)
    settle(house)

    assert outcome(house, prepared) == "placed"
    assert news_of(house, prepared) == ["payment-link", "confirmed"]
    with house.services.database.read() as tx:
        kinds = [each.kind for each in orders.events(tx, MERCHANT, prepared.order_id)]
    assert kinds.count("placed") == 1
    assert shelf.level().held == 0


def test_no_page_is_sent_for_an_order_that_has_ended_and_it_is_said_how(house: House) -> None:
    shelf = house.shelf(SHOPIFY_STORE)
    paid, lapsed, canceled = (shelf.prepare(1, key=each) for each in ("paid", "lapsed", "canceled"))
    placed = place(house, paid)
    checkout, links = house.services.checkout, house.services.pay_links
    checkout.cancel(MERCHANT, canceled.order_id, reason="changed my mind", call=new_call())
    settle(house, ahead_s=_HOLD_OVER_S)

    told = [links.send(MERCHANT, each.order_id, new_call()) for each in (paid, lapsed, canceled)]
    checkout.cancel(MERCHANT, paid.order_id, reason="changed my mind", call=new_call())
    since = links.send(MERCHANT, paid.order_id, new_call())

    assert told[:2] == [placed, HoldExpired(order_id=lapsed.order_id)]
    assert isinstance(told[2], NotOrderable)
    assert told[2].reason == "checkout-undone"
    assert isinstance(since, CanceledSince)


def test_a_webhook_that_tells_of_no_payment_hastens_nothing(house: House) -> None:
    prepared = house.shelf(SHOPIFY_STORE).prepare(1)
    send(house, prepared)
    tell(house, prepared, times=1)
    settle(house)

    assert outcome(house, prepared) is None
