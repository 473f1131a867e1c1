"""One thing is not told as "1 things"."""

from __future__ import annotations

import pytest

from domain.counting import counted


@pytest.mark.parametrize(
    ("number", "nouns", "said"),
    [
        (0, ("payment",), "0 payments"),
        (1, ("payment",), "1 payment"),
        (2, ("payment",), "2 payments"),
        (1, ("delivery is", "deliveries are"), "1 delivery is"),
        (1200, ("delivery is", "deliveries are"), "1,200 deliveries are"),
    ],
)
def test_a_count_agrees_with_its_noun(number: int, nouns: tuple[str, ...], said: str) -> None:
    assert counted(number, *nouns) == said
