"""Which of a catalog's words were meant by the words that were heard.

Each guess covers some of the heard words and names words of the catalog: the word itself, one that
sounds like it, one that is spelled like it, the parts of a compound, a synonym, or goods of the
kind it stands for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final

from rapidfuzz import fuzz, process

from app.commerce.lexicon import Phrase, lexicon
from app.commerce.phonetics import sounds
from app.commerce.words import names_something, root

_SYNONYM: Final = 0.88
_OF_KIND: Final = 0.85
_SOUND: Final = 0.92
_SPELLING: Final = 0.96
_PARTS: Final = 0.9
_LEAST_ALIKE: Final = 72.0
"""Percent of letters that a misspelling shares with its word."""
_LEAST_ALIKE_BY_EAR: Final = 50.0
_KEPT: Final = 5
_PART: Final = 3
_LINKS: Final = ("", "s", "n")
"""What German puts between the parts of a compound."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Heard words and what they may mean."""

    first: int
    """Position of the first word covered."""
    count: int
    roots: Phrase
    """Roots in the catalog, all of which a product has that is meant."""
    likeness: float
    """0 to 1."""


class Ear:
    """A catalog's vocabulary, ready to be listened for; immutable once built."""

    def __init__(self, words: Collection[str], known: Callable[[str], bool]) -> None:
        """`words` are folded words of the catalog; `known` tells whether a root occurs in it."""
        self._known = known
        spelled = chain(words, lexicon().words)
        self._words = sorted({each for each in spelled if each.isalpha() and len(each) > 3})
        by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            for key in sounds(word):
                by_sound[key].append(word)
        self._by_sound: Mapping[str, Sequence[str]] = dict(by_sound)

    def guesses(self, tokens: Sequence[str]) -> Iterator[Guess]:
        """Everything the heard words may mean."""
        for at, token in enumerate(tokens):
            for meant, likeness in self._word(token):
                yield from self._named(at, 1, (meant,), likeness)
            if names_something(token) and not self._known(root(token)):
                yield from (Guess(at, 1, parts, _PARTS) for parts in self._parts(token))
        yield from self._phrases(tokens)
        yield from self._joined(tokens)

    def _word(self, token: str) -> Iterator[tuple[str, float]]:
        meant = root(token)
        if not names_something(token):
            return
        if self._known(meant):
            yield meant, 1.0
            yield from self._sounding(token, besides=meant)
        else:
            yield from self._sounding(token)
            yield from self._spelled(token)

    def _named(self, at: int, count: int, phrase: Phrase, likeness: float) -> Iterator[Guess]:
        """A guess, and what else may be said for it."""
        if all(map(self._known, phrase)):
            yield Guess(at, count, phrase, likeness)
        for others, share in ((lexicon().alike, _SYNONYM), (lexicon().kinds, _OF_KIND)):
            for other in others.get(phrase, ()):
                held = tuple(each for each in other if self._known(each))
                if held and len(held) == len([each for each in other if names_something(each)]):
                    yield Guess(at, count, held, likeness * share)

    def _phrases(self, tokens: Sequence[str]) -> Iterator[Guess]:
        """Synonyms of several words together: "water bottle", "sans fil"."""
        roots = [root(token) for token in tokens]
        for count in range(2, lexicon().longest + 1):
            for at in range(len(roots) - count + 1):
                phrase = tuple(roots[at : at + count])
                if phrase in lexicon().alike:
                    yield from self._named(at, count, phrase, 1.0)

    def _joined(self, tokens: Sequence[str]) -> Iterator[Guess]:
        """One word that was heard as two or three: "north peak", "have a ford"."""
        for count in (2, 3):
            for at in range(len(tokens) - count + 1):
                pieces = tokens[at : at + count]
                if not all(map(str.isalpha, pieces)) or not any(map(names_something, pieces)):
                    continue
                word = "".join(pieces)
                strange = [p for p in pieces if names_something(p) and not self._known(root(p))]
                for meant, likeness in self._as_one(word, spelled=bool(strange)):
                    yield from self._named(at, count, (meant,), likeness)

    def _as_one(self, word: str, *, spelled: bool) -> Iterator[tuple[str, float]]:
        if self._known(root(word)):
            yield root(word), 1.0
            return
        if len(word) > 4:
            yield from self._sounding(word)
        if spelled and len(word) > 6:
            yield from self._spelled(word)

    def _sounding(self, token: str, besides: str | None = None) -> Iterator[tuple[str, float]]:
        same = {word for key in sounds(token) for word in self._by_sound.get(key, ())}
        for word in same:
            meant = root(word)
            alike = fuzz.ratio(token, word)
            if meant != besides and alike >= _LEAST_ALIKE_BY_EAR:
                yield meant, _SOUND * (0.7 + 0.3 * alike / 100.0)

    def _spelled(self, token: str) -> Iterator[tuple[str, float]]:
        if len(token) < 4 or not token.isalpha():
            return
        near = process.extract(
            token, self._words, scorer=fuzz.ratio, score_cutoff=_LEAST_ALIKE, limit=_KEPT
        )
        for word, alike, _ in near:
            yield root(word), _SPELLING * alike / 100.0

    def _parts(self, token: str) -> Iterator[Phrase]:
        """The two words of a compound that is not in the catalog as one: "Ingwertee"."""
        for cut in range(_PART, len(token) - _PART + 1):
            head, tail = token[:cut], root(token[cut:])
            if not self._known(tail):
                continue
            for link in _LINKS:
                bare = root(head.removesuffix(link))
                if head.endswith(link) and self._known(bare) and len(bare) >= _PART:
                    yield bare, tail
                    break
            else:
                yield from ((each, tail) for each in islice(self._begun(head), _KEPT))

    def _begun(self, head: str) -> Iterator[str]:
        """Roots of the catalog that a cut-off word begins: "Trailschuhe" of trail running shoes."""
        if len(head) <= _PART:
            return
        for at in range(bisect_left(self._words, head), len(self._words)):
            word = self._words[at]
            if not word.startswith(head):
                return
            if len(word) - len(head) > _PART and self._known(root(word)):
                yield root(word)
