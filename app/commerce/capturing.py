"""What an authorized order becomes before its money is taken: all of it, or what is delivered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import structlog

from app.commerce import reducing
from app.commerce.captures import CaptureOrder
from app.commerce.logbook import Taken
from app.commerce.model import NotOrderable, PosDown, PriceChanged
from app.commerce.records import CheckoutContext
from app.commerce.steps import Step, past_return
from domain.calls import Call
from domain.errors import ConfigurationError, PlatformError, RejectedError, UnsupportedError
from domain.money import Money
from domain.ports.pos import PosDirectory

log = structlog.get_logger(__name__)

Refusal: TypeAlias = NotOrderable | PosDown | PriceChanged


@dataclass(frozen=True, slots=True)
class Capturing:
    """Decides what is captured; moves no money itself, keeps nothing."""

    pos: PosDirectory

    def wanted(self, mine: Taken, command: CaptureOrder, call: Call) -> CheckoutContext | Refusal:
        """The checkout as it goes on, or why it does not.

        What was begun before is only finished, whatever is asked now. Raises InvalidInputError.
        """
        context = mine.context
        if Step.AUTHORIZE.value not in context.done:
            return NotOrderable(
                reason="nothing-authorized", detail="authorize a payment for this order first"
            )
        is_begun = mine.begun is not None or past_return(context, mine.begun)
        if not is_begun and command.lines is not None:
            less = self._less(context, command, call)
            if not isinstance(less, CheckoutContext):
                return less
            context = less
        due = _due(context)
        if not is_begun and command.amount not in (None, due):
            return PriceChanged(order_id=context.order_id, agreed=command.amount or due, now=due)
        return replace(context, until=Step.CONFIRM.value)

    def _less(
        self, context: CheckoutContext, command: CaptureOrder, call: Call
    ) -> CheckoutContext | Refusal:
        quantities = reducing.quantities_of(context, command.lines or ())
        if quantities == tuple(line.quantity for line in context.lines):
            return context
        try:
            refused = reducing.refused(self.pos, context, call)
            if refused is not None:
                return refused
            record = self.pos.open(context.record_connection, call)
            quote = record.quote(reducing.smaller_cart(context, quantities))
        except (RejectedError, UnsupportedError) as error:
            return NotOrderable(reason="refused-by-pos", detail=f"the till refused it ({error})")
        except (PlatformError, ConfigurationError) as error:
            log.warning("capture.quote_failed", error=type(error).__name__)
            return PosDown(location_name=context.location_name)
        if quote.total.currency != context.total.currency or not (
            0 < quote.total.amount <= context.total.amount
        ):
            return PriceChanged(order_id=context.order_id, agreed=context.total, now=quote.total)
        return reducing.brought_down(context, quantities, quote)


def _due(context: CheckoutContext) -> Money:
    return context.due if context.reduction is None else context.reduction.quote.total
