"""Several questions at once, each with its own end, and none after an outage."""

from __future__ import annotations

import threading

from sync.asking import AT_ONCE, ask_all


class OutageError(Exception):
    """The platform is gone."""


def test_every_question_has_its_answer_or_its_failure() -> None:
    def ask(question: str) -> int:
        return int(question)

    heard = ask_all(["1", "2", "three", "4", "5", "6"], ask, outages=(OutageError,))

    assert heard.answers == {"1": 1, "2": 2, "4": 4, "5": 5, "6": 6}
    assert [type(error) for error in heard.failures.values()] == [ValueError]


def test_a_slow_answer_does_not_keep_the_next_questions_waiting() -> None:
    others_answered = threading.Event()

    def ask(question: int) -> bool:
        if question == 11:
            others_answered.set()
        return question != 1 or others_answered.wait(10)

    heard = ask_all(list(range(12)), ask, outages=())

    assert heard.answers == dict.fromkeys(range(12), True)


def test_a_few_are_asked_at_a_time() -> None:
    all_asked = threading.Barrier(AT_ONCE, timeout=60)

    heard = ask_all(
        list(range(AT_ONCE * 2)), lambda _: all_asked.wait() >= 0, outages=(), first_alone=False
    )

    assert heard.answers == dict.fromkeys(range(AT_ONCE * 2), True)


def test_a_platform_that_is_gone_is_asked_once() -> None:
    asked: list[int] = []

    def ask(question: int) -> None:
        asked.append(question)
        raise OutageError

    heard = ask_all([1, 2, 3], ask, outages=(OutageError,))

    assert asked == [1]
    assert heard.failures.keys() == {1, 2, 3}
    assert heard.met_outage


def test_after_an_outage_nothing_more_is_asked_and_the_rest_failed_of_it() -> None:
    asked: list[int] = []
    all_asked = threading.Barrier(AT_ONCE, timeout=60)

    def ask(question: int) -> int:
        asked.append(question)
        if question:
            all_asked.wait()
            raise OutageError
        return question

    heard = ask_all(list(range(12)), ask, outages=(OutageError,))

    assert sorted(asked) == list(range(1 + AT_ONCE))
    assert heard.answers == {0: 0}
    assert {type(error) for error in heard.failures.values()} == {OutageError}
    assert heard.failures.keys() == set(range(1, 12))


def test_what_was_asked_beside_an_outage_keeps_its_answer() -> None:
    def ask(question: int) -> int:
        if question == 2:
            raise OutageError
        return question

    heard = ask_all([0, 1, 2], ask, outages=(OutageError,), first_alone=False)

    assert heard.answers.keys() == {0, 1}
    assert heard.failures.keys() == {2}
