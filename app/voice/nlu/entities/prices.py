"""Price bounds: "under eighty dollars", "entre diez y quince euros", "maximal dreißig"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.voice.nlu.entities.numbers import amount_at, cardinal_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_MAX: Final = phrases(
    "limit is|limit of|max is|maximum is|budget|budget around|spend|spending|"
    "can spend|gastar|limite es|limite de|tope de|no pase de|presupuesto|depenser|"
    "depasse pas|mon budget est de|budget est de|ausgeben|limit ist|budget ist|"
    "only have|under|below|less than|cheaper than|up to|at most|no more than|"
    "not more than|maximum|max|maximum of|a maximum of|maximum price of|max price|"
    "within|budget of|budget is|not over|no higher than|lower than|for less than|"
    "for under|around|about|roughly|not above|menos de|por menos de|por debajo de|"
    "hasta|como mucho|no mas de|maximo|maximo de|un maximo de|inferior a|"
    "presupuesto de|presupuesto es|unos|alrededor de|que no pase de|moins de|"
    "a moins de|jusqu a|au plus|pas plus de|maximum de|en dessous de|au maximum|"
    "inferieur a|budget de|environ|moins cher que|sous|unter|weniger als|bis|"
    "bis zu|hochstens|maximal|nicht mehr als|nicht uber|gunstiger als|billiger als|"
    "budget von|budget ist|fur unter|hochst|um die"
)
_MIN: Final = phrases(
    "over|above|more than|at least|minimum|minimum of|starting at|from|"
    "not less than|no less than|mas de|por mas de|a partir de|minimo|por lo menos|"
    "al menos|por encima de|desde|plus de|au moins|au dessus de|a plus de|uber|"
    "mehr als|mindestens|ab|nicht unter"
)
_NOTS: Final = frozenset(
    split_words(
        "not nothing dont wont no never cant nada nunca ne pas rien jamais nicht nichts kein keine"
    )
)
_CHANGING: Final = frozenset(
    split_words("bump increase raise change set make go sube subir aumenta")
)
_NEAR: Final = 7
"""Words before a bound in which a denial is looked for."""
_AFTER_MAX: Final = phrases(
    "max|maximum|tops|or less|or under|or cheaper|at most|at the most|maximo|"
    "como mucho|o menos|como maximo|au maximum|au plus|ou moins|maximal|hochstens|"
    "oder weniger|or below"
)
_AFTER_MIN: Final = phrases(
    "minimum|or more|and up|at least|o mas|minimo|ou plus|oder mehr|und mehr"
)
_BETWEEN: Final = phrases("between|entre|zwischen|from|de|desde|von|ab")
_SURE: Final = frozenset({"between", "entre", "zwischen"})
_AND: Final = frozenset(split_words("and to y e et a und bis hasta til till"))
_TO: Final = frozenset(split_words("to a bis hasta til till und"))
_CURRENCIES: Final = {
    "$": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "dolar": "USD",
    "dolares": "USD",
    "bucks": "USD",
    "buck": "USD",
    "usd": "USD",
    "€": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "quid": "GBP",
}
_POUNDS: Final = frozenset({"pound", "pounds"})
_NAMELESS: Final = frozenset({"peso", "pesos", "franken"})
"""Money of no one country: said, but no currency can be told."""
_CENTS: Final = frozenset(split_words("cents cent centavos centimos centimes"))
_SOFT: Final = frozenset(
    split_words("unos around about roughly environ bis hasta from de desde ab within over um")
)
"""Words that bound a price only where money is named, or nothing follows the number."""
_LIKELY: Final = 20
"""From here on a number that nothing follows is rather money than hours or pieces."""
_NICE: Final = frozenset({45, 49, 50, 75, 90, 95, 98, 99, 25})


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
    return _range(sheet) or _led(sheet) or _followed(sheet)


def _range(sheet: Sheet) -> PriceBounds | None:
    """ "between ten and twenty", "from 40 to 60 dollars", "$50 to $90"."""
    for at in range(len(sheet.plain)):
        led = sheet.words_at(at, _BETWEEN)
        low = _money(sheet, at + led)
        if low is None or low.end >= len(sheet.plain) or sheet.plain[low.end] not in _AND:
            continue
        high = _money(sheet, low.end + 1)
        if high is None or not _is_range(sheet, at, led, (low, high)):
            continue
        sheet.use(at, high.end)
        return PriceBounds(min=low.value, max=high.value, currency=high.currency or low.currency)
    return None


def _is_range(sheet: Sheet, at: int, led: int, ends: tuple[_Money, _Money]) -> bool:
    low, high = ends
    if led and sheet.plain[at] in _SURE:
        return high.named or not _is_more_than_price(sheet, high.end)
    if led and _is_bare_range(sheet, at, ends):
        return True
    return high.named and low.value < high.value and sheet.plain[low.end] in _TO


def _is_bare_range(sheet: Sheet, at: int, ends: tuple[_Money, _Money]) -> bool:
    """ "sandals from thirty to sixty": too much for hours and pieces, and nothing follows."""
    low, high = ends
    changing = any(word in _CHANGING for word in sheet.plain[max(at - 3, 0) : at])
    spans = _LIKELY <= low.value < high.value and high.end == len(sheet.plain)
    return spans and not changing and sheet.plain[low.end] in _TO


def _led(sheet: Sheet) -> PriceBounds | None:
    at = 0
    while at < len(sheet.plain):
        top, bottom = sheet.words_at(at, _MAX), sheet.words_at(at, _MIN)
        led = max(top, bottom)
        amount = _money(sheet, at + led) if led and sheet.free(at, at + led) else None
        if amount is None or _doubtful(sheet, at, led, amount):
            at += 1
            continue
        tail = sheet.words_at(amount.end, _AFTER_MAX)
        sheet.use(at, amount.end + tail)
        if tail or top >= bottom or _denied(sheet, at):
            return PriceBounds(max=amount.value, currency=amount.currency)
        return PriceBounds(min=amount.value, currency=amount.currency)
    return None


def _denied(sheet: Sheet, at: int) -> bool:
    """ "nothing over thirty", "I don't want to spend more than": a bottom denied is a top."""
    return any(word in _NOTS for word in sheet.plain[max(at - _NEAR, 0) : at])


def _doubtful(sheet: Sheet, at: int, led: int, amount: _Money) -> bool:
    if amount.named:
        return False
    if any(word in _CHANGING for word in sheet.plain[max(at - 3, 0) : at]):
        return True  # "bump it up to thirty" is about the quantity
    if led == 1 and sheet.plain[at] in _SOFT:
        ends = amount.end == len(sheet.plain) and amount.value >= _LIKELY
        return not (ends and sheet.plain[at] == "over")
    return _is_more_than_price(sheet, amount.end)


def _is_more_than_price(sheet: Sheet, end: int) -> bool:
    """Whether the number counts what follows it: "no more than three bags", "under two weeks"."""
    following = sheet.plain[end : end + 1]
    return bool(following) and following[0] in _COUNTED


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
        top = sheet.words_at(amount.end, _AFTER_MAX)
        bottom = sheet.words_at(amount.end, _AFTER_MIN)
        if not (top or bottom):
            continue
        sheet.use(at, amount.end + max(top, bottom))
        if bottom > top:
            return PriceBounds(min=amount.value, currency=amount.currency)
        return PriceBounds(max=amount.value, currency=amount.currency)
    return None


def _money(sheet: Sheet, at: int) -> _Money | None:
    """An amount of money that starts there, its sign or word of currency before or after it."""
    currency, named = None, False
    if at < len(sheet.plain) and sheet.plain[at] in _CURRENCIES:
        currency, named, at = _CURRENCIES[sheet.plain[at]], True, at + 1
    found = amount_at(sheet, at) if at >= len(sheet.used) or not sheet.used[at] else None
    if found is None:
        return None
    value, end = found[0], at + found[1]
    value, end = _spoken_cents(sheet, at, value, end)
    word = sheet.plain[end] if end < len(sheet.plain) else ""
    if word in _CURRENCIES or word in _POUNDS or word in _NAMELESS:
        currency = currency or _CURRENCIES.get(word) or ("GBP" if word in _POUNDS else None)
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
        or sheet.plain[at].isdigit()
        or not 0 < first[0] < 1000
    ):
        return value, end
    if end < len(sheet.plain) and sheet.plain[end] in {"con", "komma", "virgule", "point", "coma"}:
        joined = 1
    second = cardinal_at(sheet, end + joined)
    if second is None or not 10 <= second[0] <= 99:
        return value, end
    after = end + joined + second[1]
    hundreds = first[0] < 10 and not joined and second[0] not in _NICE - {50, 25, 75}
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
    named = after < len(sheet.plain) and sheet.plain[after] in _CENTS
    joined = at != end and sheet.plain[end] != "con"  # "doce euros con cincuenta" says cents
    if not named and (joined or after < len(sheet.plain)):
        return value, end
    return value + Decimal(cents[0]) / 100, after + named


def currency_words() -> Sequence[str]:
    """Words and signs of money."""
    return (*_CURRENCIES, *_POUNDS, *_NAMELESS)
