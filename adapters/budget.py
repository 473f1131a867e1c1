"""The rate budget of each connection: learned from the platform, shared by all processes.

A call takes its expected cost before it is sent and settles it by what the answer told. While
Redis is there, all processes draw on one bucket; without it, each draws on its own share of it,
which starts from the last state seen. Lower lanes leave a reserve, so that a nightly job cannot
spend what a shopper's call needs. A shopper's call that must wait books its units in advance:
calls queue in the order they came, and whoever would wait past their deadline is told at once.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import NamedTuple

from adapters.bucket import RESERVE, SETTLE, TAKE, WAIT_ON, Bucket, Turn
from adapters.shared_state import Reply, SharedState
from adapters.wire import BudgetReading, RatePolicy
from domain.calls import Call, Lane
from domain.errors import RateLimitedError
from domain.ids import ConnectionId

_TOO_LATE_S = 0.02
"""Units that come this shortly before the deadline are of no use."""


_LOOK_AGAIN_S = 0.5
"""Calls further in front may turn out cheaper than they said."""


class _About(NamedTuple):
    """Whose budget, and what is assumed of it."""

    platform: str
    connection_id: ConnectionId
    policy: RatePolicy

    @property
    def key(self) -> str:
        return f"vt:budget:{self.platform}:{self.connection_id}"


@dataclass(slots=True)
class _Account:
    bucket: Bucket
    lock: threading.Lock = field(default_factory=threading.Lock)


class RateBudgets:
    """One budget per (platform, connection). Thread-safe."""

    def __init__(
        self,
        shared: SharedState,
        *,
        processes: int = 1,
        sleeper: Callable[[float], None] = sleep,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._shared = shared
        self._share = 1.0 / processes
        self._sleep = sleeper
        self._timer = timer
        self._accounts: dict[tuple[str, ConnectionId], _Account] = {}
        self._lock = threading.Lock()

    def take(
        self,
        platform: str,
        connection_id: ConnectionId,
        *,
        cost: float,
        policy: RatePolicy,
        call: Call,
        operation: str,
    ) -> float:
        """Take units, waiting for them if need be; gives the milliseconds waited.

        Raises: RateLimitedError at once when they cannot be had before the call's deadline;
        nothing was sent then.
        """
        started = self._timer()
        about = _About(platform, connection_id, policy)
        while True:
            left = call.deadline.remaining()
            patience = max(0.0, left - _TOO_LATE_S) if call.lane is Lane.LIVE else 0.0
            turn = self._try(about, cost, call.lane, patience)
            if turn.ticket is not None:
                if turn.wait_s > 0:
                    self._queue(about, turn, cost, call, operation)
                return (self._timer() - started) * 1000
            if turn.wait_s >= left:
                raise _spent(turn.wait_s, platform, operation)
            self._sleep(turn.wait_s * (1 + 0.1 * random.random()))  # noqa: S311 (spreads waiters)

    def _queue(self, about: _About, turn: Turn, cost: float, call: Call, operation: str) -> None:
        """Wait for units that are booked; give them back if they do not come in time."""
        wait, ticket = turn.wait_s, turn.ticket or 0.0
        while wait > 0:
            if wait >= call.deadline.remaining():
                given_back = BudgetReading(cost=0.0)
                self.settle(
                    about.platform,
                    about.connection_id,
                    taken=cost,
                    policy=about.policy,
                    reading=given_back,
                )
                raise _spent(wait, about.platform, operation)
            self._sleep(min(wait, _LOOK_AGAIN_S))
            wait = self._wait_on(about, ticket)

    def _wait_on(self, about: _About, ticket: float) -> float:
        if self._shared.is_configured:
            args = [*_policy_args(about.policy), ticket]
            reply = self._shared.run(WAIT_ON, about.key, args)
            if reply is not None:
                return float(reply[0])
        account = self._account(about)
        with account.lock:
            return account.bucket.wait_on(ticket, about.policy, now=self._timer())

    def settle(
        self,
        platform: str,
        connection_id: ConnectionId,
        *,
        taken: float,
        policy: RatePolicy,
        reading: BudgetReading | None,
    ) -> None:
        """Correct the budget by an answer; None when there was none, or it told nothing."""
        if reading is None and policy.adaptive:
            return  # an adaptive bucket learns from throttles alone
        about = _About(platform, connection_id, policy)
        if self._shared.is_configured:
            args = [*_policy_args(policy), taken, *_reading_args(reading)]
            reply = self._shared.run(SETTLE, about.key, args)
            if reply is not None:
                self._mirror(about, reply)
                return
        account = self._account(about)
        with account.lock:
            account.bucket.settle(taken, self._scaled(reading), policy, now=self._timer())

    def spent(self, platform: str, connection_id: ConnectionId) -> float:
        """How much of the budget is gone, from 0 (all is there) to 1, as last seen here."""
        account = self._accounts.get((platform, connection_id))
        if account is None:
            return 0.0
        with account.lock:
            bucket = account.bucket
            regained = bucket.per_s * max(0.0, self._timer() - bucket.at)
            return min(1.0, max(0.0, 1.0 - (bucket.level + regained) / bucket.burst))

    def _try(self, about: _About, cost: float, lane: Lane, patience_s: float) -> Turn:
        if self._shared.is_configured:
            args = [*_policy_args(about.policy), cost, RESERVE[lane], patience_s]
            reply = self._shared.run(TAKE, about.key, args)
            if reply is not None:
                self._mirror(about, reply)
                ticket = float(reply[4]) if reply[4] else None
                return Turn(wait_s=float(reply[0]), ticket=ticket)
        account = self._account(about)
        with account.lock:
            return account.bucket.take(
                cost, lane, about.policy, now=self._timer(), patience_s=patience_s
            )

    def _account(self, about: _About) -> _Account:
        key = (about.platform, about.connection_id)
        found = self._accounts.get(key)
        if found is not None:
            return found
        burst = max(1.0, about.policy.burst * self._share)
        made = Bucket(
            # With Redis configured but gone from the start, others may have spent the bucket.
            level=0.0 if self._shared.is_configured else burst,
            per_s=about.policy.per_s * self._share,
            burst=burst,
            at=self._timer(),
        )
        with self._lock:
            return self._accounts.setdefault(key, _Account(made))

    def _mirror(self, about: _About, reply: Reply) -> None:
        """Keep this process's share of the shared bucket, for the day Redis goes away."""
        level, per_s, burst = (float(part) for part in reply[1:4])
        account = self._account(about)
        with account.lock:
            bucket = account.bucket
            bucket.level = level * self._share
            bucket.per_s = per_s * self._share
            bucket.burst = max(1.0, burst * self._share)
            bucket.at = self._timer()
            bucket.outstanding = 0.0

    def _scaled(self, reading: BudgetReading | None) -> BudgetReading | None:
        if reading is None or self._share == 1.0:
            return reading
        return BudgetReading(
            capacity=_times(reading.capacity, self._share),
            remaining=_times(reading.remaining, self._share),
            restore_per_s=_times(reading.restore_per_s, self._share),
            cost=reading.cost,
            throttled=reading.throttled,
            retry_after_s=reading.retry_after_s,
        )


def _spent(wait: float, platform: str, operation: str) -> RateLimitedError:
    return RateLimitedError(
        f"the rate budget is spent for {wait:.2f} s, which is past the deadline",
        platform=platform,
        operation=operation,
        retry_after=wait,
    )


def _policy_args(policy: RatePolicy) -> list[str | int | float]:
    return [policy.per_s, policy.burst, int(policy.adaptive), policy.max_per_s]


def _reading_args(reading: BudgetReading | None) -> list[str | int | float]:
    told = reading or BudgetReading()
    optional = (told.capacity, told.restore_per_s, told.cost, told.remaining, told.retry_after_s)
    return [int(told.throttled), *("" if value is None else value for value in optional)]


def _times(value: float | None, share: float) -> float | None:
    return None if value is None else value * share
