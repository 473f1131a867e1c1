"""Subscriptions in memory: one of each merchant stands from the start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.commerce.model import VariantView
from app.commerce.subscriptions.model import (
    Answer,
    Cancel,
    Change,
    Pause,
    Plan,
    Preview,
    Resume,
    Skip,
    StartSubscription,
    SubscriptionHistory,
    SubscriptionView,
    Wish,
)
from domain.errors import IllegalTransitionError, NotFoundError, PriceChangedError
from domain.ids import CustomerId, LocationId, MerchantId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence, Recurrence, Unit
from domain.subscriptions import OutOfStock, PeriodState, SubscriptionState
from storage.periods import StoredPeriod
from storage.recurring import StoredSubscription, SubscriptionEvent
from storage.results import Listed
from tests.fakes.clock import FakeClock

MONTHLY = Recurrence(
    cadence=Cadence(every=1, unit=Unit.MONTH),
    anchor=date(2026, 12, 1),
    at=time(9),
    zone=ZoneInfo("America/New_York"),
)


def _tomorrow(clock: FakeClock) -> date:
    return clock.now().date() + timedelta(days=1)


@dataclass
class FakeSubscriptions:
    """What the REST views ask of subscriptions."""

    clock: FakeClock
    variant: Callable[[MerchantId, ProductSku], VariantView]
    """Raises UnknownSkuError."""
    kept: dict[str, StoredSubscription] = field(default_factory=dict)

    asking: dict[str, dict[str, object]] = field(default_factory=dict)
    """What a subscription's next period waits for the shopper's word on."""
    answers: list[tuple[str, bool]] = field(default_factory=list)
    instead: dict[str, str] = field(default_factory=dict)
    """The substitute that was said yes to, by its name."""
    held: dict[str, tuple[PeriodState, datetime]] = field(default_factory=dict)
    """What was due and did not come, with the moment of the next look."""
    has_card: bool | None = None
    """Whether the shopper has a card on file; None: its keeper does not tell."""

    def __post_init__(self) -> None:
        for merchant in ("m_acme", "m_other"):
            made = self._new(f"sub_{merchant}", MerchantId(merchant), ProductSku(f"X-{merchant}"))
            self.kept[made.id] = made

    def _new(self, its_id: str, merchant_id: MerchantId, sku: ProductSku) -> StoredSubscription:
        now = self.clock.now()
        return StoredSubscription(
            id=its_id,
            merchant_id=merchant_id,
            customer_id=CustomerId("cus_x"),
            state=SubscriptionState.ACTIVE,
            reason=None,
            sku=sku,
            name="Beans",
            quantity=1,
            modifiers=(),
            price=Money(1999, "USD"),
            location_id=LocationId("loc_x"),
            method=FulfillmentMethod.PICKUP,
            address=None,
            card_token=None,
            out_of_stock=OutOfStock.SKIP,
            recurrence=MONTHLY,
            channel="api",
            locale=None,
            resume_at=None,
            created_at=now,
            updated_at=now,
        )

    def _view(self, stored: StoredSubscription) -> SubscriptionView:
        if stored.state is not SubscriptionState.ACTIVE:
            return SubscriptionView(stored=stored, period=None)
        due_at = stored.recurrence.next_moment(self.clock.now())
        asked, instead = self.asking.get(stored.id), self.instead.get(stored.id)
        usual = PeriodState.UPCOMING if asked is None else PeriodState.ASKING
        state, wake_at = self.held.get(stored.id, (usual, due_at))
        period = StoredPeriod(
            subscription_id=stored.id,
            number=1,
            merchant_id=stored.merchant_id,
            state=state,
            due_at=due_at,
            wake_at=wake_at,
            reminded_at=None,
            attempt=1,
            tries=0,
            declines=0,
            ending=None,
            order_id=None,
            sku=None if instead is None else ProductSku("INSTEAD"),
            asked=asked if instead is None else {"name": instead},
        )
        return SubscriptionView(stored=stored, period=period)

    def preview(self, plan: Plan, *, count: int = 3) -> Preview:
        variant = self.variant(plan.merchant_id, plan.sku)
        recurrence = replace(MONTHLY, cadence=plan.cadence, anchor=_first(plan, self.clock))
        return Preview(
            variant=variant,
            price=variant.price or Money(0, "USD"),
            location_id=LocationId("loc_x"),
            location_name="Downtown",
            timezone=MONTHLY.zone.key,
            dates=recurrence.upcoming(self.clock.now(), count),
            has_card=self.has_card,
        )

    def start(self, wish: StartSubscription) -> SubscriptionView:
        price = self.preview(wish.plan).price
        if wish.agreed_price not in (None, price):
            raise PriceChangedError(agreed=wish.agreed_price, now=price)
        plan = wish.plan
        made = replace(
            self._new(f"sub_{len(self.kept)}", plan.merchant_id, plan.sku),
            customer_id=plan.customer_id,
            name=self.variant(plan.merchant_id, plan.sku).speech_name,
            quantity=plan.quantity,
            method=wish.method,
            price=price,
            recurrence=replace(MONTHLY, cadence=plan.cadence, anchor=_first(plan, self.clock)),
            channel=wish.channel,
        )
        self.kept[made.id] = made
        return self._view(made)

    def get(self, merchant_id: MerchantId, subscription_id: str) -> SubscriptionView:
        found = self.kept.get(subscription_id)
        if found is None or found.merchant_id != merchant_id:
            raise NotFoundError("subscription", subscription_id)
        return self._view(found)

    def list(
        self,
        merchant_id: MerchantId,
        *,
        customer_id: str | None,
        state: SubscriptionState | None,
        cursor: str | None,
        limit: int,
    ) -> Listed[SubscriptionView]:
        rows = [
            self._view(each)
            for each in self.kept.values()
            if each.merchant_id == merchant_id and customer_id in {None, each.customer_id}
        ]
        return Listed(rows=tuple(rows[:limit]))

    def manage(
        self,
        merchant_id: MerchantId,
        subscription_id: str,
        wish: Wish,
        *,
        actor: str,
        key: str | None = None,
    ) -> SubscriptionView:
        stored = self.get(merchant_id, subscription_id).stored
        if stored.state is SubscriptionState.CANCELED and not isinstance(wish, Cancel):
            raise IllegalTransitionError("subscription", "canceled", "changed")
        match wish:
            case Pause():
                zone, day = stored.recurrence.zone, wish.until
                ends = None if day is None else datetime.combine(day, time(0), zone)
                stored = replace(stored, state=SubscriptionState.PAUSED, resume_at=ends)
            case Resume():
                stored = replace(stored, state=SubscriptionState.ACTIVE)
            case Cancel():
                stored = replace(stored, state=SubscriptionState.CANCELED, reason=wish.reason)
            case Change():
                old = stored.recurrence
                moved = replace(
                    old, cadence=wish.cadence or old.cadence, anchor=wish.next_on or old.anchor
                )
                quantity = wish.quantity or stored.quantity
                stored = replace(stored, quantity=quantity, recurrence=moved)
            case Skip():
                day = stored.recurrence.next_day(stored.recurrence.anchor)
                stored = replace(stored, recurrence=replace(stored.recurrence, anchor=day))
            case Answer():
                self.answers.append((stored.id, wish.approve))
                asked = self.asking.pop(stored.id, {})
                if wish.approve and asked.get("kind") == "substitute":
                    self.instead[stored.id] = str(asked["name"])
        self.kept[stored.id] = stored
        return self._view(stored)

    def upcoming(
        self, merchant_id: MerchantId, subscription_id: str, *, count: int
    ) -> tuple[datetime, ...]:
        stored = self.get(merchant_id, subscription_id).stored
        return stored.recurrence.upcoming(self.clock.now(), count)

    def history(self, merchant_id: MerchantId, subscription_id: str) -> SubscriptionHistory:
        view = self.get(merchant_id, subscription_id)
        event = SubscriptionEvent(
            kind="started", number=None, actor="api", detail={}, at=view.stored.created_at
        )
        return SubscriptionHistory(
            periods=() if view.period is None else (view.period,), events=(event,)
        )


def _first(plan: Plan, clock: FakeClock) -> date:
    return plan.first_on or _tomorrow(clock)
