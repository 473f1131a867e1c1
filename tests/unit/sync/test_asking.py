"""Several questions at once, each with its own end, and none after an outage."""

from __future__ import annotations

import threading

from sync.asking import ask_all


class OutageError(Exception):
    """The platform is gone."""


def test_every_question_has_its_answer_or_its_failure() -> None:
    def ask(question: str) -> int:
        return int(question)

    heard = ask_all(["1", "2", "three", "4", "5", "6"], ask, outages=(OutageError,))

    assert heard.answers == {"1": 1, "2": 2, "4": 4, "5": 5, "6": 6}
    assert [type(error) for error in heard.failures.values()] == [ValueError]


def test_a_slow_answer_does_not_keep_the_next_questions_waiting() -> None:
    all_asked = threading.Barrier(4, timeout=10)

    def ask(question: int) -> bool:
        return question == 0 or all_asked.wait() >= 0

    heard = ask_all([0, 1, 2, 3, 4], ask, outages=())

    assert heard.answers == dict.fromkeys(range(5), True)


def test_a_platform_that_is_gone_is_asked_once() -> None:
    asked: list[int] = []

    def ask(question: int) -> None:
        asked.append(question)
        raise OutageError

    heard = ask_all([1, 2, 3], ask, outages=(OutageError,))

    assert asked == [1]
    assert heard.failures.keys() == {1, 2, 3}


def test_after_an_outage_nothing_more_is_asked_and_the_rest_failed_of_it() -> None:
    asked: list[int] = []

    def ask(question: int) -> int:
        asked.append(question)
        if question == 2:
            raise OutageError
        return question

    heard = ask_all(list(range(12)), ask, outages=(OutageError,))

    assert sorted(asked) == [0, 1, 2, 3, 4]
    assert heard.answers.keys() == {0, 1, 3, 4}
    assert {type(error) for error in heard.failures.values()} == {OutageError}
    assert heard.failures.keys() == {2, *range(5, 12)}
