"""Whatever signed JSON arrives and whatever a product is called: an answer in well-formed SSML."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

import orjson
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.callbacks.alexa import blueprint
from app.voice.channels.alexa_intents import INTENTS
from app.voice.reply import Amount, Digits, Part, Pause, Text
from app.voice.ssml import escaped, ssml
from domain.money import Money
from sandbox.alexa.device import CHAIN_URL
from sandbox.alexa.signing import SigningChain
from tests.effort import examples
from tests.fakes.voice import NORTHWIND, SKILL, TOKEN, talking_shop

CHAIN = SigningChain.make()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
PATHS = st.sampled_from(
    [
        ("session",),
        ("session", "user"),
        ("session", "new"),
        ("session", "sessionId"),
        ("session", "attributes"),
        ("context",),
        ("context", "System"),
        ("request",),
        ("request", "type"),
        ("request", "locale"),
        ("request", "intent"),
        ("request", "intent", "name"),
        ("request", "intent", "slots"),
        ("request", "intent", "slots", "query"),
        ("request", "intent", "slots", "query", "value"),
        ("request", "intent", "slots", "query", "resolutions"),
        ("request", "intent", "slots", "query", "resolutions", "resolutionsPerAuthority"),
        ("request", "anything"),
    ]
)
WORDS = st.one_of(st.text(max_size=60), st.sampled_from(["order a camp mug", "size", "ten", "#"]))
SPEAKABLE = st.text(st.characters(exclude_categories=[]), max_size=40)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(Text, SPEAKABLE),
    st.builds(Digits, SPEAKABLE),
    st.builds(Pause, st.integers(0, 20_000)),
    st.builds(Amount, st.builds(Money, st.integers(-(10**9), 10**9), st.just("USD"))),
)


def envelope(number: int, name: str, query: str, moment: str) -> dict[str, Any]:
    user, application = {"userId": "u", "accessToken": TOKEN}, {"applicationId": SKILL}
    return {
        "version": "1.0",
        "session": {"new": True, "sessionId": "s", "application": application, "user": user},
        "context": {"System": {"application": application, "user": user}},
        "request": {
            "type": "IntentRequest",
            "requestId": f"r{number}",
            "timestamp": moment,
            "locale": "en-US",
            "intent": {"name": name, "slots": {"query": {"name": "query", "value": query}}},
        },
    }


def put(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        body = body.setdefault(step, {})
    body[path[-1]] = value


@settings(max_examples=examples(400), deadline=None)
@example(turns=[("BuyIntent", "Ƣ", None)])  # a letter that no reading of ours knows
@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(INTENTS)), WORDS, st.none() | st.tuples(PATHS, JSON)),
        min_size=1,
        max_size=5,
    )
)
def test_no_signed_body_breaks_the_callback(
    turns: list[tuple[str, str, tuple[tuple[str, ...], Any] | None]],
) -> None:
    shop = talking_shop(CHAIN)
    app = Flask(__name__)
    app.extensions["voicetill"] = shop
    app.register_blueprint(blueprint)
    moment = shop.clock.now().isoformat()
    for number, (name, query, change) in enumerate(turns):
        request = envelope(number, name, query, moment)
        if change is not None:
            put(request, *change)
        body = json.dumps(request).encode()
        answer = app.test_client().post(
            f"/callbacks/alexa/{NORTHWIND}",
            data=body,
            headers={"SignatureCertChainUrl": CHAIN_URL, "Signature-256": CHAIN.sign(body)},
        )

        assert answer.status_code in {200, 400}
        if answer.status_code == 200:
            response = orjson.loads(answer.data)["response"]
            assert "something went wrong" not in str(response), (name, query, change)
            if response:
                ElementTree.fromstring(response["outputSpeech"]["ssml"])


@settings(max_examples=examples(400), deadline=None)
@given(st.lists(PARTS, max_size=8), st.integers(40, 400))
def test_speech_is_well_formed_and_within_its_limit(parts: list[Part], limit: int) -> None:
    document = ssml(tuple(parts), locale="en-US", limit=limit)

    assert len(document) <= limit
    assert ElementTree.fromstring(document).tag == "speak"


@given(SPEAKABLE)
def test_escaped_words_are_the_words_again_when_read(words: str) -> None:
    held = "".join(" " if char in "\t\n\r" else char for char in words if is_xml(char))

    assert (ElementTree.fromstring(f"<s>{escaped(words)}</s>").text or "") == held


def is_xml(char: str) -> bool:
    """Whether XML 1.0 can hold the character (its section 2.2)."""
    code = ord(char)
    return char in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code > 0xFFFF
