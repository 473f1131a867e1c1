"""Platforms' records of shoppers as they come in, and the person each belongs to.

Records of different connections that share a phone number or an e-mail address with exactly one
person are that person. Where they point at two, nothing is guessed: the record stays a person of
its own until somebody decides. Two records of one connection are always two people, and what they
share says of neither who they are elsewhere, whichever of them came first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from domain.customers import Customer
from domain.ids import PlatformId
from storage import customer_parting, tables
from storage.catalog_write import lock_catalog
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.results import ApplyResult
from storage.statements import AnyRow, among, upsert

_PEOPLE = tables.customers
_RECORDS = tables.customer_records
_ORDERS = tables.orders


def apply_customers(
    tx: Connection,
    connection: PosConnection,
    records: Sequence[Customer],
    *,
    as_of: datetime,
    run_id: str | None = None,
) -> ApplyResult:
    """Write records guarded by revision, and find the person each belongs to.

    `run_id` marks the records as seen by a full run, stale ones too.
    """
    lock_catalog(tx, connection.merchant_id)  # who a record belongs to is read, then written
    newest = {record.platform_id: record for record in sorted(records, key=lambda r: r.revision)}
    stored = _stored(tx, connection.id, newest)
    fresh = [
        record
        for record in newest.values()
        if record.platform_id not in stored or stored[record.platform_id].revision < record.revision
    ]
    if not fresh:
        _mark_seen(tx, connection, newest, run_id)
        return ApplyResult(stale=len(newest))
    people = _people_for(tx, connection, fresh, stored, as_of)
    statement = upsert(tx, _RECORDS)
    new = statement.excluded
    changed = [c.name for c in _RECORDS.columns if not c.primary_key and c.name != "last_run"]
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "platform_id"],
            set_={name: new[name] for name in changed},
            where=new.revision > _RECORDS.c.revision,
        ),
        [_values(connection, record, people[record.platform_id], as_of) for record in fresh],
    )
    _mark_seen(tx, connection, newest, run_id)
    _adopt_orders(tx, connection, people.keys() - stored.keys())
    customer_parting.part_by(tx, connection, fresh, now=as_of)
    updated = sum(record.platform_id in stored for record in fresh)
    return ApplyResult(
        inserted=len(fresh) - updated, updated=updated, stale=len(newest) - len(fresh)
    )


def _mark_seen(
    tx: Connection, connection: PosConnection, platform_ids: Collection[str], run_id: str | None
) -> None:
    if run_id is not None:
        tx.execute(
            update(_RECORDS)
            .where(
                _RECORDS.c.connection_id == connection.id,
                among(tx, _RECORDS.c.platform_id, platform_ids),
            )
            .values(last_run=run_id)
        )


def tombstone_customer(
    tx: Connection,
    connection: PosConnection,
    platform_id: PlatformId,
    *,
    revision: int,
    as_of: datetime,
) -> ApplyResult:
    """Mark a record as deleted and forget what identified the person, also one never seen.

    An older record that arrives later cannot bring it back.
    """
    blank = {
        "active": False,
        "deleted_at": as_of,
        "as_of": as_of,
        "revision": revision,
        **dict.fromkeys(("given_name", "family_name", "email", "phone", "address")),
    }
    statement = upsert(tx, _RECORDS).values(
        connection_id=connection.id,
        platform_id=platform_id,
        merchant_id=connection.merchant_id,
        customer_id=None,
        **blank,
    )
    done = tx.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "platform_id"],
            set_=blank,
            where=_RECORDS.c.revision <= revision,
        )
    )
    return ApplyResult(deleted=done.rowcount)


def _stored(tx: Connection, connection_id: str, platform_ids: Iterable[str]) -> dict[str, AnyRow]:
    rows = tx.execute(
        select(_RECORDS.c.platform_id, _RECORDS.c.revision, _RECORDS.c.customer_id).where(
            _RECORDS.c.connection_id == connection_id,
            among(tx, _RECORDS.c.platform_id, platform_ids),
        )
    )
    return {row.platform_id: row for row in rows}


def _people_for(
    tx: Connection,
    connection: PosConnection,
    fresh: Sequence[Customer],
    stored: dict[str, AnyRow],
    now: datetime,
) -> dict[str, str]:
    """The person of each record: the one it had, the only one it matches, or a new one."""
    by_contact = _contacts(tx, connection, fresh)
    shared = _shared_here(tx, connection, fresh, by_contact.keys())
    people: dict[str, str] = {}
    born = []
    for record in fresh:
        had = stored.get(record.platform_id)
        if had is not None and had.customer_id is not None:
            people[record.platform_id] = had.customer_id
            continue
        matching = [
            contact
            for contact in (record.phone, record.email)
            if contact is not None and contact in by_contact
        ]
        matched = {person for contact in matching for person in by_contact[contact]}
        is_told = any(contact not in shared for contact in matching)
        if is_told and len(matched) == 1 and not matched & set(people.values()):
            people[record.platform_id] = matched.pop()
        else:
            person = new_id("cus", now)
            born.append(person)
            people[record.platform_id] = person
    if born:
        tx.execute(
            _PEOPLE.insert(),
            [
                {"id": person, "merchant_id": connection.merchant_id, "created_at": now}
                for person in born
            ],
        )
    return people


def _contacts(
    tx: Connection, connection: PosConnection, fresh: Sequence[Customer]
) -> dict[str, set[str]]:
    """People by the phones and e-mails asked about, that only other connections know yet."""
    phones = [record.phone for record in fresh if record.phone]
    emails = [record.email for record in fresh if record.email]
    here = select(_RECORDS.c.customer_id).where(
        _RECORDS.c.connection_id == connection.id,
        _RECORDS.c.deleted_at.is_(None),
        _RECORDS.c.customer_id.is_not(None),
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for column, values in ((_RECORDS.c.phone, phones), (_RECORDS.c.email, emails)):
        if not values:
            continue
        rows = tx.execute(
            select(column.label("contact"), _RECORDS.c.customer_id).where(
                _RECORDS.c.merchant_id == connection.merchant_id,
                _RECORDS.c.connection_id != connection.id,
                _RECORDS.c.deleted_at.is_(None),
                _RECORDS.c.customer_id.is_not(None),
                _RECORDS.c.customer_id.not_in(here),
                among(tx, column, values),
            )
        )
        for row in rows:
            found[row.contact].add(row.customer_id)
    return found


def _shared_here(
    tx: Connection, connection: PosConnection, fresh: Sequence[Customer], contacts: Collection[str]
) -> set[str]:
    """Those of the contacts that more than one record of this connection has."""
    if not contacts:
        return set()
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for record in fresh:
        for contact in (record.phone, record.email):
            if contact is not None and contact in contacts:
                holders[contact].add(record.platform_id)
    told_now = {record.platform_id for record in fresh}
    for column in (_RECORDS.c.phone, _RECORDS.c.email):
        rows = tx.execute(
            select(column.label("contact"), _RECORDS.c.platform_id).where(
                _RECORDS.c.merchant_id == connection.merchant_id,
                _RECORDS.c.connection_id == connection.id,
                _RECORDS.c.deleted_at.is_(None),
                among(tx, column, contacts),
            )
        )
        for row in rows:
            if row.platform_id not in told_now:  # what it had before may not be its any more
                holders[row.contact].add(row.platform_id)
    return {contact for contact, ids in holders.items() if len(ids) > 1}


def _adopt_orders(tx: Connection, connection: PosConnection, platform_ids: Set[str]) -> None:
    """Give orders that came before their customer to that person."""
    if not platform_ids:
        return
    person = (
        select(_RECORDS.c.customer_id)
        .where(
            _RECORDS.c.connection_id == _ORDERS.c.connection_id,
            _RECORDS.c.platform_id == _ORDERS.c.customer_platform_id,
        )
        .scalar_subquery()
    )
    tx.execute(
        update(_ORDERS)
        .where(
            _ORDERS.c.connection_id == connection.id,
            _ORDERS.c.customer_id.is_(None),
            among(tx, _ORDERS.c.customer_platform_id, platform_ids),
        )
        .values(customer_id=person)
    )


def _values(
    connection: PosConnection, record: Customer, person: str, as_of: datetime
) -> dict[str, Any]:
    return {
        "connection_id": connection.id,
        "platform_id": record.platform_id,
        "merchant_id": connection.merchant_id,
        "customer_id": person,
        "given_name": record.given_name,
        "family_name": record.family_name,
        "email": record.email,
        "phone": record.phone,
        "address": None if record.address is None else asdict(record.address),
        "active": record.active,
        "revision": record.revision,
        "as_of": as_of,
        "deleted_at": None,
        "last_run": None,
    }
