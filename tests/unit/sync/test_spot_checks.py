"""Spot checks: what has drifted is found, told and put right; what is on its way is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.money import Money
from storage import stock, tables
from sync.spot_checks import SpotChecker
from tests.fakes.clock import FakeClock
from tests.unit.sync.proof_house import CONNECTION, MERCHANT, House, open_house

ALL = 1000


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    """Books that have everything once."""
    with open_house(sqlite_url) as made:
        yield made


@pytest.fixture
def later(house: House) -> datetime:
    """When what the shop began with has long been told."""
    return datetime.now(UTC) + timedelta(hours=2)


def checker(house: House, at: datetime) -> SpotChecker:
    """The checker of the house, at that time."""
    return SpotChecker(house.database, house, FakeClock(at))


def test_what_agrees_is_asked_and_nothing_is_written(house: House, later: datetime) -> None:
    done = checker(house, later).check(CONNECTION, size=ALL)

    assert done.stock_asked > 0
    assert done.price_asked > 0
    assert (done.stock_drifted, done.price_drifted, list(done.drifts)) == (0, 0, [])


def test_a_count_that_drifted_is_told_and_put_right_with_a_ledger_row(
    house: House, later: datetime
) -> None:
    at, level = next(one for one in sorted(house.shop.stock.items()) if one[1].available)
    long_ago = later - timedelta(hours=1)
    house.shop.stock[at] = replace(
        level, available=Decimal(77), as_of=long_ago, revision=house.shop.revision() + 10**6
    )

    done = checker(house, later).check(CONNECTION, size=ALL)

    (drift,) = done.drifts
    assert (drift["field"], drift["theirs"], drift["place"]) == ("stock", "77", at[1])
    with house.database.read() as tx:
        (kept,) = [
            one
            for one in stock.levels(tx, MERCHANT, drift["sku"], now=datetime.now(UTC))
            if one.location_platform_id == at[1]
        ]
        entry = stock.events(tx, MERCHANT, drift["sku"], kept.location_id)[0]
    assert kept.pos_available == 77
    assert entry.delivery_id is not None
    assert entry.delivery_id.startswith("spot:")
    assert not checker(house, later).check(CONNECTION, size=ALL).drifts, "it was put right"


def test_a_count_that_moved_just_now_is_on_its_way_and_no_drift(
    house: House, later: datetime
) -> None:
    at, level = next(one for one in sorted(house.shop.stock.items()) if one[1].available)
    moment = later - timedelta(seconds=2)
    house.shop.stock[at] = replace(
        level, available=Decimal(77), as_of=moment, revision=house.shop.revision() + 10**6
    )

    assert not checker(house, later).check(CONNECTION, size=ALL).drifts


def test_a_price_that_drifted_is_put_right(house: House, later: datetime) -> None:
    with house.database.write() as tx:
        tx.execute(tables.listings.update().values(price_minor=1))

    done = checker(house, later).check(CONNECTION, size=ALL)

    assert done.price_drifted > 0
    assert all(one["ours"][0] == 1 for one in done.drifts if one["field"] == "price")
    told = {one["sku"]: one["theirs"][0] for one in done.drifts if one["field"] == "price"}
    asked = [v for p in house.shop.products.values() for v in p.variants if v.sku in told]
    prices = {v.sku: v.price.amount if isinstance(v.price, Money) else None for v in asked}
    assert told == prices
