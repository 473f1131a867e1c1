"""Subscriptions that a platform bills: when to look at them, and the periods it told of.

Their rows are those of `recurring`; nothing of ours charges them, so they have no open period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from domain.ids import OrderId
from domain.subscriptions import PeriodState
from storage import tables
from storage.recurring import StoredSubscription, subscription_of
from storage.statements import upsert

_SUBSCRIPTIONS = tables.subscriptions
_PERIODS = tables.subscription_periods


def claim(
    tx: Connection, *, now: datetime, again: timedelta, limit: int
) -> list[StoredSubscription]:
    """Those to be looked at now; whoever dies with them leaves them to the next in `again`."""
    due = (
        select(_SUBSCRIPTIONS.c.id)
        .where(_SUBSCRIPTIONS.c.look_at <= now)
        .order_by(_SUBSCRIPTIONS.c.look_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(
        update(_SUBSCRIPTIONS)
        .where(_SUBSCRIPTIONS.c.id.in_(due))
        .values(look_at=now + again)
        .returning(_SUBSCRIPTIONS)
    )
    return [subscription_of(row) for row in rows]


def look_soon(tx: Connection, connection_id: str, platform_id: str, *, now: datetime) -> bool:
    """The platform said that something became of one; whether it is one of ours."""
    done = tx.execute(
        update(_SUBSCRIPTIONS)
        .where(
            _SUBSCRIPTIONS.c.connection_id == connection_id,
            _SUBSCRIPTIONS.c.platform_id == platform_id,
        )
        .values(look_at=now)
    )
    return done.rowcount > 0


def billed(tx: Connection, subscription_id: str) -> frozenset[int]:
    """The numbers of the periods that have their order."""
    rows = tx.execute(
        select(_PERIODS.c.number).where(_PERIODS.c.subscription_id == subscription_id)
    )
    return frozenset(rows.scalars())


def record_paid(
    tx: Connection,
    subscription: StoredSubscription,
    number: int,
    *,
    order_id: OrderId,
    due_at: datetime,
    now: datetime,
) -> bool:
    """The period with this number has this order; False where it had one already."""
    done = tx.execute(
        upsert(tx, _PERIODS)
        .values(
            subscription_id=subscription.id,
            number=number,
            merchant_id=subscription.merchant_id,
            state=PeriodState.PAID.value,
            due_at=due_at,
            wake_at=None,
            attempt=1,
            tries=0,
            declines=0,
            order_id=order_id,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=["subscription_id", "number"])
    )
    return done.rowcount == 1


def order_of(tx: Connection, connection_id: str, pos_order_id: str) -> OrderId | None:
    """Our id of an order of the platform's."""
    orders = tables.orders
    found: Sequence[str] = (
        tx.execute(
            select(orders.c.id).where(
                orders.c.connection_id == connection_id, orders.c.pos_order_id == pos_order_id
            )
        )
        .scalars()
        .all()
    )
    return OrderId(found[0]) if found else None
