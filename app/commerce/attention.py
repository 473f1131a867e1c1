"""What only a person can settle: counted, logged, and said to the shopper as it is."""

from __future__ import annotations

from collections.abc import Collection

from prometheus_client import Counter

from app.commerce.model import NotOrderable
from app.commerce.records import CheckoutContext
from app.commerce.steps import Step

NEED_PERSON = Counter(
    "voicetill_orders_need_person_total",
    "Orders that left something on a platform which no call can finish or take back.",
    ["platform", "step"],
)


def needs_person(context: CheckoutContext, left: Collection[str]) -> NotOrderable:
    """What the shopper is told of a checkout that could not be finished or undone whole."""
    if Step.CONFIRM.value in left:
        return NotOrderable(
            reason="needs-person-paid",
            detail=f"{context.order_id} is paid and order "
            f"{context.pos_order_number or context.pos_order_id} stands in the till, but "
            f"{context.location_name} has to book the payment there; do not order again",
        )
    if Step.AUTHORIZE.value in left:
        return NotOrderable(
            reason="needs-person-payment",
            detail=f"{context.order_id} ended, and its payment could not be let go; "
            f"{context.location_name} has to settle it",
        )
    return NotOrderable(
        reason="needs-person",
        detail=f"{context.order_id} ended and no card was charged, but order "
        f"{context.pos_order_number or context.pos_order_id} still stands in the till; "
        f"{context.location_name} has to cancel it",
    )
