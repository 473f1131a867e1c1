"""Blots secrets and personal data out of text and values before they are written anywhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from domain.cards import REDACTED, holds_card_number, redact_card_numbers

HIDDEN = "***"
_SECRET_NAME = re.compile(
    r"authorization|cookie|password|passwd|secret|signature|api[-_]?key|token(?!ize)|credential"
    r"|source_id|nonce|\bpan\b|cvv|cvc",
    re.IGNORECASE,
)
_PERSONAL_NAME = re.compile(
    r"phone|e[-_]?mail|(given|family|first|last|full|customer|shopper|recipient)[-_]?name"
    r"|address(?!_line_count)|postal|birth",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?:Bearer|Basic|Client)\s+[\w.~+/=-]{8,}"
    r"|\bvt_[a-z]+_\w+"  # our own API keys
    r"|\bEAAA[\w-]{20,}|\bsq0[a-z]{3}-[\w-]{10,}|\b(?:cnon|ccof):[\w-]+"  # Square
    r"|\bshp[a-z]{2}_[0-9A-Za-z]{16,}"  # Shopify
    r"|\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?",  # JSON Web Tokens
)
_EMAIL = re.compile(r"[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(
    r"(?<![\w+.])\+\d[\d \-().]{6,17}\d(?!\w)"
    r"|(?<![\w.\-])(?:\(\d{3}\) ?|\d{3}[ .\-])\d{3}[ .\-]\d{4}(?![\w\-])"
)
_MARKS = ("@", "earer ", "asic ", "lient ", "vt_", "EAAA", "sq0", "cnon:", "ccof:", "shp", "eyJ")
"""What every token and e-mail address has in it."""
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"(?<!\w)\d(?:[^\da-zA-Z]{0,3}\d){6}|\d{13}|\d{4}[ \-./_]\d{4}")
_SPOKEN_CARD = 13 * len("oh ") - 1
_DEPTH = 8


def redact_text(text: str) -> str:
    """The text without card numbers, tokens, e-mail addresses and phone numbers."""
    if not _is_suspect(text):
        return text
    text = _TOKEN.sub(HIDDEN, redact_card_numbers(text))
    if "@" in text:
        text = _EMAIL.sub("[e-mail removed]", text)
    return _PHONE.sub("[phone removed]", text)


def _is_suspect(text: str) -> bool:
    """One cheap look that lets nearly all text pass unchanged."""
    if len(text) >= _SPOKEN_CARD and " " in text:
        return True
    for mark in _MARKS:
        if mark in text:
            return True
    return _DIGIT.search(text) is not None and _DIGITS.search(text) is not None


@lru_cache(maxsize=2048)
def is_sensitive_name(name: str) -> bool:
    """Whether values under such a name are never written down."""
    return bool(_SECRET_NAME.search(name) or _PERSONAL_NAME.search(name))


def redact(value: object, *, depth: int = _DEPTH) -> object:
    """A copy fit for writing down: sensitive names hidden, text cleaned, the rest unchanged.

    Mappings, lists and tuples are followed `depth` levels; what lies deeper is left out.
    """
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return REDACTED if _is_card_sized(value) and holds_card_number(f"{value:.0f}") else value
    if isinstance(value, bytes):
        return f"[{len(value)} bytes]"
    if isinstance(value, (Mapping, list, tuple)) and depth == 0:
        return "[deeper than shown]"
    if isinstance(value, Mapping):
        return {
            redact_text(str(name)): HIDDEN
            if is_sensitive_name(str(name)) and item is not None
            else redact(item, depth=depth - 1)
            for name, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [redact(item, depth=depth - 1) for item in value]
    return value


def _is_card_sized(value: int | float | Decimal) -> bool:
    return 10**12 <= value < 10**19 or -(10**19) < value <= -(10**12)
