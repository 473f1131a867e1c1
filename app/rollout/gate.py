"""Whether a shopper is served: by the share of the plan, always the same answer for one shopper.

A shopper's place on the scale is a keyed hash of their id, so a growing share only ever adds
shoppers. Plans are remembered for two seconds: a rollback reaches every process within them, and
the process that did it at once.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from time import monotonic
from typing import Final

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import SQLAlchemyError

from domain.ids import MerchantId
from storage import rollout
from storage.engine import Database, DatabaseBusyError
from storage.rollout import EVERY, WHOLE, Plan

log = structlog.get_logger(__name__)

TURNS = Counter(
    "voicetill_rollout_turns_total",
    "Turns by whether their shopper is served.",
    ["channel", "side"],
)
_FRESH_S: Final = 2.0
WINDOW_S: Final = 300.0
LEAST_TURNS: Final = 20
"""Fewer turns in the window prove nothing."""

Halt = Callable[[MerchantId, str, str], None]
"""Serve nobody any more: merchant, channel of the plan, why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of a shopper."""

    served: bool
    fallback: str | None = None
    transfer: bool = False


SERVED: Final = Verdict(served=True)


def place_of(shopper: str, salt: str) -> int:
    """A shopper's place on the scale: 0 to 9,999, for good."""
    digest = blake2b(shopper.encode(), key=bytes.fromhex(salt), digest_size=8).digest()
    return int.from_bytes(digest) % WHOLE


def verdict_of(plan: Plan | None, shopper: str) -> Verdict:
    """What a plan says about a shopper; without one everybody is served."""
    if plan is None or plan.share >= WHOLE or place_of(shopper, plan.salt) < plan.share:
        return SERVED
    return Verdict(served=False, fallback=plan.fallback, transfer=plan.transfer)


@lru_cache(maxsize=256)
def _turns(channel: str, side: str) -> Counter:
    """Looking a labeled child up costs more than counting."""
    return TURNS.labels(channel, side)


class RolloutGate:
    """Asked at every turn; thread-safe."""

    def __init__(
        self,
        database: Database,
        halt: Halt,
        *,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._db = database
        self._halt = halt
        self._timer = timer
        self._kept: dict[MerchantId, tuple[float, Mapping[str, Plan]]] = {}
        self._windows: dict[tuple[MerchantId, str], deque[tuple[float, bool]]] = {}
        self._lock = threading.Lock()

    def verdict(self, merchant_id: MerchantId, channel: str, shopper: str) -> Verdict:
        """Whether this shopper is served on this channel, and what they hear if not."""
        found = verdict_of(self.plan(merchant_id, channel), shopper)
        _turns(channel, "served" if found.served else "outside").inc()
        return found

    def plan(self, merchant_id: MerchantId, channel: str) -> Plan | None:
        """The plan that holds for a channel; None: there is none."""
        plans = self._plans(merchant_id)
        return plans.get(channel) or plans.get(EVERY)

    def is_shadowed(self, merchant_id: MerchantId, channel: str) -> bool:
        """Whether the shadow looks at what is priced on this channel."""
        plan = self.plan(merchant_id, channel)
        return plan is not None and plan.shadow

    def forget(self, merchant_id: MerchantId) -> None:
        """A plan was set here: read it at once."""
        self._kept.pop(merchant_id, None)
        with self._lock:
            for each in [each for each in self._windows if each[0] == merchant_id]:
                del self._windows[each]

    def note(self, merchant_id: MerchantId, channel: str, *, failed: bool) -> None:
        """How a served turn went. Where the plan has a halt rule, too many failures among this
        process's last five minutes end the rollout."""
        plan = self.plan(merchant_id, channel)
        if plan is None or plan.halt_percent is None or not plan.share:
            return
        turns, failures = self._counted(merchant_id, channel, failed=failed)
        if turns < LEAST_TURNS or failures * 100 < plan.halt_percent * turns:
            return
        reason = f"{failures} of {turns} turns failed within five minutes"
        log.error("rollout.halted", merchant_id=merchant_id, channel=channel, reason=reason)
        try:
            self._halt(merchant_id, plan.channel, reason)
        except (SQLAlchemyError, DatabaseBusyError) as error:
            # The turn that was counted is told all the same; the next one that fails tries again.
            log.error("rollout.not_halted", merchant_id=merchant_id, error=type(error).__name__)
            return
        self.forget(merchant_id)

    def _counted(self, merchant_id: MerchantId, channel: str, *, failed: bool) -> tuple[int, int]:
        now = self._timer()
        with self._lock:
            window = self._windows.setdefault((merchant_id, channel), deque(maxlen=2_000))
            window.append((now, failed))
            while window[0][0] < now - WINDOW_S:
                window.popleft()
            return len(window), sum(each[1] for each in window)

    def _plans(self, merchant_id: MerchantId) -> Mapping[str, Plan]:
        kept = self._kept.get(merchant_id)
        now = self._timer()
        if kept is not None and now - kept[0] < _FRESH_S:
            return kept[1]
        try:
            with self._db.look() as tx:
                found: Mapping[str, Plan] = rollout.plans(tx, merchant_id)
        except (SQLAlchemyError, DatabaseBusyError) as error:
            # What was known goes on holding; the turn finds out itself what is left to answer with.
            log.warning("rollout.plan_unread", error=type(error).__name__)
            return {} if kept is None else kept[1]
        self._kept[merchant_id] = (now, found)
        return found
