"""Something else for what is in hand: "a bottle instead of the mug", "doch lieber eine Lampe"."""

from __future__ import annotations

import pytest

from app.voice.nlu.swaps import Swap, swap_in
from tests.conversations.talk import Talk

_ONE = {
    "en": "a camp mug for pickup at Downtown",
    "es": "una taza de camping para recoger en Centro",
    "fr": "une tasse de camping à retirer à République",
    "de": "einen Campingbecher zum Abholen in Mitte",
}
_TWO = {
    "en": "a camp mug and some merino socks for pickup at Downtown",
    "es": "una taza de camping y unos calcetines de lana para recoger en Centro",
    "fr": "une tasse de camping et des chaussettes en laine à retirer à République",
    "de": "einen Campingbecher und Wollsocken zum Abholen in Mitte",
}
_YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "hmm no, make it a water bottle instead of the mug"),
        ("en", "actually I'd rather have a water bottle"),
        ("en", "could I get a bottle rather than the mug"),
        ("es", "no, mejor una botella en vez de la taza"),
        ("es", "mejor una botella de acero"),
        ("fr", "non, plutôt une gourde au lieu de la tasse"),
        ("fr", "finalement je préfère une gourde en acier"),
        ("de", "nee, doch lieber eine Trinkflasche statt dem Becher"),
        ("de", "ach, nehmen wir lieber eine Trinkflasche"),
    ],
)
def test_the_one_thing_in_hand_becomes_another(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_ONE[language], said, _YES[language])

    assert talk.bought == [("BOTTLE", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "instead of the mug, give me a water bottle"),
        ("es", "en lugar de la taza ponme una botella"),
        ("fr", "à la place de la tasse, mettez une gourde"),
        ("de", "statt dem Becher nehm ich eine Trinkflasche"),
    ],
)
def test_one_of_two_becomes_another_and_the_other_stays(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_TWO[language], said, _YES[language])

    assert talk.bought == [("BOTTLE", 1), ("SOCK", 1)]


def test_as_many_are_wanted_as_are_told() -> None:
    talk = Talk("en")
    talk.say(_ONE["en"], "no, two bottles instead of the mug", "yes")

    assert talk.bought == [("BOTTLE", 2)]


@pytest.mark.parametrize(
    ("said", "swap"),
    [
        ("a bottle instead of the mug", Swap("a bottle", "the mug")),
        ("instead of the mug, a bottle", Swap("a bottle", "the mug")),
        ("instead of that", None),
        ("have it delivered", None),
    ],
)
def test_what_is_wanted_and_what_it_comes_for_are_told_apart(said: str, swap: Swap | None) -> None:
    assert swap_in(said) == swap


@pytest.mark.parametrize("said", ["I'd rather have two mugs", "I'd rather have it delivered"])
def test_the_same_goods_or_another_way_swap_nothing(said: str) -> None:
    talk = Talk("en")
    talk.say(_ONE["en"], said)

    assert [line.title for line in talk.shop_lines()] == ["Camp Mug"]
