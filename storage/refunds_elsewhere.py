"""Money that a platform gave back for an order that stands in another one's till.

That till never hears of it: the order follows what is told of its payment. What was given back from
here is counted in already, or comes to the same sum when it is booked.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select

from domain.order_news import OrderNews
from domain.orders import OrderState, PaymentState
from storage import order_news, tables
from storage.merchants import PosConnection
from storage.order_rows import Transition
from storage.orders import record_transition
from storage.statements import AnyRow, among

_ORDERS = tables.orders
_PAYMENTS = tables.payments
_ACTOR = "pos"
"""The platform itself, as for all that a till tells."""


def follow(
    tx: Connection, connection: PosConnection, payment_ids: Collection[str], *, now: datetime
) -> None:
    """Bring the orders in other tills up to date with what these payments gave back."""
    if not payment_ids:
        return
    concerned = select(_PAYMENTS.c.order_id).where(
        _PAYMENTS.c.connection_id == connection.id,
        among(tx, _PAYMENTS.c.platform_id, list(payment_ids)),
    )
    found = tx.execute(
        select(_ORDERS)
        .where(_ORDERS.c.id.in_(concerned), _ORDERS.c.connection_id != connection.id)
        .order_by(_ORDERS.c.id)
        .with_for_update()
    ).all()
    for order in found:
        _follow(tx, order, now)


def _follow(tx: Connection, order: AnyRow, now: datetime) -> None:
    given = tx.execute(
        select(func.sum(_PAYMENTS.c.refunded_minor)).where(_PAYMENTS.c.order_id == order.id)
    ).scalar_one()
    if given <= order.refunded_minor:
        return
    whole = given >= order.total_minor
    record_transition(
        tx,
        order.merchant_id,
        order.id,
        Transition(
            payment_state=PaymentState.REFUNDED if whole else PaymentState.PARTIALLY_REFUNDED,
            kind="pos",
            refunded_minor=given,
        ),
        actor=_ACTOR,
        at=now,
    )
    if order.state != OrderState.CANCELED.value:
        order_news.keep(tx, [(order, OrderNews.REFUNDED)], now=now)
