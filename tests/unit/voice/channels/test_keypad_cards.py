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
from app.voice.turn import Intent, Turn
from domain.ids import OrderId
from domain.payments import DeclineReason
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
def test_what_is_no_token_is_taken_for_silence(fields: dict[str, str]) -> None:
    turn = _turn(_incoming("paid=1", SpeechResult="yes", Digits="1", **fields))

    assert (turn.intent, turn.text, turn.payment_token) == (None, None, None)


def test_a_token_is_in_no_log_of_the_turn() -> None:
    turn = _turn(_incoming("paid=1", Result="success", PaymentToken="tok_secret"))

    assert turn.intent is Intent.YES
    assert "tok_secret" not in repr(turn)
    assert say("pay.keypad")
