"""What words mean across languages: a few dozen concepts, read from `data/concepts.toml`.

Foreign wording is recognized by what it is about: "muestra la cesta" and "show the basket" share
no word and no letters, but both concepts.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.voice.nlu.plain import NUMBER, unaccented

_FILE: Final = Path(__file__).with_name("data") / "concepts.toml"
_SHORTEST_COMPOUND: Final = 6
"""Letters of a word that is searched for a stem in its middle."""
_COUNT: Final = "number_word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concepts:
    """Words, stems and phrases, each with the concepts it stands for."""

    words: Mapping[str, frozenset[str]]
    stems: Mapping[str, frozenset[str]]
    """Beginnings of words."""
    middles: Mapping[str, frozenset[str]]
    """Parts of compounds."""
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    """Phrases by their first word."""
    _known: dict[str, frozenset[str]] = field(default_factory=dict)
    _alike: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)
    """One set for all words of the same concepts: most words have none."""

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, str]]) -> Concepts:
        """The concepts of a table: name to language to words, as in `data/concepts.toml`."""
        words: dict[str, set[str]] = defaultdict(set)
        stems: dict[str, set[str]] = defaultdict(set)
        middles: dict[str, set[str]] = defaultdict(set)
        phrases: dict[str, set[tuple[tuple[str, ...], str]]] = defaultdict(set)
        for name, by_language in table.items():
            for pattern in _patterns(by_language.values()):
                if "_" in pattern.strip("_"):
                    parts = tuple(pattern.strip("_").split("_"))
                    phrases[parts[0]].add((parts, name))
                elif pattern.startswith("*"):
                    middles[pattern.strip("*_")].add(name)
                elif pattern.endswith("*"):
                    stems[pattern.rstrip("*")].add(name)
                else:
                    words[pattern].add(name)
        alike: dict[frozenset[str], frozenset[str]] = {}
        return cls(
            words=_frozen(words, alike),
            stems=_frozen(stems, alike),
            middles=_frozen(middles, alike),
            phrases={first: tuple(sorted(found)) for first, found in phrases.items()},
            _alike=alike,
        )

    def of_words(self, words: Sequence[str]) -> list[frozenset[str]]:
        """The concepts that each word stands for, by itself or as part of a phrase."""
        found = [self._of_word(word) for word in words]
        for at, word in enumerate(words):
            for parts, name in self.phrases.get(word, ()):
                if tuple(words[at : at + len(parts)]) == parts:
                    found[at] |= {name}
                    for part in range(at + 1, at + len(parts)):
                        found[part] |= {name}
        return found

    def _of_word(self, word: str) -> frozenset[str]:
        known = self._known.get(word)
        if known is None:
            known = _the_one(self._look_up(word), self._alike)
            if len(self._known) < 20_000:
                self._known[word] = known
        return known

    def _look_up(self, word: str) -> frozenset[str]:
        if word == NUMBER:
            return frozenset({_COUNT})
        found = set(self.words.get(word, ()))
        for length in range(3, len(word) + 1):
            found.update(self.stems.get(word[:length], ()))
        if len(word) >= _SHORTEST_COMPOUND or word in self.middles:
            for middle, names in self.middles.items():
                if middle in word:
                    found.update(names)
        return frozenset(found)


@lru_cache(maxsize=1)
def load_concepts() -> Concepts:
    """The concepts that come with the project; read once."""
    return Concepts.of(tomllib.loads(_FILE.read_text("utf-8")))


def _patterns(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield from unaccented(text.lower()).split()


def _frozen(
    found: Mapping[str, set[str]], alike: dict[frozenset[str], frozenset[str]]
) -> dict[str, frozenset[str]]:
    return {key: _the_one(frozenset(names), alike) for key, names in found.items()}


def _the_one(names: frozenset[str], alike: dict[frozenset[str], frozenset[str]]) -> frozenset[str]:
    return alike.setdefault(names, names)
