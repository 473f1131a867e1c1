"""What a sentence of several clauses means where one of them tells it and the others only talk:
"what a price, that's robbery, no thanks"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, Protocol

from app.voice.dialogue.actions import Heard, LetGo, Then
from app.voice.dialogue.questions import CallPerson
from app.voice.dialogue.state import State
from app.voice.dialogue.step import step
from app.voice.nlu.hesitation import BOUGHT_BY_YES
from app.voice.nlu.manners import is_done, is_opener, plainly
from app.voice.nlu.two_readings import WISHES_FOR_GOODS
from app.voice.nlu.understanding import UNTOLD, Expect, Understanding
from app.voice.nlu.yes_said import says_yes
from app.voice.turn import Intent, Turn
from domain.handover import HandoverReason

_MARKS: Final = re.compile(r"[,;:.!?¡¿…]+(?:\s+|$)")
_MOST: Final = 4
_OF_GOODS: Final = WISHES_FOR_GOODS | {Intent.UNKNOWN, Intent.INFORM, Intent.YES, Intent.NO}
_CIVIL: Final = frozenset({Intent.THANKS, Intent.GREETING, Intent.WAIT, Intent.UNSURE})
"""Said beside what is meant."""
_LEAVING: Final = frozenset({Intent.NO, Intent.STOP})
"""Said of one thing: "no thanks, bye"."""


class Read(Protocol):
    """What a turn means where `expect` was asked for."""

    def __call__(self, turn: Turn, *, expect: Expect) -> Understanding: ...


def told_by_a_clause(
    heard: Understanding,
    turn: Turn,
    state: State,
    *,
    read: Read,
    is_sold: Callable[[str], bool],
    whole: Sequence[Understanding] = (),
) -> Understanding:
    """What was heard; where the dialogue can do nothing with it, or finds no such goods, what its
    one telling clause means. `whole` is what is made of all of it, where something is."""
    if not turn.text or turn.intent is not None or turn.pressed or state.expect in UNTOLD:
        return heard
    if whole:
        return heard
    clauses = [each.strip() for each in _MARKS.split(turn.text) if each.strip()]
    if not 1 < len(clauses) <= _MOST or not _is_lost(state, heard, is_sold):
        return heard
    telling = list(_telling(clauses, turn, state, read, is_sold))
    telling = [each for each in telling if each.intent is not Intent.REPEAT] or telling
    if heard.intent in WISHES_FOR_GOODS:  # goods that are not sold: nothing goes back for them
        telling = [each for each in telling if each.intent in _OF_GOODS]
    meant = {each.intent for each in telling}
    if not telling or (len(meant) > 1 and not meant <= _LEAVING):
        return heard
    last = telling[-1]
    if last.product is None and any(is_sold(each.product) for each in heard.others):
        return heard
    return last.but(method=last.method or heard.method, place=last.place or heard.place)


def _telling(
    clauses: list[str], turn: Turn, state: State, read: Read, is_sold: Callable[[str], bool]
) -> Iterator[Understanding]:
    """The clauses by which the dialogue can go on. Beside words that nobody understood, a yes to
    what costs money is none."""
    for clause in clauses:
        one = read(replace(turn, text=clause), expect=state.expect)
        if one.intent in _CIVIL or is_done(clause) or all(map(is_opener, plainly(clause).split())):
            continue
        if one.intent is Intent.YES and (state.expect in BOUGHT_BY_YES or not says_yes(clause)):
            continue
        if not _is_lost(state, one, is_sold):
            yield one


def _is_lost(state: State, heard: Understanding, is_sold: Callable[[str], bool]) -> bool:
    """Whether it has to be asked again, or nothing is named but goods that are not sold."""
    if heard.product is not None and heard.intent in _OF_GOODS and not is_sold(heard.product):
        return True
    made = step(state, Heard(understanding=heard))
    if isinstance(made.next, CallPerson):
        return made.next.reason is HandoverReason.REPEATED_FAILURE
    if isinstance(made.next, LetGo):
        return made.next.then is Then.PERSON
    return made.state.misses > state.misses
