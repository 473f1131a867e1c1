"""A yes is one where it is said as such; tales, numbers and what is said back mean no more."""

from __future__ import annotations

import pytest

from app.voice.nlu.yes_said import says_yes
from tests.conversations.talk import Talk, shopper_with

_TWO_MUGS = {
    "en": "two camp mugs please, I'll collect them downtown",
    "de": "zwei Campingbecher bitte, ich hol sie in Mitte ab",
    "es": "dos tazas de camping, las recojo en Centro",
    "fr": "deux tasses de camping, je les récupère à République",
}


@pytest.mark.parametrize(
    ("words", "yes"),
    [
        ("ja, bitte", True),
        ("das passt, ja", True),
        ("ach ja", True),
        ("wir sind ja mehr Leute", False),
        ("si puedo ir mañana", True),
        ("no sé si puedo", False),
        ("yes please", True),
        ("mehr Leute sind das ja", True),
        ("die wollen ja auch welche, mach vier draus", False),
    ],
)
def test_a_particle_in_the_middle_is_no_yes(words: str, *, yes: bool) -> None:
    assert says_yes(words) is yes


@pytest.mark.parametrize(
    ("language", "words", "count"),
    [
        ("de", "ach, wir sind ja inzwischen mehr Leute, nehmen Sie lieber vier", 4),
        ("de", "da kommen ja noch welche dazu, dann lieber drei", 3),
        ("de", "nehmen Sie lieber vier", 4),
        ("en", "there'll be more of us, you know, better take four", 4),
    ],
)
def test_another_number_buys_nothing(language: str, words: str, count: int) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert talk.bought == []
    assert [each.quantity for each in talk.shop_lines()] == [count]


@pytest.mark.parametrize(
    ("language", "wish", "words"),
    [
        ("en", "black trail running shoes in a ten for pickup downtown", "the ten, yes, thank you"),
        ("en", "a red rain jacket in medium for pickup downtown", "red, that's right"),
        ("en", _TWO_MUGS["en"], "two mugs, yes"),
        ("de", "die blaue Regenjacke in L, zum Abholen in Mitte", "blau, genau"),
        ("de", _TWO_MUGS["de"], "zwei, ja, danke"),
    ],
)
def test_what_was_read_back_is_agreed_to_by_saying_it_back(
    language: str, wish: str, words: str
) -> None:
    talk = Talk(language)
    talk.say(wish, words)

    assert len(talk.bought) == 1


@pytest.mark.parametrize(
    ("language", "wish", "words"),
    [
        ("en", "black trail running shoes in a ten for pickup downtown", "the nine, yes"),
        ("de", _TWO_MUGS["de"], "drei, ja"),
        ("de", "die blaue Regenjacke in L, zum Abholen in Mitte", "rot, genau"),
    ],
)
def test_what_was_not_read_back_is_not_agreed_to(language: str, wish: str, words: str) -> None:
    talk = Talk(language)
    talk.say(wish, words)

    assert talk.bought == []


@pytest.mark.parametrize(
    ("language", "words", "sku"),
    [
        ("en", "she's a ten now, so a ten", "SHOE-BK-2"),
        ("en", "they come up small, so eleven", "SHOE-BK-3"),
    ],
)
def test_a_size_is_concluded_of_what_was_read_back(language: str, words: str, sku: str) -> None:
    talk = Talk(language)
    talk.say("black trail running shoes in a nine for pickup downtown", words)

    assert [str(each.sku) for each in talk.shop_lines()] == [sku]


@pytest.mark.parametrize(
    ("language", "given", "words"),
    [
        ("en", "completed MUG SOCK", "so I bought a mug and some wool socks together"),
        ("en", "completed MUG", "we got a camp mug from you the other day"),
        ("de", "completed MUG", "ich hab neulich einen Becher bei euch gekauft"),
        ("de", "confirmed BOTTLE", "ich hab eine Flasche und Socken bei euch bestellt"),
        ("en", "confirmed LAMP", "I ordered a head lamp from you"),
        ("es", "completed MUG", "compré una taza en vuestra tienda"),
    ],
)
def test_a_tale_of_buying_buys_and_returns_nothing(language: str, given: str, words: str) -> None:
    talk = shopper_with(language, given)
    talk.say(words)

    assert talk._state().expect.value == "nothing"
    assert talk.shop_lines() == ()


@pytest.mark.parametrize(
    ("language", "words", "color"),
    [
        ("en", "could you swap my shoes, I need white ones for work", "White"),
        ("en", "I need white ones for work, could you swap the running shoes", "White"),
    ],
)
def test_what_it_is_needed_for_is_not_what_it_is_exchanged_for(
    language: str, words: str, color: str
) -> None:
    said = shopper_with(language, "completed SHOE-BK-2").say(words)

    assert color in said
    assert "couldn't find" not in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "hello, I have to call off an order, the number is triple zero one"),
        ("en", "I want to cancel, hang on, it's order zero zero zero one"),
        ("de", "ich will eine Bestellung stornieren, Moment, die null null null eins"),
    ],
)
def test_the_number_of_an_order_is_heard_in_another_clause(language: str, words: str) -> None:
    talk = shopper_with(language, "confirmed LAMP", "confirmed MUG")

    assert "0001" in talk.say(words)


def test_what_is_told_of_the_shop_again_is_no_repetition() -> None:
    talk = shopper_with("de", "ready BOTTLE")
    talk.say("liegt meine Flasche bereit?")

    assert "Pine" in talk.say("gut, und welche Adresse war das noch mal?")


@pytest.mark.parametrize(
    ("language", "words", "every"),
    [
        ("de", "jeden Monat drei Packungen Espresso, nein, sagen wir alle sechs Wochen", "6 week"),
        ("en", "espresso roast every month, no, make it every two months", "2 month"),
    ],
)
def test_the_last_of_two_cadences_counts(language: str, words: str, every: str) -> None:
    talk = Talk(language)
    talk.say(words)
    wish = talk._state().subscribing

    assert wish is not None
    assert wish.cadence is not None
    assert f"{wish.cadence.every} {wish.cadence.unit.value}" == every


def test_weeks_that_are_enough_are_no_count() -> None:
    talk = Talk("de")
    talk.say("jeden Monat drei Packungen Espresso Kaffee", "liefern")
    said = talk.say("alle sechs Wochen, das langt")

    assert said.startswith("Das wären 3 Espresso Kaffee, alle 6 Wochen")


def test_goods_that_are_waited_for_are_asked_after_and_not_sold() -> None:
    talk = shopper_with("de", "confirmed BOTTLE", "ready SOCK")

    assert "0002" in talk.say("sind die Socken schon da?")


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "vier, ja"), ("en", "four, yes"), ("en", "yes, four"), ("de", "ja, vier"),
     ("es", "cuatro, sí"), ("fr", "quatre, oui")],
)  # fmt: skip
def test_a_yes_with_another_number_is_a_change(language: str, words: str) -> None:
    talk = Talk(language)
    talk.say(_TWO_MUGS[language], words)

    assert talk.bought == []
    assert [each.quantity for each in talk.shop_lines()] == [4]


def test_what_is_no_goods_of_the_shop_counts_none() -> None:
    talk = Talk("en")
    words = "sorry my car's still in the garage, I'll have to walk to Ballard"
    talk.say(_TWO_MUGS["en"], words)

    assert [each.quantity for each in talk.shop_lines()] == [2]
    assert talk._state().place == "nb"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "forget the sock order would you, my gran's knitted me some"),
        ("de", "die Socken könnt ihr vergessen, die Oma strickt mir welche"),
    ],
)
def test_what_may_be_forgotten_is_canceled(language: str, words: str) -> None:
    talk = shopper_with(language, "confirmed BOTTLE", "confirmed SOCK")

    assert "0002" in talk.say(words)
    assert talk._state().expect.value == "confirm_cancel"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "kann ich die Flasche schon abholen kommen"),
        ("en", "can I come for the bottle yet"),
    ],
)
def test_who_asks_whether_to_come_for_it_has_ordered_it(language: str, words: str) -> None:
    talk = shopper_with(language, "ready BOTTLE", "confirmed SOCK")

    assert "0001" in talk.say(words)


def test_what_was_said_by_mistake_goes_in_english_as_well() -> None:
    talk = Talk("en")
    talk.say("two house blend to collect Downtown please")
    talk.say("wait, did I say house blend? espresso roast, sorry")

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("ESPRESSO", 2)]


@pytest.mark.parametrize(
    ("given", "words", "expect"),
    [
        ("HOUSE*3", "drei Packungen sind zu viel, seit die Kinder weg sind, eine tut's auch", "1"),
        ("HOUSE", "wir bauen gerade die Küche um, setzt mal mit dem Kaffee aus", "pausieren"),
    ],
)
def test_what_comes_is_paused_and_made_fewer(given: str, words: str, expect: str) -> None:
    talk = shopper_with("de", f"subscription {given}")

    assert expect in talk.say(words)
    assert talk._state().expect.value == "confirm_change"


def test_who_sleeps_on_it_leaves() -> None:
    talk = Talk("de")
    talk.say("was kostet das Familienzelt")

    assert talk.turn("hm, da schlaf ich erst mal drüber").end
