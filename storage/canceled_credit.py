"""What was paid without a card of an order that its till canceled by itself: back to the shopper.

Store credit goes back at once. What goods paid for is the shopper's once these are here; while they
are not, the return that brings them gives it (`app.commerce.return_work`). The key is the one under
which a cancellation from here gives it back, so that it is given once whoever is told first.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from domain.money import Money
from domain.orders import OrderState
from storage import customer_merges, exchanges, store_credit
from storage.order_rows import Transition, event_row
from storage.statements import AnyRow
from storage.store_credit import CreditKind, NewEntry

_ACTOR: Final = "pos"
AWAITS_GOODS: Final = "credit-awaits-goods"
"""The step of a canceled order whose worth is given back when the goods that paid for it come."""


def key_of(order_id: str) -> str:
    """The key under which an order's credit is given back, whoever does it."""
    return f"{order_id}-given-back"


def give_back(tx: Connection, canceled: Sequence[AnyRow], *, now: datetime) -> list[dict[str, Any]]:
    """Give back what credit paid of these orders (rows of the book); the steps of their histories
    that say why one of them waits."""
    steps = []
    for order in canceled:
        waits = _give_back(tx, order, now)
        if waits is not None:
            steps.append(event_row(order.merchant_id, order.id, waits, _ACTOR, now))
    return steps


def _give_back(tx: Connection, order: AnyRow, now: datetime) -> Transition | None:
    # locked: goods that come in at this moment find the order canceled, or are found back
    if exchanges.awaits_goods(tx, order.merchant_id, order.id, lock=True):
        return Transition(kind=AWAITS_GOODS)
    if order.customer_id is None:
        why = "it was paid without a card by somebody who is not known here"
        return Transition(kind="needs-person", detail={"left": ["credit"], "why": why})
    give(
        tx,
        merchant_id=order.merchant_id,
        customer_id=order.customer_id,
        amount=Money(order.credit_minor, order.currency),
        order_id=order.id,
        actor=_ACTOR,
        now=now,
    )
    return None


def give(
    tx: Connection,
    *,
    merchant_id: str,
    customer_id: str,
    amount: Money,
    order_id: str,
    actor: str,
    now: datetime,
) -> None:
    """Make it the customer's store credit, once per order. Raises NotFoundError."""
    store_credit.add(
        tx,
        NewEntry(
            merchant_id=merchant_id,
            customer_id=customer_merges.who(tx, merchant_id, customer_id),
            amount=amount,
            kind=CreditKind.GIVEN_BACK,
            key=key_of(order_id),
            actor=actor,
            order_id=order_id,
        ),
        now=now,
    )


def is_newly_canceled(before: OrderState, now: OrderState, order: AnyRow) -> bool:
    """Whether a till's word ends an order that was paid, in part, without a card."""
    return now is OrderState.CANCELED is not before and bool(order.credit_minor)
