"""Account-linking tokens: which customer speaks, kept as hashes of what the channel sends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, and_, bindparam, or_, select, update

from domain.catalog import Address
from domain.ids import ConnectionId, CustomerId, LocationId, MerchantId, PlatformId
from storage import tables
from storage.customers import CustomerRecord, CustomerView
from storage.engine import Database
from storage.quick import QuickSelect
from storage.statements import upsert
from storage.types import to_micros

_TABLE = tables.account_links
_PEOPLE = tables.customers
_RECORDS = tables.customer_records


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


def speaker(
    database: Database, merchant_id: str, token: str, *, now: datetime
) -> CustomerView | None:
    """The person a token speaks for, in a transaction of its own; None as of `resolve`."""
    found = _SPEAKER.rows(database, hash=_hash(token), merchant=merchant_id, now=to_micros(now))
    rows = [_DriverSpeaker(*row) for row in found]
    if not rows:
        return None
    home = rows[0].home
    return CustomerView(
        id=CustomerId(rows[0].customer),
        merchant_id=MerchantId(merchant_id),
        home_location_id=None if home is None else LocationId(home),
        records=tuple(_record(row) for row in rows if row.platform_id is not None),
    )


def known_as(tx: Connection, merchant_id: str, platform_id: str) -> CustomerId | None:
    """The person whom a platform of the merchant's calls by this id; None where it is nobody, or
    where two platforms mean two people by it."""
    found = tx.execute(
        select(_RECORDS.c.customer_id)
        .where(
            _RECORDS.c.merchant_id == merchant_id,
            _RECORDS.c.platform_id == platform_id,
            _RECORDS.c.deleted_at.is_(None),
            _RECORDS.c.customer_id.is_not(None),
        )
        .distinct()
        .limit(2)
    ).scalars()
    people = list(found)
    return CustomerId(people[0]) if len(people) == 1 else None


def home(database: Database, merchant_id: str, token: str, *, now: datetime) -> LocationId | None:
    """The home store of the person a token speaks for, in a transaction of its own."""
    asked = {"hash": _hash(token), "merchant": merchant_id, "now": to_micros(now)}
    found = [place for (place,) in _HOME.rows(database, **asked)]
    return LocationId(found[0]) if found and found[0] is not None else None


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


_IS_VALID = and_(
    _TABLE.c.token_hash == bindparam("hash"),
    _TABLE.c.merchant_id == bindparam("merchant"),
    _TABLE.c.revoked_at.is_(None),
    or_(
        _TABLE.c.expires_at.is_(None),
        _TABLE.c.expires_at > bindparam("now", type_=_TABLE.c.expires_at.type),
    ),
)
_RESOLVE = select(_TABLE.c.customer_id).where(_IS_VALID)
_SPEAKER = QuickSelect(
    select(
        _PEOPLE.c.id,
        _PEOPLE.c.home_location_id,
        _RECORDS.c.connection_id,
        _RECORDS.c.platform_id,
        _RECORDS.c.given_name,
        _RECORDS.c.family_name,
        _RECORDS.c.email,
        _RECORDS.c.phone,
        _RECORDS.c.address,
    )
    .join_from(
        _TABLE,
        _PEOPLE,
        and_(_PEOPLE.c.id == _TABLE.c.customer_id, _PEOPLE.c.merchant_id == _TABLE.c.merchant_id),
    )
    .join(
        _RECORDS,
        and_(_RECORDS.c.customer_id == _PEOPLE.c.id, _RECORDS.c.deleted_at.is_(None)),
        isouter=True,
    )
    .where(_IS_VALID)
    .order_by(_RECORDS.c.connection_id, _RECORDS.c.platform_id)
)
"""Asked before anything is done for a person."""


_HOME = QuickSelect(
    select(_PEOPLE.c.home_location_id)
    .join_from(
        _TABLE,
        _PEOPLE,
        and_(_PEOPLE.c.id == _TABLE.c.customer_id, _PEOPLE.c.merchant_id == _TABLE.c.merchant_id),
    )
    .where(_IS_VALID)
)
"""Asked at the start of every conversation."""


class _DriverSpeaker(NamedTuple):
    """A row of `_SPEAKER` as the driver has it: the person with one record, or without any."""

    customer: str
    home: str | None
    connection_id: str
    platform_id: str | None
    given_name: str | None
    family_name: str | None
    email: str | None
    phone: str | None
    address: str | None


def _record(row: _DriverSpeaker) -> CustomerRecord:
    return CustomerRecord(
        connection_id=ConnectionId(row.connection_id),
        platform_id=PlatformId(row.platform_id or ""),
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.email,
        phone=row.phone,
        address=None if row.address is None else Address(**orjson.loads(row.address)),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
