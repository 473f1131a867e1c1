"""Numbers that are named only to be left: "two not three", "from two to four"."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet, phrases

_NOT: Final = phrases(
    "not|and not|instead of|rather than|no|y no|en vez de|en lugar de|pas|et pas|"
    "au lieu de|nicht|und nicht|statt|anstatt"
)
_BUT: Final = frozenset({",", "but", "sino", "mais", "sondern"})
_FROM: Final = frozenset({"from", "de", "von"})
_TO: Final = frozenset({"to", "a", "auf", "zu"})
"""Around what a quantity was: "from two to four"."""


def denied_at(sheet: Sheet, at: int, *, counted: bool) -> int:
    """How many tokens tell a number that does not count; 0: none does.

    `counted`: another number was told right before, and no goods yet ("nine not six tables").
    """
    if sheet.plain[at] in _FROM:
        return _before_change(sheet, at)
    led = sheet.words_at(at, _NOT)
    number = amount_at(sheet, at + led) if led else None
    if number is None:
        return 0
    rest = sheet.plain[at + led + number[1] :]
    return led + number[1] if counted or not rest or rest[0] in _BUT else 0


def _before_change(sheet: Sheet, at: int) -> int:
    was = amount_at(sheet, at + 1)
    end = at + 1 + was[1] if was else at
    changes = was is not None and sheet.plain[end : end + 1] and sheet.plain[end] in _TO
    return end - at if changes and amount_at(sheet, end + 1) else 0
