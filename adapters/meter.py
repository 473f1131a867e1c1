"""How long the work in hand has spent in, and waiting for, the platforms."""

from __future__ import annotations

import threading
from contextvars import ContextVar


class CallMeter:
    """Sums what the calls made under it took. Thread-safe; parallel calls add up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent_ms = 0.0
        self._waited_ms = 0.0
        self._calls = 0

    @property
    def spent_ms(self) -> float:
        """Milliseconds in exchanges with platforms, from first byte out to last byte in."""
        return self._spent_ms

    @property
    def waited_ms(self) -> float:
        """Milliseconds waiting for a rate budget, a free slot or the next attempt."""
        return self._waited_ms

    @property
    def calls(self) -> int:
        """Exchanges made, retries included."""
        return self._calls

    def add(self, *, spent_ms: float, waited_ms: float, calls: int) -> None:
        """Count a call and its attempts."""
        with self._lock:
            self._spent_ms += spent_ms
            self._waited_ms += waited_ms
            self._calls += calls


_meter: ContextVar[CallMeter | None] = ContextVar("platform_call_meter", default=None)


class metered:  # noqa: N801 - used like a function
    """Meter every platform call made in this context (copy the context into worker threads)."""

    __slots__ = ("_token",)

    def __enter__(self) -> CallMeter:
        meter = CallMeter()
        self._token = _meter.set(meter)
        return meter

    def __exit__(self, *_: object) -> None:
        _meter.reset(self._token)


def current_meter() -> CallMeter | None:
    """The meter in force, if any."""
    return _meter.get()


def spent_ms() -> float:
    """Milliseconds the work in hand has spent in platforms so far; 0 outside `metered`."""
    meter = _meter.get()
    return meter.spent_ms if meter is not None else 0.0
