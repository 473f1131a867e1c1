"""Numbers that are named only to be left: "two not three", "from two to four"."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_NOT: Final = phrases(
    "not|and not|instead of|rather than|no|y no|en vez de|en lugar de|pas|et pas|"
    "au lieu de|au lieu des|a la place de|a la place des|anstelle von|"
    "anstelle|nicht|und nicht|statt|anstatt"
)
_INSTEAD: Final = phrases(
    "instead of|rather than|en vez de|en lugar de|au lieu de|au lieu des|a la place de|"
    "a la place des|statt|anstatt|anstelle|anstelle von"
)
_THE: Final = {
    (word,) for word in split_words("the los las mis my les des mes der den die meiner von")
}
_AFTER: Final = frozenset(
    split_words(
        "please thanks then of them those por favor gracias entonces de ellos ellas s il vous te "
        "plait merci alors d eux bitte danke davon dann stuck nehmen haben ein rein hinzu dazu"
    )
)
"""What may follow the number that ends a sentence."""
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
    if led and sheet.plain[at + led : at + led + 1] in _THE:
        led += 1
    number = amount_at(sheet, at + led) if led else None
    if number is None:
        return 0
    if sheet.words_at(at, _INSTEAD) and _counted_anew(sheet, at + led + number[1]):
        return led + number[1]  # "statt zwei kissen bitte vier"
    rest = sheet.plain[at + led + number[1] :]
    return led + number[1] if counted or not rest or rest[0] in _BUT else 0


def _counted_anew(sheet: Sheet, start: int) -> bool:
    """Whether another number ends what is said: "instead of two pillows give me four"."""
    for at in range(start + 1, len(sheet.plain)):
        number = amount_at(sheet, at)
        if number is not None:
            return _AFTER.issuperset(sheet.plain[at + number[1] :])
    return False


def _before_change(sheet: Sheet, at: int) -> int:
    was = amount_at(sheet, at + 1)
    end = at + 1 + was[1] if was else at
    changes = was is not None and sheet.plain[end : end + 1] and sheet.plain[end] in _TO
    return end - at if changes and amount_at(sheet, end + 1) else 0
