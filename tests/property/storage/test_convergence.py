"""Any order, duplication and late arrival of one history ends in the same catalog and stock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any, TypeAlias

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.catalog import Product, Source, StockLevel
from domain.ids import PlatformId
from storage import catalog, stock, tables
from storage.engine import Database, open_database
from tests.effort import examples
from tests.integration.storage.shop import Shop, a_count, a_product, a_variant, after, open_shop

_WORLDS = count(1)


@dataclass(frozen=True)
class Told:
    """A product record at a moment."""

    product: Product


@dataclass(frozen=True)
class Removed:
    """The product was deleted at a moment."""

    platform_id: str
    revision: int


@dataclass(frozen=True)
class Counted:
    """The platform counted."""

    level: StockLevel


Event: TypeAlias = tuple[int, Told | Removed | Counted]
"""Which of the two connections told it, and what."""


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """What two platforms went through: revisions grow from event to event."""
    events: list[Event] = []
    for revision in range(1, draw(st.integers(2, 12)) + 1):
        where = draw(st.integers(0, 1))
        events.append((where, draw(_changes(revision))))
    return events


@st.composite
def _changes(draw: st.DrawFn, revision: int) -> Told | Removed | Counted:
    product = draw(st.sampled_from(["p1", "p2", "p3"]))
    kind = draw(st.sampled_from(["told", "told", "told", "removed", "counted"]))
    if kind == "removed":
        return Removed(product, revision)
    if kind == "counted":
        variant = f"{product}-{draw(st.integers(1, 2))}"
        available = draw(st.one_of(st.none(), st.integers(0, 9)))
        return Counted(
            a_count(variant, draw(st.sampled_from(["P1", "P2"])), available, at=after(revision))
        )
    skus = draw(st.lists(st.sampled_from([None, "A", "B", "C"]), min_size=1, max_size=2))
    variants = [a_variant(f"{product}-{n}", sku) for n, sku in enumerate(skus, 1)]
    title = f"{product} as of {revision}"
    return Told(a_product(product, *variants, revision=revision, title=title))


def _world(database: Database) -> tuple[Shop, Shop]:
    """A merchant of its own with two connections, so that examples do not meet."""
    number = next(_WORLDS)
    merchant = f"mer_{number}"
    first = open_shop(database, merchant_id=merchant, connection_id=f"con_{number}_a")
    second = open_shop(
        database,
        merchant_id=merchant,
        connection_id=f"con_{number}_b",
        platform="shopify",
        new_merchant=False,
    )
    return first, second


def _apply(shops: tuple[Shop, Shop], events: list[Event]) -> None:
    for where, what in events:
        shop = shops[where]
        with shop.database.write() as tx:
            if isinstance(what, Told):
                catalog.apply_products(
                    tx,
                    shop.connection,
                    [what.product],
                    as_of=after(what.product.revision),
                    source=Source.WEBHOOK,
                )
            elif isinstance(what, Removed):
                catalog.tombstone_product(
                    tx,
                    shop.connection,
                    PlatformId(what.platform_id),
                    revision=what.revision,
                    as_of=after(what.revision),
                    source=Source.WEBHOOK,
                )
            else:
                stock.apply_stock(
                    tx,
                    shop.connection,
                    [what.level],
                    source=Source.WEBHOOK,
                    now=what.level.as_of,
                )


def _state(shops: tuple[Shop, Shop]) -> dict[str, Any]:
    """Everything stored, in the platforms' own words (our random ids left out)."""
    merchant = shops[0].connection.merchant_id
    names = {shop.connection.id: place for place, shop in zip("ab", shops, strict=True)}
    listings, records = tables.listings, tables.product_records
    with shops[0].database.read() as tx:
        listed = tx.execute(select(listings).where(listings.c.merchant_id == merchant)).all()
        told = tx.execute(select(records).where(records.c.merchant_id == merchant)).all()
        sold = _rows(tx.execute, tables.variants, merchant)
        counted = _rows(tx.execute, tables.inventory_levels, merchant)
        places = {row.id: row.platform_id for row in _rows(tx.execute, tables.locations, merchant)}
    listing_names = {row.id: (names[row.connection_id], row.platform_id) for row in listed}
    products: dict[str, set[tuple[str, str]]] = {}
    for row in told:
        if row.deleted_at is None:
            key = (names[row.connection_id], row.platform_id)
            products.setdefault(row.product_id, set()).add(key)
    return {
        "keys": {listing_names[row.id]: row.sku for row in listed if row.deleted_at is None},
        "titles": {
            (names[row.connection_id], row.platform_id): (row.title, row.revision) for row in told
        },
        "products": {frozenset(group) for group in products.values()},
        "variants": {
            row.sku: (listing_names[row.lead_listing_id], frozenset(products[row.product_id]))
            for row in sold
            if row.active
        },
        "levels": {
            (listing_names[row.listing_id], places[row.location_id]): row.pos_available
            for row in counted
            if listing_names[row.listing_id]
            in {listing_names[each.id] for each in listed if each.deleted_at is None}
        },
    }


def _rows(execute: Callable[..., Any], table: Any, merchant: str) -> list[Any]:
    return list(execute(select(table).where(table.c.merchant_id == merchant)).all())


@st.composite
def rearranged(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """A history, and the same with events repeated and shuffled."""
    history = draw(histories())
    repeated = history + draw(st.lists(st.sampled_from(history), max_size=4))
    return history, draw(st.permutations(repeated))


def _converges(database: Database, example: tuple[list[Event], list[Event]]) -> None:
    history, shuffled = example
    in_order, out_of_order = _world(database), _world(database)

    _apply(in_order, history)
    _apply(out_of_order, shuffled)

    assert _state(out_of_order) == _state(in_order)
    levels = _state(in_order)["levels"].values()
    assert all(level is None or level >= Decimal(0) for level in levels)


_RELAXED = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=examples(15), deadline=None, suppress_health_check=_RELAXED)
@given(example=rearranged())
def test_any_order_of_one_history_converges(
    database: Database, example: tuple[list[Event], list[Event]]
) -> None:
    _converges(database, example)


@settings(
    max_examples=examples(8), deadline=None, suppress_health_check=_RELAXED, phases=[Phase.generate]
)
@given(history=histories())
def test_both_databases_end_in_the_same_state(
    sqlite_url: str, postgres_url: str, history: list[Event]
) -> None:
    states = []
    for url in (sqlite_url, postgres_url):
        database = open_database(url)
        world = _world(database)
        _apply(world, history)
        states.append(_state(world))
        database.close()

    assert states[0] == states[1]
