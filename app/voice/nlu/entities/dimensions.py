"""How long, wide or high something is: "at least four feet wide" is no price and no count."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.words import split_words

_LENGTHS: Final = frozenset(
    split_words(
        "foot feet inch inches yard yards meter meters metre metres centimeters cm mm m metro "
        "metros "
        "centimetro centimetros metre metres centimetre centimetres zentimeter millimeter zoll"
    )
)
_ACROSS: Final = phrases(
    "wide|long|tall|high|deep|thick|across|around|de ancho|de largo|de alto|de fondo|de diametro|"
    "de longitud|de altura|de long|de longueur|de large|de largeur|de haut|de hauteur|de diametre|"
    "de profondeur|breit|lang|hoch|tief|dick|durchmesser"
)
_LEADING: Final = phrases(
    "at least|at most|about|around|over|under|up to|al menos|por lo menos|como maximo|unos|de unos|"
    "au moins|environ|au plus|mindestens|hochstens|etwa|ungefahr|circa|maximal|bis zu"
)


def use_dimensions(sheet: Sheet) -> None:
    """Speak for lengths with what they are of, and for the words that bound them."""
    for at in range(len(sheet.plain)):
        number = amount_at(sheet, at)
        end = at + number[1] if number else at
        if number is None or end >= len(sheet.plain) or sheet.plain[end] not in _LENGTHS:
            continue
        across = sheet.words_at(end + 1, _ACROSS)
        if across:
            sheet.use(at - _led(sheet, at), end + 1 + across)


def _led(sheet: Sheet, at: int) -> int:
    """How many words right before the place bound what follows."""
    starts = range(max(0, at - 3), at)
    return next((at - each for each in starts if sheet.words_at(each, _LEADING) == at - each), 0)
