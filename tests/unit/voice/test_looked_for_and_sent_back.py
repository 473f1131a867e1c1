"""What is looked for keeps its count; what is sent back is not bought again; leave is taken."""

from __future__ import annotations

import pytest

from app.voice.dialogue.state import Goal
from app.voice.nlu.understanding import Expect
from tests.conversations.talk import Talk, shopper_with


def _lines(talk: Talk) -> list[tuple[str | None, int]]:
    return [(line.sku, line.quantity) for line in talk.shop_lines()]


@pytest.mark.parametrize(
    ("language", "wish", "yes"),
    [
        ("en", "I'm looking for three camp mugs", "yes"),
        ("es", "busco tres tazas de camping", "sí"),
        ("fr", "je cherche trois tasses de camping", "oui"),
        ("de", "ich suche drei Campingbecher", "ja"),
    ],
)
def test_so_many_that_are_looked_for_are_offered(language: str, wish: str, yes: str) -> None:
    talk = Talk(language)

    talk.say(wish, yes)

    assert _lines(talk) == [("MUG", 3)]


def test_the_count_of_what_is_looked_for_outlives_the_choice_between_two() -> None:
    talk = Talk("en")

    talk.say("I'm looking for two bags of coffee", "the house blend", "yes")

    assert _lines(talk) == [("HOUSE", 2)]


@pytest.mark.parametrize(
    "words",
    ["I want to send the mug back", "can I bring the mug back", "take the mug back please"],
)
def test_goods_named_between_the_verb_and_back_are_returned(words: str) -> None:
    talk = shopper_with("en", "completed MUG")

    talk.say(words)

    assert talk.state.expect is Expect.RETURN_REASON
    assert talk.shop_lines() == ()


@pytest.mark.parametrize(
    ("words", "expected"),
    [("cancel the order please", Expect.CONFIRM_CANCEL), ("cancel", Expect.NOTHING)],
)
def test_to_cancel_the_order_with_none_in_hand_is_of_the_one_placed(
    words: str, expected: Expect
) -> None:
    talk = shopper_with("en", "confirmed LAMP")

    talk.say(words)

    assert talk.state.expect is expected


def test_to_check_ones_order_with_none_in_hand_is_of_the_one_placed() -> None:
    talk = shopper_with("en", "confirmed LAMP")

    assert "0001" in talk.say("I'd like to check my order")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "je voudrais savoir si vous avez des tasses de camping"),
        ("es", "quería saber si tienen tazas de camping"),
        ("en", "I'd like to know if you have camp mugs"),
    ],
)
def test_who_would_like_to_know_orders_nothing(language: str, words: str) -> None:
    talk = Talk(language)

    talk.say(words)

    assert talk.state.goal is Goal.AVAILABILITY


@pytest.mark.parametrize(
    ("language", "question", "words"),
    [
        ("es", "¿a qué hora cierran?", "nada más"),
        ("es", "¿a qué hora cierran?", "sería todo, gracias"),
        ("fr", "vous fermez à quelle heure ?", "rien d'autre"),
        ("de", "wann macht ihr zu", "sonst nichts"),
        ("de", "wann macht ihr zu", "nein, das war alles"),
        ("en", "what time do you close", "nothing else thanks"),
    ],
)
def test_that_nothing_else_is_wanted_ends_the_conversation(
    language: str, question: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(question)

    assert talk.turn(words).end


@pytest.mark.parametrize(
    ("language", "words", "sku", "count"),
    [
        ("es", "quiero unas zapatillas de trail 41 blancas", "SHOE-WH-2", 1),
        ("fr", "je voudrais des chaussures de trail 41 en blanc", "SHOE-WH-2", 1),
        ("de", "zwei Trailrunning Schuhe 41 in weiß", "SHOE-WH-2", 2),
        ("en", "could you put the white trail shoes in a 10 aside for me", "SHOE-WH-2", 1),
    ],
)
def test_a_number_behind_goods_that_come_in_it_is_their_size(
    language: str, words: str, sku: str, count: int
) -> None:
    talk = Talk(language)

    talk.say(words)

    assert _lines(talk) == [(sku, count)]


@pytest.mark.parametrize(
    ("language", "wish", "words", "sent"),
    [
        ("en", "I'd like a camp mug", "I'll be picking up", False),
        ("de", "ich möchte einen Campingbecher", "Selbstabholer", False),
        ("de", "ich möchte einen Campingbecher", "heimliefern", True),
        ("fr", "je voudrais une tasse de camping", "par envoi", True),
    ],
)
def test_a_way_is_known_by_one_word(language: str, wish: str, words: str, sent: bool) -> None:
    talk = Talk(language)

    talk.say(wish, words)

    way = talk.way()
    assert way is not None
    assert (way.value == "shipping") is sent
