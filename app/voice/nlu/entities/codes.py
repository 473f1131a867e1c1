"""Order numbers, spoken in any of the ways people speak them."""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.concepts import load_concepts
from app.voice.nlu.entities.code_words import (
    ABOUT_ORDERS,
    ARTICLE,
    BETWEEN,
    BETWEEN_BACK,
    BUYING,
    COPULA,
    DASHES,
    FALSE_STARTS,
    GERMAN_TIMES,
    LETTER_NAMES,
    LETTER_WORDS,
    NAMED,
    NO_CODE,
    NOUNS,
    NUMBER,
    ORDER,
    ORDER_CONCEPTS,
    OTHER_CODES,
    SCALES,
    TIMES,
    ZEROS,
)
from app.voice.nlu.entities.item_words import DETERMINERS
from app.voice.nlu.entities.letters import (
    ALPHABET,
    Spelled,
    is_elided,
    spelled_at,
    spelled_by_word,
)
from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.entities.names import MY
from app.voice.nlu.entities.numbers import cardinal_at, small_value
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.labels import Label

_SHORTEST: Final = 3
_SKIPPED: Final = 7
"""Little words that may stand between "order" and its number."""
_LONGEST_PREFIX: Final = 4
_LONG: Final = 4
_LIKE_ORDER: Final = re.compile(r"\d{4,}|[A-Z]{1,4}\d{3,}")


def order_number(sheet: Sheet, label: Label, *, asked: bool = False) -> str | None:
    """The number of an order, as one would write it; its tokens are spoken for.

    `asked`: it is what was asked for, so that no word needs to lead up to it.
    """
    for at in range(len(sheet.plain)):
        led = sheet.words_at(at, ORDER)
        found = _led_by(sheet, label, at, led) if led and sheet.free(at, at + led) else None
        if found:
            sheet.use(at, found[1])
            return found[0]
    if asked:
        return _bare(sheet) or _spelled_out(sheet)
    alone = _before(sheet)
    if alone is None and _is_about_orders(sheet, label):
        alone = _spoken_alone(sheet, label)
    return alone or (_short(sheet) if label in ABOUT_ORDERS else None)


def _led_by(sheet: Sheet, label: Label, at: int, led: int) -> tuple[str, int] | None:
    """The code behind the word for an order that stands there, and where it ends."""
    if sheet.plain[at - 1 : at] and sheet.plain[at - 1] in OTHER_CODES:
        return None
    named = any(word in NAMED for word in sheet.plain[at : at + led + 1])
    found = code_behind(sheet, at + led) or (_lettered(sheet, at + led) if named else None)
    noun = sheet.plain[at] in NOUNS or (at > 0 and sheet.plain[at - 1] in DETERMINERS | MY)
    spelled = _spelled_behind(sheet, label, at + led, named=named or noun)
    if spelled and (found is None or _tells_more(spelled, found) or not _is_code(found[0])):
        return spelled.code, spelled.end
    if found is None or not _is_code(found[0]):
        return None
    if led == 1 and sheet.plain[at] in NUMBER and len(found[0]) < _LONG and found[0].isdecimal():
        return None  # "number two" is a place in a list
    if not named and _counts_goods(sheet, label, (at, at + led, found[1])):
        return None  # "order 120 cups": the number counts
    return found


def _tells_more(spelled: Spelled, found: tuple[str, int]) -> bool:
    """Whether more was spelled than what was found: "starts with J then four four nine one"."""
    whole = spelled.code.endswith(found[0]) and len(spelled.code) > len(found[0])
    return spelled.end > found[1] or whole


def _short(sheet: Sheet) -> str | None:
    """A number of a digit or two that surely is one: "order number seven", "order seven"."""
    for at in range(len(sheet.plain)):
        led = sheet.words_at(at, ORDER)
        names = led and sheet.plain[at] not in NUMBER and sheet.plain[at + led - 1] in NAMED
        end = at + led
        while names and sheet.plain[end : end + 1] and sheet.plain[end] in COPULA:
            end += 1
        found = spoken_code(sheet, end) if led else None
        last = found is not None and found[1] == len(sheet.plain)
        if found and found[0].isdecimal() and (names or (last and led == 1)):
            sheet.use(at, found[1])
            return found[0]
    return None


def _spelled_behind(sheet: Sheet, label: Label, at: int, *, named: bool) -> Spelled | None:
    """What is spelled behind "order" and some little words: "order number is K X Q J".

    `named`: the word for a number leads up to it, so that it is no wish for goods.
    """
    if label in BUYING and not named:
        return None  # "order a p s 5"
    for _ in range(_SKIPPED):
        found = spelled_at(sheet, at, led=named)
        if found and _is_spelled(found, named=named):
            ends = found.end >= len(sheet.plain) or not _may_name(sheet, found.end)
            return found if ends else None
        if at >= len(sheet.plain) or sheet.plain[at] not in BETWEEN | FALSE_STARTS:
            return None
        at += 1
    return None


def _is_spelled(found: Spelled, *, named: bool) -> bool:
    """Whether it cannot be words that sound like letters: "mi pedido es de dos mil"."""
    least = 2 if named and len(found.code) >= _LONG else _SHORTEST
    return found.named and found.surely >= least


def _may_name(sheet: Sheet, at: int) -> bool:
    """Whether goods may go on there: "order xyz jeans"."""
    return sheet.plain[at][0].isalnum() and not _is_stop(sheet, at)


def _spelled_out(sheet: Sheet) -> str | None:
    """The longest of what is spelled anywhere, where the number was asked for."""
    found = (spelled_at(sheet, at) for at in range(len(sheet.plain)))
    codes = [each.code for each in found if each and each.surely >= _SHORTEST]
    return max(codes, key=len, default=None)


def _counts_goods(sheet: Sheet, label: Label, spot: tuple[int, int, int]) -> bool:
    """Whether what stands behind "order" is a count.

    `spot`: where "order" stands, where what follows it begins, and where its digits end.
    """
    order, start, end = spot
    if end >= len(sheet.plain):
        return False
    if load_lexicon().find(load_lexicon().units, sheet, end) is not None:
        return True  # "order 500 grams of turkey"
    start += sheet.plain[start : start + 1] in ARTICLE
    scaled = label not in ABOUT_ORDERS and not _is_stop(sheet, end)
    for at in range(start - 1, end):
        count = cardinal_at(sheet, at)
        if count is None or at + count[1] != end:
            continue
        if at == start and label in BUYING:
            return True
        said = _is_scaled(sheet, at, count[1])  # "an order for a thousand flyers"
        return scaled and said and (order == 0 or label in BUYING)
    return False


def _is_scaled(sheet: Sheet, at: int, length: int) -> bool:
    """Whether the number is said as one counts: "order a hundred and fifty envelopes"."""
    return not SCALES.isdisjoint(sheet.plain[at : at + length])


def _is_stop(sheet: Sheet, at: int) -> bool:
    return load_lexicon().is_stop(sheet, at)


def _is_about_orders(sheet: Sheet, label: Label) -> bool:
    """Whether a number that nothing leads up to may be that of an order: "has 5521 shipped"."""
    if label in ABOUT_ORDERS:
        return True
    meant = load_concepts().of_words(sheet.plain) if label is Label.INFORM else ()
    return any(not ORDER_CONCEPTS.isdisjoint(names) for names in meant)


def _spoken_alone(sheet: Sheet, label: Label) -> str | None:
    """Digits that nothing is counted by, where the sentence is about an order; "CX109" too."""
    for at in range(len(sheet.plain)):
        found = spoken_code(sheet, at)
        if found is None or not _LIKE_ORDER.fullmatch(found[0]):
            spelled = spelled_at(sheet, at) if label in ABOUT_ORDERS else None
            if spelled and spelled.surely >= _LONG and spelled.letters > 1:
                sheet.use(at, spelled.end)
                return spelled.code
            continue
        before = sheet.plain[at - 1] if at else ""
        after = sheet.plain[found[1]] if found[1] < len(sheet.plain) else ""
        if before in NO_CODE or after in NO_CODE:
            return None
        if _is_scaled(sheet, at, found[1] - at) and after and not _is_stop(sheet, found[1]):
            continue  # "a thousand labels"
        sheet.use(at, found[1])
        return found[0]
    return None


def _before(sheet: Sheet) -> str | None:
    """A code of digits that "is my order number" comes behind."""
    for at in range(len(sheet.plain)):
        found = spoken_code(sheet, at)
        if not found or len(found[0]) < _SHORTEST or not _is_code(found[0]):
            continue
        end = found[1]
        while end < len(sheet.plain) and sheet.plain[end] in BETWEEN_BACK:
            end += 1
        led = sheet.words_at(end, ORDER)
        named = bool(led) and sheet.plain[end + led - 1] in NAMED
        last = bool(led) and end + led == len(sheet.plain) and len(found[0]) >= _LONG
        if end > found[1] and (named or last):
            sheet.use(at, end + led)
            return found[0]
    return None


def code_behind(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """The code that stands after some little words, and where it ends."""
    for _ in range(_SKIPPED):
        found = spoken_code(sheet, at)
        if found and len(found[0]) >= _SHORTEST:
            return found
        if at >= len(sheet.plain) or sheet.plain[at] not in BETWEEN:
            return None
        at += 1
    return None


def _lettered(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """ "SQ 4412": a short word before the digits of a number named as one."""
    while at < len(sheet.plain) and sheet.plain[at] in BETWEEN:
        at += 1
    if at + 1 < len(sheet.plain) and len(sheet.plain[at]) <= _LONGEST_PREFIX:
        rest = spoken_code(sheet, at + 1)
        if rest and sheet.plain[at].isalpha() and not _is_stop(sheet, at):
            return sheet.plain[at].upper() + rest[0], rest[1]
    return None


def _bare(sheet: Sheet) -> str | None:
    best = ""
    for at in range(len(sheet.plain)):
        found = spoken_code(sheet, at)
        if found and _is_code(found[0]) and len(found[0]) > len(best):
            best = found[0]
    return best or None


def _is_code(code: str) -> bool:
    return len(code) >= _SHORTEST and sum(char.isdecimal() for char in code) >= 2


def spoken_code(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """Digits, tens, doubled digits and letters that start there, as written, and where they end."""
    code: list[str] = []
    times = 1
    end = at
    while at < len(sheet.plain) and not sheet.used[at]:
        if sheet.plain[at] in TIMES:
            times, at = TIMES[sheet.plain[at]], at + 1
            continue
        if code and sheet.plain[at] in DASHES:
            at += 1
            continue
        read = _element(sheet, at)
        if read is None:
            break
        if code and read[0].isalpha() and _is_word(sheet, at, at + read[1]):
            break
        code.append(read[0] * times if len(read[0]) == 1 else read[0])
        at, times = at + read[1], 1
        end = at
    return ("".join(code), end) if code else None


def _element(sheet: Sheet, at: int) -> tuple[str, int] | None:
    word = sheet.plain[at]
    if word.isdecimal():
        return word, 1
    if word in ZEROS:
        return "0", 1
    if word in {"un", "une"} and sheet.speaks("fr"):
        return "1", 1
    letter = _letter(sheet, at)
    if letter:
        return letter
    doubled = _doubled(sheet, word)
    if doubled:
        return doubled, 1
    number = None if is_elided(sheet, at) else cardinal_at(sheet, at)
    return (str(number[0]), number[1]) if number else None


def _doubled(sheet: Sheet, word: str) -> str | None:
    """Digits of one German word: "doppelnull"."""
    for led in GERMAN_TIMES:
        if word.startswith(led) and sheet.speaks("de"):
            digit = Sheet.of(word.removeprefix(led), sheet.lang)
            value = small_value(digit, 0) if digit.tokens else None
            return str(value) * TIMES[led] if value is not None and value < 10 else None
    return None


def _letter(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """A letter by itself, spelled out ("B as in boy") or by its name in an alphabet."""
    word = sheet.plain[at]
    if word in LETTER_NAMES and _digits_follow(sheet, at + 1):
        return LETTER_NAMES[word], 1
    if len(word) == 1 and word.isalpha() and not is_elided(sheet, at):
        if word == "a" and SCALES.intersection(sheet.plain[at + 1 : at + 2]):
            return None  # "a hundred and fifty"
        return word.upper(), spelled_by_word(sheet, at) or 1
    if word in ALPHABET and at + 1 < len(sheet.plain):
        return ALPHABET[word].upper(), 1
    return None


def _digits_follow(sheet: Sheet, at: int) -> bool:
    """Whether what follows the name of a letter is spelled as well."""
    if at >= len(sheet.plain):
        return False
    word = sheet.plain[at]
    return word.isdecimal() or word in LETTER_NAMES or cardinal_at(sheet, at) is not None


def _is_word(sheet: Sheet, at: int, end: int) -> bool:
    """Whether a letter behind digits begins what is said next: "seven seven four i think"."""
    follows = end < len(sheet.plain) and _element(sheet, end) is None
    return follows and sheet.plain[at] in LETTER_WORDS
