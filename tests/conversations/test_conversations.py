"""Shoppers reach what they came for, in four languages, with slips, corrections and digressions."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conversations.runner import LOCALES, Outcome, played, scripts

_TARGET = 0.95
_LEAST = 200


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [played(script) for script in scripts()]


def test_there_are_enough_conversations_in_every_language(outcomes: list[Outcome]) -> None:
    count = Counter(each.script.language for each in outcomes)

    assert len(outcomes) >= _LEAST
    assert count.keys() == LOCALES.keys()
    assert min(count.values()) >= _LEAST // len(LOCALES)


def test_nearly_all_reach_the_right_end_with_two_questions_more_at_most(
    outcomes: list[Outcome],
) -> None:
    missed = [str(each) for each in outcomes if not each.good]

    assert len(missed) <= len(outcomes) * (1 - _TARGET), "\n\n".join(missed)


@pytest.mark.parametrize("language", sorted(LOCALES))
def test_no_language_falls_behind(outcomes: list[Outcome], language: str) -> None:
    own = [each for each in outcomes if each.script.language == language]

    assert sum(each.good for each in own) >= len(own) * 0.9
