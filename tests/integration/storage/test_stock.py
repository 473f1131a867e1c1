"""Stock: counts guarded by revision, unknown apart from zero, arrival order without effect."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from domain.catalog import Location, Source
from domain.errors import NotFoundError
from domain.ids import PlatformId
from storage import locations, stock
from storage.engine import Database
from storage.stock import Level
from tests.integration.storage.buyers import line, place
from tests.integration.storage.shop import (
    NOW,
    TTL,
    Shop,
    a_count,
    a_product,
    a_variant,
    after,
    open_shop,
)

MERCHANT = "mer_1"


@pytest.fixture
def shop(database: Database) -> Shop:
    opened = open_shop(database)
    opened.sell(a_product("1", a_variant("v1", "MUG"), a_variant("v2", "TEA", tracked=False)))
    return opened


def level(shop: Shop, sku: str = "MUG", *, seconds: float = 0) -> Level:
    with shop.database.read() as tx:
        found = stock.level(tx, MERCHANT, sku, shop.stores[0], now=after(seconds))
    assert found is not None
    return found


def test_a_count_says_how_old_it_is_and_where_it_came_from(shop: Shop) -> None:
    result = shop.count(a_count("v1", "P1", "2.12345", at=after(-60)))

    found = level(shop)

    assert result.inserted == 1
    assert (found.pos_available, found.as_of) == (Decimal("2.12345"), after(-60))
    assert found.source is Source.WEBHOOK
    assert found.location_platform_id == "P1"


def test_an_older_count_never_overwrites_a_newer_one(shop: Shop) -> None:
    shop.count(a_count("v1", "P1", 5, at=after(10)))

    assert shop.count(a_count("v1", "P1", 9, at=after(9))).stale == 1
    assert level(shop).pos_available == 5


@pytest.mark.parametrize(("first", "second", "kept"), [(5, 3, 3), (3, 5, 3), (5, None, None)])
def test_of_two_counts_for_one_moment_the_lower_stays(
    shop: Shop, first: int, second: int | None, kept: int | None
) -> None:
    shop.count(a_count("v1", "P1", first))
    shop.count(a_count("v1", "P1", second))

    assert level(shop).pos_available == kept


def test_two_counts_of_one_item_in_one_batch_leave_the_newer(shop: Shop) -> None:
    shop.count(a_count("v1", "P1", 5, at=after(10)), a_count("v1", "P1", 9, at=after(9)))

    assert level(shop).pos_available == 5


def test_unknown_is_not_zero(shop: Shop) -> None:
    shop.count(a_count("v1", "P1", None))
    assert level(shop).available is None

    shop.count(a_count("v1", "P1", 0, at=after(1)))
    assert level(shop).available == 0


def test_an_untracked_variant_is_unknown_at_every_active_location(shop: Shop) -> None:
    with shop.database.read() as tx:
        found = stock.levels(tx, MERCHANT, "TEA", now=NOW)

    assert {each.location_platform_id for each in found} == {"P1", "P2"}
    assert all(each.available is None and each.is_unlimited for each in found)
    assert found[0].covers(1000)


def test_a_tracked_variant_is_listed_only_where_it_is_counted(shop: Shop) -> None:
    shop.count(a_count("v1", "P2", 4))

    with shop.database.read() as tx:
        found = stock.levels_of(tx, MERCHANT, ["MUG", "NOPE"], now=NOW)
    assert [each.location_id for each in found["MUG"]] == [shop.stores[1]]
    assert set(found) == {"MUG"}


def test_a_count_that_comes_before_its_variant_waits_for_it(shop: Shop) -> None:
    early = shop.count(a_count("v9", "P1", 7), a_count("v9", "P1", 6, at=after(1)))
    assert early.pending == 2

    shop.sell(a_product("9", a_variant("v9", "VASE")))

    assert level(shop, "VASE").pos_available == 6
    assert shop.count(a_count("v9", "P1", 7)).stale == 1


def test_a_count_that_comes_before_its_location_waits_for_it(shop: Shop) -> None:
    assert shop.count(a_count("v1", "P9", 7)).pending == 1

    with shop.database.write() as tx:
        locations.apply_locations(
            tx,
            shop.connection,
            [Location(platform_id=PlatformId("P9"), name="New store")],
            as_of=NOW,
            source=Source.POLL,
        )
        found = stock.levels(tx, MERCHANT, "MUG", now=NOW)
    assert [(each.location_platform_id, each.pos_available) for each in found] == [("P9", 7)]


def test_stock_counted_under_an_inventory_id_finds_its_variant(shop: Shop) -> None:
    shop.sell(a_product("5", a_variant("v5", "HAT", inventory_platform_id=PlatformId("inv5"))))
    shop.count(a_count("inv5", "P1", 2))

    assert level(shop, "HAT").pos_available == 2


def test_a_live_hold_lowers_what_is_available_and_a_lapsed_one_does_not(shop: Shop) -> None:
    shop.count(a_count("v1", "P1", 5))
    place(shop.database, line("MUG", shop.stores[0], 2), key="k")

    assert (level(shop).held, level(shop).available) == (2, 3)
    assert (level(shop, seconds=600).held, level(shop, seconds=600).available) == (0, 5)
    assert not level(shop).covers(4)
    assert level(shop, seconds=TTL.total_seconds()).covers(5)


def test_the_ledger_names_each_event_that_changed_the_number(shop: Shop) -> None:
    shop.count(a_count("v1", "P1", 5))
    shop.count(a_count("v1", "P1", 5, at=after(1)))
    with shop.database.write() as tx:
        stock.apply_stock(
            tx,
            shop.connection,
            [a_count("v1", "P1", 4, at=after(2))],
            source=Source.WEBHOOK,
            now=after(3),
            delivery_ids=["d1"],
        )
        ledger = stock.events(tx, MERCHANT, "MUG", shop.stores[0])
        pruned = stock.prune_events(tx, before=after(1))

    assert [(each.quantity, each.delivery_id) for each in ledger] == [(4, "d1"), (5, None)]
    assert ledger[0].at == after(3)
    assert pruned == 1


@pytest.mark.parametrize(("asked_s", "stays"), [(5, 52), (2, 31)], ids=["after", "before"])
def test_of_two_counts_of_one_second_the_one_asked_for_after_the_other_was_written_stays(
    shop: Shop, asked_s: int, stays: int
) -> None:
    """Shopify tells the time of a level by the second: the later of two changes in one looks the
    same, and a full run would never have mended what the webhooks left."""

    def count(units: int, *, seconds: int, asked_at: datetime | None = None) -> None:
        with shop.database.write() as tx:
            stock.apply_stock(
                tx,
                shop.connection,
                [a_count("v1", "P1", units, at=after(1))],
                source=Source.POLL if asked_at else Source.WEBHOOK,
                now=after(seconds),
                asked_at=asked_at,
            )

    count(52, seconds=2)
    count(31, seconds=3)
    count(52, seconds=6, asked_at=after(asked_s))

    assert level(shop).pos_available == stays


def test_counts_of_one_call_are_noted_each_with_the_delivery_it_came_by(shop: Shop) -> None:
    shop.count(a_count("v1", "P1", 5))
    told = [
        a_count("v1", "P1", 3, at=after(2)),
        a_count("v1", "P1", 2, at=after(1)),
        a_count("v1", "P2", 8, at=after(2)),
        a_count("later", "P1", 1, at=after(2)),
    ]
    with shop.database.write() as tx:
        stock.apply_stock(
            tx,
            shop.connection,
            told,
            source=Source.WEBHOOK,
            now=after(3),
            delivery_ids=["new", "old", "other store", "before its product"],
        )
        here, there = (stock.events(tx, MERCHANT, "MUG", store) for store in shop.stores[:2])
    shop.sell(a_product("9", a_variant("later", "HAT")))
    with shop.database.read() as tx:
        hat = stock.events(tx, MERCHANT, "HAT", shop.stores[0])

    assert [(each.quantity, each.delivery_id) for each in here] == [(3, "new"), (5, None)]
    assert (there[0].quantity, there[0].delivery_id) == (8, "other store")
    assert [(each.quantity, each.delivery_id) for each in hat] == [(1, "before its product")]


def test_safety_stock_of_an_unknown_level_cannot_be_set(shop: Shop) -> None:
    with pytest.raises(NotFoundError), shop.database.write() as tx:
        stock.set_safety(tx, MERCHANT, "MUG", shop.stores[0], Decimal(1), now=NOW)


def test_another_merchants_stock_is_not_seen(shop: Shop, database: Database) -> None:
    shop.count(a_count("v1", "P1", 5))
    open_shop(database, merchant_id="mer_2", connection_id="con_b")

    with database.read() as tx:
        assert stock.levels(tx, "mer_2", "MUG", now=NOW) == []


def test_workers_that_count_in_opposite_orders_both_end_well(shop: Shop) -> None:
    """PostgreSQL ends the deadlock by failing one of them; `transact` does that one again."""
    shop.sell(a_product("9", a_variant("v9", "VASE")))
    both_hold_one = threading.Barrier(2)

    def work(first: str, second: str, available: int) -> None:
        def count(tx: Connection) -> None:
            for variant in (first, second):
                stock.apply_stock(
                    tx,
                    shop.connection,
                    [a_count(variant, "P1", available, at=after(available))],
                    source=Source.WEBHOOK,
                    now=NOW,
                )
                with suppress(threading.BrokenBarrierError):
                    both_hold_one.wait(0.2)

        shop.database.transact(count)

    shop.count(a_count("v1", "P1", 0), a_count("v9", "P1", 0))
    threads = [
        threading.Thread(target=work, args=arguments)
        for arguments in (("v1", "v9", 3), ("v9", "v1", 4))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (level(shop).pos_available, level(shop, "VASE").pos_available) == (4, 4)
