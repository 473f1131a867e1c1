"""What a step of a checkout gives back: the context that knows its result, or why it stops."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from app.commerce.model import (
    CardDeclined,
    CardUnread,
    NoCard,
    NotOrderable,
    PayElsewhere,
    PriceChanged,
)
from app.commerce.records import CheckoutContext
from domain.errors import RejectedError
from domain.payments import DeclineReason

StopOutcome: TypeAlias = (
    CardDeclined | NoCard | CardUnread | PayElsewhere | PriceChanged | NotOrderable
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """The shopper must be told; `undo` says whether what was done is to be undone."""

    outcome: StopOutcome
    context: CheckoutContext
    undo: bool


StepResult: TypeAlias = CheckoutContext | Stop


def declined(context: CheckoutContext, reason: DeclineReason, *, undo: bool = False) -> Stop:
    """A card was refused; the next try needs another card and another key."""
    outcome = CardDeclined(
        order_id=context.order_id, reason=reason, hold_expires_at=context.hold_expires_at
    )
    again = replace(context, payment_attempt=context.payment_attempt + 1, payment_token=None)
    return Stop(outcome=outcome, context=context if undo else again, undo=undo)


def refused(error: RejectedError, what: str) -> NotOrderable:
    """What to say where the till understood and refused."""
    detail = f"the till refused {what} ({error.platform_code or error.status})"
    return NotOrderable(reason="refused-by-pos", detail=detail)
