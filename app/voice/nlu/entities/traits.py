"""Size, color and other qualities of goods, in the words of the language spoken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.voice.nlu.entities.colors import color_at
from app.voice.nlu.entities.item_words import AND, DETERMINERS, FOR, IN
from app.voice.nlu.entities.lexicon import Lexicon, spoken
from app.voice.nlu.entities.names import is_content
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.size_letters import LETTERS, letter_at
from app.voice.nlu.entities.tokens import Sheet

_TOO: Final = frozenset(
    {"too", "zu", "trop", "demasiado", "muy", "queda", "quedan", "est", "ist", "is"}
)
_SIZE_MARKS: Final = frozenset({"xs", "xl", "xxl", "xxxl", "2xl", "3xl"})
_EXTRA: Final = frozenset({"extra", "very"})
_OF: Final = {("of",), ("de",), ("d",)}
GOODS_TOO: Final = frozenset(
    {"orange", "oranges", "orangen", "charcoal", "naranja", "naranjas", "rose", "roses", "bordeaux"}
)
"""Colors that are called after goods."""
_LED_BY_IN: Final = frozenset((word,) for word in IN)
_BEHIND_SIZE: Final = frozenset(
    {"please", "bitte", "por", "s", "svp", "thanks", "gracias", "merci", "gegen", "contre", ","}
)
"""What may be said behind the number of a size: manners, and what it is changed for."""
_HAVING: Final = frozenset({"avez", "auriez", "aviez", "vendez", "proposez", "voulez", "faites"})
_GIVING: Final = frozenset({"mets", "remets", "ajoute", "rajoute", "envoie", "donne", "garde"})
"""Behind an imperative "en" is a pronoun."""
_LARGEST: Final = 60
"""No size of clothes or shoes is a greater number."""
_ROASTS: Final = frozenset({"dark", "medium", "light"})


@dataclass(frozen=True, slots=True)
class Trait:
    """An attribute and how many tokens told it; none where they belong to the name as well."""

    option: str
    value: str
    length: int


def trait_at(sheet: Sheet, words: Lexicon, at: int) -> Trait | None:
    """The attribute that is told there."""
    return _size(sheet, words, at) or _color(sheet, words, at) or _quality(sheet, words, at)


def size_behind(sheet: Sheet, at: int) -> Trait | None:
    """The size that a number behind goods tells: "the gray coat in a forty two"."""
    number = amount_at(sheet, at)
    if number is None or number[0] > _LARGEST:
        return None
    start = at - (at > 1 and sheet.plain[at - 1] in DETERMINERS)
    end = at + number[1]
    within = start > 0 and sheet.plain[start - 1] in IN
    within = within or (sheet.speaks("es") and sheet.plain[at - 1 : at] == ("del",))
    within = within and not _counts_of_them(sheet, start - 1)
    ends = end >= len(sheet.plain) or sheet.plain[end] in AND | IN | FOR | _BEHIND_SIZE
    return Trait("size", f"{number[0]:f}", number[1]) if within and ends else None


def _counts_of_them(sheet: Sheet, at: int) -> bool:
    """Whether "en" stands for goods in French: "remettez-en quatre", not "vous avez en 42"."""
    before = sheet.plain[at - 1] if at > 0 else ""
    told = before.endswith("ez") and before not in _HAVING
    return sheet.plain[at] == "en" and sheet.speaks("fr") and (told or before in _GIVING)


def _size(sheet: Sheet, words: Lexicon, at: int) -> Trait | None:
    if sheet.plain[at] in words.size_cues:
        value = _size_value(sheet, words, at + 1, cued=True)
        if value:
            return Trait("size", value[0], 1 + value[1])
    value = _size_value(sheet, words, at, cued=False)
    if value is None or (at and sheet.plain[at - 1] in _TOO):
        return None
    named = sheet.plain[at + value[1] : at + value[1] + 1] == ("size",)
    return Trait("size", value[0], value[1] + named)


def _size_value(sheet: Sheet, words: Lexicon, at: int, *, cued: bool) -> tuple[str, int] | None:
    if at >= len(sheet.plain):
        return None
    word = sheet.plain[at]
    if word in _EXTRA and at + 1 < len(sheet.plain):
        following = words.find(words.sizes, sheet, at + 1)
        return (f"extra {following}", 2) if following else None
    if word in _SIZE_MARKS or (cued and word in LETTERS):
        return word, 1
    letter = None if cued else letter_at(sheet, at)
    if letter is not None:
        return letter, 1
    named = words.find(words.sizes, sheet, at) if sheet.tokens[at].word != "größen" else None
    if named and word not in LETTERS:
        agrees = cued and sheet.speaks("es", "fr")  # "talla mediana"
        return sheet.tokens[at].word if agrees else named, 1
    number = amount_at(sheet, at) if cued else None
    return (f"{number[0]:f}", number[1]) if number else None


def _color(sheet: Sheet, words: Lexicon, at: int) -> Trait | None:
    """A color, unless it is part of a name ("green tea") or goods itself ("an orange")."""
    found = color_at(sheet, words, at)
    if found is None:
        return None
    color, length, base = found
    last = at + length - 1
    if sheet.plain[last : last + 2] in words.colored or _is_named(sheet, words, base):
        return None
    goods = sheet.plain[at] in GOODS_TOO and sheet.plain[at - 1 : at] not in _LED_BY_IN
    if goods and sheet.speaks("es", "fr"):
        led = at > 0 and sheet.plain[at - 1 : at] not in _OF and amount_at(sheet, at - 1) is None
        behind = led and is_content(sheet, words, at - 1)
        return Trait("color", color, length) if behind else None  # "una camiseta naranja"
    if goods or sheet.plain[at - 1 : at] in _OF:
        # "two sacks of charcoal", "an orange"
        end = at + length
        after = sheet.plain[end] if end < len(sheet.plain) else ""
        follows = bool(after) and after not in AND and is_content(sheet, words, end)
        return Trait("color", color, length) if follows or length > 1 else None
    return Trait("color", color, length)


def _is_named(sheet: Sheet, words: Lexicon, at: int) -> bool:
    """Whether the color is part of a name: "green tea", "té verde"."""
    return (
        sheet.plain[at : at + 2] in words.colored or sheet.plain[at - 1 : at + 1] in words.colored
    )


def _quality(sheet: Sheet, words: Lexicon, at: int) -> Trait | None:
    if sheet.plain[at] in _ROASTS and sheet.plain[at + 1 : at + 2] == ("roast",):
        return Trait("roast", sheet.plain[at], 0)
    for lang in spoken(sheet):
        length = sheet.words_at(at, words.trait_phrases[lang])
        if length:
            option, value = words.traits[lang][sheet.plain[at : at + length]]
            return Trait(option, value, length)
    return None
