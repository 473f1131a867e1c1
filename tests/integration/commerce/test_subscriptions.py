"""Subscriptions over real books: one order per period whatever crashes, and every way to fail."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from app.commerce.subscriptions.attempt import key_of
from app.commerce.subscriptions.model import (
    Answer,
    Cancel,
    Change,
    Pause,
    Plan,
    Resume,
    Skip,
    StartSubscription,
    SubscriptionView,
)
from app.payments.tokens import TakeCard
from app.voice.speech import written_day
from app.worker_assembly import build_worker
from domain.errors import IllegalTransitionError
from domain.ids import CustomerId, IdempotencyKey
from domain.money import Money
from domain.recurrence import Cadence, Unit
from domain.subscriptions import OutOfStock, PeriodState, SubscriptionState
from storage import customer_merges, journal, merchants, periods, recurring, tables
from storage.periods import StoredPeriod
from tests.integration.commerce.checker import gather, violations
from tests.integration.commerce.house import MERCHANT, House, Shelf, new_call

DECLINED = "ccof:customer-card-id-declined"
BILLING = ("billing.claimed", "billing.begun", "billing.answered", "billing.recorded")
CHECKOUT = (
    "create.begun",
    "create.answered",
    "create.done",
    "authorize.answered",
    "authorize.done",
    "capture.answered",
    "capture.done",
    "confirm.answered",
    "placed",
)
LETTING_GO = (
    "billing.answered",
    "billing.ending",
    "create.undone",
    "undone",
    "billing.let_go",
    "billing.recorded",
)


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Victims:
    """A machinery per house that can be ended at a moment, again and again."""

    open: ExitStack
    of: dict[str, House] = field(default_factory=dict)
    dies_at: str | None = None

    def probe(self, name: str) -> None:
        if name == self.dies_at:
            raise Killed(name)

    def beside(self, house: House) -> House:
        url = house.env["VOICETILL_DATABASE_URL"]
        if url not in self.of:
            self.of[url] = self.open.enter_context(house.rebuilt(self.probe))
        return self.of[url]


@pytest.fixture(scope="module")
def victims() -> Iterator[Victims]:
    with ExitStack() as stack:
        yield Victims(stack)


@dataclass
class Desk:
    """A shopper's subscription to the goods of one shelf."""

    house: House
    shelf: Shelf
    victims: Victims
    id: str = ""

    def start(self, quantity: int = 2, **changes: Any) -> Desk:
        wish = StartSubscription(
            plan=Plan(
                merchant_id=MERCHANT,
                customer_id=self.house.jordan,
                sku=self.shelf.sku,
                cadence=Cadence(every=1, unit=Unit.DAY),
                quantity=quantity,
                location_id=self.house.store(self.shelf.store),
            ),
            key=IdempotencyKey(f"start-{self.shelf.sku}"),
            channel="test",
        )
        view = self.house.services.subscriptions.start(replace(wish, **changes))
        self.id = view.stored.id
        return self

    @property
    def view(self) -> SubscriptionView:
        return self.house.services.subscriptions.get(MERCHANT, self.id)

    @property
    def period(self) -> StoredPeriod:
        found = self.view.period
        assert found is not None
        return found

    def numbered(self, number: int) -> StoredPeriod:
        with self.house.services.database.read() as tx:
            return periods.get(tx, self.id, number)

    def manage(self, wish: Any) -> SubscriptionView:
        return self.house.services.subscriptions.manage(MERCHANT, self.id, wish, actor="test")

    def wait_until(self, moment: Any) -> None:
        self.house.clock.advance((moment - self.house.clock.now()).total_seconds() + 1)

    def remind(self) -> None:
        assert self.period.wake_at is not None
        self.wait_until(self.period.wake_at)
        self.house.services.biller.run_once()

    def bill(self) -> None:
        """Come to the day of the charge; the shopper was reminded before."""
        if self.period.reminded_at is None:
            self.remind()
        assert self.period.wake_at is not None
        self.wait_until(self.period.wake_at)
        self.house.services.biller.run_once()

    def killed_at(self, moment: str) -> None:
        """Bill in a machinery that ends at the moment, its leases still standing."""
        if self.period.reminded_at is None:
            self.remind()
        assert self.period.wake_at is not None
        self.wait_until(self.period.wake_at)
        victim = self.victims.beside(self.house)
        self.victims.dies_at = moment
        with pytest.raises(Killed):
            victim.services.biller.run_once()
        self.victims.dies_at = None

    def recover(self) -> None:
        """What workers do once the leases of the dead have run out."""
        loops = {each.name: each.work for each in build_worker(self.house.services).loops}
        for _ in range(3):
            self.house.clock.advance(200)
            for name in ("checkouts", "outbox", "holds", "subscriptions"):
                loops[name]()

    def told(self, words: str) -> list[str]:
        """What the shopper was written with these words in it, newest first."""
        events = self.house.services.subscriptions.history(MERCHANT, self.id).events
        texts = [each.detail["text"] for each in events if each.kind == "told"]
        return [each for each in texts if words in each]

    def orders_placed(self) -> list[str]:
        """The orders that came of it: of all attempts at all periods."""
        with self.house.services.database.read() as tx:
            keys = [
                key_of(replace(each, attempt=attempt))
                for each in periods.of_subscription(tx, self.id, limit=20)
                for attempt in range(1, each.attempt + 1)
            ]
            found = [journal.by_key(tx, MERCHANT, key) for key in keys]
        return [
            each.order_id
            for each in found
            if each is not None and (each.is_open or each.outcome["kind"] != "undone")
        ]

    def assert_paid_once(self, quantity: int = 2) -> None:
        (order_id,) = self.orders_placed()
        self.shelf.learn()
        seen = gather(self.house, self.shelf, order_id, quantity)
        assert violations(seen) == []
        assert seen.outcome == "placed"


@pytest.fixture
def desk(house: House, victims: Victims) -> Iterator[Desk]:
    made = Desk(house=house, shelf=house.shelf(units=9), victims=victims)
    yield made
    if made.id:
        made.manage(Cancel())
        with house.services.database.write() as tx:
            open_still = periods.current(tx, made.id)
            if open_still is not None:
                periods.move(tx, open_still, PeriodState.FAILED, now=house.clock.now())


def test_a_period_is_reminded_billed_once_and_followed_by_the_next(desk: Desk) -> None:
    desk.start()
    first = desk.period

    desk.bill()
    desk.house.services.biller.run_once()

    desk.assert_paid_once()
    assert desk.numbered(1).state is PeriodState.PAID
    assert desk.period.number == 2
    assert desk.period.due_at - first.due_at in (
        timedelta(hours=23), timedelta(hours=24), timedelta(hours=25),
    )  # fmt: skip


@pytest.mark.parametrize("moment", [*BILLING, *CHECKOUT])
def test_a_billing_killed_at_any_moment_is_finished_exactly_once(desk: Desk, moment: str) -> None:
    desk.start()

    desk.killed_at(moment)
    desk.recover()

    desk.assert_paid_once()
    assert desk.numbered(1).state is PeriodState.PAID
    assert desk.period.number == 2


@pytest.mark.parametrize("moment", LETTING_GO)
def test_a_declined_attempt_killed_at_any_moment_leaves_nothing_and_is_tried_again(
    desk: Desk, moment: str
) -> None:
    desk.start(card_token=DECLINED)

    desk.killed_at(moment)
    desk.recover()

    assert desk.orders_placed() == []
    assert desk.period.state is PeriodState.RETRYING
    assert desk.period.declines == 1
    assert desk.view.stored.state is SubscriptionState.PAST_DUE


def test_another_card_is_tried_at_once_and_settles_what_was_past_due(desk: Desk) -> None:
    desk.start(card_token=DECLINED)
    desk.bill()
    assert desk.view.stored.state is SubscriptionState.PAST_DUE

    desk.manage(Change(card_token="cnon:card-nonce-ok"))
    desk.bill()

    desk.assert_paid_once()
    assert desk.view.stored.state is SubscriptionState.ACTIVE


def of_nobody_with_a_card(desk: Desk) -> Plan:
    other = f"cus_cardless_{desk.shelf.sku}"
    with desk.house.services.database.write() as tx:
        row = {"id": other, "merchant_id": MERCHANT, "created_at": desk.house.clock.now()}
        tx.execute(tables.customers.insert().values(row))
    return replace(of_jordan(desk), customer_id=CustomerId(other))


def of_jordan(desk: Desk) -> Plan:
    return Plan(
        merchant_id=MERCHANT,
        customer_id=desk.house.jordan,
        sku=desk.shelf.sku,
        cadence=Cadence(every=1, unit=Unit.DAY),
        location_id=desk.house.store(desk.shelf.store),
    )


def test_before_it_begins_it_is_told_whether_a_card_is_on_file(desk: Desk) -> None:
    service = desk.house.services.subscriptions

    assert service.preview(of_jordan(desk)).has_card is True
    assert service.preview(of_nobody_with_a_card(desk)).has_card is False


def test_whether_a_card_is_on_file_is_not_known_while_its_keeper_is_away(desk: Desk) -> None:
    with desk.house.rebuilt() as brittle:
        brittle.mall.square.fault("fail", "GET /v2/cards", status=503, times=None)
        told = brittle.services.subscriptions.preview(of_jordan(desk))
        brittle.mall.clear_faults()

    assert told.has_card is None
    assert told.dates


def test_who_has_no_card_on_file_hears_that_and_not_that_it_was_declined(desk: Desk) -> None:
    plan = of_nobody_with_a_card(desk)
    desk.start(plan=plan)
    for _ in range(4):
        desk.bill()

    assert len(desk.told("There is no card on file")) == 3
    assert desk.told("paused: there is no card on file")
    assert not desk.told("not accepted")
    assert desk.view.stored.reason == "no-card"
    assert desk.orders_placed() == []


def test_who_took_the_chosen_card_off_file_is_told_to_choose_another_and_pays_with_no_other(
    desk: Desk,
) -> None:
    house = desk.house
    made = house.mall.square.control("POST nonce", {"brand": "VISA", "last_4": "9090"})
    wish = TakeCard(
        merchant_id=MERCHANT,
        key=IdempotencyKey(f"card-{desk.shelf.sku}"),
        actor="test",
        nonce=made["nonce"],
        connection_id=house.connections["square"],
        customer_id=house.jordan,
    )
    chosen = house.services.cards.take(wish, new_call())
    desk.start()
    desk.manage(Change(card_token=chosen.id))
    house.services.cards.remove(MERCHANT, house.jordan, chosen.id, new_call(), actor="test")

    desk.remind()
    desk.bill()

    assert desk.period.state is PeriodState.RETRYING
    assert len(desk.told("another card on file can be chosen")) == 1
    assert desk.told("no card on file") == []
    assert desk.orders_placed() == []


def test_after_the_last_decline_the_subscription_pauses_and_nothing_is_charged(
    desk: Desk,
) -> None:
    desk.start(card_token=DECLINED)
    attempts = 0
    while desk.view.period is not None:
        desk.bill()
        attempts += 1

    assert attempts == 4
    assert desk.numbered(1).state is PeriodState.FAILED
    assert desk.view.stored.state is SubscriptionState.PAUSED
    assert desk.view.stored.reason == "payment-declined"
    assert desk.orders_placed() == []


def _agreed(desk: Desk, minor: int) -> None:
    """Let the shopper have said yes to another price, long ago."""
    with desk.house.services.database.write() as tx:
        now = desk.house.clock.now()
        recurring.change(tx, MERCHANT, desk.id, now=now, price_minor=minor)


def test_a_price_that_rose_is_not_charged_without_a_yes(desk: Desk) -> None:
    desk.start()
    price = desk.view.stored.price
    _agreed(desk, price.amount // 2)

    desk.remind()
    asking = desk.period
    desk.manage(Answer(approve=True))
    desk.bill()

    assert asking.state is PeriodState.ASKING
    assert asking.asked["price_minor"] == price.amount
    desk.assert_paid_once()
    assert desk.view.stored.price == price


def test_a_price_that_rises_between_reminder_and_charge_stops_the_charge(desk: Desk) -> None:
    desk.start()
    desk.remind()
    _agreed(desk, 100)

    desk.bill()

    assert desk.period.state is PeriodState.ASKING
    assert desk.orders_placed() == []


@pytest.mark.parametrize("answered", [True, False])
def test_without_a_yes_to_the_price_the_period_is_left_out(desk: Desk, answered: bool) -> None:
    desk.start()
    _agreed(desk, 100)
    desk.remind()

    if answered:
        desk.manage(Answer(approve=False))
    else:
        desk.remind()  # the day on which no answer is waited for any more

    assert desk.numbered(1).state is PeriodState.SKIPPED
    assert desk.period.number == 2
    assert desk.orders_placed() == []


@pytest.mark.parametrize("wanted", OutOfStock)
def test_what_is_sold_out_is_skipped_waited_for_or_replaced_as_wished(
    desk: Desk, wanted: OutOfStock
) -> None:
    desk.start(out_of_stock=wanted)
    desk.shelf.count(1)
    desk.shelf.learn()

    desk.bill()

    first = desk.numbered(1)
    if wanted is OutOfStock.WAIT:
        assert first.state is PeriodState.WAITING
        desk.shelf.count(9)
        desk.bill()
        desk.assert_paid_once()
    elif first.state is PeriodState.ASKING:
        assert wanted is OutOfStock.SUBSTITUTE
        assert first.asked["sku"] != desk.shelf.sku
        desk.manage(Answer(approve=True))
        desk.bill()
        assert desk.numbered(1).state is PeriodState.PAID
    else:
        assert first.state is PeriodState.SKIPPED
    assert desk.period.number <= 2


def test_an_order_of_a_substitute_is_told_by_its_own_name(desk: Desk) -> None:
    desk.start(out_of_stock=OutOfStock.SUBSTITUTE)
    services, other, period = desk.house.services, desk.house.shelf(units=5), desk.period
    instead = services.discovery.variant(MERCHANT, other.sku)
    assert instead.price is not None
    asked = {"price_minor": instead.price.amount, "currency": instead.price.currency}
    with services.database.write() as tx:  # as a yes to other goods leaves it
        periods.move(
            tx,
            period,
            PeriodState.UPCOMING,
            now=desk.house.clock.now(),
            wake_at=period.wake_at,
            sku=other.sku,
            asked=asked | {"name": instead.speech_name},
        )

    desk.bill()

    sold = instead.speech_name
    assert desk.numbered(1).state is PeriodState.PAID
    assert desk.told(f"2 × {sold} is ordered")


def test_what_is_changed_while_it_is_charged_is_not_told_of_the_order_that_stands(
    desk: Desk,
) -> None:
    desk.start(quantity=2)
    desk.killed_at("authorize.done")

    desk.manage(Change(quantity=3))
    desk.recover()

    desk.assert_paid_once()
    (told,) = desk.told("is ordered")
    assert told.startswith("2 × ")


def test_goods_that_are_waited_for_are_told_of_once_on_the_day_they_were_due(desk: Desk) -> None:
    desk.start(out_of_stock=OutOfStock.WAIT)
    desk.shelf.count(0)
    desk.shelf.learn()

    desk.bill()
    desk.bill()

    assert desk.period.state is PeriodState.WAITING
    assert len(desk.told("sold out just now")) == 1


def test_who_is_reminded_late_is_told_a_day_to_come_and_charged_on_it(desk: Desk) -> None:
    desk.start()
    due_at = desk.period.due_at
    desk.wait_until(due_at + timedelta(days=2))

    desk.house.services.biller.run_once()
    desk.house.services.biller.run_once()

    assert desk.orders_placed() == []
    told_of = desk.period.due_at
    assert told_of > desk.house.clock.now()
    zone = desk.view.stored.recurrence.zone
    (told,) = desk.told("is charged")
    assert written_day(told_of.astimezone(zone).date(), "en-US") in told
    desk.wait_until(told_of)
    desk.house.services.biller.run_once()
    desk.assert_paid_once()


def test_a_reminder_names_what_will_be_charged(desk: Desk) -> None:
    desk.start(quantity=2)

    desk.remind()

    (told,) = desk.told("is charged")
    assert f"{(desk.view.stored.price * 2).to_decimal():,.2f} before tax" in told


def test_a_skipped_period_is_not_charged_and_a_pause_ends_on_its_day(desk: Desk) -> None:
    desk.start()
    desk.manage(Skip())
    assert desk.period.number == 2
    until = desk.period.due_at.date() + timedelta(days=10)

    desk.manage(Pause(until=until))
    assert desk.view.period is None
    resume_at = desk.view.stored.resume_at
    assert resume_at is not None
    desk.wait_until(resume_at)
    assert desk.house.services.subscriptions.resume_due() == 1

    assert desk.view.stored.state is SubscriptionState.ACTIVE
    assert desk.period.due_at.date() == until
    assert desk.orders_placed() == []


def test_a_skip_repeated_under_its_key_leaves_out_one_period(desk: Desk) -> None:
    desk.start()
    service = desk.house.services.subscriptions

    for _ in range(2):
        service.manage(MERCHANT, desk.id, Skip(), actor="test", key="skip-1")

    assert desk.period.number == 2


def test_while_it_is_being_charged_it_cannot_be_skipped_and_a_pause_holds_after_it(
    desk: Desk,
) -> None:
    desk.start()
    desk.killed_at("authorize.done")

    with pytest.raises(IllegalTransitionError):
        desk.manage(Skip())
    desk.manage(Pause())
    desk.recover()

    desk.assert_paid_once()
    assert desk.view.period is None
    desk.manage(Resume())
    assert desk.period.number == 2


def test_a_till_that_is_down_is_asked_again_and_charges_once(desk: Desk) -> None:
    desk.start()
    desk.remind()
    desk.wait_until(desk.period.due_at)
    desk.shelf.till.fault("fail", "POST /v2/orders/calculate", status=503, times=None)
    with desk.house.rebuilt() as brittle:
        brittle.services.biller.run_once()

    assert desk.orders_placed() == []
    assert desk.period.state is PeriodState.UPCOMING
    desk.house.mall.clear_faults()
    desk.recover()
    desk.assert_paid_once()


def test_the_same_key_is_the_same_subscription_and_the_policy_is_the_merchants(
    desk: Desk,
) -> None:
    database = desk.house.services.database
    with database.write() as tx:
        row = merchants.merchant(tx, MERCHANT)
        told = {"reminder_days": 0, "bill_at": "18:30"}
        merchants.update_merchant(
            tx, replace(row, settings={**row.settings, "subscriptions": told})
        )

    first = desk.start().id
    again = desk.start().id

    assert first == again
    assert desk.view.stored.recurrence.at.hour == 18
    assert desk.period.wake_at == desk.period.due_at
    with database.write() as tx:
        merchants.update_merchant(tx, row)


def test_who_is_forgotten_is_charged_no_more_and_leaves_no_card(desk: Desk) -> None:
    desk.start(card_token="ccof:customer-card-id-ok")

    with desk.house.services.database.write() as tx:
        assert recurring.forget(tx, [desk.house.jordan], now=desk.house.clock.now()) >= 1

    assert desk.view.period is None
    assert desk.view.stored.state is SubscriptionState.CANCELED
    assert desk.view.stored.card_token is None


def test_what_is_canceled_while_the_till_is_down_is_not_charged_when_it_is_back(
    desk: Desk,
) -> None:
    desk.start()
    desk.killed_at("billing.begun")
    desk.manage(Cancel())
    desk.shelf.till.fault("fail", "POST /v2/orders/calculate", status=503, times=None)
    desk.house.clock.advance(200)
    with desk.house.rebuilt() as brittle:
        brittle.services.biller.run_once()
    desk.house.mall.clear_faults()
    desk.house.clock.advance(3600)

    desk.house.services.biller.run_once()

    assert desk.orders_placed() == []
    assert desk.view.period is None


def test_a_question_about_what_is_not_wanted_any_more_is_dropped(desk: Desk) -> None:
    desk.start()
    _agreed(desk, 100)
    desk.remind()
    other = desk.house.shelf(units=5)

    desk.manage(Change(sku=other.sku))

    assert desk.period.state is PeriodState.UPCOMING
    assert desk.view.stored.price != Money(100, "USD")
    with pytest.raises(IllegalTransitionError):
        desk.manage(Answer(approve=True))


def test_workers_that_bill_at_once_place_one_order(desk: Desk) -> None:
    desk.start()
    desk.remind()
    desk.wait_until(desk.period.due_at)
    biller = desk.house.services.biller
    workers = [replace(biller, _owner=f"worker-{number}") for number in range(6)]

    with ThreadPoolExecutor(len(workers)) as pool:
        seen = sum(pool.map(lambda worker: worker.run_once(), workers))

    assert seen == 1
    desk.assert_paid_once()


def test_subscriptions_of_the_person_are_told_under_the_id_of_who_was_merged(desk: Desk) -> None:
    desk.start()
    merged, services = f"cus_merged_{desk.shelf.sku}", desk.house.services
    now = desk.house.clock.now()
    with services.database.write() as tx:
        row = {"id": merged, "merchant_id": MERCHANT, "created_at": now}
        tx.execute(tables.customers.insert().values(row))
        customer_merges.merge(
            tx, MERCHANT, kept_id=desk.house.jordan, merged_id=merged, reason="asked",
            actor="ada", is_sure=True, now=now,
        )  # fmt: skip

    told = services.subscriptions.list(MERCHANT, customer_id=merged, limit=100).rows

    assert desk.id in {each.stored.id for each in told}
