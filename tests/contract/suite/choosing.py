"""Choices that go with an article: what was chosen is told again, or "the usual" loses it."""

from __future__ import annotations

from dataclasses import replace

from domain.capabilities import Capability
from domain.catalog import Product, Variant
from domain.ids import PlatformId
from domain.orders import CartLine
from tests.contract.suite.asking import requires, said
from tests.contract.suite.base import ContractBase
from tests.contract.suite.sim import PosSim, draft, key


class Choosing(ContractBase):
    """Modifiers, where the platform's products have some."""

    @said("has_choices")
    @requires(Capability.QUOTE, Capability.CREATE_ORDER, Capability.ORDER_HISTORY)
    def test_an_order_tells_the_choices_it_was_made_with(self, sim: PosSim) -> None:
        product, variant = next((one, each) for one in sim.products() for each in _offered(one))
        chosen = _choices(product)
        line = CartLine(variant_platform_id=variant.platform_id, quantity=2, modifiers=chosen)
        cart = replace(sim.cart(), lines=(line,))

        quote = sim.adapter.quote(cart)
        made = sim.adapter.create_order(draft(cart), key=key("choices"))
        read = sim.reopen().order(made.platform_id)

        assert read is not None
        assert set(made.lines[0].modifiers) == set(read.lines[0].modifiers) == set(chosen)
        assert quote.lines[0].unit_price * 2 == quote.subtotal


def _offered(product: Product) -> list[Variant]:
    """The variants that can be ordered with a choice."""
    if not _choices(product) or not product.active or product.counter_only:
        return []
    return [one for one in product.variants if one.active and one.price and not one.counter_only]


def _choices(product: Product) -> tuple[PlatformId, ...]:
    """The first choices of every list, as many as it wants and one at least."""
    return tuple(
        one.platform_id
        for listed in product.modifier_lists
        for one in [each for each in listed.modifiers if each.active][: max(1, listed.minimum)]
    )
