"""Which lines of an order in parts shall stay, by what is said of them in four languages:
"only the first one", "not the one at Ballard", "without the tents", "no wait, both"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from app.voice.nlu.manners import is_no, plainly
from app.voice.nlu.part_lexicon import Mark, counts_all, wants_none
from app.voice.nlu.part_words import OfferedLine, Piece, pieces
from app.voice.nlu.words import split_words

_CUES: Final = frozenset({Mark.ONLY, Mark.WITHOUT, Mark.WITH, Mark.AGAIN})
_BINDING: Final = (Mark.WITHOUT, Mark.ONLY, Mark.AGAIN, Mark.WITH)
"""Of a word before and one behind, which holds: "take the tents out", "the tents not after all"."""
_COUNTED: Final = frozenset({Mark.LINES, Mark.ONLY, Mark.WITH, Mark.BUT, Mark.CORRECTION})
"""What may be said beside the number of goods that are wanted."""
_CHANGES: Final = re.compile(
    r"\b(?:change|reduce|raise|set|bump|cambi(?:a|e|ar)|sube|baja|reduce|change[rz]?|passe[rz]?"
    r"|reduis(?:ez)?|ander(?:e|n)|erhoh(?:e|en)|reduzier(?:e|en)|setz(?:e|en)?)\b"
)
"""Verbs before goods that shall be another number."""
_STRAY: Final = 2
"""Words about something else that may stand beside what is surely left out or kept alone."""
_TO: Final = frozenset(split_words("to a al au aux zu zum zur en de con for"))


class _Said(NamedTuple):
    """Lines, and what is said of them; None: they are only named."""

    cue: Mark | None
    lines: frozenset[int]


def agrees_to_all(text: str, stores: Sequence[str], lines: Sequence[OfferedLine]) -> bool:
    """Whether a text says that all of it is wanted, and nothing else: "both, please"."""
    if not counts_all(text):
        return False
    read = pieces(text, stores, lines, frozenset(range(len(lines))))
    marks = {piece.mark for piece in read.said}
    return Mark.ALL in marks and marks <= {Mark.ALL, Mark.WITH} and not read.unknown


def lines_chosen(
    text: str,
    stores: Sequence[str],
    lines: Sequence[OfferedLine],
    *,
    kept: frozenset[int],
    by_name_alone: bool = True,
) -> frozenset[int] | None:
    """The places of the lines that shall stay; None: nothing is said of that.

    `kept` are those in the order now. Lines that are only named are meant, where `by_name_alone`.
    """
    if wants_none(text):
        return frozenset()
    read = pieces(_no_told(text, lines), stores, lines, kept)
    said = _bound(read.said)
    cued = any(each.cue is not None for each in said)
    if not said or read.counts or read.unknown > (_STRAY if cued else 0):
        return None
    whole = all(each.lines == frozenset(range(len(lines))) for each in said)
    if not cued and not whole and (not by_name_alone or read.at_store_alone):
        return None
    return _kept(said, kept)


def lines_recounted(
    text: str, stores: Sequence[str], lines: Sequence[OfferedLine], *, kept: frozenset[int]
) -> tuple[int, int] | None:
    """The line of which another number is wanted, and that number: "only two lamps"; None: it is
    not one line alone, or something else is said as well."""
    read = pieces(_CHANGES.sub(" ", plainly(text)), stores, lines, kept)
    marks = {piece.mark for piece in read.said}
    if len(read.counts) != 1 or read.unknown or not marks <= _COUNTED:
        return None
    ((named, figure),) = read.counts
    said = {at for piece in read.said for at in piece.lines}
    return (min(named), figure) if len(named) == 1 and said == named and figure else None


def _kept(said: Sequence[_Said], kept: frozenset[int]) -> frozenset[int] | None:
    def told(*cues: Mark | None) -> frozenset[int]:
        return frozenset().union(*(each.lines for each in said if each.cue in cues))

    only, out, again = told(Mark.ONLY), told(Mark.WITHOUT), told(Mark.AGAIN)
    wanted = told(None, Mark.WITH)
    if only:
        return (only | told(Mark.WITH) | again) - (out - only)
    if out:
        left = (kept | wanted | again) - out
        return left or None  # whoever wants nothing of it says no
    if again:
        return kept | wanted | again if again - kept else None  # more of it is another wish
    return wanted


def _no_told(text: str, lines: Sequence[OfferedLine]) -> str:
    """The text with another word for a no that belongs to what follows it: "no to the first", "no
    tents". One that stands by itself answers the question: "no, the first one"."""
    words = plainly(text).split()
    while len(words) > 2 and is_no(words[0]) and words[1] == words[0]:
        words = words[1:]
    if len(words) < 2 or not is_no(words[0]):
        return text
    named = pieces(words[1], (), lines, frozenset()).said
    if words[1] in _TO or any(each.mark is Mark.LINES for each in named):
        return " ".join(("not", *words[1:]))
    return " ".join(words)


def _bound(said: Sequence[Piece]) -> list[_Said]:
    """What is said of which lines."""
    bound: list[_Said] = []
    clause: list[Piece] = []
    corrected = False
    for at, piece in enumerate(ended := (*said, Piece(Mark.BUT))):
        if piece.mark not in {Mark.BUT, Mark.CORRECTION}:
            clause.append(piece)
            continue
        if clause and clause[-1].mark is Mark.ALL and at + 1 < len(ended) and ended[at + 1].lines:
            clause.append(Piece(Mark.WITHOUT))  # "all but the tents"
            continue
        told = _clause(clause)
        if told and corrected:
            before = bound[-1].cue if bound else None
            alike = all(each.cue is None for each in told)
            whole = any(each.mark is Mark.ALL for each in clause)
            bound = [each._replace(cue=before) for each in told] if alike and not whole else told
        else:
            bound += told
        corrected = piece.mark is Mark.CORRECTION or (corrected and not told)
        clause = []
    return bound


def _clause(said: Sequence[Piece]) -> list[_Said]:
    """A clause's words stand before what they belong to, or behind it: "the second one, no"."""
    marks = [piece for piece in said if piece.mark is not Mark.AND]
    if not any(piece.lines for piece in marks):
        return []
    if marks[0].lines and marks[-1].mark in _CUES:
        return _behind(marks)
    return _before(marks)


def _behind(marks: Sequence[Piece]) -> list[_Said]:
    bound: list[_Said] = []
    open_since = 0
    for piece in marks:
        if piece.lines:
            if bound and open_since < len(bound) and bound[-1].cue is not None:
                open_since = len(bound)
            bound.append(_Said(None, piece.lines))
            continue
        bound[open_since:] = [
            each._replace(cue=_stronger(each.cue, piece.mark)) for each in bound[open_since:]
        ]
    return bound


def _before(marks: Sequence[Piece]) -> list[_Said]:
    bound: list[_Said] = []
    cue: Mark | None = None
    fresh: list[Mark] = []
    for piece in marks:
        if not piece.lines:
            fresh.append(piece.mark)
            continue
        if len(fresh) > 1 and bound and bound[-1].cue is None:
            bound[-1] = bound[-1]._replace(cue=fresh[0])  # "the tents not, only the mug"
        if fresh:
            cue = fresh[-1]
        fresh = []
        bound.append(_Said(cue, piece.lines))
    for mark in fresh:
        bound[-1] = bound[-1]._replace(cue=_stronger(bound[-1].cue, mark))
    return bound


def _stronger(one: Mark | None, other: Mark) -> Mark:
    return next(mark for mark in _BINDING if mark in (one, other))
