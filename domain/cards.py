"""Finding and blotting out what looks like a card number, wherever text comes in or goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_DIGITS = re.compile(r"(?<![\w])\d(?:[ \-./_]?\d){12,18}(?![\w])")
_GROUPED = tuple(
    re.compile(rf"(?<!\d){pattern}(?!\d)")
    for pattern in (
        r"\d{13,19}",
        r"\d{4}([ \-./_])\d{4}\1\d{4}\1\d{1,4}",
        r"\d{4}([ \-./_])\d{4}\1\d{4}\1\d{4}\1\d{1,3}",
        r"\d{4}([ \-./_])\d{6}\1\d{4,5}",
    )
)
"""Numbers grouped as cards print them, found also between a quantity and an expiry date."""
_SPOKEN = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_SPOKEN_RUN = re.compile(
    r"\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|\d+)[\s,\-]+){6,}"
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|\d+)\b",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"(?<![0-9a-z])(?=[\d-]*[a-f])[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}(?![0-9a-z])"
    r"|\bgid://[a-z]+/[a-z]+/\d{1,15}(?!\d)",
    re.IGNORECASE,
)
"""Random ids and Shopify's global ids: one in 500, and one in ten, pass Luhn by chance."""
REDACTED = "[card number removed]"


def passes_luhn(digits: str) -> bool:
    """Whether a string of ASCII digits satisfies the Luhn check (ISO/IEC 7812-1)."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char)
        if index % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def _is_card(text: str) -> bool:
    digits = "".join(char for char in text if char.isdigit())
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and passes_luhn(digits)


def _spoken_digits(text: str) -> str:
    words = re.split(r"[\s,\-]+", text.lower())
    return "".join(_SPOKEN.get(word, word) for word in words)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _candidates(text):
        known = _IDENTIFIER.finditer(text)
        if not any(match.start() <= start and end <= match.end() for match in known):
            yield start, end


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    if not any(char.isdigit() for char in text) and not _SPOKEN_RUN.search(text):
        return
    for pattern in (_DIGITS, *_GROUPED):
        for match in pattern.finditer(text):
            if _is_card(match.group()):
                yield match.span()
    for match in _SPOKEN_RUN.finditer(text):
        if _is_card(_spoken_digits(match.group())):
            yield match.span()


def holds_card_number(text: str) -> bool:
    """Whether the text holds 13 to 19 digits (written or spoken one by one) that pass Luhn."""
    return next(_spans(text), None) is not None


def redact_card_numbers(text: str) -> str:
    """The text with everything that looks like a card number replaced."""
    kept, position = [], 0
    for start, end in sorted(_spans(text)):
        if start >= position:
            kept += [text[position:start], REDACTED]
        position = max(position, end)
    return "".join((*kept, text[position:]))


def find_card_field(payload: object, path: str = "") -> str | None:
    """The path of the first field of a JSON value that holds a card number, or None."""
    for where, leaf in _leaves(payload, path):
        if holds_card_number(leaf):
            return where or "body"
    return None


def _leaves(payload: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(payload, str):
        yield path, payload
    elif isinstance(payload, int) and not isinstance(payload, bool):
        yield path, str(abs(payload))
    elif isinstance(payload, float):
        yield path, f"{abs(payload):.0f}"
    elif isinstance(payload, Mapping):
        for key, value in payload.items():
            inner = f"{path}.{key}" if path else str(key)
            yield f"{path}.(name)" if path else "(name)", str(key)
            yield from _leaves(value, inner)
    elif isinstance(payload, (list, tuple)):
        for index, value in enumerate(payload):
            yield from _leaves(value, f"{path}[{index}]")
