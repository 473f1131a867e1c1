"""Counts written to the till: only over what is expected, recognized when they come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.calls import Call, SystemClock
from domain.catalog import Source, StockLevel, StockMoved, StockSet
from domain.events import Entity
from domain.ids import IdempotencyKey, LocationId, PlatformId, ProductSku
from storage import conflicts, stock, stock_writes
from storage.conflicts import ConflictKind
from storage.stock_writes import WriteState
from sync.apply import Arrival, apply_records
from sync.write_back import Recount, WriteBack, Written
from tests.unit.sync.proof_house import CONNECTION, MERCHANT, House, open_house


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    """Books that have everything once."""
    with open_house(sqlite_url) as made:
        yield made


def chosen(house: House) -> StockLevel:
    """A count at the till that is not zero."""
    return next(one for _, one in sorted(house.shop.stock.items()) if one.available)


def write(house: House, level: StockLevel, quantity: int, *, expected: Decimal | None) -> Written:
    """Correct it."""
    wish = Recount(
        connection_id=CONNECTION.id,
        inventory_id=level.inventory_platform_id,
        location_id=level.location_platform_id,
        expected=expected or Decimal(0),
        quantity=Decimal(quantity),
        actor="operator",
        key=IdempotencyKey("recount-1"),
    )
    return WriteBack(house.database, house, SystemClock()).write(wish, Call.within(60))


def told(
    house: House, level: StockLevel, available: int | None, *, ahead: timedelta = timedelta()
) -> None:
    """The till's own news of a count."""
    now = datetime.now(UTC) + ahead
    news = StockLevel(
        inventory_platform_id=level.inventory_platform_id,
        location_platform_id=level.location_platform_id,
        available=None if available is None else Decimal(available),
        as_of=now,
        revision=house.shop.revision() + 10**6,
    )
    arrival = Arrival(connection=CONNECTION, source=Source.WEBHOOK, now=now, delivery_id="evt-1")
    with house.database.write() as tx:
        apply_records(tx, arrival, Entity.STOCK, [news])


def state(house: House, level: StockLevel) -> WriteState:
    """How far the write has come."""
    with house.database.read() as tx:
        (found,) = stock_writes.of_item(
            tx, CONNECTION.id, level.inventory_platform_id, level.location_platform_id
        )
    return found.state


def stored(house: House, level: StockLevel) -> tuple[ProductSku, LocationId, Decimal | None]:
    """What we believe of the count."""
    with house.database.read() as tx:
        sku = stock_writes.sku_of_item(tx, CONNECTION.id, level.inventory_platform_id)
        assert sku is not None
        levels = stock.levels(tx, MERCHANT, sku, now=datetime.now(UTC))
    place = next(x for x in levels if x.location_platform_id == level.location_platform_id)
    return place.sku, place.location_id, place.pos_available


def open_conflicts(house: House) -> list[conflicts.Conflict]:
    """What a person would read."""
    with house.database.read() as tx:
        return list(conflicts.page(tx, MERCHANT).rows)


def test_a_count_is_written_read_back_and_recognized_when_it_is_told(house: House) -> None:
    level = chosen(house)

    done = write(house, level, 41, expected=level.available)

    assert done == StockSet(quantity=Decimal(41))
    assert house.shop.stock[level.inventory_platform_id, level.location_platform_id].available == 41
    sku, place, count = stored(house, level)
    assert count == 41
    with house.database.read() as tx:
        entry = stock.events(tx, MERCHANT, sku, place)[0]
    assert (entry.source, entry.delivery_id) == (Source.LIVE, "write:recount-1")
    assert state(house, level) is WriteState.WRITTEN
    told(house, level, 41)
    assert state(house, level) is WriteState.ECHOED
    assert open_conflicts(house) == []


def test_a_count_that_somebody_changed_is_not_written_and_is_a_conflict(house: House) -> None:
    level = chosen(house)
    assert level.available is not None
    house.shop.move(level.inventory_platform_id, level.location_platform_id, 1)

    done = write(house, level, 41, expected=level.available)

    assert done == StockMoved(actual=level.available + 1)
    assert state(house, level) is WriteState.OVERRULED
    (conflict,) = open_conflicts(house)
    assert conflict.kind is ConflictKind.STOCK_WRITE
    assert (conflict.winner, conflict.loser) == (CONNECTION.id, "operator")
    assert conflict.winner_value == str(level.available + 1)
    assert stored(house, level)[2] == level.available + 1, "we believe what the till tells"


def test_newer_news_of_the_till_go_before_a_count_of_ours(house: House) -> None:
    level = chosen(house)
    write(house, level, 41, expected=level.available)

    told(house, level, 38, ahead=timedelta(seconds=1))

    assert state(house, level) is WriteState.OVERTAKEN
    assert stored(house, level)[2] == 38
    assert [one.loser_value.split()[0] for one in open_conflicts(house)] == ["41"]


def test_old_news_under_way_do_not_overtake_a_count_of_ours(house: House) -> None:
    level = chosen(house)
    write(house, level, 41, expected=level.available)

    told(house, level, 7, ahead=-timedelta(minutes=10))

    assert state(house, level) is WriteState.WRITTEN


def test_the_same_key_writes_once(house: House) -> None:
    level = chosen(house)
    write(house, level, 41, expected=level.available)
    house.shop.move(level.inventory_platform_id, level.location_platform_id, -1)

    again = write(house, level, 41, expected=level.available)

    assert again == StockSet(quantity=Decimal(41))
    now = house.shop.stock[level.inventory_platform_id, level.location_platform_id]
    assert now.available == 40, "the sale behind it stands"


def test_a_variant_that_nobody_sells_is_told_by_its_platform_id(house: House) -> None:
    with house.database.read() as tx:
        assert stock_writes.sku_of_item(tx, CONNECTION.id, PlatformId("nothing")) is None
