"""The queue of parked orders: received while their till could not be reached.

The checkout itself stays in the journal; a row here says that it waits, for which till, and until
when. Every change is made in the transaction that moves the checkout.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from domain.errors import NotFoundError
from domain.ids import ConnectionId, MerchantId, OrderId
from domain.money import Money
from domain.parking import OPEN_STATES, ParkedState
from storage import tables
from storage.results import Listed
from storage.statements import AnyRow, upsert

_PARKED = tables.parked_orders
_HEALTH = tables.connection_health
_JOBS = tables.sync_jobs
_OPEN: Final = sorted(each.value for each in OPEN_STATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedOrder:
    """One order that waits for its till, or did."""

    order_id: OrderId
    merchant_id: MerchantId
    connection_id: ConnectionId
    state: ParkedState
    is_authorized: bool
    total: Money
    location_name: str
    channel: str
    reason: str
    """Why it was parked, or could not be entered the last time."""
    attempts: int
    """How often it was tried to be entered."""
    parked_at: datetime
    until: datetime
    due_at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    number: str | None = None
    """What the till calls it, once it stands there."""

    def is_free(self, now: datetime) -> bool:
        """Whether it waits and nobody enters it now; who died while entering it does not."""
        is_left = self.state is ParkedState.WORKING and self.due_at <= now
        return self.state is ParkedState.WAITING or is_left


def lock_till(tx: Connection, connection_id: str) -> None:
    """Let one transaction at a time add to, or take from, the queue of a till."""
    table = tables.connections
    tx.execute(select(table.c.id).where(table.c.id == connection_id).with_for_update())


def waiting_at(tx: Connection, connection_id: str, *, but: str) -> int:
    """How many orders wait for a till, one of them left out."""
    return tx.execute(
        select(func.count())
        .select_from(_PARKED)
        .where(
            _PARKED.c.connection_id == connection_id,
            _PARKED.c.state.in_(_OPEN),
            _PARKED.c.order_id != but,
        )
    ).scalar_one()


def park(tx: Connection, order: ParkedOrder) -> None:
    """Put an order into the queue, or back into it at the place it had."""
    values = {
        "merchant_id": order.merchant_id,
        "connection_id": order.connection_id,
        "state": ParkedState.WAITING.value,
        "is_authorized": order.is_authorized,
        "total_minor": order.total.amount,
        "currency": order.total.currency,
        "location_name": order.location_name,
        "channel": order.channel,
        "reason": order.reason,
        "until": order.until,
        "due_at": order.due_at,
        "closed_at": None,
        "closed_by": None,
        "number": None,
    }
    tx.execute(
        upsert(tx, _PARKED)
        .values(order_id=order.order_id, attempts=0, parked_at=order.parked_at, **values)
        .on_conflict_do_update(index_elements=["order_id"], set_=values)
    )


def close(
    tx: Connection,
    order_id: str,
    state: ParkedState,
    *,
    by: str,
    now: datetime,
    reason: str | None = None,
    number: str | None = None,
) -> None:
    """Take an order out of the queue; nothing happens to one that is in none."""
    facts: dict[str, Any] = {} if reason is None else {"reason": reason}
    tx.execute(
        update(_PARKED)
        .where(_PARKED.c.order_id == order_id)
        .values(state=state.value, closed_at=now, closed_by=by, number=number, **facts)
    )


def due_tills(tx: Connection, *, now: datetime) -> list[ConnectionId]:
    """Tills that answer, have caught up after their outage, and have an order due."""
    down = select(_HEALTH.c.connection_id).where(_HEALTH.c.state == "down")
    catching_up = select(_JOBS.c.connection_id).where(
        _JOBS.c.requested_by == "outage",
        _JOBS.c.kind == "delta",
        _JOBS.c.state.in_(["pending", "running"]),
    )
    rows = tx.execute(
        select(_PARKED.c.connection_id)
        .where(
            _PARKED.c.state.in_(_OPEN),
            _PARKED.c.due_at <= now,
            _PARKED.c.connection_id.not_in(down),
            _PARKED.c.connection_id.not_in(catching_up),
        )
        .distinct()
        .order_by(_PARKED.c.connection_id)
    )
    return [ConnectionId(row.connection_id) for row in rows]


def take_next(
    tx: Connection, connection_id: str, *, now: datetime, lease: timedelta
) -> ParkedOrder | None:
    """The order that came first of those due, unless another of that till is being entered."""
    lock_till(tx, connection_id)
    here = (_PARKED.c.connection_id == connection_id, _PARKED.c.state.in_(_OPEN))
    busy = select(_PARKED.c.order_id).where(
        *here, _PARKED.c.state == ParkedState.WORKING.value, _PARKED.c.due_at > now
    )
    if tx.execute(busy.limit(1)).one_or_none() is not None:
        return None
    row = tx.execute(
        select(_PARKED)
        .where(*here, _PARKED.c.due_at <= now)
        .order_by(_PARKED.c.parked_at, _PARKED.c.order_id)
        .limit(1)
    ).one_or_none()
    if row is None or not _begin(tx, row.order_id, now=now, lease=lease):
        return None
    return get(tx, row.merchant_id, row.order_id)


def take(
    tx: Connection, merchant_id: str, order_id: str, *, now: datetime, lease: timedelta
) -> ParkedOrder | None:
    """This very order; None where it is being entered, or waits no more. Raises NotFoundError."""
    row = get(tx, merchant_id, order_id)
    lock_till(tx, row.connection_id)
    row = get(tx, merchant_id, order_id)
    if not row.is_free(now) or not _begin(tx, order_id, now=now, lease=lease):
        return None
    return get(tx, merchant_id, order_id)


def put_back(tx: Connection, order_id: str, *, due_at: datetime, reason: str) -> None:
    """It could not be entered now: it waits again, until `due_at` at least."""
    tx.execute(
        update(_PARKED)
        .where(_PARKED.c.order_id == order_id, _PARKED.c.state == ParkedState.WORKING.value)
        .values(state=ParkedState.WAITING.value, due_at=due_at, reason=reason)
    )


def get(tx: Connection, merchant_id: str, order_id: str) -> ParkedOrder:
    """One order that was parked. Raises NotFoundError."""
    row = tx.execute(
        select(_PARKED).where(_PARKED.c.order_id == order_id, _PARKED.c.merchant_id == merchant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("parked order", order_id)
    return _parked(row)


def listed(
    tx: Connection,
    merchant_id: str,
    *,
    states: Collection[ParkedState],
    cursor: str | None,
    limit: int,
) -> Listed[ParkedOrder]:
    """A merchant's parked orders in these states, in the order in which they came."""
    query = select(_PARKED).where(
        _PARKED.c.merchant_id == merchant_id,
        _PARKED.c.state.in_(sorted(each.value for each in states)),
    )
    if cursor is not None:
        last = get(tx, merchant_id, cursor)
        query = query.where(
            (_PARKED.c.parked_at > last.parked_at)
            | ((_PARKED.c.parked_at == last.parked_at) & (_PARKED.c.order_id > cursor))
        )
    rows = tx.execute(query.order_by(_PARKED.c.parked_at, _PARKED.c.order_id).limit(limit + 1))
    found = [_parked(row) for row in rows]
    more = found[limit - 1].order_id if len(found) > limit else None
    return Listed(rows=tuple(found[:limit]), cursor=more)


def _begin(tx: Connection, order_id: str, *, now: datetime, lease: timedelta) -> bool:
    """False where it was closed since it was looked at: who undoes an order waits for no till."""
    done = tx.execute(
        update(_PARKED)
        .where(_PARKED.c.order_id == order_id, _PARKED.c.state.in_(_OPEN))
        .values(
            state=ParkedState.WORKING.value, due_at=now + lease, attempts=_PARKED.c.attempts + 1
        )
    )
    return done.rowcount == 1


def _parked(row: AnyRow) -> ParkedOrder:
    return ParkedOrder(
        order_id=OrderId(row.order_id),
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        state=ParkedState(row.state),
        is_authorized=row.is_authorized,
        total=Money(row.total_minor, row.currency),
        location_name=row.location_name,
        channel=row.channel,
        reason=row.reason,
        attempts=row.attempts,
        parked_at=row.parked_at,
        until=row.until,
        due_at=row.due_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        number=row.number,
    )
