"""The seeded retailer: believable, deterministic, cheap to scale."""

from __future__ import annotations

import pytest

from sandbox.kit.people import JORDAN
from sandbox.kit.seed import SeedShop, ean_13, seed_shop


@pytest.fixture(scope="module")
def shop() -> SeedShop:
    """The default retailer."""
    return seed_shop()


def test_the_same_arguments_give_the_same_shop(shop: SeedShop) -> None:
    assert seed_shop.__wrapped__() == shop
    assert seed_shop(seed=8).products != shop.products


@pytest.mark.parametrize("variants", [1, 50, 1000, 5000])
def test_there_are_exactly_as_many_variants_as_asked_for(variants: int) -> None:
    made = seed_shop(variants)
    assert sum(len(product.variants) for product in made.products) == variants
    assert len(made.by_sku) == variants


def test_a_thousand_variants_make_over_300_products_in_many_categories(shop: SeedShop) -> None:
    assert len(shop.products) >= 300
    assert len({product.category for product in shop.products}) >= 12
    assert len({product.key for product in shop.products}) == len(shop.products)


def test_the_products_that_shoppers_ask_for_are_there(shop: SeedShop) -> None:
    product, variant = shop.by_sku["NK-AIRMAX90-BLK-10"]

    assert product.title == "Nike Air Max 90"
    assert variant.options == ("Black", "10")
    assert variant.price == 13000
    assert {"SV-PROLOGUE-12OZ-WHOLEBEAN", "NK-PEGASUS41-BLK-10"} <= set(shop.by_sku)


def test_barcodes_are_valid_and_unique(shop: SeedShop) -> None:
    codes = [variant.barcode for product in shop.products for variant in product.variants]

    assert len(set(codes)) == len(codes)
    for code in codes:
        digits = [int(digit) for digit in code]
        assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
    assert ean_13(0) == "2000000000008"


def test_stock_is_mostly_some_sometimes_none_and_sometimes_unknown(shop: SeedShop) -> None:
    counts = [
        pieces
        for product in shop.products
        if product.tracked
        for variant in product.variants
        for store, pieces in variant.stock.items()
        if store != "tacoma-warehouse"
    ]
    known = [pieces for pieces in counts if pieces is not None]

    assert 0.01 < (len(counts) - len(known)) / len(counts) < 0.06
    assert 0.05 < known.count(0) / len(known) < 0.2
    assert max(known) == 40


def test_both_platforms_have_stores_and_share_the_merchandise(shop: SeedShop) -> None:
    square = {store.name for store in shop.stores_of("square")}
    shopify = {store.name for store in shop.stores_of("shopify")}

    assert square == {"Downtown", "Ballard", "Bellevue"}
    assert shopify == {"Capitol Hill", "Tacoma Warehouse"}


def test_customers_have_distinct_numbers_and_bought_what_exists(shop: SeedShop) -> None:
    assert len(shop.customers) >= 25
    assert len({customer.phone for customer in shop.customers}) == len(shop.customers)
    assert all(customer.phone.startswith("+1206555") for customer in shop.customers)
    skus = {sku for each in shop.customers for order in each.orders for sku, _ in order.lines}
    assert skus <= set(shop.by_sku)


def test_the_demo_shopper_last_bought_coffee_on_either_platform() -> None:
    for platform in ("square", "shopify"):
        stores = {store.key for store in seed_shop(20).stores_of(platform)}
        last = min(
            (order for order in JORDAN.orders if order.store in stores),
            key=lambda order: order.days_ago,
        )
        assert last.lines[0][0] == "SV-PROLOGUE-12OZ-WHOLEBEAN"
    assert JORDAN.card is not None
