"""Bringing the order book up to date with what a POS tells of its orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, delete, or_, select, update

from domain.catalog import Source
from domain.ids import CustomerId, OrderId, ProductSku
from domain.orders import (
    Fulfillment,
    OrderState,
    PaymentState,
    PosOrder,
    contradicts,
    may_follow,
)
from storage import canceled_credit, journal, order_intakes, tables, typed_orders, webhook_events
from storage.catalog_write import lock_catalog
from storage.customers import by_platform_id
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.order_intakes import IntakeSource, OrderIntake, Verdict
from storage.order_rows import (
    IMPORTED,
    StoredLine,
    Transition,
    event_row,
    line_rows,
    news_of,
    write_history,
)
from storage.paid_here import paid_here, with_known_money
from storage.prepared import Prepared
from storage.results import ApplyResult
from storage.statements import AnyRow, among, one_of
from storage.types import JsonValue

_ORDERS = tables.orders
_LINES = tables.order_lines
_REFUSED_STATE: Final = "refused_state"
REFUSED: Final = "refused-state"
"""The till told of a state that cannot follow: recorded once, and ignored."""
_LISTINGS = tables.listings
POS: Final = "pos"
"""The channel of an order that was made at the till or on the platform."""
PAYMENT: Final = "payment"
"""The channel of what a platform keeps of a payment alone, for an order in another till: it is no
second sale, and is kept so that the book holds everything that the platform has."""
TOLD: Final = (POS, PAYMENT)
"""The channels of what was not placed here."""
_STILL_NEWS: Final = timedelta(days=1)
"""An order that is imported later than this is history to everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What a batch of orders needs to know, read once."""

    connection: PosConnection
    as_of: datetime
    source: Source
    people: dict[str, str]
    places: dict[str, str]
    skus: dict[str, str]
    alone: frozenset[str]
    """Records of a payment of ours and of nothing else."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What a batch will write, table by table."""

    inserted: list[dict[str, Any]] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    relined: list[str] = field(default_factory=list)
    """Orders whose lines are replaced."""
    lines: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    intakes: list[OrderIntake] = field(default_factory=list)
    paid: list[str] = field(default_factory=list)
    """Orders that waited for their payment here, and are paid at the platform."""
    canceled: list[AnyRow] = field(default_factory=list)
    """Orders that the till canceled and that were paid, in part, without a card."""


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
    context = _Context(
        connection=connection,
        as_of=as_of,
        source=source,
        people=_people(tx, connection, newest.values()),
        places=_places(tx, connection),
        skus=_skus(tx, connection, newest.values()),
        alone=alone,
    )
    rows = _sorted_out(tx, context, newest.values(), stored)
    if rows.paid:  # checkouts are locked before orders, as where one ends
        journal.look_soon(tx, rows.paid, now=as_of)
    if rows.canceled:  # customers are locked before orders
        rows.events.extend(canceled_credit.give_back(tx, rows.canceled, now=as_of))
    _write(tx, rows)
    recent = as_of - _STILL_NEWS
    imported = [each for each in rows.events if each["kind"] == IMPORTED and each["at"] > recent]
    webhook_events.emit(tx, [news_of(each) for each in imported])
    written = len(rows.inserted) + len(rows.updated)
    return ApplyResult(
        inserted=len(rows.inserted), updated=len(rows.updated), stale=len(newest) - written
    )


def _sorted_out(
    tx: Connection,
    context: _Context,
    records: Iterable[PosOrder],
    stored: dict[str, AnyRow],
) -> _Rows:
    """What is new and what is newer, as rows to be written."""
    rows = _Rows()
    newer: list[tuple[PosOrder, AnyRow]] = []
    for record in records:
        # one record only may claim the row of a reference: a second order is an order of its own
        known = stored.get(record.platform_id) or stored.pop(record.reference or "", None)
        if known is None:
            _insert(rows, context, record)
        elif record.revision > known.revision or _tells_more(record, known):
            newer.append((record, known))
    for record, known in with_known_money(tx, context.connection, newer):
        _update(rows, context, record, known)
    return rows


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


def _write(tx: Connection, rows: _Rows) -> None:
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


def _intake(context: _Context, record: PosOrder, order_id: str) -> OrderIntake:
    """What the till sold by itself comes in the same way as what is asked for here."""
    person = context.people.get(record.customer_platform_id or "")
    return OrderIntake(
        merchant_id=context.connection.merchant_id,
        connection_id=context.connection.id,
        order_id=OrderId(order_id),
        channel=POS,
        source=IntakeSource.TILL,
        customer_id=None if person is None else CustomerId(person),
        total=record.total,
        verdict=Verdict.ACCEPTED,
        at=record.created_at,
    )


@cache
def _changing(names: tuple[str, ...]) -> Prepared:
    """An UPDATE of these columns, of which there is one set."""
    return Prepared(
        update(_ORDERS)
        .where(_ORDERS.c.id == bindparam("at_id"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def _insert(rows: _Rows, context: _Context, record: PosOrder) -> None:
    merchant_id = context.connection.merchant_id
    order_id = new_id("ord", record.created_at)
    if record.platform_id in context.alone:
        rows.inserted.append(_payment_row(context, record, order_id))
        return
    rows.inserted.append(
        {
            "id": order_id,
            "merchant_id": merchant_id,
            "connection_id": context.connection.id,
            "channel": POS,
            "customer_id": context.people.get(record.customer_platform_id or ""),
            "reference": record.reference,
            "location_id": context.places.get(record.location_platform_id or ""),
            "method": _method(record),
            "detail": {},
            "placed_at": record.created_at,
            **_values(context, record),
        }
    )
    rows.intakes.append(_intake(context, record, order_id))
    rows.lines.extend(line_rows(merchant_id, order_id, _lines_of(context, record)))
    change = Transition(state=record.state, payment_state=record.payment_state, kind=IMPORTED)
    rows.events.append(event_row(merchant_id, order_id, change, POS, record.updated_at))


def _payment_row(context: _Context, record: PosOrder, order_id: str) -> dict[str, Any]:
    """A record of a payment alone: nobody's order, of no goods."""
    return {
        "id": order_id,
        "merchant_id": context.connection.merchant_id,
        "connection_id": context.connection.id,
        "channel": PAYMENT,
        "customer_id": None,
        "reference": None,
        "location_id": context.places.get(record.location_platform_id or ""),
        "method": None,
        "detail": {},
        "placed_at": record.created_at,
        **_payment_values(context, record),
    }


def _payment_values(context: _Context, record: PosOrder) -> dict[str, Any]:
    """What changes of it; whose the money is stands with the order that it pays."""
    return _values(context, record) | {"customer_platform_id": None}


def _update(rows: _Rows, context: _Context, record: PosOrder, known: AnyRow) -> None:
    place = context.places.get(record.location_platform_id or "")
    person = context.people.get(record.customer_platform_id or "")
    if known.channel == PAYMENT:
        kept = {each: getattr(known, each) for each in ("customer_id", "location_id", "method")}
        same = {"at_id": known.id, "detail": known.detail, **kept}
        rows.updated.append({**same, **_payment_values(context, record)})
        return
    before = OrderState(known.state)
    state = record.state if may_follow(before, record.state) else before
    refused = contradicts(before, record.state)
    rows.updated.append(
        {
            "at_id": known.id,
            "customer_id": known.customer_id or person,
            "location_id": place or known.location_id,
            "method": _method(record) or known.method,
            **_values(context, record),
            "state": state.value,
            "detail": _remembered(known.detail, record.state if refused else None),
        }
    )
    if before is OrderState.PENDING and record.payment_state is PaymentState.PAID:
        rows.paid.append(known.id)
    if canceled_credit.is_newly_canceled(before, state, known):
        rows.canceled.append(known)
    if known.channel == POS:
        rows.relined.append(known.id)
        rows.lines.extend(line_rows(known.merchant_id, known.id, _lines_of(context, record)))
    if (state.value, record.payment_state.value) != (known.state, known.payment_state):
        change = Transition(state=state, payment_state=record.payment_state, kind="pos")
        rows.events.append(event_row(known.merchant_id, known.id, change, POS, record.updated_at))
    if refused and known.detail.get(_REFUSED_STATE) != record.state.value:
        told = {"told": record.state.value, "stays": before.value}
        change = Transition(kind=REFUSED, detail=told)
        rows.events.append(event_row(known.merchant_id, known.id, change, POS, record.updated_at))


def _remembered(detail: JsonValue, refused: OrderState | None) -> JsonValue:
    """The order's facts with the state that was refused last, so that it is recorded once."""
    kept = {name: value for name, value in detail.items() if name != _REFUSED_STATE}
    return kept if refused is None else {**kept, _REFUSED_STATE: refused.value}


def _method(record: PosOrder) -> str | None:
    return record.fulfillments[0].method.value if record.fulfillments else None


def _values(context: _Context, record: PosOrder) -> dict[str, Any]:
    return {
        "pos_order_id": record.platform_id,
        "number": record.number,
        "state": record.state.value,
        "payment_state": record.payment_state.value,
        "customer_platform_id": record.customer_platform_id,
        "currency": record.total.currency,
        "tax_minor": record.tax.amount,
        "total_minor": record.total.amount,
        "refunded_minor": 0 if record.refunded is None else record.refunded.amount,
        "location_platform_id": record.location_platform_id,
        "fulfillments": [_fulfillment_json(each) for each in record.fulfillments],
        "payment_platform_ids": list(record.payment_platform_ids),
        "revision": record.revision,
        "as_of": context.as_of,
        "source": context.source.value,
        "updated_at": record.updated_at,
    }


def _lines_of(context: _Context, record: PosOrder) -> tuple[StoredLine, ...]:
    return tuple(
        StoredLine(
            name=line.name,
            quantity=line.quantity,
            unit_price=line.unit_price,
            tax=line.tax,
            total=line.total,
            sku=_sku(context, line.variant_platform_id),
            variant_platform_id=line.variant_platform_id,
            platform_id=line.platform_id,
            modifiers=line.modifiers,
        )
        for line in record.lines
    )


def _sku(context: _Context, variant_platform_id: str | None) -> ProductSku | None:
    found = context.skus.get(variant_platform_id or "")
    return None if found is None else ProductSku(found)


def _fulfillment_json(fulfillment: Fulfillment) -> JsonValue:
    return {
        "platform_id": fulfillment.platform_id,
        "method": fulfillment.method.value,
        "state": fulfillment.state.value,
        "tracking": [
            {"carrier": each.carrier, "number": each.number, "url": each.url}
            for each in fulfillment.tracking
        ],
    }


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
