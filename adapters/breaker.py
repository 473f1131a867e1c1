"""Circuit breakers per connection, shared by all processes while Redis is there.

A healthy connection costs at most one look at Redis per quarter second and process: successes are
counted locally and handed in with the next failure, and a closed circuit is remembered that long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

import structlog

from adapters.circuit import (
    ADMIT,
    FAILED,
    FORGET_PROBE,
    SUCCEEDED,
    Admission,
    BreakerPolicy,
    Circuit,
    CircuitState,
)
from adapters.shared_state import SharedState
from domain.errors import UnavailableError
from domain.ids import ConnectionId

_LOOK_EVERY_S = 0.25
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Entry:
    local: Circuit = field(default_factory=Circuit)
    lock: threading.Lock = field(default_factory=threading.Lock)
    closed_at: float = float("-inf")
    """When the shared circuit was last seen closed and without failures."""
    successes: int = 0
    """Not handed in yet."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Permission for one exchange; hand it back with how that went."""

    connection_id: ConnectionId
    platform: str
    is_probe: bool


@dataclass(slots=True)
class Verdict:
    """What an exchange told about the platform's health."""

    is_healthy: bool | None = None
    """None: nothing, for instance because it was never sent."""


class Breakers:
    """One circuit breaker per connection. Thread-safe."""

    def __init__(
        self,
        shared: SharedState,
        *,
        policy: BreakerPolicy,
        on_change: Callable[[str, ConnectionId, CircuitState], None],
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._shared = shared
        self._policy = policy
        self._on_change = on_change
        self._timer = timer
        self._entries: dict[ConnectionId, _Entry] = {}

    def admit(self, platform: str, connection_id: ConnectionId, *, operation: str) -> Pass:
        """Permission for one exchange. Raises UnavailableError at once while the circuit is open.

        Every pass must be handed back by `succeeded`, `failed` or `learned_nothing`.
        """
        entry = self._entry(connection_id)
        admission = self._ask(entry, connection_id)
        if admission.state is CircuitState.OPEN:
            raise UnavailableError(
                f"its circuit is open after failures; next try in {admission.wait_s:.1f} s",
                platform=platform,
                operation=operation,
            )
        is_probe = admission.state is CircuitState.HALF_OPEN
        if is_probe:
            self._on_change(platform, connection_id, CircuitState.HALF_OPEN)
        return Pass(connection_id, platform, is_probe)

    @contextmanager
    def guard(
        self, platform: str, connection_id: ConnectionId, *, operation: str
    ) -> Iterator[Verdict]:
        """Admit one exchange and hand its pass back by the verdict it ends with."""
        permit = self.admit(platform, connection_id, operation=operation)
        verdict = Verdict()
        try:
            yield verdict
        finally:
            if verdict.is_healthy is None:
                self.learned_nothing(permit)
            elif verdict.is_healthy:
                self.succeeded(permit)
            else:
                self.failed(permit)

    def succeeded(self, permit: Pass) -> None:
        """The platform answered, be it to refuse."""
        entry = self._entry(permit.connection_id)
        with entry.lock:
            entry.local.succeeded(
                self._policy, calls=1, is_probe=permit.is_probe, now=self._timer()
            )
            entry.successes += 1
            is_news = permit.is_probe or entry.closed_at == float("-inf")
            calls = entry.successes
            entry.successes = 0 if is_news else calls
        if is_news and self._shared.is_configured:
            args = [calls, int(permit.is_probe), self._policy.window_s]
            self._shared.run(SUCCEEDED, _key(permit.connection_id), args)
        if permit.is_probe:
            with entry.lock:
                entry.local.close()
            self._changed(permit, CircuitState.CLOSED, "breaker.closed")

    def failed(self, permit: Pass) -> None:
        """The platform did not answer, or answered that it cannot."""
        entry = self._entry(permit.connection_id)
        with entry.lock:
            entry.closed_at = float("-inf")
            calls, entry.successes = entry.successes, 0
            opened = entry.local.failed(self._policy, is_probe=permit.is_probe, now=self._timer())
        if self._shared.is_configured:
            rules = self._policy
            args = [
                int(permit.is_probe), rules.window_s, rules.failures, rules.window_calls,
                rules.window_rate, rules.pause_s, rules.longest_pause_s, calls,
            ]  # fmt: skip
            reply = self._shared.run(FAILED, _key(permit.connection_id), args)
            opened = opened if reply is None else reply[0] == b"1"
        if opened:
            self._changed(permit, CircuitState.OPEN, "breaker.opened")

    def learned_nothing(self, permit: Pass) -> None:
        """The exchange told nothing about the platform's health; a probe is given back."""
        if not permit.is_probe:
            return
        entry = self._entry(permit.connection_id)
        with entry.lock:
            entry.local.forget_probe()
        if self._shared.is_configured:
            self._shared.run(FORGET_PROBE, _key(permit.connection_id), [])

    def _ask(self, entry: _Entry, connection_id: ConnectionId) -> Admission:
        now = self._timer()
        if self._shared.is_configured:
            if now - entry.closed_at < _LOOK_EVERY_S:
                return Admission(CircuitState.CLOSED)
            reply = self._shared.run(ADMIT, _key(connection_id), [self._policy.probe_s])
            if reply is not None:
                state, failures = CircuitState(int(reply[0])), int(float(reply[2]))
                with entry.lock:
                    is_clean = state is CircuitState.CLOSED and failures == 0
                    entry.closed_at = now if is_clean else float("-inf")
                return Admission(state, wait_s=float(reply[1]), failures=failures)
        with entry.lock:
            return entry.local.admit(self._policy, now=now)

    def _entry(self, connection_id: ConnectionId) -> _Entry:
        found = self._entries.get(connection_id)
        return found if found is not None else self._entries.setdefault(connection_id, _Entry())

    def _changed(self, permit: Pass, state: CircuitState, event: str) -> None:
        self._on_change(permit.platform, permit.connection_id, state)
        _log.warning(event, platform=permit.platform, connection_id=permit.connection_id)


def _key(connection_id: ConnectionId) -> str:
    return f"vt:breaker:{connection_id}"
