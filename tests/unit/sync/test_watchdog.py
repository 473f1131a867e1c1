"""The watchdog: what a platform dropped is subscribed again, and what nobody told is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.events import Entity
from storage import merchants, webhook_watches
from storage.sync_jobs import JobKind, JobState, SyncJob
from storage.webhook_watches import Watch
from tests.unit.sync.memory_house import CONNECTION, MemoryHouse

BACKFILLED = [Entity.CUSTOMER, Entity.ORDER, Entity.PRODUCT, Entity.STOCK]


def look(house: MemoryHouse) -> SyncJob:
    """One round of the watchdog alone."""
    job = house.ask(JobKind.WATCH_WEBHOOKS)
    assert house.runner().run_once() == 1
    return house.job(job.id)


def watch(house: MemoryHouse) -> Watch:
    with house.database.read() as tx:
        found = webhook_watches.get(tx, CONNECTION.id)
    assert found is not None
    return found


def hear(house: MemoryHouse, *gaps_s: float) -> None:
    """Webhooks come in, that far from each other."""
    for gap in gaps_s:
        house.clock.advance(seconds=gap)
        with house.database.write() as tx:
            webhook_watches.heard(tx, CONNECTION, house.clock.now())


def asked(house: MemoryHouse) -> list[Entity | None]:
    return sorted(job.entity or Entity.CONNECTION for job in house.open_jobs(JobKind.DELTA))


@pytest.fixture(autouse=True)
def _quiet(house: MemoryHouse) -> None:
    """No other job is open."""
    house.work_off()


def test_what_stands_is_left_and_noted(house: MemoryHouse) -> None:
    job = look(house)

    assert job.progress == {"watched": True, "renewed": [], "silent": False}
    assert (watch(house).topics, watch(house).checked_at) == (
        ("orders", "stock"),
        house.clock.now(),
    )
    assert asked(house) == []


def test_what_was_dropped_is_renewed_and_the_gap_is_read(house: MemoryHouse) -> None:
    look(house)
    hear(house, 60)
    last = house.clock.now()
    house.clock.advance(minutes=5)
    house.subscriptions.dropped = {"stock"}

    job = look(house)

    assert job.progress["renewed"] == ["stock"]
    assert watch(house).recreated_at == house.clock.now()
    assert asked(house) == BACKFILLED
    (delta, *_) = house.open_jobs(JobKind.DELTA)
    assert (delta.requested_by, delta.due_at) == ("watchdog", house.clock.now())
    assert delta.params == {"gap_from": last.isoformat()}
    house.work_off()
    assert look(house).progress["renewed"] == []


def test_a_watchdog_that_was_killed_between_finds_the_gap_the_next_time(
    house: MemoryHouse,
) -> None:
    """It had renewed the subscription, and nothing of that was stored."""
    look(house)
    house.subscriptions.generation = "2"
    house.clock.advance(minutes=1)

    job = look(house)

    assert job.progress["renewed"] == []
    assert watch(house).recreated_at == house.clock.now()
    assert asked(house) == BACKFILLED
    house.work_off()
    house.clock.advance(minutes=1)
    look(house)
    assert asked(house) == [], "once"


def test_a_delta_that_is_under_way_is_followed_by_another(house: MemoryHouse) -> None:
    """It may have read past what was changed while nobody told."""
    house.subscriptions.dropped = {"stock"}
    house.ask(JobKind.DELTA, Entity.STOCK)
    pages = []

    def look_meanwhile() -> None:
        if not pages:
            pages.append(look(house).state)

    house.shop.requests = _Watched(look_meanwhile)
    house.runner().run_once()

    assert pages == [JobState.DONE]
    assert Entity.STOCK in asked(house)


class _Watched(list[dict[str, object]]):
    def __init__(self, watcher: Callable[[], None]) -> None:
        super().__init__()
        self._watcher = watcher

    def append(self, request: dict[str, object]) -> None:
        super().append(request)
        self._watcher()


def test_a_silence_longer_than_the_habit_is_read_over_once(house: MemoryHouse) -> None:
    hear(house, *[60.0] * 20)
    last = house.clock.now()
    house.clock.advance(minutes=9)
    assert not look(house).progress["silent"]

    house.clock.advance(minutes=2)
    assert look(house).progress["silent"]
    assert asked(house) == BACKFILLED
    assert watch(house).silent_since == last
    house.work_off()

    house.clock.advance(minutes=5)
    assert not look(house).progress["silent"], "it was seen to five minutes ago"
    house.clock.advance(minutes=6)
    assert look(house).progress["silent"], "and is again after as long"


def test_the_silence_ends_with_the_next_webhook(house: MemoryHouse) -> None:
    hear(house, *[60.0] * 5)
    house.clock.advance(minutes=30)
    look(house)
    assert watch(house).silent_since is not None

    hear(house, 1)

    assert watch(house).silent_since is None


def test_a_quiet_connection_is_given_the_time_it_is_used_to(house: MemoryHouse) -> None:
    hear(house, *[3600.0] * 20)
    house.clock.advance(minutes=55)

    assert not look(house).progress["silent"]


def test_a_connection_that_never_told_anything_is_not_silent(house: MemoryHouse) -> None:
    house.clock.advance(days=2)

    assert not look(house).progress["silent"]


def test_webhooks_out_of_order_do_not_bend_the_habit(house: MemoryHouse) -> None:
    hear(house, *[60.0] * 5)
    before = watch(house)
    with house.database.write() as tx:
        webhook_watches.heard(tx, CONNECTION, house.clock.now() - timedelta(hours=3))

    assert watch(house) == before


def test_a_connection_without_webhooks_is_not_watched(house: MemoryHouse) -> None:
    with house.database.write() as tx:
        merchants.update_connection(tx, replace(house.connection, webhook_url=None))

    assert look(house).progress == {"watched": False}
