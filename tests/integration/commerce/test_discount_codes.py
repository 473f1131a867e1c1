"""Codes that shoppers give: priced by the till that takes them, else refused."""

from __future__ import annotations

from app.commerce.model import NotOrderable, Placed, PriceChanged
from domain.money import Money
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import (
    MERCHANT,
    SHOPIFY_STORE,
    SQUARE_STORE,
    House,
    new_call,
)


def test_a_code_lowers_the_quote_and_what_is_charged(sqlite_house: House) -> None:
    shelf = sqlite_house.shelf(SHOPIFY_STORE)
    plain = shelf.prepare(1, key="plain")
    prepared = shelf.prepare(1, key="code", discount_codes=("WELCOME10",))

    another = place(sqlite_house, prepared, agreed=plain.total + Money(1, "USD"))
    placed = place(sqlite_house, prepared)

    assert prepared.total < plain.total
    assert isinstance(another, PriceChanged)
    assert isinstance(placed, Placed)
    assert placed.receipt.total == prepared.total
    assert placed.receipt.discount == prepared.quote.discount
    assert prepared.quote.discount.amount > 0
    book = sqlite_house.services.orders
    assert book.order(MERCHANT, prepared.order_id).discount == prepared.quote.discount
    assert book.order(MERCHANT, plain.order_id).discount is None


def test_a_code_that_is_not_applied_or_not_taken_holds_nothing(sqlite_house: House) -> None:
    checkout = sqlite_house.services.checkout

    for store, why in (
        (SHOPIFY_STORE, "DISCOUNT_CODE_NOT_APPLIED: shopify Quote: not applied: NOSUCHCODE"),
        (SQUARE_STORE, "code"),
    ):
        shelf = sqlite_house.shelf(store)
        wish = shelf.wish(1, discount_codes=("NOSUCHCODE",))
        refused = checkout.prepare(wish, new_call())
        assert isinstance(refused, NotOrderable)
        assert refused.reason == "refused-by-pos"
        assert why in refused.detail
        assert shelf.level().held == 0
