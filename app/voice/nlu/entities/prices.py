"""Price bounds: "under eighty dollars", "entre diez y quince euros", "maximal dreißig"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.entities.names import is_content
from app.voice.nlu.entities.numbers import amount_at, cardinal_at, small_value
from app.voice.nlu.entities.price_words import (
    AFTER_MAX,
    AFTER_MIN,
    AND,
    ARTICLES,
    BETWEEN,
    BOTTOMS,
    BUTS,
    CENTS,
    CHANGING,
    CHEAPER,
    COSTING,
    CURRENCIES,
    DEARER,
    EACH,
    HOURS,
    IS,
    LIKELY,
    MAX,
    MIN,
    MY,
    NAMELESS,
    NEAR,
    NICE,
    NOTHING,
    NOTS,
    POUNDS,
    PRICES,
    RANGE_WORDS,
    SLANG,
    SOFT,
    START,
    SURE,
    THAN,
    TO,
    TOO,
    TOPS,
)
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.words import split_words

_JOINED: Final = 4
"""Words at the end of an amount among which an "and" may begin the next one."""
_DIGIT: Final = 9
_FIGURES: Final = 2
_WRITTEN_CENTS: Final = frozenset({10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 90, 95, 99})
_BEHIND_CENTS: Final = frozenset(
    split_words(
        "will mochte kann darf soll wollte wurde no non pas nicht quiero puedo maximo maximum "
        "hochstens or o ou oder please bitte euh por s au maxi max tops maximal como grand"
    )
)
"""What may follow cents that are not called so: "mehr als fünfzehn euro fünfzig will ich nicht"."""
_NOTHING: Final = frozenset((word,) for word in NOTHING)
_HOURS_OF_A_DAY: Final = 24
_MARKS: Final = frozenset({",", ";"})
_IN_NAMES: Final = frozenset({"max"})
"""Words of bounds that makers put into names as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBounds:
    """What something may cost; None: no bound on that side."""

    min: Decimal | None = None
    max: Decimal | None = None
    currency: str | None = None
    """ISO 4217, where it was said."""


@dataclass(frozen=True, slots=True)
class _Money:
    value: Decimal
    currency: str | None
    named: bool
    end: int


def price_bounds(sheet: Sheet) -> PriceBounds | None:
    """The bounds of a price; their tokens are spoken for."""
    found = _bounds(sheet)
    if found:
        _use_piece(sheet)
    return found


def _use_piece(sheet: Sheet) -> None:
    """Speak for what the money is for: "eight dollars a pound", "la botella"."""
    for at in range(1, len(sheet.plain) - 1):
        if sheet.used[at - 1] and not sheet.used[at] and sheet.plain[at] in EACH:
            last = at + 2 == len(sheet.plain)
            sheet.use(at, at + 2 * last)


def _bounds(sheet: Sheet) -> PriceBounds | None:
    found = _range(sheet) or _led(sheet)
    if found is None:
        return _followed(sheet) or _compared(sheet)
    more = _led(sheet) if found.min is None or found.max is None else None
    if more is None:
        return found
    return PriceBounds(  # "at least seventy but under a hundred"
        min=found.min if found.min is not None else more.min,
        max=found.max if found.max is not None else more.max,
        currency=found.currency or more.currency,
    )


def _range(sheet: Sheet) -> PriceBounds | None:
    """ "between ten and twenty", "from 40 to 60 dollars", "$50 to $90"."""
    for at in range(len(sheet.plain)):
        led = sheet.words_at(at, BETWEEN)
        low = _low_end(sheet, at + led) if led else _money(sheet, at)
        if low is None or low.end >= len(sheet.plain) or sheet.plain[low.end] not in AND:
            continue
        high = _money(sheet, low.end + 1)
        if high is None or not _is_range(sheet, at, led, (low, high)):
            continue
        low = _scaled_alike(sheet, low, high)
        named = sheet.plain[high.end : high.end + 1]
        sheet.use(at, high.end + bool(named and named[0] in RANGE_WORDS))
        return PriceBounds(min=low.value, max=high.value, currency=high.currency or low.currency)
    return None


def _low_end(sheet: Sheet, at: int) -> _Money | None:
    """The lower amount of a span: "between one hundred and one fifty" is not 101."""
    low = _money(sheet, at)
    if low is None or (low.end < len(sheet.plain) and sheet.plain[low.end] in AND):
        return low
    for middle in range(low.end - 1, max(at, low.end - _JOINED), -1):
        if sheet.plain[middle] in AND and _money(sheet, middle + 1):
            apart = _money(Sheet.of(sheet.said(at, middle), sheet.lang), 0)
            if apart and apart.end == middle - at:
                return replace(apart, end=middle)
    return low


def _scaled_alike(sheet: Sheet, low: _Money, high: _Money) -> _Money:
    """ "between twelve and fifteen hundred": both are hundreds."""
    last = sheet.plain[high.end - 1 - high.named]
    worth = {"hundred": 100, "thousand": 1000}.get(last, 1)
    alike = low.value * worth < high.value and not low.named and low.value < worth
    return replace(low, value=low.value * worth) if alike else low


def _is_range(sheet: Sheet, at: int, led: int, ends: tuple[_Money, _Money]) -> bool:
    low, high = ends
    if led and sheet.plain[at] in SURE:
        hours = high.value <= HOURS  # "between two and four" is a time of day
        return high.named or not (hours or _is_more_than_price(sheet, high.end))
    if _is_bare_range(sheet, at, ends, led=bool(led)):
        return True
    named = high.named or (low.named and not _is_more_than_price(sheet, high.end))
    return named and low.value < high.value and sheet.plain[low.end] in TO


def _is_bare_range(sheet: Sheet, at: int, ends: tuple[_Money, _Money], *, led: bool) -> bool:
    """ "sandals from thirty to sixty": too much for hours and pieces, and nothing follows."""
    low, high = ends
    changing = any(word in CHANGING for word in sheet.plain[max(at - 3, 0) : at])
    if sheet.plain[high.end : high.end + 1] and sheet.plain[high.end] in RANGE_WORDS:
        return low.value < high.value and sheet.plain[low.end] in TO
    spans = LIKELY <= low.value < high.value and high.end == len(sheet.plain)
    return led and spans and not changing and sheet.plain[low.end] in TO


def _led(sheet: Sheet) -> PriceBounds | None:
    at = 0
    while at < len(sheet.plain):
        top, bottom = sheet.words_at(at, MAX), sheet.words_at(at, MIN)
        led = max(top, bottom)
        led = led or _told_before(sheet, at)
        led += bool(led) and sheet.plain[at + led : at + led + 1] in ARTICLES
        amount = _money(sheet, at + led) if led and sheet.free(at, at + led) else None
        if amount is None or _doubtful(sheet, at, led, amount):
            at += 1
            continue
        tail = sheet.words_at(amount.end, AFTER_MAX)
        sheet.use(at, amount.end + (tail or sheet.words_at(amount.end, AFTER_MIN)))
        if tail or _is_top(sheet, at, top=top >= bottom):
            return PriceBounds(max=amount.value, currency=amount.currency)
        return PriceBounds(min=amount.value, currency=amount.currency)
    return None


def _is_top(sheet: Sheet, at: int, *, top: bool) -> bool:
    """Whether the bound is a top when what is denied is turned: "nothing under fifty"."""
    if not top:
        return _denied(sheet, at)
    before = at - 1
    while before > 0 and sheet.plain[before] in COSTING:
        before -= 1
    return not (before >= 0 and sheet.plain[before] in NOTHING)


def _single_digits(sheet: Sheet, at: int) -> tuple[str, ...]:
    """The words from there that are one digit each: those of a code."""
    end = at
    while end < len(sheet.plain):
        value = small_value(sheet, end)
        if value is None or value > _DIGIT:
            break
        end += 1
    return sheet.plain[at:end]


def _denied(sheet: Sheet, at: int) -> bool:
    """ "nothing over thirty", "I don't want to spend more than": a bottom denied is a top."""
    before = sheet.plain[max(at - NEAR, 0) : at]
    behind = _clause_behind(sheet, at)
    return any(word in NOTS for word in (*before, *behind[2:])) or bool(TOO.intersection(behind))


def _clause_behind(sheet: Sheet, at: int) -> tuple[str, ...]:
    """The words from a bound that begins a sentence or a clause, which may deny it: "a tent, but
    more than fifty I won't pay"."""
    if at <= START:
        return sheet.plain[at : at + 2 * NEAR]
    if sheet.plain[at - 1] not in BUTS | AND | _MARKS:
        return ()
    words = sheet.plain[at : at + 2 * NEAR]
    return words[: next((n for n, word in enumerate(words) if word in _MARKS), len(words))]


def _doubtful(sheet: Sheet, at: int, led: int, amount: _Money) -> bool:
    if amount.named:
        return False
    if led == 1 and _is_name(sheet, at, amount):
        return True
    if len(_single_digits(sheet, at + led)) > _FIGURES:
        return True  # "you'll find it under nine eight seven six"
    if any(word in CHANGING for word in sheet.plain[max(at - NEAR, 0) : at]):
        return True  # "bump it up to thirty" is about the quantity
    if led == 1 and sheet.plain[at] in SOFT and TOO.isdisjoint(_clause_behind(sheet, at)):
        following = sheet.plain[amount.end : amount.end + 1]
        ends = (not following or following[0] in BUTS) and amount.value >= LIKELY
        last = not following or following[0] in _BEHIND_CENTS
        sure = sheet.plain[at - 1 : at] in _NOTHING  # "nothing over nineteen ninety nine"
        before = at - 1 if sheet.plain[at - 1] != "de" else at - 2  # "colchones de hasta …"
        if last and amount.value > _HOURS_OF_A_DAY and _names_goods(sheet, before):
            return False  # "una tablet hasta trescientos"
        return not ((ends and sheet.plain[at] == "over") or (sure and last))
    counts = _names_goods(sheet, amount.end) and not _names_goods(sheet, at - 1)
    return counts or _is_more_than_price(sheet, amount.end)


def _names_goods(sheet: Sheet, at: int) -> bool:
    """Whether a word stands there that may be of goods: "at least five mugs" counts them."""
    if not 0 <= at < len(sheet.plain) or amount_at(sheet, at):
        return False
    words = load_lexicon()
    return is_content(sheet, words, at) and not words.is_beside(sheet, at)


def _is_name(sheet: Sheet, at: int, amount: _Money) -> bool:
    """Whether a bound's word is part of a title on sale: "is the air max 90 in stock"."""
    said = (*sheet.plain[max(at - 1, 0) : at + 1], f"{amount.value:f}")
    return at > 0 and sheet.plain[at] in _IN_NAMES and sheet.goods.issuperset(said)


def _is_more_than_price(sheet: Sheet, end: int) -> bool:
    """Whether the number counts what follows it: "no more than three bags", "under two weeks"."""
    following = sheet.plain[end : end + 1]
    if bool(following) and following[0] in _COUNTED:
        return True
    return bool(following) and load_lexicon().find(load_lexicon().units, sheet, end) is not None


_COUNTED: Final = frozenset(
    split_words(
        "days weeks months hours minutes years miles people persons pieces bags boxes "
        "of them dias semanas meses horas minutos anos personas jours semaines mois "
        "heures minutes ans personnes tage tagen wochen monate monaten stunden minuten "
        "jahre personen inches inch"
    )
)


def _followed(sheet: Sheet) -> PriceBounds | None:
    for at in range(len(sheet.plain)):
        amount = _money(sheet, at)
        if amount is None:
            continue
        top = sheet.words_at(amount.end, AFTER_MAX) or _told_after(sheet, amount.end, TOPS)
        bottom = sheet.words_at(amount.end, AFTER_MIN) or _told_after(sheet, amount.end, BOTTOMS)
        if not (top or bottom):
            continue
        sheet.use(at, amount.end + max(top, bottom))
        if bottom > top:
            return PriceBounds(min=amount.value, currency=amount.currency)
        return PriceBounds(max=amount.value, currency=amount.currency)
    return None


def _told_after(sheet: Sheet, at: int, names: frozenset[str]) -> int:
    """How many tokens say what the amount before them is: "is my limit", "c'est le maximum"."""
    end = at
    while sheet.plain[end : end + 1] and sheet.plain[end] in IS | MY:
        end += 1
    told = sheet.plain[end : end + 1] and sheet.plain[end] in names
    return end + 1 - at if told else 0


def _told_before(sheet: Sheet, at: int) -> int:
    """How many tokens say what the amount behind them is: "my top price is"."""
    if sheet.plain[at] not in TOPS:
        return 0
    end = at + 1
    while end < len(sheet.plain) and sheet.plain[end] in PRICES:
        end += 1
    is_told = end < len(sheet.plain) and sheet.plain[end] in IS
    return end + 1 - at if is_told else 0


def _compared(sheet: Sheet) -> PriceBounds | None:
    """ "a cheaper dishwasher than six hundred dollars"."""
    for at, word in enumerate(sheet.plain):
        amount = _money(sheet, at + 1) if word in THAN else None
        if amount is None:
            continue
        before = sheet.plain[max(at - NEAR, 0) : at]
        cheaper, dearer = CHEAPER.intersection(before), DEARER.intersection(before)
        if not (cheaper or dearer):
            continue
        sheet.use(at, amount.end)
        top = bool(cheaper) or _denied(sheet, at)
        if top:
            return PriceBounds(max=amount.value, currency=amount.currency)
        return PriceBounds(min=amount.value, currency=amount.currency)
    return None


def _money(sheet: Sheet, at: int) -> _Money | None:
    """An amount of money that starts there, its sign or word of currency before or after it."""
    currency, named = None, False
    if at < len(sheet.plain) and sheet.plain[at] in CURRENCIES:
        currency, named, at = CURRENCIES[sheet.plain[at]], True, at + 1
    found = amount_at(sheet, at) if at >= len(sheet.used) or not sheet.used[at] else None
    if found is None:
        return None
    value, end = found[0], at + found[1]
    value, end = _spoken_cents(sheet, at, value, end)
    word = sheet.plain[end] if end < len(sheet.plain) else ""
    if word in SLANG and sheet.plain[end + 1 : end + 2] != ("de",):
        return _Money(value, currency, True, end + 1)
    if word in CURRENCIES or word in POUNDS or word in NAMELESS:
        currency = currency or CURRENCIES.get(word) or ("GBP" if word in POUNDS else None)
        named, end = True, end + 1
        value, end = _said_cents(sheet, value, end)
    return _Money(value, currency, named, end)


def _spoken_cents(sheet: Sheet, at: int, value: Decimal, end: int) -> tuple[Decimal, int]:
    """Two numbers in a row: "one fifty" is 150, "nineteen ninety nine" and "five ninety nine"
    have cents."""
    first, joined = cardinal_at(sheet, at), 0
    if (
        first is None
        or first[1] != end - at
        or sheet.plain[at].isdecimal()
        or not 0 < first[0] < 1000
    ):
        return value, end
    if end < len(sheet.plain) and sheet.plain[end] in {"con", "komma", "virgule", "point", "coma"}:
        joined = 1
    second = cardinal_at(sheet, end + joined)
    if second is None or not 10 <= second[0] <= 99:
        return value, end
    after = end + joined + second[1]
    hundreds = first[0] < 10 and not joined and second[0] not in NICE - {50, 25, 75}
    if (
        sheet.speaks("en")
        and first[0] < 10
        and not joined
        and (hundreds or second[0] in {25, 50, 75})
    ):
        return Decimal(first[0] * 100 + second[0]), after
    return value + Decimal(second[0]) / 100, after


def _said_cents(sheet: Sheet, value: Decimal, end: int) -> tuple[Decimal, int]:
    """The cents after the currency: "fifteen dollars and fifty cents", "quince euros cincuenta"."""
    at = end
    if at < len(sheet.plain) and sheet.plain[at] in {"and", "con", "y", "et", "und"}:
        at += 1
    cents = cardinal_at(sheet, at)
    if cents is None or not 0 < cents[0] < 100 or value != int(value):
        return value, end
    after = at + cents[1]
    named = after < len(sheet.plain) and sheet.plain[after] in CENTS
    joined = at != end and sheet.plain[end] != "con"  # "doce euros con cincuenta" says cents
    follows = after < len(sheet.plain) and not (
        cents[0] in _WRITTEN_CENTS and sheet.plain[after] in _BEHIND_CENTS
    )
    if not named and (joined or follows):
        return value, end
    return value + Decimal(cents[0]) / 100, after + named


def currency_words() -> Sequence[str]:
    """Words and signs of money."""
    return (*CURRENCIES, *POUNDS, *NAMELESS)
