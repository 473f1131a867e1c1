"""What somebody tells before a wish: "my mom loves tea and I'm looking for a tea set".

Goods behind the verb of seeking or buying are wanted; what the story before it names is not. Only
where the story has a verb of its own and wishes, asks and counts nothing. What joins the two may be
a reason ("so get me two"), or nothing at all: "mein Handy ist kaputt ich möchte eine Hülle".
"""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.item_words import AND, ARTICLES, BOUGHT, DETERMINERS
from app.voice.nlu.entities.lexicon import load_lexicon, spoken
from app.voice.nlu.entities.names import MY
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.stories_behind import is_subject
from app.voice.nlu.entities.story_words import (
    COMMAND,
    COURTESIES,
    DENYING,
    FILLERS,
    GIVEN,
    HAVING,
    REASONING,
    SEEKING,
    SELF,
    SO,
    TELLING,
    TO_HAVE,
    WISH,
    WISHING,
)
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.entities.verbs import is_verb
from app.voice.nlu.entities.wish_starts import (
    command_at,
    counts_several,
    does_next,
    first_word,
    follows_from_before,
    wish_at,
)

_SHORT: Final = 4
_KNOWN: Final = (DETERMINERS - ARTICLES) | MY | COURTESIES
_SOUGHT: Final = SEEKING | HAVING
_MINE: Final = {(word,) for word in MY | DETERMINERS}
"""Before what may be a wish these make a thing of it: "my order had three cups"."""
_INVERTED: Final = frozenset({("ich",), ("wir",)})
"""Behind a German verb of wishing: what stands before it may be what is wished for."""


def story_end(sheet: Sheet, *, seeking: bool) -> int:
    """Where the wish behind a story begins; 0: no story was told.

    `seeking`: only a verb of seeking or a count is enough, as "I want" may be about what the story
    tells.
    """
    for at in range(1, len(sheet.plain)):
        led = wish_at(sheet, at)
        if not led or not _is_story(sheet, at):
            continue
        led_by = sheet.plain[at : at + led]
        sought = not _SOUGHT.isdisjoint(led_by) or _counts_more(sheet, at + led)
        if seeking and not (sought or BOUGHT.isdisjoint(sheet.plain[:at])):
            return 0  # "the shoes I bought are too small, I'd like a nine"
        points = sheet.plain[at + led : at + led + 2]
        return at if len(points) > 1 or not SELF.issuperset(points) else 0
    return 0


def _counts_more(sheet: Sheet, at: int) -> bool:
    """Whether several are wanted there: "my roof is leaking, send me three buckets"."""
    while at < len(sheet.plain) and sheet.plain[at] in GIVEN:
        at += 1
    return at < len(sheet.plain) and counts_several(sheet, at)


def _is_story(sheet: Sheet, end: int) -> bool:
    """Whether the words before the wish tell something and neither wish, nor ask, nor count."""
    before = sheet.plain[:end]
    told = not TELLING.isdisjoint(before) or any(_is_past(sheet, at) for at in range(end))
    first = first_word(sheet)
    told = told or sheet.plain[first] in REASONING
    told = told or _is_of_speaker(sheet, first)
    apart = sheet.plain[end - 1] not in AND and sheet.plain[end - 1] != ","
    apart = apart and amount_at(sheet, end) is None  # "the paper towels six rolls"
    apart = apart and not (sheet.plain[end + 1 : end + 2] in _INVERTED and not _acts(sheet, end))
    told = told or ((apart or bool(command_at(sheet, end))) and _is_of_something(sheet))
    if not told and not follows_from_before(sheet, end) and not _is_of_person(sheet):
        return False
    if sheet.words_at(first, COMMAND) and sheet.plain[first] not in TELLING:
        return False  # "me das una lámpara y quiero una mesa"
    return not any(
        (sheet.words_at(at, WISHING) and sheet.plain[at - 1 : at] not in _MINE)
        or _is_wish(sheet, at, end)
        or (counts_several(sheet, at) and TELLING.isdisjoint(sheet.plain[:at]))
        for at in range(end)
    )


def _is_wish(sheet: Sheet, at: int, end: int) -> bool:
    """Whether goods are wished for there: not "y no hay sábanas", nor "quiero hacer pan"."""
    led = sheet.words_at(at, WISH)
    if not led or (at > 0 and sheet.plain[at - 1] in DENYING):
        return False
    return not (does_next(sheet, at + led, end) or _does_last(sheet, end))


def _does_last(sheet: Sheet, end: int) -> bool:
    """Whether a German clause ends in what is to be done: "ich will Marmelade kochen"."""
    last = end - 1
    while last > 0 and (sheet.plain[last] in FILLERS or sheet.words_at(last, SO)):
        last -= 1
    word = sheet.plain[last]
    return (
        sheet.speaks("de") and word not in TO_HAVE and word.endswith("en") and is_verb("de", word)
    )


def _is_of_something(sheet: Sheet) -> bool:
    """Whether it begins with a courtesy, a person or a known thing: "der Drucker streikt"."""
    first = first_word(sheet)
    known = sheet.plain[first] in _KNOWN
    return known or load_lexicon().is_beside(sheet, first)


def _acts(sheet: Sheet, end: int) -> bool:
    """Whether a verb stands before the place: "die Kerzen hätte ich gern" tells no story."""
    return any(is_verb(lang, word) for word in sheet.plain[:end] for lang in spoken(sheet))


def _is_of_speaker(sheet: Sheet, at: int) -> bool:
    """Whether a Spanish verb tells there what the speaker does: "canto en un coro"."""
    ends = sheet.plain[at].endswith(("o", "amos", "emos", "imos"))
    return sheet.speaks("es") and ends and is_verb("es", sheet.plain[at])


def _is_of_person(sheet: Sheet) -> bool:
    """Whether it begins with the speaker or somebody of theirs: "mein Sohn malt gerne"."""
    first = first_word(sheet)
    if is_subject(sheet, first):
        return True
    owned = sheet.plain[first] in MY and first + 1 < len(sheet.plain)
    return owned and load_lexicon().is_beside(sheet, first + 1)


def _is_past(sheet: Sheet, at: int) -> bool:
    """Whether the token tells what happens, by its ending: "arañó", "pintando", "scratched"."""
    word = sheet.tokens[at].word
    if sheet.speaks("es") and word.endswith(("é", "í")) and is_verb("es", sheet.plain[at]):
        return True
    return (sheet.speaks("es") and word.endswith(("ó", "ando", "iendo", "yendo"))) or (
        sheet.speaks("en") and len(word) > _SHORT and word.endswith("ed")
    )
