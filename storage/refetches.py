"""When a record was last asked for because of a hint: many hints in a window are one question."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Insert, bindparam, select, tuple_

from domain.events import Refetch
from storage import tables
from storage.merchants import PosConnection
from storage.prepared import Prepared
from storage.statements import upsert
from storage.types import storable

_TABLE = tables.refetches


def take(
    tx: Connection,
    connection: PosConnection,
    hints: Collection[Refetch],
    *,
    now: datetime,
    window: timedelta,
) -> Mapping[Refetch, datetime]:
    """Note that the platform is asked now; hints it was asked about less than `window` ago are
    left, and given back with the moment at which they may be asked.

    Shared by every worker: of two that take the same hint at once, one is told to wait.
    """
    early: dict[Refetch, datetime] = {}
    for hint in sorted(hints, key=_key):
        entity, platform_id = _key(hint)
        its = {"connection_id": connection.id, "entity": entity, "platform_id": platform_id}
        asked = _ASK.rows(
            tx,
            **its,
            merchant_id=connection.merchant_id,
            asked_at=now,
            before=now - window,
        )
        if not asked:
            (row,) = _ASKED.rows(tx, **its)
            early[hint] = row.asked_at + window
    return early


def _asking(tx: Connection) -> Insert:
    adding = upsert(tx, _TABLE).values({c.name: bindparam(c.name) for c in _TABLE.columns})
    return adding.on_conflict_do_update(
        index_elements=["connection_id", "entity", "platform_id"],
        set_={"asked_at": adding.excluded.asked_at},
        where=_TABLE.c.asked_at <= bindparam("before", type_=_TABLE.c.asked_at.type),
    ).returning(_TABLE.c.asked_at)


_ASK = Prepared(_asking)
_ASKED = Prepared(
    select(_TABLE.c.asked_at).where(
        *(_TABLE.c[name] == bindparam(name) for name in ("connection_id", "entity", "platform_id"))
    )
)


def prune(tx: Connection, *, before: datetime, limit: int = 1000) -> int:
    """Forget up to `limit` questions asked before a moment; returns how many."""
    old = (
        select(_TABLE.c.connection_id, _TABLE.c.entity, _TABLE.c.platform_id)
        .where(_TABLE.c.asked_at < before)
        .limit(limit)
    )
    its_key = tuple_(_TABLE.c.connection_id, _TABLE.c.entity, _TABLE.c.platform_id)
    return tx.execute(_TABLE.delete().where(its_key.in_(old))).rowcount


def _key(hint: Refetch) -> tuple[str, str]:
    """Where no record is named, all that changed is asked for: the empty id."""
    return hint.entity.value, storable(hint.platform_id or "")
