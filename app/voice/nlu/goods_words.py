"""The widest reading of what goods were named: the sentence less what is certainly no name.

The entity rules take names apart: "café en grains bio Prairie Vaucluse" is coffee to them. A
catalog knows better which words belong together, so it is asked with all that are left when the
verb, the number and the manner at either end are taken away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from app.voice.channels.sentences.catalog import LANGUAGES
from app.voice.nlu.manners import plainly
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import number_at, size_at, split_words, tokenize
from app.voice.turn import Intent

_CARRIERS: Final = {
    "OrderProductIntent": Intent.PLACE_ORDER,
    "AddToCartIntent": Intent.ADD_TO_CART,
    "CheckAvailabilityIntent": Intent.CHECK_AVAILABILITY,
    "ProductSearchIntent": Intent.PRODUCT_SEARCH,
    "PriceCheckIntent": Intent.PRICE_CHECK,
}
BUYING: Final = frozenset({Intent.PLACE_ORDER, Intent.ADD_TO_CART})
"""Wishes to have goods, not only to know of them."""
_WISHES: Final = BUYING | {Intent.CHECK_AVAILABILITY}
_SLOT: Final = "{query}"
_NUMBERS: Final = {
    word: value
    for value, words in enumerate(
        (
            "dos deux zwei",
            "tres trois drei",
            "cuatro quatre vier",
            "cinco cinq funf",
            "seis six sechs",
            "siete sept sieben",
            "ocho huit acht",
            "nueve neuf neun",
            "diez dix zehn",
        ),
        start=2,
    )
    for word in words.split()
}
"""Spanish, French and German numbers, plainly; English ones and figures are read elsewhere."""
_LEADING: Final = frozenset(
    split_words(
        "a an some the un una unos unas el la los las le les l une des du de der die das den ein "
        "eine einen um uh euh ahm please bitte mir me noch pair pairs par pares paire paires paar "
        "of x"
    )
)
_TRAILING: Final = frozenset(
    split_words(
        "please thanks bitte danke gracias merci favor por s il vous te plait for me mir bestellen "
        "kaufen haben"
    )
)
_SIZE: Final = frozenset({"size", "talla", "taille", "grosse"})
_IN: Final = frozenset({"in", "en", "de", "la", "a"})
_LONGEST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsWords:
    """What is left of a sentence, and what stood at its end."""

    intent: Intent | None
    """What the verb at the start says; None: it is none of ours."""
    words: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    """Size and color, in the merchant's own words."""
    quantity: int | None = None
    """The number that stood before the words."""


def goods_words(text: str, vocabulary: Vocabulary) -> GoodsWords:
    """The words that may name goods, without verb, number, size, color and manners."""
    said = text.split()
    plain = [plainly(word) for word in said]
    intent, start, end = _carried(plain)
    number = _number_at(plain, start)
    start = _after_count(plain, start, end)
    attributes: dict[str, str] = {}
    while end > start + 1:
        length = _at_end(plain[start:end], said[start:end], vocabulary, attributes)
        if not length:
            break
        end -= length
    return GoodsWords(
        intent=intent,
        words=" ".join(said[start:end]),
        attributes=attributes,
        quantity=number[0] if number is not None and number[0] > 0 else None,
    )


def asks_for_goods(wide: GoodsWords, vocabulary: Vocabulary) -> bool:
    """Whether nothing but words of titles stands behind a verb of buying or having, whatever else
    they may mean: "pide auriculares con cancelación de ruido" cancels no order."""
    return wide.intent in _WISHES and vocabulary.names_goods(plainly(wide.words).split())


def _carried(plain: Sequence[str]) -> tuple[Intent | None, int, int]:
    """What the longest known carrier around the words says, and where its inside lies."""
    skipped = 0
    while skipped < len(plain) - 1 and plain[skipped] in _LEADING:
        skipped += 1
    best: tuple[Intent | None, int, int] = None, 0, len(plain)
    first = 0
    carriers = _carriers()
    for behind in range(min(carriers.longest_after, len(plain)) + 1):
        end = len(plain) - behind
        befores = carriers.by_after.get(tuple(plain[end:]), {})
        for led, start in carriers.places(skipped, end) if befores else ():
            found = befores.get(tuple(plain[led:start]))
            if found is None or start < best[1]:
                continue
            if start > best[1] or (best[0] is not None and found.rank < first):
                best, first = (found.intent, start, end), found.rank
    return best


class _Carrier(NamedTuple):
    rank: int
    """Of two that carry as much, the first in the samples counts."""
    intent: Intent


@dataclass(frozen=True, slots=True)
class _Carriers:
    """The words around the goods in every sample of a wish, in all languages."""

    by_after: Mapping[tuple[str, ...], Mapping[tuple[str, ...], _Carrier]]
    """By the words behind the goods, then by those before them."""
    longest_before: int
    longest_after: int

    def places(self, skipped: int, end: int) -> Iterator[tuple[int, int]]:
        """Where words before the goods may begin and end, some of them before the goods' end."""
        for led in range(skipped + 1):
            for start in range(led, min(led + self.longest_before, end - 1) + 1):
                if start:
                    yield led, start


@cache
def _carriers() -> _Carriers:
    found: dict[tuple[str, ...], dict[tuple[str, ...], _Carrier]] = {}
    rank = 0
    for language in LANGUAGES.values():
        for name, intent in _CARRIERS.items():
            for sample in language.sentences(name):
                before, slot, after = sample.partition(_SLOT)
                if slot:
                    rank += 1
                    befores = found.setdefault(_words(after), {})
                    befores.setdefault(_words(before), _Carrier(rank, intent))
    return _Carriers(
        by_after=found,
        longest_before=max((len(b) for befores in found.values() for b in befores), default=0),
        longest_after=max(map(len, found), default=0),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in map(plainly, text.split()) if word)


def _after_count(plain: Sequence[str], start: int, end: int) -> int:
    """Where the name begins, behind number and article."""
    while start < end - 1:
        number = _number_at(plain, start)
        if number is not None and start + number[1] < end:
            start += number[1]
        elif plain[start] in _LEADING or not plain[start]:
            start += 1
        else:
            break
    return start


def _number_at(plain: Sequence[str], at: int) -> tuple[int, int] | None:
    """The number that starts there, and how many words it takes."""
    value = _NUMBERS.get(plain[at]) if at < len(plain) else None
    return (value, 1) if value is not None else number_at(plain, at)


def _at_end(
    plain: Sequence[str], said: Sequence[str], vocabulary: Vocabulary, attributes: dict[str, str]
) -> int:
    """How many words at the end are manners, a size or a color, which is noted."""
    if _TRAILING.issuperset(plain[-1].split()) and not (plain[-1] == "s" and plain[-2] in _SIZE):
        return 1
    for length in range(min(_LONGEST, len(plain) - 1), 0, -1):
        found = _option(plain[-length:], said[-length:], vocabulary)
        if found is not None and found[0] not in attributes:
            attributes[found[0]] = found[1]
            return length
    return 0


def _option(
    plain: Sequence[str], said: Sequence[str], vocabulary: Vocabulary
) -> tuple[str, str] | None:
    """The option that these words and no fewer name: "in size ten", "en rojo", "250 g"."""
    at = 0
    while at < len(plain) - 1 and plain[at] in _IN:
        at += 1
    cued = plain[at] in _SIZE and at < len(plain) - 1
    tokens = tokenize(" ".join(said[at + 1 if cued else at :]))
    heard = size_at(tokens.said, 0) if cued else None
    if heard is not None and heard[1] == len(tokens.said):
        return "size", vocabulary.canonical("size", heard[0])
    words = tokens.norm
    phrase = vocabulary.phrase_at(words, 0) if words else None
    if phrase is None or len(phrase.words) != len(words):
        return None
    is_size = phrase.option == "size"
    plain_enough = len(words) > 1 or not phrase.needs_cue
    sure = is_size if cued else plain_enough and (is_size or at > 0)
    return (phrase.option, phrase.value) if sure else None
