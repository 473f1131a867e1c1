"""Keys instead of words: a person is one key away, at every question that keys cannot answer."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from app.voice.dialogue.actions import Heard
from app.voice.dialogue.questions import CallPerson
from app.voice.dialogue.state import Proving, State
from app.voice.dialogue.step import step
from app.voice.nlu.keypad import key_meant
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.prompts.catalog import PROMPTS
from app.voice.turn import Intent
from tests.unit.voice.channels.conftest import Lines

SHOES = Vocabulary.of({"size": ["0", "9", "10"]}, [])
MUGS = Vocabulary.of({"color": ["blue"]}, [])


def _phone(lines: Lines, session: str, keys: str) -> str:
    return lines.call({"CallSid": session, "Digits": keys}, "?heard=1").get_data(as_text=True)


def _vxml(lines: Lines, session: str, keys: str) -> str:
    form = {"session": session, "event": "heard", "heard": keys, "how": "dtmf"}
    return lines.page(form).get_data(as_text=True)


def _lex(lines: Lines, session: str, keys: str) -> str:
    body = {
        "sessionId": session,
        "inputMode": "DTMF",
        "inputTranscript": keys,
        "bot": {"localeId": "en_US"},
        "sessionState": {"intent": {"name": "FallbackIntent", "slots": {}}},
    }
    return lines.post("lex", body).get_data(as_text=True)


def _connect(lines: Lines, session: str, keys: str) -> str:
    told = {"ContactData": {"ContactId": session}, "Parameters": {"keys": keys}}
    return lines.post("lex", {"Details": told}).get_data(as_text=True)


def _cx(lines: Lines, session: str, keys: str) -> str:
    body = {
        "dtmfDigits": keys,
        "languageCode": "en",
        "fulfillmentInfo": {"tag": "talk"},
        "sessionInfo": {"session": f"projects/p/locations/l/agents/a/sessions/{session}"},
    }
    return lines.post("dialogflow", body).get_data(as_text=True)


@pytest.mark.parametrize("press", [_phone, _vxml, _lex, _connect, _cx])
def test_zero_calls_a_person_whatever_was_asked(
    lines: Lines, press: Callable[[Lines, str, str], str]
) -> None:
    name = press.__name__

    answer = press(lines, f"zero{name}", "0")

    assert "Somebody will take over" in answer or "put you through" in answer
    assert "didn't get that" not in answer


def test_a_caller_hears_which_keys_there_are_and_a_reader_does_not(lines: Lines) -> None:
    greeted = lines.call({"CallSid": "keys"}).get_data(as_text=True)
    typed = lines.post("chat", {"user": "keys", "messages": []}, path="/chat/completions")

    assert "0 for a person" in greeted
    assert "0 for a person" not in typed.get_data(as_text=True)


def test_a_page_of_voicexml_takes_keys_and_tells_how_it_was_answered(lines: Lines) -> None:
    page = ET.fromstring(lines.page({"session": "vx", "event": ""}).data)
    name = "{http://www.w3.org/2001/vxml}"

    modes = [each.get("mode") for each in page.iter(f"{name}grammar")]
    submit = page.find(f".//{name}filled/{name}submit")

    assert modes == [None, "dtmf", "dtmf"]
    assert submit is not None
    assert "how" in (submit.get("namelist") or "").split()


def test_a_page_of_voicexml_tells_us_of_the_second_silence(lines: Lines) -> None:
    page = ET.fromstring(lines.page({"session": "vx", "event": ""}).data)
    name = "{http://www.w3.org/2001/vxml}"

    first, second = page.iter(f"{name}noinput")
    told = lines.page({"session": "vx", "event": "heard", "how": "voice", "heard": ""})

    assert first.find(f"{name}submit") is None
    assert second.get("count") == "2"
    assert second.find(f"{name}submit") is not None
    assert b"hear anything" in told.data


@pytest.mark.parametrize("expect", Expect)
def test_zero_is_a_person_at_every_question(expect: Expect) -> None:
    meant = key_meant("0", expect, MUGS)

    assert meant is not None
    asked = State(expect=expect, option="color", proving=Proving(wish="Identify"))
    assert isinstance(step(asked, Heard(understanding=meant)).next, CallPerson)


@pytest.mark.parametrize(
    ("keys", "expect", "intent"),
    [
        ("1", Expect.CONFIRM, Intent.YES),
        ("2", Expect.CONFIRM, Intent.NO),
        ("9", Expect.CONFIRM, Intent.REPEAT),
        ("*", Expect.QUANTITY, Intent.START_OVER),
        ("9", Expect.PRODUCT_CHOICE, Intent.REPEAT),
    ],
)
def test_a_key_means_what_the_greeting_said(keys: str, expect: Expect, intent: Intent) -> None:
    meant = key_meant(keys, expect, MUGS)

    assert meant is not None
    assert meant.intent is intent


@pytest.mark.parametrize(
    ("keys", "expect"),
    [
        ("0", Expect.OPTION),
        ("9", Expect.OPTION),
        ("10", Expect.OPTION),
        ("1", Expect.OPTION),
        ("9", Expect.QUANTITY),
        ("1", Expect.PRODUCT_CHOICE),
        ("1042", Expect.PROOF_NUMBER),
        ("00123", Expect.PROOF_PIN),
    ],
)
def test_a_key_that_can_be_an_answer_is_one(keys: str, expect: Expect) -> None:
    assert key_meant(keys, expect, SHOES) is None


@pytest.mark.parametrize("language", PROMPTS)
def test_help_names_a_person_and_the_keys_in_every_language(language: str) -> None:
    prompts = PROMPTS[language]
    person = {"en": "person", "es": "persona", "fr": "personne", "de": "Mitarbeiter"}[language]

    assert person in prompts["help"]
    assert all(key in prompts["keypad.help"] for key in "0129")


@pytest.mark.parametrize(
    "expect",
    [Expect.NOTHING, Expect.OFFER, Expect.TRY_AGAIN, Expect.CHANGE, Expect.CONFIRM, Expect.PERSON],
)
@pytest.mark.parametrize(("keys", "word"), [("1", Intent.YES), ("2", Intent.NO)])
def test_a_key_for_yes_or_no_does_what_the_word_alone_does(
    expect: Expect, keys: str, word: Intent
) -> None:
    pressed, asked = key_meant(keys, expect, MUGS), State(expect=expect)
    said = Understanding(intent=word, text="yes" if word is Intent.YES else "no")

    assert pressed is not None
    done, wanted = step(asked, Heard(understanding=pressed)), step(asked, Heard(understanding=said))

    assert done == wanted


def test_a_caller_who_presses_2_at_the_offer_or_when_asked_for_more_has_said_no(
    lines: Lines,
) -> None:
    offered = lines.call({"CallSid": "two", "SpeechResult": "do you have the mug"}, "?heard=1")
    assert "Would you like" in offered.get_data(as_text=True)

    left = _phone(lines, "two", "2")

    assert "didn't get that" not in left
    assert "Goodbye" in left
