"""An order that is brought down before it is paid, or rounded by its till: its sums and lines in
the order book."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, update

from domain.orders import Quote
from storage import tables
from storage.order_rows import StoredLine, line_rows

_ORDERS = tables.orders
_LINES = tables.order_lines


def reduce_order(
    tx: Connection, merchant_id: str, order_id: str, lines: Sequence[StoredLine], quote: Quote
) -> None:
    """Put these lines and sums in place of those it was prepared with.

    The history keeps what it was: write a step beside it.
    """
    is_its = (_ORDERS.c.id == order_id) & (_ORDERS.c.merchant_id == merchant_id)
    tx.execute(
        update(_ORDERS)
        .where(is_its)
        .values(
            subtotal_minor=quote.subtotal.amount,
            discount_minor=quote.discount.amount,
            tax_minor=quote.tax.amount,
            shipping_minor=quote.shipping.amount,
            total_minor=quote.total.amount,
        )
    )
    tx.execute(delete(_LINES).where(_LINES.c.order_id == order_id))
    tx.execute(_LINES.insert(), line_rows(merchant_id, order_id, lines))
