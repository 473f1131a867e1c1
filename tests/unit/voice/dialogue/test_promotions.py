"""What a promotion takes off an order is heard before the yes, and shown with the receipt."""

from __future__ import annotations

import pytest

from app.voice.dialogue.actions import PrepareDone
from app.voice.dialogue.state import State
from app.voice.dialogue.step import step
from app.voice.reply import Reply
from app.voice.speech import shown
from domain.money import Money
from tests.fakes.voice import TalkingShop, talking_shop

OFF = Money(250, "USD")
WISH = "buy the camp mug for pickup at downtown"


@pytest.fixture
def shop() -> TalkingShop:
    made = talking_shop()
    made.shop.off = OFF
    return made


def test_what_a_promotion_takes_off_is_read_back_before_the_yes(shop: TalkingShop) -> None:
    heard = shop.terminal().say(WISH)

    assert "The total is $11.25, with $2.50 off, including $1.25 tax." in heard.text


@pytest.mark.parametrize(
    ("locale", "told"),
    [
        ("de-DE", "Rabatt schon abgezogen, darin"),
        ("es-US", "de descuento, incluidos"),
        ("fr-FR", "de remise, dont"),
    ],
)
def test_it_is_read_back_in_the_language_of_the_shopper(
    shop: TalkingShop, locale: str, told: str
) -> None:
    shop.terminal().say(WISH)
    (order,) = shop.shop.orders.values()

    asked = step(State(), PrepareDone(outcome=order.prepared, now=shop.clock.now()))

    assert isinstance(asked.next, Reply)
    assert told in shown(asked.next.say, locale)


def test_without_one_nothing_is_said_of_it(shop: TalkingShop) -> None:
    shop.shop.off = Money.zero("USD")

    heard = shop.terminal().say(WISH)

    assert "The total is $13.75, including $1.25 tax." in heard.text


def test_the_receipt_shows_what_a_promotion_took_off(shop: TalkingShop) -> None:
    terminal = shop.terminal()
    terminal.say(WISH)

    done = terminal.say("yes")

    assert "$2.50 off, taken off already." in str(done.card)
    assert "The total is $11.25." in str(done.card)
