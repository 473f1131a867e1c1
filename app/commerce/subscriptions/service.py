"""Subscriptions as channels use them: preview, start, manage; each safe to repeat."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from app.commerce.model import VariantView
from app.commerce.ports import Discovery, Stock
from app.commerce.subscriptions import ahead
from app.commerce.subscriptions.ahead import policy_of
from app.commerce.subscriptions.managing import Standing, carried_out, resume, told
from app.commerce.subscriptions.model import (
    Cancel,
    Change,
    Plan,
    Preview,
    StartSubscription,
    SubscriptionHistory,
    SubscriptionView,
    Wish,
)
from app.commerce.subscriptions.native import TAKEOVER, NativeSubscriptions
from app.commerce.subscriptions.native_standing import write_down
from domain.calls import Call, Clock
from domain.cards import holds_card_number
from domain.catalog import Location
from domain.errors import (
    CardNumberRefusedError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    PriceChangedError,
)
from domain.ids import CustomerId, LocationId, MerchantId
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence, Recurrence
from domain.subscriptions import Manage, SubscriptionState
from storage import customer_merges, customers, merchants, periods, recurring
from storage.engine import Database
from storage.recurring import NewSubscription, StoredSubscription
from storage.results import Listed

log = structlog.get_logger(__name__)

_SHOWN = 200
_CARD_LOOK_S = 1.5
"""A shopper waits for it."""
_NOT_WHILE_BILLED = "being charged"


class KnowsCardsOnFile(Protocol):
    """Whether somebody could be charged without being asked again."""

    def has_card(
        self, merchant_id: MerchantId, customer_id: CustomerId, location_id: LocationId, call: Call
    ) -> bool | None:
        """Whether a card is on file with whoever takes the money of orders of that store; None
        where that cannot be told now."""
        ...


@dataclass(frozen=True, slots=True)
class SubscriptionService:
    """Takes wishes; thread-safe."""

    database: Database
    discovery: Discovery
    stock: Stock
    clock: Clock
    native: NativeSubscriptions | None = None
    """Platforms that keep subscriptions themselves; None: none is asked."""
    cards: KnowsCardsOnFile | None = None
    """Whoever takes the money; None: nobody is asked for cards on file."""

    # --- beginning ---------------------------------------------------------------------------

    def preview(self, plan: Plan, *, count: int = 3) -> Preview:
        """What it would cost, where, and when; nothing is stored.

        Raises UnknownSkuError, NotFoundError (customer, location), InvalidInputError.
        """
        variant, price = self._priced(plan.merchant_id, plan)
        location_id, place = self._store(plan)
        recurrence = self._recurrence(plan, place)
        return Preview(
            variant=variant,
            price=price,
            location_id=location_id,
            location_name=place.name,
            timezone=recurrence.zone.key,
            dates=recurrence.upcoming(self.clock.now(), count),
            has_card=self._has_card(plan, location_id),
        )

    def _has_card(self, plan: Plan, location_id: LocationId) -> bool | None:
        if self.cards is None:
            return None
        call = Call.within(_CARD_LOOK_S)
        return self.cards.has_card(plan.merchant_id, plan.customer_id, location_id, call)

    def start(self, wish: StartSubscription) -> SubscriptionView:
        """Begin it; the same key gives the same subscription.

        Raises what `preview` raises, PriceChangedError, CardNumberRefusedError.
        """
        plan = wish.plan
        with self.database.read() as tx:
            known = recurring.by_key(tx, plan.merchant_id, wish.key)
            if known is not None:
                return _view(tx, known)
            person = customer_merges.person(tx, plan.merchant_id, plan.customer_id)
            plan = replace(plan, customer_id=person.id)
            locale = wish.locale or merchants.merchant(tx, plan.merchant_id).locale
        _refuse_card_number(wish.card_token)
        variant, price = self._priced(plan.merchant_id, plan)
        if wish.agreed_price not in (None, price):
            raise PriceChangedError(agreed=wish.agreed_price, now=price)
        location_id, place = self._store(plan)
        if wish.method is FulfillmentMethod.PICKUP:
            _require_pickup(location_id, place)
        self._require_address(wish)
        new = NewSubscription(
            merchant_id=plan.merchant_id,
            customer_id=plan.customer_id,
            key=wish.key,
            sku=plan.sku,
            name=variant.speech_name,
            quantity=plan.quantity,
            modifiers=plan.modifiers,
            price=price,
            location_id=location_id,
            method=wish.method,
            address=None if wish.address is None else asdict(wish.address),
            card_token=wish.card_token,
            out_of_stock=wish.out_of_stock,
            recurrence=self._recurrence(plan, place),
            channel=wish.channel,
            locale=locale,
        )
        if self.native is None or wish.method is not FulfillmentMethod.PICKUP or plan.modifiers:
            return self._stored(new)
        return self._kept_there(self.native, new)

    def _kept_there(self, native: NativeSubscriptions, new: NewSubscription) -> SubscriptionView:
        """Begun on the platform where it has a plan for it, else here."""
        ref = native.offer(new)
        if ref is None:
            return self._stored(new)
        view = self._stored(replace(new, native=ref, look_at=self.clock.now() + TAKEOVER))
        if view.stored.native is not None and view.stored.native.platform_id is None:
            native.begin(view.stored)
        return self.get(new.merchant_id, view.stored.id)

    def _stored(self, new: NewSubscription) -> SubscriptionView:
        now = self.clock.now()
        with self.database.write() as tx:
            stored, is_new = recurring.add(tx, new, now=now)
            if is_new and new.native is None:
                due_at = stored.recurrence.next_moment(now)
                ahead.open_at(tx, stored, due_at=due_at, now=now)
            if is_new:
                recurring.note(tx, stored, "started", actor=new.channel, at=now)
            view = _view(tx, stored)
        log.info("subscription.started", subscription_id=stored.id, is_new=is_new)
        return view

    def _priced(self, merchant_id: MerchantId, plan: Plan) -> tuple[VariantView, Money]:
        if not 1 <= plan.quantity <= 999:
            raise InvalidInputError("quantity", plan.quantity, "1 to 999")
        variant = self.discovery.variant(merchant_id, plan.sku)
        if variant.counter_only is not None:
            raise InvalidInputError("sku", plan.sku, "it is sold at the counter only")
        if variant.price is None:
            raise InvalidInputError("sku", plan.sku, "it has no fixed price to agree to")
        return variant, variant.price

    def _store(self, plan: Plan) -> tuple[LocationId, Location]:
        """The store named, else the shopper's own, else the first. Raises NotFoundError."""
        with self.database.read() as tx:
            home = customers.get(tx, plan.merchant_id, plan.customer_id).home_location_id
        places = dict(self.stock.locations(plan.merchant_id))
        first = next((each for each, place in places.items() if place.offers_pickup), None)
        usual = home if home in places else first or next(iter(places), None)
        wanted = plan.location_id or usual
        if wanted is None or wanted not in places:
            raise NotFoundError("location", wanted or "")
        return wanted, places[wanted]

    def _recurrence(self, plan: Plan, place: Location) -> Recurrence:
        with self.database.read() as tx:
            merchant = merchants.merchant(tx, plan.merchant_id)
            at = plan.at or policy_of(tx, plan.merchant_id).bill_at
        zone = ZoneInfo(place.timezone or merchant.timezone)
        today = self.clock.now().astimezone(zone).date()
        first = plan.first_on or _one_later(plan.cadence, today, zone)
        if first < today:
            raise InvalidInputError("first_on", str(first), "a day that is still to come")
        return Recurrence(cadence=plan.cadence, anchor=first, at=at.replace(tzinfo=None), zone=zone)

    def _require_address(self, wish: StartSubscription) -> None:
        if wish.method is not FulfillmentMethod.SHIPPING or wish.address is not None:
            return
        with self.database.read() as tx:
            person = customer_merges.person(tx, wish.plan.merchant_id, wish.plan.customer_id)
        if person.address is None:
            raise InvalidInputError("address", None, "shipping needs one; none is on file")

    # --- managing ----------------------------------------------------------------------------

    def manage(
        self,
        merchant_id: MerchantId,
        subscription_id: str,
        wish: Wish,
        *,
        actor: str,
        key: str | None = None,
    ) -> SubscriptionView:
        """Change what stands; a wish that holds already is no error where nothing is lost by it.

        The same key is one wish: what was carried out under it is not carried out again.

        Raises NotFoundError, IllegalTransitionError, InvalidInputError, UnknownSkuError,
        CardNumberRefusedError.
        """
        variant = self._checked(merchant_id, wish)
        with self.database.read() as tx:
            known = recurring.get(tx, merchant_id, subscription_id)
            is_done = _was_done(tx, known, key)
        moves_to = wish.location_id if isinstance(wish, Change) and not is_done else None
        if moves_to is not None and known.method is FulfillmentMethod.PICKUP:
            _require_pickup(moves_to, dict(self.stock.locations(merchant_id))[moves_to])
        if known.native is not None:
            return self._managed_there(known, wish, actor=actor, key=key, is_done=is_done)
        now = self.clock.now()
        with self.database.write() as tx:
            stored = recurring.get(tx, merchant_id, subscription_id, lock=True)
            at = Standing(
                tx=tx,
                stored=stored,
                period=periods.current(tx, stored.id),
                now=now,
            )
            kind = None if _was_done(tx, stored, key) else carried_out(at, wish, variant)
            if kind is not None:
                detail = told(wish) | ({} if key is None else {"key": key})
                recurring.note(tx, stored, kind.value, actor=actor, at=now, detail=detail)
            view = _view(tx, recurring.get(tx, merchant_id, subscription_id))
        log.info("subscription.managed", subscription_id=subscription_id, wish=type(wish).__name__)
        return view

    def _managed_there(
        self,
        known: StoredSubscription,
        wish: Wish,
        *,
        actor: str,
        key: str | None,
        is_done: bool,
    ) -> SubscriptionView:
        """The same where a platform bills it: it is asked first, and our row says what it said."""
        if self.native is None:
            raise IllegalTransitionError("subscription", "billed by the till", "changed")
        if is_done or (isinstance(wish, Cancel) and known.state is SubscriptionState.CANCELED):
            return self.get(known.merchant_id, known.id)
        kind, said = self.native.carry_out(known, wish)
        detail = told(wish) | ({} if key is None else {"key": key})
        now = self.clock.now()
        with self.database.write() as tx:
            stored = recurring.get(tx, known.merchant_id, known.id, lock=True)
            recurring.note(tx, stored, kind.value, actor=actor, at=now, detail=detail)
            reason = {Manage.CANCEL: getattr(wish, "reason", None), Manage.PAUSE: "shopper"}
            stored = replace(stored, reason=reason.get(kind))
            write_down(tx, stored, said, now=now)
        return self.get(known.merchant_id, known.id)

    def _checked(self, merchant_id: MerchantId, wish: Wish) -> VariantView | None:
        """What a change names must be there before anything is locked."""
        if not isinstance(wish, Change):
            return None
        _refuse_card_number(wish.card_token)
        if wish.quantity is not None and not 1 <= wish.quantity <= 999:
            raise InvalidInputError("quantity", wish.quantity, "1 to 999")
        if wish.location_id and wish.location_id not in dict(self.stock.locations(merchant_id)):
            raise NotFoundError("location", wish.location_id)
        if wish.sku is None:
            return None
        variant = self.discovery.variant(merchant_id, wish.sku)
        if variant.price is None or variant.counter_only is not None:
            raise InvalidInputError("sku", wish.sku, "it cannot be sent by itself")
        return variant

    # --- time --------------------------------------------------------------------------------

    def resume_due(self) -> int:
        """Go on with what was paused until now; how many. The leader calls it every so often."""
        now, done = self.clock.now(), 0
        with self.database.read() as tx:
            due = recurring.to_resume(tx, now=now, limit=_SHOWN)
        for each in due:
            with self.database.write() as tx:
                stored = recurring.get(tx, each.merchant_id, each.id, lock=True)
                is_over = stored.resume_at is not None and stored.resume_at <= now
                if stored.state is not SubscriptionState.PAUSED or not is_over:
                    continue  # somebody changed it meanwhile
                resume(tx, stored, now=now)
                recurring.note(tx, stored, "resumed", actor="schedule", at=now)
            done += 1
        return done

    def follow(self) -> int:
        """Look at what platforms bill themselves, where that is due; how many there were."""
        return 0 if self.native is None else self.native.run_once()

    # --- reading -----------------------------------------------------------------------------

    def get(self, merchant_id: MerchantId, subscription_id: str) -> SubscriptionView:
        """One subscription. Raises NotFoundError."""
        with self.database.read() as tx:
            return _view(tx, recurring.get(tx, merchant_id, subscription_id))

    def list(
        self,
        merchant_id: MerchantId,
        *,
        customer_id: str | None = None,
        state: SubscriptionState | None = None,
        cursor: str | None = None,
        limit: int = 20,
    ) -> Listed[SubscriptionView]:
        """The merchant's subscriptions, newest first; of a customer who was merged, the person's
        they are now."""
        with self.database.read() as tx:
            person = customer_id and customer_merges.who(tx, merchant_id, customer_id)
            found = recurring.listed(
                tx, merchant_id, customer_id=person, state=state, cursor=cursor, limit=limit
            )
            return Listed(rows=tuple(_view(tx, each) for each in found.rows), cursor=found.cursor)

    def upcoming(
        self, merchant_id: MerchantId, subscription_id: str, *, count: int
    ) -> tuple[datetime, ...]:
        """The next charges, in UTC; none once it is canceled. Raises NotFoundError."""
        view = self.get(merchant_id, subscription_id)
        stored = view.stored
        if stored.state is SubscriptionState.CANCELED:
            return ()
        if view.period is None:
            after = max(stored.resume_at or self.clock.now(), self.clock.now())
            return stored.recurrence.upcoming(after, count)
        rest = stored.recurrence.upcoming(max(view.period.due_at, self.clock.now()), count - 1)
        return (view.period.due_at, *rest)[:count]

    def history(self, merchant_id: MerchantId, subscription_id: str) -> SubscriptionHistory:
        """Its periods and what happened, newest first. Raises NotFoundError."""
        with self.database.read() as tx:
            stored = recurring.get(tx, merchant_id, subscription_id)
            return SubscriptionHistory(
                periods=tuple(periods.of_subscription(tx, stored.id, limit=_SHOWN)),
                events=tuple(recurring.events(tx, stored.id, limit=_SHOWN)),
            )


def _view(tx: Connection, stored: StoredSubscription) -> SubscriptionView:
    return SubscriptionView(stored=stored, period=periods.current(tx, stored.id))


def _was_done(tx: Connection, stored: StoredSubscription, key: str | None) -> bool:
    """Whether a wish was carried out under this key, by somebody who could not say so any more."""
    if key is None:
        return False
    return any(each.detail.get("key") == key for each in recurring.events(tx, stored.id, limit=50))


def _refuse_card_number(token: str | None) -> None:
    if token is not None and holds_card_number(token):
        raise CardNumberRefusedError("card_token")


def _require_pickup(location_id: LocationId, place: Location) -> None:
    """Raises InvalidInputError where nobody hands goods over."""
    if not place.offers_pickup:
        detail = f"{place.name} offers no pickup; name another store, or have it shipped"
        raise InvalidInputError("location_id", location_id, detail)


def _one_later(cadence: Cadence, today: date, zone: ZoneInfo) -> date:
    """One cadence from today."""
    return Recurrence(cadence=cadence, anchor=today, at=time(0), zone=zone).day(1)
