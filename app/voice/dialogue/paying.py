"""A card that was refused, is missing or could not be looked up: what the shopper can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from app.commerce.model import CardDeclined, CardUnread, LinkSent, NoCard, PayElsewhere
from app.voice.dialogue.actions import Place, SendPayLink, Step
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.link_words import asks_for_link, tries_again
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Card, InfoCard, Reply, Speech, joined
from app.voice.speech import time_words
from app.voice.turn import Intent
from domain.ids import OrderId
from storage.shopper_notices import ShopperChannelKind

CARD_TRIES: Final = 2
"""How often a card may be typed in vain for one order."""
_OFFERED: Final = {
    ShopperChannelKind.SMS: "pay.link.ask.sms",
    ShopperChannelKind.EMAIL: "pay.link.ask.email",
}
_ON_ITS_WAY: Final = {
    ShopperChannelKind.SMS: "pay.link.sent.sms",
    ShopperChannelKind.EMAIL: "pay.link.sent.email",
}


def payment_open(
    state: State,
    outcome: CardDeclined | NoCard | CardUnread | PayElsewhere,
    link_by: ShopperChannelKind | None = None,
) -> Step:
    """Say why nothing was charged; what is held stays, and may be paid otherwise: on a page, where
    it can be sent by `link_by`."""
    match outcome:
        case CardDeclined():
            reason = say(f"declined.{outcome.reason.value}")
            offered = _offer_link(state, link_by, joined(reason, say("declined.kept")))
            asked = offered or ask(
                state,
                Expect.TRY_AGAIN,
                say("declined.after"),
                again=say("try.again"),
                before=reason,
            )
            return _payable(asked, reason)
        case NoCard():
            offered = _offer_link(state, link_by, say("no.card.here"))
            asked = offered or ask(state, Expect.TRY_AGAIN, say("no.card"), again=say("try.again"))
            return _payable(asked)
        case CardUnread():
            offered = _offer_link(state, link_by, say("card.unread"))
            return _payable(offered or _try_again(state, say("card.unread")))
        case PayElsewhere():
            return _pay_elsewhere(state, outcome, link_by)
        case _:
            assert_never(outcome)


def _pay_elsewhere(state: State, outcome: PayElsewhere, link_by: ShopperChannelKind | None) -> Step:
    card = InfoCard(
        title=say("receipt.title"),
        lines=(say("pay.elsewhere.card"),),
        link=outcome.url,
    )
    offered = _offer_link(state, link_by, say("pay.elsewhere.here"), card=card)
    if offered is not None:
        return offered
    return tell(without_order(state, outcome.order_id), say("pay.elsewhere"), card=card)


def _offer_link(
    state: State, by: ShopperChannelKind | None, before: Speech, *, card: Card | None = None
) -> Step | None:
    """Ask whether a page to pay on shall be sent; None where none can be, or nothing is held."""
    question = _OFFERED.get(by) if by is not None else None
    if question is None or state.held is None or state.held.in_parts:
        return None
    again = say("pay.link.ask.again")
    return ask(state, Expect.PAY_LINK, say(question), again=again, before=before, card=card)


def _try_again(state: State, before: Speech) -> Step:
    """What is held stays: whether the card, which may have been away, shall be tried once more."""
    question, again = say("card.unread.ask"), say("try.again")
    return ask(state, Expect.TRY_AGAIN, question, again=again, before=before)


def link_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to "shall I send you a link?"; None: it was none."""
    held = state.held
    if held is None:
        return None
    if tries_again(heard.text):
        again = Place(order_id=held.order_id, agreed_total=held.total, wish=state.wish)
        return Step(state=state, next=again)
    if asks_for_link(heard.text):
        return Step(state=state, next=SendPayLink(order_id=held.order_id))
    if heard.says_something:
        return None
    if heard.intent in {Intent.YES, Intent.PLACE_ORDER, Intent.CHECKOUT}:
        return Step(state=state, next=SendPayLink(order_id=held.order_id))
    return _try_again(state, say("pay.link.kept")) if heard.intent is Intent.NO else None


def link_wished(state: State, heard: Understanding) -> Step | None:
    """The page after all, in answer to "shall I try again?"; None: that was not the wish."""
    held = state.held
    if held is None or held.in_parts or not asks_for_link(heard.text) or tries_again(heard.text):
        return None
    return Step(state=state, next=SendPayLink(order_id=held.order_id))


def link_told(state: State, sent: LinkSent | None, now: datetime) -> Step:
    """Say that the page is on its way, where a message with it is stored for the shopper; else
    that it is not."""
    prompt = _ON_ITS_WAY.get(sent.by) if sent is not None and sent.by is not None else None
    if sent is None or prompt is None:
        return _try_again(state, say("pay.link.none"))
    told = say(prompt, time=time_words(sent.hold_expires_at - now))
    return tell(without_order(state, sent.order_id), told)


def _payable(step: Step, before: Speech = ()) -> Step:
    """The step, whose reply tells channels with a keypad that a card may be typed in: what is
    typed pays once, so it cannot pay a split order. Who failed to twice is not sent there again."""
    held = step.state.held
    if step.state.cards_failed >= CARD_TRIES:
        return step
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
        wish="",
        cards_failed=0,
        delivery=None,
        order_id=order_id,
    )
