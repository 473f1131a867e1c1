"""Every channel: one conversation, proven requests, vendors' samples, and no odd body hurts."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.voice.channels.browser import ticket
from tests.contracts_path import PROJECT_ROOT, contracts_dir
from tests.unit.voice.channels.conftest import MERCHANT, SECRET, Lines

QUESTION = "do you have the mug"
_NUMBERS = count(1)


@pytest.fixture(scope="module", autouse=True)
def a_streamed_answer_is_waited_for() -> Iterator[None]:
    """However busy the machine is, no answer is opened with "One moment"."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.callbacks.voice.AFTER_S", 60.0)
        yield


def _es(lines: Lines, session: str, words: str) -> str:
    body = {
        "responseId": f"r{next(_NUMBERS)}",
        "session": f"projects/p/agent/sessions/{session}",
        "queryResult": {"queryText": words, "languageCode": "en", "intent": {"displayName": ""}},
    }
    return str(lines.post("dialogflow", body).get_json()["fulfillmentText"])


def _cx(lines: Lines, session: str, words: str) -> str:
    body = {
        "text": words,
        "languageCode": "en",
        "fulfillmentInfo": {"tag": "talk"},
        "sessionInfo": {"session": f"projects/p/locations/l/agents/a/sessions/{session}"},
    }
    told = lines.post("dialogflow", body).get_json()
    return str(told["fulfillmentResponse"]["messages"][0]["text"]["text"][0])


def _google(lines: Lines, session: str, words: str) -> str:
    body = {
        "handler": {"name": "talk"},
        "intent": {"name": "talk", "params": {}, "query": words},
        "session": {"id": session, "params": {}},
        "user": {"locale": "en-US"},
    }
    return str(lines.post("google", body).get_json()["prompt"]["firstSimple"]["text"])


def _phone(lines: Lines, session: str, words: str) -> str:
    form = {"CallSid": session, "From": "+14155550100", "SpeechResult": words}
    return _said(lines.call(form, "?heard=1").data, "Say")


def _vxml(lines: Lines, session: str, words: str) -> str:
    page = lines.page({"session": session, "event": "heard", "heard": words})
    return _said(page.data, "{http://www.w3.org/2001/vxml}prompt")


def _said(page: bytes, tag: str) -> str:
    found = ET.fromstring(page).find(f".//{tag}")
    assert found is not None
    return found.text or ""


def _lex2(lines: Lines, session: str, words: str) -> str:
    body = {
        "sessionId": session,
        "inputMode": "Text",
        "inputTranscript": words,
        "bot": {"localeId": "en_US"},
        "sessionState": {"intent": {"name": "FallbackIntent", "slots": {}}},
    }
    return str(lines.post("lex", body).get_json()["messages"][0]["content"])


def _lex1(lines: Lines, session: str, words: str) -> str:
    body = {
        "userId": session,
        "inputTranscript": words,
        "currentIntent": {"name": "Talk", "slots": {}},
    }
    return str(lines.post("lex", body).get_json()["dialogAction"]["message"]["content"])


def _connect(lines: Lines, session: str, words: str) -> str:
    body = {
        "Details": {"ContactData": {"ContactId": session}, "Parameters": {"text": words}},
        "Name": "ContactFlowEvent",
    }
    return str(lines.post("lex", body).get_json()["text"])


def _vapi(lines: Lines, session: str, words: str) -> str:
    call = {"id": "c1", "name": "ask_the_store", "parameters": {"text": words}}
    body = {"message": {"type": "tool-calls", "call": {"id": session}, "toolCallList": [call]}}
    return str(lines.post("vapi", body).get_json()["results"][0]["result"])


def _retell(lines: Lines, session: str, words: str) -> str:
    body = {
        "interaction_type": "response_required",
        "response_id": 1,
        "call": {"call_id": session},
        "transcript": [{"role": "user", "content": words}],
    }
    return str(lines.retell(body).get_json()["content"])


def _chat(lines: Lines, session: str, words: str) -> str:
    body = {"model": "m", "user": session, "messages": [{"role": "user", "content": words}]}
    told = lines.post("chat", body, path="/chat/completions").get_json()
    return str(told["choices"][0]["message"]["content"])


def _web(lines: Lines, session: str, words: str) -> str:
    now = lines.clock.now()
    held = _TICKETS.setdefault(session, ticket(SECRET, now))
    body = {"ticket": held, "kind": "say", "text": words, "number": next(_NUMBERS)}
    return str(lines.post("web", body, **{"X-From": "page"}).get_json()["say"])


_TICKETS: dict[str, str] = {}
TALKS = {
    each.__name__.strip("_"): each
    for each in (
        _es,
        _cx,
        _google,
        _phone,
        _vxml,
        _lex2,
        _lex1,
        _connect,
        _vapi,
        _retell,
        _chat,
        _web,
    )
}


@pytest.mark.parametrize("name", TALKS)
def test_the_same_question_is_answered_in_the_same_words_on_every_channel(
    lines: Lines, name: str
) -> None:
    said = TALKS[name](lines, f"same-{name}", QUESTION)

    assert "Mug <Tom & Jerry>" in said
    assert said == TALKS["chat"](lines, f"again-{name}", QUESTION)


@pytest.mark.parametrize("name", TALKS)
def test_a_second_turn_goes_on_where_the_first_ended(lines: Lines, name: str) -> None:
    first = TALKS[name](lines, f"two-{name}", QUESTION)
    second = TALKS[name](lines, f"two-{name}", "repeat that")

    assert second == first


@pytest.mark.parametrize("name", TALKS)
def test_a_spoken_card_number_is_refused_and_nowhere_repeated(lines: Lines, name: str) -> None:
    said = TALKS[name](lines, f"card-{name}", "charge 4111 1111 1111 1111 please")

    assert "card" in said.lower()
    assert "4111" not in said


@pytest.mark.parametrize(
    "kind", ["dialogflow", "google", "phone", "vxml", "lex", "vapi", "chat", "web"]
)
def test_a_request_without_its_proof_is_refused(lines: Lines, kind: str) -> None:
    for headers in (
        {"X-Nothing": "1"},
        {"Authorization": "Bearer another secret"},
        {"Authorization": "Basic bm9ib2R5"},
        {"Authorization": "Basic %%%"},
        {"X-Twilio-Signature": "AAAA"},
    ):
        answer = lines.post(kind, {"session": {"id": "s"}}, **headers)
        assert answer.status_code == 400
        assert answer.get_json()["type"] == "/problems/channel-refused"


def test_a_channel_nobody_opened_and_another_merchants_are_refused(lines: Lines) -> None:
    client = lines.app.test_client()
    headers = {"Authorization": "Bearer a secret of both sides"}

    assert client.post("/callbacks/none/mer_1", headers=headers).status_code == 404
    assert client.post("/callbacks/chat/mer_2", json={}, headers=headers).status_code == 400


SAMPLES = {
    "dialogflow": ("dialogflow-es/request-*.json", "dialogflow-cx/written-request*.json"),
    "google": ("actions-builder/written-request.json",),
    "lex": ("lex-v1/order-flowers.json", "lex-v2/b*.json", "connect/*.json"),
    "vapi": (
        "vapi/tool-calls.json",
        "vapi/status-update.json",
        "vapi/transcript.json",
        "vapi/assistant-request.json",
    ),
}


def _samples() -> list[tuple[str, Path]]:
    root = PROJECT_ROOT.parent / "shared" / "contracts" / "voice"
    return [
        (kind, path)
        for kind, patterns in SAMPLES.items()
        for pattern in patterns
        for path in sorted(root.glob(pattern))
    ]


@pytest.mark.parametrize(("kind", "path"), _samples(), ids=lambda each: getattr(each, "name", each))
def test_every_official_sample_is_answered(lines: Lines, kind: str, path: Path) -> None:
    assert lines.post(kind, path.read_bytes()).status_code == 200


@pytest.mark.parametrize("name", ["written-voice-inbound", "written-gather-speech"])
def test_every_telephone_sample_is_answered(lines: Lines, name: str) -> None:
    form = orjson.loads(contracts_dir("voice", "twilio", f"{name}.json").read_bytes())

    page = ET.fromstring(lines.call(form, "?heard=1" if "SpeechResult" in form else "").data)

    assert page.tag == "Response"


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=12), inside, max_size=3)
    ),
    max_leaves=12,
)
_NAMES = (
    *("queryResult", "sessionInfo", "session", "sessionState", "currentIntent", "Details"),
    *("message", "toolCallList", "messages", "transcript", "intent", "slots", "parameters"),
    *("handler", "call", "user", "id", "name", "text", "arguments", "function"),
)
_BODIES = st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=8), _JUNK, max_size=6) | _JUNK


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=_BODIES, kind=st.sampled_from(["dialogflow", "google", "lex", "vapi", "chat"]))
def test_no_odd_body_gives_a_fault_of_ours(lines: Lines, body: Any, kind: str) -> None:
    assert lines.post(kind, json.dumps(body).encode()).status_code in (200, 400)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.text(max_size=60).filter(lambda text: "\x00" not in text),
    session=st.text(min_size=1, max_size=20).filter(str.isprintable),
)
def test_whatever_is_said_the_telephones_page_is_well_formed(
    lines: Lines, words: str, session: str
) -> None:
    page = lines.call({"CallSid": session, "SpeechResult": words}, "?heard=1")
    other = lines.page({"session": session, "event": "heard", "heard": words})

    assert ET.fromstring(page.data).tag == "Response"
    assert ET.fromstring(other.data).tag.endswith("vxml")


def test_a_call_is_greeted_listened_to_and_ended(lines: Lines) -> None:
    greeted = ET.fromstring(lines.call({"CallSid": "CA1", "From": "+14155550100"}).data)
    gather = greeted.find("Gather")
    assert gather is not None
    assert gather.get("action") == f"/callbacks/phone/{MERCHANT}?heard=1"
    assert gather.get("input") == "speech dtmf"

    ended = lines.call({"CallSid": "CA1", "SpeechResult": "goodbye"}, "?heard=1")
    assert ET.fromstring(ended.data).find("Hangup") is not None
    assert lines.call({"CallSid": "CA1", "CallStatus": "completed"}).status_code == 200


def test_a_call_is_listened_to_with_the_shops_own_goods_in_mind(lines: Lines) -> None:
    gather = ET.fromstring(lines.call({"CallSid": "hints"}).data).find("Gather")

    assert gather is not None
    assert (gather.get("hints") or "").startswith("Mug <Tom & Jerry>")


def test_a_streamed_completion_is_the_whole_answer_in_clauses(lines: Lines) -> None:
    body = {"user": "stream", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}

    raw = lines.post("chat", body, path="/chat/completions").get_data(as_text=True)
    events = [line.removeprefix("data: ") for line in raw.split("\n\n") if line]

    assert events[-1] == "[DONE]"
    told = [orjson.loads(each)["choices"][0] for each in events[:-1]]
    assert told[-1]["finish_reason"] == "stop"
    words = "".join(each["delta"].get("content", "") for each in told)
    assert words == _chat(lines, "whole", QUESTION)
    assert len(told) > 3


def test_tokens_are_counted_where_they_are_asked_for(lines: Lines) -> None:
    body = {"user": "usage", "stream": True, "stream_options": {"include_usage": True},
            "messages": [{"role": "user", "content": QUESTION}]}  # fmt: skip

    raw = lines.post("chat", body, path="/chat/completions").get_data(as_text=True)
    *_, counted, done = [line.removeprefix("data: ") for line in raw.split("\n\n") if line]

    assert done == "[DONE]"
    assert orjson.loads(counted)["choices"] == []
    assert orjson.loads(counted)["usage"]["total_tokens"] == 0


def test_a_conversation_without_a_name_is_told_what_to_send(lines: Lines) -> None:
    answer = lines.post("chat", {"messages": []}, path="/chat/completions")

    assert answer.status_code == 400
    assert "send `user`" in answer.get_json()["detail"]


@pytest.mark.parametrize("handler", ["main", "welcome", "greeting"])
def test_a_google_handler_for_everything_swallows_no_words(lines: Lines, handler: str) -> None:
    def told(session: str, intent: str, words: str) -> str:
        body = {
            "handler": {"name": handler},
            "intent": {"name": intent, "params": {}, "query": words},
            "session": {"id": session, "params": {}},
            "user": {"locale": "en-US"},
        }
        answer = lines.post("google", body).get_json()["prompt"]["firstSimple"]["text"]
        return str(answer)

    greeted = told(f"g{handler}", "actions.intent.MAIN", "talk to the shop")
    answered = told(f"g{handler}", "actions.intent.TEXT", QUESTION)

    assert greeted.startswith("Hi.")
    assert "mug" in answered.lower()
