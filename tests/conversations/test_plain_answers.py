"""Every plain answer to a question that each order asks is heard, in four languages.

The dialogues are tuned on whole conversations; what is said every day must not be lost meanwhile.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from app.commerce.words import NUMBERS
from tests.conversations.shop import LOCALES
from tests.conversations.talk import Talk
from tests.conversations.wishes import (
    JACKETS_OF,
    MUG_OFFERED,
    MUG_ORDERED,
    MUG_PRICED,
    MUG_READ_BACK,
    SHOES_OF,
    STORES_CALLED,
    Value,
)

_SAID: Final = Path(__file__).with_name("plain_answers.toml")
_PICKUP, _SHIPPING = "pickup", "shipping"
_COUNTS: Final = frozenset(("two", "three", "dos", "tres", "deux", "trois", "zwei", "drei"))
_OF_FEET: Final = re.compile(
    r"\b(?:i'm a|wears?|uso|mi talla|chausse|fais du|du \{|trage|ich hab|it's)\b|\bdu \{", re.I
)
"""What is said of shoe sizes alone."""
_WITH_ARTICLE: Final = re.compile(
    r"(?:\b(?:the|la|le|die|a|du|in|en) \{v\})|chausse|trage|fais|uso", re.I
)
"""What no "size nine" stands behind."""


@cache
def _answers(language: str) -> dict[str, list[str]]:
    told: dict[str, dict[str, list[str]]] = tomllib.loads(_SAID.read_text(encoding="utf-8"))
    return told[language]


def _chosen(talk: Talk) -> list[tuple[str | None, int]]:
    """The goods in hand, be they in the order or spoken of."""
    item = talk.spoken_of()
    lines = talk.shop_lines() or ((item,) if item is not None else ())
    return [(each.sku, each.quantity) for each in lines]


def _missed(
    language: str, opening: tuple[str, ...], words: Iterator[str], heard: Callable[[Talk], bool]
) -> list[str]:
    """What is not heard behind that opening."""
    missed = []
    for each in words:
        talk = Talk(language)
        answer = talk.say(*opening, each)
        if not heard(talk):
            missed.append(f"{each!r}: {answer}")
    return missed


def _of_values(language: str, values: tuple[Value, ...], kind: str) -> Iterator[tuple[str, str]]:
    for form in _answers(language)[kind]:
        for value in values:
            named = value.says_what and _WITH_ARTICLE.search(form)
            if not named and (value.is_of_feet or not _OF_FEET.search(form)):
                yield form.format(v=value.said), value.sku


@dataclass(frozen=True, slots=True)
class _Taken:
    sku: str

    def __call__(self, talk: Talk) -> bool:
        return _chosen(talk) == [(self.sku, 1)]


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("goods", [SHOES_OF, JACKETS_OF], ids=["shoes", "jackets"])
def test_the_value_of_an_option_is_heard(
    language: str, goods: dict[str, tuple[tuple[tuple[str, ...], tuple[Value, ...]], ...]]
) -> None:
    missed = []
    for opening, values in goods[language]:
        for words, sku in _of_values(language, values, "value"):
            missed += _missed(language, opening, iter([words]), _Taken(sku))

    assert missed == []


@pytest.mark.parametrize("language", LOCALES)
def test_a_value_is_heard_with_the_way(language: str) -> None:
    missed = []
    for opening, values in SHOES_OF[language]:
        for words, sku in _of_values(language, values[:2], "withway"):
            missed += _missed(
                language,
                opening,
                iter([words]),
                lambda talk, sku=sku: _chosen(talk) == [(sku, 1)] and talk.way() is not None,
            )

    assert missed == []


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize(("kind", "way"), [("method_pick", _PICKUP), ("method_ship", _SHIPPING)])
def test_the_way_is_heard(language: str, kind: str, way: str) -> None:
    def is_told(talk: Talk) -> bool:
        told = talk.way()
        return told is not None and told.value == way

    words = iter(_answers(language)[kind])

    assert _missed(language, MUG_ORDERED[language], words, is_told) == []


@pytest.mark.parametrize("language", LOCALES)
def test_the_store_is_heard(language: str) -> None:
    opening = (*MUG_ORDERED[language], _answers(language)["method_pick"][0])
    missed = []
    for place, name in STORES_CALLED[language].items():
        words = (form.format(v=name) for form in _answers(language)["store"])
        missed += _missed(
            language,
            opening,
            words,
            lambda talk, place=place: talk.state.place == place and talk.state.held is not None,
        )

    assert missed == []


@pytest.mark.parametrize("language", LOCALES)
def test_a_yes_buys_what_was_read_back(language: str) -> None:
    words = iter(_answers(language)["yes"])

    assert _missed(language, MUG_READ_BACK[language], words, lambda talk: talk.bought != []) == []


@pytest.mark.parametrize("language", LOCALES)
def test_a_no_buys_nothing_and_lets_an_offer_go(language: str) -> None:
    bought = _missed(
        language,
        MUG_READ_BACK[language],
        iter(_answers(language)["no"]),
        lambda talk: talk.bought == [],
    )
    kept = _missed(
        language,
        MUG_OFFERED[language],
        iter(_answers(language)["no"]),
        lambda talk: talk.shop_lines() == () and talk.state.held is None,
    )

    assert bought + kept == []


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("opening", [MUG_OFFERED, MUG_PRICED], ids=["offered", "priced"])
def test_so_many_of_what_was_offered_are_taken(
    language: str, opening: dict[str, tuple[str, ...]]
) -> None:
    missed = []
    for words in _answers(language)["take"]:
        counts = [int(NUMBERS[each]) for each in re.findall(r"\w+", words) if each in _COUNTS]
        wanted = [("MUG", counts[0] if counts else 1)]
        missed += _missed(
            language, opening[language], iter([words]), lambda talk, w=wanted: _chosen(talk) == w
        )

    assert missed == []
