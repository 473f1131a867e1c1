"""Sizes of one letter, which are one only where something leads up to them: "in M", "una de la L",
"einmal S"."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.item_words import AND, FOR, IN
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.words import split_words

LETTERS: Final = frozenset({"s", "m", "l"})
"""What a size may be in one letter."""
_ONE: Final = frozenset(
    split_words(
        "one another un una uno otra otro une autre ein eine einen eins einer andere anderen"
    )
)
"""One of the goods that were named: "one M and one L"."""
_TIMES: Final = frozenset({"einmal", "zweimal", "dreimal", "viermal", "fois"})
_ARTICLES: Final = frozenset({"an", "a", "la", "una", "un", "une", "einem", "einer"})
_BEHIND: Final = (
    AND | IN | FOR
    | frozenset({",", ";", "/"})
    | frozenset(
        split_words(
            "please bitte por s svp thanks gracias merci und oder or o ou beide beides both "
            "las los toutes tous to zum an a nach delivered sent geliefert zuschicken schicken "
            "abholen with mit con avec but aber pero mais instead rather statt lieber"
        )
    )
)  # fmt: skip
"""What may be said behind such a size."""


def letter_at(sheet: Sheet, at: int) -> str | None:
    """The size that the letter there is; None: it is no letter, or may be something else."""
    if at >= len(sheet.plain) or sheet.plain[at] not in LETTERS or sheet.used[at]:
        return None
    token = sheet.tokens[at]
    apart = token.start == 0 or sheet.text[token.start - 1].isspace()
    if not apart or sheet.text[token.end : token.end + 1] == "'":
        return None  # "l'autre", "one's", "the 10s"
    behind = sheet.plain[at + 1 : at + 2]
    if behind and behind[0] not in _BEHIND and amount_at(sheet, at + 1) is None:
        return None
    return sheet.plain[at] if _is_led(sheet, at) else None


def letter_led(sheet: Sheet, at: int) -> bool:
    """Whether such a size is told there, with or without a little word before it: "in M"."""
    start = at + (at < len(sheet.plain) and sheet.plain[at] in IN)
    return letter_at(sheet, start) is not None


def is_one_lettered(sheet: Sheet, at: int) -> bool:
    """Whether one more of goods is told there by its letter: "une M une L", not "en una M"."""
    within = at > 0 and sheet.plain[at - 1] in IN | {"de"}
    return sheet.plain[at] in _ONE and not within and letter_at(sheet, at + 1) is not None


def _is_led(sheet: Sheet, at: int) -> bool:
    before = sheet.plain[at - 1] if at else ""
    if before in _ARTICLES and at > 1 and sheet.plain[at - 2] in IN | {"de"}:
        return True  # "una de la m", "one in a small"
    counted = before in _ONE | _TIMES or (at > 0 and amount_at(sheet, at - 1) is not None)
    return before in IN or counted
