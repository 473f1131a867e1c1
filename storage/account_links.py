"""Account-linking tokens: which customer speaks, kept as hashes of what the channel sends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, select, update

from domain.ids import CustomerId
from storage import tables
from storage.statements import upsert

_TABLE = tables.account_links


def link(
    tx: Connection,
    merchant_id: str,
    *,
    token: str,
    customer_id: str,
    channel: str,
    scopes: Iterable[str],
    now: datetime,
    expires_at: datetime | None = None,
) -> None:
    """Let a token speak for a customer; linking the same token again moves it."""
    values = {
        "merchant_id": merchant_id,
        "customer_id": customer_id,
        "channel": channel,
        "scopes": sorted(scopes),
        "created_at": now,
        "expires_at": expires_at,
        "revoked_at": None,
    }
    statement = upsert(tx, _TABLE).values(token_hash=_hash(token), **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["token_hash"], set_=values))


def resolve(tx: Connection, merchant_id: str, token: str, *, now: datetime) -> CustomerId | None:
    """The customer a token speaks for; None if unknown, expired, revoked or another merchant's."""
    found = tx.execute(
        _RESOLVE, {"hash": _hash(token), "merchant": merchant_id, "now": now}
    ).scalar_one_or_none()
    return None if found is None else CustomerId(found)


def revoke(tx: Connection, merchant_id: str, customer_id: str, *, now: datetime) -> int:
    """End every token of a customer; how many were valid."""
    done = tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.customer_id == customer_id,
            _TABLE.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return done.rowcount


_RESOLVE = select(_TABLE.c.customer_id).where(
    _TABLE.c.token_hash == bindparam("hash"),
    _TABLE.c.merchant_id == bindparam("merchant"),
    _TABLE.c.revoked_at.is_(None),
    or_(
        _TABLE.c.expires_at.is_(None),
        _TABLE.c.expires_at > bindparam("now", type_=_TABLE.c.expires_at.type),
    ),
)
"""Built once: every spoken turn asks it."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
