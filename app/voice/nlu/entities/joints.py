"""Where one thing ends and the next begins: what an "and" joins, and names that are no goods."""

from __future__ import annotations

from app.voice.nlu.entities.colors import color_at
from app.voice.nlu.entities.item_words import ARTICLES, WITH, WITHOUT
from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.ordinals import ordinal_at
from app.voice.nlu.entities.tokens import Sheet


def part_goes_on(sheet: Sheet, words: Lexicon, at: int, *, named: bool) -> bool:
    """Whether "with ham and cheese" goes on: no number, no article, no verb follows."""
    if at + 1 >= len(sheet.plain):
        return False
    following = sheet.plain[at + 1]
    if sheet.words_at(at + 1, WITHOUT):
        return True
    if following in WITH and named:
        return True  # "without onions and with avocado"
    return (
        following not in ARTICLES
        and amount_at(sheet, at + 1) is None
        and not words.is_stop(sheet, at + 1)
    )


def belongs(sheet: Sheet, words: Lexicon, at: int) -> bool:
    """Whether the words around a joining word are one name ("macaroni and cheese")."""
    if at + 1 >= len(sheet.plain):
        return False
    return (sheet.plain[at - 1], sheet.plain[at + 1]) in words.joined


def is_all_beside(sheet: Sheet, words: Lexicon, start: int, end: int) -> bool:
    """Whether a name is of people, places and times alone, and no color follows it."""
    if end < len(sheet.plain) and color_at(sheet, words, end):
        return False
    start += end - start == 2 and words.owns_beside(sheet, start)
    return all(
        words.is_beside(sheet, at, alone=end - start == 1) or ordinal_at(sheet, at)
        for at in range(start, end)
    )
