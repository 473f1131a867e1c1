"""Full runs: what both shops have is what we have; faults, interruptions and deletions included."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.listing import Bookmark
from domain.errors import PlatformError
from domain.ids import ProductSku
from sandbox.kit.seed import SeedProduct, SeedVariant
from storage import catalog_reads, quarantine, sync_runs, tables
from storage.catalog_reads import CatalogVariant
from sync.full_sync import SyncProgress
from tests.integration.sync.house import (
    MERCHANT,
    MUG,
    VARIANTS,
    Bend,
    House,
    Till,
    open_house,
    open_till,
    seeded,
)

PLATFORMS = ("square", "shopify")
SIZES = {"Small": "S", "Medium": "M", "Large": "L", "X-Large": "XL", "XX-Large": "XXL"}
"""What the tills write out and the unified schema does not."""


def view(house: House, sku: str) -> CatalogVariant:
    """What the catalog says of a variant."""
    with house.services.database.read() as tx:
        found = catalog_reads.variant(tx, MERCHANT, ProductSku(sku))
    assert found is not None, sku
    return found


def is_sold(house: House, sku: str) -> bool:
    """Whether anybody still lists it."""
    with house.services.database.read() as tx:
        found = catalog_reads.variant(tx, MERCHANT, ProductSku(sku))
    return found is not None and found.active


def contents(house: House) -> dict[str, list[Any]]:
    """Everything a run may write, without when it was read and by which run."""
    fleeting = {"as_of", "last_run", "updated_at"}
    kept = {}
    for table in (
        tables.locations,
        tables.product_records,
        tables.listings,
        tables.products,
        tables.variants,
        tables.inventory_levels,
        tables.customers,
        tables.customer_records,
        tables.orders,
        tables.order_lines,
        tables.order_events,
        tables.stock_events,
    ):
        rows = [
            {name: value for name, value in row._mapping.items() if name not in fleeting}
            for row in house.rows(table)
        ]
        kept[table.name] = sorted(rows, key=repr)
    return kept


def bend_item(sku: str, change: Callable[[dict[str, Any]], None]) -> Bend:
    """Square's listing with the item of this SKU changed."""

    def bend(route: str, _asked: bytes, body: bytes) -> bytes:
        if route != "GET /v2/catalog/list":
            return body
        answer = json.loads(body)
        for raw in answer.get("objects", []):
            for each in raw.get("item_data", {}).get("variations", ()):
                if each["item_variation_data"].get("sku") == sku:
                    change(raw)
        return json.dumps(answer).encode()

    return bend


def spoil(raw: dict[str, Any]) -> None:
    """No product can be named by this."""
    raw["item_data"]["name"] = 42


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_record_of_the_shop_is_stored_as_its_books_have_it(
    both: House, platform: str
) -> None:
    summary = both.full_sync(platform)

    till, shop = both.tills[platform], seeded()
    assert (summary.variants, summary.quarantined, summary.deleted) == (VARIANTS, 0, 0)
    assert summary.counts["location"] == len(shop.stores_of(platform))
    assert summary.counts["customer"] == len(shop.customers)
    assert both.how_many(tables.orders) == summary.counts["order"] == readable_orders(till)
    for product in shop.products:
        for variant in product.variants:
            assert_same(view(both, variant.sku), product, variant)
            assert both.count_of(variant.sku, till.store) == till.stock(variant.sku), variant.sku


def readable_orders(till: Till) -> int:
    """Orders an app may read; Shopify shows no older ones than sixty days without asking more."""
    oldest = datetime.now(UTC) - timedelta(days=60 if till.platform == "shopify" else 10_000)
    orders = till.books("orders")["orders"]
    return sum(datetime.fromisoformat(order["created_at"]) > oldest for order in orders)


def assert_same(ours: CatalogVariant, product: SeedProduct, variant: SeedVariant) -> None:
    """One variant, every fact a shopper may ask about."""
    price = ours.listings[0].price
    assert ours.title == product.title
    told = None if price is None else price.amount
    assert told == variant.price or (told, variant.price) == (0, None), (
        "Shopify knows no open price"
    )
    assert ours.listings[0].barcode == variant.barcode
    wanted = dict(zip(map(str.lower, product.option_names), variant.options, strict=True))
    wanted = {name: SIZES.get(value, value) for name, value in wanted.items()}
    assert {name: ours.listings[0].options[name] for name in wanted} == wanted


def test_one_product_of_two_platforms_is_one_with_one_size(both: House) -> None:
    for platform in PLATFORMS:
        both.full_sync(platform)

    assert both.how_many(tables.variants) == VARIANTS
    assert both.how_many(tables.products) == len(seeded().products)
    for product in seeded().products:
        for variant in product.variants:
            ours = view(both, variant.sku)
            first, second = ours.listings
            assert first.options == second.options, variant.sku
            assert {both.connection(p).id for p in PLATFORMS} == {
                first.connection_id,
                second.connection_id,
            }


@pytest.mark.parametrize("platform", PLATFORMS)
def test_stock_that_is_not_tracked_is_unknown_and_never_zero(both: House, platform: str) -> None:
    both.full_sync(platform)

    till = both.tills[platform]
    untracked = [
        variant.sku
        for product in seeded().products
        for variant in product.variants
        if till.stock(variant.sku) is None
    ]
    assert untracked
    for sku in untracked:
        level = both.level(sku, till.store)
        assert level is None or (level.pos_available, level.available) == (None, None), sku


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_second_run_changes_nothing(both: House, platform: str) -> None:
    both.full_sync(platform)
    before = contents(both)

    summary = both.full_sync(platform)

    assert contents(both) == before
    assert summary.deleted == 0


def test_the_two_platforms_share_customers_by_phone_and_email(both: House) -> None:
    for platform in PLATFORMS:
        both.full_sync(platform)

    assert both.how_many(tables.customer_records) == 2 * len(seeded().customers)
    people = {row.customer_id for row in both.rows(tables.customer_records)}
    reachable = [each for each in seeded().customers if each.phone or each.email]
    assert len(people) == 2 * len(seeded().customers) - len(reachable)


def test_the_mapping_report_of_each_run_is_kept_and_counts_what_no_table_knows(
    square_house: House,
) -> None:
    square_house.square.drift.bend = bend_item(MUG, lambda raw: raw.update(holo_field=True))

    summary = square_house.full_sync("square")

    with square_house.services.database.read() as tx:
        kept = sync_runs.reports(tx, square_house.connections["square"], limit=5)
    assert {row["entity"] for row in kept} == {
        "location", "product", "stock", "customer", "order"
    }  # fmt: skip
    products = next(row["report"] for row in kept if row["entity"] == "product")
    assert products["unknown"] == {"holo_field": 1}
    assert summary.report.unknown["holo_field"] == 1
    assert products["records"] >= len(seeded().products)


def test_what_cannot_be_mapped_is_quarantined_stays_sold_and_comes_back(
    square_house: House,
) -> None:
    house = square_house
    house.square.drift.bend = bend_item(MUG, spoil)
    house.square.control("POST price", {"sku": "NK-PEGASUS41-BLK-10", "amount": 9999})

    summary = house.full_sync("square")

    with house.services.database.read() as tx:
        (item,) = quarantine.open_items(tx, MERCHANT).rows
    assert (item.path, item.value) == ("item_data.name", "42")
    assert item.remedy
    assert json.loads(item.raw)["item_data"]["name"] == 42
    assert (summary.quarantined, summary.deleted) == (1, 0)
    assert is_sold(house, MUG), "a product that is only unreadable is not gone"
    other = view(house, "NK-PEGASUS41-BLK-10").listings[0].price
    assert other is not None
    assert other.amount == 9999, "the rest of the run went on"

    house.square.drift.bend = None
    house.full_sync("square")

    with house.services.database.read() as tx:
        assert quarantine.open_items(tx, MERCHANT).rows == ()


def test_a_quarantined_product_that_is_deleted_leaves_quarantine_and_catalog(
    square_house: House,
) -> None:
    house = square_house
    house.square.drift.bend = bend_item(MUG, spoil)
    house.full_sync("square")
    house.square.control("POST delete", {"sku": MUG})

    summary = house.full_sync("square")

    assert summary.deleted == 1
    with house.services.database.read() as tx:
        assert quarantine.open_items(tx, MERCHANT).rows == ()
    assert not is_sold(house, MUG)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_was_deleted_meanwhile_is_found_out(both: House, platform: str) -> None:
    both.full_sync(platform)
    both.tills[platform].control("POST delete", {"sku": MUG})

    summary = both.full_sync(platform)

    assert summary.deleted == 1
    assert not is_sold(both, MUG)


def stop_after(entity: str, pages: int) -> Callable[[SyncProgress], None]:
    """A listener that ends the run behind that many pages of one kind."""

    def listen(progress: SyncProgress) -> None:
        if progress.entity.value == entity and progress.pages == pages and not progress.finished:
            raise InterruptedError

    return listen


def test_an_interrupted_run_goes_on_behind_its_last_page(both: House) -> None:
    both.full_sync("shopify")
    whole = both.shopify.calls()["query orders"]
    assert whole > 3
    with pytest.raises(InterruptedError):
        both.full_sync("shopify", stop_after("order", 2))
    both.shopify.forget_calls()

    summary = both.full_sync("shopify")

    assert both.shopify.calls()["query orders"] == whole - 2
    assert summary.counts["order"] == readable_orders(both.shopify)
    states = [row.state for row in both.rows(tables.sync_runs)]
    assert set(states) == {"done"}


def test_an_interrupted_bulk_export_is_waited_for_and_not_begun_again(both: House) -> None:
    with pytest.raises(InterruptedError):
        both.full_sync("shopify", stop_after("stock", 1))
    both.shopify.forget_calls()

    summary = both.full_sync("shopify")

    calls = both.shopify.calls()
    assert "mutation bulkOperationRunQuery" not in calls, "neither of the products nor of the stock"
    assert summary.counts["product"] == len(seeded().products), (
        "what had ended is told all the same"
    )
    assert summary.counts["stock"] == both.how_many(tables.inventory_levels)


def leave_unfinished(house: House, platform: str, entity: str, cursor: str | None) -> None:
    """A run that stopped behind this cursor."""
    now = house.clock.now()
    with house.services.database.write() as tx:
        connection = house.connection(platform)
        run = sync_runs.start(tx, connection, kind="full", entity=entity, now=now)
        sync_runs.checkpoint(tx, run.id, cursor=cursor, counts={"records": 7}, now=now)


@pytest.mark.parametrize(
    ("platform", "cursor", "states"),
    [
        ("square", Bookmark(cursor="long-ago"), ["done"]),
        ("shopify", Bookmark(cursor="gid://shopify/BulkOperation/1"), ["done", "failed"]),
    ],
)
def test_a_run_whose_cursor_has_expired_reads_everything_again(
    both: House, platform: str, cursor: Bookmark, states: list[str]
) -> None:
    leave_unfinished(both, platform, "product", cursor.write())

    both.full_sync(platform)

    runs = both.rows(tables.sync_runs, tables.sync_runs.c.entity == "product")
    assert sorted(run.state for run in runs) == states
    assert both.how_many(tables.listings) == VARIANTS


def test_a_cursor_that_an_older_release_wrote_is_no_obstacle(both: House) -> None:
    leave_unfinished(both, "square", "product", "page-7")

    both.full_sync("square")

    assert both.how_many(tables.listings) == VARIANTS


def test_a_run_that_was_left_long_ago_begins_anew(square_house: House) -> None:
    house = square_house
    leave_unfinished(house, "square", "product", None)
    house.clock.advance(hours=13)

    house.full_sync("square")

    runs = house.rows(tables.sync_runs, tables.sync_runs.c.entity == "product")
    assert sorted(run.state for run in runs) == ["done", "done", "failed"]


def test_a_platform_that_fails_leaves_the_run_to_be_taken_up(square_house: House) -> None:
    house = square_house
    house.square.fault("fail", "GET /v2/catalog/list", status=400)

    with pytest.raises(PlatformError):
        house.full_sync("square")
    house.full_sync("square")

    runs = house.rows(tables.sync_runs, tables.sync_runs.c.entity == "product")
    assert [run.state for run in runs] == ["done", "done"]


def test_the_cost_of_a_page_does_not_grow_with_its_records(
    database_url: str, tmp_path: Path
) -> None:
    counts = []
    for variants in (60, 110):
        with (
            open_till("square", seed_variants=variants) as till,
            open_house(database_url, tmp_path, [till]) as house,
        ):
            house.connect("square")
            till.forget_calls()
            with house.statements() as statements:
                house.full_sync("square")
            counts.append((len(statements), till.calls()))
            empty(house)
    assert counts[0] == counts[1]


def empty(house: House) -> None:
    """Room for the next house on the same database."""
    with house.services.database.write() as tx:
        for table in reversed(tables.metadata.sorted_tables):
            tx.execute(table.delete())
