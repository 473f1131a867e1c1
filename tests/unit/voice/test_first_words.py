"""What people say before they name anything, and when they want nothing."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

ASKED = {
    "en": "What are you looking for?",
    "es": "¿Qué buscas?",
    "fr": "Que cherchez-vous ?",
    "de": "Was suchen Sie?",
}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "I'd like to place an order"),
        ("en", "hi, I want to order something"),
        ("es", "quiero hacer un pedido"),
        ("es", "buenas, quería encargar unas cosas"),
        ("fr", "bonjour je voudrais passer une commande"),
        ("fr", "je veux commander"),
        ("de", "ich würde gern eine Bestellung aufgeben"),
        ("de", "ich möchte was bestellen"),
    ],
)
def test_who_only_says_that_something_is_ordered_is_asked_what(language: str, said: str) -> None:
    assert Talk(language).say(said).replace("\xa0", " ") == ASKED[language]


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "I want to change my order", "I can't change an order once it's placed."),
        ("es", "quiero modificar mi pedido", "Un pedido ya hecho no lo puedo cambiar."),
        ("fr", "j'aimerais modifier ma commande", "Je ne peux plus changer une commande passée."),
        ("de", "ich möchte meine Bestellung ändern", "Eine aufgegebene Bestellung kann ich nicht"),
    ],
)
def test_who_wants_another_order_than_was_placed_hears_what_can_be_done(
    language: str, said: str, told: str
) -> None:
    assert Talk(language).say(said).startswith(told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no thanks, just looking"),
        ("en", "nope"),
        ("es", "no gracias, solo estoy mirando"),
        ("fr", "non merci"),
        ("fr", "non merci, je regarde juste"),
        ("de", "nein danke, ich schau nur"),
    ],
)
def test_who_wants_nothing_is_let_go(language: str, said: str) -> None:
    assert Talk(language).turn(said).end
