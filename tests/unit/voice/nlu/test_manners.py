"""Words that steer a conversation, in four languages."""

from __future__ import annotations

import pytest

from app.voice.nlu.manners import (
    adds,
    answer_at_start,
    asks_for_more,
    is_done,
    is_yes,
    means_usual,
    takes_away,
    wants_cheaper,
)


@pytest.mark.parametrize("text", ["no, that's all", "eso es todo", "c'est tout", "sonst nichts"])
def test_nothing_more_is_wanted(text: str) -> None:
    assert is_done(text)
    assert not is_done(f"{text} and a tent")


@pytest.mark.parametrize("text", ["más", "d'autres", "weitere", "noch welche"])
def test_more_options_are_asked_for(text: str) -> None:
    assert asks_for_more(text)


def test_a_wish_with_a_word_for_more_in_it_is_no_wish_for_options() -> None:
    assert not asks_for_more("two more mugs")


@pytest.mark.parametrize(
    "text", ["take the mug out", "quita la taza", "enlève la tasse", "nimm den Becher wieder raus"]
)
def test_something_is_taken_out(text: str) -> None:
    assert takes_away(text)


@pytest.mark.parametrize(
    "text", ["add a mug", "también una taza", "aussi une tasse", "und noch eins"]
)
def test_something_is_added(text: str) -> None:
    assert adds(text)


@pytest.mark.parametrize("text", ["anything cheaper", "más barato", "moins cher", "zu teuer"])
def test_less_money(text: str) -> None:
    assert wants_cheaper(text)


@pytest.mark.parametrize(
    "text", ["my usual", "lo de siempre", "comme d'habitude", "das Übliche", "wie immer"]
)
def test_as_always(text: str) -> None:
    assert means_usual(text)


@pytest.mark.parametrize("text", ["perfect, yes please", "ahora sí", "voilà, oui", "passt, ja"])
def test_a_yes_in_more_words(text: str) -> None:
    assert is_yes(text)


@pytest.mark.parametrize("text", ["perfect", "yes but make it two", "ja, zwei"])
def test_what_is_no_plain_yes(text: str) -> None:
    assert not is_yes(text)


def test_an_answer_at_the_start_and_what_follows() -> None:
    assert answer_at_start("ja, zwei bitte") == (True, "zwei bitte")
    assert answer_at_start("nein, mach fünf daraus") == (False, "mach fünf daraus")
    assert answer_at_start("ja") is None
    assert answer_at_start("") is None
