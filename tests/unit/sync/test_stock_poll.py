"""Stock polls: often while goods move, seldom while they rest, within their share of the budget."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.ids import MerchantId, PlatformId
from storage import stock_pace, sync_runs, tables, webhook_watches
from storage.engine import Database
from storage.schedules import Duty
from storage.sync_jobs import JobKind, JobState, SyncJob
from sync.clocks import Schedules
from sync.pace import SHARE, TOLD, UNTOLD
from sync.stock_poll import StockCosts
from tests.unit.sync.memory_house import CONNECTION, MemoryHouse

SHOE = "NK-AIRMAX90-BLK-10"
OTHER = "NK-PEGASUS41-BLK-10"
DEAR = StockCosts(rate_per_s=1.0, page_cost=10.0, ids_per_call=5, call_cost=1.0)
"""A listing is worth fifty seconds of the share, a call by name five."""


@pytest.fixture(autouse=True)
def _read(house: MemoryHouse) -> None:
    """Everything was read once, by a full run."""
    assert house.do(JobKind.FULL).state is JobState.DONE
    house.shop.requests.clear()


def poll(house: MemoryHouse) -> SyncJob:
    """Do the next poll at the moment it is due; the job as it ended."""
    (job,) = house.open_jobs(JobKind.STOCK_POLL) or [house.ask(JobKind.STOCK_POLL)]
    house.clock.advance(seconds=max(0.0, (job.due_at - house.clock.now()).total_seconds()))
    assert house.work_off() == 1
    done = house.job(job.id)
    assert done.state is JobState.DONE, done.reason
    return done


def next_at(house: MemoryHouse) -> datetime:
    (job,) = house.open_jobs(JobKind.STOCK_POLL)
    return job.due_at


def pause(house: MemoryHouse) -> float:
    """Seconds until the next poll."""
    return (next_at(house) - house.clock.now()).total_seconds()


def paces(house: MemoryHouse) -> dict[str, float]:
    """Items asked for by name, and every how many seconds."""
    rows = house.rows(tables.stock_pace, tables.stock_pace.c.inventory_platform_id != "")
    return {row.inventory_platform_id: row.interval_ms / 1000 for row in rows}


def item(house: MemoryHouse, sku: str) -> str:
    (listing,) = house.rows(tables.listings, tables.listings.c.own_sku == sku)
    found: str = listing.inventory_platform_id
    return found


def count(house: MemoryHouse, sku: str) -> Any:
    with house.database.read() as tx:
        counts = stock_pace.counts(tx, CONNECTION.id, [PlatformId(item(house, sku))])
    (downtown,) = [
        place.platform_id for place in house.shop.places.values() if place.name == "Downtown"
    ]
    return counts[PlatformId(item(house, sku)), downtown]


def test_a_poll_brings_what_moved_and_asks_for_the_next(house: MemoryHouse) -> None:
    house.sell(SHOE, 2)

    job = poll(house)

    assert job.progress["moved"] == 1
    assert count(house, SHOE) == house.counted(SHOE)
    assert pause(house) == UNTOLD.floor.total_seconds()


def test_a_shop_that_sells_is_asked_every_few_seconds_and_one_that_rests_seldom(
    house: MemoryHouse,
) -> None:
    pauses = []
    for _ in range(14):
        poll(house)
        pauses.append(pause(house))
    assert pauses == sorted(pauses)
    assert pauses[-1] == UNTOLD.ceiling.total_seconds()

    for _ in range(8):
        house.sell(SHOE)
        poll(house)

    assert pause(house) == UNTOLD.floor.total_seconds()


def test_where_webhooks_come_polls_are_a_net_until_they_fall_silent(house: MemoryHouse) -> None:
    house.directory.tells = True
    poll(house)
    assert pause(house) >= TOLD.floor.total_seconds()

    with house.database.write() as tx:
        now = house.clock.now()
        webhook_watches.backfilled(tx, CONNECTION, now=now, silent_since=now)
    for _ in range(5):
        house.sell(SHOE)
        poll(house)

    assert pause(house) == UNTOLD.floor.total_seconds()


def test_a_poll_that_was_dear_is_paid_for_before_the_next(house: MemoryHouse) -> None:
    house.costs = DEAR

    poll(house)

    earned = pause(house) * DEAR.rate_per_s * SHARE
    assert earned >= DEAR.page_cost


def test_between_dear_listings_what_moves_is_asked_for_by_name(house: MemoryHouse) -> None:
    house.costs = DEAR
    house.sell(SHOE)
    poll(house)
    assert set(paces(house)) == {item(house, SHOE)}
    before = house.calls("stock")

    by = []
    for _ in range(25):
        house.sell(SHOE)
        by.append(poll(house).progress["asked"])
        assert count(house, SHOE) == house.counted(SHOE)

    assert by.count("1 by name") > by.count("all that changed") >= 1
    assert paces(house)[item(house, SHOE)] == 5.0
    assert house.calls("stock") - before == 25


def test_one_item_may_be_fast_while_another_is_slow(house: MemoryHouse) -> None:
    house.costs = DEAR
    house.sell(SHOE)
    house.sell(OTHER)
    poll(house)
    for _ in range(12):
        house.sell(SHOE)
        poll(house)

    found = paces(house)
    assert found[item(house, SHOE)] < found.get(item(house, OTHER), 1e9) / 2


def test_an_item_that_rests_is_let_go(house: MemoryHouse) -> None:
    house.costs = DEAR
    house.sell(SHOE)
    poll(house)

    for _ in range(20):
        poll(house)

    assert paces(house) == {}


def test_by_name_no_more_is_asked_than_the_share_pays_for(house: MemoryHouse) -> None:
    house.costs = DEAR
    for product in list(house.shop.products.values())[:20]:
        for variant in product.variants[:1]:
            house.sell(str(variant.sku))
    poll(house)
    began, spent = house.clock.now(), 0.0

    for _ in range(30):
        job = poll(house)
        asked = str(job.progress["asked"])
        if asked.endswith("by name"):
            names = int(asked.split()[0])
            assert names <= DEAR.ids_per_call, "one call's worth in a round"
            spent += DEAR.call_cost
        elif asked == "all that changed":
            spent += DEAR.page_cost * job.progress["pages"]

    elapsed = (house.clock.now() - began).total_seconds()
    assert spent <= elapsed * DEAR.rate_per_s * SHARE + DEAR.page_cost


def test_asking_by_name_does_not_move_the_mark(house: MemoryHouse) -> None:
    house.costs = DEAR
    house.sell(SHOE)
    poll(house)
    since = _mark(house.database)
    house.sell(OTHER)
    house.sell(SHOE)

    assert poll(house).progress["asked"] == "1 by name"

    assert _mark(house.database) == since
    while poll(house).progress["asked"] != "all that changed":
        pass
    assert count(house, OTHER) == house.counted(OTHER)


def _mark(database: Database) -> str | None:
    with database.read() as tx:
        return sync_runs.since(tx, CONNECTION.id, "stock")


def test_before_any_full_run_nothing_is_asked(house: MemoryHouse) -> None:
    with house.database.write() as tx:
        tx.execute(tables.sync_cursors.delete())

    job = house.do(JobKind.STOCK_POLL)

    assert job.progress["asked"] == "nothing"
    assert house.open_jobs(JobKind.STOCK_POLL) == []
    assert house.calls("stock") == 0


def test_a_merchant_may_have_it_never(house: MemoryHouse) -> None:
    schedules = Schedules(house.database, house.clock)
    schedules.set_rule(MerchantId("mer_1"), Duty(JobKind.STOCK_POLL), "never")

    house.do(JobKind.STOCK_POLL)

    assert house.open_jobs(JobKind.STOCK_POLL) == []


def test_a_poll_that_fails_comes_back_by_itself(house: MemoryHouse) -> None:
    house.shop.faults.add({"kind": "fail", "route": "stock", "status": 503, "times": 4})
    house.sell(SHOE)

    job = house.do(JobKind.STOCK_POLL)
    assert job.state is JobState.PENDING
    house.clock.advance(minutes=1)
    house.work_off()

    assert house.job(job.id).state is JobState.DONE
    assert next_at(house) - house.clock.now() <= timedelta(seconds=60)
