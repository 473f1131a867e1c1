"""A sentence as numbers: hashed words, letters and concepts, each group of length one."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise
from math import sqrt
from typing import Final
from zlib import crc32

from app.voice.nlu.concepts import Concepts
from app.voice.nlu.plain import NUMBER

SIZE: Final = 1 << 17
"""Places that features are hashed to."""
_WORDS, _LETTERS, _CONCEPTS = 1.0, 1.4, 0.7
"""How much each group counts; found by leaving one source of the training rows out at a time."""
_LONGEST: Final = 60
"""Words of a sentence that are looked at."""
_MANY: Final = 12


def features_of(words: Sequence[str], concepts: Concepts) -> tuple[list[int], list[float]]:
    """Places and weights of the features of these plain words; a place may occur twice."""
    words = words[:_LONGEST]
    meant = concepts.of_words(words)
    places: list[int] = []
    weights: list[float] = []
    groups = (
        (_WORDS, _word_features(words)),
        (_LETTERS, [place for word in words for place in _letter_features(word)]),
        (_CONCEPTS, _concept_features(meant)),
    )
    for weight, found in groups:
        places += found
        weights += [weight / sqrt(len(found) or 1)] * len(found)
    return places, weights


def _place(kind: str, name: str) -> int:
    return crc32(f"{kind}{name}".encode()) % SIZE


def _word_features(words: Sequence[str]) -> list[int]:
    found = [_place("w", word) for word in set(words)]
    found += [_place("b", f"{one} {two}") for one, two in set(pairwise(["^", *words, "$"]))]
    return sorted(found)


@lru_cache(maxsize=8192)
def _letter_features(word: str) -> array[int]:
    """Runs of three to five letters, the edges of the word counting as one.

    Kept as bare numbers: thousands of words take a tenth of the memory that lists of them would.
    """
    if word == NUMBER:
        return array("I")
    edged = f" {word} "
    runs = {edged[at : at + size] for size in (3, 4, 5) for at in range(len(edged) - size + 1)}
    return array("I", (_place("c", run) for run in sorted(runs)))


def _concept_features(meant: Sequence[frozenset[str]]) -> list[int]:
    """Concepts, pairs of them in any order, which come next to each other, and how many words say
    nothing of a shop."""
    order = _in_order(meant)
    present = sorted({name for names in order for name in names})
    found = [_place("k", name) for name in present]
    found += [_place("p", f"{one}+{two}") for one, two in combinations(present, 2)]
    edged = [("^",), *order, ("$",)]
    nexts = {f"{a}>{b}" for one, two in pairwise(edged) for a in one for b in two}
    found += [_place("n", each) for each in sorted(nexts)]
    unknown = sum(not names for names in meant)
    found.append(_place("u", str(min(unknown, _MANY))))
    found.append(_place("l", str(min(len(meant), _MANY))))
    found.append(_place("s", str(round(4 * unknown / max(len(meant), 1)))))
    return found


def _in_order(meant: Iterable[frozenset[str]]) -> list[tuple[str, ...]]:
    """The concepts in the order of the words, a repetition told once."""
    order: list[tuple[str, ...]] = []
    for names in meant:
        told = tuple(sorted(names))
        if told and (not order or order[-1] != told):
            order.append(told)
    return order
