"""The benchmark of whole conversations: what it says, what it holds for wrong, what it counts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.voice.channels.alexa_intents import INTENTS
from benchmarks.__main__ import MEASURES
from benchmarks.conversations import SCRIPTS, Line, Talk, Told
from benchmarks.load import Answer, Load
from sandbox.alexa.device import Device
from sandbox.alexa.signing import SigningChain

_WORDS = {"shoe": "nike air max", "color": "white", "little": "um"}


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> SigningChain:
    return SigningChain.load_or_make(Path(tmp_path_factory.mktemp("alexa")))


def _talk(chain: SigningChain, *script: Line) -> Talk:
    device = Device(endpoint="http://127.0.0.1", skill_id="amzn1.ask.skill.x", chain=chain)
    device.start("amzn1.echo-api.session.first")
    return Talk(device=device, script=script, words=_WORDS, starts=0)


def _answer(
    words: str, *, ends: bool = False, asked: str | None = None, status: int = 200
) -> Answer:
    response = {"outputSpeech": {"ssml": f"<speak>{words}</speak>"}, "shouldEndSession": ends}
    attributes = {} if asked is None else {"sessionAttributes": {"asked": asked}}
    body = json.dumps({"version": "1.0", "response": response, **attributes}).encode()
    return Answer(status=status, wall_ms=12.0, pos_ms=5.0, body=body)


def _session(talk: Talk) -> dict[str, Any]:
    """The session as the next turn tells it."""
    body = talk.request().partition(b"\r\n\r\n")[2]
    return dict(json.loads(body)["session"])


def test_every_line_is_an_intent_of_the_skill_in_words_that_can_be_filled_in() -> None:
    lines = [line for script in SCRIPTS for line in script]

    assert {line.intent for line in lines} - {""} <= INTENTS.keys()
    assert all(value.format_map(_WORDS) for line in lines for value in line.slots.values())


def test_the_usual_errands_are_all_among_them() -> None:
    kinds = {line.kind for script in SCRIPTS for line in script}

    wanted = "launch hours availability price discovery choice order change yes status cancel"
    assert kinds >= {*wanted.split(), "never mind", "repeat", "help"}


def test_it_can_be_asked_for_by_name() -> None:
    assert "voice_turns" in MEASURES


def test_an_answer_without_the_words_expected_is_wrong(chain: SigningChain) -> None:
    talk = _talk(chain, Line("yes", "AMAZON.YesIntent", {}, "ordered"))

    wrong = talk.hear(_answer("I didn't catch that."))

    assert "catch that" in (wrong or "")


def test_a_refusal_and_a_silent_answer_are_wrong(chain: SigningChain) -> None:
    line = Line("never mind", "AMAZON.CancelIntent", {}, "")

    assert _talk(chain, line).hear(_answer("", status=500)) is not None
    silent = Answer(status=200, wall_ms=1.0, pos_ms=0.0, body=b'{"response": {}}')
    assert _talk(chain, line).hear(silent) is not None


def test_what_an_answer_gives_along_comes_back_with_the_next_turn(chain: SigningChain) -> None:
    line = Line("order", "CheckoutIntent", {}, "")
    talk = _talk(chain, line, line)
    talk.hear(_answer("Pickup?", asked="method"))

    session = _session(talk)

    assert session["attributes"] == {"asked": "method"}
    assert session["new"] is False


def test_after_the_end_of_a_session_the_next_turn_opens_another(chain: SigningChain) -> None:
    line = Line("status", "OrderStatusIntent", {}, "")
    talk = _talk(chain, line, line)
    before = _session(talk)
    talk.hear(_answer("Ordered.", ends=True))

    session = _session(talk)

    assert session["sessionId"] != before["sessionId"]
    assert session["new"] is True


def test_the_time_of_the_till_is_not_the_turns_own() -> None:
    told = Told()
    told.loads["yes"] = Load(answers=[_answer("Ordered.")])

    assert told.about()["by_kind"]["yes"] == {"turns": 1, "own_p50_ms": 7.0, "own_p99_ms": 7.0}
