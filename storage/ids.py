"""Ids that sort by the time they were made: a prefix, 48 bits of milliseconds, 80 random bits."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from storage.types import EPOCH

_ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: sorts like the number it writes, has no i, l, o, u."""
_MILLISECOND = timedelta(milliseconds=1)
_TIME_LENGTH = 10
_RANDOM_LENGTH = 16
_LETTERS: Final = bytes(ord(_ALPHABET[number & 31]) for number in range(256))
"""A letter for each byte; 256 is eight times 32, so each is as likely as any other."""


def new_id(prefix: str, now: datetime) -> str:
    """A new id such as `ord_01jd…` (prefix, underscore, 26 characters), made at `now`."""
    random = os.urandom(_RANDOM_LENGTH).translate(_LETTERS).decode("ascii")
    return f"{prefix}_{_time(now)}{random}"


def lowest_id(prefix: str, moment: datetime) -> str:
    """Less than or equal to every id made at `moment` or later, and greater than those before."""
    return f"{prefix}_{_time(moment)}{_ALPHABET[0] * _RANDOM_LENGTH}"


@lru_cache(maxsize=64)
def _time(moment: datetime) -> str:
    """The milliseconds since 1970 in ten letters; one moment is asked for again by every row of
    a page."""
    millis, digits = (moment - EPOCH) // _MILLISECOND, list[str]()
    for _ in range(_TIME_LENGTH):
        digits.append(_ALPHABET[millis & 31])
        millis >>= 5
    return "".join(reversed(digits))
