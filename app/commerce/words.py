"""Words as search compares them: folded, numbers in figures, endings off, in four languages.

Nobody says which language a query or a product's title is in (many catalogs mix them), so one rule
serves English, Spanish, French and German. It cuts more than a grammarian would; what counts is
that both sides are cut alike, and that ranking compares whole words afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r"[a-z0-9]+")
_NOT_LATIN: Final = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l"})

_LITTLE: Final = (
    # English
    "a an the of in on for with without and or some any my your i im me to from at by is are it "
    "its this that these those do does you have has got get can could would like want need please "
    "looking show find search buy order thing something what which there under over less than up "
    "more s "
    # Spanish
    "el la los las un una unos unas de del al en con sin y o para por que quiero quisiera busco "
    "necesito tienen tiene hay me mi su algo menos mas hasta "
    # French
    "le les une des du au aux en avec sans et ou pour par je j l d qu est ce vous avez voudrais "
    "cherche veux quelque chose moins plus jusqu "
    # German
    "der die das den dem des ein eine einen einem einer eines und oder mit ohne fur von vom zu zum "
    "zur im am aus auf bei ich hatte gern suche brauche mochte habt ihr haben sie etwas unter uber "
    "bis weniger als"
)
STOP_WORDS: Final = frozenset(_LITTLE.split())
"""Words that carry a wish and name nothing."""

NUMBERS: Final = {
    word: str(value)
    for value, words in {
        1: "one uno une eins", 2: "two dos deux zwei", 3: "three tres trois drei",
        4: "four cuatro quatre vier", 5: "five cinco cinq funf", 6: "six seis sechs",
        7: "seven siete sept sieben", 8: "eight ocho huit acht", 9: "nine nueve neuf neun",
        10: "ten diez dix zehn", 11: "eleven once onze elf", 12: "twelve doce douze zwolf",
        20: "twenty veinte vingt zwanzig", 30: "thirty treinta trente dreissig",
        40: "forty cuarenta quarante vierzig", 50: "fifty cincuenta cinquante funfzig",
        60: "sixty sesenta soixante sechzig", 70: "seventy setenta siebzig",
        80: "eighty ochenta achtzig", 90: "ninety noventa neunzig",
        100: "hundred cien cent hundert",
    }.items()
    for word in words.split()
}  # fmt: skip
"""Number words, folded, in figures."""
_SIBILANT: Final = ("ches", "shes", "sses", "xes", "zes")
_INFLECTED: Final = ("ern", "en", "er", "em")
_VOWELS: Final = "aeiouy"


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Lower case without accents, for matching only."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_NOT_LATIN))
    return "".join(char for char in plain if not unicodedata.combining(char))


def tokens_of(text: str) -> list[str]:
    """All words of a text, folded, numbers in figures."""
    return [NUMBERS.get(word, word) for word in _TOKEN.findall(fold(text))]


def title_words_of(title: str) -> list[str]:
    """The words of a title that name something, folded; numbers as they are written and in
    figures: who says "a two person tent" names it in its own words."""
    written = [word for word in _TOKEN.findall(fold(title)) if names_something(word)]
    return [*written, *(NUMBERS[word] for word in written if word in NUMBERS)]


def words_of(text: str) -> list[str]:
    """The words that name something, in order; a lone letter names nothing."""
    return [word for word in tokens_of(text) if names_something(word)]


def names_something(word: str) -> bool:
    """Whether a token is worth looking for."""
    return word not in STOP_WORDS and (len(word) > 1 or word.isdecimal())


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """A folded word without its ending: the same for its plural, gender and case."""
    if len(word) < 4 or word[0].isdecimal():
        return word
    word = _inflection_off(_plural_off(word))
    return word[:-1] + _HARDENED.get(word[-1], word[-1])


_HARDENED: Final = {"z": "c", "v": "f"}
"""altavoz, altavoces; knife, knives."""


def _plural_off(word: str) -> str:
    if word.endswith("ies"):
        return word[:-2]
    if word.endswith(_SIBILANT):
        return word[:-2]
    if word.endswith("aux"):
        return word[:-1]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _inflection_off(word: str) -> str:
    for ending in _INFLECTED:
        if len(word) > len(ending) + 3 and word.endswith(ending):
            return word[: -len(ending)]
    if len(word) > 3 and word[-1] in _VOWELS:
        return word[:-1]
    return word
