"""One kind of goods and another in one breath, each with its own size and for its own person: "two
jackets, a red one in M for me and a blue one in L for my husband".

For whom each of them is is left out, in four languages.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.words import norm_value

_LETTERED: Final = re.compile(
    r"(?<=\w\s)(?:in|en|du|del|de la|la|in der|im)\s+(?P<size>x{0,3}[sml])(?=\s*(?:[,.;!?…]|$|\s))",
    re.IGNORECASE,
)
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
_SEVERAL: Final = 2
_ANY: Final = "en-es-fr-de"


def without_persons(text: str, vocabulary: Vocabulary) -> str:
    """The text without whom each of several things is for."""
    sizes = vocabulary.values.get("size", {})
    told = [each for each in _LETTERED.finditer(text) if norm_value(each["size"]) in sizes]
    persons = len(_FOR_WHOM.findall(text))
    if persons and max(persons, len(told)) >= _SEVERAL:
        text = _FOR_WHOM.sub("", text)
    return text


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
