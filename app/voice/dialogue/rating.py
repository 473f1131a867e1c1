"""How a return went: asked once, right after it was taken; one to five, or nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from app.voice.dialogue.actions import Step
from app.voice.dialogue.questions import RateReturn, ReturnRated
from app.voice.dialogue.state import Returning, State
from app.voice.dialogue.talk import ask, tell
from app.voice.nlu.manners import plainly
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.prompts.catalog import say
from app.voice.reply import Speech
from app.voice.turn import Intent

_SCORES: Final = range(1, 6)
_WORDS: Final[dict[str, int]] = {
    **{str(score): score for score in _SCORES},
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5},
    **{"uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5},
    **{"deux": 2, "trois": 3, "quatre": 4, "cinq": 5},
    **{"eins": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5},
}
"""As `plainly` writes them."""
_ARTICLES: Final[dict[str, int]] = {"un": 1, "una": 1, "une": 1, "ein": 1, "eine": 1}
"""A score only where no other number is said."""
_SKIP: Final = re.compile(r"\b(?:skip|pass|saltar|salta|passer|passe|uberspringen|weiter)\b")
_ANSWERS: Final = frozenset(
    {Intent.INFORM, Intent.UNKNOWN, Intent.YES, Intent.NO, Intent.THANKS,
     Intent.MANAGE_SUBSCRIPTION}
)  # fmt: skip
"""What an answer may be taken for; any other wish goes before the question."""


def asked_after(state: State, return_id: str, told: Speech) -> Step:
    """What became of the return, and the question; `state` has no return in hand any more."""
    asked = state.returning.asked if state.returning else 0
    state = state.but(returning=Returning(asked=asked, rated=return_id), choices=(), offered=0)
    return ask(state, Expect.RATING, say("rating.ask"), again=say("rating.again"), before=told)


def heard_rating(state: State, heard: Understanding) -> Step | None:
    """Keep the number; whoever gives none twice, or does not want to, is left alone."""
    words = plainly(heard.text)
    if _SKIP.fullmatch(words):  # said alone it answers the question, whatever else it may mean
        return _skipped(state)
    if heard.intent not in _ANSWERS:
        return None
    if heard.intent is Intent.NO or _SKIP.search(words):  # "no, not that one" is no one of five
        return _skipped(state)
    score = _score(words, heard.number)
    if score is not None and state.returning is not None and state.returning.rated is not None:
        rate = RateReturn(return_id=state.returning.rated, score=score)
        return Step(state=_left(state), next=rate)
    if state.misses:
        return _skipped(state)
    once_more = ask(state, Expect.RATING, say("rating.again"), again=say("rating.ask"))
    return replace(once_more, state=once_more.state.but(misses=1))


def _skipped(state: State) -> Step:
    return tell(_left(state), say("rating.skipped"), end=False)


def on_rated(state: State, fact: ReturnRated) -> Step:
    """Thanks, and on."""
    del fact
    return tell(state, say("rating.thanks"), end=False)


def _score(words: str, number: int | None) -> int | None:
    """The first number of one to five; "four out of five" is four."""
    said = words.split()
    for known in (_WORDS, _ARTICLES):
        found = next((known[word] for word in said if word in known), None)
        if found is not None:
            return found
    return number if number in _SCORES else None


def _left(state: State) -> State:
    asked = state.returning.asked if state.returning else 0
    return state.but(returning=Returning(asked=asked) if asked else None)
