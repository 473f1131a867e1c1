"""Phone numbers as Lightspeed keeps them: in whatever way somebody once typed them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mapping.converters import text
from mapping.platforms.lightspeed_words import country_code

_NANP = re.compile(r"1?([2-9][0-9]{9})")
_NANP_COUNTRIES = frozenset({"US", "CA", ""})
_PHONE_ORDER = ("Mobile", "Home", "Work")
_SHORT_CODES = re.compile(r"[17]|2[07]|3[0123469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
"""Country codes of the ITU-T E.164 list; all others have three digits."""


def e164(value: Any, country: str | None) -> str | None:
    """A number in E.164, None if it cannot be told: numbers are kept as somebody typed them."""
    written = text(value)
    digits = re.sub(r"[^0-9]", "", written)
    if written.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    if (country or "") not in _NANP_COUNTRIES:
        return None
    national = _NANP.fullmatch(digits)
    return f"+1{national.group(1)}" if national else None


def is_same_number(written: str, wanted: str) -> bool:
    """Whether a number as typed is this E.164 number, with or without its country."""
    digits, whole = re.sub(r"[^0-9]", "", written), wanted.lstrip("+")
    if written.strip().startswith("+"):
        return digits == whole
    national = whole[_length_of_country(whole) :]
    return digits.lstrip("0") in (whole, national.lstrip("0")) and len(national) >= 7


def _length_of_country(whole: str) -> int:
    """How many digits of an E.164 number are its country's."""
    match = _SHORT_CODES.match(whole)
    return match.end() if match else 3


def best_phone(phones: Any, addresses: Any) -> str | None:
    """The mobile number, else home, else work, in E.164."""
    country = _country_of(addresses)
    by_use = {phone.get("useType"): phone.get("number") or "" for phone in phones or ()}
    for use in _PHONE_ORDER:
        found = e164(by_use.get(use, ""), country)
        if found is not None:
            return found
    return None


def _country_of(addresses: Any) -> str | None:
    first: Mapping[str, Any] = next(iter(addresses or ()), {})
    return country_code(first.get("countryCode"), first.get("country"))
