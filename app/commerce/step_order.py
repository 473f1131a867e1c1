"""The steps of a checkout by name, in the order its platforms want them, and which may have run."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from app.commerce.records import CheckoutContext


class Step(StrEnum):
    """One journaled step."""

    CREATE = "create"
    GIFT = "gift"
    """Only where a gift card pays before the card."""
    AUTHORIZE = "authorize"
    REDUCE = "reduce"
    """Only where less is captured than was authorized."""
    CAPTURE = "capture"
    CONFIRM = "confirm"


ORDER_FIRST = (Step.CREATE, Step.AUTHORIZE, Step.CAPTURE, Step.CONFIRM)
_NO_RETURN = (Step.CAPTURE, Step.CONFIRM)
PAYMENT_FIRST = (Step.AUTHORIZE, Step.CREATE, Step.CAPTURE, Step.CONFIRM)


def order_of(context: CheckoutContext) -> tuple[Step, ...]:
    """The steps in the order this checkout's platforms want them."""
    steps: tuple[Step, ...] = ORDER_FIRST if context.order_first else PAYMENT_FIRST
    if context.gift is not None:
        before = steps.index(Step.AUTHORIZE)
        steps = (*steps[:before], Step.GIFT, *steps[before:])
    if context.reduction is None and not context.left_out:
        return steps
    behind = steps.index(Step.AUTHORIZE) + 1
    return (*steps[:behind], Step.REDUCE, *steps[behind:])


def remaining(context: CheckoutContext) -> tuple[Step, ...]:
    """The steps not finished yet."""
    return tuple(step for step in order_of(context) if step.value not in context.done)


def together(todo: Sequence[Step]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Steps to journal at once: those before the point of no return, and those from it on."""
    before = tuple(step for step in todo if step not in _NO_RETURN)
    return before, tuple(todo[len(before) :])


def perhaps_run(context: CheckoutContext, begun: str | None) -> frozenset[Step]:
    """Steps that are done or may be, when `begun` is the last that was journaled as begun."""
    steps = order_of(context)
    until = 0 if begun is None else steps.index(Step(begun)) + 1
    return frozenset(steps[:until]) | {Step(name) for name in context.done}


def past_return(context: CheckoutContext, begun: str | None) -> bool:
    """Whether money may have been taken, so that the checkout can only be finished."""
    return Step.CAPTURE.value in context.done or begun in _NO_RETURN
