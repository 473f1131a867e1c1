"""A card that was asked for at the channel's payment service and did not come: what can be done."""

from __future__ import annotations

from app.voice.dialogue import anytime, persons
from app.voice.dialogue.actions import Step
from app.voice.dialogue.paying import CARD_TRIES
from app.voice.dialogue.state import State
from app.voice.dialogue.talk import ask, digress
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import joined
from domain.handover import HandoverReason


def card_failed(state: State) -> Step:
    """The payment service came back without a card: what else can be done. After the second time
    that is the link, or a person; after the receipt it is a message of before, and the receipt is
    told again."""
    if state.receipt_given:
        return anytime.repeat(state)
    failed = say("card.failed")
    if state.held is None:
        return digress(state, failed)
    by_link = state.expect is Expect.PAY_LINK
    state = state.but(cards_failed=state.cards_failed + 1)
    if state.cards_failed < CARD_TRIES:
        expect = Expect.PAY_LINK if by_link else Expect.TRY_AGAIN
        question = say("card.failed.ask.link" if by_link else "card.failed.ask")
        return ask(state, expect, question, again=question, before=failed)
    if not by_link:
        told = state.but(aside=joined(state.aside, failed))
        return persons.call(told, HandoverReason.OUTAGE)
    question = say("card.failed.link")
    return ask(state, Expect.PAY_LINK, question, again=question, before=failed)
