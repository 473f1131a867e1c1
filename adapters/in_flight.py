"""So many requests at once, over all processes: for platforms that limit concurrency.

Slots are members of a sorted set in Redis, scored by when their holder's deadline ends, so a
process that dies gives its slots back by itself. Without Redis each process keeps to its share.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import uniform

from adapters.shared_state import Script, SharedState
from domain.calls import Call, Lane
from domain.errors import UnavailableError

_GRACE_S = 2.0
"""How long after its deadline a holder that died still counts."""
_LOOK_EVERY_S = (0.005, 0.02)
"""Another process's leaving is seen by looking; one's own wakes the waiters."""

ENTER = Script(
    """
local t = redis.call('TIME')
local now = tonumber(t[1]) + tonumber(t[2]) / 1000000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return {'0'} end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.ceil(tonumber(ARGV[3]) * 1000) + 60000)
return {'1'}
"""
)
LEAVE = Script("return {tostring(redis.call('ZREM', KEYS[1], ARGV[1]))}")


@dataclass(slots=True)
class _Room:
    busy: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)


class InFlight:
    """Slots by name. Thread-safe."""

    def __init__(self, shared: SharedState, *, processes: int = 1) -> None:
        self._shared = shared
        self._processes = processes
        self._rooms: dict[str, _Room] = {}

    @contextmanager
    def slot(
        self, name: str, limit: int, *, call: Call, platform: str, operation: str
    ) -> Iterator[None]:
        """Hold one of `limit` slots, waiting for it until the call's deadline.

        Lower lanes leave some free for the lanes above. Raises: UnavailableError.
        """
        room = self._rooms.get(name)
        if room is None:
            room = self._rooms.setdefault(name, _Room())
        holder = secrets.token_hex(8)
        if not self._enter(room, name, limit, holder, call):
            raise UnavailableError(
                f"{limit} requests are under way already, more the platform forbids",
                platform=platform,
                operation=operation,
            )
        try:
            yield
        finally:
            self._shared.run(LEAVE, _key(name), [holder])
            with room.changed:
                room.busy -= 1
                room.changed.notify()

    def _enter(self, room: _Room, name: str, limit: int, holder: str, call: Call) -> bool:
        most = limit - _left_free(call.lane, limit)
        own = max(1, limit // self._processes - _left_free(call.lane, limit // self._processes))
        with room.changed:
            while (left := call.deadline.remaining()) > 0:
                reply = self._shared.run(ENTER, _key(name), [holder, most, left + _GRACE_S])
                if room.busy < own if reply is None else reply[0] == b"1":
                    room.busy += 1
                    return True
                room.changed.wait(min(left, uniform(*_LOOK_EVERY_S)))  # noqa: S311 - spreads
        return False


def _left_free(lane: Lane, limit: int) -> int:
    """Backfill leaves two of four or more slots free, refetches one; of few, at least one stays."""
    wanted = {Lane.LIVE: 0, Lane.REFETCH: 1, Lane.BACKFILL: 2}[lane]
    return max(0, min(wanted, limit // 2))


def _key(name: str) -> str:
    return f"vt:flight:{name}"
