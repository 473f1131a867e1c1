"""Bundles: what they are put together from, and whose stock a sale takes."""

from __future__ import annotations

from decimal import Decimal

from domain.capabilities import Capability
from domain.catalog import Component
from tests.contract.suite.asking import needs, requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim


class Bundling(ContractBase):
    """What a platform with bundles must tell of them."""

    @needs("POST bundle")
    @requires(Capability.PRODUCTS)
    def test_a_bundle_names_its_components_and_its_sale_takes_them(self, sim: PosSim) -> None:
        sim.control("POST bundle", {"sku": sim.sku, "components": {sim.second_sku: 2}})
        parts = sim.on_shelf(sim.second_sku)

        bundle, other = sim.variant(), sim.variant(sim.second_sku)
        sim.control("POST sell", {"sku": sim.sku, "location": sim.location_name, "quantity": 1})

        needed = Component(variant_platform_id=other.platform_id, quantity=Decimal(2))
        assert bundle.components == (needed,)
        assert other.components == ()
        assert sim.on_shelf(sim.second_sku) == parts - 2

    @needs("POST bundle")
    @requires(Capability.PRODUCTS)
    def test_one_bundle_read_by_its_product_names_its_components(self, sim: PosSim) -> None:
        sim.control("POST bundle", {"sku": sim.sku, "components": {sim.second_sku: 3}})
        listed = next(
            one for one in sim.products() if sim.sku in {each.sku for each in one.variants}
        )

        (read,) = sim.adapter.product(listed.platform_id).records

        found = next(one for one in read.variants if one.sku == sim.sku)
        assert [part.quantity for part in found.components] == [3]
