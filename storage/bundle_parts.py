"""What bundles are put together from, as the catalog keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, delete

from domain.catalog import Product, Variant
from storage import tables
from storage.merchants import PosConnection
from storage.statements import among

PARTS = "parts"
"""Counted by its components alone."""
BUILT = "built"
"""Finished bundles are counted too, and go before new ones."""
_TABLE = tables.bundle_components


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
