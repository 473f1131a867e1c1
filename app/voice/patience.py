"""Tells shoppers who wait that we are at work: one thread for all of them, beside their turns.

Turns that end in time, as nearly all do, cost an entry in a queue and no more.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

import structlog

from app.ops.notify import Poster
from domain.calls import Deadline
from domain.errors import ConfigurationError, UnavailableError

_LOG = structlog.get_logger(__name__)
AFTER_S: Final = 1.5
"""How long a shopper waits in silence."""
_POST_S: Final = 1.0
_IDLE_S: Final = 60.0
_MOST: Final = 256
"""Beyond this many waiting turns nobody more is told: the gateway has other troubles."""


@dataclass(slots=True)
class _Waiting:
    due: float
    url: str
    token: str
    body: Callable[[], bytes]
    over: bool = False

    def __enter__(self) -> None:
        """The wait has begun."""

    def __exit__(self, *_: object) -> None:
        self.over = True


@dataclass(slots=True)
class PatientPoster:
    """`Patience` over HTTP. Thread-safe; its thread ends by itself when nobody waited for long."""

    poster: Poster
    after_s: float = AFTER_S
    _queue: deque[_Waiting] = field(default_factory=deque)
    _bell: threading.Condition = field(default_factory=threading.Condition)
    _at_work: bool = False

    def waiting(
        self, url: str, token: str, body: Callable[[], bytes]
    ) -> AbstractContextManager[None]:
        """While this is open for longer than `after_s` from now, `body` is made and posted once."""
        one = _Waiting(due=monotonic() + self.after_s, url=url, token=token, body=body)
        self._put(one)
        return one

    def _put(self, one: _Waiting) -> None:
        with self._bell:
            if len(self._queue) >= _MOST:
                return
            self._queue.append(one)
            if not self._at_work:
                self._at_work = True
                threading.Thread(target=self._work, name="patience", daemon=True).start()
            elif len(self._queue) == 1:
                self._bell.notify()

    def _work(self) -> None:
        """All wait equally long, so the first in the queue is always the next that is due."""
        while (one := self._next()) is not None:
            if not one.over:
                self._tell(one)

    def _next(self) -> _Waiting | None:
        """The next that is due; None after a long time in which nobody came."""
        with self._bell:
            while True:
                while self._queue and self._queue[0].over:
                    self._queue.popleft()
                if not self._queue:
                    if not self._bell.wait(_IDLE_S) and not self._queue:
                        self._at_work = False
                        return None
                    continue
                left = self._queue[0].due - monotonic()
                if left <= 0:
                    return self._queue.popleft()
                self._bell.wait(left)

    def _tell(self, one: _Waiting) -> None:
        headers = {"Authorization": f"Bearer {one.token}", "Content-Type": "application/json"}
        try:
            status = self.poster.post(
                one.url, headers=headers, body=one.body(), deadline=Deadline.after(_POST_S)
            )
            _LOG.info("voice.told_to_wait", status=status)
        except (ConfigurationError, UnavailableError) as error:
            _LOG.info("voice.not_told_to_wait", error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the last handler of the loop: best effort
            _LOG.warning("voice.not_told_to_wait", error=type(error).__name__, exc_info=True)
