"""Goods for goods: one key, the difference charged or given back, whatever crashes."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from unittest.mock import ANY

import pytest

from app.commerce.exchanges import AskExchange, ExchangeService
from app.commerce.model import Canceled, CancelRefused, CardDeclined, OutOfStock, Placed, Wish
from domain.errors import IllegalTransitionError, UnknownSkuError
from domain.ids import OrderId, ProductSku
from domain.money import Money
from domain.orders import OrderState
from domain.returns import Refused, ReturnReason, ReturnState, Wanted
from storage import merchants, orders, returns, store_credit
from storage.exchanges import ExchangeState, StoredExchange
from storage.orders import Transition
from storage.returns import StoredReturn
from tests.integration.commerce.acts import place, settle
from tests.integration.commerce.house import (
    GOOD_CARD,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)
from tests.integration.commerce.test_reconciler import (
    LEASE_OVER_S,
    StoppedError,
    stopping_at,
)

HOLD_OVER_S = 1200.0
_KEYS = itertools.count(1)


@pytest.fixture(autouse=True)
def policy(house: House) -> Iterator[None]:
    """Nobody wonders at so many returns of one shopper."""
    set_policy(house, most_per_month=999)
    yield
    set_policy(house)


def set_policy(house: House, **told: object) -> None:
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        merchants.update_merchant(
            tx, replace(merchant, settings={**merchant.settings, "returns": told})
        )


@dataclass
class Case:
    """An order that was handed over, and what its shopper wants instead."""

    house: House
    order_id: OrderId
    had: Shelf
    wanted: Shelf
    key: str
    quantity: int = 1

    def wish(self, **changes: object) -> AskExchange:
        facts = {
            "merchant_id": MERCHANT,
            "order_id": self.order_id,
            "lines": (Wanted(position=0, quantity=1),),
            "wishes": (Wish(sku=self.wanted.sku, quantity=self.quantity),),
            "reason": ReturnReason.WRONG_SIZE,
            "channel": "test",
            "key": self.key,
            **changes,
        }
        return AskExchange(**facts)  # type: ignore[arg-type]  # facts of several types

    def priced(self, house: House | None = None) -> StoredExchange:
        asked = (house or self.house).services.exchanges.ask(self.wish(), new_call())
        assert isinstance(asked, StoredExchange), asked
        return asked

    def back(self, exchange: StoredExchange) -> StoredReturn:
        with self.house.services.database.read() as tx:
            return returns.get(tx, MERCHANT, exchange.return_id)

    def charged(self, order_id: str) -> list[int]:
        rows = self.house.mall.square.control("GET payments")["payments"]
        return [row["charged"] for row in rows if row["reference_id"] == order_id]

    def refunded(self) -> int:
        rows = self.house.mall.square.control("GET payments")["payments"]
        return sum(row["refunded"] for row in rows if row["reference_id"] == self.order_id)


def case_of(
    house: House, store: str = SHOPIFY_STORE, *, bought: int = 1, quantity: int = 1
) -> Case:
    had, wanted = house.shelf(store), house.shelf(store)
    prepared = had.prepare(bought, key=f"had-{next(_KEYS)}")
    assert isinstance(place(house, prepared), Placed)
    with house.services.database.write() as tx:
        orders.record_transition(
            tx,
            MERCHANT,
            prepared.order_id,
            Transition(state=OrderState.COMPLETED),
            actor="test",
            at=house.clock.now(),
        )
    return Case(
        house=house,
        order_id=prepared.order_id,
        had=had,
        wanted=wanted,
        key=f"exchange-{next(_KEYS)}",
        quantity=quantity,
    )


def service(house: House) -> ExchangeService:
    return house.services.exchanges


def test_only_the_difference_is_charged_where_the_till_takes_note_of_the_rest(
    house: House,
) -> None:
    case = case_of(house, quantity=3)

    exchange = case.priced()
    done, outcome = service(house).confirm(MERCHANT, exchange.id, GOOD_CARD, new_call())

    assert exchange.total is not None
    assert isinstance(outcome, Placed), outcome
    assert done.state is ExchangeState.DONE
    more = max(0, exchange.total.amount - exchange.returned.amount)
    assert case.charged(outcome.receipt.order_id) == ([more] if more else [])
    assert exchange.to_charge == Money(more, "USD")
    assert case.back(done).state is ReturnState.AWAITING_GOODS


def test_what_the_new_goods_cost_less_goes_back_when_the_old_ones_are_here(house: House) -> None:
    case = case_of(house, bought=4)
    wish = case.wish(lines=(Wanted(position=0, quantity=4),))
    exchange = service(house).ask(wish, new_call())
    assert isinstance(exchange, StoredExchange)
    assert exchange.total is not None
    less = max(0, exchange.returned.amount - exchange.total.amount)

    done, outcome = service(house).confirm(MERCHANT, exchange.id, GOOD_CARD, new_call())
    before = case.refunded()
    house.services.returns.received(MERCHANT, done.return_id, actor="staff", call=new_call())

    assert isinstance(outcome, Placed), outcome
    assert (before, case.refunded()) == (0, less)
    assert exchange.to_refund == Money(less, "USD")


def test_a_till_that_takes_one_tender_is_charged_and_refunds_whole(house: House) -> None:
    case = case_of(house, SQUARE_STORE, quantity=4)

    exchange = case.priced()
    done, outcome = service(house).confirm(MERCHANT, exchange.id, GOOD_CARD, new_call())
    house.services.returns.received(MERCHANT, done.return_id, actor="staff", call=new_call())

    assert isinstance(outcome, Placed), outcome
    assert exchange.total is not None
    if exchange.total.amount > exchange.returned.amount:
        assert exchange.credit.amount == 0
        assert case.charged(outcome.receipt.order_id) == [exchange.total.amount]
        assert case.refunded() == exchange.returned.amount


def test_the_same_key_is_one_exchange_and_goods_are_exchanged_once(house: House) -> None:
    case = case_of(house)

    first, again = case.priced(), case.priced()
    other = service(house).ask(case.wish(key=f"{case.key}-other"), new_call())

    assert first == again
    assert other == Refused("already-returned", ANY, ANY, ANY)


def test_a_refused_card_leaves_both_as_they_were_until_the_hold_ends(house: House) -> None:
    case = case_of(house, quantity=4)
    exchange = case.priced()

    waiting, outcome = service(house).confirm(
        MERCHANT, exchange.id, "cnon:card-nonce-declined", new_call()
    )
    if exchange.to_charge == Money(0, "USD"):
        return
    settle(house, ahead_s=HOLD_OVER_S)
    service(house).run()

    assert isinstance(outcome, CardDeclined)
    assert waiting.state is ExchangeState.PRICED
    ended = service(house).get(MERCHANT, exchange.id)
    assert ended.state is ExchangeState.ENDED
    assert case.back(ended).state is ReturnState.CANCELED
    assert case.refunded() == 0


def test_what_is_sold_out_or_unknown_ends_it_at_once(house: House) -> None:
    case = case_of(house, quantity=50)

    short = service(house).ask(case.wish(), new_call())
    with pytest.raises(UnknownSkuError):
        service(house).ask(
            case.wish(key=f"{case.key}-2", wishes=(Wish(sku=ProductSku("NONE"), quantity=1),)),
            new_call(),
        )
    case.quantity = 1
    case.key += "-3"

    assert isinstance(short, OutOfStock)
    assert case.priced().state is ExchangeState.PRICED


def stopped_at(house: House, moment: str) -> ExchangeService:
    """A process that ends there, as a crash would."""

    def probe(reached: str) -> None:
        if reached == moment:
            raise StoppedError

    return replace(service(house), probe=probe)


@pytest.mark.parametrize("moment", ["exchange.stored", "exchange.prepared", "exchange.priced"])
def test_a_crash_while_it_is_priced_is_ended_or_gone_on_with(house: House, moment: str) -> None:
    case, left = case_of(house), case_of(house)
    for each in (case, left):
        with contextlib.suppress(StoppedError):
            stopped_at(house, moment).ask(each.wish(), new_call())

    gone_on = case.priced()
    settle(house, ahead_s=HOLD_OVER_S)
    service(house).run()

    assert gone_on.state is ExchangeState.PRICED
    for each in (case, left):
        ended = each.priced()
        assert ended.state is ExchangeState.ENDED
        assert each.back(ended).state is ReturnState.CANCELED
        assert each.wanted.level().held == 0


def assert_settled_once(case: Case, exchange: StoredExchange) -> None:
    done = service(case.house).get(MERCHANT, exchange.id)
    assert done.state is ExchangeState.DONE
    assert done.new_order_id is not None
    assert exchange.to_charge is not None
    paid = exchange.to_charge.amount
    assert case.charged(done.new_order_id) == ([paid] if paid else [])
    assert case.back(done).state is ReturnState.AWAITING_GOODS
    goods = [row["minor"] for row in case.back(done).detail["plan"] if row["goes"] == "goods"]
    assert sum(goods) == exchange.credit.amount


@pytest.mark.parametrize("moment", ["exchange.placed", "exchange.settled"])
def test_a_crash_after_the_new_order_stands_settles_it_once(house: House, moment: str) -> None:
    case = case_of(house, quantity=4)
    exchange = case.priced()

    with contextlib.suppress(StoppedError):
        stopped_at(house, moment).confirm(MERCHANT, exchange.id, GOOD_CARD, new_call())
    service(house).run()

    assert_settled_once(case, exchange)


@pytest.mark.parametrize("moment", ["create.answered", "capture.done"])
def test_a_crash_while_the_new_order_is_placed_charges_once(house: House, moment: str) -> None:
    case = case_of(house, quantity=4)
    exchange = case.priced()

    with stopping_at(house, moment) as victim, contextlib.suppress(StoppedError):
        victim.services.exchanges.confirm(MERCHANT, exchange.id, GOOD_CARD, new_call())
    settle(house, ahead_s=LEASE_OVER_S)
    service(house).run()

    assert_settled_once(case, exchange)


def test_goods_that_paid_for_others_can_neither_be_kept_nor_turned_into_credit(
    house: House,
) -> None:
    set_policy(house, most_per_month=999)
    case = case_of(house)
    asked = case.priced()
    done, _ = house.services.exchanges.confirm(MERCHANT, asked.id, GOOD_CARD, new_call())
    assert (done.state, done.credit.amount > 0) == (ExchangeState.DONE, True)
    assert done.new_order_id is not None

    with pytest.raises(IllegalTransitionError, match="exchanged"):
        house.services.returns.cancel(MERCHANT, done.return_id, actor="test")
    refused = house.services.checkout.cancel(
        MERCHANT, done.new_order_id, reason="changed my mind", call=new_call()
    )

    assert isinstance(refused, CancelRefused)
    assert refused.reason == "only-at-store"
    assert case.back(done).state is ReturnState.AWAITING_GOODS
    house.services.returns.received(MERCHANT, done.return_id, actor="test", call=new_call())
    again = house.services.checkout.cancel(
        MERCHANT, done.new_order_id, reason="changed my mind", call=new_call()
    )
    assert isinstance(again, Canceled)


def test_a_policy_that_cannot_be_read_any_more_keeps_no_paid_exchange_open(house: House) -> None:
    case = case_of(house)
    exchange = case.priced()
    set_policy(house, window_days="soon")

    done, outcome = service(house).confirm(MERCHANT, exchange.id, GOOD_CARD, new_call())

    assert isinstance(outcome, Placed), outcome
    assert done.state is ExchangeState.DONE
    assert case.back(done).state is ReturnState.AWAITING_GOODS
    again = replace(case, key=f"exchange-{next(_KEYS)}")
    assert service(house).ask(again.wish(), new_call()) == Refused(
        "already-returned", ANY, ANY, ANY
    )


def test_goods_that_paid_for_an_order_which_its_till_canceled_become_credit(house: House) -> None:
    case = case_of(house)
    asked = case.priced()
    done, _ = service(house).confirm(MERCHANT, asked.id, GOOD_CARD, new_call())
    assert done.new_order_id is not None
    before = credit_of(house)
    with house.services.database.write() as tx:
        canceled = Transition(state=OrderState.CANCELED, kind="pos")
        orders.record_transition(
            tx, MERCHANT, done.new_order_id, canceled, actor="pos", at=house.clock.now()
        )

    house.services.returns.received(MERCHANT, done.return_id, actor="staff", call=new_call())

    assert credit_of(house) - before == done.credit.amount > 0


def credit_of(house: House) -> int:
    with house.services.database.read() as tx:
        return store_credit.balance(tx, MERCHANT, house.jordan, "USD").amount


def test_a_shopper_who_keeps_what_they_have_frees_the_goods_and_may_ask_again_at_once(
    house: House,
) -> None:
    case = case_of(house)
    exchange = case.priced()
    asked = replace(case, key=f"exchange-{next(_KEYS)}")
    taken = service(house).ask(asked.wish(), new_call())

    dropped = service(house).drop(MERCHANT, exchange.id, new_call())

    assert taken == Refused("already-returned", ANY, ANY, ANY)
    assert dropped.state is ExchangeState.ENDED
    assert case.back(exchange).state is ReturnState.CANCELED
    assert exchange.new_order_id is not None
    assert case.charged(exchange.new_order_id) == []
    again = service(house).ask(asked.wish(), new_call())
    assert isinstance(again, StoredExchange), again
    assert again.state is ExchangeState.PRICED


def test_dropping_again_changes_nothing(house: House) -> None:
    case = case_of(house)
    exchange = case.priced()

    first = service(house).drop(MERCHANT, exchange.id, new_call())
    second = service(house).drop(MERCHANT, exchange.id, new_call())

    assert (first.state, second.state) == (ExchangeState.ENDED, ExchangeState.ENDED)


def test_what_was_agreed_to_is_not_dropped_any_more(house: House) -> None:
    case = case_of(house)
    exchange = case.priced()
    done, _ = service(house).confirm(MERCHANT, exchange.id, GOOD_CARD, new_call())

    after = service(house).drop(MERCHANT, exchange.id, new_call())

    assert after.state is ExchangeState.DONE
    assert case.back(done).state is ReturnState.AWAITING_GOODS


def test_a_crash_while_it_is_dropped_is_made_good(house: House) -> None:
    case = case_of(house)
    exchange = case.priced()
    with contextlib.suppress(StoppedError):
        stopped_at(house, "exchange.dropped").drop(MERCHANT, exchange.id, new_call())
    left = service(house).get(MERCHANT, exchange.id)

    service(house).run()

    assert left.state is ExchangeState.PRICED
    assert service(house).get(MERCHANT, exchange.id).state is ExchangeState.ENDED
    assert case.back(exchange).state is ReturnState.CANCELED
