"""How a word sounds, as a short key: words that are mistaken for each other by ear share one.

A key is made by the spelling rules of one language. The language of a word is seldom known (a
French brand on an English shelf), so every word has a key for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeAlias

LANGUAGES: Final = ("en", "es", "fr", "de")

_Rules: TypeAlias = Sequence[tuple[re.Pattern[str], str]]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), sound) for pattern, sound in pairs)


_SPELLING: Final[dict[str, _Rules]] = {
    "en": _rules(
        ("^(kn|gn|pn)", "n"), ("^wr", "r"), ("^wh", "w"), ("ph", "f"), ("ough$", "o"),
        ("gh(?=t|$|[^aeiou])", ""), ("sch", "sk"), ("tch|ch|sh|ti(?=o)|ci(?=o)", "X"),
        ("ck|q", "k"), ("c(?=[eiy])", "s"), ("c", "k"), ("dg(?=[eiy])", "j"),
        ("g(?=[eiy])", "j"), ("x", "ks"), ("z", "s"), ("th", "t"), ("mb$", "m"),
        ("tle$", "l"), ("(?<=[aeiou])r?h", ""), ("(?<=[aeiou])w|[wy](?![aeiou])", ""),
    ),
    "es": _rules(
        ("ch", "X"), ("h", ""), ("gu(?=[ei])", "g"), ("qu", "k"), ("c(?=[ei])|z", "s"), ("c", "k"),
        ("g(?=[ei])|j|x", "J"), ("ll", "y"), ("v|w", "b"),
    ),
    "fr": _rules(
        ("ch|sch", "X"), ("ph", "f"), ("eaux?|aux?", "o"), ("qu|q", "k"), ("c(?=[eiy])", "s"),
        ("c", "k"), ("gu(?=[ei])", "g"), ("g(?=[eiy])", "j"), ("gn", "n"), ("ill", "y"),
        ("(?<=[aeiou])[nm](?=[^aeiounm]|$)", "N"), ("h", ""), ("x", "s"), ("z", "s"), ("w", "v"),
        ("(?<=.)(ent|es|e|[tdspx]+)$", ""),
    ),
    "de": _rules(
        ("sch|ch", "X"), ("ck|q", "k"), ("chs", "ks"), ("ph", "f"), ("th|dt", "t"), ("tz|z", "s"),
        ("c", "k"), ("v|w", "f"), ("(?<=[aeiou])h", ""), ("^s(?=[pt])", "X"), ("x", "ks"),
    ),
}  # fmt: skip
_ALIKE: Final = str.maketrans("bdgvwzq", "ptkffsk")
_VOWELS: Final = re.compile("[aeiouy]+")
_TWICE: Final = re.compile(r"(.)\1+")


@lru_cache(maxsize=16384)
def sounds(word: str) -> tuple[str, ...]:
    """The keys of a folded word, one per language; empty for figures and very short words.

    A key is the language's initial and the consonants in classes (b with p, d with t).
    """
    if len(word) < 3 or not word.isalpha():
        return ()
    keys = (f"{language}:{_key(word, _SPELLING[language])}" for language in LANGUAGES)
    return tuple(key for key in keys if len(key) > 4)


def _key(word: str, rules: _Rules) -> str:
    for pattern, sound in rules:
        word = pattern.sub(sound, word)
    if not word:
        return ""
    first = "a" if word[0] in "aeiouy" else ""
    return _TWICE.sub(r"\1", first + _VOWELS.sub("", word).translate(_ALIKE))
