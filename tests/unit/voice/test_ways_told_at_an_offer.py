"""An offer of a pickup answered with another way: who cannot come has it sent."""

from __future__ import annotations

import pytest

from app.voice.nlu.ways import method_in, way_answered
from domain.orders import FulfillmentMethod
from tests.conversations.talk import Talk

_ASKED = {
    "en": "do you have head lamps",
    "es": "¿tienen linternas frontales?",
    "fr": "vous avez des lampes frontales ?",
    "de": "habt ihr Stirnlampen",
}
_YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "can a courier bring it round"),
        ("en", "could it be delivered instead"),
        ("en", "is there any way someone could drop it off at my place"),
        ("en", "I can't get to the shop, can you post it"),
        ("es", "¿me la puede traer un mensajero?"),
        ("es", "no puedo ir, ¿me la mandan?"),
        ("fr", "un coursier peut me l'apporter ?"),
        ("fr", "je ne peux pas me déplacer, vous pouvez me l'envoyer ?"),
        ("de", "kann mir die jemand vorbeibringen"),
        ("de", "geht das auch per Post"),
        ("de", "nein, liefern bitte"),
    ],
)
def test_another_way_is_taken_for_an_answer(language: str, said: str) -> None:
    talk = Talk(language)
    talk.say(_ASKED[language], said, _YES[language])

    (order,) = talk.shop.shop.orders.values()
    assert order.command.method is FulfillmentMethod.SHIPPING
    assert talk.bought == [("LAMP", 1)]


@pytest.mark.parametrize(
    "said",
    ["in store please", "over the counter", "die hol ich mir", "im Laden", "lo retiro yo",
     "je viens moi-même", "ich komme persönlich", "je le récupère"],
)  # fmt: skip
def test_a_pickup_is_told_in_many_words(said: str) -> None:
    assert way_answered(said) is FulfillmentMethod.PICKUP


@pytest.mark.parametrize(
    "said",
    ["to my doorstep", "at home please", "vor die Tür", "mit Kurier", "ins Haus", "a mi dirección",
     "por mensajero", "par la poste", "à mon adresse"],
)  # fmt: skip
def test_so_is_delivery(said: str) -> None:
    assert way_answered(said) is FulfillmentMethod.SHIPPING


@pytest.mark.parametrize("said", ["do you have it in store", "gibt es das im Laden"])
def test_what_asks_for_stock_names_no_way(said: str) -> None:
    assert method_in(said) is None
