"""What somebody tells behind a wish: "three bags of soil, the garden is a mess"."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.item_words import AND, ARTICLES, DETERMINERS
from app.voice.nlu.entities.lexicon import load_lexicon, spoken
from app.voice.nlu.entities.names import MY, is_content
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.story_words import (
    LEADING,
    MINE,
    MINES,
    REASON,
    SUBJECTS,
    TELLING,
    WISH,
)
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.entities.verbs import is_verb
from app.voice.nlu.entities.wish_starts import command_at

_TOLD: Final = 3
"""Words that a story has at least."""
_DEFINITE: Final = DETERMINERS - ARTICLES


def tail_begin(sheet: Sheet, start: int) -> int | None:
    """Where a story behind the wish begins: "three bags of soil, the garden is a mess"."""
    for at in range(start + 1, len(sheet.plain)):
        if sheet.words_at(at, REASON):
            return at
        if at < start + _TOLD or (sheet.used[at] and sheet.used[at - 1]):
            continue
        before = sheet.plain[at - 1]
        if before in LEADING or before in DETERMINERS or before in MY:
            continue
        subject = _subject_at(sheet, at)
        if subject and _tells(sheet, at + subject) and not _lists_more(sheet, at):
            return at
    return None


def _lists_more(sheet: Sheet, start: int) -> bool:
    """Whether more is counted behind an "and": "the mug my sister liked and two plates"."""
    return any(
        sheet.plain[at - 1] in AND
        and (sheet.plain[at] in ARTICLES or amount_at(sheet, at) is not None)
        for at in range(start + 1, len(sheet.plain))
    )


def only_reasons(sheet: Sheet, start: int) -> bool:
    """Whether a reason begins there and no wish is told in it."""
    if not sheet.words_at(start, REASON):
        return False
    places = range(start, len(sheet.plain))
    return not any(sheet.words_at(at, WISH) or command_at(sheet, at) for at in places)


def counts_years(sheet: Sheet, start: int) -> bool:
    """Whether a number behind a verb ends what is told from there: "my kid turns five"."""
    for at in range(start + 1, len(sheet.plain)):
        number = amount_at(sheet, at)
        if number is not None:
            acts = any(is_verb(lang, sheet.plain[at - 1]) for lang in spoken(sheet))
            return acts and at + number[1] == len(sheet.plain)
    return False


def _subject_at(sheet: Sheet, at: int) -> int:
    """How many words of a subject stand there: "we", "mine", "my kid", "the garden"."""
    word = sheet.plain[at]
    if word in MINE or is_subject(sheet, at) or sheet.words_at(at, MINES):
        return sheet.words_at(at, MINES) or 1
    led = word in MY or word in _DEFINITE
    follows = led and at + 1 < len(sheet.plain)
    return 2 if follows and is_content(sheet, load_lexicon(), at + 1) else 0


def is_subject(sheet: Sheet, at: int) -> bool:
    return any(sheet.plain[at] in SUBJECTS[lang] for lang in spoken(sheet))


def _tells(sheet: Sheet, at: int) -> bool:
    """Whether a verb stands there, a pronoun or a little word aside."""
    for place in range(at, min(at + 2, len(sheet.plain))):
        word = sheet.plain[place]
        if word in TELLING and sheet.tokens[place].word != "à":
            return True
        if word in DETERMINERS or amount_at(sheet, place) is not None:
            return False
        if any(is_verb(lang, word) for lang in spoken(sheet)):
            return True
    return False
