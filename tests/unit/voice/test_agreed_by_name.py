"""Who names what was asked whether it shall be done has agreed to it."""

from __future__ import annotations

import pytest

from domain.orders import OrderState
from tests.conversations.talk import shopper_with


@pytest.mark.parametrize(
    ("language", "wish", "words"),
    [
        ("en", "cancel the lamp", "yes cancel it"),
        ("en", "cancel the lamp", "yeah, please cancel the order"),
        ("es", "cancela la linterna", "sí, cancélala"),
        ("es", "cancela la linterna", "sí, quiero cancelar el pedido"),
        ("fr", "annulez la lampe", "oui annulez la commande"),
        ("de", "storniere die Lampe", "ja, stornieren"),
        ("de", "storniere die Lampe", "ja bitte stornieren Sie sie"),
    ],
)
def test_an_order_is_canceled_by_who_says_so_once_more(
    language: str, wish: str, words: str
) -> None:
    talk = shopper_with(language, "confirmed LAMP")
    talk.say(wish)
    talk.say(words)

    assert [each.state for each in talk.shop.shop.orders.values()] == [OrderState.CANCELED]


@pytest.mark.parametrize("words", ["never mind", "no, leave it", "forget it"])
def test_an_order_stands_where_the_cancellation_is_let_be(words: str) -> None:
    talk = shopper_with("en", "confirmed LAMP")
    talk.say("cancel the lamp")
    talk.say(words)

    assert [each.state for each in talk.shop.shop.orders.values()] == [OrderState.CONFIRMED]


@pytest.mark.parametrize(
    ("language", "story", "words"),
    [
        ("en", "one of the mugs I bought arrived chipped", "I just want my money back"),
        ("es", "la taza llegó rota", "quiero el dinero"),
        ("fr", "la tasse est arrivée cassée", "je veux être remboursé"),
        ("de", "der Becher kam kaputt an", "ich will nur mein Geld zurück"),
        ("de", "der Becher kam kaputt an", "ja, weitergeben"),
    ],
)
def test_a_return_is_begun_by_who_wants_the_money(language: str, story: str, words: str) -> None:
    talk = shopper_with(language, "completed MUG SOCK")
    talk.say(story)
    talk.say(words)

    assert [each.reason.value for each in talk.shop.given_back] == ["damaged"]


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("en", "I have too much coffee", "House Blend Coffee, every month"),
        ("en", "we still have plenty of coffee", "House Blend Coffee, every month"),
        ("es", "me sobra café", "Café de la Casa, cada mes"),
        ("fr", "j'ai encore trop de café", "Café Maison, chaque mois"),
        ("de", "ich hab noch genug Kaffee zu Hause", "Hauskaffee, jeden Monat"),
        ("en", "skip one", "skip the next House Blend Coffee"),
    ],
)
def test_who_has_plenty_of_what_comes_hears_of_the_subscription(
    language: str, words: str, told: str
) -> None:
    assert told in shopper_with(language, "subscription HOUSE").say(words)
