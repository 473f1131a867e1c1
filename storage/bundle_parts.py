"""What bundles are put together from, as the catalog keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, delete, select

from domain.catalog import Product, Variant
from domain.ids import PlatformId, ProductSku
from storage import tables
from storage.merchants import PosConnection
from storage.statements import among

PARTS = "parts"
"""Counted by its components alone."""
BUILT = "built"
"""Finished bundles are counted too, and go before new ones."""
_TABLE = tables.bundle_components
_LISTINGS = tables.listings
_VARIANTS = tables.variants
_PRODUCTS = tables.products


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePart:
    """One component of a bundle, and how many of it one bundle takes."""

    sku: ProductSku | None
    """None: the till has not told of it, so the bundle's stock is unknown."""
    platform_id: PlatformId
    title: str | None
    quantity: Decimal


def parts_of(
    tx: Connection, merchant_id: str, skus: Collection[str]
) -> dict[ProductSku, tuple[BundlePart, ...]]:
    """What the bundles among these variants take, as their first listing tells; others are left
    out."""
    part = _LISTINGS.alias("part")
    rows = tx.execute(
        select(
            _LISTINGS.c.sku.label("bundle"),
            _LISTINGS.c.id.label("listing"),
            _TABLE.c.component_platform_id,
            _TABLE.c.quantity,
            part.c.sku,
            _PRODUCTS.c.title,
        )
        .join_from(
            _LISTINGS,
            _TABLE,
            and_(
                _TABLE.c.connection_id == _LISTINGS.c.connection_id,
                _TABLE.c.variant_platform_id == _LISTINGS.c.platform_id,
            ),
        )
        .outerjoin(
            part,
            and_(
                part.c.connection_id == _TABLE.c.connection_id,
                part.c.platform_id == _TABLE.c.component_platform_id,
                part.c.deleted_at.is_(None),
            ),
        )
        .outerjoin(
            _VARIANTS,
            and_(_VARIANTS.c.merchant_id == merchant_id, _VARIANTS.c.sku == part.c.sku),
        )
        .outerjoin(_PRODUCTS, _PRODUCTS.c.id == _VARIANTS.c.product_id)
        .where(
            _LISTINGS.c.merchant_id == merchant_id,
            _LISTINGS.c.deleted_at.is_(None),
            among(tx, _LISTINGS.c.sku, skus),
        )
        .order_by(_LISTINGS.c.sku, _LISTINGS.c.id, _TABLE.c.component_platform_id)
    ).all()
    leading: dict[str, str] = {}
    found: dict[ProductSku, tuple[BundlePart, ...]] = {}
    for row in rows:
        if leading.setdefault(row.bundle, row.listing) == row.listing:
            one = BundlePart(
                sku=row.sku,
                platform_id=PlatformId(row.component_platform_id),
                title=row.title,
                quantity=row.quantity,
            )
            found[ProductSku(row.bundle)] = (*found.get(ProductSku(row.bundle), ()), one)
    return found


def bundle_word(variant: Variant) -> str | None:
    """How a variant with components is counted; None: it is an item of its own."""
    if not variant.components:
        return None
    return BUILT if variant.built_ahead else PARTS


def write_components(
    tx: Connection,
    connection: PosConnection,
    products: Iterable[Product],
    *,
    had: Iterable[str] = (),
) -> None:
    """Make the stored components those of these products' bundles.

    `had` are variants that were bundles before. Costs nothing where there are none.
    """
    bundles = [one for product in products for one in product.variants if one.components]
    changed = {*had, *(one.platform_id for one in bundles)}
    if not changed:
        return
    tx.execute(
        delete(_TABLE).where(
            _TABLE.c.connection_id == connection.id,
            among(tx, _TABLE.c.variant_platform_id, changed),
        )
    )
    rows = [row for one in bundles for row in _rows(connection, one)]
    if rows:
        tx.execute(_TABLE.insert(), rows)


def _rows(connection: PosConnection, bundle: Variant) -> list[dict[str, Any]]:
    return [
        {
            "connection_id": connection.id,
            "merchant_id": connection.merchant_id,
            "variant_platform_id": bundle.platform_id,
            "component_platform_id": component,
            "quantity": quantity,
        }
        for component, quantity in _summed(bundle).items()
    ]


def _summed(bundle: Variant) -> Mapping[str, Decimal]:
    """Quantities by component; one that is named twice is needed twice."""
    sums: dict[str, Decimal] = {}
    for part in bundle.components:
        sums[part.variant_platform_id] = sums.get(part.variant_platform_id, Decimal(0)) + (
            part.quantity
        )
    return sums
