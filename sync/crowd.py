"""How many threads of a process ask one platform: never all, so that none holds up the others.

While a platform takes its time, each thread that asks it waits. One thread is always left for the
deliveries of other connections.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from domain.ids import ConnectionId


@dataclass(slots=True)
class Crowd:
    """Shared by the inbox workers of a process; thread-safe."""

    at_most: int = 1
    """Threads that may ask one connection's platform."""
    _asking: Counter[ConnectionId] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def full(self) -> frozenset[ConnectionId]:
        """Connections whose deliveries are to be left alone for now."""
        with self._lock:
            return frozenset(one for one, n in self._asking.items() if n >= self.at_most)

    @contextmanager
    def place(self, connection_id: ConnectionId) -> Iterator[bool]:
        """A place among those who ask; whether there was one."""
        with self._lock:
            is_free = self._asking[connection_id] < self.at_most
            if is_free:
                self._asking[connection_id] += 1
        try:
            yield is_free
        finally:
            if is_free:
                with self._lock:
                    self._asking[connection_id] -= 1
                    if not self._asking[connection_id]:
                        del self._asking[connection_id]
