"""The order book: orders placed here and orders the POS knows, one row each, with their history.

An order placed here has its row before the POS has it; when the POS then tells of it (by webhook or
poll), it is found by its POS id, or by our reference, and the row is brought up to date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, and_, case, or_, select, update

from domain.catalog import Source
from domain.errors import NotFoundError
from domain.ids import ConnectionId, CustomerId, HoldId, LocationId, MerchantId, OrderId, ProductSku
from domain.money import Money
from domain.orders import (
    Fulfillment,
    FulfillmentMethod,
    OrderState,
    PaymentState,
    PosOrder,
    Tracking,
)
from storage import tables
from storage.customers import by_platform_id
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.results import ApplyResult, Listed
from storage.statements import AnyRow, among
from storage.types import JsonValue

_ORDERS = tables.orders
_LINES = tables.order_lines
_EVENTS = tables.order_events
POS: Final = "pos"
"""The channel of an order that was made at the till or on the platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLine:
    """One line of an order."""

    name: str
    quantity: Decimal
    unit_price: Money
    tax: Money
    total: Money
    sku: ProductSku | None
    variant_platform_id: str | None
    platform_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """An order that is prepared here and not in any POS yet."""

    id: OrderId
    merchant_id: MerchantId
    connection_id: ConnectionId
    channel: str
    customer_id: str | None
    currency: str
    subtotal_minor: int
    discount_minor: int
    tax_minor: int
    shipping_minor: int
    total_minor: int
    location_id: str
    location_platform_id: str
    method: FulfillmentMethod
    hold_id: HoldId
    lines: tuple[StoredLine, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredOrder:
    """One order as the book has it."""

    id: OrderId
    merchant_id: MerchantId
    connection_id: ConnectionId
    pos_order_id: str | None
    number: str | None
    state: OrderState
    payment_state: PaymentState
    channel: str
    customer_id: CustomerId | None
    total: Money
    tax: Money
    refunded: Money
    location_id: LocationId | None
    method: FulfillmentMethod
    tracking: tuple[Tracking, ...]
    payment_platform_ids: tuple[str, ...]
    detail: JsonValue
    as_of: datetime
    source: Source
    placed_at: datetime
    updated_at: datetime
    lines: tuple[StoredLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """What changes about an order in one step of its life; None leaves a fact as it is."""

    state: OrderState | None = None
    payment_state: PaymentState | None = None
    kind: str = "state"
    pos_order_id: str | None = None
    number: str | None = None
    refunded_minor: int | None = None
    revision: int | None = None
    """The POS's revision that this step knows of: what it tells of older ones changes nothing."""
    detail: JsonValue = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """One step of an order's history."""

    kind: str
    state: str | None
    payment_state: str | None
    actor: str
    detail: JsonValue
    at: datetime


# --- placed here ---------------------------------------------------------------------------------


def open_order(tx: Connection, new: NewOrder) -> None:
    """Enter a prepared order, with its lines and the first line of its history."""
    tx.execute(
        _ORDERS.insert().values(
            id=new.id,
            merchant_id=new.merchant_id,
            connection_id=new.connection_id,
            state=OrderState.PENDING.value,
            payment_state=PaymentState.UNPAID.value,
            channel=new.channel,
            customer_id=new.customer_id,
            currency=new.currency,
            subtotal_minor=new.subtotal_minor,
            discount_minor=new.discount_minor,
            tax_minor=new.tax_minor,
            shipping_minor=new.shipping_minor,
            total_minor=new.total_minor,
            refunded_minor=0,
            reference=new.id,
            location_id=new.location_id,
            location_platform_id=new.location_platform_id,
            method=new.method.value,
            fulfillments=[],
            payment_platform_ids=[],
            detail={"hold_id": new.hold_id},
            revision=0,
            as_of=new.at,
            source=Source.ORDER.value,
            placed_at=new.at,
            updated_at=new.at,
        )
    )
    _insert_lines(tx, new.merchant_id, new.id, new.lines)
    _add_event(
        tx,
        new.merchant_id,
        new.id,
        Transition(state=OrderState.PENDING, kind="prepared"),
        new.channel,
        new.at,
    )


def record_transition(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    change: Transition,
    *,
    actor: str,
    at: datetime,
) -> None:
    """Move an order one step and write it into its history. Raises NotFoundError."""
    values: dict[str, Any] = {"updated_at": at}
    if change.state is not None:
        values["state"] = change.state.value
    if change.payment_state is not None:
        values["payment_state"] = change.payment_state.value
    if change.revision is not None:
        known = _ORDERS.c.revision
        values["revision"] = case((known < change.revision, change.revision), else_=known)
    for name in ("pos_order_id", "number", "refunded_minor"):
        if getattr(change, name) is not None:
            values[name] = getattr(change, name)
    done = tx.execute(
        update(_ORDERS)
        .where(_ORDERS.c.id == order_id, _ORDERS.c.merchant_id == merchant_id)
        .values(**values)
    )
    if not done.rowcount:
        raise NotFoundError("order", order_id)
    _add_event(tx, merchant_id, order_id, change, actor, at)


# --- told by the POS -----------------------------------------------------------------------------


def apply_orders(
    tx: Connection,
    connection: PosConnection,
    records: Sequence[PosOrder],
    *,
    as_of: datetime,
    source: Source,
) -> ApplyResult:
    """Bring the book up to date; what is older than the book is left."""
    newest = {record.platform_id: record for record in sorted(records, key=lambda r: r.revision)}
    stored = _stored(tx, connection, newest.values())
    context = _Context(
        connection=connection,
        as_of=as_of,
        source=source,
        people=_people(tx, connection, newest.values()),
        places=_places(tx, connection),
        skus=_skus(tx, connection, newest.values()),
    )
    inserted = updated = stale = 0
    for record in newest.values():
        known = stored.get(record.platform_id) or stored.get(record.reference or "")
        if known is None:
            _insert(tx, context, record)
            inserted += 1
        elif record.revision > known.revision:
            _update(tx, context, record, known)
            updated += 1
        else:
            stale += 1
    return ApplyResult(inserted=inserted, updated=updated, stale=stale)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What a batch of orders needs to know, read once."""

    connection: PosConnection
    as_of: datetime
    source: Source
    people: dict[str, str]
    places: dict[str, str]
    skus: dict[str, str]


def _stored(
    tx: Connection, connection: PosConnection, records: Collection[PosOrder]
) -> dict[str, AnyRow]:
    """The book's rows by POS id, and by our reference where the POS id is not known yet."""
    ids = [record.platform_id for record in records]
    references = [record.reference for record in records if record.reference]
    rows = tx.execute(
        select(_ORDERS).where(
            _ORDERS.c.connection_id == connection.id,
            or_(
                among(tx, _ORDERS.c.pos_order_id, ids),
                and_(_ORDERS.c.pos_order_id.is_(None), among(tx, _ORDERS.c.id, references)),
            ),
        )
    )
    return {row.pos_order_id or row.id: row for row in rows}


def _people(
    tx: Connection, connection: PosConnection, records: Iterable[PosOrder]
) -> dict[str, str]:
    named = {r.customer_platform_id for r in records if r.customer_platform_id}
    if not named:
        return {}
    return {str(key): str(value) for key, value in by_platform_id(tx, connection.id, named).items()}


def _places(tx: Connection, connection: PosConnection) -> dict[str, str]:
    table = tables.locations
    rows = tx.execute(
        select(table.c.platform_id, table.c.id).where(table.c.connection_id == connection.id)
    )
    return {row.platform_id: row.id for row in rows}


def _skus(tx: Connection, connection: PosConnection, records: Iterable[PosOrder]) -> dict[str, str]:
    table = tables.listings
    named = {
        line.variant_platform_id
        for record in records
        for line in record.lines
        if line.variant_platform_id
    }
    if not named:
        return {}
    rows = tx.execute(
        select(table.c.platform_id, table.c.sku).where(
            table.c.connection_id == connection.id, among(tx, table.c.platform_id, named)
        )
    )
    return {row.platform_id: row.sku for row in rows}


def _values(context: _Context, record: PosOrder) -> dict[str, Any]:
    method = record.fulfillments[0].method if record.fulfillments else None
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
        **({} if method is None else {"method": method.value}),
    }


def _insert(tx: Connection, context: _Context, record: PosOrder) -> None:
    merchant_id = context.connection.merchant_id
    order_id = new_id("ord", record.created_at)
    tx.execute(
        _ORDERS.insert().values(
            id=order_id,
            merchant_id=merchant_id,
            connection_id=context.connection.id,
            channel=POS,
            customer_id=context.people.get(record.customer_platform_id or ""),
            reference=record.reference,
            location_id=context.places.get(record.location_platform_id or ""),
            detail={},
            placed_at=record.created_at,
            **_values(context, record),
        )
    )
    _insert_lines(tx, merchant_id, order_id, _lines_of(context, record))
    change = Transition(state=record.state, payment_state=record.payment_state, kind="imported")
    _add_event(tx, merchant_id, order_id, change, POS, record.updated_at)


def _update(tx: Connection, context: _Context, record: PosOrder, known: AnyRow) -> None:
    values = _values(context, record)
    person = context.people.get(record.customer_platform_id or "")
    if known.customer_id is None and person is not None:
        values["customer_id"] = person
    place = context.places.get(record.location_platform_id or "")
    if place is not None:
        values["location_id"] = place
    tx.execute(update(_ORDERS).where(_ORDERS.c.id == known.id).values(**values))
    if known.channel == POS:
        tx.execute(_LINES.delete().where(_LINES.c.order_id == known.id))
        _insert_lines(tx, known.merchant_id, known.id, _lines_of(context, record))
    if (record.state.value, record.payment_state.value) != (known.state, known.payment_state):
        change = Transition(state=record.state, payment_state=record.payment_state, kind="pos")
        _add_event(tx, known.merchant_id, known.id, change, POS, record.updated_at)


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


# --- reading -------------------------------------------------------------------------------------


def get(tx: Connection, merchant_id: str, order_id: str) -> StoredOrder:
    """One order with its lines. Raises NotFoundError."""
    row = tx.execute(
        select(_ORDERS).where(_ORDERS.c.id == order_id, _ORDERS.c.merchant_id == merchant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("order", order_id)
    return _with_lines(tx, [row])[0]


def by_number(tx: Connection, merchant_id: str, number: str) -> StoredOrder | None:
    """The newest order that people call by this number."""
    row = tx.execute(
        select(_ORDERS)
        .where(_ORDERS.c.merchant_id == merchant_id, _ORDERS.c.number == number)
        .order_by(_ORDERS.c.placed_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _with_lines(tx, [row])[0]


def orders_of_customer(
    tx: Connection, merchant_id: str, customer_id: str, *, cursor: str | None, limit: int
) -> Listed[StoredOrder]:
    """A person's orders, newest first; what was prepared and never placed is left out."""
    query = (
        select(_ORDERS)
        .where(
            _ORDERS.c.merchant_id == merchant_id,
            _ORDERS.c.customer_id == customer_id,
            _ORDERS.c.pos_order_id.is_not(None),
        )
        .order_by(_ORDERS.c.placed_at.desc(), _ORDERS.c.id.desc())
        .limit(limit + 1)
    )
    if cursor is not None:
        last = get(tx, merchant_id, cursor)
        query = query.where(
            or_(
                _ORDERS.c.placed_at < last.placed_at,
                and_(_ORDERS.c.placed_at == last.placed_at, _ORDERS.c.id < cursor),
            )
        )
    rows = list(tx.execute(query))
    found = _with_lines(tx, rows[:limit])
    return Listed(rows=tuple(found), cursor=found[-1].id if len(rows) > limit else None)


def events(tx: Connection, merchant_id: str, order_id: str) -> list[StoredEvent]:
    """An order's history, oldest first."""
    rows = tx.execute(
        select(_EVENTS)
        .where(_EVENTS.c.order_id == order_id, _EVENTS.c.merchant_id == merchant_id)
        .order_by(_EVENTS.c.id)
    )
    return [
        StoredEvent(
            kind=row.kind,
            state=row.state,
            payment_state=row.payment_state,
            actor=row.actor,
            detail=row.detail,
            at=row.at,
        )
        for row in rows
    ]


def _with_lines(tx: Connection, rows: Sequence[AnyRow]) -> list[StoredOrder]:
    if not rows:
        return []
    lines: dict[str, list[StoredLine]] = {row.id: [] for row in rows}
    for line in tx.execute(
        select(_LINES)
        .where(_LINES.c.order_id.in_(list(lines)))
        .order_by(_LINES.c.order_id, _LINES.c.position)
    ):
        lines[line.order_id].append(_line(line))
    return [_order(row, tuple(lines[row.id])) for row in rows]


def _line(row: AnyRow) -> StoredLine:
    return StoredLine(
        name=row.name,
        quantity=row.quantity,
        unit_price=Money(row.unit_price_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        total=Money(row.total_minor, row.currency),
        sku=None if row.sku is None else ProductSku(row.sku),
        variant_platform_id=row.variant_platform_id,
        platform_id=row.platform_id,
    )


def _order(row: AnyRow, lines: tuple[StoredLine, ...]) -> StoredOrder:
    return StoredOrder(
        id=OrderId(row.id),
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        pos_order_id=row.pos_order_id,
        number=row.number,
        state=OrderState(row.state),
        payment_state=PaymentState(row.payment_state),
        channel=row.channel,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        total=Money(row.total_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        refunded=Money(row.refunded_minor, row.currency),
        location_id=None if row.location_id is None else LocationId(row.location_id),
        method=FulfillmentMethod(row.method or FulfillmentMethod.PICKUP),
        tracking=tuple(
            Tracking(carrier=each["carrier"], number=each["number"], url=each["url"])
            for fulfillment in row.fulfillments
            for each in fulfillment["tracking"]
        ),
        payment_platform_ids=tuple(row.payment_platform_ids),
        detail=row.detail,
        as_of=row.as_of,
        source=Source(row.source),
        placed_at=row.placed_at,
        updated_at=row.updated_at,
        lines=lines,
    )


def _insert_lines(
    tx: Connection, merchant_id: str, order_id: str, lines: Sequence[StoredLine]
) -> None:
    if not lines:
        return
    tx.execute(
        _LINES.insert(),
        [
            {
                "order_id": order_id,
                "position": position,
                "merchant_id": merchant_id,
                "platform_id": line.platform_id,
                "variant_platform_id": line.variant_platform_id,
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "unit_price_minor": line.unit_price.amount,
                "tax_minor": line.tax.amount,
                "total_minor": line.total.amount,
                "currency": line.total.currency,
            }
            for position, line in enumerate(lines)
        ],
    )


def _add_event(
    tx: Connection,
    merchant_id: str,
    order_id: str,
    change: Transition,
    actor: str,
    at: datetime,
) -> None:
    tx.execute(
        _EVENTS.insert().values(
            order_id=order_id,
            merchant_id=merchant_id,
            kind=change.kind,
            state=None if change.state is None else change.state.value,
            payment_state=None if change.payment_state is None else change.payment_state.value,
            actor=actor,
            detail=change.detail,
            at=at,
        )
    )
