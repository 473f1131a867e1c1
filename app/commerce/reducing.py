"""Less than was authorized: what is kept of an order, what that costs, and what the books say.

A store that is short of goods takes the money of those it has. The order is brought down before
its money is taken: at its till, in our book and in the hold, all under the checkout's own journal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from app.commerce.captures import Kept, LeftOut
from app.commerce.model import NotOrderable
from app.commerce.news import News, spread
from app.commerce.records import CheckoutContext, Reduction
from domain.calls import Call
from domain.capabilities import Capability, Support
from domain.errors import InvalidInputError
from domain.ids import PlatformId
from domain.orders import Cart, Quote
from domain.ports.pos import PosDirectory
from storage import order_reduction, orders
from storage.hold_shrink import shrink
from storage.order_rows import StoredLine
from storage.orders import Transition


def quantities_of(context: CheckoutContext, kept: Sequence[Kept]) -> tuple[int, ...]:
    """How many of each ordered line are kept, by position.

    Raises InvalidInputError for goods that were not ordered, more than were, none at all, or a
    part of goods that stand on several lines, whose prices may differ.
    """
    wanted: Counter[str] = Counter()
    for each in kept:
        wanted[each.sku] += each.quantity
    had: Counter[str] = Counter()
    for line in context.lines:
        had[line.variant.sku] += line.quantity
    lines = Counter[str](line.variant.sku for line in context.lines)
    for sku, quantity in wanted.items():
        if not 0 <= quantity <= had[sku]:
            raise InvalidInputError("lines", sku, f"{had[sku]} of it were ordered")
        if lines[sku] > 1 and quantity not in (0, had[sku]):
            raise InvalidInputError("lines", sku, "it stands on several lines; keep all or none")
    if not wanted.total():
        raise InvalidInputError("lines", [], "keep something, or void the order")
    return tuple(
        line.quantity if wanted[line.variant.sku] == had[line.variant.sku] else wanted[sku]
        for line in context.lines
        for sku in [line.variant.sku]
    )


def smaller_cart(context: CheckoutContext, quantities: Sequence[int]) -> Cart:
    """The kept goods, to be priced by the till."""
    cart = context.cart()
    kept = zip(cart.lines, quantities, strict=True)
    return replace(
        cart, lines=tuple(replace(line, quantity=each) for line, each in kept if each > 0)
    )


def brought_down(
    context: CheckoutContext, quantities: Sequence[int], quote: Quote
) -> CheckoutContext:
    """The context as it waits to be made smaller, at what the till asks for the kept goods."""
    kept = [(line, each) for line, each in zip(context.lines, quantities, strict=True) if each]
    lines = tuple(
        replace(line, quantity=each, unit_price=priced.unit_price, total=priced.total)
        for (line, each), priced in zip(kept, quote.lines, strict=True)
    )
    less = Reduction(lines=lines, quantities=tuple(quantities), quote=quote)
    return replace(context, reduction=less)


def refused(pos: PosDirectory, context: CheckoutContext, call: Call) -> NotOrderable | None:
    """Why only all of this order can be captured, if so; nobody is asked.

    Raises ConfigurationError.
    """
    if context.credit is not None:
        return _only_whole("something else than the card pays a part of it")
    if context.gift is not None:
        return _only_whole("a gift card pays a part of it")
    if context.reward is not None:
        return _only_whole("points pay a part of it")
    needed = [(context.payment_connection, Capability.PARTIAL_CAPTURE)]
    if context.pos_order_id is not None:
        needed.append((context.record_connection, Capability.AMEND_ORDER))
    for connection, capability in needed:
        if connection is None:
            return _only_whole("nothing is authorized on a card")
        declared = pos.open(connection, call).capabilities[capability]
        if declared.support is Support.NONE:
            return _only_whole(declared.note)
    return None


def _only_whole(why: str) -> NotOrderable:
    return NotOrderable(reason="part-not-captured", detail=f"capture all of it, or void it: {why}")


def reduced(context: CheckoutContext) -> CheckoutContext:
    """The context of an order of which less is delivered; the same where all of it is."""
    less = context.reduction
    if less is None:
        return context
    had = zip(context.lines, less.quantities, strict=True)
    return replace(
        context,
        lines=less.lines,
        quote=less.quote,
        reduction=None,
        authorized=context.authorized or context.due,
        left_out=tuple(
            LeftOut(
                sku=line.variant.sku,
                title=line.variant.speech_name,
                quantity=line.quantity - quantity,
            )
            for line, quantity in had
            if quantity < line.quantity
        ),
    )


def book(tx: Connection, context: CheckoutContext, now: datetime) -> None:
    """Give back what is not sold, correct the order in the book and have the shopper told, in the
    transaction of the sale; nothing for an order that is delivered whole."""
    if not context.left_out or context.authorized is None:
        return
    kept: Counter[str] = Counter()
    for line in context.lines:
        kept[line.variant.sku] += line.quantity
    shrink(tx, context.hold_id, kept, now)
    order_reduction.reduce_order(
        tx, context.merchant_id, context.order_id, stored_lines(context), context.quote
    )
    orders.record_transition(
        tx,
        context.merchant_id,
        context.order_id,
        Transition(
            kind="reduced",
            detail={
                "authorized_minor": context.authorized.amount,
                "captured_minor": context.due.amount,
                "currency": context.due.currency,
                "left_out": [
                    {"sku": each.sku, "quantity": each.quantity} for each in context.left_out
                ],
            },
        ),
        actor=context.channel,
        at=now,
    )
    spread(tx, context, News.REDUCED, now)


def stored_lines(context: CheckoutContext) -> tuple[StoredLine, ...]:
    """The order's lines as the book keeps them."""
    return tuple(
        StoredLine(
            name=line.variant.speech_name,
            quantity=Decimal(line.quantity),
            unit_price=line.unit_price,
            tax=priced.tax,
            total=line.total,
            sku=line.variant.sku,
            variant_platform_id=line.variant_platform_id,
            platform_id=None,
            modifiers=tuple(PlatformId(each) for each in line.modifiers),
        )
        for line, priced in zip(context.lines, context.quote.lines, strict=True)
    )
