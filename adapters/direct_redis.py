"""Commands to Redis on as many connections as ever asked at once, for what a shopper waits for.

redis-py opens a connection (address, TLS, who we are); what is said on it goes without redis-py's
client, its pool and its reading: half the cost of a call (docs/performance.md).
"""

from __future__ import annotations

import os
import socket
import weakref
from collections import deque
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import AbstractConnection
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.retry import Retry

from adapters.redis_wire import Command, Wire


class DirectRedis:
    """Runs commands on the server that a client speaks to. Thread-safe; safe over a fork.

    Gives up at the first failure, but for a connection that the server had closed meanwhile.
    """

    def __init__(self, client: Redis, *, timeout_s: float | None = None) -> None:
        pool = client.connection_pool
        self._kind = pool.connection_class
        self._options = {
            **pool.connection_kwargs,
            "retry": Retry(NoBackoff(), 0),
            "protocol": 2,
        }
        for name in ("socket_timeout", "socket_connect_timeout"):
            if timeout_s is not None and name in self._options:
                self._options[name] = timeout_s
        self._begin()
        _open_clients().add(self)

    def execute_command(self, *words: Any) -> Any:
        """The reply. Raises redis.exceptions.RedisError."""
        return self.execute_together((words,))[0]

    def execute_together(self, commands: Sequence[Command]) -> list[Any]:
        """The replies to commands sent in one piece; others' may run between them.

        Raises redis.exceptions.RedisError; a refusal of one does not undo the others.
        """
        try:
            line = self._resting.pop()
        except IndexError:
            line = _Line(self._kind(**self._options))
        has_rested = line.is_open
        try:
            return line.ask(commands)
        except RedisConnectionError:
            if not has_rested:
                raise
            return line.ask(commands)  # closed while it rested: it connects anew
        finally:
            self._resting.append(line)  # whole, or closed and to be opened anew

    def _forget_parent(self) -> None:
        """In a forked child: the parent's connections are not ours to use."""
        self._ending.detach()
        self._begin()

    def _begin(self) -> None:
        """With no connection; what rests is closed when nobody holds this client any more, before
        the collector can come upon a socket whose connection it has not seen yet."""
        self._resting: deque[_Line] = deque()
        self._ending = weakref.finalize(self, _close, self._resting)
        self._ending.atexit = False


class _Line:
    """A connection that opens when it is needed, and closes when what it carries is in doubt."""

    def __init__(self, connection: AbstractConnection) -> None:
        self._connection = connection
        self._wire: Wire | None = None

    @property
    def is_open(self) -> bool:
        """Whether something was said on it before; the server may have closed it since."""
        return self._wire is not None

    def ask(self, commands: Sequence[Command]) -> list[Any]:
        try:
            if self._wire is None:
                self._wire = Wire(_opened(self._connection))
            return self._wire.ask(commands)
        except ResponseError:
            raise
        except BaseException:  # a late reply must not be taken for the next one's
            self.close()
            raise

    def close(self) -> None:
        self._wire = None
        self._connection.disconnect()  # type: ignore[no-untyped-call]  # redis-py


def _close(lines: deque[_Line]) -> None:
    for line in lines:
        line.close()


def _opened(connection: AbstractConnection) -> socket.socket:
    """The socket of a connection, on which the server knows by now who we are."""
    connection.connect()  # type: ignore[no-untyped-call]  # redis-py
    opened: Any = connection._sock  # redis-py has no public name for it
    return cast(socket.socket, opened)


@cache
def _open_clients() -> weakref.WeakSet[DirectRedis]:
    """Every client of this process; asking first also watches for forks."""
    clients: weakref.WeakSet[DirectRedis] = weakref.WeakSet()

    def in_child() -> None:
        for client in list(clients):
            client._forget_parent()

    os.register_at_fork(after_in_child=in_child)
    return clients
