"""Plans for subscriptions that merchants keep on their platforms, as they were read last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from domain.ids import PlatformId
from domain.native_subscriptions import NativePlan
from domain.recurrence import Cadence, Unit
from storage import tables
from storage.merchants import PosConnection
from storage.statements import AnyRow

_PLANS = tables.subscription_plans


def keep(
    tx: Connection, connection: PosConnection, plans: Sequence[NativePlan], *, now: datetime
) -> None:
    """Put these in place of what was known of the connection."""
    tx.execute(delete(_PLANS).where(_PLANS.c.connection_id == connection.id))
    rows = [
        {
            "connection_id": connection.id,
            "platform_id": plan.platform_id,
            "merchant_id": connection.merchant_id,
            "name": plan.name,
            "every": None if plan.cadence is None else plan.cadence.every,
            "unit": None if plan.cadence is None else plan.cadence.unit.value,
            "all_products": plan.all_products,
            "product_ids": sorted(plan.product_ids),
            "as_of": now,
        }
        for plan in plans
    ]
    if rows:
        tx.execute(_PLANS.insert(), rows)


def of_connection(tx: Connection, connection_id: str) -> tuple[NativePlan, ...]:
    """The plans of a connection, by name."""
    rows = tx.execute(
        select(_PLANS)
        .where(_PLANS.c.connection_id == connection_id)
        .order_by(_PLANS.c.name, _PLANS.c.platform_id)
    )
    return tuple(_plan(row) for row in rows)


def read_at(tx: Connection, connection_id: str) -> datetime | None:
    """When the plans of a connection were read; None where none was found yet."""
    query = select(func.max(_PLANS.c.as_of)).where(_PLANS.c.connection_id == connection_id)
    found: datetime | None = tx.execute(query).scalar_one()
    return found


def _plan(row: AnyRow) -> NativePlan:
    known = row.every is not None
    return NativePlan(
        platform_id=PlatformId(row.platform_id),
        name=row.name,
        cadence=Cadence(every=row.every, unit=Unit(row.unit)) if known else None,
        product_ids=frozenset(map(PlatformId, row.product_ids)),
        all_products=row.all_products,
    )
