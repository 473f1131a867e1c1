"""Verified webhook deliveries, stored before they are acknowledged and worked on later.

A worker leases rows by moving their `due_at` to the end of the lease: if it dies, they simply
fall due again. Every row ends as `done` or `dead`; a dead letter keeps its raw body and reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Update,
    bindparam,
    func,
    literal_column,
    not_,
    null,
    select,
    update,
)

from domain.ids import ConnectionId, MerchantId
from storage import tables
from storage.engine import Database
from storage.prepared import Prepared
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, one_of
from storage.types import EPOCH, to_micros

_TABLE = tables.inbox
_IS_PENDING = _TABLE.c.state == literal_column("'pending'")
_IS_DONE = _TABLE.c.state == literal_column("'done'")
_IS_DEAD = _TABLE.c.state == literal_column("'dead'")
"""Literals, not parameters: a partial index serves only a query that names its condition."""

_RECEIVE_COLUMNS = (
    "merchant_id, connection_id, delivery_id, topic, headers, body, received_at, due_at, state"
)
_RECEIVE = {
    dialect: f"INSERT INTO inbox ({_RECEIVE_COLUMNS}) "  # noqa: S608 - constants only
    f"VALUES ({', '.join([mark] * 8)}, 'pending') "
    "ON CONFLICT (connection_id, delivery_id) DO NOTHING"
    for dialect, mark in (("sqlite", "?"), ("postgresql", "%s"))
}
"""Written out: a third of a compiled statement's cost would be SQLAlchemy's bookkeeping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One delivery and how far it has come."""

    id: int
    merchant_id: MerchantId
    connection_id: ConnectionId
    delivery_id: str
    topic: str
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime
    attempts: int
    """How often it was claimed, this time included."""
    reason: str | None
    """Why the last attempt failed."""
    last_seen_at: datetime | None
    """When it was last claimed, put back or closed."""
    replays: int
    """How often it was a dead letter and tried anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much waits, and for how long the oldest has."""

    pending: int
    oldest_received_at: datetime | None
    dead: int


def receive(
    tx: Connection,
    *,
    merchant_id: str,
    connection_id: str,
    delivery_id: str,
    topic: str,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
    due_at: datetime | None = None,
) -> bool:
    """Store a verified delivery; False if this connection delivered that id before.

    It is due at once, unless another moment is named.
    """
    values = _received(
        merchant_id, connection_id, delivery_id, topic, headers, body, received_at, due_at
    )
    return tx.exec_driver_sql(_RECEIVE[tx.dialect.name], values).rowcount == 1


def receive_alone(
    database: Database,
    *,
    merchant_id: str,
    connection_id: str,
    delivery_id: str,
    topic: str,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
    due_at: datetime | None = None,
) -> bool:
    """The same as a transaction of its own, for the intake: committed when it returns."""
    values = _received(
        merchant_id, connection_id, delivery_id, topic, headers, body, received_at, due_at
    )
    return database.write_once(_RECEIVE, values) == 1


def _received(
    merchant_id: str,
    connection_id: str,
    delivery_id: str,
    topic: str,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
    due_at: datetime | None,
) -> tuple[object, ...]:
    at = to_micros(received_at)
    due = at if due_at is None else to_micros(due_at)
    told = orjson.dumps(dict(headers)).decode()
    return (merchant_id, connection_id, delivery_id, topic, told, body, at, due)


def has_due(tx: Connection, *, now: datetime) -> bool:
    """Whether any row could be claimed; a look that locks nothing."""
    return bool(_HAS_DUE.rows(tx, now=now))


_HAS_DUE = Prepared(
    select(_TABLE.c.id)
    .where(_IS_PENDING, _TABLE.c.due_at <= bindparam("now", type_=_TABLE.c.due_at.type))
    .limit(literal_column("1"))
)


def claim(
    tx: Connection,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int = 50,
    without: Collection[ConnectionId] = (),
) -> list[InboxRow]:
    """Lease up to `limit` due rows to `owner`, oldest due first; rows leased to others are passed,
    and those of connections to be left alone.

    Commit before working on them. A row whose lease ran out is due again.
    """
    leased = _CLAIM.rows(
        tx, now=now, until=now + lease, us=owner, most=limit, without=sorted(without)
    )
    return sorted((_row(row) for row in leased), key=lambda row: row.id)


def _claiming(tx: Connection) -> Update:
    due = (
        select(_TABLE.c.id)
        .where(
            _IS_PENDING,
            _TABLE.c.due_at <= bindparam("now"),
            not_(one_of(tx, _TABLE.c.connection_id, "without")),
        )
        .order_by(_TABLE.c.due_at, _TABLE.c.id)
        .limit(bindparam("most", type_=BigInteger))
        .with_for_update(skip_locked=True)
    )
    return (
        update(_TABLE)
        .where(_TABLE.c.id.in_(due.scalar_subquery()))
        .values(
            due_at=bindparam("until"),
            lease_owner=bindparam("us"),
            attempts=_TABLE.c.attempts + literal_column("1"),
            last_seen_at=bindparam("now"),
        )
        .returning(_TABLE)
    )


_CLAIM = Prepared(_claiming)


def heartbeat(
    tx: Connection, ids: Sequence[int], *, owner: str, now: datetime, lease: timedelta
) -> int:
    """Prolong the owner's leases; returns how many are still the owner's."""
    result = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id.in_(ids), _IS_PENDING, _TABLE.c.lease_owner == owner)
        .values(due_at=now + lease)
    )
    return result.rowcount


def done(tx: Connection, ids: Sequence[int], *, owner: str, now: datetime) -> int:
    """Close rows whose effect is stored, in the transaction of that effect.

    Returns how many were still the owner's; fewer than `ids` means that a lease was lost, and
    the effect was or will be applied by another, which the revision guard makes harmless.
    """
    return _close(tx, ids, owner=owner, state="done", now=now, reason=None)


def retry(
    tx: Connection, row_id: int, *, owner: str, now: datetime, at: datetime, reason: str
) -> bool:
    """Put a leased row back until `at`, with the reason; False if the lease was lost."""
    result = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == row_id, _IS_PENDING, _TABLE.c.lease_owner == owner)
        .values(due_at=at, lease_owner=None, reason=reason, last_seen_at=now)
    )
    return result.rowcount == 1


def bury(tx: Connection, row_id: int, *, owner: str, now: datetime, reason: str) -> bool:
    """Make a leased row a dead letter, raw body kept; False if the lease was lost."""
    return _close(tx, [row_id], owner=owner, state="dead", now=now, reason=reason) == 1


def postpone(tx: Connection, ids: Sequence[int], *, owner: str, at: datetime, reason: str) -> int:
    """Put leased rows back until `at`: their platform is down, so this was no attempt of theirs.

    The reason is noted where there was none before. Returns how many were still the owner's.
    """
    return _POSTPONE.run(tx, ids=ids, us=owner, at=at, why=reason)


def _postponing(tx: Connection) -> Update:
    return (
        update(_TABLE)
        .where(
            one_of(tx, _TABLE.c.id, "ids", BigInteger),
            _IS_PENDING,
            _TABLE.c.lease_owner == bindparam("us"),
        )
        .values(
            due_at=bindparam("at"),
            lease_owner=null(),
            reason=func.coalesce(_TABLE.c.reason, bindparam("why", type_=_TABLE.c.reason.type)),
            attempts=_TABLE.c.attempts - literal_column("1"),
        )
    )


_POSTPONE = Prepared(_postponing)


def waiting(
    tx: Connection, connection_id: str, *, after_id: int = 0, due_after: datetime, limit: int
) -> list[int]:
    """Rows of a connection that wait for a later moment, in the order in which they came."""
    rows = tx.execute(
        select(_TABLE.c.id)
        .where(
            _IS_PENDING,
            _TABLE.c.connection_id == connection_id,
            _TABLE.c.due_at > due_after,
            _TABLE.c.lease_owner.is_(None),
            _TABLE.c.id > after_id,
        )
        .order_by(_TABLE.c.id)
        .limit(limit)
    )
    return [row.id for row in rows]


def reschedule(tx: Connection, ids: Sequence[int], *, due_at: datetime) -> int:
    """Let waiting rows fall due then; one that was claimed meanwhile is left alone."""
    result = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id.in_(ids), _IS_PENDING, _TABLE.c.lease_owner.is_(None))
        .values(due_at=due_at)
    )
    return result.rowcount


def dead(
    tx: Connection, merchant_id: str, *, cursor: str | None = None, limit: int = 50
) -> Listed[InboxRow]:
    """The merchant's dead letters, newest first."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _IS_DEAD)
    return newest_first(tx, query, _TABLE.c.id, _row, cursor=cursor, limit=limit)


def replay(tx: Connection, merchant_id: str, ids: Sequence[int], *, now: datetime) -> int:
    """Make dead letters of this merchant due at `now`, attempts at zero; returns how many."""
    result = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id.in_(ids), _TABLE.c.merchant_id == merchant_id, _IS_DEAD)
        .values(
            state="pending",
            due_at=now,
            attempts=0,
            lease_owner=None,
            replays=_TABLE.c.replays + 1,
        )
    )
    return result.rowcount


def backlog(tx: Connection, *, merchant_id: str | None = None) -> Backlog:
    """What waits for one merchant (None: for all)."""
    # with a bound on its column SQLite takes the partial index, which it otherwise leaves aside
    waiting = select(func.count(), func.min(_TABLE.c.received_at)).where(
        _IS_PENDING, _TABLE.c.due_at > EPOCH
    )
    buried = select(func.count()).select_from(_TABLE).where(_IS_DEAD)
    if merchant_id is not None:
        waiting = waiting.where(_TABLE.c.merchant_id == merchant_id)
        buried = buried.where(_TABLE.c.merchant_id == merchant_id)
    pending, oldest = tx.execute(waiting).one()
    return Backlog(pending=pending, oldest_received_at=oldest, dead=tx.execute(buried).scalar_one())


def prune(tx: Connection, *, before: datetime, limit: int = 1000) -> int:
    """Forget up to `limit` rows done before a moment.

    Keep them as long as a sender may repeat a delivery: their id is what deduplicates it.
    """
    old = select(_TABLE.c.id).where(_IS_DONE, _TABLE.c.last_seen_at < before).limit(limit)
    return tx.execute(_TABLE.delete().where(_TABLE.c.id.in_(old.scalar_subquery()))).rowcount


def forget(tx: Connection, deliveries: ColumnElement[bool], *, now: datetime) -> int:
    """Take headers and bodies out of these deliveries; how many.

    What is not worked off yet is marked, and loses them in `forget_ended` once it is.
    """
    waiting = update(_TABLE).where(deliveries, _IS_PENDING).values(erasure_asked_at=now)
    ended = update(_TABLE).where(deliveries, not_(_IS_PENDING)).values(**_BLANK)
    return tx.execute(waiting).rowcount + tx.execute(ended).rowcount


def forget_ended(tx: Connection, *, limit: int = 1000) -> int:
    """Take headers and bodies out of marked deliveries that ended since; how many."""
    marked = (
        select(_TABLE.c.id)
        .where(_TABLE.c.erasure_asked_at.is_not(None), not_(_IS_PENDING))
        .limit(limit)
    )
    return tx.execute(
        update(_TABLE).where(_TABLE.c.id.in_(marked.scalar_subquery())).values(**_BLANK)
    ).rowcount


_BLANK: Final[Mapping[str, Any]] = {"headers": "{}", "body": b"{}", "erasure_asked_at": None}


def _close(
    tx: Connection,
    ids: Sequence[int],
    *,
    owner: str,
    state: str,
    now: datetime,
    reason: str | None,
) -> int:
    return _CLOSE.run(tx, ids=ids, owner=owner, end=state, why=reason, at=now)


def _closing(tx: Connection) -> Update:
    return (
        update(_TABLE)
        .where(
            one_of(tx, _TABLE.c.id, "ids", BigInteger),
            _IS_PENDING,
            _TABLE.c.lease_owner == bindparam("owner"),
        )
        .values(
            state=bindparam("end"),
            lease_owner=null(),
            reason=bindparam("why"),
            last_seen_at=bindparam("at"),
        )
    )


_CLOSE = Prepared(_closing)


def _row(row: AnyRow) -> InboxRow:
    return InboxRow(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        delivery_id=row.delivery_id,
        topic=row.topic,
        headers=orjson.loads(row.headers),
        body=row.body,
        received_at=row.received_at,
        attempts=row.attempts,
        reason=row.reason,
        last_seen_at=row.last_seen_at,
        replays=row.replays,
    )
