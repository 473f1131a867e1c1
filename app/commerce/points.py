"""Points for orders: given once the order is handed over, made right after money went back.

One effect per order stands in the outbox, and what it does follows from the state of the order
and from the platform's own books: it may be repeated, be late, or be asked for again. Merchants
without a program have no such effect and pay no statement for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from app.commerce.loyalty import has_loyalty
from domain.calls import Call, Clock
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    NotAuthorizedError,
    RejectedError,
    RetryableError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.loyalty import LoyaltyAccount, OrderPoints, correction
from domain.orders import OrderState
from domain.ports.pos import PosAdapter, PosDirectory
from storage import customers, orders, outbox
from storage.engine import Database
from storage.orders import StoredOrder
from storage.outbox import Effect

log = structlog.get_logger(__name__)

KIND = "loyalty.points"
LOOK_AGAIN = timedelta(minutes=15)
"""How often an order is looked at that is not handed over yet; its state comes by webhook."""
GIVE_UP = timedelta(days=30)
"""An order that was not handed over by then earns no points any more."""
_ENDED = frozenset({OrderState.CANCELED, OrderState.RETURNED})
_HANDED_OVER = frozenset({OrderState.SHIPPED, OrderState.DELIVERED, OrderState.COMPLETED})
_AWAITED = frozenset(OrderState) - _ENDED - _HANDED_OVER - {OrderState.PARTLY_RETURNED}
_WAIT = (RetryableError, AmbiguousOutcomeError, NotAuthorizedError, ConfigurationError)
"""What ends by itself or by the merchant's doing; tried again."""


def ask_for_points(tx: Connection, merchant_id: str, order_id: str, now: datetime) -> None:
    """The order was placed: its points are looked after, in the caller's transaction."""
    due = now + LOOK_AGAIN
    outbox.put(tx, merchant_id, kind=KIND, key=order_id, payload={}, due_at=due, now=now)


def ask_again(tx: Connection, merchant_id: str, order_id: str, now: datetime) -> None:
    """Money went back: the points are made right soon, in the caller's transaction."""
    outbox.put(tx, merchant_id, kind=KIND, key=order_id, payload={}, due_at=now, now=now)
    outbox.hasten(tx, merchant_id, kind=KIND, keys=[order_id], now=now)


def earns_points(pos: PosDirectory, order: StoredOrder, call: Call) -> bool:
    """Whether an order may have to do with points; nobody is asked."""
    if order.customer_id is None or order.pos_order_id is None:
        return False
    try:
        return has_loyalty(pos.open(order.connection_id, call))
    except ConfigurationError:  # paused: what it can do is not known, so it is looked at later
        return True


@dataclass(frozen=True, slots=True)
class PointsWork:
    """Carries the effect out; thread-safe."""

    database: Database
    pos: PosDirectory
    clock: Clock

    def carry_out(self, effect: Effect, call: Call) -> None:
        """Give or correct the points of one order, or look again later."""
        with self.database.read() as tx:
            order = orders.get(tx, effect.merchant_id, effect.key)
            customer = _customer_of(tx, order)
        if order.state in _AWAITED:
            self._later(order)
            return
        try:
            is_settled = customer is None or self._settle(order, customer, call)
        except _WAIT as error:
            log.warning("loyalty.delayed", order_id=order.id, error=type(error).__name__)
            return
        if is_settled:
            self._done(order)
        else:
            self._later(order)

    def _settle(self, order: StoredOrder, customer: PlatformId, call: Call) -> bool:
        """Whether the account is right now; False while the platform does not call the order
        completed."""
        pos = self.pos.open(order.connection_id, call)
        standing = pos.loyalty(customer) if has_loyalty(pos) else None
        if standing is None or standing.account is None:
            return True
        account, platform_id = standing.account, PlatformId(order.pos_order_id or "")
        points = pos.points_of_order(
            platform_id, account_id=account.platform_id, reference=order.id
        )
        if order.state in _HANDED_OVER and points.earned == 0:
            try:
                points = self._accrued(pos, order, account, points)
            except RejectedError as error:
                log.info("loyalty.refused", order_id=order.id, code=error.platform_code)
                return False
        self._correct(pos, order, account, points)
        return True

    def _accrued(
        self, pos: PosAdapter, order: StoredOrder, account: LoyaltyAccount, points: OrderPoints
    ) -> OrderPoints:
        given = pos.accrue_points(
            PlatformId(order.pos_order_id or ""),
            account_id=account.platform_id,
            key=IdempotencyKey(f"{order.id}-accrue"),
        )
        log.info("loyalty.accrued", order_id=order.id, points=given)
        return replace(points, earned=given)

    def _correct(
        self, pos: PosAdapter, order: StoredOrder, account: LoyaltyAccount, points: OrderPoints
    ) -> None:
        due = correction(
            points,
            total=order.total,
            refunded=order.refunded,
            ended=order.state in _ENDED,
        )
        if due == 0:
            return
        pos.correct_points(
            account.platform_id,
            due,
            reference=order.id,
            key=IdempotencyKey(f"{order.id}-points-{points.corrected}-{due}"),
        )
        log.info("loyalty.corrected", order_id=order.id, points=due)

    def _later(self, order: StoredOrder) -> None:
        now = self.clock.now()
        with self.database.write() as tx:
            outbox.done(tx, order.merchant_id, kind=KIND, key=order.id, now=now)
            if now - order.placed_at < GIVE_UP:
                ask_for_points(tx, order.merchant_id, order.id, now)

    def _done(self, order: StoredOrder) -> None:
        """Close the effect, unless the order changed while its points were counted."""
        now = self.clock.now()
        with self.database.write() as tx:
            outbox.done(tx, order.merchant_id, kind=KIND, key=order.id, now=now)
            known = orders.get(tx, order.merchant_id, order.id)
            if (known.state, known.refunded) != (order.state, order.refunded):
                ask_again(tx, order.merchant_id, order.id, now)


def _customer_of(tx: Connection, order: StoredOrder) -> PlatformId | None:
    """The customer's id on the order's platform; None if the order is nobody's, or not there."""
    if order.customer_id is None or order.pos_order_id is None:
        return None
    view = customers.get(tx, order.merchant_id, order.customer_id)
    found = (r.platform_id for r in view.records if r.connection_id == order.connection_id)
    return next(found, None)
