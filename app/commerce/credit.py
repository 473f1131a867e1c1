"""What is paid of an order without a card: with store credit, or with goods that come back.

It is claimed in the transaction that opens the order and given back in the one that undoes it, so
that no crash leaves it between the two. Nothing here asks a platform.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from app.commerce.model import NotOrderable, PrepareOrder
from app.commerce.records import CheckoutContext
from app.commerce.routing import Plan
from domain.calls import Call
from domain.capabilities import Capability, Support
from domain.money import Money
from domain.ports.pos import PosDirectory
from storage import canceled_credit, store_credit
from storage.orders import StoredOrder
from storage.store_credit import CreditKind, NewEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """What the POS of record can do with money that no card pays."""

    notes_other_money: bool
    """Whether it takes note of money that it did not take itself."""
    charges_itself: bool
    """Whether the card is charged by the till of record, or the shopper pays on its page: then it
    wants the whole total from one of them."""


class RefusedError(Exception):
    """The shopper's credit cannot be used for this order; what was written is rolled back."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.outcome = NotOrderable(reason=reason, detail=detail)


def till_for(pos: PosDirectory, command: PrepareOrder, plan: Plan, call: Call) -> Till | None:
    """What the till of record can do with credit; None where none is to be used.

    Raises ConfigurationError.
    """
    if not command.use_store_credit and command.goods_back is None:
        return None
    record = plan.store.connection_id
    capabilities = pos.open(record, call).capabilities
    return Till(
        notes_other_money=capabilities[Capability.RECORD_PAYMENT].support is not Support.NONE,
        charges_itself=plan.payment_connection in (None, record),
    )


def claimed(
    tx: Connection, context: CheckoutContext, goods: Money | None, till: Till | None, now: datetime
) -> CheckoutContext:
    """The checkout with what credit pays of it, as far as it goes; as it is without a till.

    `goods`: what comes back is worth so much, and is set against the order where the till can;
    None: store credit is wanted. Raises RefusedError (of store credit only).
    """
    if till is None:
        return context
    if goods is not None:
        return _with_goods(context, goods, till)
    return _with_store_credit(tx, context, till, now)


def _with_store_credit(
    tx: Connection, context: CheckoutContext, till: Till, now: datetime
) -> CheckoutContext:
    if context.customer_id is None:
        raise RefusedError("credit-no-customer", "store credit is a customer's own")
    if not till.notes_other_money:
        raise RefusedError(
            "credit-not-taken",
            f"the till of {context.location_name} cannot take note of store credit",
        )
    left = store_credit.claimable(
        tx, context.merchant_id, context.customer_id, context.total.currency
    )
    used = min(left, context.total)
    if not used.amount:
        return context
    if used != context.total and till.charges_itself:
        raise RefusedError(
            "credit-covers-part",
            f"{context.location_name} takes store credit for a whole order only: "
            f"{left} of {context.total} is there",
        )
    spent = NewEntry(
        merchant_id=context.merchant_id,
        customer_id=context.customer_id,
        amount=Money(-used.amount, used.currency),
        kind=CreditKind.SPENT,
        key=f"{context.order_id}-spent",
        actor=context.channel,
        order_id=context.order_id,
    )
    store_credit.add(tx, spent, now=now)
    return replace(context, credit=used, is_store_credit=True)


def _with_goods(context: CheckoutContext, worth: Money, till: Till) -> CheckoutContext:
    """Set goods against the order where its till can take note of it."""
    if worth.currency != context.total.currency or not till.notes_other_money:
        return context
    used = min(worth, context.total)
    if not used.amount or (used != context.total and till.charges_itself):
        return context
    return replace(context, credit=used)


def given_back(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """The order came to nothing: its store credit is the shopper's again, once."""
    if context.credit is None or not context.is_store_credit or context.customer_id is None:
        return
    canceled_credit.give(
        tx,
        merchant_id=context.merchant_id,
        customer_id=context.customer_id,
        amount=context.credit,
        order_id=context.order_id,
        actor=context.channel,
        now=now,
    )


def refunded(tx: Connection, order: StoredOrder, *, now: datetime) -> None:
    """A placed order is canceled: what credit paid of it is the customer's store credit, once."""
    if order.credit is None or order.customer_id is None:
        return
    canceled_credit.give(
        tx,
        merchant_id=order.merchant_id,
        customer_id=order.customer_id,
        amount=order.credit,
        order_id=order.id,
        actor=order.channel,
        now=now,
    )
