"""The order book: orders placed here and orders the POS knows, one row each, with their history.

An order placed here has its row before the POS has it; when the POS then tells of it (by webhook or
poll), it is found by its POS id, or by our reference, and the row is brought up to date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)

from domain.catalog import Source
from domain.errors import NotFoundError
from domain.ids import (
    ConnectionId,
    CustomerId,
    HoldId,
    LocationId,
    MerchantId,
    OrderId,
    PlatformId,
    ProductSku,
)
from domain.money import Money
from domain.orders import (
    FulfillmentMethod,
    OrderState,
    PaymentState,
    Tracking,
)
from storage import tables
from storage.order_intake import apply_orders
from storage.order_rows import StoredLine, Transition, event_row, line_rows, write_history
from storage.order_told import TOLD
from storage.prepared import Prepared, Writes, insert_of
from storage.results import Listed
from storage.statements import AnyRow, one_of
from storage.types import JsonValue

__all__ = [
    "NewOrder",
    "StoredEvent",
    "StoredLine",
    "StoredOrder",
    "Transition",
    "apply_orders",
    "by_number",
    "events",
    "get",
    "open_order",
    "orders_of_customer",
    "record_transition",
    "with_lines",
]

_ORDERS = tables.orders
_LINES = tables.order_lines
_EVENTS = tables.order_events


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
    credit_minor: int | None = None
    """What is paid of it with store credit, or with goods that come back."""


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
    discount: Money | None = None
    """What was taken off when it was placed here; None: nothing, or it was sold at the till."""
    credit: Money | None = None
    """What was paid of it with store credit, or with goods that came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """One step of an order's history."""

    kind: str
    state: str | None
    payment_state: str | None
    actor: str
    detail: JsonValue
    at: datetime


_WITHOUT_POS = [OrderState.PARKED.value, OrderState.CONFIRMED.value]
"""Orders that no till has under an id of its own, and that are a shopper's all the same: received,
or typed in by staff."""


# --- placed here ---------------------------------------------------------------------------------


def open_order(tx: Writes, new: NewOrder) -> None:
    """Enter a prepared order, with its lines and the first line of its history."""
    _OPEN.put(
        tx,
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
        credit_minor=new.credit_minor,
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
    prepared = Transition(state=OrderState.PENDING, kind="prepared")
    write_history(
        tx,
        line_rows(new.merchant_id, new.id, new.lines),
        [event_row(new.merchant_id, new.id, prepared, new.channel, new.at)],
    )


_OPEN = Prepared(
    insert_of(
        _ORDERS, but=("pos_order_id", "number", "customer_platform_id", "pickup_at", "vanished_at")
    )
)
"""What only a till tells is left out."""


def record_transition(
    tx: Writes,
    merchant_id: str,
    order_id: str,
    change: Transition,
    *,
    actor: str,
    at: datetime,
) -> None:
    """Move an order one step and write it into its history. Raises NotFoundError."""
    _MOVE.run_or(
        tx,
        lambda: NotFoundError("order", order_id),
        its_id=order_id,
        its_merchant=merchant_id,
        state=change.state and change.state.value,
        payment_state=change.payment_state and change.payment_state.value,
        pos_order_id=change.pos_order_id,
        number=change.number,
        refunded_minor=change.refunded_minor,
        revision=change.revision,
        now=at,
    )
    write_history(tx, [], [event_row(merchant_id, order_id, change, actor, at)])


def _unless_null(name: str) -> ColumnElement[Any]:
    return func.coalesce(bindparam(name, type_=_ORDERS.c[name].type), _ORDERS.c[name])


_NEWER = bindparam("revision", type_=_ORDERS.c.revision.type)
_MOVE = Prepared(
    update(_ORDERS)
    .where(_ORDERS.c.id == bindparam("its_id"), _ORDERS.c.merchant_id == bindparam("its_merchant"))
    .values(
        {
            **{
                name: _unless_null(name)
                for name in ("state", "payment_state", "pos_order_id", "number", "refunded_minor")
            },
            "revision": case((_ORDERS.c.revision < _NEWER, _NEWER), else_=_ORDERS.c.revision),
            "updated_at": bindparam("now"),
        }
    )
)
"""Null leaves a fact as it is."""


# --- reading -------------------------------------------------------------------------------------


def get(tx: Connection, merchant_id: str, order_id: str) -> StoredOrder:
    """One order with its lines. Raises NotFoundError."""
    rows = _ONE.rows(tx, its_id=order_id, its_merchant=merchant_id)
    if not rows:
        raise NotFoundError("order", order_id)
    return with_lines(tx, rows)[0]


_ONE = Prepared(
    select(_ORDERS).where(
        _ORDERS.c.id == bindparam("its_id"), _ORDERS.c.merchant_id == bindparam("its_merchant")
    )
)


def by_number(tx: Connection, merchant_id: str, number: str) -> StoredOrder | None:
    """The newest order that people call by this number."""
    row = tx.execute(
        select(_ORDERS)
        .where(_ORDERS.c.merchant_id == merchant_id, _ORDERS.c.number == number)
        .order_by(_ORDERS.c.placed_at.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else with_lines(tx, [row])[0]


class Known(NamedTuple):
    """How far the book has followed a till's order."""

    revision: int
    is_ours: bool
    """It was placed here."""


def known(tx: Connection, connection_id: str, pos_order_ids: Sequence[str]) -> dict[str, Known]:
    """Of a till's orders those that the book has, by the till's id."""
    rows = _KNOWN.rows(tx, connection=connection_id, ids=pos_order_ids)
    return {row.pos_order_id: Known(row.revision, row.channel not in TOLD) for row in rows}


def _selecting_known(tx: Connection) -> Select[Any]:
    return select(_ORDERS.c.pos_order_id, _ORDERS.c.revision, _ORDERS.c.channel).where(
        _ORDERS.c.connection_id == bindparam("connection"),
        one_of(tx, _ORDERS.c.pos_order_id, "ids"),
    )


_KNOWN = Prepared(_selecting_known)


def orders_of_customer(
    tx: Connection, merchant_id: str, customer_id: str, *, cursor: str | None, limit: int
) -> Listed[StoredOrder]:
    """A person's orders, newest first; what was prepared and never placed is left out."""
    asked = {"its_merchant": merchant_id, "its_customer": customer_id, "most": limit + 1}
    if cursor is None:
        rows = _OF_CUSTOMER.rows(tx, **asked)
    else:
        last = get(tx, merchant_id, cursor)
        rows = _OF_CUSTOMER_BEFORE.rows(tx, **asked, last_at=last.placed_at, last_id=cursor)
    found = with_lines(tx, rows[:limit])
    return Listed(rows=tuple(found), cursor=found[-1].id if len(rows) > limit else None)


_SELECT_OF_CUSTOMER = (
    select(_ORDERS)
    .where(
        _ORDERS.c.merchant_id == bindparam("its_merchant"),
        _ORDERS.c.customer_id == bindparam("its_customer"),
        or_(
            _ORDERS.c.pos_order_id.is_not(None),
            or_(*(_ORDERS.c.state == literal_column(f"'{each}'") for each in _WITHOUT_POS)),
        ),
    )
    .order_by(_ORDERS.c.placed_at.desc(), _ORDERS.c.id.desc())
    .limit(bindparam("most", type_=BigInteger))
)
_OF_CUSTOMER = Prepared(_SELECT_OF_CUSTOMER)
_OF_CUSTOMER_BEFORE = Prepared(
    _SELECT_OF_CUSTOMER.where(
        or_(
            _ORDERS.c.placed_at < bindparam("last_at"),
            and_(_ORDERS.c.placed_at == bindparam("last_at"), _ORDERS.c.id < bindparam("last_id")),
        )
    )
)


def events(tx: Connection, merchant_id: str, order_id: str) -> list[StoredEvent]:
    """An order's history, oldest first."""
    rows = _EVENTS_OF.rows(tx, its_order=order_id, its_merchant=merchant_id)
    return [_stored_event(row) for row in rows]


def events_of(
    tx: Connection, merchant_id: str, order_ids: Sequence[OrderId]
) -> Mapping[OrderId, list[StoredEvent]]:
    """The histories of several orders by one statement, each oldest first."""
    found: dict[OrderId, list[StoredEvent]] = {order_id: [] for order_id in order_ids}
    if not found:
        return found
    rows = tx.execute(
        select(_EVENTS)
        .where(_EVENTS.c.order_id.in_(found), _EVENTS.c.merchant_id == merchant_id)
        .order_by(_EVENTS.c.id)
    )
    for row in rows:
        found[OrderId(row.order_id)].append(_stored_event(row))
    return found


def _stored_event(row: AnyRow) -> StoredEvent:
    return StoredEvent(
        kind=row.kind,
        state=row.state,
        payment_state=row.payment_state,
        actor=row.actor,
        detail=row.detail,
        at=row.at,
    )


_EVENTS_OF = Prepared(
    select(_EVENTS)
    .where(
        _EVENTS.c.order_id == bindparam("its_order"),
        _EVENTS.c.merchant_id == bindparam("its_merchant"),
    )
    .order_by(_EVENTS.c.id)
)


def with_lines(tx: Connection, rows: Sequence[AnyRow]) -> list[StoredOrder]:
    """Rows of the book as orders, with the lines of all of them by one statement."""
    if not rows:
        return []
    lines: dict[str, list[StoredLine]] = {row.id: [] for row in rows}
    for line in _LINES_OF.rows(tx, ids=list(lines)):
        lines[line.order_id].append(_line(line))
    return [_order(row, tuple(lines[row.id])) for row in rows]


_LINES_OF = Prepared(
    lambda tx: (
        select(_LINES)
        .where(one_of(tx, _LINES.c.order_id, "ids"))
        .order_by(_LINES.c.order_id, _LINES.c.position)
    )
)


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
        modifiers=tuple(PlatformId(each) for each in row.modifiers or ()),
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
        credit=None if not row.credit_minor else Money(row.credit_minor, row.currency),
        discount=None if not row.discount_minor else Money(row.discount_minor, row.currency),
    )
