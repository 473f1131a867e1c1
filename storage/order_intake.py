"""Bringing the order book up to date with what a POS tells of its orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, delete, or_, select, update

from domain.catalog import Source
from domain.orders import OrderState, PaymentState, PosOrder
from storage import (
    canceled_credit,
    journal,
    order_intakes,
    order_news,
    tables,
    typed_orders,
    webhook_events,
)
from storage.catalog_write import lock_catalog
from storage.customers import by_platform_id
from storage.merchants import PosConnection
from storage.order_rows import IMPORTED, news_of, write_history
from storage.order_told import Context, Rows, follow, insert
from storage.paid_here import paid_here, with_known_money
from storage.prepared import Prepared
from storage.results import ApplyResult
from storage.statements import AnyRow, among, one_of

_ORDERS = tables.orders
_LINES = tables.order_lines
_LISTINGS = tables.listings
_STILL_NEWS: Final = timedelta(days=1)
"""An order that is imported later than this is history to everybody."""


def apply_orders(
    tx: Connection,
    connection: PosConnection,
    records: Sequence[PosOrder],
    *,
    as_of: datetime,
    source: Source,
) -> ApplyResult:
    """Bring the book up to date; what is older than the book is left.

    An order placed here is found by its POS id, by our reference, or by the number under which
    staff typed it in. It keeps its channel and lines, and follows the POS in everything else; what
    cannot follow the state it has (`domain.orders.TRANSITIONS`) is recorded and ignored. What a
    platform keeps of a payment alone is marked (`PAYMENT`) and told to nobody. A page takes a
    constant number of statements.
    """
    if not records:
        return ApplyResult()
    lock_catalog(tx, connection.merchant_id)  # two processes may be told of one new order
    alone: frozenset[str] = frozenset()
    newest = {record.platform_id: record for record in sorted(records, key=lambda r: r.revision)}
    stored = _stored(tx, connection, newest.values())
    unknown = [each for each in newest.values() if not _is_known(each, stored)]
    if unknown:
        stored |= typed_orders.by_number(tx, connection.id, unknown)
        alone = _of_money_alone(tx, connection, unknown)
    context = Context(
        connection=connection,
        as_of=as_of,
        source=source,
        people=_people(tx, connection, newest.values()),
        places=_places(tx, connection),
        skus=_skus(tx, connection, newest.values()),
        alone=alone,
    )
    rows = _sorted_out(tx, context, newest.values(), dict(stored))
    _end_around(tx, rows, as_of)
    if rows.updated and tx.dialect.name != "sqlite":  # whose writers wait for one another
        seen, locked = rows, _locked(tx, stored, rows)
        rows = _sorted_out(tx, context, newest.values(), locked)
        _end_around(tx, rows, as_of, done=seen)
    _write(tx, rows)
    order_news.keep(tx, rows.told, now=as_of)
    recent = as_of - _STILL_NEWS
    imported = [each for each in rows.events if each["kind"] == IMPORTED and each["at"] > recent]
    webhook_events.emit(tx, [news_of(each) for each in imported])
    written = len(rows.inserted) + len(rows.updated)
    return ApplyResult(
        inserted=len(rows.inserted), updated=len(rows.updated), stale=len(newest) - written
    )


def _sorted_out(
    tx: Connection,
    context: Context,
    records: Iterable[PosOrder],
    stored: dict[str, AnyRow],
) -> Rows:
    """What is new and what is newer, as rows to be written."""
    rows = Rows()
    newer: list[tuple[PosOrder, AnyRow]] = []
    for record in records:
        # one record only may claim the row of a reference: a second order is an order of its own
        known = stored.get(record.platform_id) or stored.pop(record.reference or "", None)
        if known is None:
            insert(rows, context, record)
        elif record.revision > known.revision or _tells_more(record, known):
            newer.append((record, known))
    for record, known in with_known_money(tx, context.connection, newer):
        follow(rows, context, record, known)
    return rows


def _end_around(tx: Connection, rows: Rows, now: datetime, *, done: Rows | None = None) -> None:
    """What ends with these orders and is locked before they are, as where one is placed.

    `done`: the rows as they were before they were locked, for which this was done.
    """
    paid = [each for each in rows.paid if done is None or each not in done.paid]
    if paid:
        journal.look_soon(tx, paid, now=now)
    if rows.canceled:  # given back once, however often it is asked for
        rows.events.extend(canceled_credit.give_back(tx, rows.canceled, now=now))


def _locked(tx: Connection, stored: Mapping[str, AnyRow], rows: Rows) -> dict[str, AnyRow]:
    """The book as it stands now that nobody else can change what is updated.

    While a till is asked, an order may be canceled here: its answer must not undo that.
    """
    ids = [row["at_id"] for row in rows.updated]
    found = tx.execute(
        select(_ORDERS).where(among(tx, _ORDERS.c.id, ids)).order_by(_ORDERS.c.id).with_for_update()
    )
    now = {row.id: row for row in found}
    return {key: now.get(row.id, row) for key, row in stored.items()}


def _tells_more(record: PosOrder, known: AnyRow) -> bool:
    """At the revision that is known: Shopify's are seconds, in which an order may change twice."""
    money = PaymentState(known.payment_state), known.refunded_minor
    return record.revision == known.revision and record.is_beyond(OrderState(known.state), *money)


def _is_known(record: PosOrder, stored: Mapping[str, AnyRow]) -> bool:
    return record.platform_id in stored or (record.reference or "") in stored


def _of_money_alone(
    tx: Connection, connection: PosConnection, unknown: Sequence[PosOrder]
) -> frozenset[str]:
    """Records of nothing but a payment that an order in another till was placed with."""
    nameless = [
        record
        for record in unknown
        if record.payment_platform_ids
        and not any(line.variant_platform_id for line in record.lines)
    ]
    ours = paid_here(
        tx, connection, {each for record in nameless for each in record.payment_platform_ids}
    )
    return frozenset(
        each.platform_id for each in nameless if ours.issuperset(each.payment_platform_ids)
    )


def _write(tx: Connection, rows: Rows) -> None:
    if rows.inserted:
        tx.execute(_ORDERS.insert(), rows.inserted)
    if rows.updated:
        names = tuple(name for name in rows.updated[0] if name != "at_id")
        _changing(names).run_each(
            tx,
            [
                {"at_id": row["at_id"], **{f"new_{name}": row[name] for name in names}}
                for row in rows.updated
            ],
        )
    if rows.relined:
        tx.execute(delete(_LINES).where(among(tx, _LINES.c.order_id, rows.relined)))
    if rows.intakes:
        order_intakes.record(tx, rows.intakes)
    write_history(tx, rows.lines, rows.events)


@cache
def _changing(names: tuple[str, ...]) -> Prepared:
    """An UPDATE of these columns, of which there is one set."""
    return Prepared(
        update(_ORDERS)
        .where(_ORDERS.c.id == bindparam("at_id"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def _stored(
    tx: Connection, connection: PosConnection, records: Collection[PosOrder]
) -> dict[str, AnyRow]:
    """The book's rows by POS id, and by our reference where the POS id is not known yet."""
    ids = [record.platform_id for record in records]
    references = [record.reference for record in records if record.reference]
    rows = _STORED.rows(tx, connection=connection.id, ids=ids, references=references)
    return {row.pos_order_id or row.id: row for row in rows}


def _people(
    tx: Connection, connection: PosConnection, records: Iterable[PosOrder]
) -> dict[str, str]:
    named = {r.customer_platform_id for r in records if r.customer_platform_id}
    if not named:
        return {}
    return {str(key): str(value) for key, value in by_platform_id(tx, connection.id, named).items()}


def _places(tx: Connection, connection: PosConnection) -> dict[str, str]:
    return {row.platform_id: row.id for row in _PLACES.rows(tx, connection=connection.id)}


def _skus(tx: Connection, connection: PosConnection, records: Iterable[PosOrder]) -> dict[str, str]:
    named = {
        line.variant_platform_id
        for record in records
        for line in record.lines
        if line.variant_platform_id
    }
    if not named:
        return {}
    rows = _SKUS.rows(tx, connection=connection.id, named=named)
    return {row.platform_id: row.sku for row in rows}


def _selecting(tx: Connection) -> Select[Any]:
    return select(_ORDERS).where(
        _ORDERS.c.connection_id == bindparam("connection"),
        or_(
            one_of(tx, _ORDERS.c.pos_order_id, "ids"),
            and_(_ORDERS.c.pos_order_id.is_(None), one_of(tx, _ORDERS.c.id, "references")),
        ),
    )


def _selecting_skus(tx: Connection) -> Select[Any]:
    return select(_LISTINGS.c.platform_id, _LISTINGS.c.sku).where(
        _LISTINGS.c.connection_id == bindparam("connection"),
        one_of(tx, _LISTINGS.c.platform_id, "named"),
    )


_STORED: Final = Prepared(_selecting)
_SKUS: Final = Prepared(_selecting_skus)
_PLACES: Final = Prepared(
    select(tables.locations.c.platform_id, tables.locations.c.id).where(
        tables.locations.c.connection_id == bindparam("connection")
    )
)
