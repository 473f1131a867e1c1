"""What a shopper bought, line by line, from every channel and platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from domain.ids import LocationId, OrderId, PlatformId, ProductSku
from domain.money import Money
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """What the till asked for one line."""

    quantity: Decimal
    unit_price: Money
    tax: Money
    total: Money


_LOOKED_AT = 2_000
"""Orders of a merchant, newest first, among which a line is looked for."""


def last_line_at(tx: Connection, merchant_id: str, sku: str, location_id: str) -> PricedLine | None:
    """The newest line of a variant that a store's till priced; None where there is none lately."""
    lately = (
        select(_ORDERS.c.id, _ORDERS.c.placed_at, _ORDERS.c.location_id)
        .where(_ORDERS.c.merchant_id == merchant_id)
        .order_by(_ORDERS.c.placed_at.desc())
        .limit(_LOOKED_AT)
        .subquery()
    )
    row = tx.execute(
        select(_LINES)
        .join_from(lately, _LINES, _LINES.c.order_id == lately.c.id)
        .where(lately.c.location_id == location_id, _LINES.c.sku == sku)
        .order_by(lately.c.placed_at.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return PricedLine(
        quantity=row.quantity,
        unit_price=Money(row.unit_price_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        total=Money(row.total_minor, row.currency),
    )


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
