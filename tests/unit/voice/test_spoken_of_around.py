"""Wishes told around what is meant: for whom it is, which of two it is, where it was spoken of."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with

_YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}
_TWO = {
    "en": "a mug and some merino socks, pickup at Downtown",
    "es": "una taza de camping y unos calcetines de lana para recoger en Centro",
    "fr": "une tasse de camping et des chaussettes en laine à retirer à République",
    "de": "einen Becher und Wollsocken, Abholung in Mitte",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "we can do without the mug"),
        ("en", "the mug can go"),
        ("en", "no, not the mug"),
        ("es", "la taza no"),
        ("es", "la taza me sobra"),
        ("fr", "pas la tasse"),
        ("fr", "on oublie la tasse"),
        ("de", "nee, den Becher lassen wir weg"),
        ("de", "der Becher kann weg"),
        ("de", "auf den Becher verzichte ich"),
    ],
)
def test_what_is_not_wanted_is_taken_out(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_TWO[language])
    assert len(talk.shop_lines()) == 2

    talk.say(said, _YES[language])

    assert talk.bought == [("SOCK", 1)]


def test_a_cup_beside_other_goods_is_goods() -> None:
    talk = Talk("de")
    talk.say("einen Becher und eine Stirnlampe, Abholung in Mitte", "ja")

    assert talk.bought == [("LAMP", 1), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I bought a mug and some socks and the socks are miles too small, can I bring them"
               " back"),
        ("es", "compré una taza y unos calcetines y los calcetines me quedan pequeños, ¿los puedo"
               " devolver?"),
        ("fr", "j'ai acheté une tasse et des chaussettes et les chaussettes sont trop petites, je"
               " peux les rendre ?"),
        ("de", "ich hab einen Becher und Socken gekauft und die Socken sind viel zu klein, kann ich"
               " die zurückgeben"),
    ],
)  # fmt: skip
def test_of_two_things_the_one_goes_back_that_something_is_wrong_with(
    language: str, said: str
) -> None:
    talk = shopper_with(language, "completed MUG SOCK")
    talk.say(said, _YES[language])

    assert [each.lines[0][0] for each in talk.shop.given_back] == [1]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I ordered coffee and in a second order a head lamp, the lamp you can scrap"),
        ("de", "ich hab Kaffee bestellt und in einer zweiten Bestellung eine Stirnlampe, die mit"
               " der Lampe könnt ihr wieder streichen"),
    ],
)  # fmt: skip
def test_of_two_orders_the_one_is_called_off_that_it_is_said_of(language: str, said: str) -> None:
    talk = shopper_with(language, "confirmed LAMP", "confirmed HOUSE")

    assert "0001" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("en", "how late is Ballard open today", "good, I'll take three mugs and get them there"),
        ("es", "¿hasta qué hora abre hoy Norte?", "quiero tres tazas de camping, las recojo allí"),
        ("de", "wie lang habt ihr in Altona auf", "dann nehm ich drei Becher und hol sie dort"),
    ],
)  # fmt: skip
def test_there_is_the_store_whose_hours_were_told(language: str, asked: str, said: str) -> None:
    talk = Talk(language)
    talk.say(asked, said, _YES[language])

    (order,) = talk.shop.shop.orders.values()
    assert order.prepared.location_id == "nb"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can you skip it and send the next one on the twentieth of December"),
        ("es", "estamos de viaje, mándenme el próximo envío el veinte de diciembre"),
        ("fr", "on part en voyage, envoyez le prochain le vingt décembre"),
        ("de", "wir sind verreist, schickt die nächste Packung erst am zwanzigsten Dezember"),
    ],
)
def test_the_next_one_is_that_of_a_subscription(language: str, said: str) -> None:
    talk = shopper_with(language, "subscription HOUSE")

    assert "20" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "asked", "cheaper", "taken"),
    [
        ("en", "how much is the family tent", "is there a cheaper one?",
         "good, I'll take that one, I'll get it in Ballard"),
        ("de", "was kostet denn das Familienzelt", "gibt's auch eins, das günstiger ist?",
         "gut, das nehm ich, ich hol's in Altona"),
    ],
)  # fmt: skip
def test_a_cheaper_one_is_of_the_kind_and_taken_with_where_it_is_fetched(
    language: str, asked: str, cheaper: str, taken: str
) -> None:
    talk = Talk(language)
    talk.say(asked, cheaper, taken, _YES[language])

    assert talk.bought == [("TENT", 1)]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "hello, is anybody there?"), ("de", "hallo, ist da jemand?"),
     ("es", "hola, ¿hay alguien?"), ("fr", "allô, il y a quelqu'un ?")],
)  # fmt: skip
def test_who_asks_whether_somebody_is_there_is_greeted(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(said)

    assert not talk.shop.handoffs.opened


def test_a_second_call_for_a_person_names_the_same_ticket() -> None:
    talk = Talk("en")

    assert "T-0001" in talk.say("I want to talk to a person", "a person, please")
