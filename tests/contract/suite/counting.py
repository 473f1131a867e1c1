"""The census, one customer, and counts written back."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from domain.capabilities import Capability
from domain.catalog import StockMoved, StockSet
from domain.errors import UnsupportedError
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import CensusEntry
from tests.contract.suite.asking import only_reads, requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, key, level_of, records, stock_id, unknown


class Counting(ContractBase):
    """What proves that nothing is missing."""

    @only_reads
    @requires(Capability.PRODUCT_CENSUS)
    def test_a_census_of_products_tells_what_the_listing_tells(self, sim: PosSim) -> None:
        listed = {one.platform_id: one for one in sim.products()}

        told = _each_once(_entries(sim, Entity.PRODUCT))

        assert told.keys() == listed.keys()
        for platform_id, entry in told.items():
            product = listed[platform_id]
            newest = max([product.revision, *(one.revision for one in product.variants)])
            assert entry.revision in (None, newest)
            assert entry.parts in (None, len(product.variants))

    @only_reads
    @requires(Capability.STOCK_CENSUS)
    def test_a_census_of_stock_tells_what_the_sweep_tells(self, sim: PosSim) -> None:
        listed = {
            (one.inventory_platform_id, one.location_platform_id): one.revision
            for one in records(sim.adapter.stock())
        }

        told = {
            (one.platform_id, one.location_id): one.revision for one in _entries(sim, Entity.STOCK)
        }

        assert told.keys() == listed.keys()
        assert all(told[at] in (None, revision) for at, revision in listed.items())

    @only_reads
    @requires(Capability.CUSTOMER_CENSUS)
    def test_a_census_of_customers_tells_what_the_listing_tells(self, sim: PosSim) -> None:
        listed = {one.platform_id: one.revision for one in records(sim.adapter.customers())}

        told = _each_once(_entries(sim, Entity.CUSTOMER))

        assert {one: entry.revision for one, entry in told.items()} == listed

    @requires(Capability.ORDER_CENSUS, Capability.ORDER_HISTORY)
    def test_a_census_of_orders_tells_what_the_listing_tells(self, sim: PosSim) -> None:
        made = sim.payable()

        told = _each_once(_entries(sim, Entity.ORDER))

        listed = {one.platform_id: one.revision for one in records(sim.adapter.orders())}
        assert made.platform_id in told
        assert {one: entry.revision for one, entry in told.items()} == listed

    @only_reads
    def test_a_census_that_counts_itself_counts_its_entries(self, sim: PosSim) -> None:
        for entity in (Entity.PRODUCT, Entity.CUSTOMER, Entity.ORDER):
            try:
                pages = list(sim.adapter.census(entity))
            except UnsupportedError:
                continue
            entries = [one for page in pages for one in page.entries]
            totals = {page.total for page in pages} - {None}
            assert totals <= {len(entries)}, entity

    @only_reads
    def test_there_is_no_census_of_what_has_no_listing(self, sim: PosSim) -> None:
        before = sim.calls()

        for entity in (Entity.PAYMENT, Entity.CONNECTION):
            with pytest.raises(UnsupportedError):
                sim.adapter.census(entity)

        assert sim.calls() == before

    @only_reads
    @requires(Capability.CUSTOMER_BY_ID, Capability.CUSTOMERS)
    def test_one_customer_is_read_by_id_and_a_gone_one_is_an_empty_page(self, sim: PosSim) -> None:
        listed = records(sim.adapter.customers())[0]

        found = sim.adapter.customer(listed.platform_id)
        gone = sim.adapter.customer(unknown(listed.platform_id))

        assert found.records == (listed,)
        assert gone.records == ()

    @requires(Capability.SET_STOCK, Capability.STOCK)
    def test_a_count_is_written_where_the_old_one_still_stands(self, sim: PosSim) -> None:
        item, place = stock_id(sim.variant()), sim.location()
        left = sim.on_shelf()

        done = [
            sim.adapter.set_stock(item, place, left + 3, expected=left, key=key("recount"))
            for _attempt in range(2)
        ]

        assert done == [StockSet(quantity=left + 3)] * 2
        assert sim.on_shelf() == left + 3
        levels = sim.adapter.stock(inventory_ids=[item])
        assert level_of(levels, sim.variant(), place).available == left + 3

    @requires(Capability.SET_STOCK)
    def test_a_count_that_somebody_changed_meanwhile_is_left_alone(self, sim: PosSim) -> None:
        item, place = stock_id(sim.variant()), sim.location()
        left = sim.on_shelf()
        sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name, "quantity": 1})

        done = sim.adapter.set_stock(item, place, left + 3, expected=left, key=key("recount"))

        assert done == StockMoved(actual=left - Decimal(1))
        assert sim.on_shelf() == left - 1


def _entries(sim: PosSim, entity: Entity) -> list[CensusEntry]:
    return [one for page in sim.adapter.census(entity) for one in page.entries]


def _each_once(entries: Iterable[CensusEntry]) -> dict[PlatformId, CensusEntry]:
    """Pages may overlap (Clover); what a census says twice must be the same."""
    found: dict[PlatformId, CensusEntry] = {}
    for one in entries:
        assert found.setdefault(one.platform_id, one) == one
    return found
