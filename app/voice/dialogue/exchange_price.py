"""The exchange that was talked over, ready to be priced."""

from __future__ import annotations

from app.voice.dialogue.actions import Step
from app.voice.dialogue.exchanges import PriceExchange
from app.voice.dialogue.state import Exchanging, Goal, State
from app.voice.dialogue.talk import ask
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from domain.orders import FulfillmentMethod
from domain.returns import ReturnReason, Wanted


def price(state: State) -> Step | None:
    """Price and hold what was chosen against what goes back; None: something is missing yet."""
    returning, item = state.returning, state.item
    if state.goal is not Goal.EXCHANGE or returning is None or item is None or item.sku is None:
        return None
    if returning.order_id is None or returning.position is None or returning.reason is None:
        return None
    exchanging = state.exchanging or Exchanging()
    if item.sku == exchanging.bought:
        return ask_what(state, before=say("exchange.same"))
    exchanging = exchanging.but(asked=exchanging.asked + 1, held=None, stale=False)
    return Step(
        state=state.but(exchanging=exchanging),
        next=PriceExchange(
            order_id=returning.order_id,
            wanted=Wanted(position=returning.position, quantity=returning.quantity),
            reason=ReturnReason(returning.reason),
            sku=item.sku,
            place=state.place,
            method=state.method or FulfillmentMethod.PICKUP,
            serial=exchanging.asked,
        ),
    )


def ask_what(state: State, *, before: Speech = ()) -> Step:
    """What it shall be instead."""
    name = (state.returning.name if state.returning else None) or ""
    state = state.but(item=None, choices=(), offered=0, option=None)
    again = say("exchange.what.again")
    return ask(state, Expect.PRODUCT, say("exchange.what", name=name), again=again, before=before)
