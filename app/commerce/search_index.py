"""An in-memory index over one merchant's catalog, built for spoken queries.

Every word of a query may mean several words of the catalog; each meaning lifts the products that
have it, all of them at once in one vector. Only the few best are compared with the query letter by
letter, so that a query costs about the same in a catalog of a hundred or a hundred thousand
products (measured: docs/discovery.md).
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log1p
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from app.commerce.hearing import Ear, Guess
from app.commerce.lexicon import Phrase, Sense, lexicon
from app.commerce.words import names_something, root, tokens_of, words_of

Numbers: TypeAlias = npt.NDArray[np.float32]
Rows: TypeAlias = npt.NDArray[np.intp]

_CANDIDATES: Final = 60
_NEAR_BEST: Final = 0.6
"""Share of the best candidate's figure below which nothing is worth ranking."""
_MIN_SCORE: Final = 55.0
_LIKE: Final = 0.2
"""Share of a text that a product answers which is something like it."""
_REMEMBERED: Final = 1024
_HEARD: Final = 16
"""Words of a query that are listened to."""
_NAME: Final = 1.0
_CATEGORY: Final = 0.85
_KEYWORD: Final = 0.75
_PART: Final = 0.8
"""What a word counts for: in the title or brand (and where it is all of the category's name),
among others in the category's name, elsewhere, as a part of a compound."""
_MEANT: Final = 0.7
"""Share of the letters that another word may differ in if it means the same: "Schuhe", "shoes"."""
_CATEGORY_MEANT: Final = 95.0
"""Points of what is in a category that was asked for by another name and by nothing else."""
_STRANGE: Final = 0.5
"""What a word that means nothing here weighs beside the others."""
_POPULAR: Final = 2.0
"""Points that the best-selling product has over one that never sold."""
_COMPOUND: Final = 8
_UNPRICED: Final = -1


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
    low: int | None = None
    """Its cheapest variant's price in minor units; None: none has a price."""
    high: int | None = None
    sold: float = 0.0
    """Units sold lately, older ones counting for less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRange:
    """What something may cost, in minor units; both ends belong to it."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class _Posting:
    """The products that have a word, and how much it counts there."""

    rows: Rows
    weights: Numbers


class SearchIndex:
    """Immutable once built; find product ids by what a shopper says."""

    def __init__(self, entries: Iterable[IndexEntry]) -> None:
        self._goods = _Goods(entries)
        # remembered outside of the goods: an index that is replaced is freed with its last reader
        self._known = lru_cache(maxsize=_REMEMBERED)(self._goods.find)

    def __len__(self) -> int:
        return len(self._goods)

    def find(
        self, query: str, limit: int, price: PriceRange | None = None
    ) -> Sequence[tuple[str, float]]:
        """Product ids with a score of 0 to 100, best first; empty when nothing is close.

        Shoppers ask for the same things: what was found lately is remembered.
        """
        return self._known(query, limit, price)

    def best_selling(self, limit: int) -> Sequence[str]:
        """Product ids by what was sold lately; of equals those that came first."""
        return self._goods.best_selling(limit)

    def like(self, words: str, limit: int) -> Sequence[tuple[str, float]]:
        """Products that share words with a text, those with the most telling ones first; the
        score says how much of the text they answer."""
        return self._goods.like(words, limit)


class _Goods:
    """The products, their words and their prices."""

    def __init__(self, entries: Iterable[IndexEntry]) -> None:
        made = _Draft()
        for entry in entries:
            made.add(entry)
        self._ids, self._names, self._codes = made.ids, made.names, made.codes
        self._kinds = made.kinds
        self._low = np.array(made.low, dtype=np.int64)
        self._high = np.array(made.high, dtype=np.int64)
        self._popular = _shares(made.sold)
        self._postings = made.postings()
        self._ear = Ear(made.words, self._postings.__contains__)

    def __len__(self) -> int:
        return len(self._ids)

    def best_selling(self, limit: int) -> Sequence[str]:
        """Product ids, best-selling first."""
        order = np.argsort(-self._popular, kind="stable")[:limit]
        return [self._ids[row] for row in order]

    def like(self, words: str, limit: int) -> Sequence[tuple[str, float]]:
        """Products by how much of a text they answer."""
        tokens = tokens_of(words)[:_HEARD]
        shares = self._shares(tokens)
        rows = np.flatnonzero(shares >= _LIKE)
        order = np.lexsort((rows, -self._popular[rows], -shares[rows]))[:limit]
        return [(self._ids[row], round(100.0 * float(shares[row]), 2)) for row in rows[order]]

    def find(self, query: str, limit: int, price: PriceRange | None) -> Sequence[tuple[str, float]]:
        """Products by how well they fit a query."""
        exact = self._codes.get(query.strip().lower())
        if exact is not None:
            return [(self._ids[exact], 100.0)]
        tokens = tokens_of(query)[:_HEARD]
        ranked = self._ranked(tokens, limit, price)
        if not ranked:
            ranked = self._ranked(_without_uses(tokens), limit, price)
        return [(self._ids[row], score) for score, row in ranked]

    def _ranked(
        self, tokens: Sequence[str], limit: int, price: PriceRange | None
    ) -> Sequence[tuple[float, int]]:
        """Scores and rows, best first."""
        if not any(map(names_something, tokens)):
            return []
        shares = self._shares(tokens)
        if price is not None:
            shares = np.where(self._within(price), shares, 0.0)
        spoken = " ".join(token for token in tokens if names_something(token))
        kinds = _categories(tokens)
        scored = [
            (max(self._score(row, spoken, float(shares[row])), kinds.get(self._kinds[row], 0)), row)
            for row in self._best(shares, max(_CANDIDATES, limit))
        ]
        return sorted((pair for pair in scored if pair[0] >= _MIN_SCORE), key=self._rank)[:limit]

    def _shares(self, tokens: Sequence[str]) -> Numbers:
        """How much of the query each product answers, 0 to 1."""
        heard = [at for at, token in enumerate(tokens) if names_something(token)]
        lifted = {at: np.zeros(len(self._ids), dtype=np.float32) for at in heard}
        telling = dict.fromkeys(heard, 0.0)
        for guess in self._ear.guesses(tokens):
            posting = self._posting(guess)
            if not len(posting.rows):
                continue
            values = posting.weights * np.float32(guess.likeness)
            rarity = guess.likeness * log1p(len(self._ids) / len(posting.rows))
            for at in range(guess.first, guess.first + guess.count):
                if at in lifted:
                    np.maximum.at(lifted[at], posting.rows, values)
                    telling[at] = max(telling[at], rarity)
        return self._weighed(lifted, telling)

    def _weighed(self, lifted: Mapping[int, Numbers], telling: Mapping[int, float]) -> Numbers:
        """The figures of all words in one; the rarer a word, the more it tells.

        Added up by hand: a matrix product would wake a pool of threads in every web process.
        """
        shares = np.zeros(len(self._ids), dtype=np.float32)
        meant = [each for each in telling.values() if each]
        if not meant:
            return shares
        strange = _STRANGE * sum(meant) / len(meant)
        whole = sum(each or strange for each in telling.values())
        for at, figures in lifted.items():
            shares += figures * np.float32(telling[at] / whole)
        return shares

    def _posting(self, guess: Guess) -> _Posting:
        """The products that have all words of a guess."""
        first, *others = (self._postings[each] for each in guess.roots)
        for other in others:
            rows, ours, theirs = np.intersect1d(
                first.rows, other.rows, assume_unique=True, return_indices=True
            )
            first = _Posting(rows, np.minimum(first.weights[ours], other.weights[theirs]))
        return first

    def _within(self, price: PriceRange) -> npt.NDArray[np.bool_]:
        """Products with a variant that may cost what was said."""
        fits: npt.NDArray[np.bool_] = self._low != _UNPRICED
        if price.most is not None:
            fits = fits & (self._low <= price.most)
        if price.least is not None:
            fits = fits & (self._high >= price.least)
        return fits

    def _best(self, shares: Numbers, count: int) -> Sequence[int]:
        """The rows worth ranking; of equals the more popular."""
        if not len(shares) or not (best := float(shares.max())):
            return []
        rows = np.flatnonzero(shares >= best * _NEAR_BEST)
        if len(rows) > count:
            figures = shares[rows] + self._popular[rows] * np.float32(_POPULAR / 100.0)
            rows = rows[np.argpartition(figures, -count)[-count:]]
        return [int(row) for row in rows]

    def _rank(self, scored: tuple[float, int]) -> tuple[float, float, int]:
        score, row = scored
        return -score, -float(self._popular[row]), row

    def _score(self, row: int, spoken: str, share: float) -> float:
        letters = fuzz.token_ratio(spoken, self._names[row])
        likeness = letters + (100.0 - letters) * _MEANT * share
        score = 60.0 * share + 0.4 * likeness + _POPULAR * float(self._popular[row])
        return round(min(100.0, score), 2)


class _Draft:
    """An index while it is built."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.names: list[str] = []
        self.kinds: list[Phrase] = []
        self.codes: dict[str, int] = {}
        self._once: dict[Phrase, Phrase] = {}
        self.words: set[str] = set()
        self.low, self.high = array("q"), array("q")
        self.sold = array("d")
        self._rows: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))
        self._weights: defaultdict[str, array[float]] = defaultdict(lambda: array("f"))

    def add(self, entry: IndexEntry) -> None:
        """Take a product in."""
        row = len(self.ids)
        name = tokens_of(f"{entry.brand or ''} {entry.title}")
        said = [word for word in name if names_something(word)] or name
        self.ids.append(entry.product_id)
        self.names.append(" ".join(dict.fromkeys(said)))
        self.low.append(_UNPRICED if entry.low is None else entry.low)
        self.high.append(_UNPRICED if entry.high is None else entry.high)
        self.sold.append(entry.sold)
        for code in entry.codes:
            self.codes[code.lower()] = row
        others = [word for text in entry.keywords for word in words_of(text)]
        kind = _named(map(root, words_of(entry.category or "")))
        self.kinds.append(self._once.setdefault(kind, kind))
        roots = dict.fromkeys(map(root, others), _KEYWORD)
        roots |= dict.fromkeys(kind, _NAME if len(kind) == 1 else _CATEGORY)
        roots |= dict.fromkeys(map(root, (*said, *_run_together(name))), _NAME)
        for each, weight in roots.items():
            self._rows[each].append(row)
            self._weights[each].append(weight)
        self.words.update(said, others, words_of(entry.category or ""), _run_together(name))

    def postings(self) -> Mapping[str, _Posting]:
        """Products by root, compounds under their parts as well."""
        made = {
            each: _Posting(
                np.array(rows, dtype=np.intp),
                np.frombuffer(self._weights[each], dtype=np.float32),
            )
            for each, rows in self._rows.items()
        }
        whole = dict(made)
        for part, compounds in self._parts(made, heads=True).items():
            made[part] = _merged([made[part], *(_lessened(whole[each]) for each in compounds)])
        for kind, compounds in self._parts(whole, heads=False).items():
            made[kind] = _merged([made[kind], *(whole[each] for each in compounds)])
        return made

    def _parts(self, known: Mapping[str, _Posting], *, heads: bool) -> Mapping[str, set[str]]:
        """Compounds by the words of the catalog that they begin with ("Regenjacke" by "Regen"), or
        by those that they end with, which say what they are, whatever stands before."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for word in self.words:
            if len(word) < _COMPOUND or not word.isalpha():
                continue
            for cut in range(4, len(word) - 3):
                head, tail = root(word[:cut]), root(word[cut:])
                if tail not in known or root(word) == tail:
                    continue
                if not heads:
                    found[tail].add(root(word))
                elif head in known:
                    found[head].add(root(word))
        return found


def _categories(tokens: Sequence[str]) -> Mapping[Phrase, float]:
    """Categories that are all that was asked for, with the points of what is in them."""
    said = [at for at, token in enumerate(tokens) if names_something(token)]
    phrase = tuple(map(root, tokens[said[0] : said[-1] + 1]))
    others = lexicon().alike.get(phrase, frozenset())
    meant = {_named(each): _CATEGORY_MEANT for each in others}
    return meant | {_named(root(tokens[at]) for at in said): 100.0}


def _without_uses(tokens: Sequence[str]) -> Sequence[str]:
    """The words without what the goods are wanted for, which few titles tell: "for hiking"."""
    kept = [each for each in tokens if lexicon().senses.get((root(each),)) is not Sense.USE]
    return kept if len(kept) < len(tokens) else ()


def _named(roots: Iterable[str]) -> Phrase:
    """A phrase without its little words."""
    return tuple(each for each in roots if names_something(each))


def _run_together(name: Sequence[str]) -> list[str]:
    """Little words with the next one, as they are heard: "Le Hameau", "Air Max"."""
    return [
        first + second
        for first, second in pairwise(name)
        if first.isalpha() and second.isalpha() and 1 < len(first) <= 3 < len(second)
    ]


def _lessened(posting: _Posting) -> _Posting:
    return _Posting(posting.rows, posting.weights * np.float32(_PART))


def _merged(postings: Sequence[_Posting]) -> _Posting:
    """All products of several postings, each with the most it counts for."""
    rows = np.concatenate([each.rows for each in postings])
    weights = np.concatenate([each.weights for each in postings])
    order = np.lexsort((-weights, rows))
    rows, weights = rows[order], weights[order]
    first = np.concatenate(([True], rows[1:] != rows[:-1]))
    return _Posting(rows[first], weights[first])


def _shares(sold: array[float]) -> Numbers:
    """Sales as 0 to 1; the tenth unit says more than the thousandth."""
    figures: Numbers = np.log1p(np.array(sold, dtype=np.float32))
    most = figures.max(initial=0.0)
    return figures / most if most else figures
