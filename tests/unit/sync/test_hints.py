"""Hints: many at one record in a window are one question, over batches and over workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain.events import Disconnected, Entity, Refetch
from domain.ids import MerchantId, PlatformId
from storage import inbox, locations, refetches
from storage.engine import Database, open_database
from storage.inbox import InboxRow
from sync.hints import WINDOW, Hints, Question, without_known
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, Shop, a_connection, open_shop
from tests.integration.storage.test_orders import ORDER, a_pos_order, place, tell

MUG = Refetch(entity=Entity.PRODUCT, platform_id=PlatformId("mug"))
CUP = Refetch(entity=Entity.PRODUCT, platform_id=PlatformId("cup"))
CATALOG = Refetch(entity=Entity.PRODUCT)
LEASE = timedelta(seconds=30)


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    open_shop(opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


class Desk:
    """Receives deliveries that ask things, and has workers take them."""

    def __init__(self, store: Database, clock: FakeClock) -> None:
        self._db, self._clock = store, clock
        self._asks: dict[str, Sequence[Question]] = {}

    def receive(self, name: str, *questions: Question) -> None:
        self._asks[name] = questions
        with self._db.write() as tx:
            inbox.receive(
                tx,
                merchant_id="mer_1",
                connection_id="con_a",
                delivery_id=name,
                topic="t",
                headers={},
                body=b"",
                received_at=self._clock.now(),
            )

    def take(self, worker: str = "w1") -> list[str]:
        """Claim what is due; the names of those that ask the platform now, which are done then."""
        with self._db.write() as tx:
            rows = inbox.claim(tx, owner=worker, now=self._clock.now(), lease=LEASE)
        asking = [(row, self._asks[row.delivery_id]) for row in rows]
        waiting = Hints(self._db, self._clock, worker).put_off(a_connection(), asking)
        ready = [row for row in rows if row.id not in waiting]
        self._done(ready, worker)
        return [row.delivery_id for row in ready]

    def _done(self, rows: Sequence[InboxRow], worker: str) -> None:
        with self._db.write() as tx:
            inbox.done(tx, [row.id for row in rows], owner=worker, now=self._clock.now())


@pytest.fixture
def desk(store: Database, clock: FakeClock) -> Desk:
    return Desk(store, clock)


def test_the_first_is_asked_at_once_and_those_that_follow_together(
    desk: Desk, clock: FakeClock
) -> None:
    desk.receive("first", MUG)
    assert desk.take() == ["first"]
    taken = []
    for number in range(4):
        clock.advance(milliseconds=100)
        desk.receive(f"later {number}", MUG)
        taken += desk.take()
    assert taken == []

    clock.advance(milliseconds=100)

    assert desk.take() == ["later 0", "later 1", "later 2", "later 3"]


def test_another_workers_question_counts_as_well(desk: Desk, clock: FakeClock) -> None:
    desk.receive("one", MUG)
    assert desk.take("w1") == ["one"]
    clock.advance(milliseconds=10)
    desk.receive("two", MUG)

    assert desk.take("w2") == []


def test_other_records_do_not_wait(desk: Desk) -> None:
    desk.receive("mug", MUG)
    desk.take()
    desk.receive("cup", CUP)
    desk.receive("all", CATALOG)
    desk.receive("gone", Disconnected(reason="uninstalled"))

    assert desk.take() == ["cup", "all", "gone"]


def test_hints_that_name_no_record_are_one_question_too(desk: Desk, clock: FakeClock) -> None:
    desk.receive("one", CATALOG)
    desk.take()
    clock.advance(milliseconds=1)
    desk.receive("two", CATALOG)

    assert desk.take() == []


def test_a_delivery_that_also_asks_something_new_does_not_wait(
    desk: Desk, clock: FakeClock
) -> None:
    desk.receive("one", MUG)
    desk.take()
    clock.advance(milliseconds=1)
    desk.receive("both", MUG, CUP)

    assert desk.take() == ["both"]


def test_a_record_that_changes_all_the_time_is_asked_about_once_a_window(
    desk: Desk, clock: FakeClock
) -> None:
    rounds = 0
    for number in range(200):
        clock.advance(milliseconds=20)
        desk.receive(f"d{number}", MUG)
        rounds += bool(desk.take())

    assert rounds <= 200 * 20 / 500 + 1


def test_no_news_waits_for_ever_behind_newer_ones(desk: Desk, clock: FakeClock) -> None:
    """Another worker takes the newest first, again and again, just before the old one's turn."""
    desk.receive("zero", MUG)
    desk.take()
    clock.advance(milliseconds=1)
    desk.receive("patient", MUG)
    assert desk.take() == []
    connection, waited = a_connection(), 0

    while not desk.take():
        with desk._db.write() as tx:
            refetches.take(tx, connection, [MUG], now=clock.now(), window=timedelta(0))
        clock.advance(milliseconds=250)
        waited += 250
        assert waited < 10_000, "it never has its turn"

    assert waited <= 4 * WINDOW.total_seconds() * 1000 + 750


def test_being_put_off_is_no_attempt(desk: Desk, clock: FakeClock, store: Database) -> None:
    desk.receive("one", MUG)
    desk.take()
    clock.advance(milliseconds=1)
    desk.receive("two", MUG)
    desk.take()
    clock.advance(seconds=1)

    with store.write() as tx:
        (row,) = inbox.claim(tx, owner="w", now=clock.now(), lease=LEASE)

    assert (row.attempts, row.reason) == (1, "asked a moment ago")


def test_of_an_order_only_what_the_book_has_not_is_asked(store: Database) -> None:
    shop = Shop(store, a_connection(), ())
    tell(shop, a_pos_order("till", revision=4))
    stale, news = (of_order("till", revision=number) for number in (4, 5))
    paid, unknown = of_order("till", has_own_news=True), of_order("other", revision=1)

    left = without_known(store, a_connection(), {stale, news, paid, unknown, MUG})

    plain = of_order("till")
    assert left == {news: plain, paid: plain, unknown: of_order("other"), MUG: MUG}


def test_a_payment_of_an_order_of_ours_asks_nothing(store: Database) -> None:
    with store.read() as tx:
        store_id = locations.locations(tx, MerchantId("mer_1"))[0].id
    shop = Shop(store, a_connection(), (store_id,))
    place(shop)
    tell(shop, a_pos_order("ours", reference=ORDER))
    paid, edited = of_order("ours", has_own_news=True), of_order("ours", revision=9)

    left = without_known(store, a_connection(), {paid, edited})

    assert left == {edited: of_order("ours")}


def of_order(platform_id: str, **told: Any) -> Refetch:
    return Refetch(entity=Entity.ORDER, platform_id=PlatformId(platform_id), **told)


def test_old_questions_are_forgotten(desk: Desk, clock: FakeClock, store: Database) -> None:
    desk.receive("one", MUG, CUP)
    desk.take()

    with store.write() as tx:
        assert refetches.prune(tx, before=clock.now()) == 0
        assert refetches.prune(tx, before=clock.now() + timedelta(seconds=1)) == 2
