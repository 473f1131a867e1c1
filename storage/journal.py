"""The journal of checkouts: what was begun, what is done, and who is working on it.

A step is journaled as begun before its call is made and as done together with what it found out.
Steps that may be run again without harm are journaled together; the row names the last of those
that were begun, so that whoever takes over knows how far the one before may have come.
A checkout that is open and whose lease has run out belongs to whoever seizes it next, and whoever
lost it can write no more: every write names the owner of the lease. While a checkout waits for
its shopper (prepared, declined, authorized) it is parked: leased to nobody until the moment at
which the reconciler should look at it, which is when its hold ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    literal_column,
    null,
    or_,
    select,
    update,
)

from domain.ids import HoldId, IdempotencyKey, MerchantId, OrderId
from storage import tables
from storage.journal_reads import JournaledStep, claims_in_payment, needing_person, steps
from storage.journal_steps import write_steps
from storage.prepared import Prepared, Writes, together
from storage.statements import AnyRow, Insert, among, upsert
from storage.types import JsonValue

__all__ = [
    "Checkout",
    "JournaledStep",
    "KeyTakenError",
    "LeaseLostError",
    "advance",
    "by_key",
    "claims_in_payment",
    "close",
    "keep",
    "load",
    "needing_person",
    "open_checkout",
    "park",
    "seize",
    "seize_due",
    "step_ended",
    "steps",
]

_CHECKOUTS = tables.checkouts
_OPEN = "open"
_CLOSED = "closed"
_NEEDS_PERSON = "needs-person"
_IS_OPEN = _CHECKOUTS.c.state == literal_column("'open'")


class LeaseLostError(Exception):
    """Another process works on the checkout now, or has closed it; nothing was written."""

    def __init__(self, order_id: str) -> None:
        super().__init__(f"the lease of checkout {order_id} was lost")
        self.order_id = order_id


class KeyTakenError(Exception):
    """A checkout was opened under the same key already; ours is to be rolled back."""

    def __init__(self, key: str) -> None:
        super().__init__(f"a checkout under the key {key} is open already")
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """One checkout as the journal has it."""

    order_id: OrderId
    merchant_id: MerchantId
    key: IdempotencyKey
    state: str
    """`open`, `closed`, or `needs-person`: closed, with something left on a platform."""
    step: str | None
    """The last step that was begun and is not finished."""
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


def open_checkout(
    tx: Writes,
    merchant_id: str,
    *,
    order_id: str,
    key: str,
    command: JsonValue,
    context: JsonValue,
    hold_id: str,
    until: datetime,
    now: datetime,
) -> None:
    """Journal a prepared checkout, parked until its hold ends. Raises KeyTakenError."""
    _BEGIN.run_or(
        tx,
        lambda: KeyTakenError(key),
        order_id=order_id,
        merchant_id=merchant_id,
        key=key,
        state=_OPEN,
        command=command,
        context=context,
        hold_id=hold_id,
        attempts=0,
        lease_until=until,
        created_at=now,
        updated_at=now,
    )


def _beginning(tx: Connection) -> Insert:
    """A row under a key that nobody has taken; nothing where somebody did."""
    unset = ("step", "lease_owner", "outcome")
    names = [column.name for column in _CHECKOUTS.columns if column.name not in unset]
    adding = upsert(tx, _CHECKOUTS).values({name: bindparam(name) for name in names})
    return adding.on_conflict_do_nothing(index_elements=["merchant_id", "key"])


_BEGIN = Prepared(_beginning)


def load(tx: Connection, merchant_id: str, order_id: str) -> Checkout | None:
    """One checkout of this merchant."""
    rows = _ONE.rows(tx, its_order=order_id, its_merchant=merchant_id)
    return _checkout(rows[0]) if rows else None


_ONE = Prepared(
    select(_CHECKOUTS).where(
        _CHECKOUTS.c.order_id == bindparam("its_order"),
        _CHECKOUTS.c.merchant_id == bindparam("its_merchant"),
    )
)


def by_key(tx: Connection, merchant_id: str, key: str) -> Checkout | None:
    """The checkout that was opened under this key."""
    rows = _BY_KEY.rows(tx, its_merchant=merchant_id, its_key=key)
    return _checkout(rows[0]) if rows else None


_BY_KEY = Prepared(
    select(_CHECKOUTS).where(
        _CHECKOUTS.c.merchant_id == bindparam("its_merchant"),
        _CHECKOUTS.c.key == bindparam("its_key"),
    )
)


def seize(
    tx: Connection, merchant_id: str, order_id: str, *, owner: str, now: datetime, lease: timedelta
) -> Checkout | None:
    """Lease an open checkout that nobody is working on; None otherwise. Commit before working."""
    rows = _SEIZE.rows(
        tx, its_id=order_id, its_merchant=merchant_id, us=owner, now=now, until=now + lease
    )
    return _checkout(rows[0]) if rows else None


def seize_due(
    tx: Connection, *, owner: str, now: datetime, lease: timedelta, limit: int = 10
) -> list[Checkout]:
    """Lease open checkouts whose time has come: leases of the dead, and ended waits."""
    rows = _SEIZE_DUE.rows(tx, us=owner, now=now, until=now + lease, most=limit)
    return [_checkout(row) for row in rows]


def park(
    tx: Connection,
    order_id: str,
    *,
    owner: str,
    context: JsonValue,
    until: datetime,
    now: datetime,
    step: str | None = None,
) -> None:
    """Give the lease back; the reconciler looks at it from `until` on. `step` is the one that
    was begun and whose answer is outstanding. Raises LeaseLostError."""
    _PARK.run_or(
        tx,
        _lost(order_id),
        its_id=order_id,
        our_lease=owner,
        lease_owner=None,
        lease_until=until,
        context=context,
        step=step,
        updated_at=now,
    )


def keep(tx: Connection, order_id: str, *, owner: str, context: JsonValue, now: datetime) -> None:
    """Store what the checkout knows, without ending a step. Raises LeaseLostError."""
    _KEEP.run_or(
        tx, _lost(order_id), its_id=order_id, our_lease=owner, context=context, updated_at=now
    )


def look_soon(tx: Connection, order_ids: Sequence[str], *, now: datetime) -> None:
    """Let the reconciler look at these at once, where they are open and nobody works on them."""
    tx.execute(
        update(_CHECKOUTS)
        .where(
            among(tx, _CHECKOUTS.c.order_id, order_ids),
            _IS_OPEN,
            _CHECKOUTS.c.lease_owner.is_(None),
            _CHECKOUTS.c.lease_until > now,
        )
        .values(lease_until=now)
    )


def advance(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    *,
    owner: str,
    at: datetime,
    context: JsonValue,
    done: Sequence[str] = (),
    begun: Sequence[str] = (),
) -> None:
    """Journal steps that are done with what the checkout knows now, and those whose calls are
    about to be made. Raises LeaseLostError."""
    ours = {"its_id": order_id, "our_lease": owner}
    last = begun[-1] if begun else None
    lines = [*((step, "done") for step in done), *((step, "begun") for step in begun)]
    with together(tx) as writes:
        _ADVANCE.run_or(writes, _lost(order_id), **ours, step=last, context=context, updated_at=at)
        write_steps(writes, merchant_id, order_id, lines, at)


def step_ended(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    step: str,
    status: str,
    *,
    owner: str,
    at: datetime,
    detail: JsonValue = None,
    done: Sequence[str] = (),
) -> None:
    """Journal that a step failed, or was undone, after others were done; none is outstanding.

    Raises LeaseLostError.
    """
    _STOP.run_or(tx, _lost(order_id), its_id=order_id, our_lease=owner, updated_at=at)
    write_steps(tx, merchant_id, order_id, [(each, "done") for each in done], at)
    write_steps(tx, merchant_id, order_id, [(step, status)], at, detail)


def close(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    *,
    owner: str,
    context: JsonValue,
    outcome: JsonValue,
    at: datetime,
    done: Sequence[str] = (),
    needs_person: bool = False,
) -> None:
    """End a checkout with its last steps and its outcome; nothing moves it any more.

    `needs_person` marks one that left something on a platform which no call can take back.
    Raises LeaseLostError.
    """
    with together(tx) as writes:
        _CLOSE.run_or(
            writes,
            _lost(order_id),
            its_id=order_id,
            our_lease=owner,
            state=_NEEDS_PERSON if needs_person else _CLOSED,
            context=context,
            outcome=outcome,
            updated_at=at,
        )
        write_steps(writes, merchant_id, order_id, [(step, "done") for step in done], at)


def _lost(order_id: str) -> Callable[[], LeaseLostError]:
    """What is raised where the checkout is not ours to write to any more."""
    return lambda: LeaseLostError(order_id)


_LEASING = (
    update(_CHECKOUTS)
    .values(
        lease_owner=bindparam("us"),
        lease_until=bindparam("until"),
        attempts=_CHECKOUTS.c.attempts + literal_column("1"),
        updated_at=bindparam("now"),
    )
    .returning(_CHECKOUTS)
)
_SEIZE = Prepared(
    _LEASING.where(
        _CHECKOUTS.c.order_id == bindparam("its_id"),
        _CHECKOUTS.c.merchant_id == bindparam("its_merchant"),
        _IS_OPEN,
        or_(_CHECKOUTS.c.lease_owner.is_(None), _CHECKOUTS.c.lease_until <= bindparam("now")),
    )
)
_SEIZE_DUE = Prepared(
    _LEASING.where(
        _CHECKOUTS.c.order_id.in_(
            select(_CHECKOUTS.c.order_id)
            .where(_IS_OPEN, _CHECKOUTS.c.lease_until <= bindparam("now"))
            .order_by(_CHECKOUTS.c.lease_until)
            .limit(bindparam("most", type_=BigInteger))
            .with_for_update(skip_locked=True)
        )
    )
)
_OURS = update(_CHECKOUTS).where(
    _CHECKOUTS.c.order_id == bindparam("its_id"),
    _CHECKOUTS.c.lease_owner == bindparam("our_lease"),
    _IS_OPEN,
)


def _changing(*names: str, **fixed: ColumnElement[Any]) -> Prepared:
    """An UPDATE of a checkout that is still ours."""
    return Prepared(_OURS.values({**{name: bindparam(name) for name in names}, **fixed}))


_PARK = _changing("lease_owner", "lease_until", "context", "step", "updated_at")
_KEEP = _changing("context", "updated_at")
_ADVANCE = _changing("step", "context", "updated_at")
_STOP = _changing("updated_at", step=null())
_CLOSE = _changing(
    "context",
    "outcome",
    "updated_at",
    "state",
    step=null(),
    lease_owner=null(),
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
