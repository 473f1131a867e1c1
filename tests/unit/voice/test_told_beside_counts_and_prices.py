"""Minutes are no mugs, the cheapest is one of several, and what is told of goods is a complaint."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_TWO_MUGS = {
    "en": "two camp mugs please, I'll collect them downtown",
    "de": "zwei Campingbecher bitte, ich hol sie in Mitte ab",
    "es": "dos tazas de camping, las recojo en Centro",
    "fr": "deux tasses de camping, je les récupère à République",
}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I'll be there in ten minutes"),
        ("de", "ich bin in zehn Minuten da"),
        ("de", "in drei Stunden könnt ich da sein"),
        ("es", "llego en cinco minutos"),
        ("fr", "j'arrive dans dix minutes"),
    ],
)
def test_minutes_change_no_count(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("MUG", 2)]


def test_ten_minutes_in_the_rain_are_no_ten_jackets() -> None:
    talk = shopper_with("de", "completed JACKET-BL-L")
    talk.say("eure Regenjacke ist überhaupt nicht dicht, nach zehn Minuten war ich durch")
    returning = talk._state().returning

    assert returning is not None
    assert returning.quantity == 1


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("en", "what's the cheapest coffee you do", "House Blend"),
        ("en", "which is your cheapest tent", "Two Person Tent"),
        ("de", "was ist euer günstigster Kaffee", "Hauskaffee"),
        ("es", "¿cuál es el café más barato?", "Café de la Casa"),
        ("fr", "quel est votre café le moins cher ?", "Café Maison"),
    ],
)
def test_the_cheapest_of_a_kind_is_offered_by_itself(language: str, words: str, title: str) -> None:
    talk = Talk(language)
    said = talk.say(words)

    assert title in said
    assert talk._state().expect.value == "offer"


@pytest.mark.parametrize(
    ("language", "given", "words"),
    [
        ("en", "completed BOTTLE", "the water bottle I got last month dribbles all over my bag"),
        ("de", "completed LAMP", "die Lampe, die ich gekauft hab, spinnt total"),
    ],
)
def test_what_is_told_of_bought_goods_is_a_complaint(language: str, given: str, words: str) -> None:
    talk = shopper_with(language, given)
    talk.say(words)

    assert talk._state().expect.value in {"return_reason", "confirm_return"}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "scrap the blue, she won't wear it"), ("de", "nehmen Sie die blaue raus")],
)
def test_a_color_that_is_not_in_the_order_takes_nothing_out(language: str, words: str) -> None:
    talk = Talk(language)
    wish = {"en": "two red rain jackets in small, delivered",
            "de": "zwei rote Regenjacken in S, liefern bitte"}  # fmt: skip
    talk.say(wish[language], words)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("JACKET-RD-S", 2)]


def test_who_needed_something_else_leaves_what_is_offered() -> None:
    talk = Talk("en")
    reply = talk.turn("is the gas stove in anywhere")
    talk.say("what about a head lamp then")
    reply = talk.turn("no, leave it, I really needed the stove")

    assert reply.end


@pytest.mark.parametrize(
    ("language", "given", "words", "change"),
    [
        ("de", "subscription HOUSE*2", "zwei Packungen im Monat sind zu viel, eine reicht", "1"),
        (
            "de",
            "subscription HOUSE",
            "bin drei Monate auf Reha, bitte so lange keinen Kaffee schicken",
            "pausieren",
        ),
        ("de", "subscription ESPRESSO", "der Espresso ist immer schon nach zwei Wochen leer, "
         "schickt ihn doch alle zwei Wochen", "alle 2 Wochen"),
    ],
)  # fmt: skip
def test_what_comes_is_changed_by_what_is_meant(
    language: str, given: str, words: str, change: str
) -> None:
    talk = shopper_with(language, given)

    assert change in talk.say(words)
    assert talk._state().expect.value == "confirm_change"


@pytest.mark.parametrize("words", ["kindly do the needful", "lovely jubbly", "ace, ta", "tipptopp"])
def test_it_is_agreed_to_in_the_words_of_the_place(words: str) -> None:
    talk = Talk("de" if words == "tipptopp" else "en")
    talk.say(_TWO_MUGS["de" if words == "tipptopp" else "en"], words)

    assert talk.bought == [("MUG", 2)]


@pytest.mark.parametrize(
    ("language", "wish", "words"),
    [
        ("en", "eight camp mugs please", "one of the parents will fetch them"),
        ("de", "acht Campingbecher bitte", "eine der Mütter holt sie ab"),
        ("es", "ocho tazas de camping", "uno de mis hijos pasa a recogerlas"),
        ("fr", "huit tasses de camping", "un de mes collègues passe les prendre"),
    ],
)
def test_one_of_some_people_is_no_count(language: str, wish: str, words: str) -> None:
    talk = Talk(language)
    talk.say(wish, words)
    item = talk._state().item

    assert item is not None
    assert item.quantity == 8
