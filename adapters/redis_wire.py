"""The Redis serialization protocol (RESP2) on a socket that is open: commands out, replies in.

Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Sequence
from typing import Any, Final

from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

Command = Sequence[Any]
"""A name and its arguments."""
_AT_ONCE: Final = 65_536


class Wire:
    """One connection. Not thread-safe; unfit for use after anything but a ResponseError.

    A plain socket's patience is left to the kernel: Python would ask it before every send and every
    read whether it is ready, and give the interpreter away each time.
    """

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened
        self._read = b""
        """What came and was not taken yet."""
        patience = opened.gettimeout()
        if type(opened) is socket.socket and patience is not None:
            whole, part = divmod(patience, 1.0)
            waits = struct.pack("ll", int(whole), int(part * 1_000_000))
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                opened.setsockopt(socket.SOL_SOCKET, option, waits)
            opened.settimeout(None)

    def ask(self, commands: Sequence[Command]) -> list[Any]:
        """The replies to commands that are sent together: byte strings, integers, None, lists.

        Raises redis.exceptions.ResponseError for the first that is refused, when all are read, and
        ConnectionError or TimeoutError for a connection that broke or took too long.
        """
        try:
            self._socket.sendall(b"".join(map(packed, commands)))
            replies = [self._reply() for _ in commands]
        except (TimeoutError, BlockingIOError) as error:
            raise RedisTimeoutError("Redis took too long to answer") from error
        except OSError as error:
            raise RedisConnectionError(f"the connection to Redis broke: {error}") from error
        for reply in replies:
            if isinstance(reply, ResponseError):
                raise reply
        return replies

    def _reply(self) -> Any:
        line = self._line()
        kind, said = line[:1], line[1:]
        if kind == b"$":
            return None if said == b"-1" else self._bytes(int(said))
        if kind == b":":
            return int(said)
        if kind == b"+":
            return said
        if kind == b"-":
            return _refusal(said.decode(errors="replace"))
        if kind == b"*":
            return None if said == b"-1" else [self._reply() for _ in range(int(said))]
        raise RedisConnectionError(f"Redis answered in another protocol: {line[:20]!r}")

    def _line(self) -> bytes:
        while True:
            line, end, rest = self._read.partition(b"\r\n")
            if end:
                self._read = rest
                return line
            self._more()

    def _bytes(self, count: int) -> bytes:
        while len(self._read) < count + 2:
            self._more()
        taken, self._read = self._read[:count], self._read[count + 2 :]
        return taken

    def _more(self) -> None:
        came = self._socket.recv(_AT_ONCE)
        if not came:
            raise RedisConnectionError("Redis closed the connection")
        self._read += came


def packed(words: Command) -> bytes:
    """A command as an array of bulk strings."""
    parts: list[bytes] = [b"*%d" % len(words)]
    for word in words:
        raw = word if type(word) is bytes else str(word).encode()
        parts += (b"$%d" % len(raw), raw)
    parts.append(b"")
    return b"\r\n".join(parts)


def _refusal(said: str) -> ResponseError:
    code, _, rest = said.partition(" ")
    return NoScriptError(rest) if code == "NOSCRIPT" else ResponseError(said)
