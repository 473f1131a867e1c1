"""Values that must not be seen: they print as `***` wherever they end up."""

from __future__ import annotations

import hmac
from typing import final

HIDDEN = "***"


@final
class Secret:
    """Text that only `reveal()` gives back; `str`, `repr` and formatting show `***`."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself; keep the result out of logs, messages and attributes."""
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __hash__(self) -> int:
        return hash(("secret", self._text))

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")
