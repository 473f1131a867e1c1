"""Goods from another store: offered to whoever wishes it or does not want to go there, asked for
on a yes."""

from __future__ import annotations

from typing import assert_never

from app.voice.dialogue import answers, anytime
from app.voice.dialogue.actions import Identify, Step, Then
from app.voice.dialogue.bringing import sent_there
from app.voice.dialogue.names import variant_name
from app.voice.dialogue.ordering import advance, drop_hold
from app.voice.dialogue.state import Choice, Goal, State
from app.voice.dialogue.talk import ask, tell, with_choices
from app.voice.dialogue.transfers import (
    AskTransferFor,
    FindTransfer,
    NotFromThere,
    TransferAsked,
    TransferFact,
    TransferFacts,
    TransferFound,
)
from app.voice.nlu.understanding import Expect, SentToStore, Understanding
from app.voice.prompts.catalog import has, say
from app.voice.reply import Day, Speech, joined
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

_ORDERING = frozenset({Goal.ORDER, Goal.CART})


def wished(state: State, heard: Understanding) -> Step | None:
    """Goods shall be sent to a store; None: that was not the wish.

    Whether the store has them anyway is looked at first. An order in hand is then for pickup there;
    several lines are not sent.
    """
    if heard.sent is None:
        return None
    if heard.product is not None:
        state = state.but(item=answers.new_item(heard), cart=(), wanted=(), criteria=None,
                          goal=Goal.AVAILABILITY, method=None)  # fmt: skip
    elif state.item is not None:
        state = answers.with_changes(state, heard.but(place=None))
    is_order = state.goal in _ORDERING
    state = state.but(
        goal=state.goal if is_order else Goal.AVAILABILITY,
        method=FulfillmentMethod.PICKUP if is_order else state.method,
        place=_destination(state, heard.sent),
        delivery=None,
        brought=not state.cart,
        brought_from=heard.sent.source,
        agreed=None,
        choices=(),
        offered=0,
    )
    if state.place is None:
        return _where(state)
    return drop_hold(state, Then.ADVANCE) or advance(state)


def _destination(state: State, sent: SentToStore) -> LocationId | None:
    """The store named, else the one that was asked about, else the shopper's own."""
    near = (state.home, state.place) if sent.to_own else (state.place, state.home)
    return sent.to or next((each for each in near if each not in (None, sent.source)), None)


def _where(state: State) -> Step:
    asked = say("transfer.where")
    return ask(state, Expect.STORE, asked, again=say("transfer.where.again"))


def store_heard(state: State, heard: Understanding) -> Step | None:
    """The answer to "which store should it be sent to?"."""
    if not state.brought or heard.place is None or heard.product is not None:
        return None
    return advance(state.but(place=heard.place, choices=(), offered=0))


def instead_of_going(state: State) -> Step | None:
    """What a no to another store may mean: bring it to mine. None: nothing could be brought."""
    item, place = state.item, state.place
    elsewhere = bool(state.choices) and state.choices[0].key != place
    if item is None or item.sku is None or place is None or state.cart or not elsewhere:
        return None
    wanted = FindTransfer(sku=item.sku, quantity=item.quantity, to=place)
    return Step(state=state, next=wanted)


def answer(state: State, heard: Understanding) -> Step | None:
    """Yes or no to goods being sent, or how many; whatever else was said is no answer to it."""
    quantity = heard.quantity or heard.number
    if quantity is not None and not heard.product and state.place is not None:
        return sent_there(answers.with_quantity(state, quantity).but(brought=True))
    if heard.method is not None and not heard.product:
        state = answers.with_changes(state, heard).but(goal=Goal.ORDER, choices=(), offered=0)
        return Step(state=state, next=Identify())
    if heard.says_something:
        return None
    if heard.intent is Intent.YES:
        return _agreed(state)
    return _what_else(state) if heard.intent is Intent.NO else None


def on_fact(state: State, fact: TransferFact) -> Step:
    """Offer what can be sent, and say what is on its way."""
    match fact:
        case TransferFound():
            return _offer(state, fact.facts, fact) if fact.facts else _nothing(state, fact)
        case TransferAsked():
            if fact.facts is None:
                return _what_else(state, before=say("transfer.gone"))
            prompt = "transfer.done.staff" if fact.by_staff else "transfer.done"
            done = say(prompt, **_values(fact.facts))
            return tell(state.afresh(), done)
        case _:
            assert_never(fact)


def _refused(instead_of: NotFromThere | None) -> Speech:
    """That the store which was named sends none, where one was."""
    if instead_of is None:
        return ()
    prompt = "transfer.not.from.there" if instead_of.has_it else "transfer.none.there"
    return say(prompt, source=instead_of.name)


def _nothing(state: State, fact: TransferFound) -> Step:
    """Nothing can be brought: whoever wished it is told so, and what there is instead; else the no
    meant what it means where nothing could be."""
    if state.brought:
        prompt = f"transfer.none.{fact.reason}"
        told = joined(_refused(fact.instead_of), say(prompt if has(prompt) else "transfer.none"))
        state = state.but(brought=False, brought_from=None)
        return advance(state.but(aside=joined(state.aside, told)))
    return anytime.stop(state) if state.expect is Expect.OFFER else _what_else(state)


def _offer(state: State, facts: TransferFacts, fact: TransferFound) -> Step:
    if fact.instead_of is not None:
        state = state.but(brought_from=None)
    source = Choice(key=facts.source, label=facts.source_name)
    values = _values(facts)
    question = say(
        "transfer.offer",
        count=facts.quantity,
        source=facts.source_name,
        store=facts.store_name,
        day=values["day"],
    )
    state = with_choices(state.but(brought=False), [source], offered=0)
    return ask(
        state,
        Expect.TRANSFER,
        question,
        again=say("transfer.offer.again", store=facts.store_name),
        before=_refused(fact.instead_of),
    )


def _agreed(state: State) -> Step | None:
    item, place = state.item, state.place
    if item is None or item.sku is None or place is None or not state.choices:
        return None
    return Step(
        state=state,
        next=AskTransferFor(
            sku=item.sku,
            quantity=item.quantity,
            source=LocationId(state.choices[0].key),
            to=place,
        ),
    )


def _what_else(state: State, *, before: Speech = ()) -> Step:
    state = state.but(choices=(), offered=0)
    return ask(
        state,
        Expect.CHANGE,
        say("ask.change.what"),
        again=say("ask.change.again"),
        before=before or say("ask.change"),
    )


def _values(facts: TransferFacts) -> dict[str, str | int | Speech]:
    return {
        "count": facts.quantity,
        "name": variant_name(facts.variant),
        "source": facts.source_name,
        "store": facts.store_name,
        "day": (Day(facts.expected_on, facts.today),),
    }
