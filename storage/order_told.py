"""The rows that an order of a POS becomes: new ones, and those that follow what its till tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from domain.catalog import Source
from domain.ids import CustomerId, OrderId, ProductSku
from domain.order_news import OrderNews
from domain.orders import (
    Fulfillment,
    OrderState,
    PaymentState,
    PosOrder,
    contradicts,
    may_follow,
)
from storage import canceled_credit, order_news
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.order_intakes import IntakeSource, OrderIntake, Verdict
from storage.order_rows import IMPORTED, StoredLine, Transition, event_row, line_rows
from storage.statements import AnyRow
from storage.types import JsonValue

_REFUSED_STATE: Final = "refused_state"
REFUSED: Final = "refused-state"
"""The till told of a state that cannot follow: recorded once, and ignored."""
POS: Final = "pos"
"""The channel of an order that was made at the till or on the platform."""
PAYMENT: Final = "payment"
"""The channel of what a platform keeps of a payment alone, for an order in another till: it is no
second sale, and is kept so that the book holds everything that the platform has."""
TOLD: Final = (POS, PAYMENT)
"""The channels of what was not placed here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
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
class Rows:
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
    told: list[tuple[AnyRow, OrderNews]] = field(default_factory=list)
    """What is news to the shoppers of orders that were placed here."""
    canceled: list[AnyRow] = field(default_factory=list)
    """Orders that the till canceled and that were paid, in part, without a card."""


def insert(rows: Rows, context: Context, record: PosOrder) -> None:
    """An order that the book does not have yet."""
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


def _payment_row(context: Context, record: PosOrder, order_id: str) -> dict[str, Any]:
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


def _payment_values(context: Context, record: PosOrder) -> dict[str, Any]:
    """What changes of it; whose the money is stands with the order that it pays."""
    return _values(context, record) | {"customer_platform_id": None}


def follow(rows: Rows, context: Context, record: PosOrder, known: AnyRow) -> None:
    """The book's order as its till tells of it, as far as that can follow."""
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
    news = None if known.channel == POS else order_news.told_by(record, state, known)
    if news is not None:
        rows.told.append((known, news))
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


def _values(context: Context, record: PosOrder) -> dict[str, Any]:
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


def _lines_of(context: Context, record: PosOrder) -> tuple[StoredLine, ...]:
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


def _sku(context: Context, variant_platform_id: str | None) -> ProductSku | None:
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


def _intake(context: Context, record: PosOrder, order_id: str) -> OrderIntake:
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
