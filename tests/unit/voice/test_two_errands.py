"""Two errands in one breath: one is done, the other is remembered until it is."""

from __future__ import annotations

import pytest

from domain.orders import OrderState
from tests.conversations.runner import give
from tests.conversations.talk import Talk


def talk_with(language: str, given: str) -> Talk:
    talk = Talk(language)
    give(talk.shop, given)
    return talk


@pytest.mark.parametrize(
    ("language", "words", "yes"),
    [
        ("en", "cancel my order and order two camp mugs for pickup downtown", "yes"),
        ("es", "cancela mi pedido y quiero dos tazas de camping para recoger en Centro", "sí"),
        ("fr", "annulez ma commande et je voudrais deux tasses de camping, retrait à République",
         "oui"),
        ("de", "storniere meine Bestellung und dann bestell mir zwei Campingbecher zum Abholen in "
         "Mitte", "ja"),
    ],
)  # fmt: skip
def test_the_other_errand_comes_when_the_first_is_done(language: str, words: str, yes: str) -> None:
    talk = talk_with(language, "confirmed LAMP")

    talk.say(words)
    assert talk.placed == [OrderState.CONFIRMED]
    talk.say(yes, yes)

    assert sorted(talk.placed) == [OrderState.CANCELED, OrderState.CONFIRMED]
    assert talk.bought == [("LAMP", 1), ("MUG", 2)]


def test_who_keeps_the_order_is_asked_for_the_other_errand_all_the_same() -> None:
    talk = talk_with("en", "confirmed LAMP")

    asked = talk.say("cancel my order and order two camp mugs")
    told = talk.say("no")

    assert asked.startswith("I'll get to the other part after that. Do you want me to cancel")
    assert told == (
        "Okay, I've left it as it is. You also said: order two camp mugs. "
        "Would you like pickup at a store, or delivery?"
    )


def test_what_is_told_in_words_needs_no_turn_of_its_own() -> None:
    talk = talk_with("en", "confirmed LAMP")

    told = talk.say("I want to order a camp mug for pickup downtown, and where is my last order?")

    assert told.startswith("Order 0001 from today")
    assert "1 Camp Mug, for pickup at Downtown." in told


def test_who_takes_leave_is_asked_nothing_more() -> None:
    talk = talk_with("en", "confirmed LAMP")

    talk.say("cancel my order and order two camp mugs for pickup downtown")

    assert talk.turn("goodbye").end
    assert "camp mug" not in talk.say("hello").lower()
    assert talk.bought == [("LAMP", 1)]


@pytest.mark.parametrize(
    "words", ["cancel my order and refund me", "cancel my order and order a zeppelin"]
)
def test_one_errand_in_two_halves_is_one(words: str) -> None:
    talk = talk_with("en", "confirmed LAMP")

    assert talk.say(words) == "Do you want me to cancel order 0001 with Head Lamp, for $38.50?"
    assert talk.say("yes").endswith("goes back to your card.")


@pytest.mark.parametrize(
    ("language", "words", "yes"),
    [
        ("en", "order a head lamp and a camp mug for delivery", "yes"),
        ("fr", "commande une lampe frontale et une tasse de camping en livraison", "oui"),
    ],
)
def test_goods_named_with_their_delivery_are_no_question_about_it(
    language: str, words: str, yes: str
) -> None:
    talk = Talk(language)

    talk.say(words, yes)

    assert talk.bought == [("LAMP", 1), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said", "open_till", "asked"),
    [
        ("es", "¿a qué hora cierran hoy? y de paso prepárenme tres tazas de camping en Norte",
         "7 de la tarde", "3 Taza de Camping, para recoger en Norte"),
        ("en", "when do you close and by the by ready me three camp mugs", "7 PM", "pickup"),
        ("fr", "vous fermez à quelle heure et puis préparez-moi trois tasses de camping",
         "19 heures", "Retrait"),
    ],
)  # fmt: skip
def test_so_many_of_goods_beside_a_question_are_ordered(
    language: str, said: str, open_till: str, asked: str
) -> None:
    answer = Talk(language).say(said)

    assert open_till in answer
    assert asked in answer


@pytest.mark.parametrize(
    ("language", "wish", "swap", "bought"),
    [
        ("en", "a camp mug and a steel bottle, I'm collecting them from Downtown",
         "sorry, swap the bottle for a pair of merino socks", [("MUG", 1), ("SOCK", 1)]),
        ("en", "a camp mug for pickup downtown", "swap the mug for a head lamp", [("LAMP", 1)]),
        ("en", "red rain jacket in large delivered", "swap the red for the blue",
         [("JACKET-BL-L", 1)]),
        ("es", "una taza y una botella para recoger en Centro",
         "cambia la botella por una linterna", [("LAMP", 1), ("MUG", 1)]),
        ("fr", "une tasse et une gourde, retrait à République",
         "échangez la gourde contre une lampe frontale", [("LAMP", 1), ("MUG", 1)]),
        ("de", "einen Campingbecher und eine Trinkflasche, Abholung in Mitte",
         "tausch die Flasche gegen eine Stirnlampe", [("LAMP", 1), ("MUG", 1)]),
    ],
)  # fmt: skip
def test_what_is_swapped_in_an_order_in_hand_is_no_return(
    language: str, wish: str, swap: str, bought: list[tuple[str, int]]
) -> None:
    talk = Talk(language)

    talk.say(wish, swap, {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language])

    assert sorted(talk.bought) == bought
