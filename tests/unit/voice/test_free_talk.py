"""Thirty conversations in other words than before, and what was wrong in them."""

from __future__ import annotations

import pytest

from tests.conversations.runner import give
from tests.conversations.talk import Talk

MUG = "order a camp mug for pickup downtown"


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("de", "Guten Tag, ich brauche eine Regenjacke für meinen Sohn", "Welche Größe"),
        ("en", "good morning, do you have a head lamp", "Yes. Head Lamp"),
        ("es", "buenos días hija, quería unas zapatillas para mi nieto", "¿Qué talla quieres?"),
        ("fr", "bonjour madame, je cherche une lampe", "Lampe Frontale"),
        ("en", "yeah hello, quick question, are you guys open this evening", "Downtown is"),
    ],
)
def test_a_greeting_is_no_name_of_goods(language: str, words: str, told: str) -> None:
    assert told in Talk(language).say(words)


@pytest.mark.parametrize(
    ("language", "words", "asked"),
    [
        ("en", "tell me about the lamp", "Yes. Head Lamp: 5 at Downtown."),
        ("fr", "euh je voulais... attendez... oui, une tente", "Tente Familiale"),
    ],
)
def test_goods_in_a_sentence_are_asked_about_where_the_rest_means_nothing(
    language: str, words: str, asked: str
) -> None:
    assert asked in Talk(language).say(words)


@pytest.mark.parametrize(
    ("language", "first", "then", "told"),
    [
        ("en", "what time do you close today", "and on Monday?", "Downtown is open Monday"),
        ("en", "what time do you close today", "and Ballard?", "Ballard is"),
        ("es", "¿hasta qué hora abrís hoy?", "¿y el lunes?", "Centro abre el lunes"),
        ("fr", "vous êtes ouverts jusqu'à quelle heure ?", "et lundi ?", "lundi"),
        ("de", "wann haben Sie heute offen", "und am Montag?", "Montag"),
    ],
)
def test_hours_are_asked_for_once_more_by_a_day_or_a_store(
    language: str, first: str, then: str, told: str
) -> None:
    talk = Talk(language)

    talk.say(first)

    assert told in talk.say(then)


def test_deliver_them_to_me_changes_the_way_and_calls_nobody() -> None:
    talk = Talk("fr")

    told = talk.say("deux tasses de camping, retrait à République", "livrez-les moi")

    assert "à livrer" in told
    assert not talk.shop.handoffs.opened


@pytest.mark.parametrize("words", ["right, that's it, thanks", "okay that's all"])
def test_that_is_all_is_no_yes_and_no_riddle(words: str) -> None:
    talk = Talk("en")

    talk.say(MUG)

    assert talk.say(words) == "Shall I buy it for $13.75? Say yes, or no to change it."
    assert talk.placed == []


def test_no_at_a_question_half_way_asks_what_shall_be_otherwise() -> None:
    talk = Talk("fr")

    talk.say("je voudrais une lampe frontale")

    assert "Que voulez-vous changer" in talk.say("finalement non")
    assert talk.turn("non").end


def test_a_no_with_more_in_it_does_not_hang_up() -> None:
    talk = Talk("es")

    talk.say("¿tienen tazas de camping?")

    assert not talk.turn("no, mejor la primera").end


def test_the_second_of_one_is_not_there() -> None:
    talk = Talk("es")

    talk.say("¿qué me recomiendas para acampar?")

    assert talk.say("la segunda").startswith("Perdona, no te he entendido")


@pytest.mark.parametrize(
    ("first", "then", "told"),
    [
        ("wann kommt der nächste", None, "Das nächste Mal kommt es"),
        ("einmal aussetzen bitte", None, "das nächste Mal auslassen?"),
        ("pausieren", "ja", "pausiert"),
    ],
)
def test_a_subscription_just_begun_needs_no_name(first: str, then: str | None, told: str) -> None:
    talk = Talk("de")

    talk.say("ich hätte gerne jeden Monat Hauskaffee", "abholen in Mitte", "ja")

    assert told in talk.say(*filter(None, (first, then)))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "this is the third time I'm calling about this"),
        ("es", "es la tercera vez que llamo"),
        ("fr", "c'est la troisième fois que j'appelle, ma commande n'arrive jamais"),
        ("de", "das ist das dritte Mal, dass ich anrufe"),
    ],
)
def test_who_calls_again_and_again_reaches_a_person(language: str, words: str) -> None:
    talk = Talk(language)

    talk.say(words)

    assert len(talk.shop.handoffs.opened) == 1


def test_a_value_that_is_named_answers_whatever_else_the_words_may_mean() -> None:
    talk = Talk("de")

    talk.say("ich brauche eine Regenjacke", "mittel")

    assert "holen" in talk.say("blau wäre schön")


def test_a_letter_in_a_sentence_is_a_size() -> None:
    talk = Talk("de")

    talk.say("ich brauche eine Regenjacke")

    assert talk.say("er trägt M").startswith("Welche Farbe")


def test_two_of_each_of_what_was_read_out() -> None:
    talk = Talk("de")

    assert talk.say("was habt ihr denn an Kaffee", "von jedem zwei") == (
        "Gut, bis jetzt 2 Espresso Kaffee und 2 Hauskaffee. Noch etwas?"
    )


def test_what_comes_with_an_answer_is_noticed() -> None:
    talk = Talk("de")

    talk.say("ich brauche eine Regenjacke", "mittel")

    assert talk.say("in Altona").startswith("Ist notiert. Welche Farbe")


def test_a_standing_order_is_canceled_by_just_cancel_the_whole_thing() -> None:
    talk = Talk("en")
    give(talk.shop, "confirmed MUG")

    talk.say("where is my order")

    assert talk.say("just cancel the whole thing then").startswith("Do you want me to cancel")


def test_no_more_is_read_than_is_said_in_one_breath() -> None:
    talk = Talk("en")

    assert "Camp Mug" not in talk.say("well " * 200 + "order a camp mug")


def test_goods_that_were_ordered_go_back_where_that_is_said() -> None:
    talk = Talk("en")
    give(talk.shop, "completed SOCK")

    told = talk.say("take back the socks I ordered today")

    assert told.startswith("Why are you returning Merino Wool Socks?")


@pytest.mark.parametrize("words", ["I want to return the socks", "I want to return my last order"])
def test_what_the_shopper_has_goes_back_before_what_is_still_at_the_store(words: str) -> None:
    talk = Talk("en")
    give(talk.shop, "completed SOCK")
    give(talk.shop, "confirmed SOCK*2")

    talk.say(words)
    told = talk.say("they are too small")

    assert told == "You'd get $18.00 back for Merino Wool Socks. Shall I start the return?"


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "elles ne me plaisent pas"), ("de", "sie gefallen mir nicht")],
)
def test_goods_that_are_not_liked_go_back_for_a_change_of_mind(language: str, words: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed SOCK")
    goods = {"fr": "je veux rendre les chaussettes", "de": "ich will die Socken zurückgeben"}

    asked = talk.say(goods[language])
    told = talk.say(words)

    assert asked != told
    assert "18" in told


def test_what_is_to_be_sent_is_not_asked_how_it_comes() -> None:
    talk = Talk("fr")

    talk.say("envoyez-moi des chaussures de trail blanches en 42", "oui")

    assert talk.bought == [("SHOE-WH-3", 1)]


@pytest.mark.parametrize(
    ("wish", "beside", "read_back"),
    [
        ("subscribe me to coffee every month", "delivery please", "every month, for delivery"),
        ("subscribe me to coffee for delivery", "every month", "every month, for delivery"),
        ("order coffee", "for pickup downtown", "1 House Blend Coffee, for pickup at Downtown"),
    ],
)
def test_what_is_said_beside_the_choice_of_goods_is_kept_and_the_choice_asked_again(
    wish: str, beside: str, read_back: str
) -> None:
    talk = Talk("en")
    asked = talk.say(wish)

    assert talk.say(beside) == f"Noted. {asked}"
    assert read_back in talk.say("the first one")


def test_one_of_the_goods_read_out_can_be_had_after_a_name_that_is_not_sold() -> None:
    talk = Talk("en")

    told = talk.say("order coffee for pickup downtown", "cheddar", "the first one")

    assert told.startswith("1 House Blend Coffee, for pickup at Downtown")


def test_who_cannot_be_known_goes_on_about_the_goods_and_not_a_subscription() -> None:
    talk = Talk("en", token=None)

    asked = talk.say("subscribe me to coffee every month", "coffee", "the first one")

    assert asked.startswith("Yes. House Blend Coffee")


@pytest.mark.parametrize(
    ("language", "words", "again", "yes"),
    [
        ("en", "order a camp mug and a head lamp for pickup downtown", "same again", "yes"),
        ("es", "quiero una taza de camping y una linterna frontal para recoger en Centro",
         "lo mismo otra vez", "sí"),
        ("fr", "commande une tasse de camping et une lampe frontale à retirer à République",
         "la même chose", "oui"),
        ("de", "bestell einen Campingbecher und eine Stirnlampe zum Abholen in Mitte",
         "nochmal das Gleiche", "ja"),
    ],
)  # fmt: skip
def test_the_same_again_behind_a_receipt_is_that_order(
    language: str, words: str, again: str, yes: str
) -> None:
    talk = Talk(language)

    talk.say(words, yes)
    talk.say(again, yes)

    assert talk.bought == [("LAMP", 1), ("LAMP", 1), ("MUG", 1), ("MUG", 1)]


def test_the_usual_behind_a_receipt_is_what_is_always_bought() -> None:
    talk = Talk("en")
    give(talk.shop, "usual SOCK")

    told = talk.say("order a camp mug for pickup downtown", "yes", "the usual")

    assert told.startswith("1 Merino Wool Socks")


def test_a_number_behind_a_verb_is_of_what_is_in_hand_and_names_no_goods() -> None:
    talk = Talk("en")

    assert talk.say("grab me two then") == "What are you looking for?"
    talk.say("camp mug", "grab me two then", "pickup", "Downtown", "yes")

    assert talk.bought == [("MUG", 2)]


def test_whether_tax_is_in_it_is_no_name_of_goods() -> None:
    talk = Talk("en")

    assert "$12.50" in talk.say("a camp mug and a head lamp please", "is that with tax")


def test_what_points_at_one_of_a_list_by_what_it_is_like_loses_no_list() -> None:
    talk = Talk("en")

    again = talk.say("I'd like a tent", "the big one")
    talk.say("the family one", "delivery", "yes")

    assert "Say the name, or the first one, the second one" in again
    assert talk.bought == [("FAMTENT", 1)]
