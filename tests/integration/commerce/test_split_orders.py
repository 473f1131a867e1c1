"""One order over two tills: to the cent, all or nothing, whatever crashes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier
from typing import Any

import pytest

from app.commerce.model import (
    CardDeclined,
    NotOrderable,
    OutOfStock,
    PrepareOrder,
    PriceChanged,
    Shopper,
    StillWorking,
    Wish,
)
from app.commerce.split_model import (
    PlaceSplit,
    SplitPlaced,
    SplitPlaceOutcome,
    SplitPrepared,
    SplitView,
)
from domain.errors import IllegalTransitionError, InvalidInputError
from domain.ids import IdempotencyKey
from domain.money import Money
from domain.orders import OrderState
from domain.splits import SplitState
from storage import merchants, split_orders
from tests.integration.commerce.acts import settle_services
from tests.integration.commerce.house import (
    GOOD_CARD,
    JORDAN_PHONE,
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    Shelf,
    new_call,
)
from tests.integration.commerce.test_loyalty import cheapest, stars
from tests.integration.commerce.test_reconciler import StoppedError, stopping_at
from tests.integration.commerce.test_store_credit import give, have

_KEYS = itertools.count(1)
HOLD_OVER_S = 1300.0


def set_policy(house: House, **told: object) -> None:
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        merchants.update_merchant(
            tx, replace(merchant, settings={**merchant.settings, "split_orders": told})
        )


@pytest.fixture(autouse=True)
def policy(house: House) -> Iterator[None]:
    set_policy(house)
    yield
    set_policy(house)


@dataclass
class Case:
    """One thing that only Square's store has, and one that only Shopify's store has."""

    house: House
    here: Shelf
    there: Shelf
    key: str

    def wish(self, **changes: Any) -> PrepareOrder:
        return replace(
            PrepareOrder(
                merchant_id=MERCHANT,
                lines=(
                    Wish(sku=self.here.sku, quantity=2),
                    Wish(sku=self.there.sku, quantity=1),
                ),
                shopper=Shopper(
                    caller="jordan",
                    name="Jordan Rivera",
                    customer_id=self.house.jordan,
                    phone=JORDAN_PHONE,
                ),
                channel="test",
                key=IdempotencyKey(self.key),
                location_id=self.house.store(SQUARE_STORE),
            ),
            **changes,
        )

    def prepared(self, house: House | None = None) -> SplitPrepared:
        outcome = (house or self.house).services.splits.prepare(self.wish(), new_call())
        assert isinstance(outcome, SplitPrepared), outcome
        return outcome

    def place(
        self,
        prepared: SplitPrepared,
        *,
        cards: tuple[str, ...] = (GOOD_CARD, GOOD_CARD),
        agreed: Money | None = None,
        house: House | None = None,
    ) -> SplitPlaceOutcome:
        wish = PlaceSplit(
            merchant_id=MERCHANT,
            split_id=prepared.split_id,
            payment_tokens=cards,
            agreed_total=agreed or prepared.total,
        )
        return (house or self.house).services.splits.place(wish, new_call())

    def now(self, prepared: SplitPrepared) -> SplitView:
        return self.house.services.splits.get(MERCHANT, prepared.split_id)

    def settle(self, *, ahead_s: float = 0.0) -> None:
        """Workers come round until nothing is due."""
        self.house.clock.advance(ahead_s)
        for _ in range(6):
            settle_services(self.house.services)
            self.house.services.splits.run()
            self.house.clock.advance(70)
        settle_services(self.house.services)

    def charged(self, order_ids: list[str]) -> int:
        """What the shopper has paid for them by now, by the payer's own books."""
        rows = self.house.mall.square.control("GET payments")["payments"]
        mine = [row for row in rows if row["reference_id"] in order_ids]
        return sum(row["charged"] - row["refunded"] for row in mine)

    def held(self) -> int:
        return int(self.here.level().held + self.there.level().held)


def case_of(house: House) -> Case:
    there = house.shelf(SHOPIFY_STORE, 4)
    here = house.shelf(SQUARE_STORE, 4)
    for shelf, stores in ((here, (SHOPIFY_STORE, "Tacoma Warehouse")), (there, SQUARES)):
        for store in stores:
            till = house.mall.square if store in SQUARES else house.mall.shopify
            till.control("POST count", {"sku": shelf.sku, "location": store, "quantity": 0})
            assert house.services.stock.refresh(
                MERCHANT, [shelf.sku], house.store(store), new_call()
            )
    return Case(house=house, here=here, there=there, key=f"split-{next(_KEYS)}")


SQUARES = (SQUARE_STORE, "Ballard", "Bellevue")


def orders_of(view: SplitView) -> list[str]:
    return [part.order_id for part in view.stored.parts if part.order_id is not None]


def test_two_tills_make_one_order_whose_total_is_theirs_to_the_cent(house: House) -> None:
    case = case_of(house)

    prepared = case.prepared()
    placed = case.place(prepared)

    assert isinstance(placed, SplitPlaced), placed
    assert len(placed.receipts) == 2
    assert {receipt.platform for receipt in placed.receipts} == {"square", "shopify"}
    paid = sum(receipt.total.amount for receipt in placed.receipts)
    view = case.now(prepared)
    assert paid == prepared.total.amount == case.charged(orders_of(view))
    assert view.stored.state is SplitState.PLACED
    assert case.place(prepared) == placed


def test_two_who_confirm_one_order_at_once_pay_it_once(house: House) -> None:
    case = case_of(house)
    prepared = case.prepared()
    together = Barrier(2)

    def confirm(_number: int) -> SplitPlaceOutcome:
        together.wait(60)
        return case.place(prepared)

    with ThreadPoolExecutor(2) as callers:
        outcomes = list(callers.map(confirm, range(2)))
    case.settle()

    assert all(isinstance(each, SplitPlaced | StillWorking) for each in outcomes), outcomes
    view = case.now(prepared)
    assert view.stored.state is SplitState.PLACED
    assert case.charged(orders_of(view)) == prepared.total.amount
    assert {order.state for order in view.orders if order} == {OrderState.CONFIRMED}
    again = case.place(prepared)
    assert isinstance(again, SplitPlaced)
    assert len({receipt.order_id for receipt in again.receipts}) == 2


def test_store_credit_pays_the_parts_in_turn_and_comes_back_with_them(house: House) -> None:
    case = case_of(house)
    give(house, 3_000_00)

    outcome = house.services.splits.prepare(case.wish(use_store_credit=True), new_call())
    assert isinstance(outcome, SplitPrepared), outcome
    claimed = 3_000_00 - have(house)
    placed = case.place(outcome, cards=())
    house.services.splits.cancel(MERCHANT, outcome.split_id, call=new_call())
    case.settle()

    assert isinstance(placed, SplitPlaced), placed
    assert claimed == outcome.total.amount
    assert sum(receipt.credit.amount for receipt in placed.receipts if receipt.credit) == claimed
    assert have(house) == 3_000_00


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_code_and_a_reward_go_with_the_first_part_whose_till_takes_them(
    member_house: House,
) -> None:
    house, case = member_house, case_of(member_house)
    stars(house, 500)
    plain = case.prepared()
    house.services.splits.cancel(MERCHANT, plain.split_id, call=new_call())
    wish = case.wish(
        key=IdempotencyKey(f"{case.key}-less"),
        discount_codes=("WELCOME10",),
        reward_id=cheapest(house),
    )

    outcome = house.services.splits.prepare(wish, new_call())

    assert isinstance(outcome, SplitPrepared), outcome
    saved = [one.total - other.total for one, other in zip(plain.parts, outcome.parts, strict=True)]
    assert all(each.amount > 0 for each in saved), saved  # one at each till
    assert outcome.total == plain.total - saved[0] - saved[1]
    placed = case.place(outcome)
    assert isinstance(placed, SplitPlaced), placed
    assert case.charged([each.order_id for each in placed.receipts]) == outcome.total.amount
    assert stars(house) < 500


def test_what_no_till_of_the_parts_takes_is_refused_and_holds_nothing(house: House) -> None:
    case = case_of(house)

    reward = house.services.splits.prepare(case.wish(reward_id="tier"), new_call())
    key = IdempotencyKey(f"{case.key}-code")
    code = house.services.splits.prepare(
        case.wish(key=key, discount_codes=("NOSUCHCODE",)), new_call()
    )

    assert isinstance(reward, NotOrderable)
    assert reward.reason == "no-loyalty"
    assert isinstance(code, NotOrderable)
    assert "DISCOUNT_CODE_NOT_APPLIED" in code.detail
    assert case.held() == 0


def test_credit_that_one_till_cannot_take_with_a_card_holds_and_takes_nothing(
    house: House,
) -> None:
    case = case_of(house)
    give(house, 100)

    outcome = house.services.splits.prepare(case.wish(use_store_credit=True), new_call())

    assert isinstance(outcome, NotOrderable), outcome
    assert outcome.reason == "credit-covers-part"
    assert (have(house), case.held()) == (100, 0)


def test_one_key_is_one_order_in_parts(house: House) -> None:
    case = case_of(house)

    first, again = case.prepared(), case.prepared()

    assert first == again
    assert case.held() == 3
    with pytest.raises(InvalidInputError):
        house.services.splits.prepare(replace(case.wish(), lines=case.wish().lines[:1]), new_call())


@pytest.mark.parametrize(
    ("told", "reason"),
    [({"offered": False}, "split-off"), ({}, "split-impossible")],
    ids=["switched off", "nobody has it"],
)
def test_what_cannot_be_split_is_said_and_holds_nothing(
    house: House, told: dict[str, object], reason: str
) -> None:
    case = case_of(house)
    set_policy(house, **told)
    lines = (Wish(sku=case.here.sku, quantity=900), Wish(sku=case.there.sku, quantity=1))
    wish = case.wish(lines=lines) if not told else case.wish()

    outcome = house.services.splits.prepare(wish, new_call())

    assert isinstance(outcome, NotOrderable)
    assert outcome.reason == reason
    assert case.held() == 0


def test_a_part_that_is_gone_when_it_is_priced_holds_nothing_of_the_others(house: House) -> None:
    case = case_of(house)
    case.there.count(0)  # nobody has told the gateway yet

    outcome = house.services.splits.prepare(case.wish(), new_call())

    assert isinstance(outcome, OutOfStock)
    case.settle()
    assert case.held() == 0


def test_a_part_that_is_sold_after_it_was_priced_lets_the_others_go(house: House) -> None:
    case = case_of(house)
    prepared = case.prepared()
    case.there.sell(4)

    outcome = case.place(prepared)

    assert isinstance(outcome, OutOfStock)
    case.settle()
    view = case.now(prepared)
    assert view.stored.state is SplitState.ENDED
    assert (case.charged(orders_of(view)), case.held()) == (0, 0)


def test_a_card_that_pays_one_part_only_pays_none(house: House) -> None:
    case = case_of(house)
    prepared = case.prepared()

    declined = case.place(prepared, cards=(GOOD_CARD, "cnon:card-nonce-declined"))

    assert isinstance(declined, CardDeclined)
    view = case.now(prepared)
    assert case.charged(orders_of(view)) == 0
    assert isinstance(case.place(prepared), SplitPlaced)


REFUSED = {
    "data": {
        "draftOrderCreate": {
            "draftOrder": None,
            "userErrors": [{"field": ["input"], "message": "not today"}],
        }
    }
}


@pytest.mark.parametrize(
    ("on_failure", "state", "stores"),
    [("all", SplitState.ENDED, []), ("rest", SplitState.PARTLY, [SQUARE_STORE])],
    ids=["all or nothing", "the rest stays"],
)
def test_a_part_that_fails_after_another_was_placed_is_dealt_with_by_policy(
    house: House, on_failure: str, state: SplitState, stores: list[str]
) -> None:
    case = case_of(house)
    set_policy(house, on_failure=on_failure)
    prepared = case.prepared()
    house.mall.shopify.fault("fail", "draftOrderCreate", status=200, body=REFUSED, times=None)

    outcome = case.place(prepared)

    case.settle()
    view = case.now(prepared)
    assert view.stored.state is state
    told = outcome.receipts if isinstance(outcome, SplitPlaced) else ()
    assert [receipt.location_name for receipt in told] == stores
    assert case.charged(orders_of(view)) == sum(receipt.total.amount for receipt in told)
    assert case.held() == 0
    if stores:
        assert isinstance(outcome, SplitPlaced)
        assert outcome.missing == (SHOPIFY_STORE,)


def test_another_total_than_agreed_stops_before_any_card_is_asked(house: House) -> None:
    case = case_of(house)
    prepared = case.prepared()

    outcome = case.place(prepared, agreed=Money(1, "USD"))

    assert isinstance(outcome, PriceChanged)
    assert case.now(prepared).stored.state is SplitState.PRICED


def test_a_split_order_that_nobody_confirms_costs_nothing(house: House) -> None:
    case = case_of(house)
    prepared = case.prepared()

    case.settle(ahead_s=HOLD_OVER_S)

    assert case.now(prepared).stored.state is SplitState.ENDED
    assert case.held() == 0


def test_the_whole_is_canceled_with_its_money(house: House) -> None:
    case = case_of(house)
    prepared = case.prepared()
    assert isinstance(case.place(prepared), SplitPlaced)

    view = house.services.splits.cancel(MERCHANT, prepared.split_id, call=new_call())

    case.settle()
    assert case.now(prepared).stored.state is SplitState.ENDED
    assert case.charged(orders_of(view)) == 0


def test_what_is_not_priced_is_not_placed(house: House) -> None:
    case = case_of(house)
    with stopping_at(house, "split.part_held") as victim, pytest.raises(StoppedError):
        case.prepared(victim)
    with house.services.database.read() as tx:
        split = split_orders.by_key(tx, MERCHANT, case.key)
    assert split is not None

    with pytest.raises(IllegalTransitionError):
        house.services.splits.place(PlaceSplit(merchant_id=MERCHANT, split_id=split.id), new_call())
    assert isinstance(case.prepared(), SplitPrepared)


BEFORE = ("split.stored", "split.part_held", "split.priced")


@pytest.mark.parametrize("moment", BEFORE)
def test_who_dies_while_it_is_priced_leaves_nothing(house: House, moment: str) -> None:
    case = case_of(house)
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        case.prepared(victim)

    case.settle(ahead_s=HOLD_OVER_S)

    assert case.held() == 0
    outcome = house.services.splits.prepare(case.wish(), new_call())
    had_a_price = moment == "split.priced"
    assert isinstance(outcome, NotOrderable if had_a_price else SplitPrepared)


AFTER = (
    *("split.agreed", "split.part_authorized", "split.decided"),
    *("split.part_placed", "split.concluded"),
)


@pytest.mark.parametrize("moment", AFTER)
@pytest.mark.parametrize("later", [0.0, HOLD_OVER_S], ids=["at once", "holds over"])
def test_who_dies_after_the_yes_leaves_all_or_nothing(
    house: House, moment: str, later: float
) -> None:
    case = case_of(house)
    prepared = case.prepared()
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        case.place(prepared, house=victim)

    case.settle(ahead_s=later)
    case.settle()

    view = case.now(prepared)
    paid = case.charged(orders_of(view))
    if view.stored.state is SplitState.PLACED:
        assert paid == prepared.total.amount
    else:
        assert view.stored.state is SplitState.ENDED
        assert paid == 0
    assert case.held() == 0


@pytest.mark.parametrize("moment", ["split.undoing", "split.part_taken_back"])
def test_who_dies_while_it_is_taken_back_leaves_nothing(house: House, moment: str) -> None:
    case = case_of(house)
    prepared = case.prepared()
    assert isinstance(case.place(prepared), SplitPlaced)
    with stopping_at(house, moment) as victim, pytest.raises(StoppedError):
        victim.services.splits.cancel(MERCHANT, prepared.split_id, call=new_call())

    case.settle()

    view = case.now(prepared)
    assert view.stored.state is SplitState.ENDED
    assert case.charged(orders_of(view)) == 0
