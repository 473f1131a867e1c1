"""The journal of checkouts: what was begun, what is done, and who is working on it.

A step is journaled as begun before its call is made and as done together with what it found out.
A checkout that is open and whose lease has run out belongs to whoever seizes it next. While it
waits for its shopper (prepared, declined, authorized) it is parked: leased to nobody until the
moment at which the reconciler should look at it, which is when its hold ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, literal, or_, select, update

from domain.ids import HoldId, IdempotencyKey, MerchantId, OrderId
from storage import tables
from storage.statements import AnyRow, upsert
from storage.types import JsonValue

_CHECKOUTS = tables.checkouts
_STEPS = tables.checkout_steps
_OPEN = "open"
_CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """One checkout as the journal has it."""

    order_id: OrderId
    merchant_id: MerchantId
    key: IdempotencyKey
    state: str
    """`open` or `closed`."""
    step: str | None
    """The step that was begun and is not finished."""
    command: JsonValue
    context: JsonValue
    hold_id: HoldId | None
    attempts: int
    """How often it was seized."""
    outcome: JsonValue
    """How it ended; None while it is open."""
    updated_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it can still move."""
        return self.state == _OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class JournaledStep:
    """One line of a checkout's journal."""

    step: str
    status: str
    """`begun`, `done`, `failed` (the shopper was told) or `undone`."""
    detail: JsonValue
    at: datetime


def open_checkout(
    tx: Connection,
    merchant_id: str,
    *,
    order_id: str,
    key: str,
    command: JsonValue,
    context: JsonValue,
    hold_id: str,
    until: datetime,
    now: datetime,
) -> bool:
    """Journal a prepared checkout, parked until its hold ends; False if the key is taken."""
    done = tx.execute(
        upsert(tx, _CHECKOUTS)
        .values(
            order_id=order_id,
            merchant_id=merchant_id,
            key=key,
            state=_OPEN,
            step=None,
            command=command,
            context=context,
            hold_id=hold_id,
            attempts=0,
            lease_owner=None,
            lease_until=until,
            outcome=None,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing(index_elements=[_CHECKOUTS.c.merchant_id, _CHECKOUTS.c.key])
    )
    return done.rowcount == 1


def load(tx: Connection, merchant_id: str, order_id: str) -> Checkout | None:
    """One checkout of this merchant."""
    row = tx.execute(
        select(_CHECKOUTS).where(
            _CHECKOUTS.c.order_id == order_id, _CHECKOUTS.c.merchant_id == merchant_id
        )
    ).one_or_none()
    return None if row is None else _checkout(row)


def by_key(tx: Connection, merchant_id: str, key: str) -> Checkout | None:
    """The checkout that was opened under this key."""
    row = tx.execute(
        select(_CHECKOUTS).where(_CHECKOUTS.c.merchant_id == merchant_id, _CHECKOUTS.c.key == key)
    ).one_or_none()
    return None if row is None else _checkout(row)


def seize(
    tx: Connection, merchant_id: str, order_id: str, *, owner: str, now: datetime, lease: timedelta
) -> Checkout | None:
    """Lease an open checkout that nobody is working on; None otherwise. Commit before working."""
    row = tx.execute(
        update(_CHECKOUTS)
        .where(
            _CHECKOUTS.c.order_id == order_id,
            _CHECKOUTS.c.merchant_id == merchant_id,
            _CHECKOUTS.c.state == _OPEN,
            or_(_CHECKOUTS.c.lease_owner.is_(None), _CHECKOUTS.c.lease_until <= now),
        )
        .values(
            lease_owner=owner,
            lease_until=now + lease,
            attempts=_CHECKOUTS.c.attempts + 1,
            updated_at=now,
        )
        .returning(_CHECKOUTS)
    ).one_or_none()
    return None if row is None else _checkout(row)


def seize_due(
    tx: Connection, *, owner: str, now: datetime, lease: timedelta, limit: int = 10
) -> list[Checkout]:
    """Lease open checkouts whose time has come: leases of the dead, and ended waits."""
    due = (
        select(_CHECKOUTS.c.order_id)
        .where(
            _CHECKOUTS.c.state == literal(_OPEN, literal_execute=True),
            _CHECKOUTS.c.lease_until <= now,
        )
        .order_by(_CHECKOUTS.c.lease_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(
        update(_CHECKOUTS)
        .where(_CHECKOUTS.c.order_id.in_(due.scalar_subquery()))
        .values(
            lease_owner=owner,
            lease_until=now + lease,
            attempts=_CHECKOUTS.c.attempts + 1,
            updated_at=now,
        )
        .returning(_CHECKOUTS)
    )
    return [_checkout(row) for row in rows]


def renew(tx: Connection, order_id: str, *, owner: str, now: datetime, lease: timedelta) -> bool:
    """Prolong the lease; False if it was lost."""
    done = tx.execute(
        update(_CHECKOUTS)
        .where(_CHECKOUTS.c.order_id == order_id, _CHECKOUTS.c.lease_owner == owner)
        .values(lease_until=now + lease)
    )
    return done.rowcount == 1


def park(
    tx: Connection,
    order_id: str,
    *,
    owner: str,
    context: JsonValue,
    until: datetime,
    now: datetime,
    step: str | None = None,
) -> bool:
    """Give the lease back; the reconciler looks at it from `until` on. `step` is the one that
    was begun and whose answer is outstanding. False if the lease was lost."""
    done = tx.execute(
        update(_CHECKOUTS)
        .where(_CHECKOUTS.c.order_id == order_id, _CHECKOUTS.c.lease_owner == owner)
        .values(lease_owner=None, lease_until=until, context=context, step=step, updated_at=now)
    )
    return done.rowcount == 1


def keep(tx: Connection, order_id: str, *, context: JsonValue, now: datetime) -> None:
    """Store what the checkout knows, without ending a step."""
    tx.execute(
        update(_CHECKOUTS)
        .where(_CHECKOUTS.c.order_id == order_id)
        .values(context=context, updated_at=now)
    )


def step_begun(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    step: str,
    *,
    at: datetime,
    detail: JsonValue = None,
) -> None:
    """Journal that a call is about to be made."""
    _write(tx, merchant_id, order_id, step, "begun", at, detail)
    tx.execute(
        update(_CHECKOUTS).where(_CHECKOUTS.c.order_id == order_id).values(step=step, updated_at=at)
    )


def step_done(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    step: str,
    *,
    at: datetime,
    context: JsonValue,
    detail: JsonValue = None,
) -> None:
    """Journal the end of a step with what the checkout knows now."""
    _write(tx, merchant_id, order_id, step, "done", at, detail)
    tx.execute(
        update(_CHECKOUTS)
        .where(_CHECKOUTS.c.order_id == order_id)
        .values(step=None, context=context, updated_at=at)
    )


def step_ended(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    step: str,
    status: str,
    *,
    at: datetime,
    detail: JsonValue = None,
) -> None:
    """Journal that a step failed, or was undone; it is not outstanding any more."""
    _write(tx, merchant_id, order_id, step, status, at, detail)
    tx.execute(
        update(_CHECKOUTS).where(_CHECKOUTS.c.order_id == order_id).values(step=None, updated_at=at)
    )


def close(tx: Connection, order_id: str, *, context: JsonValue, outcome: Any, at: datetime) -> None:
    """End a checkout with its outcome; nothing moves it any more."""
    tx.execute(
        update(_CHECKOUTS)
        .where(_CHECKOUTS.c.order_id == order_id)
        .values(
            state=_CLOSED,
            step=None,
            context=context,
            outcome=outcome,
            lease_owner=None,
            updated_at=at,
        )
    )


def steps(tx: Connection, merchant_id: str, order_id: str) -> list[JournaledStep]:
    """The journal of one checkout, oldest first."""
    rows = tx.execute(
        select(_STEPS)
        .where(_STEPS.c.order_id == order_id, _STEPS.c.merchant_id == merchant_id)
        .order_by(_STEPS.c.seq)
    )
    return [
        JournaledStep(step=row.step, status=row.status, detail=row.detail, at=row.at)
        for row in rows
    ]


def _write(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    step: str,
    status: str,
    at: datetime,
    detail: JsonValue,
) -> None:
    following = (
        select(func.coalesce(func.max(_STEPS.c.seq), 0) + 1)
        .where(_STEPS.c.order_id == order_id)
        .scalar_subquery()
    )
    tx.execute(
        upsert(tx, _STEPS).values(
            order_id=order_id,
            seq=following,
            merchant_id=merchant_id,
            step=step,
            status=status,
            detail={} if detail is None else detail,
            at=at,
        )
    )


def _checkout(row: AnyRow) -> Checkout:
    return Checkout(
        order_id=OrderId(row.order_id),
        merchant_id=MerchantId(row.merchant_id),
        key=IdempotencyKey(row.key),
        state=row.state,
        step=row.step,
        command=row.command,
        context=row.context,
        hold_id=None if row.hold_id is None else HoldId(row.hold_id),
        attempts=row.attempts,
        outcome=row.outcome,
        updated_at=row.updated_at,
    )
