"""What Shopify takes off by itself, and by a code beside it: each line has its part of both."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.money import Money, total
from domain.orders import Cart, Quote
from tests.contract.platforms.shopify import STAGE
from tests.contract.suite.discounting import CODE
from tests.contract.suite.sim import PosSim, draft, key

pytestmark = pytest.mark.stage(STAGE)


def _cart(sim: PosSim, *, quantity: int) -> Cart:
    for sku, price in ((sim.sku, 1001), (sim.second_sku, 99)):
        sim.control("POST price", {"sku": sku, "amount": price})
    sim.control("POST promotion", {"percent": 15})
    return sim.cart(quantity=quantity, more=((sim.second_sku, 3),))


def _off(quote: Quote) -> Money:
    return total((line.discount for line in quote.lines), "USD")


@pytest.mark.parametrize("codes", [(), (CODE,)], ids=["promotion", "promotion and code"])
@pytest.mark.parametrize("quantity", [1, 2, 3])
def test_lines_add_up_to_what_is_paid_after_a_promotion(
    sim: PosSim, quantity: int, codes: tuple[str, ...]
) -> None:
    cart = replace(_cart(sim, quantity=quantity), discount_codes=codes)

    quote = sim.adapter.quote(cart)
    order = sim.adapter.create_order(draft(cart), key=key("promotion"))

    assert quote.discount.amount > 0
    assert _off(quote) == quote.discount
    assert total((line.total for line in quote.lines), "USD") == quote.total
    assert order.total == quote.total
    assert total((line.total for line in order.lines), "USD") == order.total


def test_a_code_comes_on_top_of_a_promotion(sim: PosSim) -> None:
    cart = _cart(sim, quantity=2)

    alone = sim.adapter.quote(cart)
    both = sim.adapter.quote(replace(cart, discount_codes=(CODE,)))
    sim.control("POST promotion", {"percent": 0})
    neither = sim.adapter.quote(cart)

    assert neither.discount == Money.zero("USD")
    assert neither.discount < alone.discount
    assert alone.discount < both.discount
    assert both.total < alone.total
