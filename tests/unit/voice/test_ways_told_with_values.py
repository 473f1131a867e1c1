"""The way goods shall be got, told with their size and color, of goods that were asked about."""

import pytest

from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "what colors do the trail running shoes come in", "white in a ten, delivered"),
        ("es", "tienen las zapatillas de trail", "en blanco, la 41, y a domicilio"),
        ("fr", "avez-vous les chaussures de trail", "les blanches en 41 et en livraison"),
        ("de", "habt ihr die Trailrunning Schuhe", "dann die weißen in 41, per Lieferung"),
    ],
)
def test_who_tells_the_delivery_with_the_size_is_not_offered_a_pickup(
    language: str, asked: str, told: str
) -> None:
    talk = Talk(language)
    talk.say(asked, told)
    assert talk.way() is FulfillmentMethod.SHIPPING
    talk.say("ja" if language == "de" else {"en": "yes", "es": "sí", "fr": "oui"}[language])
    assert talk.bought == [("SHOE-WH-2", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "told", "color"),
    [
        ("en", "do you have the rain jacket", "in medium, to my home", "blue"),
        ("de", "habt ihr die Regenjacke", "M, nach Hause geschickt", "blau"),
    ],
)
def test_the_way_is_kept_while_more_is_asked_of_the_goods(
    language: str, asked: str, told: str, color: str
) -> None:
    talk = Talk(language)
    talk.say(asked, told, color)
    assert talk.way() is FulfillmentMethod.SHIPPING


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "do you have the rain jacket", "blue, in medium"),
        ("de", "habt ihr die Regenjacke", "blau in M, und in Altona?"),
    ],
)
def test_who_tells_no_way_is_still_offered_the_goods(language: str, asked: str, told: str) -> None:
    talk = Talk(language)
    talk.say(asked, told)
    assert talk.way() is None or talk.choices()
    assert not talk.placed


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "do you have the rain jacket", "medium, and how much is delivery"),
        ("de", "habt ihr die Regenjacke", "M, und was kostet die Lieferung"),
    ],
)
def test_who_asks_what_a_delivery_costs_orders_none(language: str, asked: str, told: str) -> None:
    talk = Talk(language)
    talk.say(asked, told)
    assert not any(talk.shop.shop.is_live(hold.view) for hold in talk.shop.shop.holds.values())
