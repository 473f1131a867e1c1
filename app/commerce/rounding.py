"""A cent between our price and the till's is the till's rounding: the shopper pays what it asks.

What is reserved on a card already bounds that: a cent more cannot be had of it, a cent less only
where the payer takes a part of a reservation. Credit and gift cards were counted to the cent.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from app.commerce.records import CheckoutContext
from app.commerce.reducing import stored_lines
from domain.calls import Call
from domain.capabilities import Capability, Support
from domain.money import Money, within_a_cent
from domain.orders import Quote
from domain.ports.pos import PosDirectory
from storage import order_reduction, orders
from storage.orders import Transition


def at_the_tills_total(
    context: CheckoutContext, total: Money, pos: PosDirectory, call: Call
) -> CheckoutContext | None:
    """The checkout at what its order costs in the till; None where that is another price.

    Raises ConfigurationError.
    """
    if total == context.total:
        return context
    if not within_a_cent(context.total, total):
        return None
    return at_the_tills_quote(context, _rounded(context.quote, total), pos, call)


def at_the_tills_quote(
    context: CheckoutContext, quote: Quote, pos: PosDirectory, call: Call
) -> CheckoutContext | None:
    """The checkout at what the till asks for its cart now; None where that is another price.

    Raises ConfigurationError.
    """
    if quote.total == context.total:
        return context
    if not within_a_cent(context.total, quote.total):
        return None
    if context.credit is not None or context.gift is not None:
        return None
    is_reserved = context.payment_id is not None
    if is_reserved and not _takes_less(context, quote.total, pos, call):
        return None
    return replace(
        context,
        quote=quote,
        lines=tuple(
            replace(line, unit_price=priced.unit_price, total=priced.total)
            for line, priced in zip(context.lines, quote.lines, strict=True)
        ),
        agreed=context.agreed or context.total,
        authorized=(context.authorized or context.due) if is_reserved else None,
    )


def _takes_less(context: CheckoutContext, total: Money, pos: PosDirectory, call: Call) -> bool:
    if total > context.total or context.payment_connection is None:
        return False
    payer = pos.open(context.payment_connection, call)
    return payer.capabilities[Capability.PARTIAL_CAPTURE].support is not Support.NONE


def _rounded(quote: Quote, total: Money) -> Quote:
    """The quote with the till's total: the cent belongs to the tax, where there is any, and to the
    dearest line."""
    cent = total - quote.total
    in_tax = quote.tax.amount > 0
    dearest = max(range(len(quote.lines)), key=lambda at: quote.lines[at].total.amount)
    lines = list(quote.lines)
    line = lines[dearest]
    lines[dearest] = replace(
        line, total=line.total + cent, tax=line.tax + cent if line.tax.amount > 0 else line.tax
    )
    return replace(
        quote,
        lines=tuple(lines),
        subtotal=quote.subtotal if in_tax else quote.subtotal + cent,
        tax=quote.tax + cent if in_tax else quote.tax,
        total=total,
    )


def book(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """Put the till's sums into the order book, in the transaction of the sale; nothing where they
    are those the shopper said yes to."""
    if context.agreed is None:
        return
    order_reduction.reduce_order(
        tx, context.merchant_id, context.order_id, stored_lines(context), context.quote
    )
    detail = {
        "agreed_minor": context.agreed.amount,
        "total_minor": context.total.amount,
        "currency": context.total.currency,
    }
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(kind="rounded", detail=detail),
        actor=context.channel,
        at=now,
    )
