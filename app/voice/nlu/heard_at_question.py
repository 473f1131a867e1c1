"""What an answer to the open question tells, in few words or beside others: a size, how many, the
way it shall come. Each function gives what was heard with that put right."""

from __future__ import annotations

import re
from typing import Final

from app.commerce.words import NUMBERS
from app.voice.nlu.anaphora import asks_how, is_light, names_only_manner
from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.heard_of_goods import LOOKING, names_goods
from app.voice.nlu.hesitation import agrees_in_doubt, agrees_to_more, names_nothing
from app.voice.nlu.labels import Label
from app.voice.nlu.manners import (
    answer_at_start,
    beside_yes,
    is_done,
    is_yes,
    orders_it,
    plainly,
    takes_it,
    without_yes,
)
from app.voice.nlu.parsing import Parsed
from app.voice.nlu.several_sizes import numbered_size
from app.voice.nlu.shop_values import with_size_alone
from app.voice.nlu.standing_wishes import names_what_comes, wished_of_standing
from app.voice.nlu.taken_offers import (
    count_alone,
    count_enough,
    count_fetched,
    count_in_all,
    count_made,
    count_told,
    has_it_kept,
    one_alone,
)
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import method_in, way_answered
from app.voice.nlu.ways_asked_for import way_told
from app.voice.nlu.words import norm_value
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod

_READ_BACK: Final = frozenset({Expect.CONFIRM, Expect.CHANGE})
_OF_GOODS: Final = _READ_BACK | {Expect.OFFER, Expect.OPTION, Expect.METHOD, Expect.STORE}
_SIZED: Final = _READ_BACK | {Expect.OPTION, Expect.OFFER}
"""Questions at which a number from there on is a size."""
_NO_OTHER_WISH: Final = frozenset(
    {Intent.UNKNOWN, Intent.INFORM, Intent.NO, Intent.DELIVERY_INFO, Intent.HUMAN_AGENT}
)
_A_SIZE: Final = 30
"""A number from here on is a size where the shop has it."""
_COUNTED: Final = LOOKING | {Intent.YES, Intent.PLACE_ORDER, Intent.ADD_TO_CART}
"""What a number by itself may be read as: "nur eine bitte" orders nothing yet."""
_BESIDE_VALUE: Final = re.compile(
    r"sizes?|tallas?|tailles?|pointures?|grosse|ca|va|geht|passt|gut|suits?|fair|fine|works?|bien"
    r"|bon|correct|dann|nehme?|llevo|take|have"
)
"""Tells that a size comes, or that somebody agrees and takes it."""
_IN_A: Final = re.compile(r"\bin (?:an? )?(?:size )?(?P<size>\d{1,2}|\w+)(?= please|[ .!]*$)")
"""Before a size of whatever number, at the end: "the white ones in a 10"."""
_AWAY: Final = re.compile(
    r"\b(?:geh\w*|me voy|nos vamos|m en vais|s en va|leav\w+|elsewhere|ailleurs|woanders|otro sitio"
    r"|otra tienda|cancel\w*|annul\w*|anul\w*|forget|laisse\w*|olvid\w*|dej\w+|vergiss|lass\w*)\b"
)
_GIVING_UP: Final = frozenset({Intent.STOP, Intent.CANCEL_ORDER, Intent.START_OVER})


_HOW_HAD: Final = frozenset({Expect.METHOD, Expect.STORE})
"""Questions whose choices have numbers of their own."""


def is_taken(text: str, expect: Expect) -> bool:
    """Whether what was offered is taken, or with a yes what was read back: "ja, die nehm ich"."""
    led = answer_at_start(text)
    agreed = led is not None and led[0] and takes_it(led[1])
    return agreed or (expect is Expect.OFFER and (takes_it(text) or has_it_kept(text)))


def _told_alone(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect, locale: str
) -> Understanding:
    """With a size, or how many are enough; "M", of what fits, and "I meant one" where an order is
    read back."""
    lone = expect in _READ_BACK and " " not in text.strip()
    found = with_size_alone(found, f"in {text}" if lone else text, vocabulary)
    enough = count_enough(text)
    counts = expect in _READ_BACK or expect is Expect.OFFER
    if expect in _HOW_HAD and enough is None:
        return _counted_among_ways(found, text, locale[:2].lower())
    is_bare = not found.says_something or names_nothing(found.product or text)
    if counts and enough is None and is_bare:
        is_vague = found.intent in _COUNTED or found.either is not None
        enough = count_told(text, locale[:2].lower()) if is_vague else None
        if enough is not None and found.number is None:
            found = found.but(product=None, phrase=None, full_phrase=None)
    if enough is None or found.quantity is not None:
        return found
    return found.but(quantity=enough)


def _made_so_many(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """Without words that are no goods before so many there shall be: "you'd better make it two"."""
    many = count_made(text) if found.product else None
    if many is None or names_goods(_uncounted(text), vocabulary):
        return found
    return found.but(
        intent=Intent.INFORM, quantity=many, number=None, product=None, phrase=None,
        full_phrase=None, others=(), either=None,
    )  # fmt: skip


def _counted_among_ways(found: Understanding, text: str, lang: str) -> Understanding:
    """With how many there shall be, which is no number of a choice: "mach zwei draus"; "two" is."""
    if found.quantity is not None and found.quantity == found.number:
        return found.but(number=None)  # "two of them"
    is_choice = found.number is None or count_alone(text, lang) is not None
    many = None if is_choice else count_told(text, lang)
    return found if many is None else found.but(quantity=many, number=None, either=None)


def _sized(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With a number that nobody counts goods by as the size that it is here: "also 42 bitte", "two
    pairs, the white ones in 42"."""
    if "size" in found.attributes:
        return found
    told = found.number if found.number is not None else found.quantity
    is_size = (told or 0) >= _A_SIZE or _ends_in_size(text, told)
    if not is_size and "color" in found.attributes and found.product is None:
        size = numbered_size(text, vocabulary, least=_A_SIZE)
    else:
        size = told if is_size else None
    known = vocabulary.values.get("size", {}).get(norm_value(str(size)))
    if known is None:
        return found
    counted = found.but(number=None, quantity=None) if is_size else found
    return counted.but(
        intent=Intent.INFORM if found.intent is Intent.UNKNOWN else found.intent,
        attributes={**found.attributes, "size": known}, either=None,
    )  # fmt: skip


def _ends_in_size(text: str, told: int | None) -> bool:
    """Whether the number that was heard stands where a size does."""
    found = _IN_A.search(text.lower())
    return found is not None and NUMBERS.get(found["size"], found["size"]) == str(told)


def as_answer(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect, locale: str
) -> Understanding:
    """With what is told in few words to who asked: a size, how many are enough, how it is had."""
    if expect in _READ_BACK and one_alone(text):
        return Understanding(intent=Intent.INFORM, quantity=1, text=found.text)
    in_all = count_in_all(text) if expect in _READ_BACK else None
    if in_all is not None and not names_goods(_uncounted(text), vocabulary):
        return Understanding(intent=Intent.INFORM, quantity=in_all, text=found.text)
    found = _as_answer(found, text, vocabulary, expect, locale)
    found = _taken_so(found, vocabulary) if expect is Expect.OFFER else found
    return _fetched(found, text, vocabulary) if expect is Expect.OFFER else found


def _taken_so(found: Understanding, vocabulary: Vocabulary) -> Understanding:
    """With a yes of who takes it in a color and a size, which are no name of other goods: "fine,
    I'll take the blue one in M"."""
    if found.intent is not Intent.PLACE_ORDER or not found.attributes or found.others:
        return found
    words = plainly(found.product or "").split()
    if not words or not all(is_light(each) or _is_value(each, vocabulary) for each in words):
        return found
    return found.but(intent=Intent.YES, product=None, phrase=None, full_phrase=None, either=None)


def _is_value(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word is a color or a size, or tells that one comes."""
    is_known = vocabulary.phrase_at([word], 0) is not None
    is_known = is_known or _BESIDE_VALUE.fullmatch(word) is not None
    return is_known or any(word in forms for forms in load_lexicon().colors.values())


def _uncounted(text: str) -> str:
    """The text without its numbers, which titles may have as well: "Zelt für Zwei"."""
    return " ".join(each for each in plainly(text).split() if each not in NUMBERS)


def _fetched(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With how many of what was offered are fetched: "dann hol ich zwei Stück in Mitte ab"."""
    counted = found.quantity is not None or found.number is not None
    named = names_goods(_uncounted(text), vocabulary)
    many = None if counted or named else count_fetched(text)
    if many is None or found.intent not in {Intent.INFORM, Intent.YES, Intent.UNKNOWN}:
        return found
    return found.but(quantity=many, product=None, phrase=None, full_phrase=None, either=None)


def _as_answer(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect, locale: str
) -> Understanding:
    found = _made_so_many(_told_alone(found, text, vocabulary, expect, locale), text, vocabulary)
    found = _sized(found, text, vocabulary) if expect in _SIZED else found
    if expect is Expect.METHOD:
        found = _with_way(found, text, vocabulary)
    if expect in _OF_GOODS and _of_no_subscription(found, text):
        found = found.but(intent=Intent.INFORM, either=None)
    if expect in _READ_BACK and way_told(text) is FulfillmentMethod.SHIPPING:
        found = _brought(found)
    found = _with_manner(found, text)
    if found.product and found.attributes and names_only_manner(found.product):
        found = found.but(intent=Intent.INFORM, product=None, phrase=None)  # "I'll take it in blue"
    if found.intent is not Intent.YES:
        return found
    taken = is_taken(text, expect)
    if taken or is_yes(text) or orders_it(text) or is_done(beside_yes(text) or ""):
        return found  # all of it agrees
    is_plain = not found.says_something
    if agrees_in_doubt(text, expect) or (
        is_plain and (agrees_to_more(text) or asks_how(without_yes(text)))
    ):
        return found.but(intent=Intent.UNKNOWN)  # "sure, how much is it?"
    return found


def _of_no_subscription(found: Understanding, text: str) -> bool:
    """Whether what was taken for a wish of what comes again is one of the order read back: nothing
    that comes again is spoken of."""
    of_it = found.every is not None or names_what_comes(text) or wished_of_standing(text)
    return found.intent is Intent.MANAGE_SUBSCRIPTION and not of_it


def _with_way(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With pickup or delivery, which was asked for."""
    if found.place is None:
        found = found.but(method=found.method or way_answered(text))
    if found.method is None:
        return _on_the_way(found, text, vocabulary)
    if found.intent is Intent.HUMAN_AGENT:
        return found.but(intent=Intent.INFORM)  # "que me lo traiga alguien"
    return found


def _on_the_way(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With the way that was asked for, in words that name none: what else is named is no goods,
    unless some are called so."""
    method = way_told(text)
    leaves = found.intent in _GIVING_UP and _goes_away(text)
    if method is None or leaves or (found.product and names_goods(text, vocabulary)):
        return found
    return found.but(
        intent=Intent.INFORM, method=method, product=None, phrase=None, full_phrase=None,
        others=(), either=None,
    )  # fmt: skip


def _goes_away(text: str) -> bool:
    """Whether it is said that somebody goes away, and not that they come."""
    return _AWAY.search(plainly(text)) is not None


def _brought(found: Understanding) -> Understanding:
    """Who cannot come, or has it brought after all, changes the order that was read back."""
    if found.intent not in _NO_OTHER_WISH or found.product is not None:
        return found
    method = FulfillmentMethod.SHIPPING
    return found.but(intent=Intent.INFORM, method=method, either=None)


def _with_manner(found: Understanding, text: str) -> Understanding:
    """With pickup or delivery as any language says it, and without goods that only say that."""
    method = found.method or method_in(text)
    if method is None or found.product is None or not names_only_manner(found.product):
        return found.but(method=method)
    return found.but(method=method, product=None, phrase=None, full_phrase=None)


def asked_after_way(
    found: Understanding, parsed: Parsed, text: str, expect: Expect
) -> Understanding:
    """A question about a way is no answer to the open one: "how long to ship?" has nothing"
    " sent."""
    if expect is Expect.NOTHING or found.method is None or not asks_how(text):
        return found
    likely = parsed.readings if found.intent is Intent.UNKNOWN else parsed.readings[:1]
    if all(each.label is not Label.DELIVERY_INFO for each in likely):
        return found
    return found.but(intent=Intent.DELIVERY_INFO, method=None, either=None)
