"""The yes got through and its answer did not: the turn died after the money moved.

Who speaks next takes the order for open, and must not be told that it came to nothing.
"""

from __future__ import annotations

import pytest

from app.commerce.model import Placed, PlaceOrder
from app.voice.conversation import Conversation
from app.voice.speech import shown
from app.voice.turn import Turn, TurnKind
from domain.calls import Call
from domain.ids import OrderId
from domain.orders import OrderState
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND, TOKEN, TalkingShop, talking_shop
from tests.unit.voice.test_pay_links import ASKED

OPEN = "order a camp mug for pickup at downtown"


def say(shop: TalkingShop, text: str) -> str:
    turn = Turn(
        channel="alexa",
        merchant_id=NORTHWIND,
        session_id="s-1",
        user_id="u",
        kind=TurnKind.SPEECH,
        text=text,
        access_token=TOKEN,
        new_session=False,
    )
    return shown(Conversation(shop=shop).answer(turn).say, "en-US")


def cut_off(shop: TalkingShop) -> OrderId:
    """The shopper hears the question, says yes, and no more."""
    assert "Shall I go ahead?" in say(shop, OPEN)
    return place_it(shop)


def place_it(shop: TalkingShop) -> OrderId:
    """What the turn did before it died."""
    (order_id,) = shop.shop.orders
    placed = shop.checkout.place(
        PlaceOrder(merchant_id=NORTHWIND, order_id=order_id),
        Call.within(5.0, correlation_id="test"),
    )
    assert isinstance(placed, Placed)
    return order_id


@pytest.mark.parametrize("words", ["cancel", "cancel my order", "never mind, forget it"])
def test_who_wants_it_no_more_is_asked_whether_to_cancel_what_stands(words: str) -> None:
    shop = talking_shop()
    order_id = cut_off(shop)

    heard = say(shop, words)
    done = say(shop, "yes")

    assert "nothing was charged" not in heard
    assert "got through" in heard
    assert "cancel it" in heard
    assert "is canceled" in done
    assert shop.orders.order(NORTHWIND, order_id).state is OrderState.CANCELED


def test_who_changes_it_is_told_that_it_stands_and_nothing_more_is_ordered() -> None:
    shop = talking_shop()
    order_id = cut_off(shop)

    heard = say(shop, "make it two")
    left = say(shop, "no")

    assert "got through" in heard
    assert "left it as it is" in left
    assert tuple(shop.shop.orders) == (order_id,)


def test_who_asks_where_it_is_is_not_asked_to_buy_it() -> None:
    shop = talking_shop()
    cut_off(shop)

    heard = say(shop, "where is my order")

    assert "is being prepared" in heard
    assert "Shall I" not in heard


def test_who_says_yes_again_hears_the_receipt_of_the_one_order() -> None:
    shop = talking_shop()
    order_id = cut_off(shop)

    assert "Your order number is" in say(shop, "yes")
    assert tuple(shop.shop.orders) == (order_id,)


@pytest.mark.parametrize(
    ("language", "words", "told"),
    [
        ("es", "cancela mi pedido", "Tu sí llegó"),
        ("fr", "annule ma commande", "Votre oui est passé"),
        ("de", "storniere meine Bestellung", "Ihr Ja war schon angekommen"),
    ],
)
def test_it_is_told_in_the_shoppers_language(language: str, words: str, told: str) -> None:
    talk = Talk(language)
    talk.say(ASKED[language][0])
    place_it(talk.shop)

    assert told in talk.say(words)
