"""The rows that catalog records become, and the statements that write them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, select, update

from domain.catalog import Address, CounterOnly, Product, Variant
from domain.money import Money
from storage import tables
from storage.bundle_parts import bundle_word
from storage.catalog_keys import own_sku
from storage.menus import modifier_lists_json, schedule_json
from storage.prepared import Prepared
from storage.statements import Insert, plan_for_values, upsert
from storage.types import JsonValue

_GENERATIONS = tables.catalog_generations


def lock_catalog(tx: Connection, merchant_id: str) -> None:
    """Wait for this merchant's other writers of products, customers and orders, until the commit.

    First of all locks in the order catalog, levels, holds.
    """
    plan_for_values(tx)
    _LOCK.rows(tx, merchant=merchant_id)


_LOCK: Final = Prepared(
    select(_GENERATIONS.c.generation)
    .where(_GENERATIONS.c.merchant_id == bindparam("merchant"))
    .with_for_update()
)


def bump_generation(tx: Connection, merchant_id: str) -> None:
    """Tell readers that the catalog changed."""
    tx.execute(
        update(_GENERATIONS)
        .where(_GENERATIONS.c.merchant_id == merchant_id)
        .values(generation=_GENERATIONS.c.generation + 1)
    )


def replace_all(
    tx: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    keep: Collection[str] = (),
) -> None:
    """Insert rows or overwrite what has their key, as one batch; columns in `keep` stay.

    All rows name the same columns; those they do not name stay, or are NULL in a new row.
    """
    if rows:
        _replacing(table, tuple(rows[0]), tuple(key), tuple(keep)).run_each(tx, rows)


@lru_cache(maxsize=64)
def _replacing(
    table: Table, names: tuple[str, ...], key: tuple[str, ...], keep: tuple[str, ...]
) -> Prepared:
    def statement(tx: Connection) -> Insert:
        inserted = upsert(tx, table).inline().values({name: bindparam(name) for name in names})
        fixed = {*key, *keep}
        return inserted.on_conflict_do_update(
            index_elements=list(key),
            set_={name: inserted.excluded[name] for name in names if name not in fixed},
        )

    return Prepared(statement)


def listing_row(variant: Variant, product: Product, platform: str) -> dict[str, Any]:
    """What a listing says by itself; ids, key, revision and source are added by the caller."""
    price, compare_at = variant.price, variant.compare_at_price
    return {
        "platform_id": variant.platform_id,
        "product_platform_id": product.platform_id,
        "inventory_platform_id": variant.inventory_platform_id or variant.platform_id,
        "own_sku": own_sku(variant.sku, platform),
        "name": variant.name,
        "barcode": variant.barcode,
        "options": dict(variant.options),
        "price_minor": None if price is None else price.amount,
        "compare_at_minor": None if compare_at is None else compare_at.amount,
        "currency": None if price is None else price.currency,
        "location_prices": {
            location: money_json(money) for location, money in variant.location_prices.items()
        },
        "tracked": variant.tracked,
        "oversell": variant.oversell,
        "taxable": variant.taxable,
        "absent_at": list(variant.absent_at),
        "counter_only": _word(variant.counter_only or product.counter_only),
        "schedule": schedule_json(variant),
        "bundle": bundle_word(variant),
        "active": variant.active and product.active,
    }


def _word(reason: CounterOnly | None) -> str | None:
    return None if reason is None else reason.value


def details_json(product: Product) -> JsonValue:
    """What a product record says beyond its title, as JSON."""
    return {
        "brand": product.brand,
        "description": product.description,
        "categories": list(product.categories),
        "tags": list(product.tags),
        "images": [
            {"url": image.url, "platform_id": image.platform_id, "alt": image.alt}
            for image in product.images
        ],
        "modifier_lists": modifier_lists_json(product.modifier_lists),
        "taxes": [
            {
                "platform_id": tax.platform_id,
                "name": tax.name,
                "percentage": str(tax.percentage),
                "inclusive": tax.inclusive,
                "enabled": tax.enabled,
            }
            for tax in product.taxes
        ],
    }


def money_json(money: Money) -> list[JsonValue]:
    """Money as `[minor units, currency]`."""
    return [money.amount, money.currency]


def address_json(address: Address | None) -> JsonValue:
    """An address as JSON; None stays None."""
    if address is None:
        return None
    return {
        "line1": address.line1,
        "line2": address.line2,
        "city": address.city,
        "region": address.region,
        "postal_code": address.postal_code,
        "country": address.country,
    }


def effective_revision(product: Product) -> int:
    """The newest revision in a product record, where variants are counted separately (Square)."""
    return max([product.revision, *(variant.revision for variant in product.variants)])


def is_newer(revision: int, as_of: datetime, stored_revision: int, stored_as_of: datetime) -> bool:
    """Whether a record goes before the stored one: by revision, then by when it was read."""
    return (revision, as_of) > (stored_revision, stored_as_of)
