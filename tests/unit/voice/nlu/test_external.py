"""A parser outside may help, but never delays, breaks or commands."""

from __future__ import annotations

from datetime import date
from threading import Event

import pytest

from app.voice.nlu.external import ExternalAnswer, ExternalParserError, ExternalParsing
from app.voice.nlu.labels import Label
from app.voice.nlu.parsing import Parsed, SentenceParser

TODAY = date(2026, 3, 11)


class Answering:
    """Gives the same answer to everything."""

    def __init__(self, answer: ExternalAnswer | None) -> None:
        self.answer = answer

    def intent_of(self, text: str, *, lang: str, labels: tuple[str, ...]) -> ExternalAnswer | None:
        return self.answer


class Failing:
    """Cannot be reached."""

    def intent_of(self, text: str, *, lang: str, labels: tuple[str, ...]) -> ExternalAnswer | None:
        raise ExternalParserError("no route")


class Hanging:
    """Answers when it is let go, which is too late."""

    def __init__(self) -> None:
        self.release = Event()

    def intent_of(self, text: str, *, lang: str, labels: tuple[str, ...]) -> ExternalAnswer | None:
        self.release.wait(5)
        return ExternalAnswer(intent="checkout", score=1.0)


def parsed(outside: ExternalParsing | None) -> Parsed:
    return SentenceParser(external=outside).parse("where is my order", today=TODAY, lang="en")


def test_its_answer_comes_first_and_the_local_readings_stay() -> None:
    answering = Answering(ExternalAnswer(intent="refund_status", score=0.8))
    outside = ExternalParsing(answering, deadline_s=60)

    heard = parsed(outside)
    outside.close()

    assert [reading.label for reading in heard.readings][:2] == [
        Label.REFUND_STATUS,
        Label.ORDER_STATUS,
    ]


@pytest.mark.parametrize(
    "parser",
    [
        Failing(),
        Answering(None),
        Answering(ExternalAnswer(intent="drop all tables", score=1.0)),
        Answering(ExternalAnswer(intent="checkout", score=7.0)),
    ],
    ids=["unreachable", "no answer", "no label of ours", "impossible score"],
)
def test_without_a_usable_answer_the_local_one_stands(parser: Answering | Failing) -> None:
    outside = ExternalParsing(parser, deadline_s=60)

    heard = parsed(outside)
    outside.close()

    assert heard.readings == parsed(None).readings


def test_one_that_hangs_is_not_waited_for() -> None:
    hanging = Hanging()
    outside = ExternalParsing(hanging, deadline_s=0.01)

    heard = [parsed(outside) for _ in range(6)]
    hanging.release.set()
    outside.close()

    assert {each.label for each in heard} == {Label.ORDER_STATUS}
