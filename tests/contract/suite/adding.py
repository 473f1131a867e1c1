"""Cents: what the lines of a quote and of an order come to is what the whole of it costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.capabilities import Capability
from domain.money import Money, total
from domain.orders import Cart, Quote
from tests.contract.suite.asking import requires
from tests.contract.suite.base import ContractBase
from tests.contract.suite.discounting import CODE
from tests.contract.suite.sim import PosSim, draft, key

ODD = ((789, 2, 333, 3), (1001, 2, 99, 3), (457, 1, 1999, 1), (1003, 3, 1001, 1))
"""Two prices in cents, each with a quantity, of which the parts of a tax round up or down."""


class Adding(ContractBase):
    """A line that comes back is worth what was paid for it: no cent more, none less."""

    @pytest.mark.parametrize(("one", "of_one", "other", "of_other"), ODD)
    @requires(Capability.QUOTE)
    def test_the_lines_of_a_quote_add_up_to_its_total(
        self, sim: PosSim, one: int, of_one: int, other: int, of_other: int
    ) -> None:
        cart = _odd(sim, one, of_one, other, of_other)

        quote = sim.reopen().quote(cart)

        assert _lines_of(quote) == quote.total
        assert total((line.tax for line in quote.lines), "USD") == quote.tax

    @pytest.mark.parametrize(("one", "of_one", "other", "of_other"), ODD)
    @requires(Capability.CREATE_ORDER)
    def test_the_lines_of_an_order_add_up_to_its_total(
        self, sim: PosSim, one: int, of_one: int, other: int, of_other: int
    ) -> None:
        cart = _odd(sim, one, of_one, other, of_other)

        order = sim.reopen().create_order(draft(cart), key=key("odd"))

        assert total((line.total for line in order.lines), "USD") == order.total
        assert total((line.tax for line in order.lines), "USD") == order.tax

    @requires(Capability.DISCOUNT_CODES, Capability.QUOTE)
    def test_every_line_has_its_part_of_what_a_code_takes_off(self, sim: PosSim) -> None:
        cart = replace(_odd(sim, *ODD[0]), discount_codes=(CODE,))

        quote = sim.reopen().quote(cart)

        assert _lines_of(quote) == quote.total
        assert total((line.discount for line in quote.lines), "USD") == quote.discount
        assert all(line.discount.amount > 0 for line in quote.lines)


def _odd(sim: PosSim, one: int, of_one: int, other: int, of_other: int) -> Cart:
    for sku, price in ((sim.sku, one), (sim.second_sku, other)):
        sim.control("POST price", {"sku": sku, "amount": price})
    return sim.cart(quantity=of_one, more=((sim.second_sku, of_other),))


def _lines_of(quote: Quote) -> Money:
    return total((line.total for line in quote.lines), "USD")
