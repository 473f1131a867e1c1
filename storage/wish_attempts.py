"""What became of the attempts at one wish of a shopper, from whatever conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, select, type_coerce

from domain.ids import HoldId, OrderId
from domain.orders import OrderState
from storage import tables
from storage.hold_records import HoldState
from storage.order_intakes import Waiting

_CHECKOUTS = tables.checkouts
_HOLDS = tables.holds
_ORDERS = tables.orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One checkout that a wish led to, with its hold."""

    order_id: OrderId
    part_of: str
    """The same for all orders of one attempt."""
    is_open: bool
    is_held: bool
    """Its goods are claimed for it."""
    is_canceled: bool
    outcome: Mapping[str, Any] | None
    """How it ended; None while it is open."""
    waiting: Waiting


def of_wish(
    tx: Connection, merchant_id: str, customer_id: str, wish: str, *, since: datetime, now: datetime
) -> list[Attempt]:
    """The attempts of that customer at that wish, the oldest first."""
    rows = tx.execute(
        select(
            _CHECKOUTS.c.order_id,
            _CHECKOUTS.c.state,
            _CHECKOUTS.c.step,
            _CHECKOUTS.c.command,
            _CHECKOUTS.c.context,
            _CHECKOUTS.c.outcome,
            _ORDERS.c.state.label("order_state"),
            _HOLDS.c.id.label("hold_id"),
            _HOLDS.c.state.label("hold_state"),
            _HOLDS.c.fencing_token,
            _HOLDS.c.expires_at,
        )
        .join(_ORDERS, _ORDERS.c.id == _CHECKOUTS.c.order_id)
        .join(_HOLDS, _HOLDS.c.id == _CHECKOUTS.c.hold_id)
        .where(
            _ORDERS.c.merchant_id == merchant_id,
            _ORDERS.c.customer_id == customer_id,
            _CHECKOUTS.c.created_at >= since,
            # Its JSON is text: what names the wish is sorted out here, so that of a shopper with
            # many orders the others are not read.
            type_coerce(_CHECKOUTS.c.command, Text).contains(wish, autoescape=True),
        )
        .order_by(_CHECKOUTS.c.order_id)
    )
    return [
        Attempt(
            order_id=OrderId(row.order_id),
            part_of=row.command["part_of"],
            is_open=row.state == "open",
            is_held=row.hold_state == HoldState.LIVE.value and row.expires_at > now,
            is_canceled=row.order_state == OrderState.CANCELED.value,
            outcome=row.outcome,
            waiting=Waiting(
                hold_id=HoldId(row.hold_id),
                fencing_token=row.fencing_token,
                step=row.step,
                context=row.context,
            ),
        )
        for row in rows
        if row.command.get("wish") == wish
    ]
