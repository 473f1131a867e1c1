"""Who always buys several things in one order means all of them by "my usual"."""

from __future__ import annotations

import pytest

from tests.conversations.talk import shopper_with


@pytest.mark.parametrize(
    ("language", "words", "yes"),
    [
        ("en", "same as always please", "yes"),
        ("es", "quiero pedir lo de siempre", "sí"),
        ("fr", "comme d'habitude s'il vous plaît", "oui"),
        ("de", "das Übliche bitte", "ja"),
    ],
)
def test_what_is_always_bought_together_is_read_back_together(
    language: str, words: str, yes: str
) -> None:
    talk = shopper_with(language, "together HOUSE*2 MUG")

    talk.say(words, yes)

    assert talk.bought == [("HOUSE", 2), ("MUG", 1)]


def test_what_is_bought_at_different_times_is_asked_about() -> None:
    talk = shopper_with("en", "usual HOUSE MUG")

    asked = talk.say("same as always please")

    assert "Which one" in asked
    assert talk.bought == []


def test_the_one_that_is_named_comes_alone() -> None:
    talk = shopper_with("en", "together HOUSE MUG")

    talk.say("my usual coffee please", "yes")

    assert talk.bought == [("HOUSE", 1)]
