"""An order begun on one channel goes on where the shopper speaks next."""

from __future__ import annotations

from app.voice.conversation import Conversation
from app.voice.speech import shown
from app.voice.turn import Turn, TurnKind
from domain.ids import MerchantId
from tests.fakes.voice import NORTHWIND, OTHER, TOKEN, TalkingShop, talking_shop


def turn(text: str | None, *, channel: str, merchant: MerchantId = NORTHWIND) -> Turn:
    return Turn(
        channel=channel,
        merchant_id=merchant,
        session_id=f"s-{channel}",
        user_id="u",
        kind=TurnKind.SPEECH if text else TurnKind.LAUNCH,
        text=text,
        access_token=TOKEN,
        new_session=text is None,
    )


def say(shop: TalkingShop, text: str | None, **more: str) -> str:
    channel = more.get("channel", "phone")
    locale = more.get("locale", "en-US")
    reply = Conversation(shop=shop).answer(turn(text, channel=channel))
    return shown(reply.say, locale)


def test_what_was_begun_on_the_phone_is_offered_elsewhere_and_finished_there() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")
    say(shop, "make it two")

    offered = say(shop, None, channel="alexa")
    read_back = say(shop, "yes", channel="alexa")
    done = say(shop, "yes", channel="alexa")

    assert "You were choosing Camp Mug" in offered
    assert "2 Camp Mug, for pickup at Downtown" in read_back
    assert "Your order number is" in done


def test_what_was_begun_in_one_language_is_offered_in_another() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")

    assert "Willkommen zurück" in say(shop, None, channel="alexa", locale="de-DE")


def test_whoever_declines_starts_afresh() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")
    say(shop, None, channel="alexa")

    assert say(shop, "no", channel="alexa") == "What are you looking for?"


def test_an_order_that_is_placed_is_not_offered_again() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")
    say(shop, "yes")

    assert say(shop, None, channel="alexa").startswith("Hi.")


def test_a_question_on_another_channel_does_not_make_it_forgotten() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")
    say(shop, "where is my order", channel="chat")

    assert "You were choosing Camp Mug" in say(shop, None, channel="alexa")


def test_nothing_is_offered_after_half_an_hour_or_to_another_merchant() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")
    other = Conversation(shop=shop).answer(turn(None, channel="alexa", merchant=OTHER))
    shop.clock.advance(minutes=31)

    assert shown(other.say, "en-US").startswith("Hi.")
    assert say(shop, None, channel="alexa").startswith("Hi.")


def test_who_asks_for_other_goods_instead_is_answered_as_if_nothing_had_been_begun() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")
    say(shop, None, channel="alexa")

    answered = say(shop, "do you have the nike air max in size ten", channel="alexa")
    read_back = say(shop, "order one in black for pickup at downtown", channel="alexa")

    assert "Camp Mug" not in answered
    assert read_back.startswith("1 Nike Air Max 90, Black, size 10, for pickup at Downtown")
    assert "Camp Mug" not in read_back


def test_looking_at_other_goods_does_not_make_it_forgotten() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")
    say(shop, None, channel="alexa")
    say(shop, "do you have the nike air max in size ten", channel="alexa")

    assert "You were choosing Camp Mug" in say(shop, None, channel="chat")


def test_who_adds_to_it_goes_on_with_it() -> None:
    shop = talking_shop()
    say(shop, "order a camp mug for pickup at downtown")
    say(shop, None, channel="alexa")

    assert "Camp Mug" in say(shop, "add a nike air max in size ten in black", channel="alexa")
