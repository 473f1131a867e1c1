"""Quantities with what they count: "a dozen", "half a pound of", "two six packs of"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.numbers import amount_at, cardinal_at
from app.voice.nlu.entities.packs import pack_at
from app.voice.nlu.entities.price_words import POUNDS
from app.voice.nlu.entities.prices import currency_words
from app.voice.nlu.entities.size_letters import letter_led
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_HALF: Final = phrases(
    "half a|half an|a half|half of a|media|medio|un demi|une demi|demi|ein halbes|"
    "einen halben|eine halbe|halbes|halben|half"
)
_QUARTERS: Final = (
    (Decimal("0.375"), phrases("cuarto y mitad de|cuarto y mitad")),
    (
        Decimal("0.75"),
        phrases(
            "three fourths of a|three fourths of|three quarters of a|three quarters of|"
            "three quarter|tres cuartos de|"
            "trois quarts de|drei viertel|dreiviertel"
        ),
    ),
    (
        Decimal("0.25"),
        phrases(
            "a quarter of a|a quarter|quarter of a|quarter|cuarto de|quart de|viertel|"
            "un cuarto de|un quart de|ein viertel"
        ),
    ),
)
_AND_HALF: Final = phrases(
    "and a half|y medio|y media|et demi|et demie|und ein halbes|und eine halbe"
)
_SINGLE: Final = phrases(
    "a single|just one|only one|una sola|un solo|un seul|une seule|ein einziges|eine einzige|"
    "einen einzigen"
)
GROUPS: Final = {
    **dict.fromkeys(
        split_words("dozen dozens docena docenas douzaine douzaines dutzend"), Decimal(12)
    ),
    **dict.fromkeys(split_words("dizaine dizaines decena decenas"), Decimal(10)),
    **dict.fromkeys(split_words("quinzaine quincena"), Decimal(15)),
    **dict.fromkeys(split_words("vingtaine veintena score"), Decimal(20)),
    **dict.fromkeys(split_words("trentaine treintena"), Decimal(30)),
    **dict.fromkeys(split_words("quarantaine cuarentena"), Decimal(40)),
    **dict.fromkeys(split_words("cinquantaine cincuentena"), Decimal(50)),
    **dict.fromkeys(split_words("soixantaine sesentena"), Decimal(60)),
    **dict.fromkeys(
        split_words("centaine centaines centenar centenares centena centenas"), Decimal(100)
    ),
    **dict.fromkeys(split_words("millier milliers millar millares"), Decimal(1000)),
}
"""Words for so many of something; "dans une quinzaine" is a fortnight, and read before."""
_ABOUT: Final = frozenset(
    split_words(
        "good full round gute gutes guten gut knappes knapp volles rundes halbes buena buen bonne "
        "petite grosse demi"
    )
)
"""Between an article and such a word: "une bonne douzaine", "ein gutes Dutzend"."""
_OR_SO: Final = phrases(
    "or so|odd|ish|o asi|larga|largo|y pico|y tantos|y tantas|mas o menos|ou presque|environ|"
    "oder so|ungefahr|etwa|circa|ca"
)
"""Behind a number that is not meant to the piece: "veinte y pico"."""
_HALVES: Final = frozenset({"halbes", "demi"})
_HALF_ONE: Final = Decimal("0.5")
_TWO: Final = 2
_SCALES: Final = {"hundred": 100, "thousand": 1000}
_COUPLE: Final = phrases("a couple of|a couple|couple of|couple|un par de|un couple de")
_PAIRED: Final = frozenset(
    split_words(
        "zapatos zapatillas botas guantes calcetines sandalias pantalones vaqueros "
        "gafas medias pendientes tenis jeans shoes sneakers boots gloves socks"
    )
)
"""What comes in pairs: "un par de botas" is one pair, "un par de cafés" are two."""
_PAIR: Final = frozenset({"pair", "pairs", "par", "pares", "paire", "paires", "paar"})
_OF: Final = frozenset({"of", "de", "d", "del", "du"})
_OF_ONE: Final = frozenset((word,) for word in _OF)
_MORE: Final = {("more",), ("mas",), ("plus",)}
_OF_THE: Final = phrases("of|of the|of my|of those|des|de los|de las|de mis|von den|der|von meinen")
"""Between a number and all there are: "two of the three lanterns"."""
_ONES: Final = frozenset(split_words("a an one un una une ein eine einen another otra otro per"))
_STUFFS: Final = {
    (word,)
    for word in split_words(
        "vino champan cava coctel plastico papel cristal vidrio porcelana ceramica barro metal "
        "madera tela mimbre acero "
        "plastique papier carton verre porcelaine ceramique gres metal bois tissu osier toile"
    )
}
_MARKS: Final = frozenset(",;:/")
_VESSELS: Final = frozenset(
    split_words(
        "jarra jarras copa copas vaso vasos taza tazas bolsa bolsas caja cajas verre verres tasse "
        "tasses sac sacs"
    )
)
"""Goods themselves where what they are made of follows: "vasos de plástico"."""
_PURPOSES: Final = frozenset(
    split_words(
        "dormir boxeo herramientas basura deporte viaje mano regalo ducha ensayo couchage pluie "
        "fleurs outils sport voyage main bain neige randonnee"
    )
)
"""What makes a name of its own of a unit before it: "sacos de dormir", "bottes de pluie"."""
_TIMES: Final = {"einmal": 1, "zweimal": 2, "dreimal": 3, "viermal": 4}
"""How Germans count dishes: "zweimal Currywurst"."""
_CURRENCIES: Final = frozenset((word,) for word in currency_words() if word not in POUNDS)
_PEOPLE: Final = frozenset({"people", "persons", "personas", "personnes", "personen"})
PERCENT: Final = frozenset({"percent", "prozent", "%"})
"""Behind a number these make it part of a name: "two percent milk"."""
_INCH: Final = frozenset({"inch", "inches", "pulgadas", "pouces", "zoll"})
WEIGHTS: Final = frozenset(
    split_words(
        "pound pounds lb lbs kilo kilos kg ounce ounces oz gram grams gramos grammes "
        "gramm pfund libra libras"
    )
)
_ADJECTIVES: Final = frozenset(
    {
        "liter",
        "litre",
        "gallon",
        "ounce",
        "oz",
        "piece",
        "person",
        "pound",
        "quart",
        "slice",
        "seat",
        "seater",
        "drawer",
        "door",
        "tier",
        "burner",
        "shelf",
        "speed",
        "foot",
        "cup",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A quantity, the unit it is counted in, and how many tokens said it."""

    value: Decimal
    length: int
    unit: str | None = None
    size: str | None = None
    """Of the thing itself, where that was told instead ("a seven inch skillet")."""
    many: bool = True
    """Whether a quantity was said at all."""


def capacity_at(sheet: Sheet, at: int) -> tuple[str, int] | None:
    """ "four people" behind a "for": as one writes it, and how many tokens it takes."""
    number = amount_at(sheet, at)
    end = at + number[1] if number else at
    if number is None or not _PEOPLE.intersection(sheet.plain[end : end + 1]):
        return None
    return f"{number[0]:f} people", end + 1 - at


def is_money(sheet: Sheet, at: int) -> bool:
    """Whether the number that stands there is an amount of money, and counts no goods."""
    number = amount_at(sheet, at)
    end = at + number[1] if number else at
    return end > at and sheet.plain[end : end + 1] in _CURRENCIES


def measure_at(sheet: Sheet, words: Lexicon, at: int) -> Measure | None:
    """The quantity that starts there, if something counted follows it."""
    size = _sized(sheet, at)
    if size:
        return size
    for value, led in _fractions(sheet, at):
        scale = _SCALES.get(sheet.plain[at + led]) if at + led < len(sheet.plain) else None
        if scale and value == _TWO:  # "a couple hundred cups"
            return Measure(value=value * scale, length=_past_of(sheet, at + led + 1) - at)
        found = _united(sheet, words, at, value, led)
        if found:
            return found
    number = amount_at(sheet, at)
    if number and PERCENT.intersection(sheet.plain[at + number[1] : at + number[1] + 1]):
        return None  # "two percent milk"
    if (
        number
        and sheet.speaks("fr")
        and sheet.plain[at + number[1] : at + number[1] + 1] == ("fois",)
    ):
        past = at + number[1] + 1
        return Measure(value=number[0], length=past - at) if letter_led(sheet, past) else None
    if number:
        return _united(sheet, words, at, *number) or _counting(sheet, words, at, *number)
    return _without_number(sheet, words, at)


def _without_number(sheet: Sheet, words: Lexicon, at: int) -> Measure | None:
    """ "zweimal currywurst", "a bag of rice", "barra de pan"."""
    times = _times_at(sheet, words, at)
    if times is not None:
        return times
    if sheet.plain[at] in GROUPS:
        return _united(sheet, words, at, Decimal(1), 0)
    of_all = sheet.words_at(at + 1, _OF_THE) if sheet.plain[at] in _ONES else 0
    if of_all and cardinal_at(sheet, at + 1 + of_all):
        return _counting(sheet, words, at, Decimal(1), 1)  # "eine von den sechs Tassen"
    if sheet.plain[at] in _ONES:
        return _united(sheet, words, at, Decimal(1), 1)
    if sheet.plain[at] == "order":
        return None  # "my order of wings"
    if sheet.plain[at - 1 : at] and sheet.plain[at - 1].isdecimal():
        return None  # "whole bean 12 ounce": in the name, like its number
    if words.find(words.units, sheet, at) == sheet.tokens[at].word:  # "bag of rice", not "bags"
        return _united(sheet, words, at, Decimal(1), 0)
    return None


def _times_at(sheet: Sheet, words: Lexicon, at: int) -> Measure | None:
    """ "zweimal currywurst", "einmal in M"."""
    times = _TIMES.get(sheet.plain[at]) if sheet.speaks("de") else None
    if times is None or at + 1 >= len(sheet.plain):
        return None
    counts = letter_led(sheet, at + 1) or not words.is_stop(sheet, at + 1)
    return Measure(value=Decimal(times), length=1) if counts else None


def _fractions(sheet: Sheet, at: int) -> list[tuple[Decimal, int]]:
    found: list[tuple[Decimal, int]] = []
    couple = sheet.words_at(at, _COUPLE)
    if couple:
        paired = sheet.plain[at + couple : at + couple + 1]
        found.append((Decimal(1 if paired and paired[0] in _PAIRED else 2), couple))
    single = sheet.words_at(at, _SINGLE)
    if single:
        found.append((Decimal(1), single))
    for value, led_by in _QUARTERS:
        led = sheet.words_at(at, led_by)
        if led:
            found.append((value, led))
    half = sheet.words_at(at, _HALF)
    if half:
        found.append((Decimal("0.5"), half))
    return found


def _sized(sheet: Sheet, at: int) -> Measure | None:
    """ "a seven inch skillet", "two ten inch pizzas": the inches are a size."""
    article = int(sheet.plain[at] in _ONES or sheet.plain[at] == "the")
    number = amount_at(sheet, at + article)
    if number is None:
        return None
    after = at + article + number[1]
    if after < len(sheet.plain) and sheet.plain[after] in _INCH:
        size = f"{number[0]:f} inch"
        return Measure(value=Decimal(1), length=after + 1 - at, size=size, many=bool(article))
    if sheet.plain[after : after + 1] == ("count",):
        size = f"{number[0]:f} count"
        return Measure(value=Decimal(1), length=after + 1 - at, size=size)
    if article and _is_adjective(sheet, after):
        size = f"{number[0]:f} {sheet.plain[after]}"
        return Measure(value=Decimal(1), length=after + 1 - at, size=size)
    return None


def _is_adjective(sheet: Sheet, at: int) -> bool:
    """ "a two liter bottle": the unit is told in the singular, and no "of" follows."""
    following = sheet.plain[at : at + 2]
    return len(following) == 2 and following[0] in _ADJECTIVES and following[1] not in _OF


def _united(sheet: Sheet, words: Lexicon, at: int, value: Decimal, led: int) -> Measure | None:
    """The number with its unit: a pack of so many, a dozen, a pair, a bag of."""
    end = at + led
    pack = pack_at(sheet, end)
    if pack:
        return Measure(value=value, unit=pack[0], length=_past_of(sheet, end + pack[1]) - at)
    if end >= len(sheet.plain):
        return None
    groups = _groups(sheet, at, value, end)
    if groups:
        return groups
    if sheet.plain[end] in _PAIR and _past_of(sheet, end + 1) > end + 1:
        return Measure(value=value, length=end + 2 - at)
    unit = words.find(words.units, sheet, end)
    if unit is None:
        return Measure(value=value, length=led) if _counts_itself(sheet, at, led, value) else None
    half = sheet.words_at(end + 1, _AND_HALF)
    after = end + 1 + half
    if sheet.plain[after : after + 1] in _MORE and sheet.plain[after + 1 : after + 2] in _OF_ONE:
        after += 1  # "dos botes más de miel"
    if not _counts(sheet, words, end, after):
        return None
    value += Decimal("0.5") if half else 0
    return Measure(value=value, unit=unit, length=_past_of(sheet, after) - at)


def _groups(sheet: Sheet, at: int, value: Decimal, end: int) -> Measure | None:
    """So many dozens, from where their number stands: "une bonne douzaine", "two dozen or so"."""
    rounded = sheet.plain[end] in _ABOUT and sheet.plain[end + 1 : end + 2] != ()
    if rounded and sheet.plain[end + 1] in GROUPS:
        value, end = value * (_HALF_ONE if sheet.plain[end] in _HALVES else 1), end + 1
    if sheet.plain[end] not in GROUPS:
        return None
    half = sheet.words_at(end + 1, _AND_HALF)
    groups = value + _HALF_ONE if half else value
    length = _past_of(sheet, end + 1 + half) - at
    return Measure(value=groups * GROUPS[sheet.plain[end]], length=length)


def _counts_itself(sheet: Sheet, at: int, led: int, value: Decimal) -> bool:
    """Whether the words are a quantity without a unit: "a couple of", "tres cuartos de"."""
    if led in {sheet.words_at(at, _COUPLE), sheet.words_at(at, _SINGLE)}:
        return True
    return (
        value in {Decimal("0.75"), Decimal("0.25"), Decimal("0.375")}
        and sheet.plain[at + led] not in _ONES
    )


def _counts(sheet: Sheet, words: Lexicon, unit: int, after: int) -> bool:
    """Whether the unit counts something here: "three bags of", "kilo", German "flaschen wein"."""
    if after < len(sheet.plain) and sheet.plain[after] in _OF:
        made = sheet.plain[after + 1 : after + 2] in _STUFFS
        purpose = _PURPOSES.intersection(sheet.plain[after + 1 : after + 2])
        return not purpose and not (made and sheet.plain[unit] in _VESSELS)
    ends = after >= len(sheet.plain) or sheet.plain[after] in _MARKS  # "einen Becher, eine Lampe"
    follows = not ends and not words.is_stop(sheet, after)
    if sheet.plain[unit] in WEIGHTS:
        return True
    return sheet.speaks("de") and follows and not sheet.used[after]


def _counting(sheet: Sheet, words: Lexicon, at: int, value: Decimal, length: int) -> Measure | None:
    """A number right before a name: "three glazed donuts"."""
    pack = pack_at(sheet, at)
    if pack and sheet.plain[at + pack[1] - 1] != "packs":  # "the sponges, two packs"
        return Measure(value=Decimal(1), unit=pack[0], length=_past_of(sheet, at + pack[1]) - at)
    end = at + length
    end += sheet.words_at(end, _OR_SO)
    past = end + sheet.words_at(end, _OF_THE)
    of_all = past > end
    while past < len(sheet.plain) and sheet.plain[past] in {"the", "my", "those", "these"}:
        past += 1
    all_of_them = cardinal_at(sheet, past) if of_all else None
    past += all_of_them[1] if all_of_them else 0  # "two of the three lanterns"
    if past >= len(sheet.plain) or sheet.used[past] or words.is_stop(sheet, past):
        return None
    if not sheet.plain[past][0].isalnum():
        return None
    return Measure(value=value, length=past - at)


def _past_of(sheet: Sheet, at: int) -> int:
    at += sheet.words_at(at, _OR_SO)
    return at + (at < len(sheet.plain) and sheet.plain[at] in _OF)
