"""Effects to be carried out later, stored in the transaction of the state that causes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    literal,
    literal_column,
    null,
    select,
    update,
)

from domain.ids import MerchantId
from storage import tables
from storage.prepared import Prepared
from storage.statements import Insert, upsert
from storage.types import JsonValue

_TABLE = tables.outbox
_PENDING: Final = "pending"
_DONE: Final = "done"
_DEAD: Final = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing to be done; `kind` and `key` name it, so that it is asked for once."""

    id: int
    merchant_id: MerchantId
    kind: str
    key: str
    payload: JsonValue
    attempts: int
    """How often it was claimed, this time included."""
    reason: str | None


def put(
    tx: Connection,
    merchant_id: str,
    *,
    kind: str,
    key: str,
    payload: JsonValue,
    due_at: datetime,
    now: datetime,
) -> bool:
    """Ask for an effect, or for one that has ended once more; False while it is outstanding."""
    changed = _PUT.run(
        tx,
        merchant_id=merchant_id,
        kind=kind,
        key=key,
        payload=payload,
        state=_PENDING,
        due_at=due_at,
        attempts=0,
        lease_owner=None,
        reason=None,
        created_at=now,
        closed_at=None,
    )
    return changed == 1


_ANEW: Final = ("payload", "state", "due_at", "attempts", "lease_owner", "reason", "closed_at")


def _putting(tx: Connection) -> Insert:
    names = [column.name for column in _TABLE.columns if column.name != "id"]
    statement = upsert(tx, _TABLE).values({name: bindparam(name) for name in names})
    return statement.on_conflict_do_update(
        index_elements=["merchant_id", "kind", "key"],
        set_={name: statement.excluded[name] for name in _ANEW},
        where=_TABLE.c.state != literal_column(f"'{_PENDING}'"),
    )


_PUT = Prepared(_putting)


def has_due(tx: Connection, *, now: datetime) -> bool:
    """Whether any effect could be claimed; a look that locks nothing."""
    return bool(_HAS_DUE.rows(tx, now=now))


_HAS_DUE = Prepared(
    select(_TABLE.c.id)
    .where(
        _TABLE.c.state == literal_column(f"'{_PENDING}'"),
        _TABLE.c.due_at <= bindparam("now", type_=_TABLE.c.due_at.type),
    )
    .limit(literal_column("1"))
)


def claim(
    tx: Connection,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int = 20,
    kind: str | None = None,
    without: Collection[str] = (),
) -> list[Effect]:
    """Lease due effects (of one kind, or of all but some) to `owner`; commit before carrying them
    out."""
    wanted = _TABLE.c.kind.not_in(sorted(without)) if kind is None else _TABLE.c.kind == kind
    due = (
        select(_TABLE.c.id)
        .where(
            _TABLE.c.state == literal(_PENDING, literal_execute=True),
            _TABLE.c.due_at <= now,
            wanted,
        )
        .order_by(_TABLE.c.due_at, _TABLE.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id.in_(due.scalar_subquery()))
        .values(due_at=now + lease, lease_owner=owner, attempts=_TABLE.c.attempts + 1)
        .returning(_TABLE)
    )
    return sorted((_effect(row) for row in rows), key=lambda effect: effect.id)


def done(tx: Connection, merchant_id: str, *, kind: str, key: str, now: datetime) -> bool:
    """The effect stands; nobody tries it again. False if it had ended before."""
    ended = _END.run(tx, its_merchant=merchant_id, its_kind=kind, its_key=key, to=_DONE, now=now)
    return ended == 1


_END = Prepared(
    update(_TABLE)
    .where(
        _TABLE.c.merchant_id == bindparam("its_merchant"),
        _TABLE.c.kind == bindparam("its_kind"),
        _TABLE.c.key == bindparam("its_key"),
        _TABLE.c.state == literal_column(f"'{_PENDING}'"),
    )
    .values(state=bindparam("to"), lease_owner=null(), closed_at=bindparam("now"))
)


def is_outstanding(tx: Connection, merchant_id: str, *, kind: str, key: str) -> bool:
    """Whether the effect was asked for and has not ended."""
    asked_for = select(_TABLE.c.id).where(
        _TABLE.c.merchant_id == merchant_id,
        _TABLE.c.kind == kind,
        _TABLE.c.key == key,
        _TABLE.c.state == _PENDING,
    )
    return tx.execute(asked_for).one_or_none() is not None


def hasten(
    tx: Connection, merchant_id: str, *, kind: str, keys: Sequence[str], now: datetime
) -> None:
    """What caused these effects has come to pass sooner than they are due: they are due now.

    One that is being carried out or has ended is left alone.
    """
    if keys:
        tx.execute(
            update(_TABLE)
            .where(
                _TABLE.c.merchant_id == merchant_id,
                _TABLE.c.kind == kind,
                _TABLE.c.key.in_(keys),
                _TABLE.c.state == _PENDING,
                _TABLE.c.lease_owner.is_(None),
                _TABLE.c.due_at > now,
            )
            .values(due_at=now)
        )


def postpone(tx: Connection, effect_id: int, *, owner: str, at: datetime) -> None:
    """Its time has not come: look at it again at `at`; this was no attempt."""
    tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == effect_id, _TABLE.c.lease_owner == owner)
        .values(due_at=at, lease_owner=None, attempts=0)
    )


def retry(tx: Connection, effect_id: int, *, owner: str, at: datetime, reason: str) -> None:
    """Try again at `at`."""
    tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == effect_id, _TABLE.c.lease_owner == owner)
        .values(due_at=at, lease_owner=None, reason=reason)
    )


def bury(tx: Connection, effect_id: int, *, owner: str, now: datetime, reason: str) -> None:
    """Give up; a person must look at it."""
    tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == effect_id, _TABLE.c.lease_owner == owner)
        .values(state=_DEAD, lease_owner=None, reason=reason, closed_at=now)
    )


def _effect(row: Row[Any]) -> Effect:
    return Effect(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        kind=row.kind,
        key=row.key,
        payload=row.payload,
        attempts=row.attempts,
        reason=row.reason,
    )
