"""Handing over to a person: by request, for what only one may do, or when nothing else helps."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from app.handover.escalation import reason_in, tells_of_injury
from app.voice.dialogue.actions import LookUpOrder, OrderFound, Purpose, Step
from app.voice.dialogue.questions import (
    CallPerson,
    PersonCalled,
)
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.talk import digress, tell
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import UNTOLD, Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Digits, Reply, Speech
from app.voice.turn import Intent
from domain.handover import HandoverReason
from domain.ids import OrderId
from domain.orders import FulfillmentMethod, OrderState

_TAKEN: Final = {
    HandoverReason.DAMAGE: "human.sorry",
    HandoverReason.DISPUTE: "human.sorry",
    HandoverReason.ANGER: "human.sorry",
    HandoverReason.OUTAGE: "human.sorry",
    HandoverReason.REPEATED_FAILURE: "human.stuck",
}
_PERSON: Final = re.compile(
    r"(?:(?:no|please|get me|give me|i (?:want|need)|a|an|the|real|live|human"
    r"|quiero|una?|el|la|con|por favor|je veux|une?|un|l|einen?|eine|der|die|ich will|echten?)\s)*"
    r"(?:person|people|agent|operator|representative|human|human being"
    r"|persona|agente|humano|operadora?|representante"
    r"|personne|conseill\w+|humain|operatrice|operateur"
    r"|mensch(?:en)?|mitarbeiter(?:in)?|berater(?:in)?)"
    r"(?:\s(?:please|por favor|s il vous plait|s il te plait|bitte))?"
)
"""The one word for a person, with little words around it, in every language at every question."""
_NOT_SENT: Final = frozenset(
    {OrderState.PENDING, OrderState.PARKED, OrderState.CONFIRMED, OrderState.READY}
)
_ZERO_ANSWERS: Final = UNTOLD | {Expect.OPTION, Expect.MODIFIER}
"""Questions that a 0 may answer."""
_ABOUT_RETURNS: Final = frozenset(
    {Expect.RETURN_LINE, Expect.RETURN_REASON, Expect.CONFIRM_RETURN, Expect.CONFIRM_EXCHANGE}
)


def call(state: State, reason: HandoverReason, *, about_address: bool = False) -> Step:
    """Ask for somebody, with everything that was said and gathered so far."""
    action = CallPerson(
        reason=reason,
        about_address=about_address,
        order_id=state.order_id,
        lines=state.lines,
        said=() if state.delivery is not None else state.said,
        tried=_tried(state),
    )
    return Step(state=state, next=action)


def _tried(state: State) -> tuple[str, ...]:
    """What the shopper was after, what was being asked, and how often that was not understood."""
    told = (
        f"goal:{state.goal.value}" if state.goal is not Goal.NONE else "",
        f"asked:{state.expect.value}" if state.expect is not Expect.NOTHING else "",
        f"missed:{state.misses}" if state.misses else "",
    )
    return tuple(filter(None, told))


def requested(state: State, heard: Understanding) -> Step:
    """Somebody asks for a person."""
    return call(state, reason_in(heard.text) or HandoverReason.REQUESTED)


def change_address(state: State, heard: Understanding) -> Step:
    """Whose address it is must be proven, and nothing be on its way: that is found out first."""
    open_order = state.held.order_id if state.held else None
    return Step(
        state=state,
        next=LookUpOrder(purpose=Purpose.ADDRESS, number=heard.order_number, open_order=open_order),
    )


def on_order(state: State, fact: OrderFound) -> Step:
    """A person changes the address, of an order that still can be sent elsewhere or of the account.

    No adapter changes where an order goes that stands, so a person does it at the till.
    """
    order = fact.order
    if order is None:
        return _change_by_person(state, None)
    is_open = order.state in _NOT_SENT and not order.tracking
    if is_open and order.method is FulfillmentMethod.SHIPPING:
        return _change_by_person(state, order.order_id)
    if not fact.by_number:  # the last order needs no address any more, so the account's is meant
        return _change_by_person(state, None)
    prompt = "address.pickup" if is_open else "address.too.late"
    return digress(state, say(prompt, number=Digits(order.called)))


def _change_by_person(state: State, order_id: OrderId | None) -> Step:
    """The ticket names the order that is meant, not the one that was last spoken of."""
    meant = state.but(order_id=order_id)
    return replace(call(meant, HandoverReason.REQUESTED, about_address=True), state=state)


def escalated(state: State, heard: Understanding) -> Step | None:
    """What harms somebody goes to a person at once, and so does who says "person" and no more,
    whatever was asked; None: nothing of the kind was said.

    Damage is what a return is for, if one is asked for: the policy sends it to a person.
    """
    if heard.intent is Intent.WHO_SPEAKS:
        return None  # "am I talking to a person?" is answered
    reason = reason_in(heard.text)
    is_called = _PERSON.fullmatch(plainly(heard.text)) or _is_zero(state, heard)
    if reason is None and is_called:
        reason = HandoverReason.REQUESTED
    if reason is None:
        return None
    returning = heard.intent is Intent.RETURN_ITEM or state.expect in _ABOUT_RETURNS
    told_how = heard.method is not None and state.lines  # "my car broke down, deliver it"
    is_hurt = reason is HandoverReason.DAMAGE and tells_of_injury(heard.text)
    if reason is HandoverReason.DAMAGE and not is_hurt and (returning or told_how):
        return None
    return call(state, reason)


def _is_zero(state: State, heard: Understanding) -> bool:
    """Whether a lone 0 was typed or said where it cannot be the answer."""
    return heard.text in {"0", "zero"} and state.expect not in _ZERO_ANSWERS


def on_called(state: State, fact: PersonCalled) -> Step:
    """The ticket's number, or whom to call."""
    if fact.ticket is None:
        return digress(state, _nobody(fact)) if fact.about_address else tell(state, _nobody(fact))
    number = Digits(fact.ticket)
    if fact.about_address:
        return digress(state, say("address.person", ticket=number))
    told = tell(state, say(_TAKEN.get(fact.reason, "human.ticket"), ticket=number))
    if not isinstance(told.next, Reply):
        return told
    return replace(told, next=replace(told.next, transfer=True))


def _nobody(fact: PersonCalled) -> Speech:
    if fact.about_address:
        return say("address.none")
    if fact.reason is HandoverReason.REPEATED_FAILURE:
        return say("miss.last")
    if fact.store is not None and fact.phone is not None:
        return say("human.call", store=fact.store, phone=Digits(fact.phone))
    return say("human.none")
