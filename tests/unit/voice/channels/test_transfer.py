"""Whoever is handed to a person is put through on every channel that can."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from app.voice.channels.dialogflow import Dialogflow
from app.voice.channels.lex import Lex
from app.voice.channels.port import Answer, Channel, Incoming, Scene, Settings
from app.voice.channels.proofs import GoogleTokens
from app.voice.channels.twilio import Telephone
from app.voice.channels.voice_agents import Retell, Vapi
from app.voice.channels.voicexml import VoiceXml
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.reply import Reply, Text
from app.voice.shop_words import ShopWords
from app.voice.turn import Turn
from domain.ids import MerchantId
from tests.fakes.clock import FakeClock

PERSON = "+12065550111"
LEAVING = Reply(say=(Text("Somebody will take over."),), end=True, transfer=True)
DIALOGFLOW = Dialogflow(GoogleTokens(lambda: {}))
ES_CALL = {
    "queryResult": {},
    "originalDetectIntentRequest": {"source": "GOOGLE_TELEPHONY"},
}
LEX = {"sessionState": {"intent": {"name": "FallbackIntent"}}, "inputMode": "Speech"}
RETELL = {"interaction_type": "response_required", "response_id": 1}


def rendered(channel: Channel, body: Any, reply: Reply = LEAVING, *, person: str = PERSON) -> str:
    options = {"transfer_to": person} if person else {}
    scene = Scene(
        incoming=Incoming(
            url="https://shop.example/x", headers={}, body=orjson.dumps(body), now=FakeClock().now()
        ),
        settings=Settings(channel_id="c", external_id="e", secret="s", options=options),
        words=ShopWords(vocabulary=Vocabulary()),
    )
    turn = Turn(
        channel=channel.name, merchant_id=MerchantId("m"), session_id="s", user_id="+12065550100"
    )
    answer: Answer = channel.render((turn,), (reply,), scene)
    assert isinstance(answer.body, bytes)
    return answer.body.decode()


@pytest.mark.parametrize(
    ("channel", "body", "shape"),
    [
        (Telephone(), {}, f"<Dial>{PERSON}</Dial>"),
        (VoiceXml(), {}, f'dest="tel:{PERSON}"'),
        (DIALOGFLOW, {"sessionInfo": {}}, f'"telephonyTransferCall":{{"phoneNumber":"{PERSON}"}}'),
        (DIALOGFLOW, ES_CALL, f'"telephonyTransferCall":{{"phoneNumber":"{PERSON}"}}'),
        (Retell(), RETELL, f'"end_call":false,"transfer_number":"{PERSON}"'),
        (Lex(), LEX, '"voicetill_transfer":"true"'),
        (Lex(), {"Details": {}}, '"transfer":"true"'),
    ],
    ids=["twiml", "vxml", "cx", "es", "retell", "lex", "connect"],
)
def test_a_call_is_put_through_to_the_person_of_the_channel(
    channel: Channel, body: Any, shape: str
) -> None:
    assert shape in rendered(channel, body)


@pytest.mark.parametrize("channel", [Telephone(), VoiceXml()], ids=["twiml", "vxml"])
def test_nobody_is_dialed_where_nobody_takes_calls(channel: Channel) -> None:
    page = rendered(channel, {}, person="")

    assert "Dial" not in page
    assert "transfer" not in page


def test_an_agent_of_dialogflow_learns_of_the_handover_even_without_a_number() -> None:
    told = rendered(DIALOGFLOW, {"sessionInfo": {}}, person="")

    assert "liveAgentHandoff" in told
    assert "endInteraction" in told


DONE = Reply(say=(Text("It is on its way."),), end=True, is_open=True)
LEFT = Reply(say=(Text("Goodbye."),), end=True)


@pytest.mark.parametrize(
    ("channel", "body", "more", "over"),
    [
        (Telephone(), {}, "<Gather", "<Hangup"),
        (VoiceXml(), {}, "<field", "<exit"),
        (Retell(), RETELL, '"end_call":false', '"end_call":true'),
    ],
    ids=["twiml", "vxml", "retell"],
)
def test_a_caller_is_asked_for_more_unless_they_took_leave(
    channel: Channel, body: Any, more: str, over: str
) -> None:
    done, left = rendered(channel, body, DONE), rendered(channel, body, LEFT)

    assert "anything else" in done
    assert more in done
    assert "anything else" not in left
    assert more not in left
    assert over in left


def test_a_caller_who_has_nothing_more_to_say_is_told_goodbye() -> None:
    page = rendered(Telephone(), {}, DONE)

    assert "actionOnEmptyResult" not in page
    assert page.index("</Gather>") < page.index("Goodbye") < page.index("<Hangup")


@pytest.mark.parametrize(
    ("person", "told"),
    [(PERSON, {"destination": {"type": "number", "number": PERSON}}),
     ("", {"error": "Nobody takes calls over."})],
)  # fmt: skip
def test_vapi_is_told_where_its_assistant_may_transfer_to(person: str, told: Any) -> None:
    body = {"message": {"type": "transfer-destination-request", "call": {"id": "c"}}}

    assert orjson.loads(rendered(Vapi(), body, person=person)) == told
