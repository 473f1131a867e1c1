"""An in-memory inverted index over one merchant's catalog, built for spoken queries.

Words and character trigrams nominate candidates; only the few best are ranked with rapidfuzz, so
that a query costs the same in a catalog of a hundred or a hundred thousand products.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset({"a", "an", "the", "of", "in", "for", "with", "and", "some", "any", "my", "s"})
_CANDIDATES = 40
_NEAR_BEST = 0.6
"""Share of the best candidate's votes below which nothing is worth ranking."""
_MIN_SCORE = 55.0
_REMEMBERED = 1024


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents, for matching only."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def stem(word: str) -> str:
    """The word without an English plural ending."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def words_of(text: str) -> list[str]:
    """The searchable stems of a text, in order."""
    return [stem(word) for word in _WORD.findall(fold(text)) if word not in _STOP]


def _trigrams(word: str) -> set[str]:
    padded = f"^{word}$"
    return {padded[i : i + 3] for i in range(len(padded) - 2)} or {padded}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """What is searched of one product."""

    product_id: str
    title: str
    brand: str | None
    category: str | None
    keywords: Sequence[str] = ()
    """Further words it may be found by: tags, categories, option values."""
    codes: Sequence[str] = ()
    """SKUs and barcodes, matched whole."""


class SearchIndex:
    """Immutable once built; find product ids by what a shopper says."""

    def __init__(self, entries: Iterable[IndexEntry]) -> None:
        self._entries = list(entries)
        self._codes: dict[str, int] = {}
        self._names: list[str] = []
        postings: defaultdict[str, list[int]] = defaultdict(list)
        weights: defaultdict[str, list[float]] = defaultdict(list)
        for number, entry in enumerate(self._entries):
            name = words_of(f"{entry.brand or ''} {entry.title}")
            self._names.append(" ".join(dict.fromkeys(name)))
            for code in entry.codes:
                self._codes[code.lower()] = number
            strong = set(name)
            weak = {word for text in entry.keywords for word in words_of(text)} - strong
            for word in strong:
                postings[word].append(number)
                weights[word].append(1.0)
            for word in weak:
                postings[word].append(number)
                weights[word].append(0.4)
        self._postings: Mapping[str, list[int]] = dict(postings)
        self._weights: Mapping[str, list[float]] = dict(weights)
        self._vocabulary = self._spellings()
        self._known = lru_cache(maxsize=_REMEMBERED)(self._find)

    def _spellings(self) -> Mapping[str, list[str]]:
        by_trigram: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            for gram in _trigrams(word):
                by_trigram[gram].append(word)
        return dict(by_trigram)

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, query: str, limit: int) -> Sequence[tuple[str, float]]:
        """Product ids with a score of 0 to 100, best first; empty when nothing is close.

        Shoppers ask for the same things: what was found lately is remembered.
        """
        return self._known(query, limit)

    def _find(self, query: str, limit: int) -> Sequence[tuple[str, float]]:
        exact = self._codes.get(query.strip().lower())
        if exact is not None:
            return [(self._entries[exact].product_id, 100.0)]
        wanted = words_of(query)
        if not wanted:
            return []
        nominated = self._nominate(wanted)
        if not nominated:
            return []
        spoken = " ".join(wanted)
        best = nominated.most_common(_CANDIDATES)
        enough = best[0][1] * _NEAR_BEST
        scored = [
            (self._score(number, spoken, share), number)
            for number, share in best
            if share >= enough
        ]
        ranked = sorted((pair for pair in scored if pair[0] >= _MIN_SCORE), key=_best_first)
        return [(self._entries[number].product_id, score) for score, number in ranked[:limit]]

    def _nominate(self, wanted: Sequence[str]) -> Counter[int]:
        votes: Counter[int] = Counter()
        share = 1.0 / len(wanted)
        for word in wanted:
            for spelling, likeness in self._spelled_like(word):
                rarity = share * likeness
                for number, weight in zip(
                    self._postings[spelling], self._weights[spelling], strict=True
                ):
                    votes[number] += rarity * weight  # type: ignore[assignment]  # a float tally
        return votes

    def _spelled_like(self, word: str) -> list[tuple[str, float]]:
        if word in self._postings:
            return [(word, 1.0)]
        if len(word) < 4:
            return []
        grams = _trigrams(word)
        shared = Counter(near for gram in grams for near in self._vocabulary.get(gram, ()))
        close = (
            (near, fuzz.ratio(word, near) / 100.0)
            for near, common in shared.most_common(20)
            if common * 3 >= len(grams)
        )
        return [(near, likeness) for near, likeness in close if likeness >= 0.72][:4]

    def _score(self, number: int, spoken: str, share: float) -> float:
        name = self._names[number]
        likeness = fuzz.token_ratio(spoken, name)
        return round(min(100.0, 100.0 * share * 0.6 + likeness * 0.4), 2)


def _best_first(pair: tuple[float, int]) -> tuple[float, int]:
    return (-pair[0], pair[1])
