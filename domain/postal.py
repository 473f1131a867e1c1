"""Postal codes by country: what they look like, and which region they belong to.

A check that needs no network: it tells a code that cannot be from one that can, and spares the
shopper a question where the code tells the region. Sources: USPS Publication 65 (three-digit
prefixes), Canada Post (first letters), Royal Mail (shape), national formats of five and four
digits; as of November 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from domain.catalog import Address

_FIVE: Final = re.compile(r"\d{5}")
_FOUR: Final = re.compile(r"\d{4}")
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    **dict.fromkeys(("DE", "ES", "FR", "IT", "MX"), _FIVE),
    **dict.fromkeys(("AT", "AU", "BE", "CH", "DK", "LU", "NZ"), _FOUR),
    "US": re.compile(r"\d{5}(?:\d{4})?"),
    "CA": re.compile(r"[ABCEGHJ-NPRSTVXY]\d[A-Z]\d[A-Z]\d"),
    "GB": re.compile(r"(?:GIR0AA|[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2})"),
}
_LETTERED: Final = frozenset({"CA", "GB"})
_NUMBER_LAST: Final = frozenset(
    {"DE", "AT", "CH", "ES", "IT", "MX", "DK", "NL", "BE", "PL", "SE", "NO"}
)
_PREFIXES: Final = """
    AL 350-369|AK 995-999|AZ 850-865|AR 716-729|CA 900-961|CO 800-816|CT 060-069|DC 200-200 202-205
    |DE 197-199|FL 320-349|GA 300-319 398-399|HI 967-968|IA 500-528|ID 832-838|IL 600-629
    |IN 460-479|KS 660-679|KY 400-427|LA 700-714|MA 010-027|MD 206-219|ME 039-049|MI 480-499
    |MN 550-567|MO 630-658|MS 386-397|MT 590-599|NC 270-289|ND 580-588|NE 680-693|NH 030-038
    |NJ 070-089|NM 870-884|NV 889-898|NY 100-149|OH 430-459|OK 730-732 734-749|OR 970-979
    |PA 150-196|PR 006-007 009-009|RI 028-029|SC 290-299|SD 570-577|TN 370-385
    |TX 733-733 750-799 885-885|UT 840-847|VA 201-201 220-246|VT 050-054 056-059|WA 980-994
    |WI 530-549|WV 247-268|WY 820-831
"""
_NEIGHBORS: Final = frozenset({"005", "063", "340", "555", "717", "755", "834", "865"})
"""Prefixes whose codes lie in more than one state, or are the forces': they tell no region."""
_PROVINCES: Final[Mapping[str, str]] = {
    "A": "NL", "B": "NS", "C": "PE", "E": "NB", "G": "QC", "H": "QC", "J": "QC", "K": "ON",
    "L": "ON", "M": "ON", "N": "ON", "P": "ON", "R": "MB", "S": "SK", "T": "AB", "V": "BC",
    "Y": "YT",
}  # fmt: skip


def _states() -> Iterator[tuple[str, str]]:
    for part in _PREFIXES.split("|"):
        state, *spans = part.split()
        for span in spans:
            first, last = span.split("-")
            yield from ((f"{each:03}", state) for each in range(int(first), int(last) + 1))


_STATES: Final = {prefix: state for prefix, state in _states() if prefix not in _NEIGHBORS}


def postal_code(text: str, country: str) -> str | None:
    """The code as one writes it there; None: there can be none like it.

    Of a country whose codes are not known here, whatever has three signs and more.
    """
    plain = "".join(char for char in text.upper() if char.isalnum())
    shape = _SHAPES.get(country)
    if shape is None:
        return plain if len(plain) >= 3 else None
    if not shape.fullmatch(plain):
        return None
    if country in _LETTERED:
        return f"{plain[:-3]} {plain[-3:]}"
    return f"{plain[:5]}-{plain[5:]}" if len(plain) > 5 else plain


def is_lettered(country: str) -> bool:
    """Whether its postal codes have letters."""
    return country in _LETTERED


def puts_number_last(country: str) -> bool:
    """Whether the number of a house stands behind the street there."""
    return country in _NUMBER_LAST


def region_of(code: str, country: str) -> str | None:
    """The state or province of a postal code; None where it does not tell."""
    if country == "US":
        return _STATES.get(code[:3])
    return _PROVINCES.get(code[:1]) if country == "CA" else None


def checked(address: Address) -> Address | None:
    """The address with its code as written there and its region; None: they do not go together.

    What is not known of a country is taken as it was told.
    """
    code = postal_code(address.postal_code or "", address.country)
    if code is None:
        return None
    known = region_of(code, address.country)
    told = address.region
    if known is not None and told is not None and told != known:
        return None
    return replace(address, postal_code=code, region=told or known)
