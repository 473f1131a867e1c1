"""Where one thing ends and the next begins: what an "and" joins, and names that are no goods."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.colors import color_at
from app.voice.nlu.entities.counted_ones import WHOLES
from app.voice.nlu.entities.item_words import ARTICLES, BOUGHT, WITH, WITHOUT
from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.ordinals import ordinal_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.words import split_words

_THAT: Final = {(word,) for word in split_words("that which i we que qu die den das der")}
_CLAUSE: Final = 5
"""Words behind goods among which a verb of buying is looked for."""


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


def is_bought(sheet: Sheet, end: int) -> bool:
    """Whether what was named was bought, so that it is goods: "la estantería que compré"."""
    following = sheet.plain[end : end + _CLAUSE]
    if sheet.plain[end - 1] in WHOLES:
        return False  # "an article I bought"
    return following[:1] in _THAT and not BOUGHT.isdisjoint(following)


def is_all_beside(sheet: Sheet, words: Lexicon, start: int, end: int) -> bool:
    """Whether a name is of people, places and times alone, and no color follows it."""
    if end < len(sheet.plain) and color_at(sheet, words, end):
        return False
    start += end - start == 2 and words.owns_beside(sheet, start)
    return all(
        words.is_beside(sheet, at, alone=end - start == 1) or ordinal_at(sheet, at)
        for at in range(start, end)
    )
