"""Finding and blotting out what looks like a card number, wherever text comes in or goes out.

A number counts when it has 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1), however it
is written or spoken. Two things that shops write every day are told apart by their own form:
barcodes and times of 13 and 14 digits, lengths at which only few issuers ever gave out cards.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from domain.spoken_digits import count_digits, digit_runs, may_speak_digits

REDACTED = "[card number removed]"
_LEAST, _MOST = 13, 19
_SEPARATOR = r"(?:\W{1,3}|_|%20|%2[DdEe]|&nbsp;)"
_DENSE = re.compile(r"\d(?:(?:\W{0,3}+|_|%[0-9A-Fa-f]{2}|&nbsp;|\W?<[^<>]{1,80}>\W?)\d){12}")
"""Thirteen digits close together, without which nothing written is a card number."""
_SCATTERED = re.compile(r"(?<!\d)\d(?:[ \-./_\u00a0\u2010-\u2015]?\d){12,18}(?!\d)")
_GROUPED = tuple(
    re.compile(rf"(?<!\d){pattern}(?!\d)")
    for pattern in (
        r"\d{13,19}",
        rf"\d{{4}}({_SEPARATOR})\d{{4}}\1\d{{4}}\1\d{{1,4}}",
        rf"\d{{4}}({_SEPARATOR})\d{{4}}\1\d{{4}}\1\d{{4}}\1\d{{1,3}}",
        rf"\d{{4}}({_SEPARATOR})\d{{6}}\1\d{{4,5}}",
    )
)
"""Numbers grouped as cards print them, found also between a quantity and an expiry date."""
_ISSUED = re.compile(
    r"4(?:\d{15}|\d{18})"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-5]|[689]\d)\d{11,16}"  # Diners Club
    r"|35(?:2[89]|[3-8]\d)\d{12,15}"  # JCB
    r"|6(?:011|4[4-9]\d|5\d\d|2\d\d)\d{12,15}"  # Discover, UnionPay
)
"""Issuer ranges with their lengths, asked for where digits stand among other digits."""
_LONG_NUMBER = re.compile(rb'[0-9](?:[^0-9A-Za-z"]{0,3}+[0-9]){13,}+')
_JSON_ESCAPE = re.compile(rb"\\u[0-9A-Fa-f]{4}")
_JSON_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SHORT_CARD = re.compile(r"[456]\d{12}|[356]\d{13}")
"""The only cards of 13 and 14 digits: old Visa, Diners Club, Maestro."""
_IDENTIFIER = re.compile(
    r"(?<![0-9a-z])(?=[\d-]*[a-f])[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}(?![0-9a-z])"
    r"|\bgid://[a-z]+/[a-z]+/\d{1,14}(?!\d)",
    re.IGNORECASE,
)
"""Random ids and Shopify's global ids: one in 500, and one in ten, pass Luhn by chance."""


def passes_luhn(digits: str) -> bool:
    """Whether a string of decimal digits satisfies the Luhn check (ISO/IEC 7812-1)."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char)
        if index % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0


def holds_card_number(text: str) -> bool:
    """Whether the text holds 13 to 19 digits, written or spoken, that look like a card number."""
    return next(_spans(text), None) is not None


def redact_card_numbers(text: str) -> str:
    """The text with everything that looks like a card number replaced."""
    return _without(text, _spans(text))


def redact_issued_numbers(text: str) -> str:
    """The text without card numbers of known issuers in digits; any other long number stays.

    For what a platform sends: there, long numbers are ids and barcodes as a rule, and most
    texts are short or one number; those are told apart first, because this is asked of every text.
    """
    if len(text) < _LEAST:
        return text
    if text.isdecimal():
        return REDACTED if _ISSUED.fullmatch(text) and _is_card(text) else text
    if count_digits(text) < _LEAST:
        return text
    return _without(text, (span for span in _spans(text) if _is_issued(text[slice(*span)])))


def without_issued_numbers(payload: bytes) -> bytes:
    """A JSON document with the card numbers of known issuers taken out of its texts.

    Numbers outside of texts are left alone: there, vendors have ids. Costs one search where there
    is nothing to take out.
    """
    unescaped = _JSON_ESCAPE.sub(b" ", payload) if rb"\u" in payload else payload
    if any(_holds_issued(match.group()) for match in _LONG_NUMBER.finditer(unescaped)):
        return _JSON_TEXT.sub(_cleaned, payload)
    return payload


def _holds_issued(number: bytes) -> bool:
    digits = _digits(number.decode("latin-1"))
    return any(
        _ISSUED.fullmatch(digits, start, start + length) and passes_luhn(digits[start:][:length])
        for start in range(len(digits) - 13)
        for length in range(14, min(_MOST, len(digits) - start) + 1)
    )


def _cleaned(literal: re.Match[bytes]) -> bytes:
    written = literal.group().decode("utf-8", "surrogateescape")
    try:
        text = json.loads(written, strict=False)  # an escape's digits are no part of a number
    except ValueError:
        return redact_issued_numbers(written).encode("utf-8", "surrogateescape")
    cleaned = redact_issued_numbers(text)
    return literal.group() if cleaned == text else json.dumps(cleaned).encode()


def find_card_field(payload: object, path: str = "") -> str | None:
    """The path of the first field of a JSON value that holds a card number, or None."""
    for where, leaf in _leaves(payload, path):
        if holds_card_number(leaf):
            return where or "body"
    return None


def _without(text: str, spans: Iterator[tuple[int, int]]) -> str:
    found = sorted(spans)
    if not found:
        return text
    kept, position = [], 0
    for start, end in found:
        if start >= position:
            kept += [text[position:start], REDACTED]
        position = max(position, end)
    return "".join((*kept, text[position:]))


def _spans(text: str) -> Iterator[tuple[int, int]]:
    if len(text) < _LEAST:
        return
    known: list[tuple[int, int]] | None = None
    for start, end in _candidates(text):
        if known is None:
            known = [match.span() for match in _IDENTIFIER.finditer(text)]
        if not any(first <= start and end <= last for first, last in known):
            yield start, end


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    digits = count_digits(text)
    is_dense = digits >= _LEAST and _DENSE.search(text) is not None
    if is_dense:
        for pattern in (_SCATTERED, *_GROUPED):
            for match in pattern.finditer(text):
                if _is_card(match.group()):
                    yield match.span()
    if is_dense or may_speak_digits(text, written=digits):
        yield from _among_others(text)


def _among_others(text: str) -> Iterator[tuple[int, int]]:
    """Cards within a longer run of numbers or number words, such as an expiry date behind one."""
    for run in digit_runs(text):
        for first, part in enumerate(run):
            digits, is_written = "", True
            for last in run[first:]:
                digits += last.digits
                is_written = is_written and last.is_written
                if len(digits) > _MOST:
                    break
                if _is_card(digits) and (not is_written or _is_longer_issue(digits)):
                    yield part.start, last.end


def _is_longer_issue(digits: str) -> bool:
    """14 digits of a known issuer are too easily a part of something else."""
    return len(digits) > 14 and _ISSUED.fullmatch(digits) is not None


def _is_issued(text: str) -> bool:
    digits = _digits(text)
    return _ISSUED.fullmatch(digits) is not None and passes_luhn(digits)


def _is_card(text: str) -> bool:
    digits = _digits(text)
    if not _LEAST <= len(digits) <= _MOST or len(set(digits)) == 1 or not passes_luhn(digits):
        return False
    if digits[0] == "1":
        return len(digits) == 15  # UATP; 16 and 19 digits are moments in micro- and nanoseconds
    if len(digits) > 14:
        return True
    return bool(_SHORT_CARD.fullmatch(digits)) and not _is_barcode(text)


def _is_barcode(text: str) -> bool:
    """Whether this is a GTIN-13 in one piece (GS1 General Specifications, check digit)."""
    if len(text) != 13 or not text.isdecimal():
        return False
    weighed = sum(int(char) * (3 if index % 2 else 1) for index, char in enumerate(text))
    return weighed % 10 == 0


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdecimal())


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
