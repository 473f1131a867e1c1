"""A gate in front of a server: open, everything passes; shut, all lines are cut and none begins.

What a failed network looks like to a client, without touching the server behind.
"""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_PART = 65536


@dataclass(slots=True)
class Gate:
    """Listens on a loopback port and passes on to a unix socket."""

    target: Path
    port: int = 0
    _listener: socket.socket | None = None
    _lines: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self) -> None:
        """Let lines through, on the port it had before if it had one."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(128)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def shut(self) -> None:
        """Cut every line and refuse new ones."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self._lock:
            lines, self._lines = self._lines, set()
        for line in lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(str(self.target))
            except OSError:
                near.close()
                continue
            with self._lock:
                if self._listener is not listener:
                    near.close()
                    far.close()
                    return
                self._lines |= {near, far}
            threading.Thread(target=self._pass_on, args=(near, far), daemon=True).start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with selectors.DefaultSelector() as watched, near, far, suppress(OSError):
            watched.register(near, selectors.EVENT_READ, far)
            watched.register(far, selectors.EVENT_READ, near)
            while True:
                for key, _ in watched.select():
                    source: socket.socket = key.fileobj  # type: ignore[assignment]
                    if not (part := source.recv(_PART)):
                        return
                    key.data.sendall(part)


@contextmanager
def gate(target: Path) -> Iterator[Gate]:
    """An open gate, shut in the end."""
    made = Gate(target)
    made.open()
    try:
        yield made
    finally:
        made.shut()
