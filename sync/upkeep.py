"""Work that time brings: ended holds, outstanding effects, hourly deltas, old rows."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog

from domain.calls import Call, Clock, Lane
from domain.catalog import Source
from domain.errors import ConfigurationError, PlatformError
from domain.events import Entity, Refetch
from domain.ids import MerchantId, OrderId
from domain.ports.pos import Page
from storage import (
    holds,
    idempotency,
    inbox,
    merchants,
    native_holds,
    notifications,
    outbox,
    sync_runs,
)
from storage.engine import Database
from storage.merchants import ConnectionStatus, PosConnection
from storage.outbox import Effect
from storage.types import JsonValue
from storage.voice_sessions import SqlSessions
from sync.apply import Arrival, apply_page
from sync.fetch import SinceOf, fetch, is_listed
from sync.ports import SyncDirectory

log = structlog.get_logger(__name__)

_LEASE = timedelta(seconds=60)
_ATTEMPTS = 30
_DELTA_S = 600.0
_CALL_S = 20.0
_KEEP_DONE = timedelta(days=7)
_DELTAS = (Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER)
CANCEL = "order.cancel"


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
        directory: SyncDirectory,
        clock: Clock,
        *,
        cancel: CarriesOut,
        native: EndsNativeHolds | None = None,
    ) -> None:
        self._db = database
        self._directory = directory
        self._clock = clock
        self._cancel = cancel
        self._native = native
        self._owner = f"upkeep-{uuid.uuid4().hex[:12]}"

    def end_holds(self) -> int:
        """Free the stock of holds whose time is over; how many."""
        ended = self._db.transact(lambda tx: holds.sweep(tx, now=self._clock.now()))
        for hold in ended:
            log.info("hold.expired", hold_id=hold.id, merchant_id=hold.merchant_id)
        return len(ended)

    def carry_out_effects(self) -> int:
        """Do what the outbox asks for; how many were due."""
        with self._db.write() as tx:
            due = outbox.claim(
                tx,
                owner=self._owner,
                now=self._clock.now(),
                lease=_LEASE,
                without=[notifications.EFFECT],  # told in a loop of their own: receivers are slow
            )
        for effect in due:
            self._carry_out(effect)
        return len(due)

    def _carry_out(self, effect: Effect) -> None:
        now = self._clock.now()
        is_known = effect.kind in (CANCEL, native_holds.KIND)
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
            else:
                self._end_native(effect, call)
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

    def delta_sync(self) -> int:
        """Bring every active connection up to date from where its last delta ended."""
        with self._db.read() as tx:
            active = [
                connection
                for merchant in merchants.merchants(tx)
                for connection in merchants.connections(tx, merchant.id)
                if connection.status is ConnectionStatus.ACTIVE
            ]
        return sum(self._delta_alone(connection) for connection in active)

    def _delta_alone(self, connection: PosConnection) -> int:
        try:
            return self._delta(connection)
        except (PlatformError, ConfigurationError) as error:
            name = type(error).__name__
            log.warning("sync.delta_failed", connection_id=connection.id, error=name)
        except Exception:  # the last handler of a connection's round: log, the others go on
            log.exception("sync.delta_failed", connection_id=connection.id)
        return 0

    def _delta(self, connection: PosConnection) -> int:
        call = Call.within(_DELTA_S, lane=Lane.BACKFILL, correlation_id=f"delta-{connection.id}")
        pos = self._directory.open(connection.id, call)
        return sum(
            self._apply_delta(connection, fetched.entity, fetched.page)
            for entity in _DELTAS
            if is_listed(pos, entity)
            for fetched in fetch(pos, Refetch(entity=entity), self._since_of(connection))
        )

    def _since_of(self, connection: PosConnection) -> SinceOf:
        def since_of(entity: Entity) -> str | None:
            with self._db.read() as tx:
                return sync_runs.since(tx, connection.id, entity.value)

        return since_of

    def _apply_delta(self, connection: PosConnection, entity: Entity, page: Page[Any]) -> int:
        now = self._clock.now()
        arrival = Arrival(connection=connection, source=Source.POLL, now=now)
        with self._db.write() as tx:
            apply_page(tx, arrival, entity, page)
            if page.high_water is not None:
                sync_runs.set_since(tx, connection, entity.value, page.high_water, now=now)
        return len(page.records)

    def prune(self) -> int:
        """Forget what nobody needs any more; how many rows."""
        now = self._clock.now()
        with self._db.write() as tx:
            gone = idempotency.prune(tx, now)
        return gone + self._prune_inbox() + SqlSessions(self._db).prune(now)

    def _prune_inbox(self) -> int:
        """In short transactions, so that intake never waits for it."""
        before, gone = self._clock.now() - _KEEP_DONE, 0
        while True:
            with self._db.write() as tx:
                some = inbox.prune(tx, before=before)
            if not some:
                return gone
            gone += some
