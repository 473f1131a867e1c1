"""Alexa's envelope becomes a turn, a reply becomes Alexa's response, whatever else is in there."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from app.voice.channels import alexa
from app.voice.reply import (
    SILENCE,
    Amount,
    Digits,
    InfoCard,
    LinkAccountCard,
    Reply,
    Text,
)
from app.voice.turn import Intent, Slot, Turn, TurnKind
from domain.errors import BadSignatureError
from domain.ids import MerchantId
from domain.money import Money
from tests.contracts_path import contracts_dir

SHOP = MerchantId("northwind")
TURN = Turn(channel="alexa", merchant_id=SHOP, session_id="s", user_id="u")


def envelope(request: dict[str, Any], **more: Any) -> bytes:
    body: dict[str, Any] = {
        "version": "1.0",
        "session": {
            "new": True,
            "sessionId": "amzn1.session",
            "application": {"applicationId": "amzn1.ask.skill.1"},
            "user": {"userId": "amzn1.ask.account.1"},
        },
        "context": {
            "System": {
                "application": {"applicationId": "amzn1.ask.skill.1"},
                "user": {"userId": "amzn1.ask.account.1", "accessToken": "from-system"},
            }
        },
        "request": {
            "requestId": "amzn1.request.1",
            "timestamp": "2026-11-21T09:00:00Z",
            "locale": "en-US",
            **request,
        },
    }
    return json.dumps({**body, **more}).encode()


def intent(name: str, slots: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "IntentRequest", "intent": {"name": name, "slots": slots or {}}}


def rendered(reply: Reply, turn: Turn = TURN) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(alexa.render(turn, reply))
    return body


SAMPLES = {
    "start-session": (TurnKind.LAUNCH, None),
    "intent-recipe": (TurnKind.SPEECH, Intent.UNKNOWN),
    "end-session": (TurnKind.ENDED, None),
    "request-envelope-webservice": (TurnKind.LAUNCH, None),
    "written-intent-resolutions": (TurnKind.SPEECH, Intent.PLACE_ORDER),
    "written-session-ended-error": (TurnKind.ENDED, None),
    "written-skill-event-account-linked": (TurnKind.EVENT, None),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_amazons_own_samples_parse(name: str) -> None:
    body = (contracts_dir("voice", "alexa") / f"{name}.json").read_bytes()

    turn = alexa.parse(body, SHOP).turn

    assert (turn.kind, turn.intent) == SAMPLES[name]


def test_a_dynamic_entity_wins_and_an_unmatched_slot_keeps_the_word_heard() -> None:
    body = (contracts_dir("voice", "alexa") / "written-intent-resolutions.json").read_bytes()

    turn = alexa.parse(body, SHOP).turn

    assert turn.slots == {
        Slot.PRODUCT: "Oat Latte Large",
        Slot.QUANTITY: "2",
        Slot.SIZE: "gigantic",
    }
    assert turn.access_token == "example-linked-token"


def test_the_parts_of_an_intent_request_arrive_in_the_turn() -> None:
    slots = {
        "query": {"name": "query", "value": "nike air max in size ten"},
        "orderNumber": {"name": "orderNumber", "value": "1042"},
        "empty": {"name": "empty"},
        "size": {"name": "size", "value": "?"},
    }

    parsed = alexa.parse(envelope(intent("CheckAvailabilityIntent", slots)), SHOP)

    assert parsed.skill_ids == {"amzn1.ask.skill.1"}
    assert parsed.sent_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    turn = parsed.turn
    assert turn.intent is Intent.CHECK_AVAILABILITY
    assert turn.slots == {Slot.QUERY: "nike air max in size ten", Slot.ORDER_NUMBER: "1042"}
    assert (turn.session_id, turn.user_id) == ("amzn1.session", "amzn1.ask.account.1")
    assert turn.access_token == "from-system"
    assert turn.new_session


def test_several_matches_of_a_slot_are_not_guessed_among() -> None:
    match = {
        "authority": "static",
        "status": {"code": "ER_SUCCESS_MATCH"},
        "values": [{"value": {"name": "A"}}, {"value": {"name": "B"}}],
    }
    slot = {"value": "heard", "resolutions": {"resolutionsPerAuthority": [match]}}

    turn = alexa.parse(envelope(intent("OrderIntent", {"product": slot})), SHOP).turn

    assert turn.slots == {Slot.PRODUCT: "heard"}


@pytest.mark.parametrize(
    "kind",
    [
        "CanFulfillIntentRequest",
        "System.ExceptionEncountered",
        "Alexa.Presentation.APL.UserEvent",
        "Dialog.InputRequest",
        "Connections.Response",
        "SessionResumedRequest",
        "AudioPlayer.PlaybackStarted",
        "SomethingAmazonInventsTomorrow",
    ],
)
def test_a_request_type_outside_the_conversation_is_answered_neutrally(kind: str) -> None:
    turn = alexa.parse(envelope({"type": kind}), SHOP).turn

    assert turn.kind is TurnKind.EVENT
    assert rendered(SILENCE, turn) == {"version": "1.0", "response": {}}


def test_an_intent_of_another_model_is_unknown_not_an_error() -> None:
    turn = alexa.parse(envelope(intent("AMAZON.NewIntentOf2027")), SHOP).turn

    assert turn.intent is Intent.UNKNOWN


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"1", b"{}", b'{"request": []}', b'{"request": {"type": 1}}'],
)
def test_what_is_no_envelope_is_refused(body: bytes) -> None:
    with pytest.raises(BadSignatureError):
        alexa.parse(body, SHOP)


def test_a_time_without_zone_counts_as_no_time() -> None:
    body = envelope({"type": "LaunchRequest", "timestamp": "2026-11-21T09:00:00"})

    assert alexa.parse(body, SHOP).sent_at is None


def test_speech_is_ssml_from_parts_with_money_in_words_and_digits_spelled() -> None:
    reply = Reply(
        say=(
            Text("Tom & Jerry's <mug> costs "),
            Amount(Money(15099, "USD")),
            Text(", order "),
            Digits("104277"),
        ),
        reprompt=(Text("Still there?"),),
    )

    response = rendered(reply)["response"]

    assert response["outputSpeech"] == {
        "type": "SSML",
        "ssml": (
            "<speak>Tom &amp; Jerry&apos;s &lt;mug&gt; costs one hundred fifty dollars and "
            'ninety-nine cents, order <say-as interpret-as="digits">104</say-as>'
            '<break time="150ms"/><say-as interpret-as="digits">277</say-as></speak>'
        ),
    }
    assert response["reprompt"]["outputSpeech"]["ssml"] == "<speak>Still there?</speak>"
    assert response["shouldEndSession"] is False


def test_a_closing_reply_closes_the_microphone_and_has_no_reprompt() -> None:
    response = rendered(Reply(say=(Text("Bye."),), reprompt=(Text("?"),), end=True))["response"]

    assert response["shouldEndSession"] is True
    assert "reprompt" not in response


def test_cards_carry_links_that_speech_does_not() -> None:
    card = InfoCard(title=(Text("Pay"),), lines=((Text("Here:"),),), link="https://pay.example/1")

    response = rendered(Reply(say=(Text("See the card."),), card=card))["response"]

    assert response["card"] == {
        "type": "Simple",
        "title": "Pay",
        "content": "Here:\nhttps://pay.example/1",
    }
    assert "pay.example" not in response["outputSpeech"]["ssml"]


def test_account_linking_is_asked_for_by_alexas_own_card() -> None:
    response = rendered(Reply(say=(Text("Link first."),), card=LinkAccountCard()))["response"]

    assert response["card"] == {"type": "LinkAccount"}


def test_a_flood_of_words_is_cut_to_what_alexa_takes_and_stays_well_formed() -> None:
    long = Reply(say=(Text("&<'" * 9000),), reprompt=(Text("x" * 9000),))

    body = alexa.render(TURN, long)

    response = orjson.loads(body)["response"]
    assert len(response["outputSpeech"]["ssml"]) <= 8000
    assert len(response["reprompt"]["outputSpeech"]["ssml"]) <= 8000
    assert response["outputSpeech"]["ssml"].endswith(";</speak>")
    assert len(body) <= 24 * 1024


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    response = rendered(Reply(say=(Text("a\x00b\x1b\ud800c\ufffe"),)))["response"]

    assert response["outputSpeech"]["ssml"] == "<speak>abc</speak>"


def test_nothing_is_said_after_a_session_has_ended() -> None:
    ended = Turn(
        channel="alexa", merchant_id=SHOP, session_id="s", user_id="u", kind=TurnKind.ENDED
    )

    assert rendered(Reply(say=(Text("Bye."),)), ended) == {"version": "1.0", "response": {}}
