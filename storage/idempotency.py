"""Answers of writes, kept under the caller's key: the same key gives the same answer.

A key is claimed before its write begins and keeps the answer when it has ended. If the process
dies in between, the claim's lease runs out and a repeated request takes over: the write itself is
safe to repeat, because its own keys derive from this one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, and_, bindparam, delete, null, or_, select, update

from domain.errors import IdempotencyConflictError
from storage import tables
from storage.prepared import Prepared
from storage.statements import Insert, one_of, upsert

_TABLE = tables.idempotency_keys
_IN_FLIGHT: Final = "in_flight"
_DONE: Final = "done"
KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """The caller owns the key and carries the write out."""

    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """The answer the key gave before."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def begin(
    tx: Connection,
    merchant_id: str,
    key: str,
    fingerprint: str,
    *,
    also: Sequence[str] = (),
    owner: str,
    now: datetime,
    lease: timedelta = LEASE,
    ttl: timedelta = KEPT,
) -> New | Replay:
    """Claim a key, or get its answer. `also` are fingerprints that the same body had before.

    Raises IdempotencyConflictError: used with another body, or its first use is still running.
    """
    known = [fingerprint, *also]
    claimed = _CLAIM.run(
        tx,
        merchant_id=merchant_id,
        key=key,
        fingerprint=fingerprint,
        known=known,
        state=_IN_FLIGHT,
        owner=owner,
        lease_until=now + lease,
        created_at=now,
        expires_at=now + ttl,
    )
    if claimed == 1:
        return New(owner=owner)
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.key == key)
    ).one_or_none()
    if row is None:  # let go between the two statements: as good as still being worked on
        raise IdempotencyConflictError(key, in_flight=True)
    if row.fingerprint not in known:
        raise IdempotencyConflictError(key, in_flight=False)
    if row.state != _DONE:
        raise IdempotencyConflictError(key, in_flight=True)
    return Replay(status=row.status, headers=row.headers, body=row.body)


def _claiming(tx: Connection) -> Insert:
    """Takes a key that is free: unknown, past its time, or let go by the death of its owner."""
    names = (
        *("merchant_id", "key", "fingerprint", "state", "owner"),
        *("lease_until", "created_at", "expires_at"),
    )
    adding = upsert(tx, _TABLE).values({name: bindparam(name) for name in names})
    claim = {name: adding.excluded[name] for name in names[2:]}
    free = or_(
        _TABLE.c.expires_at <= adding.excluded.created_at,
        and_(
            _TABLE.c.state == _IN_FLIGHT,
            _TABLE.c.lease_until <= adding.excluded.created_at,
            one_of(tx, _TABLE.c.fingerprint, "known"),
        ),
    )
    return adding.on_conflict_do_update(
        index_elements=["merchant_id", "key"],
        set_={**claim, "status": null(), "headers": null(), "body": null()},
        where=free,
    )


_CLAIM = Prepared(_claiming)


def finish(
    tx: Connection,
    merchant_id: str,
    key: str,
    *,
    owner: str,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
) -> bool:
    """Keep the answer; False if another took the key over meanwhile."""
    done = _FINISH.run(
        tx,
        its_merchant=merchant_id,
        its_key=key,
        its_owner=owner,
        status=status,
        headers=dict(headers),
        body=body,
    )
    return done == 1


_FINISH = Prepared(
    update(_TABLE)
    .where(
        _TABLE.c.merchant_id == bindparam("its_merchant"),
        _TABLE.c.key == bindparam("its_key"),
        _TABLE.c.owner == bindparam("its_owner"),
        _TABLE.c.state == _IN_FLIGHT,
    )
    .values(
        state=_DONE,
        status=bindparam("status"),
        headers=bindparam("headers"),
        body=bindparam("body"),
    )
)


def abandon(tx: Connection, merchant_id: str, key: str, *, owner: str) -> None:
    """Let the key go: the write had no final answer and may be tried again."""
    tx.execute(
        delete(_TABLE).where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.key == key,
            _TABLE.c.owner == owner,
            _TABLE.c.state == _IN_FLIGHT,
        )
    )


def prune(tx: Connection, now: datetime) -> int:
    """Forget answers past their time; how many."""
    return tx.execute(delete(_TABLE).where(_TABLE.c.expires_at <= now)).rowcount
