"""What a merchant takes out of the store as tables: orders, products, stock, customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from storage import tables
from storage.order_told import PAYMENT

_BATCH: Final = 1000
_ORDERS, _LISTINGS, _LEVELS = tables.orders, tables.listings, tables.inventory_levels
_PLACES, _PERSONS = tables.locations, tables.customer_records


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table as it is taken out."""

    query: Select[Any]
    """Its rows in a lasting order, of every merchant."""
    merchant: Any
    """The column that says whose a row is."""
    personal: frozenset[str] = frozenset()
    """Columns that say who a shopper is or how to reach one."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names, in the order of the table."""
        return tuple(str(column.name) for column in self.query.selected_columns)


SHEETS: Final[Mapping[str, Sheet]] = {
    "orders": Sheet(
        query=select(
            *(
                _ORDERS.c[name]
                for name in (
                    "id",
                    "number",
                    "pos_order_id",
                    "connection_id",
                    "channel",
                    "customer_id",
                    "state",
                    "payment_state",
                    "subtotal_minor",
                    "discount_minor",
                    "tax_minor",
                    "shipping_minor",
                    "total_minor",
                    "refunded_minor",
                    "currency",
                    "location_id",
                    "method",
                    "placed_at",
                    "updated_at",
                )
            )
        )
        .where(_ORDERS.c.channel != PAYMENT)
        .order_by(_ORDERS.c.placed_at, _ORDERS.c.id),
        merchant=_ORDERS.c.merchant_id,
        personal=frozenset({"customer_id"}),
    ),
    "products": Sheet(
        query=select(
            _LISTINGS.c.sku,
            tables.products.c.title,
            *(
                _LISTINGS.c[name]
                for name in (
                    "name",
                    "barcode",
                    "options",
                    "price_minor",
                    "currency",
                    "active",
                    "connection_id",
                    "platform_id",
                    "as_of",
                )
            ),
        )
        .join_from(
            _LISTINGS,
            tables.variants,
            (tables.variants.c.merchant_id == _LISTINGS.c.merchant_id)
            & (tables.variants.c.sku == _LISTINGS.c.sku),
        )
        .join(tables.products, tables.products.c.id == tables.variants.c.product_id)
        .where(_LISTINGS.c.deleted_at.is_(None))
        .order_by(_LISTINGS.c.sku, _LISTINGS.c.id),
        merchant=_LISTINGS.c.merchant_id,
    ),
    "stock": Sheet(
        query=select(
            _LISTINGS.c.sku,
            _PLACES.c.name.label("store"),
            _LEVELS.c.location_id,
            _LISTINGS.c.connection_id,
            _LEVELS.c.pos_available,
            _LEVELS.c.held,
            _LEVELS.c.safety,
            _LEVELS.c.as_of,
            _LEVELS.c.source,
        )
        .join_from(_LEVELS, _LISTINGS, _LEVELS.c.listing_id == _LISTINGS.c.id)
        .join(_PLACES, _PLACES.c.id == _LEVELS.c.location_id)
        .where(_LISTINGS.c.deleted_at.is_(None))
        .order_by(_LISTINGS.c.sku, _LEVELS.c.location_id, _LISTINGS.c.id),
        merchant=_LEVELS.c.merchant_id,
    ),
    "customers": Sheet(
        query=select(
            *(
                _PERSONS.c[name]
                for name in (
                    "customer_id",
                    "connection_id",
                    "platform_id",
                    "given_name",
                    "family_name",
                    "email",
                    "phone",
                    "address",
                    "active",
                    "as_of",
                )
            )
        )
        .where(_PERSONS.c.deleted_at.is_(None))
        .order_by(_PERSONS.c.connection_id, _PERSONS.c.platform_id),
        merchant=_PERSONS.c.merchant_id,
        personal=frozenset(
            {"platform_id", "given_name", "family_name", "email", "phone", "address"}
        ),
    ),
}


def rows(tx: Connection, sheet: Sheet, merchant_id: str) -> Iterator[Mapping[str, Any]]:
    """A merchant's rows, in batches, so that memory stays flat."""
    query = sheet.query.where(sheet.merchant == merchant_id)
    for row in tx.execute(query.execution_options(yield_per=_BATCH)):
        yield row._asdict()
