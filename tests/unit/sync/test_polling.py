"""Polls: what changed since a mark comes once, and as if the platform had sent a webhook."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson
import pytest

from domain.capabilities import Capability
from domain.events import Entity, Refetch
from domain.ids import PlatformId
from storage import sync_jobs, sync_runs, tables
from storage.sync_jobs import JobKind, JobState
from sync.fetch import fetch
from sync.polling import Poller
from tests.unit.sync.memory_house import CONNECTION, MemoryHouse

SHOE = "NK-AIRMAX90-BLK-10"


@pytest.fixture(autouse=True)
def _read(house: MemoryHouse) -> None:
    """Everything was read once, by a full run; the clocks have rung for nothing yet."""
    assert house.do(JobKind.FULL).state is JobState.DONE
    house.shop.requests.clear()


def polled(house: MemoryHouse) -> list[Any]:
    return [row for row in house.rows(tables.inbox) if row.topic.startswith("poll.")]


def mark(house: MemoryHouse, entity: Entity = Entity.STOCK) -> str | None:
    with house.database.read() as tx:
        return sync_runs.since(tx, CONNECTION.id, entity.value)


def levels_of(house: MemoryHouse, sku: str) -> set[Any]:
    (listing,) = house.rows(tables.listings, tables.listings.c.own_sku == sku)
    rows = house.rows(tables.inventory_levels, tables.inventory_levels.c.listing_id == listing.id)
    return {row.pos_available for row in rows}


def test_a_delta_job_brings_what_changed_of_its_entity(house: MemoryHouse) -> None:
    house.sell(SHOE, 2)
    house.shop.control("POST rename", {"sku": SHOE, "title": "Phoenix"})

    job = house.do(JobKind.DELTA, Entity.STOCK)

    assert job.progress == {"stock": {"pages": 1, "records": 1, "changed": 1}}
    assert house.counted(SHOE) in levels_of(house, SHOE)
    assert house.calls("products") == 0


def test_a_delta_of_no_entity_brings_all_kinds(house: MemoryHouse) -> None:
    house.sell(SHOE)
    house.shop.control("POST rename", {"sku": SHOE, "title": "Phoenix"})

    job = house.do(JobKind.DELTA)

    assert set(job.progress) == {"product", "stock", "customer", "order"}
    assert sum(told["changed"] for told in job.progress.values()) == 2


def test_what_a_poll_finds_is_written_down_as_a_delivery(house: MemoryHouse) -> None:
    before = mark(house)
    house.sell(SHOE)

    house.do(JobKind.DELTA, Entity.STOCK)

    (delivery,) = polled(house)
    assert (delivery.topic, delivery.state) == ("poll.stock", "done")
    told = orjson.loads(delivery.body)
    assert (told["entity"], told["since"], len(told["records"])) == ("stock", before, 1)
    (event,) = [
        row for row in house.rows(tables.stock_events) if row.delivery_id == delivery.delivery_id
    ]
    assert (event.source, event.quantity) == ("poll", house.counted(SHOE))


def test_a_poll_that_finds_nothing_new_writes_nothing_down(house: MemoryHouse) -> None:
    house.do(JobKind.DELTA)

    assert polled(house) == []


def test_the_same_finding_from_the_same_mark_is_the_same_delivery(house: MemoryHouse) -> None:
    since = mark(house)
    house.sell(SHOE)
    house.do(JobKind.DELTA, Entity.STOCK)
    assert since is not None
    with house.database.write() as tx:
        sync_runs.set_since(tx, CONNECTION, "stock", since, now=house.clock.now())

    house.do(JobKind.DELTA, Entity.STOCK)

    assert len(polled(house)) == 1


def test_a_platform_that_sends_webhooks_needs_none_from_us(house: MemoryHouse) -> None:
    house.directory.tells = True
    house.sell(SHOE)

    house.do(JobKind.DELTA, Entity.STOCK)

    assert house.counted(SHOE) in levels_of(house, SHOE)
    assert polled(house) == []


def test_a_poll_that_fails_half_way_keeps_its_pages_and_begins_again_at_its_mark(
    house: MemoryHouse,
) -> None:
    before = mark(house)
    for sku in {variant.sku for one in house.shop.products.values() for variant in one.variants}:
        house.sell(str(sku))
    house.shop.faults.add({"kind": "fail", "route": "stock", "status": 503, "skip": 1, "times": 4})

    job = house.do(JobKind.DELTA, Entity.STOCK)

    assert (job.state, job.progress["pages"]) == (JobState.PENDING, 1)
    assert mark(house) == before
    house.clock.advance(minutes=1)
    house.work_off()
    assert house.job(job.id).state is JobState.DONE
    assert mark(house) != before


def test_asking_for_one_record_by_name_moves_no_mark(house: MemoryHouse) -> None:
    before = mark(house)
    house.sell(SHOE)
    (listing,) = house.rows(tables.listings, tables.listings.c.own_sku == SHOE)
    pos = Poller(house.database, house.directory, house.clock).open(CONNECTION)
    hint = Refetch(entity=Entity.STOCK, platform_id=PlatformId(listing.inventory_platform_id))

    pages = [each.page for each in fetch(pos, hint, lambda _: before)]

    assert [len(page.records) for page in pages] == [2]
    assert {page.high_water for page in pages} == {None}


def test_a_customer_is_asked_for_by_name_where_the_platform_can(house: MemoryHouse) -> None:
    pos = Poller(house.database, house.directory, house.clock).open(CONNECTION)
    assert Capability.CUSTOMER_BY_ID in pos.capabilities
    someone = next(iter(house.shop.customers))

    hint = Refetch(entity=Entity.CUSTOMER, platform_id=someone)
    (found,) = fetch(pos, hint, lambda _: None)

    assert [one.platform_id for one in found.page.records] == [someone]
    assert house.calls("customers") == 0


def test_a_full_job_shows_its_progress_and_can_be_canceled(house: MemoryHouse) -> None:
    house.clock.advance(days=1)
    job = house.ask(JobKind.FULL)
    seen = []

    def cancel_at_stock() -> None:
        progress = house.job(job.id).progress
        seen.append(progress.get("entity"))
        if progress.get("entity") == "stock":
            with house.database.write() as tx:
                sync_jobs.cancel(tx, job.merchant_id, job.id, now=house.clock.now())

    house.shop.requests = Listening(cancel_at_stock)
    house.work_off()

    assert house.job(job.id).state is JobState.CANCELED, seen
    assert "product" in seen
    assert house.calls("customers") == 0


class Listening(list[dict[str, Any]]):
    """Requests, each told to whoever watches."""

    def __init__(self, watcher: Any) -> None:
        super().__init__()
        self._watcher = watcher

    def append(self, request: dict[str, Any]) -> None:
        """One more."""
        super().append(request)
        self._watcher()


def test_of_two_numbers_of_one_revision_the_one_that_was_asked_for_later_holds(
    house: MemoryHouse,
) -> None:
    (listing,) = house.rows(tables.listings, tables.listings.c.own_sku == SHOE)
    at, told = next(
        (at, one)
        for at, one in house.shop.stock.items()
        if at[0] == listing.inventory_platform_id and one.available
    )
    assert told.available is not None
    house.shop.stock[at] = replace(told, available=told.available + 7)
    poller = Poller(house.database, house.directory, house.clock)
    pos = poller.open(house.connection)
    house.clock.advance(seconds=1)

    poller.take(
        pos,
        house.connection,
        Entity.STOCK,
        pos.stock(inventory_ids=[at[0]]),
        since=mark(house),
        page_done=lambda _: None,
    )

    assert told.available + 7 in levels_of(house, SHOE)
