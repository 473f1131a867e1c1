"""Ids that sort by the time they were made: a prefix, 48 bits of milliseconds, 80 random bits."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from storage.types import EPOCH

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: sorts like the number it writes, has no i, l, o, u."""
_MILLISECOND = timedelta(milliseconds=1)
_RANDOM_BITS = 80
_LENGTH = 26


def new_id(prefix: str, now: datetime) -> str:
    """A new id such as `ord_01jd…` (prefix, underscore, 26 characters), made at `now`."""
    millis = (now - EPOCH) // _MILLISECOND
    return f"{prefix}_{_base32(millis << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS))}"


def lowest_id(prefix: str, moment: datetime) -> str:
    """Less than or equal to every id made at `moment` or later, and greater than those before."""
    return f"{prefix}_{_base32((moment - EPOCH) // _MILLISECOND << _RANDOM_BITS)}"


def _base32(number: int) -> str:
    digits = []
    for _ in range(_LENGTH):
        digits.append(_ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(digits))
