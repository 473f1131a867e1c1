"""The platform's own hold, beside ours: no till sells what a shopper is about to pay for.

Our ledger's hold stays the truth. The native one is placed under the order's reference after ours
is committed, and is never waited for longer than the shopper's deadline allows. Its release stands
in the outbox before it is asked for, so a crash at any moment leaves nothing on the shelf's far
side: who carries the effect out looks on the platform for what bears our reference. What even that
missed is found by the timed sweep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from sqlalchemy import Connection

from app.commerce.model import OutOfStock, PrepareOrder
from app.commerce.records import CheckoutContext
from app.commerce.routing import Plan
from app.commerce.saga import Probe, Saga, no_probe, not_yet
from app.commerce.stock import StockService
from domain.calls import Call, Clock, Deadline, Lane
from domain.capabilities import Capability, Declaration, Support
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    PlatformError,
    RejectedError,
)
from domain.ids import ConnectionId, IdempotencyKey, MerchantId, OrderId
from domain.orders import FulfillmentMethod, PosHold
from domain.ports.pos import PosDirectory
from storage import holds, journal, merchants, native_holds, outbox
from storage import stock as levels
from storage.engine import Database
from storage.merchants import ConnectionStatus, PosConnection
from storage.types import JsonValue, to_micros

log = structlog.get_logger(__name__)

_WAIT_S = 1.5
"""A shopper waits this long at most; then the native hold goes on being placed behind them."""
_SPARE_S = 0.5
"""What is left of the deadline for the answer itself."""
_PLACE_S = 10.0
_SWEEP_S = 60.0
_LOOK_AGAIN = timedelta(minutes=5)
_SLACK = timedelta(hours=1)
"""How far a platform's clock may be ahead of ours."""
_SURELY_STALE = timedelta(days=1)
"""No hold of any gateway lives longer, so one whose order is not in our books is left over."""
_SECOND = 999_999
"""Platforms tell whole seconds: counts made from the end of that second on know of the hold, where
the platform does not tell from which count on."""


class NativeHolds:
    """Places and ends the platform's holds; thread-safe, every effect safe to repeat."""

    def __init__(
        self,
        *,
        database: Database,
        pos: PosDirectory,
        stock: StockService,
        saga: Saga,
        clock: Clock,
        pool: ThreadPoolExecutor,
        ttl: timedelta,
        probe: Probe = no_probe,
    ) -> None:
        self._db = database
        self._pos = pos
        self._stock = stock
        self._saga = saga
        self._clock = clock
        self._pool = pool
        self._ttl = ttl
        self._probe = probe

    # --- placing -----------------------------------------------------------------------------

    def can_keep(self, command: PrepareOrder, plan: Plan, call: Call) -> bool:
        """Whether the store's platform can keep these goods aside: for a pickup, by a customer it
        knows where it wants one, and not twice for one hold of ours. Raises ConfigurationError."""
        if command.method is not FulfillmentMethod.PICKUP:
            return False
        declared = self._declared(plan.store.connection_id, call)
        if declared.support is Support.NONE:
            return False
        if declared.needs_customer and plan.recipient.customer_platform_id is None:
            return False
        if command.hold_id is None:
            return True
        with self._db.read() as tx:
            return not native_holds.orders_on(tx, command.merchant_id, command.hold_id)

    def _declared(self, connection_id: ConnectionId, call: Call) -> Declaration:
        return self._pos.open(connection_id, call).capabilities[Capability.NATIVE_HOLD]

    def promise(self, tx: Connection, context: CheckoutContext, now: datetime) -> None:
        """Write down that it is to be released when ours ends, before it is asked for."""
        if context.native_hold:
            native_holds.promise(
                tx,
                context.merchant_id,
                context.order_id,
                connection_id=context.record_connection,
                hold_id=context.hold_id,
                due_at=context.hold_expires_at,
                now=now,
            )

    def beside(self, context: CheckoutContext, call: Call) -> OutOfStock | None:
        """Have the goods kept aside; what to tell the shopper if the till has sold them."""
        if not context.native_hold:
            return None
        self._probe("native.begun")
        own = replace(call, deadline=Deadline.after(_PLACE_S))
        placing = self._pool.submit(self._place, context, own)
        try:
            refused = placing.result(timeout=self._patience(call))
        except NotYetError:
            log.info("hold.native_late", order_id=context.order_id)
            return None
        short = self._shortage(context, call) if refused else None
        if short is None:
            return None
        mine = self._saga.take(context.merchant_id, context.order_id, not_yet)
        if mine is not None:
            self._saga.back(mine, call, short)
        return short

    def _patience(self, call: Call) -> float:
        return max(0.0, min(_WAIT_S, call.deadline.remaining() - _SPARE_S))

    def _place(self, context: CheckoutContext, call: Call) -> bool:
        """Whether the platform refused; any other failure leaves the goods to our ledger."""
        try:
            hold = self._placed(context, call)
        except RejectedError as error:
            log.warning("hold.native_refused", order_id=context.order_id, error=str(error))
            return True
        except (PlatformError, ConfigurationError) as error:
            name = type(error).__name__
            log.warning("hold.native_failed", order_id=context.order_id, error=name)
            return False
        self._probe("native.answered")
        self._note(context, hold)
        return False

    def _placed(self, context: CheckoutContext, call: Call) -> PosHold:
        """After a lost answer it is asked for once more, which finds what was placed."""
        pos = self._pos.open(context.record_connection, call)
        cart, key = context.cart(), IdempotencyKey(f"{context.order_id}-hold")
        try:
            return pos.hold_stock(cart, reference=context.order_id, key=key)
        except AmbiguousOutcomeError:
            return pos.hold_stock(cart, reference=context.order_id, key=key)

    def _note(self, context: CheckoutContext, hold: PosHold) -> None:
        """Keep in mind what the platform's counts lack from now on; a late one is let go again."""
        now = self._clock.now()
        over = to_micros(hold.created_at) + _SECOND
        revision = over if hold.revision is None else hold.revision

        def work(tx: Connection) -> None:
            hold_id = context.hold_id
            if not native_holds.mark(
                tx, context.merchant_id, hold_id, revision=revision, at=now, surely_from=over
            ):
                self._ask_to_end(tx, context.merchant_id, context.record_connection, hold)

        self._db.transact(work)

    def _shortage(self, context: CheckoutContext, call: Call) -> OutOfStock | None:
        """The line that the till has too few of, by its own count of this moment and beyond what
        may come later."""
        skus = [line.variant.sku for line in context.lines]
        if not self._stock.refresh(context.merchant_id, skus, context.location_id, call):
            return None
        now = self._clock.now()
        with self._db.read() as tx:
            for line in context.lines:
                sku = line.variant.sku
                level = levels.level(tx, context.merchant_id, sku, context.location_id, now=now)
                if level is None or level.is_unlimited or level.pos_available is None:
                    continue
                there = level.pos_available + self._stock.beyond(
                    context.merchant_id, sku, context.location_id, context.channel
                )
                if level.held > there:
                    return OutOfStock(
                        variant=line.variant,
                        wanted=line.quantity,
                        left=max(Decimal(0), there - level.held + line.quantity),
                        location_name=context.location_name,
                    )
        return None

    # --- ending ------------------------------------------------------------------------------

    def give_back(
        self, merchant_id: MerchantId, ended: Sequence[Mapping[str, Any]], call: Call
    ) -> None:
        """Have platforms put back what they keep aside for these checkouts, whose holds have ended,
        before they are asked for the same goods again; what takes too long goes on behind."""
        own = replace(call, deadline=Deadline.after(_PLACE_S))
        ending = [
            self._pool.submit(self._give_back, merchant_id, told, own)
            for told in ended
            if told.get("native_hold")
        ]
        wait(ending, timeout=self._patience(call))

    def _give_back(self, merchant_id: MerchantId, told: Mapping[str, Any], call: Call) -> None:
        order_id = OrderId(told["order_id"])
        payload = {"connection_id": told["record_connection"], "hold_id": told["hold_id"]}
        try:
            self.end(merchant_id, order_id, payload, call)
        except (PlatformError, ConfigurationError) as error:  # the outbox has it tried again
            name = type(error).__name__
            log.warning("hold.native_release_failed", order_id=order_id, error=name)

    def end(
        self, merchant_id: MerchantId, order_id: OrderId, payload: JsonValue, call: Call
    ) -> datetime | None:
        """Release what the platform keeps aside for an order whose hold has ended.

        None when that is done; else when to look again, because our hold still lives.
        Raises PlatformError, ConfigurationError.
        """
        now = self._clock.now()
        ends = self._end_of(merchant_id, payload.get("hold_id"), now)
        if ends is not None:
            return min(ends, now + _LOOK_AGAIN)
        pos = self._pos.open(ConnectionId(payload["connection_id"]), call)
        for hold in pos.native_holds(created_before=now + _SLACK):
            if hold.reference == order_id:
                pos.release_hold(hold.platform_id, key=IdempotencyKey(f"{order_id}-release-hold"))
                log.info("hold.native_released", order_id=order_id)
        self._probe("native.released")
        self._recount(merchant_id, payload.get("hold_id"), call)
        with self._db.write() as tx:
            outbox.done(tx, merchant_id, kind=native_holds.KIND, key=order_id, now=now)
        return None

    def _recount(self, merchant_id: MerchantId, hold_id: str | None, call: Call) -> None:
        """Read counts anew that the platform told after our hold had ended: they may lack what it
        still kept aside then."""
        if hold_id is None:
            return
        with self._db.read() as tx:
            doubtful = native_holds.counted_after(tx, merchant_id, hold_id)
        for location_id, skus in doubtful.items():
            self._stock.refresh(merchant_id, skus, location_id, call)

    def _end_of(
        self, merchant_id: MerchantId, hold_id: str | None, now: datetime
    ) -> datetime | None:
        if hold_id is None:
            return None
        with self._db.read() as tx:
            hold = holds.get(tx, merchant_id, hold_id)
        return hold.expires_at if hold.is_live(now) else None

    def sweep(self) -> int:
        """Find what is left over on every platform that keeps goods aside; how many."""
        with self._db.read() as tx:
            rows = merchants.connections(tx)
        return sum(self._sweep_alone(row) for row in rows if row.status is ConnectionStatus.ACTIVE)

    def _sweep_alone(self, row: PosConnection) -> int:
        call = Call.within(_SWEEP_S, lane=Lane.BACKFILL, correlation_id=f"holds-{row.id}")
        try:
            if self._declared(row.id, call).support is Support.NONE:
                return 0
            stale = list(self._stale(row, call))
        except (PlatformError, ConfigurationError) as error:
            name = type(error).__name__
            log.warning("hold.native_sweep_failed", connection_id=row.id, error=name)
            return 0
        with self._db.write() as tx:
            for hold in stale:
                self._ask_to_end(tx, row.merchant_id, row.id, hold)
                log.warning("hold.native_left_over", reference=hold.reference)
        return len(stale)

    def _stale(self, row: PosConnection, call: Call) -> Iterator[PosHold]:
        now = self._clock.now()
        for hold in self._pos.open(row.id, call).native_holds(created_before=now - self._ttl):
            with self._db.read() as tx:
                known = journal.load(tx, row.merchant_id, hold.reference)
            if known is None:
                if hold.created_at < now - _SURELY_STALE:
                    yield hold
            elif self._end_of(row.merchant_id, known.hold_id, now) is None:
                yield hold

    def _ask_to_end(
        self, tx: Connection, merchant_id: MerchantId, connection_id: ConnectionId, hold: PosHold
    ) -> None:
        now = self._clock.now()
        native_holds.promise(
            tx,
            merchant_id,
            hold.reference,
            connection_id=connection_id,
            hold_id=None,
            due_at=now,
            now=now,
        )
        native_holds.end_soon(tx, merchant_id, hold.reference, now=now)
