"""A card number in memory: for the moment between an envelope and a tokenizer, then overwritten.

The bytes lie in one `bytearray` that is never turned into a `str` or `bytes`, because Python cannot
overwrite those. Shape: a flat JSON object of `number`, `exp_month`, `exp_year` and `cvc`.
"""

from __future__ import annotations

import re
from types import TracebackType
from typing import NoReturn

from domain.errors import CardEnvelopeRefusedError

_FIELD = rb'"(?:number|exp_month|exp_year|cvc)"\s*:\s*(?:"\d{1,19}"|\d{1,4})'
_SHAPE = re.compile(rb"\s*\{\s*" + _FIELD + rb"(?:\s*,\s*" + _FIELD + rb"){2,3}\s*\}\s*")
_PART = re.compile(rb'"(number|exp_month|exp_year|cvc)"\s*:\s*"?(\d+)')
_NEEDED = frozenset({b"number", b"exp_month", b"exp_year"})
_DIGITS = (12, 19)
_ZERO = ord("0")
_SHAPE_WORDS = (
    "the plaintext must be a JSON object of `number`, `exp_month`, `exp_year` and, where there is "
    "one, `cvc`, each once, of digits, and nothing else"
)
_SPOKEN = {
    "number": "`number` must be 12 to 19 digits with a check digit that fits",
    "exp_month": "`exp_month` must be 1 to 12",
    "exp_year": "`exp_year` must be a year of four digits",
    "cvc": "`cvc` must be three or four digits",
}
"""What a field must be; what it was is never said."""


def _no_card(part: str | None, words: str) -> CardEnvelopeRefusedError:
    return CardEnvelopeRefusedError("not-a-card", f"{words}; encrypt it anew", part=part)


def wipe(buffer: bytearray) -> None:
    """Overwrite the buffer's own memory with zeros; its length stays."""
    with memoryview(buffer) as view:
        view[:] = bytes(len(view))


class CardSecret:
    """A card on its way to a tokenizer. Use as a context manager: leaving overwrites it."""

    __slots__ = ("_buffer", "_code", "_number", "exp_month", "exp_year")

    def __init__(self, buffer: bytearray) -> None:
        """Take over a decrypted document; it is overwritten here if it is no card.

        Raises: CardEnvelopeRefusedError, which repeats nothing of it.
        """
        self._buffer = buffer
        try:
            self._read()
        except CardEnvelopeRefusedError:
            wipe(buffer)
            raise

    def _read(self) -> None:
        if _SHAPE.fullmatch(self._buffer) is None:
            raise _no_card(None, _SHAPE_WORDS)
        parts = [(match[1], match.span(2)) for match in _PART.finditer(self._buffer)]
        found = dict(parts)
        if len(found) != len(parts) or not found.keys() >= _NEEDED:
            raise _no_card(None, _SHAPE_WORDS)
        self._number = found[b"number"]
        self._code = found.get(b"cvc")
        self.exp_month = self._small(found[b"exp_month"], "exp_month")
        self.exp_year = self._small(found[b"exp_year"], "exp_year")
        self._check()

    def _small(self, span: tuple[int, int], name: str) -> int:
        """A month or a year; longer runs of digits are not read."""
        if span[1] - span[0] > 4:
            raise _no_card(name, _SPOKEN[name])
        return int(self._buffer[slice(*span)])

    def _check(self) -> None:
        length = self._number[1] - self._number[0]
        code = 3 if self._code is None else self._code[1] - self._code[0]
        is_good = {
            "number": _DIGITS[0] <= length <= _DIGITS[1] and self._passes_luhn(),
            "exp_month": 1 <= self.exp_month <= 12,
            "exp_year": 2000 <= self.exp_year <= 2999,
            "cvc": code in (3, 4),
        }
        for name, good in is_good.items():
            if not good:
                raise _no_card(name, _SPOKEN[name])

    def _passes_luhn(self) -> bool:
        """The check digit, counted where the number lies: no copy is made."""
        total = 0
        for index, position in enumerate(range(self._number[1] - 1, self._number[0] - 1, -1)):
            value = self._buffer[position] - _ZERO
            if index % 2:
                value = value * 2 - 9 if value > 4 else value * 2
            total += value
        return total % 10 == 0

    @property
    def last4(self) -> str:
        """The last four digits, which may be kept and shown."""
        return self._buffer[self._number[1] - 4 : self._number[1]].decode("ascii")

    @property
    def has_code(self) -> bool:
        """Whether a security code came with it."""
        return self._code is not None

    def append_number(self, to: bytearray) -> None:
        """Write the number behind what `to` holds; the caller overwrites `to` after use."""
        self._append(self._number, to)

    def append_code(self, to: bytearray) -> None:
        """Write the security code behind what `to` holds, if there is one."""
        if self._code is not None:
            self._append(self._code, to)

    def _append(self, span: tuple[int, int], to: bytearray) -> None:
        with memoryview(self._buffer) as view, view[slice(*span)] as part:
            to += part

    def close(self) -> None:
        """Overwrite it; doing so twice is no error."""
        wipe(self._buffer)

    def __enter__(self) -> CardSecret:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return "CardSecret(***)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a card secret cannot be copied or pickled")
