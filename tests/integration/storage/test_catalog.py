"""The catalog: what platforms say, unified by SKU and guarded by revision."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

import pytest
from sqlalchemy import event

from domain.catalog import (
    Image,
    Modifier,
    ModifierList,
    Product,
    Source,
    Tax,
    TimedPrice,
    WeeklyHours,
)
from domain.ids import PlatformId
from domain.money import Money
from storage import catalog, catalog_reads
from storage.catalog_reads import CatalogProduct, CatalogVariant
from storage.engine import Database
from storage.results import ApplyResult
from tests.integration.storage.shop import NOW, Shop, a_product, a_variant, after, open_shop

MERCHANT = "mer_1"


@pytest.fixture
def square(database: Database) -> Shop:
    return open_shop(database)


@pytest.fixture
def shopify(database: Database, square: Shop) -> Shop:
    return open_shop(database, connection_id="con_b", platform="shopify", new_merchant=False)


def variant(shop: Shop, sku: str) -> CatalogVariant | None:
    with shop.database.read() as tx:
        return catalog_reads.variant(tx, MERCHANT, sku)


def product_of(shop: Shop, sku: str) -> CatalogProduct:
    found = variant(shop, sku)
    assert found is not None, sku
    with shop.database.read() as tx:
        product = catalog_reads.product(tx, MERCHANT, found.product_id)
    assert product is not None
    return product


def skus(shop: Shop) -> set[str]:
    """The keys of everything on sale."""
    with shop.database.read() as tx:
        return {row.sku for row in catalog_reads.iter_search_rows(tx, MERCHANT)}


def delete(shop: Shop, platform_id: str, *, revision: int, seconds: float = 1) -> ApplyResult:
    with shop.database.write() as tx:
        return catalog.tombstone_product(
            tx,
            shop.connection,
            PlatformId(platform_id),
            revision=revision,
            as_of=after(seconds),
            source=Source.WEBHOOK,
        )


MORNING = WeeklyHours(days=frozenset({1, 2, 7}), start=time(7, 30), end=time(11))
FULL = a_product(
    "p1",
    a_variant(
        "v1",
        "SHOE-10",
        barcode="0123456789012",
        compare_at_price=Money(2999, "USD"),
        location_prices={PlatformId("P2"): Money(1899, "USD")},
        options={"size": "10", "color": "red"},
        inventory_platform_id=PlatformId("inv1"),
        taxable=False,
        absent_at=(PlatformId("P3"),),
        hours=(MORNING,),
        timed_prices=(TimedPrice(price=Money(1500, "USD"), hours=(MORNING,)),),
    ),
    title="Air Runner \u0000",
    brand="Fleet",
    description="Light.",
    categories=("Shoes", "Running"),
    tags=("new",),
    images=(Image(url="https://img.example/1.png", platform_id=PlatformId("i1"), alt="a shoe"),),
    modifier_lists=(
        ModifierList(
            platform_id=PlatformId("ml"),
            name="Laces",
            modifiers=(
                Modifier(platform_id=PlatformId("m1"), name="blue", price=Money(100, "USD")),
                Modifier(platform_id=PlatformId("m2"), name="none"),
            ),
            maximum=1,
        ),
        ModifierList(
            platform_id=PlatformId("ml2"),
            name="Sides",
            minimum=1,
            modifiers=(
                Modifier(
                    platform_id=PlatformId("m3"),
                    name="Side salad",
                    variant_prices={PlatformId("v1"): Money(150, "USD")},
                    active=False,
                    chosen_by_default=True,
                    repeatable=True,
                    modifier_lists=(
                        ModifierList(
                            platform_id=PlatformId("ml3"),
                            name="Dressing",
                            minimum=1,
                            modifiers=(Modifier(platform_id=PlatformId("m4"), name="Ranch"),),
                        ),
                    ),
                ),
            ),
            sequence_prices=(Money(0, "USD"), Money(75, "USD")),
        ),
    ),
    taxes=(Tax(platform_id=PlatformId("t"), name="State", percentage=Decimal("8.875")),),
)


def test_a_product_comes_back_as_the_platform_told_it(square: Shop) -> None:
    assert square.sell(FULL).inserted == 1

    product = product_of(square, "SHOE-10")

    assert product.title == "Air Runner \ufffd"
    assert (product.brand, product.description) == ("Fleet", "Light.")
    assert (product.categories, product.tags) == (FULL.categories, FULL.tags)
    assert (product.images, product.taxes) == (FULL.images, FULL.taxes)
    assert product.modifier_lists == FULL.modifier_lists
    assert (product.as_of, product.source, product.active) == (NOW, Source.POLL, True)
    lead = product.variants[0].lead
    assert lead.price == Money(1999, "USD")
    assert lead.compare_at_price == Money(2999, "USD")
    assert lead.price_at("P2") == Money(1899, "USD")
    assert lead.price_at("P1") == Money(1999, "USD")
    assert (lead.hours, lead.timed_prices) == ((MORNING,), FULL.variants[0].timed_prices)
    assert lead.options == {"size": "10", "color": "red"}
    assert (lead.barcode, lead.taxable, lead.absent_at) == ("0123456789012", False, {"P3"})
    assert (lead.platform_id, lead.inventory_platform_id) == ("v1", "inv1")


def test_an_older_record_never_overwrites_a_newer_one(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), title="new", revision=5))

    result = square.sell(
        a_product("p1", a_variant("v1", "MUG"), title="old", revision=4), at=after(60)
    )

    assert (result.stale, result.updated) == (1, 0)
    assert product_of(square, "MUG").title == "new"


def test_of_one_revision_the_later_reading_stays(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), title="later"), at=after(2))

    assert square.sell(a_product("p1", a_variant("v1", "MUG"), title="earlier")).stale == 1
    assert product_of(square, "MUG").title == "later"


def test_a_variant_revision_newer_than_its_product_counts(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG", revision=9), title="by variant"))

    assert square.sell(a_product("p1", a_variant("v1", "MUG"), revision=8)).stale == 1


def test_a_variant_that_a_newer_record_no_longer_names_is_gone(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), a_variant("v2", "CUP")))

    result = square.sell(a_product("p1", a_variant("v1", "MUG"), revision=2))

    assert result.updated == 1
    assert {"MUG", "CUP"} <= result.skus
    assert skus(square) == {"MUG"}
    assert variant(square, "CUP") is None


def test_a_deleted_product_leaves_a_tombstone_that_older_records_cannot_lift(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), revision=3))

    assert delete(square, "p1", revision=5).deleted == 1
    assert square.sell(a_product("p1", a_variant("v1", "MUG"), revision=4), at=after(9)).stale == 1
    assert skus(square) == set()

    assert square.sell(a_product("p1", a_variant("v1", "MUG"), revision=6)).inserted == 1
    assert skus(square) == {"MUG"}


def test_a_deletion_that_arrives_first_holds_against_the_record(square: Shop) -> None:
    assert delete(square, "p1", revision=5).deleted == 0

    assert square.sell(a_product("p1", a_variant("v1", "MUG"), revision=4), at=after(9)).stale == 1
    assert skus(square) == set()


def test_an_old_deletion_does_not_remove_a_newer_record(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), revision=5))

    assert delete(square, "p1", revision=4).stale == 1
    assert skus(square) == {"MUG"}


def test_a_deleted_product_can_still_be_read_by_its_id(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG")))
    product_id = product_of(square, "MUG").id
    delete(square, "p1", revision=2)

    with square.database.read() as tx:
        product = catalog_reads.product(tx, MERCHANT, product_id)
        page = catalog_reads.products_page(tx, MERCHANT)
    assert product is not None
    assert not product.active
    assert page.rows == ()


@pytest.mark.parametrize("sku", [None, "", "  ", "square:v9"], ids=repr)
def test_a_variant_without_a_usable_sku_is_known_by_platform_and_id(
    square: Shop, sku: str | None
) -> None:
    square.sell(a_product("p1", a_variant("v1", sku)))

    assert skus(square) == {"square:v1"}


def test_a_sku_that_two_variants_claim_names_neither(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG")))
    square.sell(a_product("p2", a_variant("v2", "MUG")))

    assert skus(square) == {"square:v1", "square:v2"}


def test_a_sku_that_becomes_unique_again_names_its_variant(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG")), a_product("p2", a_variant("v2", "MUG")))

    square.sell(a_product("p2", a_variant("v2", "CUP"), revision=2))
    assert skus(square) == {"MUG", "CUP"}

    square.sell(a_product("p2", a_variant("v2", "MUG"), revision=3))
    delete(square, "p2", revision=4)
    assert skus(square) == {"MUG"}


def test_one_sku_on_two_platforms_is_one_variant_of_one_product(
    square: Shop, shopify: Shop
) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), title="Mug"))
    shopify.sell(a_product("gid1", a_variant("g1", "MUG"), a_variant("g2", "BOWL"), title="Mugs"))

    product = product_of(square, "MUG")

    assert product.title == "Mug"
    assert {each.sku for each in product.variants} == {"MUG", "BOWL"}
    mug = variant(square, "MUG")
    assert mug is not None
    assert [each.connection_id for each in mug.listings] == ["con_a", "con_b"]
    assert mug.on("con_b") == mug.listings[1]
    with square.database.read() as tx:
        assert catalog_reads.listing(tx, MERCHANT, "MUG", "con_b") == mug.listings[1]
        assert catalog_reads.listing(tx, MERCHANT, "BOWL", "con_a") is None


def test_products_joined_by_a_third_become_one(square: Shop, shopify: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG")), a_product("p2", a_variant("v2", "BOWL")))
    first, second = product_of(square, "MUG").id, product_of(square, "BOWL").id

    shopify.sell(a_product("g", a_variant("g1", "MUG"), a_variant("g2", "BOWL")))

    joined = product_of(square, "BOWL")
    assert joined.id == product_of(square, "MUG").id == min(first, second)
    with square.database.read() as tx:
        assert len(catalog_reads.products_page(tx, MERCHANT).rows) == 1


def test_products_part_again_when_the_last_shared_sku_goes(square: Shop, shopify: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), title="Mug"))
    shopify.sell(a_product("g", a_variant("g1", "MUG"), a_variant("g2", "BOWL"), title="Bowl"))

    shopify.sell(
        a_product("g", a_variant("g1", "VASE"), a_variant("g2", "BOWL"), title="Bowl", revision=2)
    )

    assert product_of(square, "MUG").title == "Mug"
    assert product_of(square, "BOWL").title == "Bowl"
    assert product_of(square, "BOWL").id != product_of(square, "MUG").id


def test_when_the_leading_platform_drops_a_product_the_other_speaks_for_it(
    square: Shop, shopify: Shop
) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), title="Mug"))
    shopify.sell(a_product("g", a_variant("g1", "MUG", name="gold"), title="Golden mug"))

    delete(square, "p1", revision=2)

    product = product_of(square, "MUG")
    assert (product.title, product.variants[0].lead.name) == ("Golden mug", "gold")


def test_a_full_run_removes_what_it_did_not_meet_but_not_what_came_meanwhile(square: Shop) -> None:
    square.sell(*(a_product(f"p{n}", a_variant(f"v{n}", f"SKU{n}")) for n in range(3)))
    with square.database.write() as tx:
        catalog.apply_products(
            tx,
            square.connection,
            [a_product("p0", a_variant("v0", "SKU0"))],
            as_of=after(10),
            source=Source.POLL,
            run_id="run_1",
        )
        catalog.apply_products(
            tx,
            square.connection,
            [a_product("p9", a_variant("v9", "SKU9"))],
            as_of=after(11),
            source=Source.WEBHOOK,
        )
        gone = catalog.mark_unseen(tx, square.connection, run_id="run_1", started_at=after(9))

    assert gone.deleted == 2
    assert skus(square) == {"SKU0", "SKU9"}


def test_a_stale_record_met_by_a_full_run_counts_as_seen(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), revision=5))
    with square.database.write() as tx:
        catalog.apply_products(
            tx,
            square.connection,
            [a_product("p1", a_variant("v1", "MUG"), revision=4)],
            as_of=after(10),
            source=Source.POLL,
            run_id="run_1",
        )
        gone = catalog.mark_unseen(tx, square.connection, run_id="run_1", started_at=after(9))

    assert gone.deleted == 0
    assert skus(square) == {"MUG"}


def test_an_inactive_product_is_stored_but_not_on_sale(square: Shop) -> None:
    square.sell(a_product("p1", a_variant("v1", "MUG"), active=False))

    assert skus(square) == set()
    with square.database.read() as tx:
        assert catalog_reads.products_page(tx, MERCHANT).rows == ()
        assert len(catalog_reads.products_page(tx, MERCHANT, active_only=False).rows) == 1


def test_pages_meet_every_product_once(square: Shop) -> None:
    square.sell(*(a_product(f"p{n}", a_variant(f"v{n}", f"SKU{n}")) for n in range(7)))
    met: list[str] = []
    cursor = None
    with square.database.read() as tx:
        while True:
            page = catalog_reads.products_page(tx, MERCHANT, cursor=cursor, limit=3)
            met.extend(product.title for product in page.rows)
            cursor = page.cursor
            if cursor is None:
                break

    assert sorted(met) == [f"product p{n}" for n in range(7)]


@pytest.mark.parametrize(
    ("query", "titles"),
    [("mug", {"Blue Mug"}), ("SKU-T", {"Tea"}), ("100%", {"100% wool"}), ("100_", set())],
)
def test_a_query_looks_into_titles_and_skus_literally(
    square: Shop, query: str, titles: set[str]
) -> None:
    square.sell(
        a_product("p1", a_variant("v1", "SKU-M"), title="Blue Mug"),
        a_product("p2", a_variant("v2", "SKU-T"), title="Tea"),
        a_product("p3", a_variant("v3", "W"), title="100% wool"),
    )

    with square.database.read() as tx:
        page = catalog_reads.products_page(tx, MERCHANT, query=query)
    assert {product.title for product in page.rows} == titles


def test_the_generation_changes_with_the_catalog_only(square: Shop) -> None:
    def generation() -> int:
        with square.database.read() as tx:
            return catalog_reads.catalog_generation(tx, MERCHANT)

    before = generation()
    square.sell(a_product("p1", a_variant("v1", "MUG"), revision=2))
    changed = generation()
    square.sell(a_product("p1", a_variant("v1", "MUG"), revision=1))

    assert changed > before
    assert generation() == changed


def test_another_merchant_sees_nothing_of_it(square: Shop, database: Database) -> None:
    other = open_shop(database, merchant_id="mer_2", connection_id="con_c", platform="shopify")
    square.sell(a_product("p1", a_variant("v1", "MUG")))
    other.sell(a_product("p1", a_variant("v1", "MUG"), title="theirs"))

    product = product_of(square, "MUG")
    with database.read() as tx:
        assert catalog_reads.product(tx, "mer_2", product.id) is None
        theirs = catalog_reads.variant(tx, "mer_2", "MUG")
    assert theirs is not None
    assert len(product.variants[0].listings) == len(theirs.listings) == 1


def test_a_page_takes_the_same_number_of_statements_however_long_it_is(square: Shop) -> None:
    def statements(*products: Product) -> int:
        counted: list[str] = []

        def count(*args: object) -> None:
            counted.append(str(args[2]))

        event.listen(square.database.engine, "before_cursor_execute", count)
        square.sell(*products)
        event.remove(square.database.engine, "before_cursor_execute", count)
        return len(counted)

    small = statements(a_product("s", a_variant("sv", "S")))
    large = statements(
        *(
            a_product(f"p{n}", *(a_variant(f"v{n}-{m}", f"SKU{n}-{m}") for m in range(4)))
            for n in range(100)
        )
    )
    assert large == small
