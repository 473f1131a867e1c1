"""What stands in the way of an agent's purchase, in a code and in words; unions are exhausted."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from app.agents.baskets import Basket, Trouble
from app.commerce.model import (
    CardDeclined,
    CardUnread,
    HoldExpired,
    NoCard,
    NotOrderable,
    OutOfStock,
    PayElsewhere,
    PosDown,
    PriceChanged,
)

StockTrouble: TypeAlias = OutOfStock | PosDown | NotOrderable
PayTrouble: TypeAlias = (
    CardDeclined | NoCard | CardUnread | PayElsewhere | PriceChanged | HoldExpired
)


def of_preparing(outcome: StockTrouble, basket: Basket) -> Trouble:
    """Why it cannot be had."""
    match outcome:
        case OutOfStock(variant=variant, left=left, location_name=store):
            skus = [each.sku for each in basket.wanted]
            left_there = "none is" if not left else f"{left.normalize():f} are"
            words = f"{variant.speech_name}: {left_there} left at {store}."
            others = ", ".join(each.location_name for each in outcome.alternatives[:3])
            words += f" There is more at {others}." if others else ""
            item = skus.index(variant.sku) if variant.sku in skus else None
            return Trouble(code="out_of_stock", words=words, item=item)
        case PosDown(location_name=store):
            words = f"The till of {store} does not answer; nothing was ordered. Try again soon."
            return Trouble(code="unavailable", words=words)
        case NotOrderable(detail=detail):
            return Trouble(code="unsupported", words=f"It cannot be ordered: {detail}.")
        case _:
            assert_never(outcome)


def of_placing(outcome: StockTrouble | PayTrouble, basket: Basket) -> Trouble:
    """Why it was not bought; nothing was charged."""
    match outcome:
        case CardDeclined(reason=reason):
            words = f"The card was declined ({reason.value}). Try another one."
            return Trouble(code="payment_declined", words=words)
        case NoCard():
            return Trouble(code="payment_declined", words="A payment token is needed.")
        case CardUnread():
            words = "The card on file cannot be looked up just now. Try again, or send a token."
            return Trouble(code="unavailable", words=words)
        case PayElsewhere(url=url):
            words = f"Only the buyer can pay, on the store's own page: {url}"
            return Trouble(code="payment_declined", words=words)
        case PriceChanged(now=now):
            words = f"The total is {now.amount} now (minor units of {now.currency})."
            return Trouble(code="conflict", words=f"{words} Update the checkout to agree to it.")
        case HoldExpired():
            words = "The goods were not held any longer. Update the checkout to hold them again."
            return Trouble(code="expired", words=words)
        case _:
            return of_preparing(outcome, basket)
