"""What a language brings to skills and agents that are generated: data, no rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_FIRST_SIZE: Final = 5
"""The smallest of the shoe sizes that `numbers` names; half sizes are counted from there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Samples, values and questions; `{shop}` stands for the merchant's name."""

    samples: Mapping[str, str]
    """By intent, a sentence a line; `{query}` and the like are its slots."""
    values: Mapping[str, Mapping[str, tuple[str, ...]]]
    """By kind of slot: a value and what else is said for it."""
    half: tuple[str, ...]
    """How half a size is said after the number `{n}`."""
    numbers: str
    """The words for five to thirteen."""
    asked: Mapping[str, str]
    """The question for a slot."""
    confirmed: str
    """The question before something is done."""
    greeting: str
    summary: str
    description: str
    keywords: tuple[str, ...]

    def sentences(self, intent: str) -> tuple[str, ...]:
        """The samples of an intent; none for one that only has slots."""
        lines = self.samples.get(intent, "").splitlines()
        return tuple(line.strip() for line in lines if line.strip())

    def sizes(self) -> Mapping[str, tuple[str, ...]]:
        """Sizes by letter, and half sizes, which no number slot takes."""
        halves = {
            f"{size}.5": tuple(each.format(n=word) for each in self.half)
            for size, word in enumerate(self.numbers.split(), start=_FIRST_SIZE)
        }
        return {**self.values["SIZE"], **halves}
