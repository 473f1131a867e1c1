"""Deltas: what changed since the last one, without a webhook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.money import Money
from storage import quarantine, tables
from tests.integration.sync.house import MERCHANT, MUG, House, Till, open_house, open_till
from tests.integration.sync.test_full_sync import bend_item, is_sold, spoil

OTHER = "NK-PEGASUS41-BLK-10"


@pytest.fixture(params=["square", "shopify"])
def house(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[House]:
    """Synchronized with one shop whose webhooks do not arrive."""
    with open_till(request.param) as till, open_house(database_url, tmp_path, [till]) as opened:
        opened.connect(request.param)
        opened.full_sync(request.param)
        till.control("POST webhooks", {"drop": True})
        yield opened


@pytest.fixture
def till(house: House) -> Till:
    """The only shop."""
    (only,) = house.tills.values()
    return only


def test_prices_titles_and_counts_that_changed_are_brought_over(house: House, till: Till) -> None:
    till.control("POST price", {"sku": MUG, "amount": 4321})
    till.control("POST rename", {"sku": OTHER, "title": "Pegasus Reborn"})
    till.sell(MUG, 2)
    till.count(OTHER, 77)

    assert house.delta_sync() > 0

    discovery = house.services.discovery
    assert discovery.variant(MERCHANT, MUG).price == Money(4321, "USD")
    assert discovery.variant(MERCHANT, OTHER).title == "Pegasus Reborn"
    for sku in (MUG, OTHER):
        assert house.count_of(sku, till.store) == till.stock(sku)
    assert house.how_many(tables.inbox) == 0


def test_a_sale_brings_its_order(square_house: House) -> None:
    before = square_house.how_many(tables.orders)
    square_house.square.control("POST webhooks", {"drop": True})
    square_house.square.sell(MUG)

    square_house.delta_sync()

    assert square_house.how_many(tables.orders) == before + 1


def test_a_delta_asks_for_what_changed_only(house: House, till: Till) -> None:
    house.delta_sync()
    till.forget_calls()

    with house.statements() as statements:
        house.delta_sync()

    assert sum(till.calls().values()) <= 8
    assert len(statements) < 80


def test_a_paused_connection_is_left_alone_and_the_others_are_not(
    database_url: str, tmp_path: Path
) -> None:
    with (
        open_till("square") as square,
        open_till("shopify") as shopify,
        open_house(database_url, tmp_path, [square, shopify]) as house,
    ):
        for platform in ("square", "shopify"):
            house.connect(platform)
            house.full_sync(platform)
        shopify.control("POST webhooks", {"drop": True})
        square.fault("fail", "* /v2/*", status=500, times=None)
        shopify.count(MUG, 5)

        house.delta_sync()

        assert house.count_of(MUG, shopify.store) == 5


def test_a_deleted_item_is_told_by_squares_delta(square_house: House) -> None:
    square_house.square.control("POST webhooks", {"drop": True})
    square_house.square.control("POST delete", {"sku": MUG})

    square_house.delta_sync()

    assert not is_sold(square_house, MUG)


def test_what_a_delta_can_read_again_leaves_quarantine(square_house: House) -> None:
    house = square_house
    house.square.drift.bend = bend_item(MUG, spoil)
    house.full_sync("square")
    with house.services.database.read() as tx:
        assert len(quarantine.open_items(tx, MERCHANT).rows) == 1
    house.square.drift.bend = None
    house.square.control("POST price", {"sku": MUG, "amount": 1})

    house.delta_sync()

    with house.services.database.read() as tx:
        assert quarantine.open_items(tx, MERCHANT).rows == ()
