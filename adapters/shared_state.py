"""State that all processes share, in Redis; every caller can live without it for a while.

Fails open: a caller gets None and uses its local, conservative copy. After a failure Redis is left
alone for a moment, so that an outage costs one timeout now and then and not one per call.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TypeAlias

import structlog
from redis import Redis
from redis.exceptions import NoScriptError, RedisError

from adapters.direct_redis import DirectRedis

_TIMEOUT_S = 0.25
Reply: TypeAlias = list[bytes]
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the name Redis caches it by."""

    source: str
    sha: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha1(self.source.encode(), usedforsecurity=False).hexdigest()
        object.__setattr__(self, "sha", digest)


class SharedState:
    """Runs scripts on Redis, or says that it cannot. Thread-safe."""

    def __init__(
        self,
        client: Redis | None,
        *,
        pause_s: float = 2.0,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._client = None if client is None else DirectRedis(client, timeout_s=_TIMEOUT_S)
        self._pause_s = pause_s
        self._timer = timer
        self._away_until = 0.0
        self._lock = threading.Lock()

    @property
    def is_configured(self) -> bool:
        """Whether there is a Redis at all."""
        return self._client is not None

    def run(self, script: Script, key: str, args: Sequence[str | int | float]) -> Reply | None:
        """The script's reply (a list of byte strings), or None when Redis is absent or gone."""
        if self._client is None or self._timer() < self._away_until:
            return None
        try:
            reply = self._evaluate(self._client, script, key, args)
        except RedisError as error:
            self._leave(error)
            return None
        self._return()
        return reply

    def _evaluate(
        self, client: DirectRedis, script: Script, key: str, args: Sequence[str | int | float]
    ) -> Reply:
        try:
            raw = client.execute_command("EVALSHA", script.sha, 1, key, *args)
        except NoScriptError:
            raw = client.execute_command("EVAL", script.source, 1, key, *args)
        return [item if isinstance(item, bytes) else str(item).encode() for item in raw]

    def _leave(self, error: RedisError) -> None:
        with self._lock:
            is_news = self._away_until == 0.0
            self._away_until = self._timer() + self._pause_s
        if is_news:
            _log.warning("shared_state.lost", error=type(error).__name__)

    def _return(self) -> None:
        if self._away_until == 0.0:
            return
        with self._lock:
            self._away_until = 0.0
        _log.info("shared_state.regained")
