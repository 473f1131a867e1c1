"""A person, a repetition and leaving are one word away at every question, in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.voice.channels.terminal import Line, Terminal
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.readings import Readings
from tests.fakes.voice import JORDAN, MemoryHandoffs, TalkingShop, talking_shop

SAID = {
    "en-US": (
        ("do you have nike air max",),
        ("order nike air max in size ten black",),
        ("order a camp mug for pickup downtown",),
        ("add a camp mug to my cart",),
        ("order a camp mug", "delivery", "12 Oak Street"),
    ),
    "es-ES": (
        ("¿tienen nike air max?",),
        ("quiero pedir nike air max talla 10 negro",),
        ("quiero pedir un camp mug para recoger en downtown",),
        ("añade un camp mug al carrito",),
        ("quiero pedir un camp mug", "a domicilio", "calle Mayor 12"),
    ),
    "fr-FR": (
        ("avez-vous des nike air max",),
        ("je veux commander des nike air max taille 10 noir",),
        ("je veux commander un camp mug à retirer à downtown",),
        ("ajoute un camp mug au panier",),
        ("je veux commander un camp mug", "livraison", "12 rue de la Paix"),
    ),
    "de-DE": (
        ("gibt es nike air max",),
        ("ich möchte nike air max größe 10 schwarz bestellen",),
        ("ich möchte ein camp mug zum abholen in downtown bestellen",),
        ("leg ein camp mug in den warenkorb",),
        ("ich möchte ein camp mug bestellen", "liefern", "Hauptstraße 12"),
    ),
}
PERSON = {
    "en-US": ("person", "agent", "a person please"),
    "es-ES": ("persona", "agente", "una persona por favor"),
    "fr-FR": ("personne", "conseiller", "une personne"),
    "de-DE": ("Mensch", "Mitarbeiter", "einen Menschen bitte"),
}
AGAIN = {"en-US": "repeat", "es-ES": "repite", "fr-FR": "répète", "de-DE": "wiederholen"}
LEAVE = {"en-US": "stop", "es-ES": "parar", "fr-FR": "arrête", "de-DE": "stopp"}
EVERY = pytest.mark.parametrize(
    ("locale", "said"), [(locale, said) for locale, every in SAID.items() for said in every]
)


def asked(locale: str, said: tuple[str, ...]) -> tuple[TalkingShop, Terminal, Line]:
    """A shopper without an address on file who has just been asked something."""
    shop = talking_shop(linked=replace(JORDAN, address=None))
    readings = Readings(TrainedUnderstander(today=lambda _zone: shop.clock.now().date()))
    shop.voice = replace(shop.voice, readings=readings, handoffs=MemoryHandoffs())
    terminal = shop.terminal(locale=locale)
    return shop, terminal, [terminal.say(words) for words in said][-1]


@EVERY
def test_one_word_calls_a_person(locale: str, said: tuple[str, ...]) -> None:
    for word in PERSON[locale]:
        shop, terminal, question = asked(locale, said)
        assert not question.end

        terminal.say(word)

        assert isinstance(shop.voice.handoffs, MemoryHandoffs)
        assert len(shop.voice.handoffs.opened) == 1, word


@EVERY
def test_one_word_has_the_question_again_and_another_leaves(
    locale: str, said: tuple[str, ...]
) -> None:
    _, terminal, question = asked(locale, said)

    assert terminal.say(AGAIN[locale]).text == question.text
    assert terminal.say(LEAVE[locale]).end
