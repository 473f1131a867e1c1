"""Numbers that belong to a name ("pizza quatre fromages"), and articles that begin one."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.item_words import ARTICLES, DETERMINERS, IN_NAMES, NUMBERED
from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.measures import PERCENT
from app.voice.nlu.entities.names import is_content
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet

_PORTIONS: Final = frozenset({"du", "des"})
_AGAINST: Final = frozenset({"gegen", "contre", "por"})
_LETTERED: Final = frozenset({"double", "triple", "vitamin", "vitamina", "vitamine", "type", "typ"})
"""Behind these "a" is a letter: "double a batteries"."""


def named_by_number(sheet: Sheet, at: int) -> int:
    """How many tokens of a name a number in it takes: "omega three", "pizza quatre fromages"."""
    if sheet.plain[at - 1] in NUMBERED:
        return 1
    return 2 if IN_NAMES.intersection(sheet.plain[at + 1 : at + 2]) else 0


def share_at(sheet: Sheet, at: int) -> int:
    """How many tokens tell a share before a name: "two percent milk"; 0: none does."""
    number = amount_at(sheet, at)
    end = at + number[1] if number else at
    told = number is not None and end + 1 < len(sheet.plain) and sheet.plain[end] in PERCENT
    return end + 1 - at if told else 0


def is_portion(sheet: Sheet, at: int) -> bool:
    """Whether a French article of portions stands there: "du pain, du lait"."""
    return at >= 0 and sheet.speaks("fr") and sheet.plain[at] in _PORTIONS


def is_exchanged(sheet: Sheet, at: int) -> bool:
    """Whether the number is what goods are exchanged for: "gegen neununddreißig"."""
    start = at - (at > 1 and sheet.plain[at - 1] in DETERMINERS)
    return start > 0 and sheet.plain[start - 1] in _AGAINST


def begins_goods(sheet: Sheet, words: Lexicon, at: int) -> bool:
    """Whether an article with goods behind it stands there."""
    return (
        sheet.plain[at] in ARTICLES
        and at + 1 < len(sheet.plain)
        and not _LETTERED.intersection(sheet.plain[max(at - 1, 0) : at])
        and is_content(sheet, words, at + 1)
        and not words.is_beside(sheet, at + 1)
    )
