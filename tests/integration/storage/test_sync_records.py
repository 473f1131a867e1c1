"""What sync keeps about itself: runs, cursors, reports, quarantined records; and the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.events import Entity, Quarantined
from storage import outbox, quarantine, sync_runs
from storage.engine import Database
from storage.outbox import Effect
from tests.integration.storage.shop import NOW, Shop, after, open_shop

MERCHANT, LEASE = "mer_1", timedelta(seconds=30)


@pytest.fixture
def shop(database: Database) -> Shop:
    return open_shop(database)


def test_a_run_is_continued_from_its_last_checkpoint(shop: Shop) -> None:
    with shop.database.write() as tx:
        run = sync_runs.start(tx, shop.connection, kind="full", entity="product", now=NOW)
        sync_runs.checkpoint(tx, run.id, cursor="page-3", counts={"inserted": 300}, now=after(5))
        found = sync_runs.latest(tx, shop.connection.id, "product")
        assert sync_runs.latest(tx, shop.connection.id, "stock") is None

    assert found is not None
    assert (found.id, found.cursor, found.counts) == (run.id, "page-3", {"inserted": 300})
    assert (found.is_unfinished, found.started_at, found.heartbeat_at) == (True, NOW, after(5))


def test_a_failed_run_says_why(shop: Shop) -> None:
    with shop.database.write() as tx:
        run = sync_runs.start(tx, shop.connection, kind="full", entity="product", now=NOW)
        sync_runs.finish(tx, run.id, state="failed", counts={}, now=after(9), error="POS down")
        found = sync_runs.latest(tx, shop.connection.id, "product")

    assert found is not None
    assert (found.state, found.error, found.finished_at) == ("failed", "POS down", after(9))


def test_the_start_of_the_next_delta_is_remembered_per_entity(shop: Shop) -> None:
    with shop.database.write() as tx:
        assert sync_runs.since(tx, shop.connection.id, "stock") is None
        for mark in ("t1", "t2"):
            sync_runs.set_since(tx, shop.connection, "stock", mark, now=NOW)
        assert sync_runs.since(tx, shop.connection.id, "stock") == "t2"
        assert sync_runs.since(tx, shop.connection.id, "product") is None


def test_a_report_is_kept_per_run_and_entity(shop: Shop) -> None:
    with shop.database.write() as tx:
        for unknown in (1, 2):
            sync_runs.put_report(
                tx,
                "run_1",
                shop.connection,
                entity="product",
                report={"unknown": unknown},
                now=NOW,
            )
        (report,) = sync_runs.reports(tx, shop.connection.id)

    assert report["report"] == {"unknown": 2}


def a_fault(platform_id: str | None = "p1", path: str = "price") -> Quarantined:
    return Quarantined(
        entity=Entity.PRODUCT,
        platform_id=platform_id,
        path=path,
        value="'abc'",
        remedy="set a price",
        raw=b'{"id":1}',
    )


def test_a_fault_seen_again_is_counted_not_repeated(shop: Shop) -> None:
    with shop.database.write() as tx:
        quarantine.record(tx, shop.connection, [a_fault(), a_fault(path="name")], now=NOW)
        quarantine.record(tx, shop.connection, [a_fault(), a_fault(None)], now=after(5))
        found = quarantine.open_items(tx, MERCHANT).rows
        assert quarantine.open_items(tx, "mer_2").rows == ()

    assert sorted((item.platform_id, item.path, item.times) for item in found) == [
        ("", "price", 1),
        ("p1", "name", 1),
        ("p1", "price", 2),
    ]
    (twice,) = [item for item in found if item.times == 2]
    assert (twice.first_seen_at, twice.last_seen_at) == (NOW, after(5))
    assert (twice.raw, twice.remedy, twice.entity) == (b'{"id":1}', "set a price", Entity.PRODUCT)


def test_a_record_that_maps_again_leaves_quarantine_until_it_fails_again(shop: Shop) -> None:
    def waiting() -> int:
        with shop.database.read() as tx:
            return len(quarantine.open_items(tx, MERCHANT).rows)

    with shop.database.write() as tx:
        quarantine.record(tx, shop.connection, [a_fault(), a_fault("p2")], now=NOW)
        assert quarantine.resolve(tx, shop.connection, Entity.STOCK, ["p1"], now=NOW) == 0
        assert quarantine.resolve(tx, shop.connection, Entity.PRODUCT, ["p1"], now=NOW) == 1
    assert waiting() == 1
    with shop.database.write() as tx:
        quarantine.record(tx, shop.connection, [a_fault()], now=after(9))
    assert waiting() == 2


def test_quarantine_is_read_in_pages(shop: Shop) -> None:
    with shop.database.write() as tx:
        quarantine.record(tx, shop.connection, [a_fault(f"p{n}") for n in range(5)], now=NOW)
        first = quarantine.open_items(tx, MERCHANT, limit=3)
        second = quarantine.open_items(tx, MERCHANT, limit=3, cursor=first.cursor)

    met = {item.platform_id for item in (*first.rows, *second.rows)}
    assert met == {f"p{n}" for n in range(5)}
    assert second.cursor is None


def put(shop: Shop, key: str = "k1") -> bool:
    with shop.database.write() as tx:
        return outbox.put(tx, MERCHANT, kind="void", key=key, payload={"a": 1}, due_at=NOW, now=NOW)


def claim(shop: Shop, owner: str = "w1", seconds: float = 0) -> list[Effect]:
    with shop.database.write() as tx:
        return outbox.claim(tx, owner=owner, now=after(seconds), lease=LEASE)


def test_an_effect_is_asked_for_once_and_carried_out_by_one(shop: Shop) -> None:
    assert put(shop)
    assert not put(shop)

    (effect,) = claim(shop)

    assert (effect.kind, effect.key, effect.payload, effect.attempts) == ("void", "k1", {"a": 1}, 1)
    assert claim(shop, "w2", 29) == []
    assert [again.attempts for again in claim(shop, "w2", 30)] == [2]


def test_an_effect_that_stands_is_tried_again_only_when_it_is_asked_for_anew(shop: Shop) -> None:
    put(shop)
    claim(shop)
    with shop.database.write() as tx:
        assert outbox.done(tx, MERCHANT, kind="void", key="k1", now=NOW)
        assert not outbox.done(tx, MERCHANT, kind="void", key="k1", now=NOW)

    assert claim(shop, seconds=10_000) == []
    assert put(shop)
    assert [again.attempts for again in claim(shop)] == [1]


def test_an_effect_put_back_waits_and_a_buried_one_stays(shop: Shop) -> None:
    put(shop)
    put(shop, "k2")
    first, second = claim(shop)
    with shop.database.write() as tx:
        outbox.retry(tx, first.id, owner="w1", at=after(60), reason="POS down")
        outbox.bury(tx, second.id, owner="w1", now=NOW, reason="refused")

    assert claim(shop, seconds=59) == []
    assert [(each.key, each.reason) for each in claim(shop, seconds=60)] == [("k1", "POS down")]
