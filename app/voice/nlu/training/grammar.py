"""Sentences grown from the grammars in `data/grammar`: carrier phrase, product, attribute, price.

A grammar file holds lists (`@name`, then alternatives) and patterns by intent (`[intent]`, then one
pattern a line). In a pattern `(a|b|)` stands for one of the alternatives and `{name}` for one entry
of a list. The same file always gives the same sentences, in the same order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import log2
from pathlib import Path
from random import Random
from typing import Final

from app.voice.nlu.words import split_words

_PIECE: Final = re.compile(r"\(([^()]*)\)|\{(\w+)\}|([^(){}]+)")
_LIST: Final = re.compile(r"\(([^()]*)\)")
_PER_DOUBLING: Final = 1.6
"""Sentences of a pattern for each doubling of what it can say: wide patterns give more."""
_FEWEST: Final = 2
_GOODS: Final = "item"
_STRANGE: Final = 0.2
"""Share of goods under a name that no list holds: a catalog has thousands that are not here."""
_ONSETS: Final = split_words("b br c ch d f fl g gr h k l m n p pl r s st t tr v w z")
_CORES: Final = split_words("a e i o u ai ee oo ou")
_CODAS: Final = split_words("l n r s t ck m nd sh p x ter ler na no la re en er")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """The patterns of one language."""

    lists: dict[str, tuple[str, ...]]
    patterns: tuple[tuple[str, str], ...]
    """Intent and pattern, in the order of the file."""

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Intent and sentence, each sentence of an intent once."""
        seen: set[tuple[str, str]] = set()
        for intent, pattern in self.patterns:
            for grown in self._grown(pattern, f"{intent} {pattern}"):
                sentence = " ".join(grown.split())
                if (intent, sentence) not in seen:
                    seen.add((intent, sentence))
                    yield intent, sentence

    def _grown(self, pattern: str, seed: str) -> Iterator[str]:
        """All of a pattern that is nothing but one choice, a selection of any other."""
        dice = Random(seed)  # noqa: S311 - a repeatable choice, no secret
        listed = _LIST.fullmatch(pattern)
        if listed:
            yield from (self._said(each, dice) for each in listed[1].split("|"))
            return
        times = max(_FEWEST, round(_PER_DOUBLING * log2(self._ways(pattern) + 1)))
        yield from (self._said(pattern, dice) for _ in range(times))

    def _said(self, pattern: str, dice: Random) -> str:
        said: list[str] = []
        for choice, name, text in _PIECE.findall(pattern):
            if name:
                said.append(
                    _invented(dice) if self._strange(name, dice) else dice.choice(self.lists[name])
                )
            elif text:
                said.append(text)
            else:
                said.append(self._said(dice.choice(choice.split("|")), dice))
        return "".join(said)

    def _strange(self, name: str, dice: Random) -> bool:
        return name == _GOODS and dice.random() < _STRANGE

    def _ways(self, pattern: str) -> int:
        ways = 1
        for choice, name, text in _PIECE.findall(pattern):
            if name:
                ways *= len(self.lists[name])
            elif not text:
                ways *= sum(self._ways(each) for each in choice.split("|"))
        return ways


def parse_grammar(text: str) -> Grammar:
    """The grammar written in a text. Raises ValueError for an unknown list or a stray line."""
    lists: dict[str, tuple[str, ...]] = {}
    patterns: list[tuple[str, str]] = []
    head = ""
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("@") or (line.startswith("[") and line.endswith("]")):
            head = line
        elif head.startswith("@"):
            lists[head[1:]] = tuple(line.split("|"))
        elif head:
            patterns.append((head[1:-1], line))
        else:
            raise ValueError(f"line {number} stands under no heading: {line}")
    grammar = Grammar(lists=lists, patterns=tuple(patterns))
    _check(grammar)
    return grammar


def read_grammars(folder: Path) -> dict[str, Grammar]:
    """The grammar of each language: the name of the file is the language."""
    return {
        path.stem: parse_grammar(path.read_text("utf-8")) for path in sorted(folder.glob("*.txt"))
    }


def _invented(dice: Random) -> str:
    """A word that looks like one and means nothing."""
    parts = (
        (_ONSETS, _CORES, _CODAS)
        if dice.random() < 0.5
        else (_ONSETS, _CORES, _ONSETS, _CORES, _CODAS)
    )
    return "".join(dice.choice(part) for part in parts)


def _check(grammar: Grammar) -> None:
    missing: dict[str, list[str]] = defaultdict(list)
    for _, pattern in grammar.patterns:
        for name in re.findall(r"\{(\w+)\}", pattern):
            if name not in grammar.lists:
                missing[name].append(pattern)
    if missing:
        raise ValueError(f"no list for {sorted(missing)}, as in: {next(iter(missing.values()))[0]}")
