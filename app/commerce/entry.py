"""The way in for every order that is asked for here: judged by the merchant's policy for its
channel, and written down, taken or not, with reasons that programs can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from app.commerce.model import NotOrderable, PrepareOrder
from app.commerce.routing import Plan
from domain.calls import Clock
from domain.customers import StoredCard
from domain.errors import InvalidInputError
from domain.ids import ConnectionId, HoldId, OrderId
from domain.money import Money
from domain.order_policy import Asked, OrderPolicy, Rejection, Trait, Velocity, codes
from storage import order_intakes
from storage.engine import Database
from storage.order_intakes import IntakeSource, OrderIntake, Verdict

log = structlog.get_logger(__name__)

REJECTED = Counter(
    "voicetill_orders_rejected_total", "Orders that a merchant's policy did not take.", ["reason"]
)
_DAY: Final = timedelta(days=1)
_SKEW: Final = timedelta(seconds=5)
"""By how much another process's clock may be ahead."""


class NotTakenError(Exception):
    """The policy does not take the order after all; what was written is rolled back."""

    def __init__(self, rejections: tuple[Rejection, ...]) -> None:
        super().__init__(", ".join(codes(rejections)))
        self.rejections = rejections


@dataclass(frozen=True, slots=True)
class Entry:
    """Judges and records; thread-safe."""

    database: Database
    clock: Clock

    def judged(
        self, command: PrepareOrder, plan: Plan, total: Money, card: StoredCard | None
    ) -> NotOrderable | None:
        """Why the order is not taken; None: it is, unless `alone` and `recount` find, in the
        transaction that enters it, that others came in at the same moment."""
        policy = _policy_of(command, plan)
        if policy is None:
            return None
        attempts: dict[Velocity, int] = {}
        today = 0
        if _counts(policy):
            with self.database.read() as tx:
                attempts, today = self._counted(tx, policy, command, card, hold_id=None)
        rejections = policy.judge(_asked(command, total, attempts, today))
        return self.reject(command, plan, total, card, rejections) if rejections else None

    def alone(
        self, tx: Connection, command: PrepareOrder, plan: Plan, card: StoredCard | None
    ) -> None:
        """Where attempts are counted, wait for others of the same shopper; the first lock."""
        policy = _policy_of(command, plan)
        if policy is not None and _counts(policy):
            traits = _traits(command, card).values()
            order_intakes.lock_traits(tx, command.merchant_id, list(traits))

    def recount(
        self,
        tx: Connection,
        command: PrepareOrder,
        plan: Plan,
        total: Money,
        card: StoredCard | None,
        hold_id: HoldId,
    ) -> None:
        """Count again what came in meanwhile. Raises NotTakenError."""
        policy = _policy_of(command, plan)
        if policy is None or not _counts(policy):
            return
        attempts, today = self._counted(tx, policy, command, card, hold_id=hold_id)
        rejections = policy.judge(_asked(command, total, attempts, today))
        if rejections:
            raise NotTakenError(rejections)

    def reject(
        self,
        command: PrepareOrder,
        plan: Plan,
        total: Money,
        card: StoredCard | None,
        rejections: tuple[Rejection, ...],
    ) -> NotOrderable:
        """Write down that the order was not taken, and say the first reason first."""
        for each in rejections:
            REJECTED.labels(each.code).inc()
        with self.database.write() as tx:
            self._record(tx, command, plan, total, card, rejections=rejections)
        log.info("order.rejected", channel=command.channel, reasons=codes(rejections))
        return NotOrderable(
            reason=rejections[0].code,
            detail="; ".join(each.detail for each in rejections),
            reasons=tuple(codes(rejections)),
        )

    def accept(
        self,
        tx: Connection,
        command: PrepareOrder,
        plan: Plan,
        total: Money,
        card: StoredCard | None,
        order_id: OrderId,
    ) -> None:
        """Write down that it was taken, in the transaction that enters the order."""
        self._record(tx, command, plan, total, card, order_id=order_id)

    def _record(
        self,
        tx: Connection,
        command: PrepareOrder,
        plan: Plan,
        total: Money,
        card: StoredCard | None,
        *,
        order_id: OrderId | None = None,
        rejections: tuple[Rejection, ...] = (),
    ) -> None:
        traits = _traits(command, card)
        intake = OrderIntake(
            merchant_id=command.merchant_id,
            connection_id=ConnectionId(plan.store.connection_id),
            order_id=order_id,
            channel=command.channel,
            source=IntakeSource.GATEWAY,
            customer_id=command.shopper.customer_id,
            phone_digest=traits.get(Trait.PHONE),
            card_digest=traits.get(Trait.CARD),
            total=total,
            verdict=Verdict.REJECTED if rejections else Verdict.ACCEPTED,
            reasons=tuple(codes(rejections)),
            at=self.clock.now(),
        )
        order_intakes.record(tx, [intake])

    def _counted(
        self,
        tx: Connection,
        policy: OrderPolicy,
        command: PrepareOrder,
        card: StoredCard | None,
        *,
        hold_id: HoldId | None,
    ) -> tuple[dict[Velocity, int], int]:
        """Earlier attempts by rule, and the day's orders; with a hold, those that wait too."""
        now, merchant_id = self.clock.now(), command.merchant_id
        traits, until = _traits(command, card), now + _SKEW
        attempts = {
            rule: order_intakes.attempts(
                tx, merchant_id, rule.by, traits[rule.by], since=now - rule.window, until=until
            )
            for rule in policy.velocity
            if rule.by in traits
        }
        if policy.per_day is None or command.shopper.customer_id is None:
            return attempts, 0
        return attempts, order_intakes.standing(
            tx,
            merchant_id,
            command.shopper.customer_id,
            since=now - _DAY,
            until=until,
            but_held_by=hold_id,
        )


def _policy_of(command: PrepareOrder, plan: Plan) -> OrderPolicy | None:
    """What holds for the channel; None where the merchant's setting cannot be read."""
    try:
        return OrderPolicy.from_settings(plan.merchant.settings.get("orders", {}), command.channel)
    except InvalidInputError as error:
        log.error("order.policy_unreadable", merchant_id=command.merchant_id, error=str(error))
        return None


def _counts(policy: OrderPolicy) -> bool:
    return bool(policy.velocity) or policy.per_day is not None


def _asked(
    command: PrepareOrder, total: Money, attempts: Mapping[Velocity, int], today: int
) -> Asked:
    return Asked(
        method=command.method,
        total=total,
        address=command.shopper.address,
        today=today,
        attempts=attempts,
    )


def _traits(command: PrepareOrder, card: StoredCard | None) -> dict[Trait, str]:
    """By what earlier attempts are known: the card is that on file, whose token stays the same."""
    shopper, merchant_id = command.shopper, command.merchant_id
    found = {
        Trait.CUSTOMER: shopper.customer_id,
        Trait.PHONE: order_intakes.digest(merchant_id, shopper.phone),
        Trait.CARD: order_intakes.digest(merchant_id, None if card is None else card.token),
    }
    return {trait: value for trait, value in found.items() if value is not None}
