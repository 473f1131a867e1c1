"""What postcodes look like, country by country: enough to hear a slip before a parcel is lost.

Formats after the Unicode CLDR's postal code data and the countries' own posts (read 2026-11-21); a
country that is not listed is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_FIVE: Final = r"\d{5}"
_FOUR: Final = r"\d{4}"
_FORMATS: Final[Mapping[str, str]] = {
    "US": r"\d{5}(-\d{4})?",
    "CA": r"[ABCEGHJKLMNPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d",
    "GB": r"GIR ?0AA|[A-PR-UWYZ]([A-HK-Y]?\d[\dA-Z]?|\d[A-HJKPSTUW]) ?\d[ABD-HJLNP-UW-Z]{2}",
    "IE": r"([AC-FHKNPRTV-Y]\d\d|D6W) ?[0-9AC-FHKNPRTV-Y]{4}",
    "NL": r"[1-9]\d{3} ?[A-Z]{2}",
    "PT": r"\d{4}-\d{3}",
    "PL": r"\d{2}-\d{3}",
    "SE": r"\d{3} ?\d{2}",
    "CZ": r"\d{3} ?\d{2}",
    "SK": r"\d{3} ?\d{2}",
    "GR": r"\d{3} ?\d{2}",
    "JP": r"\d{3}-?\d{4}",
    "BR": r"\d{5}-?\d{3}",
    "IN": r"[1-9]\d{2} ?\d{3}",
    "LU": r"(L-?)?\d{4}",
    **dict.fromkeys(("DE", "FR", "ES", "IT", "FI", "MX", "EE", "HR", "TR"), _FIVE),
    **dict.fromkeys(("AT", "BE", "CH", "DK", "NO", "HU", "AU", "NZ", "SI", "ZA"), _FOUR),
}
_COMPILED: Final = {country: re.compile(form) for country, form in _FORMATS.items()}


def is_postcode(text: str, country: str) -> bool:
    """Whether it may be a postcode of that country (ISO 3166, two letters); where the format is not
    known here, everything may."""
    form = _COMPILED.get(country.upper())
    return form is None or form.fullmatch(" ".join(text.upper().split())) is not None
