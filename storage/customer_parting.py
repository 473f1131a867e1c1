"""Records that a contact joined to a person of another platform, parted again once a second record
of their own platform has that contact too: whom it speaks for is not known any more.

So it does not matter in which order records come in. Who is known by more than records (an account
that was linked, a card, a subscription, an order asked for here, somebody's decision) stays as they
are: that is for a person to say (`storage.customer_merges`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select, update

from domain.customers import Customer
from storage import tables
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.statements import AnyRow, among

_PEOPLE = tables.customers
_RECORDS = tables.customer_records
_ORDERS = tables.orders
_INTAKES = tables.order_intakes
_MERGES = tables.customer_merges
_TOLD_BY_TILLS: Final = (_RECORDS, _ORDERS, _INTAKES)
_COLUMNS: Final = (
    *(_RECORDS.c.connection_id, _RECORDS.c.platform_id, _RECORDS.c.customer_id),
    *(_RECORDS.c.phone, _RECORDS.c.email),
)


def part_by(
    tx: Connection, connection: PosConnection, told: Sequence[Customer], *, now: datetime
) -> int:
    """Part whoever is joined only by contacts that these records share with another one of their
    platform; how many. The records are stored, and the merchant's catalog is locked."""
    contacts = {each for record in told for each in (record.phone, record.email) if each}
    joined = _joined(tx, connection, _people_elsewhere(tx, connection, contacts))
    if not joined:
        return 0
    shared = _shared(tx, connection, {each for row in joined for each in _contacts_of(row)})
    elsewhere = _elsewhere(tx, connection, {row.customer_id for row in joined})
    parted = [row for row in joined if _is_guess(row, elsewhere[row.customer_id], shared)]
    known = _known_otherwise(tx, connection.merchant_id, {row.customer_id for row in parted})
    parted = [row for row in parted if row.customer_id not in known]
    for row in parted:
        _part(tx, connection, row, now)
    return len(parted)


def _people_elsewhere(
    tx: Connection, connection: PosConnection, contacts: Collection[str]
) -> set[str]:
    """Who has one of these contacts at another connection. It is asked first: where a till gives
    the shop's own number to everybody, nobody elsewhere has it."""
    found: set[str] = set()
    for column in (_RECORDS.c.phone, _RECORDS.c.email) if contacts else ():
        rows = tx.execute(
            select(_RECORDS.c.customer_id)
            .distinct()
            .where(
                _RECORDS.c.merchant_id == connection.merchant_id,
                _RECORDS.c.connection_id != connection.id,
                _RECORDS.c.deleted_at.is_(None),
                _RECORDS.c.customer_id.is_not(None),
                among(tx, column, contacts),
            )
        )
        found.update(row.customer_id for row in rows)
    return found


def _joined(tx: Connection, connection: PosConnection, people: Collection[str]) -> list[AnyRow]:
    """The records of the connection that belong to these people."""
    if not people:
        return []
    return list(
        tx.execute(
            select(*_COLUMNS).where(
                _RECORDS.c.merchant_id == connection.merchant_id,
                _RECORDS.c.connection_id == connection.id,
                _RECORDS.c.deleted_at.is_(None),
                among(tx, _RECORDS.c.customer_id, people),
            )
        )
    )


def _shared(tx: Connection, connection: PosConnection, contacts: Collection[str]) -> set[str]:
    """Those of the contacts that several records of the connection have."""
    found: set[str] = set()
    for column in (_RECORDS.c.phone, _RECORDS.c.email) if contacts else ():
        rows = tx.execute(
            select(column.label("contact"))
            .where(
                _RECORDS.c.merchant_id == connection.merchant_id,
                _RECORDS.c.connection_id == connection.id,
                _RECORDS.c.deleted_at.is_(None),
                among(tx, column, contacts),
            )
            .group_by(column)
            .having(func.count() > 1)
        )
        found.update(row.contact for row in rows)
    return found


def _elsewhere(
    tx: Connection, connection: PosConnection, people: Collection[str]
) -> Mapping[str, set[str]]:
    """The contacts of these people at other connections."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    rows = tx.execute(
        select(*_COLUMNS).where(
            _RECORDS.c.merchant_id == connection.merchant_id,
            _RECORDS.c.connection_id != connection.id,
            _RECORDS.c.deleted_at.is_(None),
            among(tx, _RECORDS.c.customer_id, people),
        )
    )
    for row in rows:
        found[row.customer_id] |= _contacts_of(row)
    return found


def _is_guess(row: AnyRow, elsewhere: Collection[str], shared: Collection[str]) -> bool:
    """Whether all that the record has in common with its person elsewhere is shared here."""
    common = _contacts_of(row) & set(elsewhere)
    return bool(common) and common <= set(shared)


def _contacts_of(row: AnyRow) -> set[str]:
    return {each for each in (row.phone, row.email) if each}


def _known_otherwise(tx: Connection, merchant_id: str, people: Collection[str]) -> set[str]:
    if not people:
        return set()
    known: set[str] = set()

    def note(column: ColumnElement[str], *where: ColumnElement[bool]) -> None:
        rows = tx.execute(select(column.label("person")).where(*where, among(tx, column, people)))
        known.update(row.person for row in rows)

    for table in tables.metadata.sorted_tables:
        if "customer_id" in table.c and table not in _TOLD_BY_TILLS:
            note(table.c.customer_id, table.c.merchant_id == merchant_id)
    note(_INTAKES.c.customer_id, _INTAKES.c.merchant_id == merchant_id, _asked_for_here())
    for column in (_MERGES.c.kept_id, _MERGES.c.merged_id):
        note(column, _MERGES.c.merchant_id == merchant_id)
    return known


def _asked_for_here() -> ColumnElement[bool]:
    return _INTAKES.c.source == "gateway"


def _part(tx: Connection, connection: PosConnection, row: AnyRow, now: datetime) -> None:
    """The record is a person of its own, with the orders its till told of under it."""
    person = new_id("cus", now)
    tx.execute(
        _PEOPLE.insert().values(id=person, merchant_id=connection.merchant_id, created_at=now)
    )
    tx.execute(
        update(_RECORDS)
        .where(_RECORDS.c.connection_id == connection.id, _RECORDS.c.platform_id == row.platform_id)
        .values(customer_id=person)
    )
    its_orders = (
        _ORDERS.c.merchant_id == connection.merchant_id,
        _ORDERS.c.connection_id == connection.id,
        _ORDERS.c.customer_platform_id == row.platform_id,
        _ORDERS.c.customer_id == row.customer_id,
    )
    tx.execute(
        update(_INTAKES)
        .where(
            _INTAKES.c.merchant_id == connection.merchant_id,
            _INTAKES.c.customer_id == row.customer_id,
            _INTAKES.c.order_id.in_(select(_ORDERS.c.id).where(*its_orders)),
        )
        .values(customer_id=person)
    )
    tx.execute(update(_ORDERS).where(*its_orders).values(customer_id=person))
