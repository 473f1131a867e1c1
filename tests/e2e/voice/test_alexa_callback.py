"""Alexa in, spoken words out: signed requests over the callback, a shop in memory behind it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.callbacks.alexa import blueprint
from app.ops.tracing import Traced
from domain.ids import MerchantId, OrderId
from domain.log_fields import begin_lines
from domain.tracing import trace_of
from sandbox.alexa.device import CHAIN_URL
from sandbox.alexa.signing import SigningChain
from tests.contracts_path import contracts_dir
from tests.fakes.voice import NORTHWIND, SKILL, TOKEN, TalkingShop, talking_shop

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def chain() -> SigningChain:
    return SigningChain.make()


class Speaker:
    """One shopper's device; `say` sends what Alexa would make of a sentence."""

    def __init__(self, shop: TalkingShop, chain: SigningChain) -> None:
        self.shop, self.chain = shop, chain
        app = Flask(__name__)
        app.extensions["voicetill"] = shop
        app.register_blueprint(blueprint)
        self.client: FlaskClient = app.test_client()
        self.count = 0

    def envelope(self, request: dict[str, Any], **changes: Any) -> dict[str, Any]:
        self.count += 1
        user = {"userId": "amzn1.ask.account.1", "accessToken": changes.get("token", TOKEN)}
        application = {"applicationId": changes.get("skill", SKILL)}
        return {
            "version": "1.0",
            "session": {
                "new": self.count == 1,
                "sessionId": "amzn1.echo-api.session.1",
                "application": application,
                "attributes": {},
                "user": user,
            },
            "context": {"System": {"application": application, "user": user}},
            "request": {
                "requestId": f"amzn1.echo-api.request.{self.count}",
                "timestamp": self.shop.clock.now().isoformat().replace("+00:00", "Z"),
                "locale": "en-US",
                **request,
            },
        }

    def post(
        self, body: bytes, *, headers: dict[str, str] | None = None, merchant: str = NORTHWIND
    ) -> TestResponse:
        proof = {"SignatureCertChainUrl": CHAIN_URL, "Signature-256": self.chain.sign(body)}
        return self.client.post(
            f"/callbacks/alexa/{merchant}",
            data=body,
            headers=proof if headers is None else headers,
            content_type="application/json",
        )

    def intent(self, name: str, **slots: str) -> TestResponse:
        filled = {slot: {"name": slot, "value": value} for slot, value in slots.items()}
        request = {"type": "IntentRequest", "intent": {"name": name, "slots": filled}}
        return self.post(json.dumps(self.envelope(request)).encode())

    def say(self, name: str, **slots: str) -> str:
        answer = self.intent(name, **slots)
        assert answer.status_code == 200
        ssml: str = answer.get_json()["response"]["outputSpeech"]["ssml"]
        return ssml


@pytest.fixture
def speaker(chain: SigningChain) -> Speaker:
    return Speaker(talking_shop(chain), chain)


@pytest.fixture(autouse=True)
def _clean_context() -> Iterator[None]:
    yield
    begin_lines()


def launch(speaker: Speaker, **changes: Any) -> bytes:
    return json.dumps(speaker.envelope({"type": "LaunchRequest"}, **changes)).encode()


def test_a_spoken_order_becomes_an_order_with_a_receipt(speaker: Speaker) -> None:
    answered = [
        speaker.say("CheckAvailabilityIntent", query="the nike air max in size 10"),
        speaker.say("SelectOptionIntent", color="black"),
        speaker.say("AMAZON.YesIntent"),
        speaker.say("AMAZON.YesIntent"),
    ]

    assert "in stock in Black and White" in answered[0]
    assert "3 at Downtown" in answered[1]
    assert "one hundred forty-three dollars" in answered[2]
    assert '<say-as interpret-as="digits">0001</say-as>' in answered[3]
    assert speaker.shop.shop.orders[OrderId("ord_1")].receipt is not None


def test_every_call_of_a_spoken_order_is_in_the_trace_of_its_turn(speaker: Speaker) -> None:
    header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    app = speaker.client.application
    app.wsgi_app = Traced(app.wsgi_app, None)
    speaker.client.environ_base["HTTP_TRACEPARENT"] = header

    speaker.say("OrderProductIntent", query="two camp mugs for pickup at downtown")
    speaker.say("AMAZON.YesIntent")

    assert speaker.shop.shop.calls
    assert {call.trace for call in speaker.shop.shop.calls} == {trace_of(header)}


def test_an_order_named_with_its_store_and_method_needs_one_yes(speaker: Speaker) -> None:
    speaker.say("OrderProductIntent", query="two camp mugs for pickup at downtown")
    speaker.say("AMAZON.YesIntent")
    read_back = speaker.say("OrderProductIntent", query="a camp mug for pickup at downtown")

    assert "Shall I go ahead?" in read_back
    assert "Done." in speaker.say("AMAZON.YesIntent")


def test_order_status_is_spoken_with_its_number(speaker: Speaker) -> None:
    speaker.say("OrderProductIntent", query="a camp mug for pickup at downtown")
    speaker.say("AMAZON.YesIntent")

    words = speaker.say("OrderStatusIntent", orderNumber="1")

    assert "is being prepared at Downtown" in words


def test_a_shopper_without_linked_account_gets_the_card(speaker: Speaker) -> None:
    speaker.shop.links.shoppers.clear()

    response = speaker.intent("OrderProductIntent", query="a camp mug").get_json()["response"]

    assert response["card"] == {"type": "LinkAccount"}
    assert response["shouldEndSession"] is True
    assert speaker.shop.shop.effects == 0


def test_a_launch_greets_and_listens(speaker: Speaker) -> None:
    response = speaker.post(launch(speaker)).get_json()["response"]

    assert response["shouldEndSession"] is False
    assert "reprompt" in response


def test_the_end_of_a_session_is_answered_with_silence_and_frees_the_stock(
    speaker: Speaker,
) -> None:
    speaker.say("OrderProductIntent", query="a camp mug for pickup at downtown")
    ended = speaker.envelope({"type": "SessionEndedRequest", "reason": "USER_INITIATED"})

    answer = speaker.post(json.dumps(ended).encode())

    assert answer.get_json() == {"version": "1.0", "response": {}}
    hold_id = speaker.shop.shop.orders[OrderId("ord_1")].prepared.hold_id
    assert speaker.shop.stock.find_hold(NORTHWIND, hold_id).state == "released"


def assert_refused(answer: TestResponse, why: str = "") -> None:
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json(force=True)
    assert problem["status"] == 400
    assert why in problem["detail"]


def test_an_unsigned_request_is_refused(speaker: Speaker) -> None:
    assert_refused(speaker.post(launch(speaker), headers={}))


def test_a_forged_body_is_refused_and_nothing_of_it_is_used(speaker: Speaker) -> None:
    body = launch(speaker)
    proof = {"SignatureCertChainUrl": CHAIN_URL, "Signature-256": speaker.chain.sign(body)}

    assert_refused(speaker.post(body.replace(b"Launch", b"Lunch"), headers=proof), "does not fit")
    assert speaker.shop.seen.until == {}


@pytest.mark.parametrize("seconds", [-151, 151, -86_400])
def test_a_request_of_another_moment_is_refused(speaker: Speaker, seconds: int) -> None:
    moment = (speaker.shop.clock.now() + timedelta(seconds=seconds)).isoformat()
    body = json.dumps(speaker.envelope({"type": "LaunchRequest", "timestamp": moment})).encode()

    assert_refused(speaker.post(body), f"sent {-seconds} s ago, and 150 s are allowed")


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-11-21T09:00:00", None, 1])
def test_a_request_without_a_readable_moment_is_refused(speaker: Speaker, moment: Any) -> None:
    body = json.dumps(speaker.envelope({"type": "LaunchRequest", "timestamp": moment})).encode()

    assert_refused(speaker.post(body))


def test_a_skill_event_may_come_an_hour_late_and_twice(speaker: Speaker) -> None:
    moment = (speaker.shop.clock.now() - timedelta(minutes=50)).isoformat()
    event = {"type": "AlexaSkillEvent.SkillDisabled", "timestamp": moment}
    body = json.dumps(speaker.envelope(event)).encode()

    for answer in (speaker.post(body), speaker.post(body)):
        assert answer.status_code == 200
        assert answer.get_json() == {"version": "1.0", "response": {}}


def test_another_skills_request_is_refused(speaker: Speaker) -> None:
    told = speaker.post(launch(speaker, skill="amzn1.ask.skill.foreign"))

    assert_refused(told, "for another skill: amzn1.ask.skill.foreign")


def test_another_merchants_address_is_refused(speaker: Speaker) -> None:
    assert_refused(speaker.post(launch(speaker), merchant="other"))
    speaker.shop.channels.owners["alexa", "amzn1.ask.skill.2"] = MerchantId("other")
    assert_refused(speaker.post(launch(speaker, skill="amzn1.ask.skill.2")))


def test_a_request_without_a_skill_id_is_refused(speaker: Speaker) -> None:
    envelope = speaker.envelope({"type": "LaunchRequest"})
    del envelope["session"]["application"], envelope["context"]["System"]["application"]

    assert_refused(speaker.post(json.dumps(envelope).encode()), "another skill: none")


def test_a_replayed_request_is_refused(speaker: Speaker) -> None:
    body = launch(speaker)

    assert speaker.post(body).status_code == 200
    assert_refused(speaker.post(body))


def test_a_body_beyond_24_kilobytes_is_not_read(speaker: Speaker) -> None:
    answer = speaker.post(b"x" * (24 * 1024 + 1), headers={})

    assert answer.status_code == 413


def test_what_breaks_inside_is_an_apology_not_a_stack_trace(speaker: Speaker) -> None:
    speaker.shop.shop.next_error.append(ZeroDivisionError("a bug"))

    words = speaker.say("CheckAvailabilityIntent", query="a camp mug")

    assert "something went wrong on our side" in words
    assert "bug" not in words


def test_a_product_named_in_markup_is_spoken_as_words(speaker: Speaker) -> None:
    title = 'Zork <audio src="x"/> & Co'
    speaker.shop.shop.add_variant(NORTHWIND, "ZORK", title, stock={"dt": 2})

    words = speaker.say("CheckAvailabilityIntent", query="zork")

    assert "<audio" not in words
    assert "&lt;audio" in words


def test_a_card_number_said_aloud_is_refused_and_kept_nowhere(
    speaker: Speaker, capsys: pytest.CaptureFixture[str]
) -> None:
    words = speaker.say("AnswerIntent", query="my card is 4111 1111 1111 1111")

    assert "never say card numbers" in words
    assert "4111" not in words
    kept = b"".join(stored.state for stored, _ in speaker.shop.sessions.kept.values())
    assert b"4111" not in kept
    printed = capsys.readouterr()
    assert "4111" not in printed.out + printed.err


def test_amazons_own_samples_are_answered_once_signed(chain: SigningChain) -> None:
    for path in sorted(contracts_dir("voice", "alexa").glob("*.json")):
        envelope = json.loads(path.read_bytes())
        speaker = Speaker(talking_shop(chain), chain)
        envelope["request"]["timestamp"] = speaker.shop.clock.now().isoformat()
        skill = envelope["context"]["System"]["application"]["applicationId"]
        speaker.shop.channels.owners["alexa", skill] = NORTHWIND

        answer = speaker.post(json.dumps(envelope).encode())

        assert answer.status_code == 200, path.name
        assert answer.get_json()["version"] == "1.0"
