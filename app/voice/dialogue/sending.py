"""Goods from another store: offered to whoever does not want to go there, asked for on a yes."""

from __future__ import annotations

from typing import assert_never

from app.voice.dialogue import anytime
from app.voice.dialogue.actions import Step
from app.voice.dialogue.names import variant_name
from app.voice.dialogue.state import Choice, State
from app.voice.dialogue.talk import ask, tell, with_choices
from app.voice.dialogue.transfers import (
    AskTransferFor,
    FindTransfer,
    TransferAsked,
    TransferFact,
    TransferFacts,
    TransferFound,
)
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Day, Speech
from app.voice.turn import Intent
from domain.ids import LocationId


def instead_of_going(state: State) -> Step | None:
    """What a no to another store may mean: bring it to mine. None: nothing could be brought."""
    item, place = state.item, state.place
    elsewhere = bool(state.choices) and state.choices[0].key != place
    if item is None or item.sku is None or place is None or state.cart or not elsewhere:
        return None
    wanted = FindTransfer(sku=item.sku, quantity=item.quantity, to=place)
    return Step(state=state, next=wanted)


def answer(state: State, heard: Understanding) -> Step | None:
    """Yes or no to goods being sent; whatever else was said is no answer to it."""
    if heard.says_something:
        return None
    if heard.intent is Intent.YES:
        return _agreed(state)
    return _what_else(state) if heard.intent is Intent.NO else None


def on_fact(state: State, fact: TransferFact) -> Step:
    """Offer what can be sent, and say what is on its way."""
    match fact:
        case TransferFound():
            return _offer(state, fact.facts) if fact.facts else _nothing(state)
        case TransferAsked():
            if fact.facts is None:
                return _what_else(state, before=say("transfer.gone"))
            prompt = "transfer.done.staff" if fact.by_staff else "transfer.done"
            done = say(prompt, **_values(fact.facts))
            return tell(state.afresh(), done)
        case _:
            assert_never(fact)


def _nothing(state: State) -> Step:
    """Nothing can be brought: the no meant what it means where nothing could be."""
    return anytime.stop(state) if state.expect is Expect.OFFER else _what_else(state)


def _offer(state: State, facts: TransferFacts) -> Step:
    source = Choice(key=facts.source, label=facts.source_name)
    values = _values(facts)
    question = say(
        "transfer.offer",
        count=facts.quantity,
        source=facts.source_name,
        store=facts.store_name,
        day=values["day"],
    )
    state = with_choices(state, [source], offered=0)
    return ask(
        state,
        Expect.TRANSFER,
        question,
        again=say("transfer.offer.again", store=facts.store_name),
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
