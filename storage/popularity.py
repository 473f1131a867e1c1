"""How well each variant sells, from the order book of all channels."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from domain.ids import ProductSku
from domain.orders import OrderState
from storage import tables

_ORDERS = tables.orders
_LINES = tables.order_lines
_SPANS = (timedelta(days=14), timedelta(days=45), timedelta(days=120))
"""Units sold within the first count once in each span, and so three times."""


def units_sold(tx: Connection, merchant_id: str, *, now: datetime) -> dict[ProductSku, float]:
    """Units per variant over the last 120 days, the newest counting up to three times."""
    sold: defaultdict[ProductSku, float] = defaultdict(float)
    for span in _SPANS:
        rows = tx.execute(
            select(_LINES.c.sku, func.sum(_LINES.c.quantity).label("units"))
            .join_from(_ORDERS, _LINES, _LINES.c.order_id == _ORDERS.c.id)
            .where(
                _ORDERS.c.merchant_id == merchant_id,
                _ORDERS.c.placed_at > now - span,
                _ORDERS.c.state != OrderState.CANCELED.value,
                _ORDERS.c.pos_order_id.is_not(None),
                _LINES.c.sku.is_not(None),
            )
            .group_by(_LINES.c.sku)
        )
        for row in rows:
            sold[ProductSku(row.sku)] += float(row.units)
    return dict(sold)
