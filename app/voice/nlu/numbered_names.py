"""Names of goods with a number in them: "deux tentes deux places" are two of one kind.

The number is of the name where the catalog's titles have it, and counts nothing; what stands before
the name does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.nlu.manners import plainly
from app.voice.nlu.two_readings import WISHES_FOR_GOODS
from app.voice.nlu.understanding import Named, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value, split_words
from app.voice.turn import Intent

_NAMING: Final = WISHES_FOR_GOODS | {Intent.INFORM, Intent.UNKNOWN}
_INSIDE: Final = frozenset(split_words("de para pour a for fur of von las los les the"))
"""Little words that a name may have within."""
_THE: Final = frozenset(split_words("las los les the"))
"""Before a number these are an article by itself, and all of them are meant: "las dos rojas"."""
_SIZE: Final = "size"
_PAUSE: Final = re.compile(r"[,;]\s")
"""No name goes on behind it: "dos tazas, dos carpas"."""
_BETWEEN: Final = 2
"""So many of them at most."""


def with_numbered_name(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With the whole name of goods, where titles have a number behind their first word, and with
    the count that stands before it; without the goods that its other words were taken for."""
    if found.product is None or found.intent not in _NAMING:
        return found
    clauses = [plainly(each).split() for each in _PAUSE.split(text)]
    named = ((words, _name_in(words, vocabulary)) for words in clauses)
    words, span = next((each for each in named if each[1] is not None), ([], None))
    if span is None:
        return found
    start, end = span
    name = " ".join(words[start:end])
    inside = set(words[start:end])
    before = words[start - 1] if start else ""
    count = NUMBERS.get(before, before)
    so_many = int(count) if count.isdecimal() else None
    if inside.isdisjoint(plainly(found.product).split()):
        others = tuple(_renamed(each, name, inside, so_many) for each in found.others)
        return found.but(others=others)
    return found.but(
        product=name,
        phrase=name,
        quantity=so_many,
        others=tuple(
            each for each in found.others if not inside.issuperset(plainly(each.product).split())
        ),
    )


def with_size_behind(found: Understanding, vocabulary: Vocabulary) -> Understanding:
    """With the size that stands behind the name of goods, where no title has that number:
    "zapatillas de trail 41"."""
    name, _, last = (found.product or "").rpartition(" ")
    if not name or not last.isdecimal() or _SIZE in found.attributes or last in vocabulary.goods:
        return found
    size = vocabulary.values.get(_SIZE, {}).get(norm_value(last))
    if size is None:
        return found
    counted = found.quantity if str(found.quantity) != last else None
    return found.but(
        product=name,
        phrase=name,
        quantity=counted,
        attributes={**found.attributes, _SIZE: size},
    )


def _renamed(other: Named, name: str, inside: Set[str], so_many: int | None) -> Named:
    """Further goods by their whole name, where they are called so: "a mug and a tent for two"."""
    if inside.isdisjoint(plainly(other.product).split()):
        return other
    return replace(other, product=name, quantity=so_many or 1)


_TENT: Final = re.compile(
    r"(?<!\ben la )(?<!\ben )(?<!\ba la )\btienda (?=familiar\b|igl[uú]\b|de campa[ñn]a\b"
    r"|(?:de|para) (?:una|dos|tres|cuatro|cinco|seis|\d)"
    r"(?:\s+(?:personas?|plazas?)\b|\s*(?:[,.;!?]|$|y\s)))",
    re.IGNORECASE,
)
_CALLED: Final = "carpa"


def with_tents(text: str, vocabulary: Vocabulary) -> str:
    """The text with tents called as titles call them, where the word means a shop as well: "la
    tienda de dos personas y dos tazas"."""
    if _CALLED not in vocabulary.goods or "tienda" in vocabulary.goods:
        return text
    return _TENT.sub(f"{_CALLED} ", text)


def _name_in(words: Sequence[str], vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Where goods are named whose titles have a number behind their first word; None: nowhere."""
    for at, word in enumerate(words):
        if at == 0 or not _is_number(word) or word not in vocabulary.goods:
            continue
        start = _first_before(words, at, vocabulary)
        end = at + 1
        while end < len(words) and _in_titles(words[end], vocabulary):
            end += 1
        if words[at - 1] in _THE and start == at - 2:
            continue  # "chaquetas, las dos rojas"
        if start is not None and (end > at + 1 or start < at - 1):
            return start, end
    return None


def _first_before(words: Sequence[str], at: int, vocabulary: Vocabulary) -> int | None:
    """Where the word of titles stands that a number is said of, with little words between."""
    start = at - 1
    while start > max(0, at - 1 - _BETWEEN) and words[start] in _INSIDE:
        start -= 1
    return start if _in_titles(words[start], vocabulary) else None


def _in_titles(word: str, vocabulary: Vocabulary) -> bool:
    return not _is_number(word) and word not in _INSIDE and root(word) in vocabulary.goods_roots


def _is_number(word: str) -> bool:
    return word in NUMBERS or word.isdecimal()
