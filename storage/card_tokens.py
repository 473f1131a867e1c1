"""Cards by token: opened envelopes, once each, and what tokenizers gave for them, sealed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, or_, select

from domain.errors import NotFoundError
from domain.ids import ConnectionId, CustomerId, MerchantId, PlatformId
from storage import tables
from storage.ids import new_id
from storage.keyring import KeyProvider
from storage.sealing import seal, unseal
from storage.statements import AnyRow, upsert

PREFIX = "ptk"
_ENVELOPES = tables.card_envelopes
_TOKENS = tables.card_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCard:
    """A card by its token, as we keep it."""

    id: str
    """Ours: what callers send as `payment_token`; means nothing to the platform."""
    merchant_id: MerchantId
    connection_id: ConnectionId
    customer_id: CustomerId | None
    customer_platform_id: PlatformId | None
    """Whose card it is over there, where it is on file."""
    token: str = field(repr=False)
    """The platform's own."""
    brand: str | None
    last4: str | None
    exp_month: int | None
    exp_year: int | None
    reusable: bool
    """On file, rather than good for one payment."""
    created_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewToken:
    """A token to be kept."""

    merchant_id: MerchantId
    connection_id: ConnectionId
    customer_id: CustomerId | None
    customer_platform_id: PlatformId | None
    key: str
    """Names the intention: one token each."""
    token: str = field(repr=False)
    brand: str | None
    last4: str | None
    exp_month: int | None
    exp_year: int | None
    reusable: bool
    expires_at: datetime | None


def open_once(
    tx: Connection, merchant_id: str, jti: str, *, now: datetime, expires_at: datetime
) -> bool:
    """Note that an envelope is being opened; False if it was before, by whichever merchant."""
    done = tx.execute(
        upsert(tx, _ENVELOPES)
        .values(
            digest=hashlib.sha256(jti.encode()).digest(),
            merchant_id=merchant_id,
            opened_at=now,
            expires_at=expires_at,
        )
        .on_conflict_do_nothing(index_elements=["digest"])
    )
    return done.rowcount == 1


def add(tx: Connection, keys: KeyProvider, new: NewToken, *, now: datetime) -> KeptCard:
    """Keep a token, or find the one that has its key."""
    token_id = new_id(PREFIX, now)
    told = {
        "token": new.token,
        "customer": new.customer_platform_id,
        "brand": new.brand,
        "last4": new.last4,
        "exp_month": new.exp_month,
        "exp_year": new.exp_year,
    }
    tx.execute(
        upsert(tx, _TOKENS)
        .values(
            id=token_id,
            merchant_id=new.merchant_id,
            connection_id=new.connection_id,
            customer_id=new.customer_id,
            key=new.key,
            reusable=new.reusable,
            sealed=seal(keys, orjson.dumps(told), about=token_id),
            created_at=now,
            expires_at=new.expires_at,
        )
        .on_conflict_do_nothing(index_elements=["merchant_id", "key"])
    )
    found = by_key(tx, keys, new.merchant_id, new.key)
    assert found is not None  # noqa: S101 - stored just now, or before
    return found


def by_key(tx: Connection, keys: KeyProvider, merchant_id: str, key: str) -> KeptCard | None:
    """The token that was asked for under this key."""
    row = tx.execute(
        select(_TOKENS).where(_TOKENS.c.merchant_id == merchant_id, _TOKENS.c.key == key)
    ).one_or_none()
    return None if row is None else _kept(keys, row)


def get(
    tx: Connection, keys: KeyProvider, merchant_id: str, token_id: str, *, now: datetime
) -> KeptCard:
    """One token that has not ended. Raises NotFoundError; ConfigurationError (its key is gone)."""
    row = tx.execute(
        select(_TOKENS).where(
            _TOKENS.c.id == token_id,
            _TOKENS.c.merchant_id == merchant_id,
            or_(_TOKENS.c.expires_at.is_(None), _TOKENS.c.expires_at > now),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("payment token", token_id)
    return _kept(keys, row)


def on_file(
    tx: Connection, keys: KeyProvider, merchant_id: str, customer_id: str
) -> list[KeptCard]:
    """The customer's cards on file, newest first."""
    rows = tx.execute(
        select(_TOKENS)
        .where(
            _TOKENS.c.merchant_id == merchant_id,
            _TOKENS.c.customer_id == customer_id,
            _TOKENS.c.reusable,
        )
        .order_by(_TOKENS.c.id.desc())
    )
    return [_kept(keys, row) for row in rows]


def remove(tx: Connection, merchant_id: str, token_id: str) -> None:
    """Forget a token; nothing happens if it is gone."""
    tx.execute(
        delete(_TOKENS).where(_TOKENS.c.id == token_id, _TOKENS.c.merchant_id == merchant_id)
    )


def forget(tx: Connection, *, now: datetime) -> int:
    """Delete single-use tokens and notes of envelopes whose time is over; how many."""
    return sum(
        tx.execute(delete(table).where(table.c.expires_at <= now)).rowcount
        for table in (_TOKENS, _ENVELOPES)
    )


def _kept(keys: KeyProvider, row: AnyRow) -> KeptCard:
    told = orjson.loads(unseal(keys, row.sealed, about=row.id))
    customer = told["customer"]
    return KeptCard(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        customer_platform_id=None if customer is None else PlatformId(customer),
        token=told["token"],
        brand=told["brand"],
        last4=told["last4"],
        exp_month=told["exp_month"],
        exp_year=told["exp_year"],
        reusable=row.reusable,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
