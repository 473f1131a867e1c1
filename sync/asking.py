"""Asking a platform several questions: a few at a time, and no more after an outage."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Q = TypeVar("Q", bound=Hashable)
A = TypeVar("A")

_AT_ONCE = 4
"""Most of a question is waiting for the platform; the lanes of the rate budget keep the order."""


@dataclass(slots=True)
class Heard(Generic[Q, A]):
    """What came back for each question: an answer, or why there is none."""

    answers: dict[Q, A] = field(default_factory=dict)
    failures: dict[Q, Exception] = field(default_factory=dict)


def ask_all(
    questions: Sequence[Q], ask: Callable[[Q], A], *, outages: tuple[type[Exception], ...]
) -> Heard[Q, A]:
    """Ask them in this order: the first alone, the others `_AT_ONCE` at a time.

    After a failure that is an outage nothing more is asked, which would only take the time of
    others; the rest has failed of the same.
    """
    heard: Heard[Q, A] = Heard()
    rest = list(questions)
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="asking") as pool:
        at_once = 1
        while rest:
            chunk, rest = rest[:at_once], rest[at_once:]
            at_once = _AT_ONCE
            asked = {each: pool.submit(copy_context().run, ask, each) for each in chunk}
            outage = _listen(heard, asked, outages)
            if outage is not None:
                heard.failures |= dict.fromkeys(rest, outage)
                break
    return heard


def _listen(
    heard: Heard[Q, A], asked: dict[Q, Future[A]], outages: tuple[type[Exception], ...]
) -> Exception | None:
    """Wait for these; the outage among their failures, if there is one."""
    outage = None
    for question, future in asked.items():
        try:
            heard.answers[question] = future.result()
        except Exception as error:  # noqa: BLE001 - the caller logs it with what asked
            heard.failures[question] = error
            outage = error if isinstance(error, outages) else outage
    return outage
