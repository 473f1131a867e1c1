"""API keys: shown once when issued, kept as a digest, found by their public prefix.

A key is `vt_<environment>_<prefix>_<secret>`; the secret has 256 random bits, so one SHA-256 is
enough: there is nothing to guess and a slow hash would only slow the requests.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from domain.errors import InvalidInputError
from domain.ids import MerchantId
from storage import tables
from storage.ids import new_id

_TABLE = tables.api_keys
ENVIRONMENTS: Final = ("live", "test")
_LETTERS: Final = string.ascii_lowercase
"""No digits: one hex key in four hundred holds a run that looks like a card number, and every
request with it would be refused."""
_PREFIX_LENGTH = 10
_SECRET_LENGTH = 56
"""263 random bits."""
_TOUCH_EVERY = timedelta(minutes=5)
"""`last_used_at` is for people; writing it on every request would cost a commit each."""
_MOST_PER_MINUTE = 10_000_000
_ABSENT = hashlib.sha256(b"no such key").digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What is kept of a key."""

    id: str
    merchant_id: MerchantId
    prefix: str
    name: str
    environment: str
    scopes: frozenset[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    per_minute: int | None = None
    """How many requests it may make; None: what holds for every key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A new key; `text` is told once and cannot be had again."""

    key: ApiKey
    text: str = field(repr=False)


def issue(
    tx: Connection,
    merchant_id: str,
    *,
    environment: str,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    expires_at: datetime | None = None,
    per_minute: int | None = None,
) -> IssuedKey:
    """Make a key. Raises InvalidInputError for an environment that is neither live nor test, and
    for a limit that lets nothing through."""
    _check_limit(per_minute)
    if environment not in ENVIRONMENTS:
        raise InvalidInputError("environment", environment, "choose live or test")
    prefix, secret = _letters(_PREFIX_LENGTH), _letters(_SECRET_LENGTH)
    row = tx.execute(
        _TABLE.insert()
        .values(
            id=new_id("key", now),
            merchant_id=merchant_id,
            prefix=prefix,
            name=name,
            environment=environment,
            digest=_digest(secret),
            scopes=sorted(scopes),
            created_at=now,
            expires_at=expires_at,
            per_minute=per_minute,
        )
        .returning(_TABLE)
    ).one()
    return IssuedKey(key=_key(row), text=f"vt_{environment}_{prefix}_{secret}")


def verify(tx: Connection, presented: str, now: datetime) -> ApiKey | None:
    """The key that was presented, if it is ours and valid; takes as long for one that is not."""
    parts = presented.split("_")
    well_formed = len(parts) == 4 and parts[0] == "vt"
    row = None
    if well_formed:
        row = tx.execute(select(_TABLE).where(_TABLE.c.prefix == parts[2])).one_or_none()
    known = _ABSENT if row is None else row.digest
    fits = hmac.compare_digest(known, _digest(parts[3] if well_formed else ""))
    if row is None or not fits or row.environment != parts[1] or _is_over(row, now):
        return None
    return _key(row)


def touch(tx: Connection, key: ApiKey, now: datetime) -> None:
    """Note that a key is in use, at most every few minutes."""
    if key.last_used_at is None or now - key.last_used_at > _TOUCH_EVERY:
        tx.execute(update(_TABLE).where(_TABLE.c.id == key.id).values(last_used_at=now))


def limit(tx: Connection, merchant_id: str, key_id: str, per_minute: int | None) -> bool:
    """Let a key make so many requests a minute (None: as many as every key); False if this
    merchant has no such key. Raises InvalidInputError."""
    _check_limit(per_minute)
    done = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == key_id, _TABLE.c.merchant_id == merchant_id)
        .values(per_minute=per_minute)
    )
    return done.rowcount == 1


def revoke(tx: Connection, merchant_id: str, key_id: str, now: datetime) -> bool:
    """End a key at once; False if this merchant has no such living key."""
    done = tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.id == key_id,
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return done.rowcount == 1


def list_keys(tx: Connection, merchant_id: str) -> list[ApiKey]:
    """The merchant's keys, newest first."""
    rows = tx.execute(
        select(_TABLE).where(_TABLE.c.merchant_id == merchant_id).order_by(_TABLE.c.id.desc())
    )
    return [_key(row) for row in rows]


def _check_limit(per_minute: int | None) -> None:
    if per_minute is not None and not 1 <= per_minute <= _MOST_PER_MINUTE:
        raise InvalidInputError("per_minute", per_minute, f"use 1 to {_MOST_PER_MINUTE}")


def _is_over(row: Row[Any], now: datetime) -> bool:
    return row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now)


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        prefix=row.prefix,
        name=row.name,
        environment=row.environment,
        scopes=frozenset(row.scopes),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        per_minute=row.per_minute,
    )
