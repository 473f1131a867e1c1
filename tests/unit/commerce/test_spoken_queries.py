"""What shoppers say finds what they mean: labeled queries over 5,000 products, four languages."""

from __future__ import annotations

from collections import defaultdict

import pytest

from benchmarks.goods import LANGUAGES, wares
from benchmarks.spoken import CATALOG, Spoken, judged, queries

_TARGET = 0.95


@pytest.fixture(scope="module")
def results() -> list[tuple[Spoken, bool]]:
    return judged()


def test_at_least_three_hundred_queries_have_a_right_answer() -> None:
    shop = list(wares(CATALOG))
    asked = queries()

    assert len(asked) >= 300
    assert {spoken.language for spoken in asked} == set(LANGUAGES)
    assert [each.words for each in asked if not any(map(each.means, shop))] == []


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_the_right_product_is_among_the_first_three(
    results: list[tuple[Spoken, bool]], held_out: bool
) -> None:
    part = [(spoken, good) for spoken, good in results if spoken.is_held_out is held_out]

    missed = [spoken.words for spoken, good in part if not good]
    assert len(missed) <= len(part) * (1 - _TARGET), missed


def test_no_language_and_no_kind_of_mistake_falls_behind(
    results: list[tuple[Spoken, bool]],
) -> None:
    groups: defaultdict[str, list[bool]] = defaultdict(list)
    for spoken, good in results:
        groups[spoken.language].append(good)
        groups[spoken.kind].append(good)

    shares = {name: sum(good) / len(good) for name, good in groups.items()}
    assert min(shares.values()) >= 0.9, shares
