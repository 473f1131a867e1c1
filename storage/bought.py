"""What a shopper bought, line by line, from every channel and platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from domain.ids import LocationId, OrderId, PlatformId, ProductSku
from domain.orders import OrderState
from storage import tables

_ORDERS = tables.orders
_LINES = tables.order_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtLine:
    """One line of an order that stands."""

    order_id: OrderId
    at: datetime
    sku: ProductSku
    name: str
    quantity: Decimal
    modifiers: tuple[PlatformId, ...]
    location_id: LocationId | None


def lines_of(
    tx: Connection, merchant_id: str, customer_id: str, *, since: datetime, limit: int = 500
) -> list[BoughtLine]:
    """The newest lines of a person's orders since a moment; canceled orders are left out, and so
    are lines of goods that no catalog knows."""
    rows = tx.execute(
        select(
            _ORDERS.c.id,
            _ORDERS.c.placed_at,
            _ORDERS.c.location_id,
            _LINES.c.sku,
            _LINES.c.name,
            _LINES.c.quantity,
            _LINES.c.modifiers,
        )
        .join_from(_ORDERS, _LINES, _LINES.c.order_id == _ORDERS.c.id)
        .where(
            _ORDERS.c.merchant_id == merchant_id,
            _ORDERS.c.customer_id == customer_id,
            _ORDERS.c.placed_at > since,
            _ORDERS.c.pos_order_id.is_not(None),
            _ORDERS.c.state != OrderState.CANCELED.value,
            _LINES.c.sku.is_not(None),
        )
        .order_by(_ORDERS.c.placed_at.desc(), _ORDERS.c.id, _LINES.c.position)
        .limit(limit)
    )
    return [
        BoughtLine(
            order_id=OrderId(row.id),
            at=row.placed_at,
            sku=ProductSku(row.sku),
            name=row.name,
            quantity=row.quantity,
            modifiers=tuple(PlatformId(each) for each in row.modifiers or ()),
            location_id=None if row.location_id is None else LocationId(row.location_id),
        )
        for row in rows
    ]
