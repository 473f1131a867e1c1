"""What is said of the parts of an order, in four languages: stores, places in the list read out,
goods, and the words that keep one of them or leave it out.

Closed lists, looked for in plain words. What they come to is told by `app.voice.nlu.part_choice`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from app.commerce.words import NUMBERS, root
from app.voice.nlu.manners import is_answer, is_no, is_opener, plainly
from app.voice.nlu.part_lexicon import (
    ARTICLES,
    BEFORE_NO_PLACE,
    HAVING,
    IDLE,
    JOINING,
    MAY_BE_GOODS,
    NEVER_GOODS,
    NUMBERED,
    ONE,
    OTHER_ONE,
    PART_NOUNS,
    PLACES,
    POINTING,
    WEIGHTLESS,
    Mark,
)
from app.voice.nlu.words import split_words


class Piece(NamedTuple):
    """A piece of a sentence, with the lines that it names."""

    mark: Mark
    lines: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedLine:
    """One line of an order in parts, as it can be named."""

    part: int
    names: str
    """Words for the goods."""
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """A sentence as far as it is about the parts of an order."""

    said: tuple[Piece, ...]
    unknown: int
    """Words of weight that are about something else."""
    at_store_alone: bool
    """Nothing but a store is named, and nothing says that its part is meant: "Ballard"."""
    counts: tuple[tuple[frozenset[int], int], ...]
    """Numbers of goods that are not those of the order."""


_STEM: Final = 4
"""Letters from which on a word may be part of a longer one: "Becher", "Campingbecher"."""
_POLITE: Final = frozenset(split_words("please por favor s bitte then entonces alors dann"))
_LONG_FIGURE: Final = 4
"""Digits that are no number of goods."""
_OF: Final = frozenset(split_words("of de des von del d"))
_OF_THE: Final = _OF | ARTICLES | frozenset(split_words("my those these esas esos ces diesen"))
_MADE: Final = tuple([word] for word in split_words("to a auf times x mal"))
"""Between goods and their number: "the lamps to two"."""
_OF_THEM: Final = (["of", "them"], ["of", "those"], ["de", "ellas"], ["de", "ellos"],
                   ["d", "entre"], ["von", "denen"], ["davon"])  # fmt: skip


def limits(text: str) -> bool:
    """Whether something is left out or kept alone, be it not known what."""
    marks = {Mark.ONLY, Mark.WITHOUT}
    reader = _Reader(plainly(text).split(), (), ())
    return any(piece.mark in marks for piece in reader.read().said)


def names_part(text: str, stores: Sequence[str]) -> bool:
    """Whether a part is named by its store or its place in the list, not by goods alone."""
    said = pieces(text, stores, (), frozenset()).said
    return any(piece.mark is Mark.LINES for piece in said)


def pieces(
    text: str, stores: Sequence[str], lines: Sequence[OfferedLine], kept: frozenset[int]
) -> Pieces:
    """The pieces of a text, given the names of the stores by part and the lines of the order;
    `kept` are those not left out before."""
    words = IDLE.sub(" ", plainly(text)).split()
    return _Reader(words, stores, lines, kept).read()


class _Reader:
    """Reads one text from left to right."""

    def __init__(
        self,
        words: Sequence[str],
        stores: Sequence[str],
        lines: Sequence[OfferedLine],
        kept: frozenset[int] = frozenset(),
    ) -> None:
        self._words = words
        self._lines = lines
        self._kept = kept
        self._all = frozenset(range(len(lines)))
        self._stores = _telling(stores)
        self._titles = [frozenset(map(root, plainly(line.names).split())) for line in lines]
        self._said: list[Piece] = []
        self._unknown = 0
        self._by_store = self._by_else = self._pointed = False
        self._counts: list[tuple[frozenset[int], int]] = []

    def read(self) -> Pieces:
        """All of it."""
        at = 0
        while at < len(self._words):
            at += self._read_at(at)
        return Pieces(
            said=tuple(self._said),
            unknown=self._unknown,
            at_store_alone=self._by_store and not self._by_else and not self._pointed,
            counts=tuple(self._counts),
        )

    def _read_at(self, at: int) -> int:
        """Take over what begins there; how many words it has."""
        return (
            self._cue(at, NEVER_GOODS)
            or self._no(at)
            or self._other(at)
            or self._place(at)
            or self._store(at)
            or self._goods(at)
            or self._cue(at, MAY_BE_GOODS)
            or self._skip(at)
        )

    def _skip(self, at: int) -> int:
        word = self._words[at]
        self._pointed = self._pointed or word in POINTING
        if word not in WEIGHTLESS and word not in NUMBERS and not word.isdecimal():
            self._unknown += not is_opener(word) and not is_answer(word)
        return 1

    def _cue(self, at: int, table: Sequence[tuple[Mark, re.Pattern[str]]]) -> int:
        rest = " ".join(self._words[at:])
        for mark, pattern in table:
            found = pattern.match(rest)
            if found is None:
                continue
            length = len(found[0].split())
            if mark is Mark.ALL and self._counts_goods(at + length):
                return length  # "both tents", "all the mugs"
            self._said.append(Piece(mark, self._all if mark is Mark.ALL else frozenset()))
            return length
        return 0

    def _no(self, at: int) -> int:
        """Said behind something, a no is about that, or takes it back: "the first, no, the second".
        At the beginning it answers a question."""
        if not at or not is_no(self._words[at]):
            return 0
        articles = {"the"} if self._words[at] == "no" else ARTICLES
        turned = any(word in articles for word in self._words[at + 1 : at + 2])
        self._said.append(Piece(Mark.CORRECTION if turned else Mark.WITHOUT))
        return 1

    def _counts_goods(self, at: int) -> bool:
        following = [each for each in self._words[at : at + 2] if each not in ARTICLES][:1]
        return any(self._lines_called(word) for word in following)

    def _other(self, at: int) -> int:
        found = OTHER_ONE.match(" ".join(self._words[at:]))
        if found is None:
            return 0
        named = frozenset().union(*(each.lines for each in self._said))
        rest = self._all - (named or self._kept)
        before = [each.mark for each in self._said if each.mark is not Mark.AND][-1:]
        if rest and before == [Mark.LINES]:
            self._said.append(Piece(Mark.BUT))  # "the first and the rest not"
        if rest:
            self._name(rest)
        return len(found[0].split())

    def _place(self, at: int) -> int:
        word = self._words[at]
        before = self._words[at - 1] if at else ""
        place, length = PLACES.get(word), 1
        if place is None and word in NUMBERED and at + 1 < len(self._words):
            figure = NUMBERS.get(self._words[at + 1], self._words[at + 1])
            if figure.isdecimal() and len(figure) == 1:
                place, length = int(figure), 2
        if place is None or before in BEFORE_NO_PLACE:
            return 0
        parts = len(self._stores)
        if not 1 <= (place if place > 0 else place + parts + 1) <= parts:
            self._unknown += 1
            return length
        self._name(self._of_part(place - 1 if place > 0 else parts - 1))
        return length

    def _store(self, at: int) -> int:
        for part, names in enumerate(self._stores):
            for name in names:
                if tuple(self._words[at : at + len(name)]) == name:
                    self._name(self._of_part(part), by_store=True)
                    return len(name)
        return 0

    def _of_part(self, part: int) -> frozenset[int]:
        return frozenset(at for at, line in enumerate(self._lines) if line.part == part)

    def _goods(self, at: int) -> int:
        end, names = at, list[frozenset[int]]()
        while end < len(self._words):
            called = self._lines_called(self._words[end])
            if called:
                names.append(called)
            elif not names or not self._goes_on(end):
                break
            end += 1
        if not names:
            return 0
        shared = [sum(line in each for each in names) for line in range(len(self._lines))]
        lines = frozenset(at for at, count in enumerate(shared) if count == max(shared))
        last = end
        while not self._lines_called(self._words[last - 1]):
            last -= 1
        self._count(at, last, lines)
        if at >= 2 and self._words[at - 1] in ARTICLES | HAVING:
            lines = self._whole_parts(at, lines)
        self._name(lines)
        return last - at

    def _goes_on(self, at: int) -> bool:
        """Whether a little word is one within a name: "Café de la Casa"."""
        word, before = self._words[at], self._words[at - 1]
        return word in JOINING or (word in ARTICLES and before in JOINING)

    def _whole_parts(self, at: int, lines: frozenset[int]) -> frozenset[int]:
        """All of "the part with the tents"."""
        before = [word for word in self._words[:at] if word not in ARTICLES]
        having = len(before) > 1 and before[-1] in HAVING
        if not having or before[-2] not in PART_NOUNS | POINTING:
            return lines
        parts = {self._lines[each].part for each in lines}
        return frozenset(each for each in self._all if self._lines[each].part in parts)

    def _count(self, at: int, end: int, lines: frozenset[int]) -> None:
        """Note a number of the goods: "two lamps", "two of the lamps", "the lamps, two of them"."""
        figure = self._number_before(at)
        figure = self._number_behind(end) if figure is None else figure
        if figure is not None and all(self._lines[each].quantity != figure for each in lines):
            self._counts.append((lines, figure))

    def _number_before(self, at: int) -> int | None:
        start = at
        while start and self._words[start - 1] in _OF_THE:
            start -= 1
        if start != at and not _OF & set(self._words[start:at]):
            start = at
        word = self._words[start - 1] if start else ""
        if word in ONE:
            return 1 if start == at else None
        return _figure(word)

    def _number_behind(self, end: int) -> int | None:
        start = end + (self._words[end : end + 1] in _MADE)
        figure = _figure(self._words[start]) if start < len(self._words) else None
        behind = self._words[start + 1 : start + 3]
        alone = not behind or behind in _OF_THEM or behind[0] in _POLITE
        return figure if alone else None

    def _lines_called(self, word: str) -> frozenset[int]:
        if word in WEIGHTLESS or word in NUMBERS or word in PLACES or word.isdecimal():
            return frozenset()
        said = root(word)
        return frozenset(
            at
            for at, title in enumerate(self._titles)
            if any(said == each or (len(said) >= _STEM and said in each) for each in title)
        )

    def _name(self, lines: frozenset[int], *, by_store: bool = False) -> None:
        """A second name for what was just named narrows it: "the mug at Downtown"."""
        self._by_store = self._by_store or by_store
        self._by_else = self._by_else or not by_store
        last = self._said[-1] if self._said else None
        if last is not None and last.mark is Mark.LINES and last.lines & lines:
            self._said[-1] = Piece(Mark.LINES, last.lines & lines)
        else:
            self._said.append(Piece(Mark.LINES, lines))


def _figure(word: str) -> int | None:
    figure = NUMBERS.get(word, word)
    return int(figure) if figure.isdecimal() and len(figure) < _LONG_FIGURE else None


def _telling(stores: Sequence[str]) -> list[tuple[tuple[str, ...], ...]]:
    """Of each store's name the whole, and the words that no other store has in its."""
    names = [tuple(plainly(store).split()) for store in stores]
    made = []
    for at, name in enumerate(names):
        others = {word for other, each in enumerate(names) if other != at for word in each}
        telling = [word for word in name if word not in others and word not in WEIGHTLESS]
        made.append((name, *((word,) for word in telling)))
    return made
