"""Clocks: what is due becomes one job, by the merchant's wish and in the merchant's zone."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.errors import InvalidInputError
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from storage import merchants, sync_jobs
from storage.engine import Database
from storage.merchants import ConnectionStatus
from storage.schedules import Duty, SyncClock
from storage.sync_jobs import JobKind, SyncJob
from sync.clocks import DEFAULTS, Clocks, Schedules, duty_named
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, a_connection, open_shop

MERCHANT = MerchantId("mer_1")
PRODUCTS = Duty(JobKind.DELTA, Entity.PRODUCT)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def clocks(database: Database, clock: FakeClock) -> Clocks:
    """Wound for two connections of two merchants."""
    open_shop(database)
    open_shop(database, merchant_id="mer_2", connection_id="con_b")
    made = Clocks(database, clock)
    assert (made.set_up(), made.set_up()) == (2, 0)
    return made


def jobs(database: Database) -> list[SyncJob]:
    with database.read() as tx:
        return list(sync_jobs.listed(tx, None, limit=500).rows)


def end_all(database: Database, clock: FakeClock) -> None:
    """Some worker does everything that is asked for."""
    with database.write() as tx:
        for job in sync_jobs.claim(
            tx, owner="w", now=clock.now(), lease=timedelta(seconds=30), limit=500
        ):
            sync_jobs.finish(tx, job.id, owner="w", now=clock.now())


def clock_of(schedules: Schedules, duty: Duty) -> SyncClock:
    (found,) = [each for each in schedules.clocks(MERCHANT) if each.duty == duty]
    return found


def test_a_day_looked_at_every_quarter_of_an_hour_brings_what_the_defaults_promise(
    database: Database, clocks: Clocks, clock: FakeClock
) -> None:
    for _ in range(24 * 4):
        clock.advance(minutes=15)
        clocks.tick()
        end_all(database, clock)

    with database.read() as tx:
        rows, cursor = [], None
        while True:
            page = sync_jobs.listed(tx, "mer_1", cursor=cursor, limit=500)
            rows += page.rows
            cursor = page.cursor
            if cursor is None:
                break
    told = Counter(Duty(job.kind, job.entity).name for job in rows)
    assert told == {
        "delta:product": 24,
        "delta:stock": 24,
        "delta:customer": 24,
        "delta:order": 24,
        "full": 1,
        "balance": 1,
        "stock_poll": 96,
        "watch_webhooks": 96,
        "spot_check": 96,
        "probe": 96,
    }
    (full,) = [job for job in rows if job.kind is JobKind.FULL]
    assert 1 <= full.created_at.astimezone(ZoneInfo("America/New_York")).hour < 5
    assert {job.requested_by for job in rows} == {"clock"}


def test_what_is_open_is_not_asked_for_twice(
    database: Database, clocks: Clocks, clock: FakeClock
) -> None:
    for _ in range(5):
        clock.advance(minutes=10)
        clocks.tick()

    assert (
        max(Counter((job.connection_id, job.kind, job.entity) for job in jobs(database)).values())
        == 1
    )


def test_two_leaders_at_once_do_no_harm(
    database: Database, clocks: Clocks, clock: FakeClock
) -> None:
    clock.advance(hours=2)
    other = Clocks(database, clock)

    assert clocks.tick() > 0
    assert other.tick() == 0


def test_a_paused_connection_is_left_alone_and_goes_on_afterwards(
    database: Database, clocks: Clocks, clock: FakeClock
) -> None:
    con_a = ConnectionId("con_a")
    with database.write() as tx:
        merchants.pause(tx, con_a, "token refused")
    clock.advance(hours=2)
    clocks.tick()
    assert {job.connection_id for job in jobs(database)} == {"con_b"}

    with database.write() as tx:
        merchants.set_status(tx, con_a, ConnectionStatus.ACTIVE, None)
    clock.advance(hours=2)
    clocks.tick()

    assert {job.connection_id for job in jobs(database)} == {"con_a", "con_b"}


def test_a_new_connection_gets_its_clocks(database: Database, clocks: Clocks) -> None:
    with database.write() as tx:
        merchants.add_connection(tx, a_connection("con_c", "shopify"))

    assert (clocks.set_up(), clocks.set_up()) == (1, 0)


def test_a_merchants_wish_holds_for_all_its_connections_and_for_nobody_else(
    database: Database, clocks: Clocks, clock: FakeClock
) -> None:
    schedules = Schedules(database, clock)
    schedules.set_rule(MERCHANT, PRODUCTS, "every 10m")
    with database.write() as tx:
        merchants.add_connection(tx, a_connection("con_c", "shopify"))
    clocks.set_up()

    def rung(connection_id: str) -> int:
        return sum(
            job.connection_id == connection_id and job.entity is Entity.PRODUCT
            for job in jobs(database)
        )

    for _ in range(12):
        clock.advance(minutes=10)
        clocks.tick()
        end_all(database, clock)
    assert (rung("con_a"), rung("con_b"), rung("con_c")) == (12, 2, 12)


def test_never_is_never_until_the_default_holds_again(
    database: Database, clocks: Clocks, clock: FakeClock
) -> None:
    schedules = Schedules(database, clock)
    schedules.set_rule(MERCHANT, PRODUCTS, "never")
    assert clock_of(schedules, PRODUCTS).next_at is None
    clock.advance(hours=3)
    clocks.tick()
    assert "product" not in {job.entity for job in jobs(database) if job.merchant_id == MERCHANT}

    assert schedules.drop_rule(MERCHANT, PRODUCTS)
    assert not schedules.drop_rule(MERCHANT, PRODUCTS)

    next_at = clock_of(schedules, PRODUCTS).next_at
    assert next_at is not None
    assert next_at < clock.now() + timedelta(hours=1)


def test_rules_are_shown_with_whose_they_are(
    database: Database, clocks: Clocks, clock: FakeClock
) -> None:
    schedules = Schedules(database, clock)
    schedules.set_rule(MERCHANT, Duty(JobKind.FULL), " daily  03:15 ")

    told = {duty.name: (rule, own) for duty, rule, own in schedules.rules(MERCHANT)}

    assert told["full"] == ("daily 03:15", True)
    assert told["probe"] == ("every 60s", False)
    assert len(told) == len(DEFAULTS)


@pytest.mark.parametrize(("duty", "rule"), [("full", "every 5m"), ("probe", "sometimes")])
def test_a_rule_that_cannot_be_is_refused_and_changes_nothing(
    database: Database, clocks: Clocks, clock: FakeClock, duty: str, rule: str
) -> None:
    schedules = Schedules(database, clock)
    before = schedules.clocks(MERCHANT)

    with pytest.raises(InvalidInputError):
        schedules.set_rule(MERCHANT, duty_named(duty), rule)

    assert schedules.clocks(MERCHANT) == before


def test_only_duties_some_worker_can_do_have_clocks(database: Database, clock: FakeClock) -> None:
    open_shop(database)
    made = Clocks(database, clock, kinds=[JobKind.PROBE, JobKind.FULL])

    assert (made.set_up(), made.set_up()) == (1, 0)

    assert {each.duty.name for each in Schedules(database, clock).clocks(None)} == {"probe", "full"}


def test_a_tick_with_nothing_due_writes_nothing(database: Database, clocks: Clocks) -> None:
    assert clocks.tick() == 0
