"""Cards by keypad: typed to the telephony provider, of which only a token comes here."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from app.commerce.model import CardDeclined, NoCard
from app.voice.channels.port import Incoming, Scene, Settings
from app.voice.channels.twilio import Telephone
from app.voice.conversation import Conversation
from app.voice.prompts.catalog import say
from app.voice.reply import Reply
from app.voice.speech import shown
from app.voice.turn import Intent, Turn
from domain.ids import OrderId
from domain.payments import DeclineReason
from storage.shopper_notices import ShopperChannelKind
from tests.fakes.clock import FakeClock
from tests.fakes.voice import NORTHWIND, TOKEN, TalkingShop, talking_shop

_ORDER = OrderId("ord_1")
_OPEN = Settings(channel_id="c", external_id="+1", secret="s", options={"payment_connector": "Pay"})
_URL = "https://shop.example/callbacks/phone/northwind"


def _incoming(query: str = "", **fields: str) -> Incoming:
    form = {name: [value] for name, value in {"CallSid": "CA1", **fields}.items()}
    asked = dict([query.split("=")]) if query else {}
    url, now = f"{_URL}?{query}", FakeClock().now()
    return Incoming(url=url, headers={}, body=b"", form=form, query=asked, now=now)


def _turn(incoming: Incoming) -> Turn:
    [turn] = Telephone().turns(incoming, _OPEN, NORTHWIND)
    return replace(turn, access_token=TOKEN)


def _page(shop: TalkingShop, reply: Reply, settings: Settings = _OPEN) -> ET.Element:
    words = shop.voice.words.of(NORTHWIND)
    scene = Scene(incoming=_incoming("heard=1"), settings=settings, words=words)
    turn = _turn(_incoming("heard=1", SpeechResult="yes"))
    body = Telephone().render([turn], [reply], scene).body
    assert isinstance(body, bytes)
    return ET.fromstring(body)


def _asked_to_pay(shop: TalkingShop, outcome: NoCard | CardDeclined) -> Reply:
    """The reply to an order that wants a card."""
    shop.shop.next_place.append(outcome)
    talk = Conversation(shop=shop)
    for words in ("order the camp mug for pickup at downtown", "yes"):
        reply = talk.answer(_turn(_incoming("heard=1", SpeechResult=words)))
    return reply


def test_a_card_typed_to_the_provider_pays_by_its_token() -> None:
    shop = talking_shop()
    page = _page(shop, _asked_to_pay(shop, NoCard(order_id=_ORDER)))
    pay = page.find("Pay")
    assert pay is not None

    paid = _turn(_incoming("paid=1", Result="success", PaymentToken="tok_1"))
    told = Conversation(shop=shop).answer(paid)

    assert pay.attrib == {
        "input": "dtmf",
        "paymentConnector": "Pay",
        "tokenType": "one-time",
        "language": "en-US",
        "action": "/callbacks/phone/northwind?paid=1",
    }
    assert [each.payment_token for each in shop.shop.placed][-1] == "tok_1"
    assert told.end or "order number" in str(told)


def test_a_declined_card_is_said_before_another_may_be_typed() -> None:
    shop = talking_shop()
    declined = CardDeclined(order_id=_ORDER, reason=DeclineReason.EXPIRED)
    page = _page(shop, _asked_to_pay(shop, declined))

    said = page.findtext("Say") or ""
    assert "expired" in said
    assert "keypad" in said


def test_without_a_connector_the_caller_is_told_of_the_account_instead() -> None:
    shop = talking_shop()
    reply = _asked_to_pay(shop, NoCard(order_id=_ORDER))
    page = _page(shop, reply, replace(_OPEN, options={}))

    assert page.find("Pay") is None
    assert page.find("Gather") is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"Result": "caller-interrupted-with-star"},
        {"Result": "payment-connector-error", "PaymentToken": "tok_1"},
        {"Result": "success"},
        {},
    ],
)
def test_what_is_no_token_is_told_as_a_card_that_failed(fields: dict[str, str]) -> None:
    turn = _turn(_incoming("paid=1", SpeechResult="yes", Digits="1", **fields))

    assert (turn.intent, turn.text, turn.payment_token) == (Intent.CARD_FAILED, None, None)


def _hear(shop: TalkingShop, incoming: Incoming, locale: str = "en-US") -> tuple[str, Reply]:
    """What the caller hears next, and the reply it is of."""
    reply = Conversation(shop=shop).answer(replace(_turn(incoming), locale=locale))
    return shown(reply.say, locale), reply


def _failed() -> Incoming:
    return _incoming("paid=1", Result="too-many-failed-attempts")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en-US", ("card wasn't taken", "Shall I try the card again", "person")),
        ("de-DE", ("nicht angenommen", "noch einmal versuchen", "Mitarbeiter")),
        ("es-ES", ("No se ha podido leer tu tarjeta", "otra vez con la tarjeta", "persona")),
        ("fr-FR", ("pas été acceptée", "Je réessaie avec la carte", "conseiller")),
    ],
)
def test_a_card_that_failed_is_said_with_what_can_be_done(
    locale: str, words: tuple[str, ...]
) -> None:
    shop = talking_shop()
    _asked_to_pay(shop, NoCard(order_id=_ORDER))

    heard, reply = _hear(shop, _failed(), locale)

    assert all(each in heard for each in words)
    assert not reply.pay


def test_a_yes_after_a_card_that_failed_asks_for_the_card_again() -> None:
    shop = talking_shop()
    _asked_to_pay(shop, NoCard(order_id=_ORDER))
    _hear(shop, _failed())
    shop.shop.next_place.append(NoCard(order_id=_ORDER))

    _, reply = _hear(shop, _incoming("heard=1", SpeechResult="yes"))

    assert reply.pay


def test_after_two_cards_that_failed_a_person_is_called() -> None:
    shop = talking_shop()
    _asked_to_pay(shop, NoCard(order_id=_ORDER))
    _hear(shop, _failed())
    shop.shop.next_place.append(NoCard(order_id=_ORDER))
    _hear(shop, _incoming("heard=1", SpeechResult="yes"))

    heard, reply = _hear(shop, _failed())

    assert "card wasn't taken" in heard
    assert not reply.pay
    assert "put you through" in heard or "ticket" in heard


@pytest.mark.parametrize("by", [ShopperChannelKind.SMS, ShopperChannelKind.EMAIL])
def test_after_two_cards_that_failed_the_link_is_left_where_it_can_be_sent(
    by: ShopperChannelKind,
) -> None:
    shop = talking_shop()
    shop.pay_links.by = by
    _asked_to_pay(shop, NoCard(order_id=_ORDER))

    first, _ = _hear(shop, _failed())
    shop.shop.next_place.append(NoCard(order_id=_ORDER))
    _, again = _hear(shop, _incoming("heard=1", SpeechResult="try again"))
    second, _ = _hear(shop, _failed())
    shop.shop.next_place.append(NoCard(order_id=_ORDER))
    _, third = _hear(shop, _incoming("heard=1", SpeechResult="try again"))
    _hear(shop, _incoming("heard=1", SpeechResult="yes"))

    assert "Shall I send you a link" in first
    assert "try again" in first
    assert again.pay
    assert "link for paying instead" in second
    assert not third.pay
    assert len(shop.pay_links.sent) == 1


def test_cards_that_failed_for_one_order_are_not_counted_for_the_next() -> None:
    shop = talking_shop()
    _asked_to_pay(shop, NoCard(order_id=_ORDER))
    _hear(shop, _failed())
    _hear(shop, _incoming("paid=1", Result="success", PaymentToken="tok_1"))
    _asked_to_pay(shop, NoCard(order_id=_ORDER))

    heard, _ = _hear(shop, _failed())

    assert "Shall I try the card again" in heard


@pytest.mark.parametrize(
    "again",
    [
        {"Result": "success", "PaymentToken": "tok_1"},
        {"Result": "payment-connector-error"},
    ],
    ids=["the same once more", "one of before that failed"],
)
def test_a_post_of_the_payment_after_the_receipt_tells_the_receipt_again(
    again: dict[str, str],
) -> None:
    shop = talking_shop()
    _asked_to_pay(shop, NoCard(order_id=_ORDER))
    receipt, _ = _hear(shop, _incoming("paid=1", Result="success", PaymentToken="tok_1"))

    repeated, _ = _hear(shop, _incoming("paid=1", **again))

    assert "order number is" in receipt
    assert repeated == receipt


def test_a_token_is_in_no_log_of_the_turn() -> None:
    turn = _turn(_incoming("paid=1", Result="success", PaymentToken="tok_secret"))

    assert turn.intent is Intent.YES
    assert "tok_secret" not in repr(turn)
    assert say("pay.keypad")
