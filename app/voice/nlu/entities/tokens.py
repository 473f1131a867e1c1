"""The pieces of a sentence that entities are read from, and which of them are accounted for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, TypeAlias

from app.voice.nlu.plain import unaccented

_PIECE: Final = re.compile(
    r"\bt[- ]shirts?\b|\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+[.,]\d+|\d+|"
    r"[^\W\d_]+(?:'[^\W\d_]+)*|[#$€£%,;:/]"
)
_ELISION: Final = re.compile(
    r"\b(qu|[cdjlmnst]|jusqu|lorsqu|puisqu|aujourd|quelqu)'(?=[^\W\d_])", re.I
)
_LONGEST: Final = 80
"""Pieces of an utterance that are read."""
_LONGEST_TEXT: Final = 600
Phrases: TypeAlias = Mapping[str, tuple[tuple[str, ...], ...]]
"""Phrases in plain words by their first one, the longest first."""


@dataclass(frozen=True, slots=True)
class Token:
    """One piece: as said in lower case, as compared, and where it stands in the text."""

    word: str
    plain: str
    start: int
    end: int


@dataclass(slots=True)
class Sheet:
    """A sentence while it is read: its tokens, and which of them are spoken for."""

    text: str
    lang: str
    tokens: tuple[Token, ...]
    plain: tuple[str, ...]
    used: list[bool]
    stops: dict[int, bool] = field(default_factory=dict)
    """Of tokens looked at: whether they are never part of a product's name."""
    numbers: dict[int, tuple[int, int] | None] = field(default_factory=dict)
    """Of tokens looked at: the whole number that starts there, and how many tokens it takes."""
    amounts: dict[int, tuple[Decimal, int] | None] = field(default_factory=dict)
    """The same with halves and decimals."""
    goods: frozenset[str] = frozenset()
    """Words of the titles on sale, folded, where a shop is known."""

    @classmethod
    def of(cls, text: str, lang: str, goods: frozenset[str] = frozenset()) -> Sheet:
        """The sheet of a text; `lang` is a language code, or two for mixed sentences."""
        shown = text[:_LONGEST_TEXT].replace("’", "'").lower()
        spaced = _ELISION.sub(lambda found: found.group(0).replace("'", " "), shown)
        tokens = tuple(_tokens(spaced))[:_LONGEST]
        plain = tuple(token.plain for token in tokens)
        return cls(shown, lang, tokens, plain, [False] * len(tokens), goods=goods)

    def use(self, start: int, end: int) -> None:
        """Speak for the tokens [start, end)."""
        for at in range(start, end):
            self.used[at] = True

    def within(self, start: int, end: int | None) -> Sheet:
        """The same sheet with all tokens outside of [start, end) spoken for."""
        last = len(self.used) if end is None else end
        used = [at < start or at >= last or used for at, used in enumerate(self.used)]
        return replace(self, used=used)

    def free(self, start: int, end: int) -> bool:
        """Whether none of the tokens [start, end) is spoken for."""
        return not any(self.used[start:end])

    def words_at(self, at: int, phrases: Phrases) -> int:
        """How many tokens the longest of the phrases takes that stands there; 0: none."""
        found = phrases.get(self.plain[at]) if at < len(self.plain) else None
        for phrase in found or ():
            if self.plain[at : at + len(phrase)] == phrase:
                return len(phrase)
        return 0

    def said(self, start: int, end: int) -> str:
        """The text of the tokens [start, end), as it was said."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def speaks(self, *langs: str) -> bool:
        """Whether the sentence is, at least partly, in one of these languages."""
        return any(lang in self.lang for lang in langs)


def _tokens(spaced: str) -> Iterable[Token]:
    for found in _PIECE.finditer(spaced):
        word = found.group()
        plain = unaccented(word).replace("'", "")
        yield Token(word, plain, found.start(), found.start() + len(word))


def phrases(text: str) -> Phrases:
    """Phrases written as one text, `|` between them."""
    return by_first_word(tuple(each.split()) for each in text.split("|"))


def by_first_word(said: Iterable[tuple[str, ...]]) -> Phrases:
    """These phrases, ready to be looked for in a sentence."""
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for phrase in said:
        found[phrase[0]].add(phrase)
    return {first: tuple(sorted(alike, key=len, reverse=True)) for first, alike in found.items()}
