"""Performs what a conversation wants of subscriptions; all of it for a known shopper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import assert_never
from zoneinfo import ZoneInfo

from app.commerce.subscriptions.model import (
    Plan,
    Preview,
    StartSubscription,
    SubscriptionView,
)
from app.voice.dialogue.recurring import (
    Asked,
    BeginSubscription,
    FindSubscriptions,
    Held,
    ManageSubscription,
    PreviewSubscription,
    RecurringAction,
    RecurringFact,
    SubscriptionBegun,
    SubscriptionFacts,
    SubscriptionManaged,
    SubscriptionPreviewed,
    SubscriptionsFound,
    WishedPlan,
)
from app.voice.identity import LinkedShopper
from app.voice.services import ShopServices
from app.voice.turn import Turn
from domain.errors import (
    ConfigurationError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    PlatformError,
    PriceChangedError,
)
from domain.ids import IdempotencyKey
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.subscriptions import NO_CARD, UNPAID, PeriodState, SubscriptionState

_READ_OUT = 9
_DATES = 1
_UNPAID = {UNPAID: Held.CARD, NO_CARD: Held.NO_CARD}
_HELD = {PeriodState.RETRYING: Held.CARD, PeriodState.WAITING: Held.STOCK}


@dataclass(frozen=True, slots=True)
class SubscriptionErrands:
    """One turn's errands for one shopper."""

    shop: ShopServices
    turn: Turn
    shopper: LinkedShopper

    def run(self, action: RecurringAction) -> RecurringFact:
        """The fact that an action leads to. Raises DomainError."""
        match action:
            case PreviewSubscription():
                return self._preview(action.plan)
            case BeginSubscription():
                return self._begin(action)
            case FindSubscriptions():
                return SubscriptionsFound(facts=self._own(), for_order=action.for_order)
            case ManageSubscription():
                return self._manage(action)
            case _:
                assert_never(action)

    # --- beginning ---------------------------------------------------------------------------

    def _preview(self, plan: WishedPlan, agreed: Money | None = None) -> SubscriptionPreviewed:
        if plan.method is FulfillmentMethod.SHIPPING and self.shopper.address is None:
            return SubscriptionPreviewed(refused="address")
        try:
            preview = self.shop.subscriptions.preview(self._plan(plan), count=_DATES)
        except InvalidInputError:
            return SubscriptionPreviewed(refused="goods")  # no fixed price, or at the counter only
        return self._previewed(preview, agreed)

    def _previewed(self, preview: Preview, agreed: Money | None) -> SubscriptionPreviewed:
        zone = ZoneInfo(preview.timezone)
        return SubscriptionPreviewed(
            variant=preview.variant,
            price=preview.price,
            location_name=preview.location_name,
            first=preview.dates[0].astimezone(zone).date(),
            today=self.shop.voice.clock.now().astimezone(zone).date(),
            agreed=agreed,
            has_card=preview.has_card,
        )

    def _begin(self, action: BeginSubscription) -> SubscriptionBegun | SubscriptionPreviewed:
        wish = StartSubscription(
            plan=self._plan(action.plan),
            key=IdempotencyKey(self._key("begin", action.plan.sku, action.serial)),
            channel=self.turn.channel,
            method=action.plan.method,
            agreed_price=action.agreed,
            locale=self.turn.locale,
        )
        try:
            return SubscriptionBegun(facts=self._facts(self.shop.subscriptions.start(wish)))
        except PriceChangedError:
            return self._preview(action.plan, agreed=action.agreed)

    def _plan(self, plan: WishedPlan) -> Plan:
        return Plan(
            merchant_id=self.turn.merchant_id,
            customer_id=self.shopper.customer_id,
            sku=plan.sku,
            cadence=plan.cadence,
            first_on=plan.first_on,
            quantity=plan.quantity,
            location_id=plan.location_id,
            modifiers=plan.modifiers,
        )

    # --- managing ----------------------------------------------------------------------------

    def _own(self) -> tuple[SubscriptionFacts, ...]:
        listed = self.shop.subscriptions.list(
            self.turn.merchant_id,
            customer_id=self.shopper.customer_id,
            state=None,
            cursor=None,
            limit=_READ_OUT,
        )
        return tuple(
            self._facts(view)
            for view in listed.rows
            if view.stored.state is not SubscriptionState.CANCELED
        )

    def _manage(self, action: ManageSubscription) -> SubscriptionManaged:
        merchant_id, subscriptions = self.turn.merchant_id, self.shop.subscriptions
        view = subscriptions.get(merchant_id, action.subscription_id)
        if view.stored.customer_id != self.shopper.customer_id:
            raise NotFoundError("subscription", action.subscription_id)
        try:
            managed = subscriptions.manage(
                merchant_id,
                action.subscription_id,
                action.wish,
                actor=f"voice:{self.turn.channel}",
                key=self._key("manage", action.subscription_id, action.serial),
            )
        except (IllegalTransitionError, InvalidInputError, PlatformError, ConfigurationError):
            return SubscriptionManaged(facts=None, wish=action.wish)
        return SubscriptionManaged(facts=self._facts(managed), wish=action.wish)

    def _facts(self, view: SubscriptionView) -> SubscriptionFacts:
        stored, zone = view.stored, view.stored.recurrence.zone
        next_at, held = None if view.period is None else view.period.due_at, None
        if view.period is not None and view.period.wake_at is not None:
            held = _HELD.get(view.period.state)
            if held is Held.CARD and stored.reason == NO_CARD:
                held = Held.NO_CARD
            next_at = next_at if held is None else view.period.wake_at
        if stored.native is not None and stored.state is SubscriptionState.ACTIVE:
            next_at = stored.recurrence.next_moment(self.shop.voice.clock.now())
        return SubscriptionFacts(
            subscription_id=stored.id,
            name=stored.name,
            quantity=stored.quantity,
            price=stored.price,
            cadence=stored.recurrence.cadence,
            state=stored.state,
            next_on=None if next_at is None else next_at.astimezone(zone).date(),
            today=self.shop.voice.clock.now().astimezone(zone).date(),
            asked=_asked(view),
            held=held,
            instead=_instead(view),
            unpaid=_UNPAID.get(stored.reason or ""),
        )

    def _key(self, kind: str, about: str, serial: int) -> str:
        """One wish of one conversation: the same when a turn is run again."""
        wish = "|".join((*self.turn.conversation, kind, about, str(serial)))
        return f"voice-sub-{hashlib.sha256(wish.encode()).hexdigest()[:40]}"


def _instead(view: SubscriptionView) -> str | None:
    """The substitute that was agreed to for the period in hand."""
    period = view.period
    if period is None or period.sku is None or not period.asked:
        return None
    return str(period.asked["name"])


def _asked(view: SubscriptionView) -> Asked | None:
    """What the shopper's word is waited for; None: nothing."""
    period = view.period
    if period is None or period.state is not PeriodState.ASKING or not period.asked:
        return None
    told = period.asked
    price = Money(told["price_minor"], told["currency"]) if "price_minor" in told else None
    substitute = told["name"] if told["kind"] == "substitute" else None
    return Asked(price=price, substitute=substitute)
