"""Orders as shoppers say them, over the made-up catalog: each with what it means.

A sentence names a product by some of what it is (brand, model, kind, feature), some options and a
quantity. Which products fit the words follows from the goods' own facts, so that a sentence may
well fit several: then the right thing is to ask.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.goods import LANGUAGES, Ware
from benchmarks.heard import misheard

_FRAMES: Final = {
    "en": ("order {it}", "i'd like {it}", "i want to buy {it}", "can i get {it}", "get me {it}",
           "um i need {it} please", "could you order {it} for me", "i'll take {it}"),
    "es": ("quiero {it}", "pide {it}", "quisiera comprar {it}", "necesito {it} por favor",
           "me gustaría pedir {it}"),
    "fr": ("je voudrais {it}", "commande {it}", "je veux acheter {it}", "il me faut {it}",
           "je prends {it} s'il vous plaît"),
    "de": ("ich möchte {it} bestellen", "bestell mir {it}", "ich hätte gern {it}",
           "ich brauche {it} bitte", "ich nehme {it}"),
}  # fmt: skip
_NUMBERS: Final = {
    "en": ("a", "two", "three", "four", "five", "six"),
    "es": ("", "dos", "tres", "cuatro", "cinco", "seis"),
    "fr": ("", "deux", "trois", "quatre", "cinq", "six"),
    "de": ("", "zwei", "drei", "vier", "fünf", "sechs"),
}
_SIZE: Final = {"en": "size", "es": "talla", "fr": "taille", "de": "größe"}
_LETTERS: Final = {
    "en": {"S": "small", "M": "medium", "L": "large", "XL": "extra large"},
    "es": {"S": "s", "M": "m", "L": "l", "XL": "xl"},
    "fr": {"S": "s", "M": "m", "L": "l", "XL": "xl"},
    "de": {"S": "s", "M": "m", "L": "l", "XL": "xl"},
}
_WORDS_OF_SIZES: Final = {
    "7": "seven", "8": "eight", "9": "nine", "9.5": "nine and a half", "10": "ten",
    "10.5": "ten and a half", "11": "eleven",
}  # fmt: skip
_IN: Final = {"en": "in {color}", "es": "en {color}", "fr": "en {color}", "de": "in {color}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence with its meaning."""

    language: str
    words: str
    kind: str
    """`clear` or `slip`."""
    wanted: Ware
    fits: frozenset[str]
    """Ids of the products that all words fit."""
    options: Mapping[str, str]
    """What was said of the variant."""
    variant: Mapping[str, str]
    """What the shopper answers when asked for more."""
    quantity: int


@dataclass(frozen=True, slots=True)
class _Described:
    words: tuple[str, ...]
    fits: frozenset[str]


def orders(goods: Sequence[Ware], count: int, *, seed: int) -> Iterator[Said]:
    """So many sentences, the languages in turn, every third with a slip of the ear."""
    rng = random.Random(seed)
    by_language = {each: [ware for ware in goods if ware.language == each] for each in LANGUAGES}
    for number in range(count):
        language = LANGUAGES[number % len(LANGUAGES)]
        yield _said(rng, by_language[language], language, slips=number % 3 == 2)


def _said(rng: random.Random, goods: Sequence[Ware], language: str, *, slips: bool) -> Said:
    ware = rng.choice(goods)
    described = _described(rng, ware, goods)
    variant = rng.choice(ware.options)
    options = {name: value for name, value in variant.items() if rng.random() < 0.6}
    quantity = rng.choices(range(1, 7), weights=(10, 3, 2, 1, 1, 1))[0]
    name = list(described.words)
    if slips:
        name = misheard(name, language, rng)
    number = _NUMBERS[language][quantity - 1]
    phrase = " ".join(filter(None, (number, *name, *_manner(rng, options, language))))
    return Said(
        language=language,
        words=rng.choice(_FRAMES[language]).format(it=phrase),
        kind="slip" if slips else "clear",
        wanted=ware,
        fits=described.fits,
        options=options,
        variant=variant,
        quantity=quantity,
    )


def _described(rng: random.Random, ware: Ware, goods: Sequence[Ware]) -> _Described:
    """The product by its brand and kind, with its model or its feature now and then."""
    facts = ware.facts
    parts = ["brand", "noun"]
    if rng.random() < 0.75:
        parts.append("model")
    if rng.random() < 0.35:
        parts.append("feature")
    ordered = ("noun", "feature", "model", "brand") if ware.language in {"es", "fr"} else (
        "brand", "model", "feature", "noun")  # fmt: skip
    named = {part: facts[part] for part in ordered if part in parts}
    fits = frozenset(
        each.product_id
        for each in goods
        if all(each.facts[part] == value for part, value in named.items())
    )
    words = " ".join(named.values()).lower().replace("&", {"en": "and"}.get(ware.language, ""))
    return _Described(tuple(words.replace(",", "").split()), fits)


def _manner(rng: random.Random, options: Mapping[str, str], language: str) -> Iterator[str]:
    size, color = options.get("size"), options.get("color")
    if size is not None and not size.endswith("g"):
        told = _LETTERS[language].get(size, size)
        if language == "en" and rng.random() < 0.5:
            told = _WORDS_OF_SIZES.get(told, told)
        yield f"{_SIZE[language]} {told}"
    elif size is not None:
        yield size
    if color is not None:
        yield _IN[language].format(color=color.lower())
