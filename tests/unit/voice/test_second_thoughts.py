"""Forty conversations as people have them, and what was wrong in them."""

from __future__ import annotations

import pytest

from domain.orders import OrderState
from tests.conversations.talk import Talk

READ_BACK = {
    "en": "two camp mugs for pickup downtown",
    "es": "quiero dos tazas de camping para recoger en Centro",
    "fr": "je voudrais deux tasses de camping, retrait à République",
    "de": "ich möchte zwei Campingbecher, Abholung in Mitte",
}


@pytest.mark.parametrize(
    ("language", "words", "then"),
    [
        ("en", "no wait, four, not two", "4 Camp Mug"),
        ("en", "actually no, deliver it", "for delivery to your address"),
        ("en", "no, pickup is better, Ballard", "for pickup at Ballard"),
        ("en", "hm, what's the total again?", "Shall I buy it for $27.50?"),
        ("en", "hold on a second", "Take your time."),
        ("en", "I don't know", "That's all right."),
        ("en", "that'd be lovely weather for it", "Sorry, I didn't get that."),
        ("es", "no, mejor a domicilio", "con envío"),
        ("es", "bueno, que sean tres", "3 Taza"),
        ("fr", "non finalement livraison", "à livrer"),
        ("fr", "c'est combien déjà ?", "27,50"),
        ("fr", "c'est tout", "27,50"),
        ("fr", "non attendez, plutôt en magasin à Bastille", "à retirer à Bastille"),
        ("en", "that's all", "Shall I buy it for $27.50?"),
        ("en", "it's for my wife so can I get it delivered instead", "for delivery to your"),
        ("de", "nein, doch lieber liefern", "mit Lieferung"),
        ("de", "nein, drei Becher, nicht zwei", "3 Campingbecher"),
    ],
)
def test_an_order_in_hand_is_changed_and_never_given_up_for_stray_words(
    language: str, words: str, then: str
) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language])

    assert then in talk.say(words).replace("\xa0", " ")
    assert talk.placed == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "oh no, I changed my mind, cancel that"),
        ("es", "no, déjalo"),
        ("fr", "ah non j'ai changé d'avis, annulez"),
        ("de", "vergiss es"),
    ],
)
def test_who_thinks_better_of_it_orders_nothing(language: str, words: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language])

    assert talk.turn(words).end
    assert talk.placed == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I guess so"),
        ("en", "yes it they"),
        ("en", "yes purple they"),
        ("en", "yes but if the"),
        ("es", "sí pero con una"),
        ("fr", "oui mais avec le"),
        ("de", "ja aber wenn ich"),
    ],
)
def test_half_a_yes_buys_nothing(language: str, words: str) -> None:
    talk = Talk(language)

    talk.say(READ_BACK[language], words)

    assert talk.placed == []


@pytest.mark.parametrize(
    "words", ["ye yes", "yes that is fine", "yes, that's fine, go ahead please"]
)
def test_a_yes_in_more_words_is_one(words: str) -> None:
    talk = Talk("en")

    talk.say(READ_BACK["en"], words)

    assert talk.placed == [OrderState.CONFIRMED]


def test_cancel_it_after_the_receipt_cancels_the_order() -> None:
    talk = Talk("en")

    asked = talk.say(READ_BACK["en"], "yes", "oh no, cancel it")
    told = talk.say("cancel it")

    assert asked.startswith("Do you want me to cancel order")
    assert told.endswith("goes back to your card.")
    assert talk.placed == [OrderState.CANCELED]


def test_cancel_it_ends_a_subscription_that_is_about_to_end() -> None:
    talk = Talk("en")

    talk.say("I want house blend coffee every two weeks for pickup downtown", "yes")

    assert talk.say("cancel the subscription", "no").startswith("Okay, it stays")
    assert "has ended" in talk.say("cancel the subscription", "cancel it")


def test_silence_is_said_to_be_silence() -> None:
    talk = Talk("en")
    talk.say("order a water bottle")

    assert talk.say("").startswith("I didn't hear anything.")
    assert talk.say("").startswith("I still can't hear you.")


@pytest.mark.parametrize(
    ("language", "words", "told", "asked"),
    [
        ("en", "order a head lamp and tell me when you open tomorrow", "7 PM", "pickup at a store"),
        ("es", "quiero dos tazas de camping y dime a qué hora abren mañana", "Centro", "recoges"),
        ("fr", "je voudrais une lampe frontale et vous fermez à quelle heure", "9", "Retrait"),
        ("de", "ich möchte eine Stirnlampe und wie lange habt ihr heute offen", "19", "abholen"),
        ("en", "what time do you close and can I return a jacket", "7 PM", "30 days"),
    ],
)
def test_two_wishes_in_one_breath_are_both_heard(
    language: str, words: str, told: str, asked: str
) -> None:
    answer = Talk(language).say(words)

    assert told in answer
    assert asked in answer.split(told, 1)[1]


@pytest.mark.parametrize(
    ("language", "words", "second"),
    [
        ("en", "something under twenty dollars", "Merino Wool Socks"),
        ("es", "algo por menos de veinte euros", "Calcetines de Lana"),
        ("fr", "quelque chose à moins de vingt euros", "Chaussettes en Laine"),
        ("de", "etwas unter zwanzig Euro", "Wollsocken"),
    ],
)
def test_a_price_is_enough_to_look_for_and_the_second_is_the_second(
    language: str, words: str, second: str
) -> None:
    ordinal = {"en": "the second one", "es": "la segunda", "fr": "la deuxième", "de": "das zweite"}
    talk = Talk(language)

    assert second in talk.say(words)
    assert second in talk.say(ordinal[language])


def test_what_is_asked_of_a_store_is_answered_and_no_more() -> None:
    talk = Talk("en")

    assert "Pine Street" not in talk.say("when do you close today")
    assert "Pine Street" in talk.say("where are you located")
    assert talk.say("what's your phone number").startswith("The number is")


def test_an_order_to_another_address_asks_for_it() -> None:
    talk = Talk("en")

    asked = talk.say("order a head lamp delivered to another address")
    read = talk.say("742 Evergreen Terrace", "Springfield", "62704", "yes")

    assert asked.startswith("Which street")
    assert "for delivery to 742 Evergreen Terrace" in read


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("deliver it", "for delivery to your address"),
        ("yes, deliver it please", "for delivery to your address"),
        ("two please", "2 Camp Mug, for pickup at Downtown"),
        ("I'll pick it up at Ballard", "1 Camp Mug, for pickup at Ballard"),
        ("just one", "1 Camp Mug, for pickup at Downtown"),
    ],
)
def test_an_offer_is_taken_in_the_way_that_is_said(words: str, then: str) -> None:
    talk = Talk("en")

    talk.say("do you have camp mugs")

    assert then in talk.say(words)


def test_two_things_and_the_way_are_two_lines() -> None:
    assert "2 Camp Mug and 1 Head Lamp, for delivery" in Talk("en").say(
        "two mugs and a head lamp for delivery"
    )


def test_who_asks_is_told_that_a_machine_speaks() -> None:
    assert "a computer" in Talk("en").say("am I talking to a real person?")


def test_zero_is_a_person_where_it_is_no_answer() -> None:
    assert "ticket number" in Talk("en").say("order a water bottle", "0")
