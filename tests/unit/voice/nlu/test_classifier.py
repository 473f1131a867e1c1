"""The intent classifier: floors on unseen utterances, calibration, votes, and a repeatable file."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.voice.nlu.classifier import WEIGHTS_FILE, load_classifier, read_classifier
from app.voice.nlu.evaluation import evaluate
from app.voice.nlu.labels import Label
from app.voice.nlu.parsing import SentenceParser
from app.voice.nlu.training.fit import train
from app.voice.nlu.training.grammar import parse_grammar
from app.voice.nlu.training.rows import digest_of, training_rows
from app.voice.nlu.understanding import Expect
from app.voice.nlu.vocabulary import Vocabulary
from domain.ids import LocationId

FIXTURES = Path(__file__).parents[3] / "fixtures" / "nlu"
DEV = FIXTURES / "intents_dev.jsonl"
TODAY = date(2026, 3, 11)
_TRAINED_TWICE = """
from app.voice.nlu.training.fit import train
from app.voice.nlu.training.rows import training_rows

rows = training_rows()[::400]
print("same" if train(rows, digest="d") == train(rows, digest="d", processes=2) else "other")
"""


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return evaluate(DEV, SentenceParser())


def test_unseen_utterances_of_known_sources_are_understood(figures: dict[str, Any]) -> None:
    assert figures["accuracy_lenient"] >= 0.96
    assert figures["out_of_scope_recall"] >= 0.92


def test_where_it_answers_it_is_right(figures: dict[str, Any]) -> None:
    assert figures["answered_share"] >= 0.85
    assert figures["answered_accuracy"] >= 0.95


def test_every_language_is_understood(figures: dict[str, Any]) -> None:
    by_language = {lang: one["accuracy_lenient"] for lang, one in figures["per_language"].items()}

    assert {lang: share for lang, share in by_language.items() if share < 0.9} == {}


@pytest.fixture(scope="module")
def held_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    rows = (FIXTURES / "heldout_intents.jsonl").read_text("utf-8").splitlines(keepends=True)
    some = tmp_path_factory.mktemp("nlu") / "some.jsonl"
    some.write_text("".join(rows[::5]), "utf-8")
    return evaluate(some, SentenceParser())


def test_utterances_of_another_hand_are_understood(held_out: dict[str, Any]) -> None:
    assert held_out["accuracy_lenient"] >= 0.9
    assert held_out["out_of_scope_recall"] >= 0.92
    assert held_out["answered_share"] >= 0.85
    assert held_out["answered_accuracy"] >= 0.95


def test_fresh_rounds_of_utterances_are_understood() -> None:
    rounds = evaluate(FIXTURES / "heldout_rounds.jsonl", SentenceParser())

    assert rounds["accuracy_lenient"] >= 0.93
    assert rounds["out_of_scope_recall"] >= 0.95
    assert rounds["answered_accuracy"] >= 0.96


def test_a_strangers_utterances_are_understood() -> None:
    told = evaluate(FIXTURES / "heldout_stranger.jsonl", SentenceParser())

    assert told["accuracy_lenient"] >= 0.95
    assert told["out_of_scope_recall"] >= 0.93
    assert told["answered_accuracy"] >= 0.97


def test_utterances_written_apart_from_the_project_are_understood() -> None:
    told = evaluate(FIXTURES / "heldout_apart_second.jsonl", SentenceParser())

    assert told["accuracy_lenient"] >= 0.94
    assert told["out_of_scope_recall"] >= 0.93
    assert told["answered_share"] >= 0.9
    assert told["answered_accuracy"] >= 0.96


def test_how_many_processes_train_changes_no_byte() -> None:
    made = subprocess.run(
        [sys.executable, "-c", _TRAINED_TWICE], check=True, capture_output=True, timeout=120
    )

    assert made.stdout.split() == [b"same"]


def test_the_weights_were_made_from_the_files_as_they_are() -> None:
    assert load_classifier().digest == digest_of(), "run `voicetill nlu train` and commit the file"


def test_training_twice_gives_the_same_bytes() -> None:
    rows = training_rows()[::180]

    assert train(rows, digest="d") == train(rows, digest="d")


def test_the_weights_are_small_enough_to_be_committed() -> None:
    assert WEIGHTS_FILE.stat().st_size < 5_000_000


def test_a_file_that_holds_no_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="not a weights file"):
        read_classifier(b'{"labels": ["yes"]}\nxx')


def test_the_open_question_decides_what_a_bare_answer_is() -> None:
    parser = SentenceParser()

    alone = parser.parse("the blue one", today=TODAY, lang="en")
    asked = parser.parse("the blue one", today=TODAY, lang="en", expect=Expect.OPTION)

    assert asked.label is Label.INFORM
    assert _score(asked.readings, Label.INFORM) >= _score(alone.readings, Label.INFORM)


def test_the_intent_of_the_channel_is_a_strong_vote() -> None:
    text = "what about the thing from tuesday"
    parser = SentenceParser()

    heard = parser.parse(text, today=TODAY, lang="en", channel=Label.ORDER_STATUS)

    assert heard.label is Label.ORDER_STATUS


def test_words_of_the_merchant_speak_against_out_of_scope() -> None:
    words = Vocabulary.of({"color": ["Zorblatt"]}, [(LocationId("x"), "Quuxville")])
    parser = SentenceParser()
    text = "zorblatt in quuxville"

    plain = parser.parse(text, today=TODAY, lang="en").readings
    known = parser.parse(text, today=TODAY, lang="en", vocabulary=words).readings

    assert known[0].label is not Label.OUT_OF_SCOPE or known[0].score < plain[0].score


def test_an_unclear_sentence_names_the_two_likeliest_readings() -> None:
    heard = SentenceParser().parse("order", today=TODAY, lang="en")

    assert len(set(heard.either)) == 2
    assert heard.either == (heard.readings[0].label, heard.readings[1].label)
    assert heard.sure is (heard.readings[0].score >= load_classifier().calibration.threshold)


def test_a_grammar_gives_the_same_sentences_each_time() -> None:
    text = "@item\nmilk|tea\n[place_order]\n(i want|give me) {item}\nbuy {item}"

    once, again = (list(parse_grammar(text).sentences()) for _ in range(2))

    assert once == again
    assert {intent for intent, _ in once} == {"place_order"}


@pytest.mark.parametrize("text", ["stray line", "[yes]\nyes {missing}"])
def test_a_grammar_with_a_fault_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"stray line|missing"):
        parse_grammar(text)


def _score(readings: Any, label: Label) -> float:
    return next((reading.score for reading in readings if reading.label is label), 0.0)
