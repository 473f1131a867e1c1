"""One kind of goods and another in one breath, each with its own size and for its own person: "two
jackets, a red one in M for me and a blue one in L for my husband".

Whom each of them is for is left out, and a number that is a size is told as one, in four languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.commerce.words import NUMBERS
from app.voice.nlu.entities.item_words import AND
from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.manners import plainly
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import method_in
from app.voice.nlu.words import SIZE_NAMES, norm_value, split_words

_LETTERED: Final = re.compile(
    r"(?<=\w\s)(?:in|en|du|del|de la|la|in der|im)\s+(?P<size>x{0,3}[sml])(?=\s*(?:[,.;!?…]|$|\s))",
    re.IGNORECASE,
)
_SIZE_AND_ONE: Final = re.compile(
    r"(?P<size>\b(?:en|du|taille|pointure) (?:trente|quarante|cinquante)) et une "
    r"(?=[^\W\d]+[^\W\dsx]\b)",
    re.IGNORECASE,
)
"""A size, and one of something else: "en quarante et une veste" is no 41."""
_OWN: Final = (
    r"(?:my|our|his|her|your|mi|mis|su|sus|nuestr[oa]s?|mon|ma|mes|notre|nos|son|sa|ses|mein\w*"
    r"|unser\w*|sein\w*|ihr\w*)"
)
_FOR_WHOM: Final = re.compile(
    rf",?\s+(?:(?:for|para|pour|f[üu]r) (?:{_OWN} (?!(?:y|e|and|et|und)\b)[^\W\d_]+"
    rf"|me|us|him|her|them|m[íi]|nosotr[oa]s|ella|[ée]l|moi|nous"
    rf"|lui|elle|mich|uns|ihn|sie|myself|m[íi] mism[oa]|moi-m[êe]me))"
    r"(?=\s|[,.;!?…]|$)",
    re.IGNORECASE,
)
_FOR_ANYBODY: Final = re.compile(
    r",?\s+(?:for|para|pour|f[üu]r)\s+(?:(?:the|el|la|los|las|l[ea]s?|die|den|das|der"
    rf"|{_OWN})\s+)?(?P<whom>[^\W\d_]{{3,}})(?=\s|[,.;!?…]|$)",
    re.IGNORECASE,
)
"""Whom or what something is for, in whatever word: "für Tochter", "for Anna", "for school"."""
_WORDS: Final = re.compile(r"[^\s,.;:!?…]+")
_SEVERAL: Final = 2
_ANY: Final = "en-es-fr-de"
_ONE_SIZED: Final = {
    "en": ("one", "size"), "es": ("una", "talla"), "fr": ("une", "taille"), "de": ("eins", "Größe"),
}  # fmt: skip
"""How one of a size is told."""
_ONES: Final = frozenset(
    split_words(
        "a an one another other un una uno otro otra une autre ein eine einen eins einer andere "
        "anderen anderes einmal"
    )
)
"""One of the goods that were named."""
_THE: Final = frozenset({"the", "el", "la", "l", "die", "der", "das"})
_AND_ONE_MORE: Final = (frozenset({"y", "et"}), frozenset({"un", "una", "uno", "une"}))
_BEFORE_SIZES: Final = _ONES - {"un", "una", "ein", "eine", "einen"}
"""What the number of a size may follow at once: "a nine", not "un 40 euros"."""
_PAIRS: Final = frozenset({"pair", "pairs", "par", "pares", "paire", "paires", "paar"})
_LEADING: Final = frozenset(
    split_words("in size sizes a an en de del du la el talla taille pointure numero der grosse")
)
"""What leads up to the number of a size."""
_COUNTED: Final = frozenset(
    split_words("of euro euros dollar dollars bucks mugs o'clock uhr am pm")
)
_MOST: Final = 9
"""Hardly more of one size are told beside another."""
_ELSE: Final = frozenset(split_words("or o ou oder not no nicht pas statt instead rather"))
"""Between two sizes these leave one of them out."""


def without_persons(text: str, vocabulary: Vocabulary) -> str:
    """The text without whom each of several things is for."""
    text = _SIZE_AND_ONE.sub(r"\g<size>, et une ", text)
    sizes = vocabulary.values.get("size", {})
    lettered = [each for each in _LETTERED.finditer(text) if norm_value(each["size"]) in sizes]
    named = [each for each in _WORDS.findall(text) if (each.lower(),) in SIZE_NAMES]
    told = len(lettered) + sum(norm_value(each) in sizes for each in named)
    persons = len(_FOR_WHOM.findall(text))
    if persons and max(persons, told) >= _SEVERAL:
        text = _FOR_WHOM.sub("", text)
    if told < _SEVERAL:
        return text
    return _FOR_ANYBODY.sub(lambda found: _kept(found, vocabulary), text)


def _kept(found: re.Match[str], vocabulary: Vocabulary) -> str:
    """What is left of whom something is for: all of it, where it names goods, a number or a way."""
    words = plainly(found["whom"]).split()
    named = vocabulary.is_goods(words) or not NUMBERS.keys().isdisjoint(words)
    return found[0] if named or method_in(found[0]) is not None else ""


_SPELLED: Final = re.compile(
    r"(?P<cue>\b(?:talla|tama[ñn]o)\s+(?:la\s+)?)(?P<x>equis\s+)?(?P<any>eme|ele|ese)\b"
    r"|(?P<led>(?:\b(?:en|la|una|y)\s+|^\W*))(?P<xx>equis\s+)?(?P<sure>eme|ele)\b",
    re.IGNORECASE,
)
_LETTER: Final = {"eme": "M", "ele": "L", "ese": "S"}


def with_letters(text: str, lang: str) -> str:
    """The text with sizes in letters whose names are spelled out: "talla eme", "roja en ele"."""
    return _SPELLED.sub(_lettered, text) if lang == "es" else text


def _lettered(found: re.Match[str]) -> str:
    letter = _LETTER[(found["any"] or found["sure"]).lower()]
    extra = "X" if found["x"] or found["xx"] else ""
    return f"{found['cue'] or found['led'] or ''}{extra}{letter}"


def numbered_size(text: str, vocabulary: Vocabulary, *, least: int) -> int | None:
    """The one number of a text, from the least on, that is a size of the shop: "blanches, du
    quarante-deux"; None: there is none, or are several."""
    sizes = vocabulary.values.get("size", {})
    sheet = Sheet.of(text, _ANY)
    told, at = set(), 0
    while at < len(sheet.tokens):
        number = cardinal_at(sheet, at)
        if number is not None and number[0] >= least and norm_value(str(number[0])) in sizes:
            told.add(number[0])
        at += number[1] if number is not None else 1
    return told.pop() if len(told) == 1 else None


def with_sizes_apart(text: str, vocabulary: Vocabulary, lang: str) -> str:
    """The text, where each of several pieces has the number of its size, with that told as a size:
    "two pairs, one in a nine and one in an eleven"."""
    if lang not in _ONE_SIZED:
        return text
    sheet = Sheet.of(text, _ANY)
    told = list(_pieces(sheet, vocabulary.values.get("size", {})))
    if len({each.size for each in told}) < _SEVERAL:
        return text
    within = sheet.plain[told[0].start : told[-1].end]
    if len(told) != len({each.size for each in told}) or not _ELSE.isdisjoint(within):
        return text
    one, cue = _ONE_SIZED[lang]
    for each in reversed(told):
        count = {0: "", 1: f"{one} "}.get(each.many, f"{each.many} ")
        start, end = sheet.tokens[each.start].start, sheet.tokens[each.end - 1].end
        text = f"{text[:start]}{count}{cue} {each.size}{text[end:]}"
    return text


@dataclass(frozen=True, slots=True)
class _Piece:
    """So many of one size, and the tokens that tell it."""

    start: int
    end: int
    many: int
    size: str


def _pieces(sheet: Sheet, sizes: Mapping[tuple[str, ...], str]) -> Iterator[_Piece]:
    at = 0
    while at < len(sheet.plain):
        found = _piece_at(sheet, at, sizes)
        if found is not None:
            yield found
        at = found.end if found is not None else at + 1


def _piece_at(sheet: Sheet, start: int, sizes: Mapping[tuple[str, ...], str]) -> _Piece | None:
    """ "one in a nine", "el otro del 42", "zwei in 40", "an eleven"; "in a nine" counts none."""
    at = start + (sheet.plain[start] in _THE)
    many = _many(sheet, at)
    if many is None:
        return None
    first = sheet.plain[at]
    at = at if many == 0 else _past(sheet, at + 1, _PAIRS)
    led = _past(sheet, at, _LEADING)
    number = _size_at(sheet, led)
    size = sizes.get(norm_value(str(number[0]))) if number is not None else None
    if number is None or size is None:
        return None
    if led == at and first not in _BEFORE_SIZES:
        return None  # "two 9"
    end = led + number[1]
    counts = end < len(sheet.plain) and sheet.plain[end] in _PAIRS | _COUNTED
    many = many or int(start > 0 and sheet.plain[start - 1] in AND)  # "in 40 und in 42"
    return None if counts else _Piece(start, end, many, size)


def _many(sheet: Sheet, at: int) -> int | None:
    """How many are told there; 0: only what leads up to a size."""
    if at >= len(sheet.plain):
        return None
    if sheet.plain[at] in _ONES:
        return 1
    if sheet.plain[at] in _LEADING:
        return 0
    counted = cardinal_at(sheet, at)
    return counted[0] if counted is not None and counted[0] <= _MOST else None


def _size_at(sheet: Sheet, at: int) -> tuple[int, int] | None:
    """The number there; "quarante et une en" is a forty, and one more in another size."""
    number = cardinal_at(sheet, at)
    if number is None or number[1] < len(_AND_ONE_MORE):
        return number
    end = at + number[1]
    joined = sheet.plain[end - 2] in _AND_ONE_MORE[0] and sheet.plain[end - 1] in _AND_ONE_MORE[1]
    if joined and end < len(sheet.plain) and sheet.plain[end] in _LEADING:
        return number[0] - 1, number[1] - 2
    return number


def _past(sheet: Sheet, at: int, words: frozenset[str]) -> int:
    while at < len(sheet.plain) and sheet.plain[at] in words:
        at += 1
    return at
