"""What a shopper agrees to, refuses, or wants forgotten; forgetting waits for a yes."""

from __future__ import annotations

from typing import Final

from app.shoppers.desk import Purpose
from app.voice.dialogue.actions import Step
from app.voice.dialogue.consents import ConsentKept, Forget, Forgotten, SetConsent
from app.voice.dialogue.state import State
from app.voice.dialogue.talk import ask, digress, tell
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.wishes import consent_in, wants_to_be_forgotten
from app.voice.prompts.catalog import say
from app.voice.turn import Intent

_GIVEN: Final = {
    Purpose.REMEMBER: "consent.remember.given",
    Purpose.PERSONALIZE: "consent.personalize.given",
    Purpose.MARKETING: "consent.marketing.given",
}
_REFUSED: Final = {
    Purpose.REMEMBER: "consent.remember.refused",
    Purpose.PERSONALIZE: "consent.personalize.refused",
    Purpose.MARKETING: "consent.marketing.refused",
}


def wished(state: State, heard: Understanding) -> Step | None:
    """A word on what may be kept, or the wish to be forgotten; None: neither."""
    if wants_to_be_forgotten(heard.text):
        question, again = say("forget.confirm"), say("forget.confirm.again")
        return ask(state.but(choices=(), offered=0), Expect.CONFIRM_FORGET, question, again=again)
    told = consent_in(heard.text)
    if told is None:
        return None
    purpose, given = told
    return Step(state=state, next=SetConsent(purpose=Purpose(purpose), given=given))


def on_consent(state: State, fact: ConsentKept) -> Step:
    """What was kept of it, then the open question again."""
    prompts = _GIVEN if fact.given else _REFUSED
    return digress(state, say(prompts[fact.purpose]))


def confirm_heard(state: State, heard: Understanding) -> Step | None:
    """Yes takes everything away; no leaves it."""
    if heard.intent is Intent.YES and not heard.says_something:
        return Step(state=state, next=Forget())
    if heard.intent in {Intent.NO, Intent.STOP}:
        return tell(state, say("forget.kept"), end=False)
    return None


def on_forgotten(state: State, fact: Forgotten) -> Step:
    """Nothing of the conversation is kept either."""
    del state
    return tell(State(), say("forget.done") if fact.done else say("forget.nobody"))
