"""Goods that go back, and money: which line, why, what the policy says, a yes, and what stands.

That a return was started is said only from the return as it is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias, assert_never

from app.commerce.model import OrderLineView, OrderView
from app.commerce.past_purchases import kind_said
from app.commerce.words import root, tokens_of
from app.voice.dialogue import rating
from app.voice.dialogue.actions import (
    LookUpOrder,
    OrderFound,
    Purpose,
    Step,
)
from app.voice.dialogue.answers import chosen
from app.voice.dialogue.asides import label_told, way_back
from app.voice.dialogue.names import all_of, short_title
from app.voice.dialogue.parcels import on_its_way_back
from app.voice.dialogue.questions import (
    AssessReturn,
    ReturnAssessed,
    ReturnStarted,
    StartReturn,
)
from app.voice.dialogue.reasons import reason_in, singled_out
from app.voice.dialogue.state import Choice, Goal, Returning, State
from app.voice.dialogue.talk import AT_ONCE, ask, digress, tell, with_choices
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.words import singular, tokenize
from app.voice.prompts.catalog import has, places, say
from app.voice.reply import Day, Digits, Speech, joined
from app.voice.turn import Intent
from domain.orders import PaymentState
from domain.returns import COUNTED, Refused, ReturnReason, ReturnState, Wanted
from storage.returns import StoredReturn

_TELLING: Final = frozenset(
    {Intent.INFORM, Intent.UNKNOWN, Intent.RETURN_POLICY, Intent.RETURN_ITEM}
)
"""What may be heard of who tells why something goes back."""
_Then: TypeAlias = Callable[[State], Step]
"""What goes on with the line that is known; a return, unless told else."""


def begin(state: State, heard: Understanding) -> Step:
    """Which order it is about: by number, by what was in it and when, else the last one."""
    heard = singled_out(heard)
    state = noted(state, heard)
    asked = LookUpOrder(
        purpose=Purpose.RETURN,
        number=heard.order_number,
        goods=heard.product,
        kinds=tuple(heard.attributes.values()),
        day=heard.day,
    )
    if state.goal is Goal.EXCHANGE:
        state = state.but(goal=Goal.NONE, item=None)
    return Step(state=state, next=asked)


def noted(state: State, heard: Understanding) -> State:
    """The state with what shall go back, and why, as far as it was said."""
    returning = Returning(
        wanted=heard.product,
        quantity=heard.quantity or 1,
        reason=reason_in(heard),
        asked=state.returning.asked if state.returning else 0,
    )
    return state.but(returning=returning)


def refund_status(state: State, heard: Understanding) -> Step:
    """Where the money is."""
    asked = LookUpOrder(purpose=Purpose.REFUND, number=heard.order_number)
    return Step(state=state, next=asked)


def on_order(
    state: State, order: OrderView, position: int | None = None, *, then: _Then | None = None
) -> Step:
    """The order is known: take the line that was named (`position`, where it was found by its
    goods) and go on with it, or ask which one."""
    returning = state.returning or Returning()
    returning = returning.but(order_id=order.order_id, number=order.called)
    named = _named_line(order, returning.wanted) if position is None else position
    if named is None and len(order.lines) == 1:
        named = 0
    if named is not None:
        line = order.lines[named]
        return (then or go_on)(state.but(returning=_with_line(returning, named, line.name)))
    choices = [
        Choice(key=str(at), label=short_title(line.name)) for at, line in enumerate(order.lines)
    ]
    state = with_choices(state.but(returning=returning), choices)
    titles = all_of([choice.label for choice in state.choices[:AT_ONCE]])
    if len(state.choices) > AT_ONCE:
        titles = joined(titles, say("choice.or.more"))
    which = "return.which" if then is None else "exchange.which"
    question = say(which, number=Digits(order.called), titles=titles)
    return ask(state, Expect.RETURN_LINE, question, again=say("return.which.again"))


def line_heard(state: State, heard: Understanding, *, then: _Then | None = None) -> Step | None:
    """The answer to "which one would you like to return?"."""
    choice = chosen(state, heard)
    if choice is None or state.returning is None:
        return None
    returning = _with_line(state.returning, int(choice.key), choice.label)
    reason = reason_in(heard) if heard.reason else returning.reason
    state = state.but(returning=returning.but(reason=reason), choices=(), offered=0)
    return (then or go_on)(state)


def reason_heard(state: State, heard: Understanding, *, then: _Then | None = None) -> Step | None:
    """The answer to "why?"; what fits no reason is another one, asked once more before."""
    if state.returning is None:
        return None
    reason = reason_in(heard, asked=True)
    if reason is None and state.misses == 0:
        return None
    reason = reason or ReturnReason.OTHER.value
    return (then or go_on)(state.but(returning=state.returning.but(reason=reason)))


def reason_told(state: State, heard: Understanding) -> Step | None:
    """Another reason, told where the return was asked about already: "he doesn't like it"; None:
    none is."""
    reason = reason_in(heard) if heard.exchange is None and heard.intent in _TELLING else None
    if state.returning is None or reason in (None, state.returning.reason):
        return None
    return go_on(state.but(returning=state.returning.but(reason=reason)))


def _with_line(returning: Returning, position: int, name: str) -> Returning:
    return returning.but(position=position, name=short_title(name))


def go_on(state: State) -> Step:
    """The next thing missing: the reason, then what the policy says."""
    returning = state.returning
    if returning is None or returning.order_id is None or returning.position is None:
        return tell(state.but(returning=None), say("status.none"), end=False)
    if returning.reason is None:
        question = say("return.reason", name=returning.name or "")
        again = say("return.reason.again")
        return ask(state.but(choices=(), offered=0), Expect.RETURN_REASON, question, again=again)
    return Step(
        state=state,
        next=AssessReturn(
            order_id=returning.order_id,
            wanted=Wanted(position=returning.position, quantity=returning.quantity),
            reason=ReturnReason(returning.reason),
        ),
    )


def on_assessed(state: State, fact: ReturnAssessed) -> Step:
    """What would come back, and the question; or why not, and who may decide otherwise."""
    name = (state.returning.name if state.returning else None) or ""
    if isinstance(fact.said, Refused):
        return refused(state, fact.said, name)
    amount = fact.said.amount
    if fact.said.person is None:
        question = say("return.confirm", amount=amount, name=name)
    else:
        question = say("return.confirm.person", amount=amount, name=name)
    return ask(state, Expect.CONFIRM_RETURN, question, again=say("return.confirm.again"))


def agreed(state: State) -> Step | None:
    """Yes to the return."""
    returning = state.returning
    if returning is None or returning.order_id is None or returning.position is None:
        return None
    if returning.reason is None:
        return None
    started = StartReturn(
        order_id=returning.order_id,
        wanted=Wanted(position=returning.position, quantity=returning.quantity),
        reason=ReturnReason(returning.reason),
        serial=returning.asked + 1,
    )
    returning = returning.but(asked=started.serial)
    return Step(state=state.but(returning=returning), next=started)


def kept(state: State) -> Step:
    """No to the return."""
    return tell(left(state), say("return.kept"), end=False)


def on_started(state: State, fact: ReturnStarted) -> Step:
    """What stands, from the stored return."""
    outcome = fact.outcome
    name = (state.returning.name if state.returning else None) or ""
    if isinstance(outcome, Refused):
        return refused(state, outcome, name)
    how = joined(label_told(fact.label), way_back(fact.instructions))
    told = _returned(outcome, how)
    if outcome.state is ReturnState.NEEDS_PERSON:
        return tell(left(state), told, end=False)
    return rating.asked_after(left(state), outcome.id, told)


def _as_paid(stored: StoredReturn) -> ReturnState:
    """How it stands for the shopper: what staff must still book is none of theirs."""
    is_theirs = stored.state is ReturnState.NEEDS_STAFF and stored.is_paid_back
    return ReturnState.DONE if is_theirs else stored.state


def _returned(stored: StoredReturn, how: Speech) -> Speech:
    state = _as_paid(stored)
    match state:
        case ReturnState.AWAITING_GOODS:
            return say("returned.awaiting_goods", amount=stored.amount, how=how)
        case ReturnState.NEEDS_PERSON:
            return say("returned.needs_person", amount=stored.amount)
        case ReturnState.NEEDS_STAFF:
            return say("returned.needs_staff", amount=stored.amount, how=how)
        case ReturnState.DONE:
            prompt = "returned.credit.done" if stored.is_credit else "returned.done"
            told = say(prompt, amount=stored.amount)
            return joined(told, how) if stored.awaits_goods else told
        case (
            ReturnState.WORKING
            | ReturnState.EXCHANGING
            | ReturnState.REFUSED
            | ReturnState.CANCELED
        ):
            return say("returned.working", amount=stored.amount)
        case _:
            assert_never(state)


def refused(state: State, refused: Refused, name: str) -> Step:
    prompt = f"return.refused.{refused.code}"
    named = refused.line or name
    if not has(prompt):
        prompt = "return.refused"
    told = say(prompt, name=named) if "name" in places(prompt) else say(prompt)
    return tell(left(state), joined(told, say("return.else")), end=False)


def left(state: State) -> State:
    """Without the return in hand; how many were started is kept."""
    asked = state.returning.asked if state.returning else 0
    return state.but(returning=Returning(asked=asked) if asked else None)


def on_refund(state: State, order: OrderView, fact: OrderFound) -> Step:
    """Where the money of an order is, and the label that it waits for."""
    number = Digits(order.called)
    if fact.returns:
        latest = max(fact.returns, key=lambda each: each.created_at)
        if latest.state in COUNTED and not latest.goes_back.amount:
            return digress(state, say("refund.exchanged", number=number))
        if latest.state is ReturnState.AWAITING_GOODS:
            return digress(state, _awaited(latest, number, fact))
        return digress(state, _standing(latest, number))
    if order.payment_state is PaymentState.REFUNDED:
        return digress(state, say("refund.paid", number=number))
    if order.payment_state is PaymentState.PARTIALLY_REFUNDED:
        return digress(state, say("refund.paid.part", number=number))
    return digress(state, say("refund.none", number=number))


def _standing(stored: StoredReturn, number: Digits) -> Speech:
    """How a return stands, and where its money goes: on a card, or into the store's credit."""
    state = _as_paid(stored).value
    in_credit = f"refund.credit.{state}"
    prompt = in_credit if stored.is_credit and has(in_credit) else f"refund.{state}"
    return say(prompt, amount=stored.goes_back, number=number)


def _awaited(stored: StoredReturn, number: Digits, fact: OrderFound) -> Speech:
    """Where the goods are, as far as their carrier told, and when the money comes; else the label
    they are sent with."""
    came = None if fact.parcel is None else fact.parcel.delivered_on
    if fact.parcel is not None and came is not None:
        arrived = say("refund.parcel.arrived", delivered=Day(came, fact.today))
        return joined(arrived, say("refund.arrived", amount=stored.goes_back, number=number))
    told = say("refund.awaiting_goods", amount=stored.goes_back, number=number)
    coming = () if fact.parcel is None else on_its_way_back(fact.parcel, fact.today)
    return joined(coming, told) if coming else joined(told, label_told(fact.label))


def _named_line(order: OrderView, wanted: str | None) -> int | None:
    """The line that has the most words in common with what was said; of equals the one that is
    such a thing: of "the coffee mug" the mug."""
    said = {singular(word) for word in tokenize(wanted or "").norm} - LITTLE_WORDS
    kind = kind_said(wanted or "")
    shared = [
        (len(said & _words(line)), kind in {root(word) for word in tokens_of(line.name)}, -at)
        for at, line in enumerate(order.lines)
    ]
    most, _, at = max(shared, default=(0, False, 0))
    return -at if most else None


def _words(line: OrderLineView) -> set[str]:
    return {singular(word) for word in tokenize(line.name).norm}
