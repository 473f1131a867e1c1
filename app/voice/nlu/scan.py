"""One utterance while it is read: its tokens, and which of them are accounted for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from app.voice.nlu.words import Tokens, split_words

_LEADING: Final = frozenset(split_words("in at from to the for of size a an with by"))


@dataclass(slots=True)
class Scan:
    """The tokens of one utterance and which of them are accounted for."""

    tokens: Tokens
    used: list[bool]
    attributes: dict[str, str] = field(default_factory=dict)
    name_like: set[int] = field(default_factory=set)
    """Tokens of option values that may as well belong to the product's name."""
    choice_like: set[int] = field(default_factory=set)
    """Tokens of a menu's choices that may as well."""

    def use(self, start: int, end: int) -> None:
        """Account for tokens [start, end) and the little words that lead up to them."""
        for at in range(start, end):
            self.used[at] = True
        at = start - 1
        while at >= 0 and not self.used[at] and self.tokens.said[at] in _LEADING:
            self.used[at] = True
            at -= 1

    def use_span(self, start: int, end: int) -> None:
        """Account for the tokens that begin within these characters of the joined text."""
        for at, begins in enumerate(self.tokens.starts):
            if start <= begins < end:
                self.used[at] = True

    def free(self) -> list[int]:
        """The places of the tokens not accounted for."""
        return [at for at, used in enumerate(self.used) if not used]
