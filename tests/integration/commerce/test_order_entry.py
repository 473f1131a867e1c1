"""Every order comes in by one way: judged, written down, taken or told why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from app.commerce.entry import POLICY_UNREADABLE
from app.commerce.model import NotOrderable, PlaceOrder, Prepared, PrepareOrder, Shopper
from domain.ids import MerchantId
from storage import alerts, merchants, order_intakes
from storage.order_intakes import IntakeSource, OrderIntake, Verdict
from tests.integration.commerce.house import GOOD_CARD, MERCHANT, House, Shelf, new_call


@pytest.fixture
def came_in(house: House) -> Iterator[Callable[[], list[OrderIntake]]]:
    """What comes in from now on; no rule outlives its test."""
    before = {each.id for each in _newest(house)}
    yield lambda: [each for each in _newest(house) if each.id not in before]
    rule(house)


def _newest(house: House) -> Sequence[OrderIntake]:
    with house.services.database.read() as tx:
        return order_intakes.listed(tx, MERCHANT, limit=10_000).rows


def rule(house: House, **policy: Any) -> None:
    with house.services.database.write() as tx:
        merchant = merchants.merchant(tx, MERCHANT)
        settings = {**merchant.settings, "orders": policy}
        merchants.update_merchant(tx, replace(merchant, settings=settings))


def test_what_is_taken_and_what_is_not_are_both_written_down(
    house: House, came_in: Callable[[], list[OrderIntake]]
) -> None:
    shelf = house.shelf(units=9)
    taken = shelf.prepare(1, key="taken")
    rule(house, most_minor=1, channels={"other": {"most_minor": 2}})

    refused = house.services.checkout.prepare(shelf.wish(1, key="refused"), new_call())

    assert isinstance(refused, NotOrderable)
    assert (refused.reason, refused.reasons) == ("over-limit", ("over-limit",))
    rows = came_in()
    (accepted,) = [each for each in rows if each.order_id == taken.order_id]
    (rejected,) = [each for each in rows if each.verdict is Verdict.REJECTED]
    assert (accepted.verdict, accepted.source) == (Verdict.ACCEPTED, IntakeSource.GATEWAY)
    assert (rejected.order_id, rejected.reasons) == (None, ("over-limit",))
    assert shelf.level().held == 1


def test_what_is_not_taken_is_listed_and_what_is_taken_is_not(
    house: House, came_in: Callable[[], list[OrderIntake]]
) -> None:
    shelf = house.shelf(units=9)
    shelf.prepare(1, key="listed-taken")
    rule(house, most_minor=1, methods=["shipping"])

    house.services.checkout.prepare(shelf.wish(1, key="listed-refused"), new_call())

    (rejected,) = [each for each in came_in() if each.verdict is Verdict.REJECTED]
    orders = house.services.orders
    listed = orders.refused(MERCHANT, channel="test", limit=100, cursor=None).rows
    (mine,) = [each for each in listed if each.id == rejected.id]
    assert mine.reasons == ("over-limit", "method-not-offered")
    assert (mine.total, mine.channel, mine.at) == (rejected.total, "test", rejected.at)
    ids = {each.id for each in came_in()}
    assert {each.id for each in listed} & ids == {rejected.id}
    assert orders.refused(MERCHANT, channel="unheard-of", limit=100, cursor=None).rows == ()
    assert orders.refused(MerchantId("other"), channel=None, limit=9, cursor=None).rows == ()


def test_too_many_attempts_of_one_phone_are_refused_until_the_window_is_over(
    house: House, came_in: Callable[[], list[OrderIntake]]
) -> None:
    rule(house, velocity=[{"by": "phone", "minutes": 10, "most": 2}])
    house.clock.advance(3600)
    shelf = house.shelf(units=9)
    first = [shelf.prepare(1, key=f"k{n}", caller=f"c{n}") for n in range(2)]

    third = house.services.checkout.prepare(shelf.wish(1, key="k3", caller="c3"), new_call())
    house.clock.advance(601)
    later = house.services.checkout.prepare(shelf.wish(1, key="k4", caller="c4"), new_call())

    assert len(first) == 2
    assert [each.reasons for each in came_in() if each.reasons] == [("too-often-by-phone",)]
    assert isinstance(third, NotOrderable)
    assert third.reason == "too-often-by-phone"
    assert isinstance(later, Prepared)


def test_what_a_till_sold_comes_in_the_same_way(house: House) -> None:
    with house.services.database.read() as tx:
        rows, cursor = [], None
        while not rows or cursor is not None:
            page = order_intakes.listed(tx, MERCHANT, cursor=cursor, limit=100)
            rows.extend(page.rows)
            cursor = page.cursor

    sold = [each for each in rows if each.source is IntakeSource.TILL]
    assert sold
    assert {each.channel for each in sold} == {"pos"}
    assert all(each.order_id is not None for each in sold)


def by_phone(shelf: Shelf, caller: str) -> PrepareOrder:
    """A wish of somebody whose number no other test counts."""
    shopper = Shopper(caller=caller, name="Kim", phone="+12065550177")
    return shelf.wish(1, key=caller, caller=caller, shopper=shopper)


def at_once(house: House, *wishes: PrepareOrder) -> list[str]:
    """What is said to orders that come in at the same moment, in different threads."""

    def ask(wish: PrepareOrder) -> str:
        outcome = house.services.checkout.prepare(wish, new_call())
        return outcome.reason if isinstance(outcome, NotOrderable) else type(outcome).__name__

    with ThreadPoolExecutor(len(wishes)) as pool:
        return sorted(pool.map(ask, wishes))


def test_orders_of_one_moment_are_counted_one_after_the_other(
    house: House, came_in: Callable[[], list[OrderIntake]]
) -> None:
    rule(house, velocity=[{"by": "phone", "minutes": 10, "most": 1}])
    house.clock.advance(3600)
    shelf = house.shelf(units=9)

    said = at_once(house, *(by_phone(shelf, f"moment-{n}") for n in range(4)))

    assert said == ["Prepared", *["too-often-by-phone"] * 3]
    verdicts = [each.verdict for each in came_in()]
    assert verdicts.count(Verdict.ACCEPTED) == 1
    assert verdicts.count(Verdict.REJECTED) == 3
    assert shelf.level().held == 1


def test_an_order_that_waits_for_a_yes_counts_for_the_day_and_its_own_repeat_does_not(
    house: House, came_in: Callable[[], list[OrderIntake]]
) -> None:
    house.clock.advance(40 * 86_400)
    rule(house, per_day=1)
    shelf = house.shelf(units=9)

    first = house.services.checkout.prepare(shelf.wish(1, key="day-1", caller="a"), new_call())
    again = house.services.checkout.prepare(shelf.wish(2, key="day-2", caller="a"), new_call())
    other = house.services.checkout.prepare(shelf.wish(1, key="day-3", caller="b"), new_call())

    assert isinstance(first, Prepared)
    assert isinstance(again, Prepared)
    assert isinstance(other, NotOrderable)
    assert other.reasons == ("too-many-today",)
    assert shelf.level().held == 2, "the first was given up for the second"


def test_of_two_orders_that_one_caller_asks_for_at_once_one_is_sold_a_day(
    house: House, came_in: Callable[[], list[OrderIntake]]
) -> None:
    house.clock.advance(60 * 86_400)
    rule(house, per_day=1)
    shelf = house.shelf(units=9)
    wishes = [shelf.wish(1, key=f"twin-{n}", caller="twin") for n in range(2)]

    def buy(wish: PrepareOrder) -> str:
        prepared = house.services.checkout.prepare(wish, new_call())
        if not isinstance(prepared, Prepared):
            return type(prepared).__name__
        command = PlaceOrder(
            merchant_id=MERCHANT, order_id=prepared.order_id, payment_token=GOOD_CARD
        )
        return type(house.services.checkout.place(command, new_call())).__name__

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(buy, wishes))

    assert said.count("Placed") == 1, said
    assert set(said) <= {"Placed", "HoldExpired", "NotOrderable"}


def test_a_callers_own_orders_wait_side_by_side_while_the_day_has_room(
    house: House, came_in: Callable[[], list[OrderIntake]]
) -> None:
    house.clock.advance(80 * 86_400)
    rule(house, per_day=2)
    shelf = house.shelf(units=9)

    for number in range(3):
        shelf.prepare(1, key=f"own-{number}", caller="own")

    assert shelf.level().held == 2


@pytest.mark.parametrize("policy", [{"unheard_of": 1}, {"channels": {"test": 3}}], ids=str)
def test_while_the_rules_cannot_be_read_nothing_is_taken_and_a_person_is_told(
    house: House, came_in: Callable[[], list[OrderIntake]], policy: dict[str, Any]
) -> None:
    shelf = house.shelf(units=9)
    rule(house, **policy)

    refused = house.services.checkout.prepare(shelf.wish(1, key="blind"), new_call())

    assert isinstance(refused, NotOrderable)
    assert refused.reason == "policy-unreadable"
    assert shelf.level().held == 0
    assert [each.reasons for each in came_in()] == [("policy-unreadable",)]
    with house.services.database.write() as tx:
        (alert,) = [each for each in alerts.standing(tx) if each.kind == POLICY_UNREADABLE]
        alerts.resolve(tx, alert.connection_id, alert.kind, now=house.clock.now())
    assert alert.severity == "critical"
