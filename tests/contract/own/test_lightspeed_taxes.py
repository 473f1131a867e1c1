"""Lightspeed's taxes as this gateway reckons them: our total is the till's, to the cent."""

from __future__ import annotations

import pytest

from domain.money import Money, total
from domain.orders import Cart
from tests.contract.platforms.lightspeed import STAGE
from tests.contract.suite.adding import ODD
from tests.contract.suite.sim import PosSim, draft, key

pytestmark = pytest.mark.stage(STAGE)


def _cart(sim: PosSim, one: int, of_one: int, other: int, of_other: int) -> Cart:
    for sku, price in ((sim.sku, one), (sim.second_sku, other)):
        sim.control("POST price", {"sku": sku, "amount": price})
    return sim.cart(quantity=of_one, more=((sim.second_sku, of_other),))


@pytest.mark.parametrize(("one", "of_one", "other", "of_other"), ODD)
def test_prices_that_contain_the_tax_are_what_is_paid(
    sim: PosSim, one: int, of_one: int, other: int, of_other: int
) -> None:
    sim.control("POST tax", {"inclusive": True})
    cart = _cart(sim, one, of_one, other, of_other)

    quote = sim.adapter.quote(cart)
    order = sim.adapter.create_order(draft(cart), key=key("tags"))

    assert quote.total == Money(one * of_one + other * of_other, "USD")
    assert (order.total, order.tax) == (quote.total, quote.tax)
    assert quote.tax.amount > 0
    assert quote.total == quote.subtotal + quote.tax
    assert total((line.total for line in quote.lines), "USD") == quote.total
    assert total((line.total for line in order.lines), "USD") == quote.total


def test_a_customer_without_tax_is_quoted_none(sim: PosSim) -> None:
    sim.control("POST tax", {"exempt": sim.customer_id()})
    cart = _cart(sim, *ODD[0])

    quote = sim.adapter.quote(cart)
    order = sim.adapter.create_order(draft(cart), key=key("exempt"))

    assert quote.tax == order.tax == Money.zero("USD")
    assert quote.total == order.total == Money(2 * 789 + 3 * 333, "USD")


def test_goods_held_for_a_customer_without_tax_are_sold_without_it(sim: PosSim) -> None:
    sim.control("POST tax", {"exempt": sim.customer_id()})
    cart = _cart(sim, *ODD[1])
    quote = sim.adapter.quote(cart)
    sim.adapter.hold_stock(cart, reference="vt-1001", key=key("hold"))

    order = sim.adapter.create_order(draft(cart), key=key("order"))

    assert order.total == quote.total == Money(2 * 1001 + 3 * 99, "USD")
