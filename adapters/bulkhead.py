"""So many calls at once per connection and process: a slow shop may not take every thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from domain.calls import Call, Lane
from domain.errors import UnavailableError
from domain.ids import ConnectionId

_LEFT_FREE = {Lane.LIVE: 0, Lane.REFETCH: 1, Lane.BACKFILL: 2}


@dataclass(slots=True)
class _Slots:
    busy: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)


class Bulkheads:
    """Slots per connection; lower lanes leave some to the lanes above. Thread-safe."""

    def __init__(self, size: int) -> None:
        if size <= max(_LEFT_FREE.values()):
            raise ValueError(f"a bulkhead needs more than {max(_LEFT_FREE.values())} slots")
        self._size = size
        self._slots: dict[ConnectionId, _Slots] = {}

    @contextmanager
    def slot(
        self, connection_id: ConnectionId, *, call: Call, platform: str, operation: str
    ) -> Iterator[None]:
        """Hold one slot, waiting for it until the call's deadline. Raises UnavailableError."""
        slots = self._slots.get(connection_id)
        if slots is None:
            slots = self._slots.setdefault(connection_id, _Slots())
        if not self._enter(slots, call):
            raise UnavailableError(
                "too many calls are under way already and none ended in time",
                platform=platform,
                operation=operation,
            )
        try:
            yield
        finally:
            with slots.changed:
                slots.busy -= 1
                slots.changed.notify_all()

    def _enter(self, slots: _Slots, call: Call) -> bool:
        limit = self._size - _LEFT_FREE[call.lane]
        with slots.changed:
            timeout = max(0.0, call.deadline.remaining())
            if not slots.changed.wait_for(lambda: slots.busy < limit, timeout=timeout):
                return False
            slots.busy += 1
            return True
