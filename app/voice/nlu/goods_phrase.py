"""The widest reading of the goods in a sentence: the catalog judges which words are a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.nlu.goods_words import BUYING, asks_for_goods, goods_words
from app.voice.nlu.labels import Label
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import means_usual, plainly
from app.voice.nlu.two_readings import WISHES_FOR_GOODS
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways_asked_for import has_it_sent
from app.voice.turn import Intent

_BEHIND_GOODS: Final = frozenset(
    {Expect.OFFER, Expect.METHOD, Expect.STORE, Expect.CONFIRM, Expect.CONFIRM_SUBSCRIPTION}
)
"""Questions about goods that are in hand."""
_ENDS: Final = frozenset({"and", "y", "e", "et", "und", *NUMBERS})
"""Behind these other goods are named."""
_ASKS_WAY: Final = re.compile(
    r"^(?:(?:hi|hello|hey|so|and|hola|bonjour|hallo|und|et|y) )*(?:"
    r"(?:is|are|can|could|would|do|does|will) (?!i\b|my\b|our\b|that\b|it\b)(?:\w+ )+?(?:deliver\w*"
    r"|ship\w*|sen[dt]|post(?:ed)?|mail(?:ed)?)$"
    r"|(?:\w+ ){0,5}?(?:se )?(?:puede[ns]?|podeis|podrian?|podriais) (?:\w+ )?(?:envi|mand)ar\b"
    r"|(?:\w+ ){0,6}?(?:peut|peuvent|pouvez|pourriez) (?:\w+ )?(?:livr|envoy)\w+"
    r"|(?:kann|konnen|konnten) (?:\w+ ){1,6}?(?:liefern|schicken|senden|geliefert)\b)"
)
"""Asks whether goods can be sent: "is the tent something you can ship"."""
_CLAUSE: Final = re.compile(r"[,.;:!]\s+(?:and |und |y |et )?")
_OF_IT: Final = frozenset({Intent.PRICE_CHECK, Intent.CHECK_AVAILABILITY})


def widened(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect
) -> Understanding:
    """With the widest reading of the goods as the phrase, and with the size and color at its end:
    the catalog judges which words are a name. A verb of ours decides what is in doubt."""
    wide = goods_words(text, vocabulary)
    goods_meant = BUYING if wide.intent in BUYING else WISHES_FOR_GOODS
    standing = found.intent in goods_meant or bool(found.order_number or found.every)
    doubtful = expect is Expect.NOTHING and (
        found.intent is Intent.UNKNOWN
        or (not standing and asks_for_goods(wide, vocabulary))
        or (found.intent is Intent.REORDER and not means_usual(text) and found.product is not None)
    )
    if found.intent not in WISHES_FOR_GOODS and not doubtful:
        return found
    named = vocabulary.names_word(plainly(found.product or "").split())
    if doubtful and not named and means_usual(text):
        counted = found.quantity if found.product is None else None  # of what is no goods
        plain = found.but(product=None, phrase=None, quantity=counted)
        return plain.but(intent=Intent.REORDER, either=None)
    in_doubt = (
        found.product is not None
        or found.either is not None
        or vocabulary.knows_goods(plainly(wide.words).split())
    )
    if doubtful and (wide.intent is None or not in_doubt):
        return found
    of_it = found.number is not None or (found.intent in _OF_IT and expect in _BEHIND_GOODS)
    if found.product is None and of_it and not _in_titles(wide.words, vocabulary):
        return found  # "grab me two then", "is that with tax": what is in hand is meant
    others = tuple(
        replace(each, product=_inside(each.product, wide.words) or each.product)
        for each in found.others
    )
    return found.but(
        intent=wide.intent if doubtful and wide.intent is not None else found.intent,
        either=None if doubtful else found.either,
        product=_inside(found.product or "", wide.words) or wide.words,
        phrase=wide.words,
        quantity=found.quantity if found.quantity is not None else wide.quantity,
        others=others,
        attributes=_of_the_first(found, wide.attributes),
    )


def _of_the_first(found: Understanding, told: Mapping[str, str]) -> dict[str, str]:
    """With the values at the end of the goods, unless those are of the last of several kinds: "one
    in black and one in white"."""
    if any(each.product == found.product for each in found.others):
        return {**told, **found.attributes}
    return {**found.attributes, **told}


def _in_titles(words: str, vocabulary: Vocabulary) -> bool:
    """Whether one of the words stands in titles and is more than a number or a little word."""
    telling = [each for each in plainly(words).split() if each not in LITTLE_WORDS | NUMBERS.keys()]
    return any(root(each) in vocabulary.goods_roots for each in telling)


def _inside(product: str, words: str) -> str:
    """The words of a product that are among the words which may name goods."""
    known = set(plainly(words).split())
    return " ".join(each for each in product.split() if known.issuperset(plainly(each).split()))


def whole_name(product: str, text: str, vocabulary: Vocabulary) -> str:
    """The product with the words behind it that titles have as well: "café" of "café de la casa
    cada semana" is "café de la casa"."""
    words, named = plainly(text).split(), plainly(product).split()
    start = next(
        (at for at in range(len(words)) if words[at : at + len(named)] == named), len(words)
    )
    end = known = start + len(named)
    while (
        known < len(words)
        and (words[known] in vocabulary.goods or words[known] in LITTLE_WORDS)
        and words[known] not in _ENDS
    ):
        known += 1
        if words[known - 1] not in LITTLE_WORDS:
            end = known
    behind = words[start + len(named) : end]
    return " ".join([product, *behind])


def asked_to_be_sent(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With the goods of which it is asked whether they are delivered: "can you ship the lamp"."""
    asked = Label.DELIVERY_INFO in (found.either or ()) or _ASKS_WAY.match(plainly(text))
    doubtful = found.intent is Intent.UNKNOWN and asked
    if not doubtful and found.intent is not Intent.DELIVERY_INFO:
        return found
    goods = found.product or goods_named(text, vocabulary)
    if goods is None:
        return found
    wanted = any(map(has_it_sent, _CLAUSE.split(text)))  # "a lamp, bring it round, I'm ill"
    intent = Intent.PLACE_ORDER if wanted else Intent.DELIVERY_INFO
    return found.but(intent=intent, product=goods, phrase=goods, either=None)


def goods_named(text: str, vocabulary: Vocabulary) -> str | None:
    """The goods that a text names in the words of titles: "is the two person tent something you can
    deliver"; None: it names none."""
    words = plainly(text).split()
    known = [root(each) in vocabulary.goods_roots or each in NUMBERS for each in words]
    runs: list[list[str]] = [[]]
    for word, is_known in zip(words, known, strict=True):
        if is_known and word not in LITTLE_WORDS:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    named = [" ".join(run) for run in runs if any(each not in NUMBERS for each in run)]
    return max(named, key=len, default=None)
