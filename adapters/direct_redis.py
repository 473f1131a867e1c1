"""Commands to Redis on as many connections as ever asked at once, for what a shopper waits for.

redis-py's own connection, without its client's bookkeeping around each command and without its
pool: half the cost of a call (docs/performance.md).
"""

from __future__ import annotations

import os
import weakref
from collections import deque
from functools import cache
from typing import Any

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.retry import Retry


class DirectRedis:
    """Runs commands on the server that a client speaks to. Thread-safe; safe over a fork.

    Gives up at the first failure, but for a connection that the server had closed meanwhile.
    """

    def __init__(self, client: Redis, *, timeout_s: float | None = None) -> None:
        pool = client.connection_pool
        self._kind = pool.connection_class
        self._options = {**pool.connection_kwargs, "retry": Retry(NoBackoff(), 0)}
        for name in ("socket_timeout", "socket_connect_timeout"):
            if timeout_s is not None and name in self._options:
                self._options[name] = timeout_s
        self._resting: deque[AbstractConnection] = deque()
        _open_clients().add(self)

    def execute_command(self, *words: Any) -> Any:
        """The reply. Raises redis.exceptions.RedisError."""
        try:
            connection, has_rested = self._resting.pop(), True
        except IndexError:
            connection, has_rested = self._kind(**self._options), False
        try:
            return self._ask(connection, words)
        except RedisConnectionError:
            if not has_rested:
                raise
            return self._ask(connection, words)  # closed while it rested: it connects anew
        finally:
            self._resting.append(connection)  # whole, or disconnected and to be connected anew

    @staticmethod
    def _ask(connection: AbstractConnection, words: tuple[Any, ...]) -> Any:
        try:
            connection.send_packed_command(_packed(words))  # type: ignore[no-untyped-call]  # redis-py
            return connection.read_response()
        except ResponseError:
            raise
        except BaseException:  # a late reply must not be taken for the next one's
            connection.disconnect()  # type: ignore[no-untyped-call]  # redis-py
            raise

    def _forget_parent(self) -> None:
        """In a forked child: the parent's connections are not ours to use."""
        self._resting = deque()


def _packed(words: tuple[Any, ...]) -> list[bytes]:
    """A command as an array of bulk strings (Redis serialization protocol, RESP)."""
    parts: list[bytes] = [b"*%d" % len(words)]
    for word in words:
        raw = word if type(word) is bytes else str(word).encode()
        parts += (b"$%d" % len(raw), raw)
    parts.append(b"")
    return [b"\r\n".join(parts)]


@cache
def _open_clients() -> weakref.WeakSet[DirectRedis]:
    """Every client of this process; asking first also watches for forks."""
    clients: weakref.WeakSet[DirectRedis] = weakref.WeakSet()

    def in_child() -> None:
        for client in list(clients):
            client._forget_parent()

    os.register_at_fork(after_in_child=in_child)
    return clients
