"""Where a wish begins within a sentence: "i need", "could you send", "add four brushes"."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.item_words import AND, ARTICLES, DETERMINERS
from app.voice.nlu.entities.lexicon import load_lexicon, spoken
from app.voice.nlu.entities.names import MY, is_content
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.story_words import (
    AND_NEEDING,
    ASKED,
    COMMAND,
    FILLERS,
    GIVEN,
    INFINITIVES,
    JOINING,
    KNOWING,
    LEADING,
    NO_COMMAND,
    OF_US,
    OTHERS,
    QUESTIONS,
    RELATIVE,
    SO,
    SPEAKER,
    TELLING,
    WISH,
)
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.entities.verbs import is_verb
from app.voice.nlu.words import split_words

_TOLD: Final = 3
"""Words that a story has at least."""
_SO_MUCH: Final = frozenset(
    split_words("much many few little long far often good bad well big small nice hard fast")
)
_GOING_ON: Final = NO_COMMAND | MY | DETERMINERS
_LEADING_ON: Final = _GOING_ON | LEADING | AND
"""Behind these nothing new begins."""
_SOMETHING: Final = frozenset({"was", "nicht", "an"})
"""In German these end a sentence as well: "der Hund hat kaum noch was"."""


def wish_at(sheet: Sheet, at: int) -> int:
    """How many words lead up to the goods of a wish that begins there; 0: none does."""
    led = sheet.words_at(at, WISH)
    if led and does_next(sheet, at + led, len(sheet.plain)):
        return 0
    before = sheet.plain[at - 1]
    joined = led if before in JOINING else 0
    if not joined and before in AND:
        joined = sheet.words_at(at, AND_NEEDING)
    if joined or at < _TOLD:
        return joined
    if sheet.plain[at] in DETERMINERS:
        return int(_is_article_behind_reason(sheet, at))
    stops = load_lexicon().is_stop(sheet, at)
    if (stops or counts_several(sheet, at)) and follows_from_before(sheet, at):
        return led or 1
    if _asks(sheet) or (before in RELATIVE and not (sheet.speaks("de") and before in _SOMETHING)):
        return 0
    if led and stops and sheet.plain[at] in SPEAKER:
        return led
    return sheet.words_at(at, OTHERS) or command_at(sheet, at) or _apart_at(sheet, at)


def _is_article_behind_reason(sheet: Sheet, at: int) -> bool:
    """ "it deserves a castle, so an aquarium castle"."""
    led = sheet.plain[at] in ARTICLES and at + 1 < len(sheet.plain)
    named = led and is_content(sheet, load_lexicon(), at + 1)
    return named and follows_from_before(sheet, at)


def _apart_at(sheet: Sheet, at: int) -> int:
    """A question or a count that nothing leads up to: "the wasps are back, two wasp traps"."""
    before = sheet.plain[at - 1]
    if before in _LEADING_ON:
        return 0
    asked = sheet.words_at(at, QUESTIONS)
    if asked and (sheet.plain[at] != "que" or sheet.tokens[at].word == "qué"):
        return 0 if before in KNOWING else asked
    acts = before in TELLING or any(is_verb(lang, before) for lang in spoken(sheet))
    if acts or amount_at(sheet, at - 1) or not counts_several(sheet, at):
        return 0
    number = amount_at(sheet, at)
    end = at + number[1] if number else at
    return int(end < len(sheet.plain) and is_content(sheet, load_lexicon(), end))


def _asks(sheet: Sheet) -> bool:
    """Whether it begins as a question: not "we're painting", nor "es zieht"."""
    first = sheet.tokens[0]
    other = "'" in first.word or (first.plain == "es" and not sheet.speaks("es"))
    return first.plain in ASKED and not other


def command_at(sheet: Sheet, at: int) -> int:
    """How many words of a command with goods behind it stand there: "add four brushes"."""
    led = sheet.words_at(at, COMMAND)
    if not led:
        return 0
    before = sheet.plain[at - 1]
    apart = sheet.used[at - 1] or before not in _GOING_ON
    if not apart or (led == 1 and amount_at(sheet, at - 1)):
        return 0
    goods = at + led
    while goods < len(sheet.plain) and sheet.plain[goods] in GIVEN:
        goods += 1
    if goods >= len(sheet.plain) or sheet.used[goods]:
        return 0
    if sheet.plain[goods] in ARTICLES or amount_at(sheet, goods) is not None:
        return led
    asked = led > 1 and goods == at + led and not sheet.speaks("de")  # "can you swing that"
    return 0 if asked or not is_content(sheet, load_lexicon(), goods) else led


def follows_from_before(sheet: Sheet, at: int) -> bool:
    """Whether a "so" stands right before the place."""
    starts = range(max(1, at - 4, first_word(sheet)), at)
    if sheet.plain[at - 1] == "so" and (sheet.speaks("de") or sheet.plain[at] in _SO_MUCH):
        return False  # "ein Tisch so groß wie meiner", "we drink so much coffee"
    return any(sheet.words_at(start, SO) == at - start for start in starts)


def does_next(sheet: Sheet, at: int, end: int) -> bool:
    """Whether something is to be done rather than had: "quiero hacer pan", "I want to bake"."""
    goods = at
    while goods < end and sheet.plain[goods] in GIVEN:
        goods += 1
    if goods >= end or sheet.plain[goods] in DETERMINERS or amount_at(sheet, goods) is not None:
        return False
    if sheet.speaks("en") and goods == at + 1 and sheet.plain[at] == "to":
        return True
    verb = load_lexicon().is_stop(sheet, goods) or load_lexicon().is_beside(sheet, goods)
    return any(
        verb and sheet.speaks(lang) and sheet.plain[goods].endswith(ends)
        for lang, ends in INFINITIVES.items()
    )


def first_word(sheet: Sheet) -> int:
    """Where the first word stands that is more than a filler: "so my mother ..."."""
    at = 0
    while at < len(sheet.plain) - 1 and sheet.plain[at] in FILLERS:
        at += 1
    return at


def counts_several(sheet: Sheet, at: int) -> bool:
    number = amount_at(sheet, at)
    if number is None or number[0] <= 1 or sheet.used[at]:
        return False
    end = at + number[1]
    people = end < len(sheet.plain) and load_lexicon().is_beside(sheet, end)
    return not (people or sheet.words_at(end, OF_US))  # "nine of us", "sept à table"
