"""Keys that cards are encrypted to: the public half published, the private half sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, or_, select, update

from storage import tables
from storage.keyring import KeyProvider
from storage.sealing import seal, unseal
from storage.statements import AnyRow

_TABLE = tables.card_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class CardKey:
    """One key pair as it is kept."""

    kid: str
    algorithm: str
    """The one `alg` it may be used with (RFC 7518 §4.1)."""
    public: Mapping[str, Any]
    """As a JWK (RFC 7517)."""
    sealed: str = field(repr=False)
    created_at: datetime
    ends_at: datetime | None
    """Until when envelopes under it are opened; None: it is the current one."""


def add(
    tx: Connection,
    keys: KeyProvider,
    *,
    kid: str,
    algorithm: str,
    public: Mapping[str, Any],
    private: Mapping[str, Any],
    ends_before: datetime,
    now: datetime,
) -> None:
    """Make this the current key; the one before is taken until `ends_before`."""
    tx.execute(update(_TABLE).where(_TABLE.c.ends_at.is_(None)).values(ends_at=ends_before))
    tx.execute(
        _TABLE.insert().values(
            kid=kid,
            algorithm=algorithm,
            public=dict(public),
            sealed=seal(keys, orjson.dumps(dict(private)), about=kid),
            created_at=now,
        )
    )


def living(tx: Connection, *, now: datetime) -> list[CardKey]:
    """Keys whose envelopes are opened, the current one first."""
    is_alive = or_(_TABLE.c.ends_at.is_(None), _TABLE.c.ends_at > now)
    rows = tx.execute(select(_TABLE).where(is_alive).order_by(_TABLE.c.created_at.desc()))
    return sorted((_key(row) for row in rows), key=lambda one: one.ends_at is not None)


def private_half(keys: KeyProvider, key: CardKey) -> dict[str, Any]:
    """The private JWK. Raises ConfigurationError: its master key is gone."""
    private: dict[str, Any] = orjson.loads(unseal(keys, key.sealed, about=key.kid))
    return private


def forget(tx: Connection, *, now: datetime) -> int:
    """Delete keys whose overlap is over; what was encrypted to them cannot be opened any more."""
    return tx.execute(delete(_TABLE).where(_TABLE.c.ends_at <= now)).rowcount


def _key(row: AnyRow) -> CardKey:
    return CardKey(
        kid=row.kid,
        algorithm=row.algorithm,
        public=row.public,
        sealed=row.sealed,
        created_at=row.created_at,
        ends_at=row.ends_at,
    )
