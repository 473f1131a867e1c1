"""Counts as operators read them: one thing is not "1 things"."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """The number with its noun, "1 payment" or "3 payments"; `many` where it is not just an s.

    More words may follow the noun, and agree with it: "order is", "orders are".
    """
    noun = one if number == 1 else many or f"{one}s"
    return f"{number:,} {noun}"
