"""Postal codes, phone numbers and the ends of cards: digits behind the word for what they are."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.code_words import BETWEEN_BACK
from app.voice.nlu.entities.codes import code_behind, spoken_code
from app.voice.nlu.entities.tokens import Phrases, Sheet, phrases

_ZIP: Final = phrases(
    "zip code|zip codes|zipcode|zip|zips|"
    "postal code|postal codes|postcode|postcodes|codigo postal|code postal|postleitzahl|plz"
)
_LAST: Final = phrases(
    "ending in|ends in|ending with|ends with|end in|end with|finishes in|finishes with|"
    "finishing in|finishing with|final four|final four digits|final digits|"
    "termina con|terminan en|acaban en|acaba con|endend auf|enden auf|hinten|"
    "se termine par|finissant par|last four digits|last four|"
    "last 4 digits|last 4|termina en|acaba en|terminada en|ultimos cuatro digitos|"
    "ultimos cuatro|ultimas cuatro|se terminant par|finit par|qui finit par|"
    "termine par|quatre derniers chiffres|endet auf|endet mit|letzten vier ziffern|"
    "letzten vier|endziffern|mit den endziffern|mit der endnummer|endnummer"
)
_PHONE: Final = phrases(
    "phone number|phone|cell|telephone number|call me at|call me on|mobile|"
    "numero de telefono|telefono|movil|numero de telephone|telephone|portable|"
    "telefonnummer|handynummer|handy|reach me at|text me at"
)


def cued_code(sheet: Sheet, cues: Phrases, sizes: range) -> str | None:
    """Digits of a length within `sizes` that stand after one of the cues."""
    for at in range(len(sheet.plain)):
        led = sheet.words_at(at, cues)
        if led:
            found = code_behind(sheet, at + led)
            if found and found[0].isdecimal() and len(found[0]) in sizes:
                sheet.use(at, found[1])
                return found[0]
    return _named_behind(sheet, cues, sizes)


def _named_behind(sheet: Sheet, cues: Phrases, sizes: range) -> str | None:
    """Digits of which what they are is told behind them: "nine four one one zero is my zip"."""
    for at in range(len(sheet.plain)):
        found = spoken_code(sheet, at)
        if found is None or not found[0].isdecimal() or len(found[0]) not in sizes:
            continue
        end = found[1]
        while end < len(sheet.plain) and sheet.plain[end] in BETWEEN_BACK:
            end += 1
        led = sheet.words_at(end, cues) if end > found[1] else 0
        if led:
            sheet.use(at, end + led)
            return found[0]
    return None


def zip_code(sheet: Sheet) -> str | None:
    """A postal code, leading zeros kept."""
    return cued_code(sheet, _ZIP, range(4, 10))


def last_four(sheet: Sheet) -> str | None:
    """The last four digits of a card or phone number."""
    return cued_code(sheet, _LAST, range(4, 5))


def phone_number(sheet: Sheet) -> str | None:
    """A phone number, digits only."""
    return cued_code(sheet, _PHONE, range(7, 16))
