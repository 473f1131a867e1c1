"""Locations, products and stock: read once, resumed, in deltas, and with faults in them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.capabilities import Capability
from domain.catalog import Product, StockLevel
from domain.events import Entity
from domain.ids import PlatformId
from domain.money import Money
from tests.contract.suite.asking import needs, only_reads, paged, requires, said
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, high_water, level_of, records, stock_id, unknown


class Catalog(ContractBase):
    """What is sold, where, and how many are left."""

    @requires(Capability.LOCATIONS)
    def test_locations_have_what_a_shopper_is_told(self, sim: PosSim) -> None:
        pages = list(sim.adapter.locations())

        found = {one.name: one for page in pages for one in page.records}
        store = found[sim.location_name]
        assert not any(page.quarantined for page in pages)
        assert (store.address is not None) == self.stage.addressed
        assert store.address is None or store.address.country == "US"
        assert bool(store.hours) == self.stage.tells_hours
        assert store.active

    @requires(Capability.PRODUCTS)
    def test_the_whole_catalog_is_read_once_and_without_loss(self, sim: PosSim) -> None:
        pages = list(sim.adapter.products())

        variants = [v for page in pages for one in page.records for v in one.variants]
        assert len(variants) == len({v.platform_id for v in variants})
        assert len(variants) == _count_of_variants(sim)
        assert not [fault for page in pages for fault in page.quarantined]
        assert pages[-1].cursor is None
        assert pages[-1].high_water is not None
        assert not sim.report.unknown, dict(sim.report.unknown)
        assert not sim.report.unknown_words, dict(sim.report.unknown_words)

    @requires(Capability.PRODUCTS)
    def test_a_product_carries_options_images_price_and_category(self, sim: PosSim) -> None:
        products = sim.products()

        product = next(one for one in products if _sells(one, sim.sku))
        variant = next(v for v in product.variants if v.sku == sim.sku)
        assert set(variant.options) >= {"size", "color"}
        assert variant.price is not None
        assert variant.price.currency == "USD"
        assert variant.tracked
        assert bool(variant.barcode) == ("barcode" in self.stage.carries)
        assert bool(product.images) == ("images" in self.stage.carries)
        assert all(image.url.startswith("https://") for image in product.images)
        assert bool(product.categories) == ("categories" in self.stage.carries)
        assert product.active
        assert product.revision > 0

    @only_reads
    @paged(Entity.PRODUCT)
    @requires(Capability.PRODUCTS)
    def test_a_walk_that_broke_off_goes_on_where_it_stopped(self, sim: PosSim) -> None:
        whole = {one.platform_id for one in sim.products()}
        first = next(iter(sim.adapter.products()))
        if first.cursor is None:
            pytest.skip("the catalog fits on one page")

        rest = list(sim.reopen().products(cursor=first.cursor))

        seen = {one.platform_id for page in (first, *rest) for one in page.records}
        assert seen == whole
        assert rest[-1].high_water is not None

    @requires(Capability.PRODUCTS)
    def test_a_delta_brings_the_changed_price_with_a_higher_revision(self, sim: PosSim) -> None:
        pages = list(sim.adapter.products())
        products = [one for page in pages for one in page.records]
        before = next(one for one in products if _sells(one, sim.sku))

        sim.control("POST price", {"sku": sim.sku, "amount": 4321})
        delta = list(sim.adapter.products(since=pages[-1].high_water))

        changed = [one for page in delta for one in page.records]
        after = next(one for one in changed if one.platform_id == before.platform_id)
        assert len(changed) < len(products)
        assert after.revision > before.revision
        assert _priced(after, sim.sku) == Money(4321, "USD")
        assert delta[-1].high_water is not None

    @only_reads
    @requires(Capability.PRODUCTS)
    def test_one_product_is_read_by_its_id_and_a_gone_one_is_an_empty_page(
        self, sim: PosSim
    ) -> None:
        product = next(one for one in sim.products() if _sells(one, sim.sku))

        found = sim.adapter.product(product.platform_id)
        gone = sim.adapter.product(PlatformId(f"{product.platform_id}0"))

        assert [one.platform_id for one in found.records] == [product.platform_id]
        assert found.records[0].variants == product.variants
        assert gone.records == ()

    @requires(Capability.STOCK)
    def test_stock_is_told_per_location_as_the_till_counts_it(self, sim: PosSim) -> None:
        variant, place = sim.variant(), sim.location()
        counted = sim.control(f"GET stock?sku={sim.sku}")["stock"][sim.location_name]

        pages = list(sim.adapter.stock(inventory_ids=[stock_id(variant)]))

        levels = {one.location_platform_id: one for page in pages for one in page.records}
        assert levels[place].available == Decimal(counted)
        assert levels[place].as_of.tzinfo is not None
        assert not any(page.quarantined for page in pages)

    @requires(Capability.STOCK)
    def test_a_sale_at_the_till_is_told_by_the_next_sweep(self, sim: PosSim) -> None:
        variant, place = sim.variant(), sim.location()
        pages = list(sim.adapter.stock())
        before = level_of(pages, variant, place)

        sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name, "quantity": 1})
        delta = list(sim.adapter.stock(since=pages[-1].high_water))

        after = level_of(delta, variant, place)
        assert after.available == before.available - 1
        assert after.revision > before.revision

    @only_reads
    @requires(Capability.LOCATIONS, Capability.STOCK, Capability.PRODUCTS)
    def test_every_level_belongs_to_a_known_variant_at_a_known_location(self, sim: PosSim) -> None:
        places = [one.platform_id for one in records(sim.adapter.locations())]
        known = {stock_id(v) for product in sim.products() for v in product.variants}

        levels = records(sim.adapter.stock())

        assert len(places) == len(set(places))
        assert {one.location_platform_id for one in levels} <= set(places)
        assert {one.inventory_platform_id for one in levels} <= known
        pairs = [(one.inventory_platform_id, one.location_platform_id) for one in levels]
        assert len(pairs) == len(set(pairs))

    @only_reads
    @paged(Entity.STOCK)
    @requires(Capability.STOCK)
    def test_a_stock_sweep_that_broke_off_goes_on_where_it_stopped(self, sim: PosSim) -> None:
        whole = {_place(one): one.available for one in records(sim.adapter.stock())}
        first = next(iter(sim.adapter.stock()))
        if first.cursor is None:
            pytest.skip("the stock fits on one page")

        rest = list(sim.reopen().stock(cursor=first.cursor))

        assert {_place(one): one.available for one in records((first, *rest))} == whole
        assert rest[-1].high_water is not None

    @only_reads
    @requires(Capability.PRODUCTS)
    def test_a_catalog_delta_without_changes_brings_nothing_new_and_keeps_its_place(
        self, sim: PosSim
    ) -> None:
        pages = list(sim.adapter.products())
        known = {one.platform_id: one.revision for one in records(pages)}

        first = list(sim.adapter.products(since=high_water(pages)))
        second = list(sim.adapter.products(since=high_water(first)))

        for delta in (first, second):
            assert not [one for one in records(delta) if one.revision > known[one.platform_id]]
        assert high_water(second) >= high_water(first)

    @only_reads
    @requires(Capability.STOCK)
    def test_a_stock_delta_without_changes_brings_nothing_new_and_keeps_its_place(
        self, sim: PosSim
    ) -> None:
        pages = list(sim.adapter.stock())
        known = {_place(one): one.revision for one in records(pages)}

        first = list(sim.adapter.stock(since=high_water(pages)))
        second = list(sim.adapter.stock(since=high_water(first)))

        for delta in (first, second):
            assert not [one for one in records(delta) if one.revision > known[_place(one)]]
        assert high_water(second) >= high_water(first)

    @said("untracked_sku")
    @requires(Capability.STOCK)
    def test_what_the_till_does_not_count_is_unknown_and_never_zero(self, sim: PosSim) -> None:
        variant = sim.variant(self.stage.untracked_sku)

        levels = records(sim.adapter.stock(inventory_ids=[stock_id(variant)]))

        assert not variant.tracked
        assert all(one.available is None for one in levels)

    @only_reads
    @requires(Capability.STOCK)
    def test_the_stock_of_an_unknown_variant_is_nothing_and_no_error(self, sim: PosSim) -> None:
        variant = sim.variant()

        levels = records(
            sim.adapter.stock(inventory_ids=[stock_id(variant), unknown(stock_id(variant))])
        )

        assert {one.inventory_platform_id for one in levels} == {stock_id(variant)}

    @requires(Capability.STOCK)
    def test_a_level_counted_at_the_till_to_zero_is_zero_and_known(self, sim: PosSim) -> None:
        variant, place = sim.variant(), sim.location()
        left = int(sim.on_shelf())

        sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name, "quantity": left})

        levels = sim.adapter.stock(inventory_ids=[stock_id(variant)])
        assert level_of(levels, variant, place).available == 0

    @requires(Capability.PRODUCTS)
    def test_a_changed_product_comes_with_all_its_variants(self, sim: PosSim) -> None:
        pages = list(sim.adapter.products())
        before = next(one for one in records(pages) if _sells(one, sim.sku))

        sim.control("POST price", {"sku": sim.sku, "amount": 4321})
        delta = records(sim.adapter.products(since=high_water(pages)))

        after = next(one for one in delta if _sells(one, sim.sku))
        assert {v.platform_id: (v.sku, dict(v.options)) for v in after.variants} == {
            v.platform_id: (v.sku, dict(v.options)) for v in before.variants
        }

    @needs("POST rename")
    @requires(Capability.PRODUCTS)
    def test_a_renamed_product_keeps_its_ids(self, sim: PosSim) -> None:
        pages = list(sim.adapter.products())
        before = next(one for one in records(pages) if _sells(one, sim.second_sku))

        sim.control("POST rename", {"sku": sim.second_sku, "title": "Voicetill Tester"})
        delta = records(sim.adapter.products(since=high_water(pages)))

        after = next(one for one in delta if _sells(one, sim.second_sku))
        assert "Voicetill Tester" in after.title
        assert after.platform_id == before.platform_id
        assert after.revision > before.revision
        assert {v.platform_id for v in after.variants} == {v.platform_id for v in before.variants}

    @needs("POST delete")
    @requires(Capability.PRODUCTS)
    def test_a_product_deleted_at_the_till_is_sold_no_longer(self, sim: PosSim) -> None:
        pages = list(sim.adapter.products())
        gone = next(one for one in records(pages) if _sells(one, sim.second_sku))

        sim.control("POST delete", {"sku": sim.second_sku})
        told = records(sim.adapter.products(since=high_water(pages)))
        listed = sim.products()

        ours = [one for one in told if one.platform_id == gone.platform_id]
        assert not any(_is_sold(one, sim.second_sku) for one in (*ours, *listed))
        assert len(listed) >= len(records(pages)) - 1

    @said("open_price_sku")
    @requires(Capability.PRODUCTS)
    def test_what_is_priced_at_the_till_has_no_price_instead_of_zero(self, sim: PosSim) -> None:
        assert sim.variant(self.stage.open_price_sku).price is None

    @only_reads
    @requires(Capability.PRODUCTS)
    def test_all_prices_are_in_the_accounts_currency(self, sim: PosSim) -> None:
        currency = sim.adapter.ping().currency

        prices = [v.price for one in sim.products() for v in one.variants if v.price]

        assert prices
        assert {one.currency for one in prices} == {currency}
        assert all(one.amount >= 0 for one in prices)

    @said("spoiled")
    @requires(Capability.PRODUCTS)
    @pytest.mark.parametrize(
        "order",
        [{}, {"value": None}, {"value": [17]}],
        ids=["missing", "null", "wrong type"],
    )
    def test_a_spoiled_record_is_set_aside_and_the_rest_goes_on(
        self, sim: PosSim, order: dict[str, Any]
    ) -> None:
        whole = {one.platform_id for one in sim.products()}
        route = sim.route_of(lambda: next(iter(sim.reopen().products())))

        sim.fault("spoil", route, body={"path": self.stage.spoiled, **order}, times=None)
        pages = list(sim.reopen().products())

        lost = whole - {one.platform_id for one in records(pages)}
        faults = [one for page in pages for one in page.quarantined]
        assert 1 <= len(faults) <= len(pages)
        assert {one.platform_id for one in faults} == lost
        assert all(one.path and one.remedy and one.raw for one in faults)

    @said("spoiled")
    @requires(Capability.PRODUCTS)
    def test_a_field_of_a_megabyte_loses_nothing_else(self, sim: PosSim) -> None:
        whole = {one.platform_id for one in sim.products()}
        route = sim.route_of(lambda: next(iter(sim.reopen().products())))

        sim.fault("spoil", route, body={"path": self.stage.spoiled, "huge": True}, times=None)
        pages = list(sim.reopen().products())

        lost = whole - {one.platform_id for one in records(pages)}
        assert lost == {one.platform_id for page in pages for one in page.quarantined}
        assert len(lost) <= len(pages)


def _count_of_variants(sim: PosSim) -> int:
    shop = sim.control("GET shop")
    count: int = shop.get("variations", shop.get("variants"))
    return count


def _place(level: StockLevel) -> tuple[PlatformId, PlatformId]:
    return level.inventory_platform_id, level.location_platform_id


def _priced(product: Product, sku: str) -> Money | None:
    return next(v.price for v in product.variants if v.sku == sku)


def _sells(product: Product, sku: str) -> bool:
    """Whether the SKU is one of the product's; also of one that is sold no longer."""
    return any(variant.sku == sku for variant in product.variants)


def _is_sold(product: Product, sku: str) -> bool:
    return product.active and any(v.sku == sku and v.active for v in product.variants)
