"""One wish is bought once, in however many conversations of one shopper it is said yes to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.voice.conversation import Conversation
from app.voice.speech import shown
from app.voice.turn import Turn, TurnKind
from tests.fakes.voice import NORTHWIND, TOKEN, TalkingShop, talking_shop

WISH = "order a camp mug for pickup at downtown"


def say(shop: TalkingShop, channel: str, text: str | None, *, locale: str = "en-US") -> str:
    """What the shopper hears there; no text: the conversation is opened."""
    turn = Turn(
        channel=channel,
        merchant_id=NORTHWIND,
        session_id=f"s-{channel}",
        user_id="u",
        locale=locale,
        kind=TurnKind.SPEECH if text else TurnKind.LAUNCH,
        text=text,
        access_token=TOKEN,
        new_session=text is None,
    )
    return shown(Conversation(shop=shop).answer(turn).say, locale)


def bought(shop: TalkingShop) -> list[str]:
    """The numbers of all orders that stand."""
    orders = shop.shop.orders.values()
    return [each.receipt.number for each in orders if each.receipt is not None]


def held(shop: TalkingShop) -> int:
    """How many holds live."""
    return sum(shop.shop.is_live(each.view) for each in shop.shop.holds.values())


def test_going_on_elsewhere_lets_go_what_the_first_conversation_held() -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    say(shop, "alexa", None)
    say(shop, "alexa", "yes")

    assert held(shop) == 1


def test_a_yes_where_the_order_was_left_buys_nothing_while_it_waits_elsewhere() -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    say(shop, "alexa", None)
    say(shop, "alexa", "yes")

    heard = say(shop, "web", "yes")
    done = say(shop, "alexa", "yes")

    assert "another conversation" in heard
    assert "Your order number is" in done
    assert len(bought(shop)) == 1


def test_a_yes_where_the_order_was_left_tells_the_number_it_was_bought_under_elsewhere() -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    for words in (None, "yes", "yes"):
        say(shop, "alexa", words)

    heard = say(shop, "web", "yes")

    [number] = bought(shop)
    assert number in heard.replace(" ", "")
    assert "already" in heard


def test_who_bought_where_it_was_begun_does_not_hold_it_again_elsewhere() -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    say(shop, "alexa", None)
    say(shop, "web", "yes")

    heard = say(shop, "alexa", "yes")

    [number] = bought(shop)
    assert number in heard.replace(" ", "")


def test_what_was_not_held_yet_when_it_was_gone_on_with_is_one_wish_as_well() -> None:
    shop = talking_shop()
    say(shop, "web", "order a camp mug")
    say(shop, "alexa", None)
    turns = [
        ("web", "pickup at downtown"),
        ("alexa", "yes"),
        ("alexa", "pickup at downtown"),
        ("alexa", "yes"),
        ("web", "yes"),
    ]
    for channel, words in turns:
        say(shop, channel, words)

    assert len(bought(shop)) == 1


@pytest.mark.parametrize(
    "channels",
    [("web", "alexa", "phone"), ("phone", "web", "alexa"), ("alexa", "phone", "web")],
    ids=" then ".join,
)
def test_in_whatever_order_three_conversations_say_yes_one_buys(channels: Sequence[str]) -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    for channel in ("alexa", "phone"):
        say(shop, channel, None)
        say(shop, channel, "yes")

    for _ in range(3):
        for channel in channels:
            say(shop, channel, "yes")

    assert len(bought(shop)) == 1


def test_what_ran_out_of_time_here_and_was_bought_elsewhere_is_not_taken_again() -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    for words in (None, "yes", "yes"):
        say(shop, "alexa", words)
    shop.clock.advance(minutes=15)

    heard = say(shop, "web", "yes")
    say(shop, "web", "yes")

    assert "already" in heard
    assert len(bought(shop)) == 1


def test_who_heard_that_it_went_on_elsewhere_may_order_anew() -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    for words in (None, "yes", "yes"):
        say(shop, "alexa", words)
    say(shop, "web", "yes")

    read_back = say(shop, "web", WISH)
    done = say(shop, "web", "yes")

    assert "1 Camp Mug" in read_back
    assert "Your order number is" in done
    assert len(bought(shop)) == 2


def test_who_bought_elsewhere_may_go_on_to_order_the_same_there_once_more() -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    for words in (None, "yes", "yes", WISH, "yes"):
        say(shop, "alexa", words)

    assert len(bought(shop)) == 2


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", "in another conversation"),
        ("de-DE", "in einem anderen Gespräch"),
        ("es-ES", "en otra conversación"),
        ("fr-FR", "dans une autre conversation"),
    ],
)
def test_it_is_said_in_every_language_that_it_went_on_elsewhere(locale: str, words: str) -> None:
    shop = talking_shop()
    say(shop, "web", WISH)
    say(shop, "alexa", None)
    say(shop, "alexa", "yes")

    assert words in say(shop, "web", "yes", locale=locale)


def test_a_conversation_begun_anew_under_the_same_id_may_buy_the_same_again() -> None:
    """Some channels keep the id of a session for days."""
    shop = talking_shop()
    say(shop, "web", WISH)
    say(shop, "web", "yes")
    shop.clock.advance(minutes=40)
    say(shop, "web", WISH)
    told = say(shop, "web", "yes")

    assert told.startswith("Done.")
    assert len(bought(shop)) == 2
