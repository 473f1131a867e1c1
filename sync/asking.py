"""Asking a platform several questions: a few at a time, and no more after an outage."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Q = TypeVar("Q", bound=Hashable)
A = TypeVar("A")

AT_ONCE = 4
"""Most of a question is waiting for the platform; the lanes of the rate budget keep the order."""


@dataclass(slots=True)
class Heard(Generic[Q, A]):
    """What came back for each question: an answer, or why there is none."""

    answers: dict[Q, A] = field(default_factory=dict)
    failures: dict[Q, Exception] = field(default_factory=dict)
    met_outage: bool = False


def ask_all(
    questions: Sequence[Q],
    ask: Callable[[Q], A],
    *,
    outages: tuple[type[Exception], ...],
    first_alone: bool = True,
) -> Heard[Q, A]:
    """Ask them in this order, `AT_ONCE` at a time: the next as soon as one is answered.

    `first_alone` lets the first one find out whether anybody answers. After a failure that is an
    outage nothing more is asked, which would only take the time of others; the rest has failed of
    the same.
    """
    heard: Heard[Q, A] = Heard()
    rest = list(reversed(questions))
    outage: Exception | None = None
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="asking") as pool:
        asked: dict[Future[A], Q] = {}
        at_once = 1 if first_alone else AT_ONCE
        while asked or (rest and outage is None):
            while rest and outage is None and len(asked) < at_once:
                question = rest.pop()
                asked[pool.submit(copy_context().run, ask, question)] = question
            for future in wait(asked, return_when=FIRST_COMPLETED).done:
                failed = _listen(heard, asked.pop(future), future)
                outage = failed if isinstance(failed, outages) else outage
            at_once = AT_ONCE
    if outage is not None:
        heard.met_outage = True
        heard.failures |= dict.fromkeys(rest, outage)
    return heard


def _listen(heard: Heard[Q, A], question: Q, future: Future[A]) -> Exception | None:
    """Note what came back; the failure, if it is one."""
    try:
        heard.answers[question] = future.result()
    except Exception as error:  # noqa: BLE001 - the caller logs it with what asked
        heard.failures[question] = error
        return error
    return None
