"""Lines and history of orders: what they are, and the rows they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from domain.happenings import News, of_order_step
from domain.ids import PlatformId, ProductSku
from domain.money import Money
from domain.orders import OrderState, PaymentState
from storage import tables, webhook_events
from storage.prepared import Prepared, Writes, insert_of
from storage.types import JsonValue

IMPORTED: Final = "imported"
"""The step of an order that the POS took itself."""


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
    modifiers: tuple[PlatformId, ...] = ()
    """The choices it was ordered with."""


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


def line_rows(merchant_id: str, order_id: str, lines: Sequence[StoredLine]) -> list[dict[str, Any]]:
    """The rows of an order's lines."""
    return [
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
            "modifiers": list(line.modifiers) or None,
        }
        for position, line in enumerate(lines)
    ]


def event_row(
    merchant_id: str, order_id: str, change: Transition, actor: str, at: datetime
) -> dict[str, Any]:
    """The row of one step of an order's history."""
    return {
        "order_id": order_id,
        "merchant_id": merchant_id,
        "kind": change.kind,
        "state": None if change.state is None else change.state.value,
        "payment_state": None if change.payment_state is None else change.payment_state.value,
        "actor": actor,
        "detail": change.detail,
        "at": at,
    }


def write_history(
    tx: Writes, lines: Sequence[dict[str, Any]], events: Sequence[dict[str, Any]]
) -> None:
    """Insert line and event rows, each kind as one batch; who asked to hear of orders will.

    Orders that are imported are told of where their age is known (`order_intake`).
    """
    _ADD_LINE.run_each(tx, lines)
    _ADD_EVENT.run_each(tx, events)
    webhook_events.emit(tx, [news_of(each) for each in events if each["kind"] != IMPORTED])


def news_of(event: Mapping[str, Any]) -> News:
    """A step of an order's history as it is told outside: ids and states, nobody's name."""
    return News(
        merchant_id=event["merchant_id"],
        kind=of_order_step(event["kind"], event["state"]),
        data={
            "order_id": event["order_id"],
            "step": event["kind"],
            "state": event["state"],
            "payment_state": event["payment_state"],
        },
        at=event["at"],
    )


_ADD_LINE = Prepared(insert_of(tables.order_lines))
_ADD_EVENT = Prepared(insert_of(tables.order_events, but=("id",)))
