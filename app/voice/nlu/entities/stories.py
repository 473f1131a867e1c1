"""What somebody tells before a wish: "my mom loves tea and I'm looking for a tea set".

Goods behind the verb of seeking or buying are wanted; what the story before it names is not. Only
where the story has a verb of its own and wishes, asks and counts nothing. What joins the two may be
a reason ("so get me two"), or nothing at all: "mein Handy ist kaputt ich möchte eine Hülle".
"""

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
    COURTESIES,
    DENYING,
    FILLERS,
    GIVEN,
    HABITS,
    HAVING,
    INFINITIVES,
    JOINING,
    LEADING,
    MINE,
    MINES,
    NO_COMMAND,
    OF_US,
    REASON,
    REASONING,
    RELATIVE,
    SEEKING,
    SELF,
    SO,
    SOUGHT,
    SPEAKER,
    SUBJECTS,
    TELLING,
    TO_HAVE,
    WISH,
    WISHING,
)
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.entities.verbs import is_verb

_TOLD: Final = 3
"""Words that a story has at least."""
_SHORT: Final = 4
_SOMETHING: Final = frozenset({"was", "nicht"})
"""In German these end a sentence as well: "der Hund hat kaum noch was"."""


def story_end(sheet: Sheet, *, seeking: bool) -> int:
    """Where the wish behind a story begins; 0: no story was told.

    `seeking`: only a verb of seeking or a count is enough, as "I want" may be about what the story
    tells.
    """
    for at in range(1, len(sheet.plain)):
        led = _wish_at(sheet, at)
        if not led or not _is_story(sheet, at):
            continue
        led_by = sheet.plain[at : at + led]
        sought = not (SEEKING | HAVING).isdisjoint(led_by) or _counts_more(sheet, at + led)
        if seeking and not sought:
            return 0
        points = sheet.plain[at + led : at + led + 2]
        return at if len(points) > 1 or not SELF.issuperset(points) else 0
    return 0


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
        if subject and _tells(sheet, at + subject):
            return at
    return None


def only_reasons(sheet: Sheet, start: int) -> bool:
    """Whether a reason begins there and no wish is told in it."""
    if not sheet.words_at(start, REASON):
        return False
    places = range(start, len(sheet.plain))
    return not any(sheet.words_at(at, WISH) or _command_at(sheet, at) for at in places)


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
    if word in MINE or _is_subject(sheet, at) or sheet.words_at(at, MINES):
        return sheet.words_at(at, MINES) or 1
    led = word in MY or word in (DETERMINERS - ARTICLES)
    follows = led and at + 1 < len(sheet.plain)
    return 2 if follows and is_content(sheet, load_lexicon(), at + 1) else 0


def _is_subject(sheet: Sheet, at: int) -> bool:
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


def _counts_more(sheet: Sheet, at: int) -> bool:
    """Whether several are wanted there: "my roof is leaking, send me three buckets"."""
    while at < len(sheet.plain) and sheet.plain[at] in GIVEN:
        at += 1
    return at < len(sheet.plain) and _counts(sheet, at)


def seeks_own(sheet: Sheet) -> bool:
    """Whether somebody looks for what is theirs: "I'm looking for my glasses"."""
    for at in range(len(sheet.plain)):
        led = sheet.words_at(at, SOUGHT)
        own = led and sheet.plain[at + led : at + led + 1] != () and sheet.plain[at + led] in MY
        rest = range(at + led, len(sheet.plain))
        if own and HABITS.isdisjoint(sheet.plain):
            return not any(sheet.words_at(each, WISH) for each in rest)
    return False


def _wish_at(sheet: Sheet, at: int) -> int:
    """How many words lead up to the goods of a wish that begins there; 0: none does."""
    led = sheet.words_at(at, WISH)
    before = sheet.plain[at - 1]
    if led and _does_next(sheet, at + led, len(sheet.plain)):
        return 0
    if led and before in JOINING:
        return led
    if before in AND and sheet.words_at(at, AND_NEEDING):
        return sheet.words_at(at, AND_NEEDING)
    if at < _TOLD or sheet.plain[at] in DETERMINERS:
        return 0
    if _follows(sheet, at) and (load_lexicon().is_stop(sheet, at) or _counts(sheet, at)):
        return led or 1
    if _asks(sheet) or (before in RELATIVE and not (sheet.speaks("de") and before in _SOMETHING)):
        return 0
    if led and sheet.plain[at] in SPEAKER and load_lexicon().is_stop(sheet, at):
        return led
    return _command_at(sheet, at)


def _asks(sheet: Sheet) -> bool:
    """Whether it begins as a question: not "we're painting", nor "es zieht"."""
    first = sheet.tokens[0]
    other = "'" in first.word or (first.plain == "es" and not sheet.speaks("es"))
    return first.plain in ASKED and not other


def _command_at(sheet: Sheet, at: int) -> int:
    """How many words of a command with goods behind it stand there: "add four brushes"."""
    led = sheet.words_at(at, COMMAND)
    before = sheet.plain[at - 1]
    apart = sheet.used[at - 1] or before not in NO_COMMAND | MY | DETERMINERS
    if not led or not apart or amount_at(sheet, at - 1):
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


def _follows(sheet: Sheet, at: int) -> bool:
    """Whether a "so" stands right before the place."""
    starts = range(max(1, at - 4, _first(sheet)), at)
    if sheet.speaks("de") and sheet.plain[at - 1] == "so":
        return False  # "ein Tisch so groß wie meiner"
    return any(sheet.words_at(start, SO) == at - start for start in starts)


def _is_story(sheet: Sheet, end: int) -> bool:
    """Whether the words before the wish tell something and neither wish, nor ask, nor count."""
    before = sheet.plain[:end]
    told = not TELLING.isdisjoint(before) or any(_is_past(sheet, at) for at in range(end))
    first = _first(sheet)
    told = told or sheet.plain[first] in REASONING
    told = told or (sheet.speaks("es") and is_verb("es", sheet.plain[first]))
    told = told or bool(_command_at(sheet, end) and _is_of_something(sheet))
    if not told and not _follows(sheet, end) and not _is_of_person(sheet):
        return False
    return not any(
        sheet.words_at(at, WISHING)
        or _is_wish(sheet, at, end)
        or (_counts(sheet, at) and TELLING.isdisjoint(sheet.plain[:at]))
        for at in range(end)
    )


def _is_wish(sheet: Sheet, at: int, end: int) -> bool:
    """Whether goods are wished for there: not "y no hay sábanas", nor "quiero hacer pan"."""
    led = sheet.words_at(at, WISH)
    if not led or (at > 0 and sheet.plain[at - 1] in DENYING):
        return False
    return not (_does_next(sheet, at + led, end) or _does_last(sheet, end))


def _does_last(sheet: Sheet, end: int) -> bool:
    """Whether a German clause ends in what is to be done: "ich will Marmelade kochen"."""
    last = end - 1
    while last > 0 and (sheet.plain[last] in FILLERS or sheet.words_at(last, SO)):
        last -= 1
    word = sheet.plain[last]
    return (
        sheet.speaks("de") and word not in TO_HAVE and word.endswith("en") and is_verb("de", word)
    )


def _does_next(sheet: Sheet, at: int, end: int) -> bool:
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


def _is_of_something(sheet: Sheet) -> bool:
    """Whether it begins with a courtesy, a person or a known thing: "der Drucker streikt"."""
    first = _first(sheet)
    known = sheet.plain[first] in (DETERMINERS - ARTICLES) | MY | COURTESIES
    return known or load_lexicon().is_beside(sheet, first)


def _first(sheet: Sheet) -> int:
    """Where the first word stands that is more than a filler: "so my mother ..."."""
    at = 0
    while at < len(sheet.plain) - 1 and sheet.plain[at] in FILLERS:
        at += 1
    return at


def _is_of_person(sheet: Sheet) -> bool:
    """Whether it begins with the speaker or somebody of theirs: "mein Sohn malt gerne"."""
    first = _first(sheet)
    if _is_subject(sheet, first):
        return True
    owned = sheet.plain[first] in MY and first + 1 < len(sheet.plain)
    return owned and load_lexicon().is_beside(sheet, first + 1)


def _is_past(sheet: Sheet, at: int) -> bool:
    """Whether the token tells what happens, by its ending: "arañó", "pintando", "scratched"."""
    word = sheet.tokens[at].word
    return (sheet.speaks("es") and word.endswith(("ó", "ando", "iendo", "yendo"))) or (
        sheet.speaks("en") and len(word) > _SHORT and word.endswith("ed")
    )


def _counts(sheet: Sheet, at: int) -> bool:
    number = amount_at(sheet, at)
    if number is None or number[0] <= 1 or sheet.used[at]:
        return False
    end = at + number[1]
    people = end < len(sheet.plain) and load_lexicon().is_beside(sheet, end)
    return not (people or sheet.words_at(end, OF_US))  # "nine of us", "sept à table"
