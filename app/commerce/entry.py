"""The way in for every order that is asked for here: judged by the merchant's policy for its
channel, and written down, taken or not, with reasons that programs can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from prometheus_client import Counter
from sqlalchemy import Connection

from app.commerce.model import NotOrderable, PrepareOrder
from app.commerce.routing import Plan
from app.commerce.step_order import Step
from domain.calls import Clock
from domain.customers import StoredCard
from domain.errors import InvalidInputError
from domain.ids import ConnectionId, HoldId, LocationId, MerchantId, OrderId
from domain.money import Money
from domain.order_policy import Asked, OrderPolicy, Rejection, Trait, Velocity, codes
from storage import alerts, holds, merchants, native_holds, order_intakes
from storage.alert_rules import Severity
from storage.engine import Database
from storage.order_intakes import IntakeSource, OrderIntake, Verdict, Waiting
from storage.prepared import Writes

log = structlog.get_logger(__name__)

REJECTED = Counter(
    "voicetill_orders_rejected_total", "Orders that a merchant's policy did not take.", ["reason"]
)
POLICY_UNREADABLE: Final = "order-policy-unreadable"
"""The kind of the alert that stands while a merchant's rules cannot be read."""
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
            return self._not_judged(command, plan, total, card)
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
        """Count again what came in meanwhile; where the day is full, the caller's own orders that
        wait for a yes give way to this one. Raises NotTakenError."""
        policy = _policy_of(command, plan)
        if policy is None or not _counts(policy):
            return
        attempts, today = self._counted(tx, policy, command, card, hold_id=hold_id)
        if policy.per_day is not None and command.shopper.customer_id is not None:
            today += self._own(tx, command, hold_id, room=policy.per_day - today - 1)
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
        tx: Writes,
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
        tx: Writes,
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

    def _not_judged(
        self, command: PrepareOrder, plan: Plan, total: Money, card: StoredCard | None
    ) -> NotOrderable:
        """Rules that cannot be read may forbid this order: nothing is taken until they can be."""
        with self.database.write() as tx:
            alerts.raise_alert(
                tx,
                merchants.connection(tx, plan.store.connection_id),
                POLICY_UNREADABLE,
                severity=Severity.CRITICAL.value,
                message="no order is taken: the merchant's setting `orders` cannot be read; "
                "set it anew with `voicetill merchants set`",
                due_at=None,
                now=self.clock.now(),
            )
        rejection = Rejection(
            code="policy-unreadable", detail="the store's own rules for orders cannot be read"
        )
        return self.reject(command, plan, total, card, (rejection,))

    def _own(self, tx: Connection, command: PrepareOrder, hold_id: HoldId, *, room: int) -> int:
        """How many orders of the same caller wait for a yes and stay, beside the one entered now.

        The oldest are given up until there is `room`; those whose payment was begun never are.
        """
        merchant_id, now = command.merchant_id, self.clock.now()
        waiting = order_intakes.own_waiting(
            tx, merchant_id, command.shopper.customer_id or "", besides=hold_id, now=now
        )
        left = len(waiting)
        for each in waiting:
            if left <= room:
                break
            left -= given_up(tx, merchant_id, each, now)
        return left

    def own_gives_way(
        self, command: PrepareOrder, location_id: LocationId | None
    ) -> Sequence[Waiting]:
        """End what the same shopper has waiting of these goods (at that store), because there are
        too few for their new attempt as well; gives what has ended.

        What nobody can be told by is left alone: a shopper we know, by the same way of calling.
        """
        if command.shopper.customer_id is None or command.hold_id is not None:
            return ()
        merchant_id, now = command.merchant_id, self.clock.now()
        with self.database.write() as tx:
            waiting = order_intakes.own_waiting_for(
                tx,
                merchant_id,
                command.shopper.customer_id,
                caller=command.shopper.caller,
                skus=[line.sku for line in command.lines],
                location_id=location_id,
                but_key=command.key,
                now=now,
            )
            return [each for each in waiting if given_up(tx, merchant_id, each, now)]

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
    """What holds for the channel; None where the merchant's setting cannot be read: then `judged`
    takes nothing."""
    try:
        return OrderPolicy.from_settings(plan.merchant.settings.get("orders", {}), command.channel)
    except InvalidInputError as error:
        log.error("order.policy_unreadable", merchant_id=command.merchant_id, error=str(error))
        return None


def is_untouched(waiting: Waiting) -> bool:
    """Whether nobody pays for it, here or on the platform's page: not yet, or not any more."""
    told = waiting.context
    is_new = not told.get("done") or _is_refused(told)
    on_page = told.get("page_open") or told.get("link_sent_at") is not None
    return waiting.step is None and is_new and not on_page


def _is_refused(told: Mapping[str, Any]) -> bool:
    """Whether it stands unpaid at the till, which refused its card itself: no page is open then on
    which the shopper may be paying."""
    return (
        set(told["done"]) == {Step.CREATE.value}
        and told.get("payment_attempt", 0) > 0
        and told.get("payment_token") is None
        and told["payment_connection"] == told["record_connection"]
    )


def given_up(tx: Connection, merchant_id: MerchantId, waiting: Waiting, now: datetime) -> bool:
    """Give its goods back, unless its payment was begun."""
    if not is_untouched(waiting) or not holds.give_up(
        tx, merchant_id, waiting.hold_id, fencing_token=waiting.fencing_token, now=now
    ):
        return False
    native_holds.end_soon_of(tx, merchant_id, waiting.hold_id, now=now)
    return True


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
