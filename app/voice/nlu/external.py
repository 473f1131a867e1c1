"""Asking a parser outside, such as a language model: off by default, never waited for for long.

Whatever it answers is data: a label of ours with a score, or nothing. It starts no action, and
entities are always read locally.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Final, Protocol

import structlog

from app.voice.nlu.classifier import Reading
from app.voice.nlu.labels import Label

_LOG = structlog.get_logger(__name__)
_AT_ONCE: Final = 4
"""Questions under way; further ones are answered locally at once."""


class ExternalParserError(Exception):
    """The parser outside gave no answer: not reachable, over its quota, or nonsense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalAnswer:
    """What the parser outside took a sentence for; unchecked."""

    intent: str
    score: float


class ExternalParser(Protocol):
    """A parser outside the process, as an operator plugs it in."""

    def intent_of(self, text: str, *, lang: str, labels: tuple[str, ...]) -> ExternalAnswer | None:
        """Which of the labels the text means; None: it cannot tell. Raises ExternalParserError.

        Called on a thread of its own; an answer later than the deadline is dropped.
        """
        ...


@dataclass(frozen=True, slots=True)
class ExternalParsing:
    """Puts the answer of a parser outside before the local readings, if it comes in time."""

    parser: ExternalParser
    deadline_s: float = 0.4
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="nlu-external")
    )
    _free: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE))

    def first_of(self, text: str, lang: str, local: list[Reading]) -> list[Reading]:
        """The local readings, led by the one from outside; unchanged where there is none."""
        answer = self._asked(text, lang, local)
        told = _checked(answer) if answer else None
        if told is None:
            return local
        return [told, *(reading for reading in local if reading.label is not told.label)]

    def close(self) -> None:
        """Wait for no answer any more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _asked(self, text: str, lang: str, local: list[Reading]) -> ExternalAnswer | None:
        if not self._free.acquire(blocking=False):
            return None
        labels = tuple(reading.label.value for reading in local)
        asked = self._pool.submit(self.parser.intent_of, text, lang=lang, labels=labels)
        asked.add_done_callback(self._done)
        try:
            return asked.result(timeout=self.deadline_s)
        except FutureTimeoutError:
            _LOG.warning("nlu.external_too_late", deadline_s=self.deadline_s)
        except ExternalParserError as error:
            _LOG.warning("nlu.external_failed", reason=str(error))
        return None

    def _done(self, _asked: Future[ExternalAnswer | None]) -> None:
        self._free.release()


def _checked(answer: ExternalAnswer) -> Reading | None:
    """The answer as a reading; None when it names no label of ours or an impossible score."""
    try:
        label = Label(answer.intent)
        score = float(answer.score)
    except (TypeError, ValueError):
        _LOG.warning("nlu.external_refused")
        return None
    return Reading(label=label, score=score) if 0.0 <= score <= 1.0 else None
