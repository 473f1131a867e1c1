"""Names of goods with a number in them: "deux tentes deux places" are two of one kind.

The number is of the name where the catalog's titles have it, and counts nothing; what stands before
the name does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.nlu.manners import plainly
from app.voice.nlu.two_readings import WISHES_FOR_GOODS
from app.voice.nlu.understanding import Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value, split_words
from app.voice.turn import Intent

_NAMING: Final = WISHES_FOR_GOODS | {Intent.INFORM, Intent.UNKNOWN}
_INSIDE: Final = frozenset(split_words("de para pour a for fur of von las los les the"))
"""Little words that a name may have within."""
_THE: Final = frozenset(split_words("las los les the"))
"""Before a number these are an article by itself, and all of them are meant: "las dos rojas"."""
_SIZE: Final = "size"
_BETWEEN: Final = 2
"""So many of them at most."""


def with_numbered_name(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With the whole name of goods, where titles have a number behind their first word, and with
    the count that stands before it; without the goods that its other words were taken for."""
    if found.product is None or found.intent not in _NAMING:
        return found
    words = plainly(text).split()
    span = _name_in(words, vocabulary)
    if span is None:
        return found
    start, end = span
    name = " ".join(words[start:end])
    inside = set(words[start:end])
    if inside.isdisjoint(plainly(found.product).split()):
        return found
    before = words[start - 1] if start else ""
    count = NUMBERS.get(before, before)
    return found.but(
        product=name,
        phrase=name,
        quantity=int(count) if count.isdecimal() else None,
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
