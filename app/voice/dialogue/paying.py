"""A card that was refused, is missing or could not be looked up: what the shopper can do."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from app.commerce.model import CardDeclined, CardUnread, NoCard, PayElsewhere
from app.voice.dialogue.actions import Step
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import InfoCard, Reply, Speech, joined
from domain.ids import OrderId


def payment_open(state: State, outcome: CardDeclined | NoCard | CardUnread | PayElsewhere) -> Step:
    """Say why nothing was charged; what is held stays, and may be paid otherwise."""
    match outcome:
        case CardDeclined():
            reason = say(f"declined.{outcome.reason.value}")
            asked = ask(
                state,
                Expect.TRY_AGAIN,
                say("declined.after"),
                again=say("try.again"),
                before=reason,
            )
            return _payable(asked, reason)
        case NoCard():
            asked = ask(state, Expect.TRY_AGAIN, say("no.card"), again=say("try.again"))
            return _payable(asked)
        case CardUnread():
            return _payable(_card_unread(state))
        case PayElsewhere():
            card = InfoCard(
                title=say("receipt.title"),
                lines=(say("pay.elsewhere.card"),),
                link=outcome.url,
            )
            state = without_order(state, outcome.order_id)
            return tell(state, say("pay.elsewhere"), card=card)
        case _:
            assert_never(outcome)


def _card_unread(state: State) -> Step:
    """The card could not be looked up, which is not the same as that there is none."""
    question, again = say("card.unread.ask"), say("try.again")
    return ask(state, Expect.TRY_AGAIN, question, again=again, before=say("card.unread"))


def _payable(step: Step, before: Speech = ()) -> Step:
    """The step, whose reply tells channels with a keypad that a card may be typed in: what is
    typed pays once, so it cannot pay a split order."""
    held = step.state.held
    if not isinstance(step.next, Reply) or (held is not None and held.in_parts):
        return step
    return replace(step, next=replace(step.next, pay=joined(before, say("pay.keypad"))))


def without_order(state: State, order_id: OrderId) -> State:
    """The order is out of the dialogue's hands; it must not be placed or let go any more."""
    return state.but(
        goal=Goal.NONE,
        item=None,
        cart=(),
        wanted=(),
        place=None,
        method=None,
        held=None,
        delivery=None,
        order_id=order_id,
    )
