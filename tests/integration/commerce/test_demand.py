"""What is wanted of one variant is counted over all lines, wherever it is compared with stock."""

from __future__ import annotations

from dataclasses import replace

from app.commerce.model import OutOfStock, Prepared, PrepareOutcome, Wish
from tests.integration.commerce.house import SHOPIFY_STORE, House, Shelf, new_call


def ask(shelf: Shelf, *lines: Wish, anywhere: bool = False) -> PrepareOutcome:
    """Prepare an order of these lines, at the shelf's store or at any."""
    wish = replace(shelf.wish(key="demand"), lines=lines)
    wish = replace(wish, location_id=None) if anywhere else wish
    return shelf.house.services.checkout.prepare(wish, new_call())


def test_two_lines_of_one_thing_are_told_as_what_they_come_to(house: House) -> None:
    shelf = house.shelf(units=5)
    line = Wish(sku=shelf.sku, quantity=3)

    outcome = ask(shelf, line, line)

    assert isinstance(outcome, OutOfStock)
    assert (outcome.wanted, outcome.left) == (6, 5)
    assert all((each.available or 0) >= 6 for each in outcome.alternatives)
    assert shelf.level().held == 0


def test_a_store_is_taken_that_has_enough_for_all_lines_of_one_thing(house: House) -> None:
    shelf = house.shelf(units=5)
    for store, units in {"Ballard": 3, "Bellevue": 4, SHOPIFY_STORE: 40}.items():
        other = replace(shelf, store=store)
        other.count(units)
        other.learn()
    line = Wish(sku=shelf.sku, quantity=3)

    outcome = ask(shelf, line, line, anywhere=True)

    assert isinstance(outcome, Prepared)
    assert outcome.location_name == SHOPIFY_STORE


def test_the_goods_that_are_short_are_named_and_not_the_first_of_the_order(house: House) -> None:
    there, short = house.shelf(units=40), house.shelf(units=1)
    lines = Wish(sku=there.sku, quantity=1), Wish(sku=short.sku, quantity=90_000)

    outcome = ask(there, *lines, anywhere=True)

    assert isinstance(outcome, OutOfStock)
    assert outcome.variant.sku == short.sku
