"""Work that time brings: ended holds, outstanding effects, old rows."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Protocol

import structlog
from sqlalchemy import Connection

from domain.calls import Call, Clock
from domain.ids import MerchantId, OrderId
from storage import (
    holds,
    idempotency,
    inbox,
    native_holds,
    notifications,
    outbox,
    proofs,
    refetches,
    shopper_notices,
    spot_checks,
    sync_jobs,
)
from storage.engine import Database
from storage.outbox import Effect
from storage.sync_jobs import JobKind
from storage.types import JsonValue
from storage.voice_sessions import SqlSessions

log = structlog.get_logger(__name__)

_LEASE = timedelta(seconds=60)
_ATTEMPTS = 30
_CALL_S = 20.0
_KEEP_DONE = timedelta(days=7)
_KEEP_EVIDENCE = timedelta(days=30)
_KEEP_QUESTIONS = timedelta(hours=1)
_KEEP_JOBS: Mapping[tuple[JobKind, ...], timedelta] = {
    (JobKind.PROBE, JobKind.STOCK_POLL): timedelta(hours=1),
    (JobKind.DELTA, JobKind.SPOT_CHECK, JobKind.WATCH_WEBHOOKS): timedelta(days=1),
    (JobKind.FULL, JobKind.VERIFY, JobKind.BALANCE): timedelta(days=30),
}
"""How long those that have ended can be looked at; what comes every few seconds goes first."""
CANCEL = "order.cancel"
_TOLD_ELSEWHERE = (notifications.EFFECT, shopper_notices.EFFECT)
"""Told in loops of their own: receivers are slow."""


class CarriesOut(Protocol):
    """Finishes cancellations that were begun."""

    def carry_out(
        self, merchant_id: MerchantId, order_id: OrderId, *, reason: str, call: Call
    ) -> object:
        """Refund and cancel; safe to repeat."""
        ...


class EndsNativeHolds(Protocol):
    """Ends what platforms keep aside beside our holds."""

    def end(
        self, merchant_id: MerchantId, order_id: OrderId, payload: JsonValue, call: Call
    ) -> datetime | None:
        """Release it; when to look again if it is not time yet. Safe to repeat."""
        ...


class Upkeep:
    """Rounds that a worker calls; each is safe in any number of processes."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        cancel: CarriesOut,
        native: EndsNativeHolds | None = None,
        more: Mapping[str, Callable[[Effect, Call], object]] = MappingProxyType({}),
    ) -> None:
        """`more` carries out further kinds of effects, each safe to repeat, and closes them."""
        self._db = database
        self._clock = clock
        self._cancel = cancel
        self._native = native
        self._more = more
        self._owner = f"upkeep-{uuid.uuid4().hex[:12]}"

    def end_holds(self) -> int:
        """Free the stock of holds whose time is over; how many."""
        with self._db.look() as tx:
            if not holds.has_ended(tx, now=self._clock.now()):
                return 0
        ended = self._db.transact(lambda tx: holds.sweep(tx, now=self._clock.now()))
        for hold in ended:
            log.info("hold.expired", hold_id=hold.id, merchant_id=hold.merchant_id)
        return len(ended)

    def carry_out_effects(self) -> int:
        """Do what the outbox asks for; how many were due."""
        with self._db.look() as tx:
            if not outbox.has_due(tx, now=self._clock.now()):
                return 0
        with self._db.write() as tx:
            due = outbox.claim(
                tx,
                owner=self._owner,
                now=self._clock.now(),
                lease=_LEASE,
                without=_TOLD_ELSEWHERE,
            )
        for effect in due:
            self._carry_out(effect)
        return len(due)

    def _carry_out(self, effect: Effect) -> None:
        now = self._clock.now()
        is_known = effect.kind in (CANCEL, native_holds.KIND, *self._more)
        if effect.attempts > _ATTEMPTS or not is_known:
            with self._db.write() as tx:
                last = effect.reason or "unknown"
                reason = f"{last}: gave up" if is_known else f"unknown kind: {effect.kind}"
                outbox.bury(tx, effect.id, owner=self._owner, now=now, reason=reason)
            log.error("outbox.buried", kind=effect.kind, key=effect.key)
            return
        reason = self._try(effect)
        pause = timedelta(seconds=min(300, 5 * 2 ** min(effect.attempts, 6)))
        with self._db.write() as tx:  # nothing happens if it is done by now
            outbox.retry(tx, effect.id, owner=self._owner, at=now + pause, reason=reason)

    def _try(self, effect: Effect) -> str:
        """Why it is tried again, should it not be done now; its neighbors have their turn."""
        call = Call.within(_CALL_S, correlation_id=f"outbox-{effect.id}")
        try:
            if effect.kind == CANCEL:
                self._cancel.carry_out(
                    effect.merchant_id,
                    OrderId(effect.key),
                    reason=str(effect.payload["reason"]),
                    call=call,
                )
            elif effect.kind == native_holds.KIND:
                self._end_native(effect, call)
            else:
                self._more[effect.kind](effect, call)
        except Exception as error:  # the last handler of an effect: log, keep the reason, go on
            log.exception("outbox.failed", kind=effect.kind, key=effect.key)
            return type(error).__name__
        return "not done yet"

    def _end_native(self, effect: Effect, call: Call) -> None:
        """Nothing to do where nobody here keeps goods aside; a live hold is looked at later."""
        if self._native is None:
            return
        again = self._native.end(effect.merchant_id, OrderId(effect.key), effect.payload, call)
        if again is not None:
            with self._db.write() as tx:
                outbox.postpone(tx, effect.id, owner=self._owner, at=again)

    def prune(self) -> int:
        """Forget what nobody needs any more; how many rows."""
        now = self._clock.now()
        with self._db.write() as tx:
            gone = idempotency.prune(tx, now)
        gone += self._bit_by_bit(partial(inbox.prune, before=now - _KEEP_DONE))
        gone += self._bit_by_bit(partial(refetches.prune, before=now - _KEEP_QUESTIONS))
        gone += self._bit_by_bit(partial(spot_checks.prune, before=now - _KEEP_EVIDENCE))
        gone += self._bit_by_bit(partial(proofs.prune, before=now - _KEEP_EVIDENCE))
        for kinds, kept in _KEEP_JOBS.items():
            gone += self._bit_by_bit(partial(sync_jobs.prune, kinds=kinds, before=now - kept))
        return gone + SqlSessions(self._db).prune(now)

    def _bit_by_bit(self, prune: Callable[[Connection], int]) -> int:
        """In short transactions, so that intake never waits for it."""
        gone = 0
        while True:
            with self._db.write() as tx:
                some = prune(tx)
            if not some:
                return gone
            gone += some
