"""Every plain way to begin a call, or to change what was read back, is heard, in four languages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from app.voice.dialogue.state import Goal
from app.voice.nlu.understanding import Expect
from domain.orders import FulfillmentMethod
from tests.conversations.shop import LOCALES
from tests.conversations.talk import Talk, shopper_with
from tests.conversations.wishes import MUG_READ_BACK

_SAID: Final = Path(__file__).with_name("plain_openers.toml")
_MUGS: Final = {
    "en": {"g1": "camp mug", "gs": "camp mugs"},
    "es": {"g1": "taza de camping", "gs": "tazas de camping"},
    "fr": {"g1": "tasse de camping", "gs": "tasses de camping"},
    "de": {"g1": "Campingbecher", "gs": "Campingbecher"},
}
_ORDERED: Final[dict[str, tuple[tuple[str, dict[str, int]], ...]]] = {
    "en": (
        ("a camp mug", {"MUG": 1}),
        ("two camp mugs", {"MUG": 2}),
        ("3 camp mugs", {"MUG": 3}),
        ("two camp mugs and a head lamp", {"MUG": 2, "LAMP": 1}),
    ),
    "es": (
        ("una taza de camping", {"MUG": 1}),
        ("dos tazas de camping", {"MUG": 2}),
        ("3 tazas de camping", {"MUG": 3}),
        ("dos tazas de camping y una linterna frontal", {"MUG": 2, "LAMP": 1}),
    ),
    "fr": (
        ("une tasse de camping", {"MUG": 1}),
        ("deux tasses de camping", {"MUG": 2}),
        ("3 tasses de camping", {"MUG": 3}),
        ("deux tasses de camping et une lampe frontale", {"MUG": 2, "LAMP": 1}),
    ),
    "de": (
        ("einen Campingbecher", {"MUG": 1}),
        ("zwei Campingbecher", {"MUG": 2}),
        ("3 Campingbecher", {"MUG": 3}),
        ("zwei Campingbecher und eine Stirnlampe", {"MUG": 2, "LAMP": 1}),
    ),
}
_MISSED: Final = {
    "en": ("didn't get", "couldn't find", "still not sure"),
    "es": ("no te he entendido", "No he encontrado", "sin entenderte"),
    "fr": ("pas compris", "pas trouvé", "toujours pas"),
    "de": ("nicht verstanden", "nicht gefunden", "immer noch nicht"),
}
_RETURNING: Final = frozenset({Expect.RETURN_REASON, Expect.CONFIRM_RETURN, Expect.RETURN_LINE})


@cache
def _said(language: str) -> dict[str, Any]:
    return tomllib.loads(_SAID.read_text(encoding="utf-8"))[language]


def _missed(
    talks: Callable[[], Talk], words: list[str], heard: Callable[[Talk, str], bool]
) -> list[str]:
    """What is not heard as it should be, with what was answered."""
    missed = []
    for each in words:
        talk = talks()
        answer = talk.say(each)
        if not heard(talk, answer):
            missed.append(f"{each!r}: {answer}")
    return missed


def _counted(talk: Talk) -> dict[str | None, int]:
    """What is wanted, chosen already or still to be looked for."""
    item = talk.spoken_of()
    lines = talk.shop_lines() or ((item,) if item is not None else ())
    return {each.sku or each.query: each.quantity for each in (*lines, *talk.state.wanted)}


@pytest.mark.parametrize("language", LOCALES)
def test_goods_are_ordered_in_their_number(language: str) -> None:
    missed = []
    for goods, wanted in _ORDERED[language]:
        words = [form.format(x=goods) for form in _said(language)["orders"]]
        missed += _missed(
            lambda: Talk(language),
            words,
            lambda talk, _answer, wanted=wanted: (
                _counted(talk) == wanted
                if len(wanted) == 1
                else sorted(_counted(talk).values()) == sorted(wanted.values())
            ),
        )

    assert missed == []


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize(("goods", "sku"), [("jackets", "JACKET-RD-M"), ("shoes", "SHOE-WH-2")])
def test_goods_are_wanted_with_their_options(language: str, goods: str, sku: str) -> None:
    said = _said(language)
    words = [form.format(x=each) for each in said[goods] for form in said["with_options"]]

    missed = _missed(lambda: Talk(language), words, lambda talk, _: _counted(talk) == {sku: 1})

    assert missed == []


@pytest.mark.parametrize("language", LOCALES)
def test_stock_and_price_are_told(language: str) -> None:
    said, mugs = _said(language), _MUGS[language]

    stock = _missed(
        lambda: Talk(language),
        [form.format(**mugs) for form in said["availability"]],
        lambda talk, answer: (
            talk.state.goal is Goal.AVAILABILITY and "MUG" in _counted(talk) and "8" in answer
        ),
    )
    prices = _missed(
        lambda: Talk(language),
        [form.format(**mugs) for form in said["prices"]],
        lambda talk, answer: "12.50" in answer.replace(",", ".") and talk.placed == [],
    )

    assert stock + prices == []


@pytest.mark.parametrize("language", LOCALES)
def test_what_is_asked_of_the_shop_is_answered_and_orders_nothing(language: str) -> None:
    kinds = ("hours", "about_delivery", "about_payment", "about_policy", "about_promo")
    words = [
        each for kind in (*kinds, "about_where", "about_help") for each in _said(language)[kind]
    ]

    def is_answered(talk: Talk, answer: str) -> bool:
        known = not any(each in answer for each in _MISSED[language])
        return known and talk.shop_lines() == () and talk.placed == []

    assert _missed(lambda: Talk(language), words, is_answered) == []


@pytest.mark.parametrize("language", LOCALES)
def test_orders_that_were_placed_are_spoken_of(language: str) -> None:
    said = _said(language)

    def ordered() -> Talk:
        return shopper_with(language, "confirmed LAMP")

    status = _missed(ordered, said["status"], lambda _, answer: "0001" in answer)
    cancel = _missed(
        ordered, said["cancel"], lambda talk, _: talk.state.expect is Expect.CONFIRM_CANCEL
    )
    returns = _missed(
        lambda: shopper_with(language, "completed MUG"),
        said["returns"],
        lambda talk, _: talk.state.expect in _RETURNING,
    )
    refunds = _missed(ordered, said["about_refund"], lambda _, answer: "0001" in answer)

    assert status + cancel + returns + refunds == []


@pytest.mark.parametrize("language", LOCALES)
def test_a_subscription_is_begun(language: str) -> None:
    missed = _missed(
        lambda: Talk(language),
        _said(language)["about_sub"],
        lambda talk, _: talk.state.subscribing is not None,
    )

    assert missed == []


@pytest.mark.parametrize("language", LOCALES)
def test_goods_are_told_by_what_they_may_cost(language: str) -> None:
    missed = _missed(
        lambda: Talk(language), _said(language)["about_bound"], lambda _, answer: "$" in answer
    )

    assert missed == []


@pytest.mark.parametrize("language", LOCALES)
def test_a_person_is_called(language: str) -> None:
    missed = _missed(
        lambda: Talk(language),
        _said(language)["person"],
        lambda talk, _: len(talk.shop.handoffs.opened) == 1,
    )

    assert missed == []


@pytest.mark.parametrize("language", LOCALES)
def test_what_was_read_back_is_changed(language: str) -> None:
    changes: dict[str, list[str]] = _said(language)["changes"]
    wanted: dict[str, Callable[[Talk], bool]] = {
        "two": lambda talk: _counted(talk) == {"MUG": 2} and talk.state.held is not None,
        "three": lambda talk: _counted(talk) == {"MUG": 3} and talk.state.held is not None,
        "shipped": lambda talk: talk.way() is FulfillmentMethod.SHIPPING,
        "other_store": lambda talk: talk.state.place == "nb",
        "lamp_too": lambda talk: _counted(talk) == {"MUG": 1, "LAMP": 1},
    }

    def read_back() -> Talk:
        talk = Talk(language)
        talk.say(*MUG_READ_BACK[language])
        return talk

    missed = [
        each
        for kind, words in changes.items()
        for each in _missed(
            read_back, words, lambda talk, _, heard=wanted[kind]: heard(talk) and talk.placed == []
        )
    ]

    assert missed == []
