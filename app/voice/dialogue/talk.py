"""How the dialogue says things: questions that are remembered, statements, lists of choices."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.voice.dialogue.actions import Step
from app.voice.dialogue.state import Choice, State
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Card, Reply, Speech, joined

AT_ONCE: Final = 3
"""Options read out in one go."""
MISSES: Final = 3
"""After this many failures in a row the conversation ends kindly."""
AT_MOST: Final = 9
"""Options kept for "more"."""


def ask(
    state: State,
    expect: Expect,
    question: Speech,
    *,
    again: Speech,
    before: Speech = (),
    card: Card | None = None,
) -> Step:
    """Ask a question and wait; the reprompt is worded differently. Old choices are dropped unless
    they were just set for this question."""
    if state.aside:
        before = joined(state.aside, before)
    state = state.but(
        expect=expect,
        misses=0,
        aside=(),
        said=joined(before, question),
        asked=again,
        receipt_given=False,
    )
    labels = tuple(choice.label for choice in state.choices[: state.offered or AT_ONCE])
    return Step(
        state=state,
        next=Reply(say=state.said, reprompt=again, choices=labels, card=card),
    )


def tell(
    state: State,
    speech: Speech,
    *,
    card: Card | None = None,
    end: bool = True,
    leaving: bool = False,
) -> Step:
    """Say something and stop listening (or, with `end` False, ask what comes next).

    `leaving`: the shopper took leave.
    """
    if not end:
        return ask(
            state.but(choices=(), offered=0, option=None),
            Expect.NOTHING,
            say("what.next"),
            again=say("help"),
            before=speech,
            card=card,
        )
    if state.aside:
        speech = joined(state.aside, speech)
    state = state.but(
        expect=Expect.NOTHING,
        aside=(),
        choices=(),
        offered=0,
        option=None,
        misses=0,
        said=speech,
        asked=(),
        receipt_given=False,
    )
    reply = Reply(say=speech, card=card, end=True, is_open=not leaving)
    return Step(state=state, next=reply)


def digress(state: State, speech: Speech, *, card: Card | None = None) -> Step:
    """Answer something in between, then ask the open question again; nothing of it is lost."""
    if state.expect is Expect.NOTHING or not state.asked:
        return tell(state, speech, card=card, end=False)
    speech = joined(state.aside, speech)
    state = state.but(said=joined(speech, state.asked), misses=0, aside=(), receipt_given=False)
    labels = tuple(choice.label for choice in state.choices[: state.offered or AT_ONCE])
    reply = Reply(say=state.said, reprompt=state.asked, choices=labels, card=card)
    return Step(state=state, next=reply)


def with_choices(state: State, choices: Sequence[Choice], *, offered: int = AT_ONCE) -> State:
    """The state with these options read out."""
    kept = tuple(choices[:AT_MOST])
    return state.but(choices=kept, offered=min(offered, len(kept)), page=0)


def whole(figure: Decimal | None) -> int | None:
    """A stock figure as a whole number that can surely be sold; None stays unknown."""
    return None if figure is None else max(0, int(figure))
