"""Each way in which an order can fail has an outcome of its own, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from sqlalchemy import ColumnElement, update

from app.commerce.model import (
    AuthorizedPayment,
    CardDeclined,
    CardUnread,
    HoldExpired,
    NoCard,
    NotOrderable,
    OutOfStock,
    Placed,
    PosDown,
    Prepared,
    PriceChanged,
    Shopper,
    StillWorking,
    Wish,
)
from domain.errors import CardNumberRefusedError, NotFoundError, UnknownSkuError
from domain.ids import MerchantId, ProductSku
from domain.money import Money
from domain.payments import DeclineReason
from storage import merchants, tables
from storage.merchants import ConnectionStatus
from tests.integration.commerce.acts import (
    assert_nothing_left,
    assert_sold_once,
    place,
    settle,
    yes_to,
)
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)
from tests.integration.commerce.test_reconciler import stopping_at

STORES = pytest.mark.parametrize(
    "store", [SQUARE_STORE, SHOPIFY_STORE], ids=["order-first", "payment-first"]
)
HOLD_S = 601.0

# --- cards ---------------------------------------------------------------------------------------

DECLINED = {
    "cvv": ("cnon:card-nonce-rejected-cvv", DeclineReason.CVV),
    "postal-code": ("cnon:card-nonce-rejected-postalcode", DeclineReason.ADDRESS),
    "expiration": ("cnon:card-nonce-rejected-expiration", DeclineReason.EXPIRED),
    "declined": ("cnon:card-nonce-declined", DeclineReason.GENERIC),
    "already-used": ("cnon:card-nonce-already-used", DeclineReason.TOKEN_USED),
    "gift-card-funds": (
        "cnon:gift-card-nonce-insufficient-funds",
        DeclineReason.INSUFFICIENT_FUNDS,
    ),
    "stored-card-declined": ("ccof:customer-card-id-declined", DeclineReason.GENERIC),
    "stored-card-verification": (
        "ccof:customer-card-id-requires-verification",
        DeclineReason.VERIFICATION_REQUIRED,
    ),
}


@pytest.mark.parametrize(("token", "reason"), DECLINED.values(), ids=DECLINED)
def test_a_declined_card_leaves_the_order_to_another_card(
    house: House, token: str, reason: DeclineReason
) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)

    declined = place(house, prepared, token=token)
    placed = place(house, prepared)

    assert isinstance(declined, CardDeclined)
    assert declined.reason is reason
    assert declined.hold_expires_at is not None
    assert isinstance(placed, Placed)
    assert_sold_once(house, shelf, prepared, 2)


@STORES
def test_a_declined_order_that_is_given_up_leaves_nothing(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    assert isinstance(place(house, prepared, token="cnon:card-nonce-declined"), CardDeclined)

    settle(house, ahead_s=HOLD_S)

    assert_nothing_left(house, shelf, prepared, 2)


def test_a_decline_near_the_end_of_the_hold_leaves_time_for_another_card(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    house.clock.advance(590)
    assert isinstance(place(house, prepared, token="cnon:card-nonce-declined"), CardDeclined)
    house.clock.advance(60)

    assert isinstance(place(house, prepared), Placed)
    assert_sold_once(house, shelf, prepared, 2)


def test_without_a_token_the_card_on_file_pays(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(1)

    outcome = place(house, prepared, token=None)

    assert isinstance(outcome, Placed)
    assert outcome.receipt.card_last4 is not None


def test_without_any_card_nothing_is_charged_and_a_card_may_follow(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(1, shopper=a_stranger())

    nobody = place(house, prepared, token=None)

    assert isinstance(nobody, NoCard)
    assert isinstance(place(house, prepared), Placed)
    assert_sold_once(house, shelf, prepared, 1)


@contextmanager
def cards_unread(house: House) -> Iterator[House]:
    """A machinery of its own, as the fault opens its circuit, that cannot read cards on file."""
    with house.rebuilt() as brittle:
        brittle.mall.square.fault("fail", "GET /v2/cards", status=503, times=None)
        try:
            yield brittle
        finally:
            brittle.mall.clear_faults()


def test_a_card_that_could_not_be_read_is_read_once_more_when_it_is_to_pay(house: House) -> None:
    with cards_unread(house) as brittle:
        shelf = brittle.shelf()
        prepared = shelf.prepare(1)

    outcome = place(house, prepared, token=None)

    assert isinstance(outcome, Placed), outcome
    assert outcome.receipt.card_last4 is not None
    assert_sold_once(house, shelf, prepared, 1)


def test_a_card_that_cannot_be_read_is_not_called_missing(house: House) -> None:
    with cards_unread(house) as brittle:
        shelf = brittle.shelf(SHOPIFY_STORE)
        prepared = shelf.prepare(1)
        unread = [place(brittle, prepared, token=None) for _ in range(2)]

    done = place(house, prepared, token=None)

    assert unread == [CardUnread(order_id=prepared.order_id)] * 2
    assert isinstance(done, Placed), done
    assert_sold_once(house, shelf, prepared, 1)


def test_a_token_pays_where_the_card_on_file_cannot_be_read(house: House) -> None:
    with cards_unread(house) as brittle:
        shelf = brittle.shelf()
        prepared = shelf.prepare(1)

    outcome = place(house, prepared)

    assert isinstance(outcome, Placed), outcome
    assert_sold_once(house, shelf, prepared, 1)


def a_stranger() -> Shopper:
    return Shopper(caller="stranger", name="Sam Doe", phone="+12065550999")


def test_a_card_number_is_refused_before_anything_is_done(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(1)

    with pytest.raises(CardNumberRefusedError):
        place(house, prepared, token="4111 1111 1111 1111")

    assert isinstance(place(house, prepared), Placed)


# --- stock ---------------------------------------------------------------------------------------


@STORES
def test_what_was_sold_in_the_store_before_preparing_is_out_of_stock(
    house: House, store: str
) -> None:
    shelf = house.shelf(store, units=2)
    shelf.sell(1)

    outcome = house.services.checkout.prepare(shelf.wish(2), new_call())

    assert isinstance(outcome, OutOfStock)
    assert (outcome.wanted, outcome.left) == (2, 1)
    assert shelf.level().held == 0


@STORES
def test_what_is_sold_in_the_store_between_the_price_and_the_yes_is_not_charged(
    house: House, store: str
) -> None:
    shelf = house.shelf(store, units=2)
    prepared = shelf.prepare(2)
    shelf.sell(1)

    outcome = place(house, prepared)

    assert isinstance(outcome, OutOfStock), outcome
    assert (outcome.wanted, outcome.left) == (2, 1)
    _assert_nothing_but_the_sale(house, shelf, prepared, sold=1)


@STORES
def test_a_sale_that_the_count_has_already_takes_nothing_from_who_holds_the_last_one(
    house: House, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The till takes the first sale's money, is counted, and sells to a second, whose sale is
    booked. The first is booked only once the till was counted again for the last."""
    shelf = house.shelf(store, units=3)
    first, second, last = (
        shelf.prepare(1, key=f"{who}-{shelf.sku}", caller=who) for who in ("ada", "bob", "cy")
    )
    is_paid, may_book = Event(), Event()

    def wait() -> None:
        is_paid.set()
        assert may_book.wait(60)

    with stopping_at(house, "capture.done", wait) as slow, ThreadPoolExecutor(1) as aside:
        placed = aside.submit(place, slow, first)
        assert is_paid.wait(60)
        shelf.learn()
        house.clock.advance(1)
        assert isinstance(place(house, second), Placed)
        live = house.services.stock.live
        count = live.recount

        def counted_before_the_first_is_booked(*about: Any) -> Any:
            counted = count(*about)
            may_book.set()
            placed.result()
            return counted

        monkeypatch.setattr(live, "recount", counted_before_the_first_is_booked)
        outcome = place(house, last)

        assert isinstance(placed.result(), Placed)
    assert isinstance(outcome, Placed), outcome
    assert shelf.till.stock(shelf.sku, store) == 0


def _assert_nothing_but_the_sale(
    house: House, shelf: Shelf, prepared: Prepared, *, sold: int
) -> None:
    rest = Shelf(house=house, sku=shelf.sku, store=shelf.store, start=shelf.start - sold)
    assert_nothing_left(house, rest, prepared, 2)


# --- price ---------------------------------------------------------------------------------------


@STORES
def test_a_price_changed_in_the_pos_is_told_and_not_charged(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    dearer = prepared.lines[0].unit_price.amount + 500
    shelf.till.control("POST price", {"sku": shelf.sku, "amount": dearer})

    outcome = place(house, prepared)

    assert isinstance(outcome, PriceChanged), outcome
    assert outcome.agreed == prepared.total
    assert outcome.now > prepared.total
    assert_nothing_left(house, shelf, prepared, 2)


def test_a_total_the_shopper_did_not_agree_to_is_not_charged(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)

    outcome = place(house, prepared, agreed=Money(1, "USD"))

    assert outcome == PriceChanged(
        order_id=prepared.order_id, agreed=Money(1, "USD"), now=prepared.total
    )
    assert isinstance(place(house, prepared), Placed)
    assert_sold_once(house, shelf, prepared, 2)


def test_another_total_cannot_stop_a_yes_that_is_being_carried_out(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    house.mall.square.fault("lose_answer", "POST /v2/payments", times=6)
    assert isinstance(place(house, prepared), StillWorking)
    house.mall.clear_faults()

    outcome = place(house, prepared, agreed=Money(1, "USD"))
    settle(house)

    assert isinstance(outcome, StillWorking)
    assert_sold_once(house, shelf, prepared, 2)


# --- time ----------------------------------------------------------------------------------------


@STORES
def test_an_expired_hold_is_not_charged(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    house.clock.advance(HOLD_S)

    outcome = place(house, prepared)

    assert outcome == HoldExpired(order_id=prepared.order_id)
    assert_nothing_left(house, shelf, prepared, 2)
    assert place(house, prepared) == HoldExpired(order_id=prepared.order_id)


@STORES
def test_an_authorization_that_is_never_confirmed_is_voided(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    outcome = house.services.checkout.authorize(yes_to(prepared), new_call())
    assert isinstance(outcome, AuthorizedPayment)

    settle(house, ahead_s=HOLD_S)

    assert_nothing_left(house, shelf, prepared, 2)


@STORES
def test_an_authorized_order_is_confirmed_with_the_same_payment(house: House, store: str) -> None:
    shelf = house.shelf(store)
    prepared = shelf.prepare(2)
    authorized = house.services.checkout.authorize(yes_to(prepared), new_call())
    again = house.services.checkout.authorize(yes_to(prepared), new_call())

    outcome = place(house, prepared, token=None)

    assert isinstance(authorized, AuthorizedPayment)
    assert again == authorized
    assert isinstance(outcome, Placed)
    assert outcome.receipt.payment_id == authorized.payment_id
    assert_sold_once(house, shelf, prepared, 2)


# --- the POS is down -----------------------------------------------------------------------------

DOWN: dict[str, dict[str, Any]] = {
    "fails": {"kind": "fail", "status": 500, "times": None},
    "drops": {"kind": "drop", "times": None},
    "throttles": {"kind": "throttle", "times": None},
}
HOW_DOWN = pytest.mark.parametrize("how", DOWN.values(), ids=DOWN)


@pytest.fixture
def brittle(house: House) -> Iterator[House]:
    """A house whose circuits may break without harm to the next test."""
    with house.rebuilt() as rebuilt:
        yield rebuilt


@HOW_DOWN
def test_a_pos_that_is_down_when_asked_for_the_price_names_another_store(
    brittle: House, how: dict[str, Any]
) -> None:
    shelf = brittle.shelf()
    elsewhere = replace(shelf, store=SHOPIFY_STORE)
    elsewhere.count(5)
    elsewhere.learn()
    brittle.mall.square.fault(route="POST /v2/orders/calculate", **how)

    outcome = brittle.services.checkout.prepare(shelf.wish(2), new_call(2))

    assert isinstance(outcome, PosDown), outcome
    assert outcome.location_name == SQUARE_STORE
    assert {store.connection_id for store in outcome.alternatives} == {
        brittle.connections["shopify"]
    }
    assert shelf.level().held == 0


@HOW_DOWN
@STORES
def test_a_pos_that_is_down_at_the_first_step_charges_nothing(
    brittle: House, store: str, how: dict[str, Any]
) -> None:
    shelf = brittle.shelf(store)
    prepared = shelf.prepare(2)
    first = "POST /v2/orders" if store == SQUARE_STORE else "POST /v2/payments"
    brittle.mall.square.fault(route=first, **how)

    outcome = place(brittle, prepared, seconds=2)
    brittle.mall.clear_faults()
    settle(brittle, ahead_s=60)

    assert isinstance(outcome, PosDown | StillWorking), outcome
    if isinstance(outcome, StillWorking):  # not known whether it was done: it is finished
        assert_sold_once(brittle, shelf, prepared, 2)
    else:
        settle(brittle, ahead_s=HOLD_S)
        assert_nothing_left(brittle, shelf, prepared, 2)


@HOW_DOWN
def test_a_pos_that_goes_down_before_it_is_paid_is_finished_when_it_is_back(
    brittle: House, how: dict[str, Any]
) -> None:
    shelf = brittle.shelf()
    prepared = shelf.prepare(2)
    brittle.mall.square.fault(route="POST /v2/payments", **how)

    outcome = place(brittle, prepared, seconds=2)
    brittle.mall.clear_faults()
    settle(brittle, ahead_s=60)

    assert isinstance(outcome, StillWorking), outcome
    assert_sold_once(brittle, shelf, prepared, 2)


def test_a_pos_that_stays_down_is_given_up_and_undone(brittle: House) -> None:
    shelf = brittle.shelf()
    prepared = shelf.prepare(2)
    brittle.mall.square.fault("drop", "POST /v2/payments", times=None)
    assert isinstance(place(brittle, prepared, seconds=1), StillWorking)
    with brittle.services.database.write() as tx:  # hours of tries, without waiting for them
        tx.execute(update(tables.checkouts).values(attempts=12).where(_is(prepared)))

    settle(brittle, ahead_s=60)
    brittle.mall.clear_faults()
    settle(brittle, ahead_s=600)

    assert_nothing_left(brittle, shelf, prepared, 2)


def _is(prepared: Prepared) -> ColumnElement[bool]:
    return tables.checkouts.c.order_id == prepared.order_id


@pytest.mark.parametrize("route", ["POST /v2/orders", "POST /v2/payments"], ids=["create", "pay"])
def test_a_pos_too_slow_for_the_deadline_never_charges_twice(house: House, route: str) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)
    house.mall.square.fault("slow", route, delay_ms=900)

    outcome = place(house, prepared, seconds=0.6)
    house.mall.clear_faults()
    settle(house, ahead_s=60)

    assert isinstance(outcome, StillWorking), outcome
    assert_sold_once(house, shelf, prepared, 2)


def test_a_paused_connection_is_a_till_that_is_down(brittle: House) -> None:
    shelf, other = brittle.shelf(), brittle.shelf()
    prepared = other.prepare(2)
    _set_status(brittle, ConnectionStatus.PAUSED)

    asked = brittle.services.checkout.prepare(shelf.wish(2), new_call())
    placed = place(brittle, prepared)
    _set_status(brittle, ConnectionStatus.ACTIVE)

    assert isinstance(asked, PosDown)
    assert isinstance(placed, PosDown)
    assert isinstance(place(brittle, prepared), Placed)
    assert_sold_once(brittle, other, prepared, 2)


def _set_status(house: House, status: ConnectionStatus) -> None:
    with house.services.database.write() as tx:
        merchants.set_status(tx, house.connections["square"], status, "a test says so")
    house.services.directory.forget(house.connections["square"])


# --- who asks ------------------------------------------------------------------------------------


def test_one_key_prepares_one_order(house: House) -> None:
    shelf = house.shelf(units=2)

    first = shelf.prepare(2, key="the-same")
    again = shelf.prepare(2, key="the-same")

    assert again == first
    assert shelf.level().held == 2


def test_a_placed_order_gives_its_receipt_again(house: House) -> None:
    shelf = house.shelf()
    prepared = shelf.prepare(2)

    first = place(house, prepared)
    again = place(house, prepared, token="cnon:gift-card-nonce-ok")

    assert isinstance(first, Placed)
    assert again == first
    assert_sold_once(house, shelf, prepared, 2)


def test_an_order_is_placed_by_its_own_merchant_only(house: House) -> None:
    prepared = house.shelf().prepare(1)
    command = replace(yes_to(prepared), merchant_id=MerchantId("somebody-else"))

    with pytest.raises(NotFoundError):
        house.services.checkout.place(command, new_call())


def test_an_unknown_variant_is_named(house: House) -> None:
    wish = house.shelf().wish(1, lines=(Wish(sku=ProductSku("NO-SUCH"), quantity=1),))

    with pytest.raises(UnknownSkuError):
        house.services.checkout.prepare(wish, new_call())


def test_an_order_over_the_merchants_limit_is_refused(house: House) -> None:
    shelf = house.shelf()
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        merchants.update_merchant(tx, replace(merchant, order_limit=Money(1, "USD")))

    outcome = house.services.checkout.prepare(shelf.wish(1), new_call())
    with house.services.database.write() as tx:
        merchants.update_merchant(tx, merchant)

    assert isinstance(outcome, NotOrderable)
    assert outcome.reason == "over-limit"
    assert shelf.level().held == 0
