"""Stock per store: from the projection and, where it matters, from the POS itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Connection

from app.commerce.model import Availability, HoldView, StockAt, VariantView, Wish
from app.commerce.order_views import hold_view
from app.commerce.places import PlaceBook, Places, location_of
from app.commerce.ports import Discovery
from app.commerce.reading import ReadingBook, StockPolicy
from app.commerce.recount import JustAsked, Recounter
from app.commerce.rules import RuleBook, Rules
from domain.calls import Call, Clock
from domain.catalog import Location
from domain.ids import HoldId, IdempotencyKey, LocationId, MerchantId, ProductSku
from domain.menus import local_time, price_at
from domain.ports.pos import PosDirectory
from storage import holds, journal, native_holds
from storage import stock as levels
from storage.engine import Database
from storage.holds import Hold, HoldLine
from storage.locations import Store
from storage.stock import Level
from storage.store_rules import StockRule

_NO_RULE = StockRule()
_PAYING = frozenset({"create", "authorize", "capture", "confirm"})
_PLENTY_TIMES = 20
"""A count is plenty from so many times on what is wanted, which covers the parts of a bundle."""


class _Basis(NamedTuple):
    """All that an answer from the books is made of, the hour aside."""

    variant: VariantView
    rules: Rules
    places: Places
    near: LocationId | None
    channel: str | None
    levels: tuple[Level, ...]


class StockService:
    """Implements `app.commerce.ports.Stock`; thread-safe."""

    def __init__(
        self,
        database: Database,
        pos: PosDirectory,
        discovery: Discovery,
        clock: Clock,
        policy: StockPolicy,
        rules: RuleBook | None = None,
    ) -> None:
        self._db = database
        self._discovery = discovery
        self._clock = clock
        self._policy = policy
        self.live = Recounter(database, pos, clock)
        self._rules = rules or RuleBook(database)
        self._reading = ReadingBook(database, policy.reading)
        self._places = PlaceBook(database)
        self._scarce = JustAsked(clock)

    # --- reading -----------------------------------------------------------------------------

    def availability(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        *,
        quantity: int = 1,
        near: LocationId | None = None,
        call: Call | None = None,
        channel: str | None = None,
    ) -> Availability:
        """Stores with their stock, `near` first, less what is kept from the channel.

        Raises UnknownSkuError.
        """
        basis = self._basis(merchant_id, sku, near, channel)
        variant = basis.variant
        near = None if near is None else self.serving(merchant_id, near)
        stores = self._stores(merchant_id, basis.levels, near, channel)
        live, late = False, False
        if (
            call is not None
            and stores
            and self._reading.of(merchant_id, channel).wants_live(
                stores[0].age_s, _left(stores[0], quantity)
            )
        ):
            live = self.refresh(merchant_id, [sku], stores[0].location_id, call)
            late = not live
            if live:
                fresh = self._levels(merchant_id, sku)
                stores = self._stores(merchant_id, fresh, near, channel)
        is_plain = not (live or late or variant.timed_prices)
        if variant.timed_prices and stores:
            variant = self._priced_now(merchant_id, variant, stores[0].location_id)
        return Availability(
            variant=variant,
            stores=stores,
            live=live,
            disclaimer=late,
            rests_on=basis if is_plain else None,
        )

    def is_as_told(
        self,
        merchant_id: MerchantId,
        told: Availability,
        *,
        quantity: int = 1,
        near: LocationId | None = None,
        channel: str | None = None,
    ) -> bool:
        """Whether the books say the same as when it was told, and the POS would not be asked."""
        if told.rests_on is None:
            return False
        if told.stores:
            first, policy = told.stores[0], self._reading.of(merchant_id, channel)
            aged = _age(first.as_of, self._clock.now())
            if policy.wants_live(aged, _left(first, quantity)):
                return False
        return self._basis(merchant_id, told.variant.sku, near, channel) == told.rests_on

    def _basis(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        near: LocationId | None,
        channel: str | None,
    ) -> _Basis:
        return _Basis(
            self._discovery.variant(merchant_id, sku),
            self._rules.of(merchant_id),
            self._places.of(merchant_id),
            near,
            channel,
            self._levels(merchant_id, sku),
        )

    def _priced_now(
        self, merchant_id: MerchantId, variant: VariantView, location_id: LocationId
    ) -> VariantView:
        """The variant at what it costs at this hour in that store."""
        zones = {place.id: place.timezone for place in self.places(merchant_id)}
        local = local_time(self._clock.now(), zones.get(location_id))
        return replace(variant, price=price_at(variant.price, variant.timed_prices, local))

    def refresh(
        self, merchant_id: MerchantId, skus: Sequence[str], location_id: LocationId, call: Call
    ) -> bool:
        """Read the stock of some variants from the POS now, and write it down; False if it did not
        answer in time. Raises NotFoundError (location)."""
        counted = self.live.recount(merchant_id, skus, location_id, call)
        if counted is not None:
            self.live.keep(counted)
        return counted is not None

    def recount_for(
        self,
        merchant_id: MerchantId,
        lines: Sequence[Wish],
        location_id: LocationId,
        channel: str,
        call: Call,
    ) -> None:
        """Ask the POS about goods that are about to be held; written down where they are scarce, by
        its count or by ours, so that nobody waits for that elsewhere. Raises NotFoundError."""
        skus = [line.sku for line in lines]
        counted = self.live.recount(merchant_id, skus, location_id, call)
        if counted is None:
            return
        ample = self._ample(merchant_id, lines, location_id, channel)
        if not self.live.is_plenty(counted, besides=ample):
            self.live.keep(counted)
            for sku in skus:
                which = (merchant_id, sku, location_id)
                self._scarce.note(which, self._undisputed(*which))

    def is_surely_there(
        self,
        merchant_id: MerchantId,
        lines: Sequence[Wish],
        location_id: LocationId,
        channel: str,
    ) -> bool:
        """Whether goods may be sold without asking the POS: what it told last is younger than what
        the channel would ask for again, and leaves twenty times what is wanted."""
        return self.live.is_needless(
            merchant_id,
            {line.sku for line in lines},
            location_id,
            fresh=self._reading.of(merchant_id, channel).fresh,
            ample=self._ample(merchant_id, lines, location_id, channel),
        )

    def _ample(
        self,
        merchant_id: MerchantId,
        lines: Sequence[Wish],
        location_id: LocationId,
        channel: str,
    ) -> Decimal:
        """So many beside what is held are plenty for these lines."""
        kept = self.kept_back(merchant_id, [(line.sku, location_id) for line in lines], channel)
        wanted = sum(line.quantity for line in lines)
        return max(kept.values(), default=Decimal(0)) + _PLENTY_TIMES * wanted

    def is_just_short(
        self, merchant_id: MerchantId, line: Wish, location_id: LocationId, channel: str
    ) -> bool:
        """Whether the POS was asked within the last two seconds and too few are left for this line.

        Not where its count has changed since, or somebody pays for the same goods: what is sold
        then may be counted twice for a moment.
        """
        which = (merchant_id, line.sku, location_id)
        counted = self._scarce.count_of(which)
        if counted is None or counted != self._undisputed(*which):
            return False
        found = self.availability(merchant_id, line.sku, near=location_id, channel=channel).stores
        here = next((each for each in found if each.location_id == location_id), None)
        if here is None or here.available is None:
            return False
        return here.available + here.backorder < line.quantity

    def _undisputed(
        self, merchant_id: MerchantId, sku: ProductSku, location_id: LocationId
    ) -> Decimal | None:
        """What the POS counted last; None where unknown, or while somebody pays for some of it."""
        with self._db.snapshot() as tx:
            level = levels.level(tx, merchant_id, sku, location_id, now=self._clock.now())
            if level is None or level.is_unlimited:
                return None
            paying = journal.claims_in_payment(
                tx, merchant_id, sku, location_id, steps=_PAYING, besides=""
            )
        return None if paying else level.pos_available

    def locations(self, merchant_id: MerchantId) -> Sequence[tuple[LocationId, Location]]:
        """The merchant's active stores, by name."""
        return [(place.id, location_of(place)) for place in self.places(merchant_id)]

    def places(self, merchant_id: MerchantId) -> tuple[Store, ...]:
        """The merchant's active stores with the connection each belongs to."""
        return self._places.of(merchant_id).active

    def serving(self, merchant_id: MerchantId, location_id: LocationId) -> LocationId:
        """The store that is sold from now: itself, or its twin while it cannot be reached."""
        return self._places.of(merchant_id).stands_in.get(location_id, location_id)

    def _levels(self, merchant_id: MerchantId, sku: ProductSku) -> tuple[Level, ...]:
        return levels.levels_now(self._db, merchant_id, sku, now=self._clock.now())

    def _stores(
        self,
        merchant_id: MerchantId,
        found: Sequence[Level],
        near: LocationId | None,
        channel: str | None = None,
    ) -> tuple[StockAt, ...]:
        rules = self._rules.of(merchant_id)
        places = self._places.of(merchant_id)
        far = places.distances(near)
        now = self._clock.now()
        stores = []
        for level in found:
            place = places.by_id.get(level.location_id)
            if place is None:
                continue
            age = _age(level.as_of, now)
            rule = rules.stock(level.sku, level.location_id, channel) or _NO_RULE
            stores.append(
                StockAt(
                    location_id=level.location_id,
                    location_name=place.name,
                    connection_id=level.connection_id,
                    available=_less(level.available, rule.keep_back),
                    backorder=_beyond(level, rule),
                    backorder_days=rule.backorder_days,
                    as_of=level.as_of,
                    source="cache" if level.source is None else level.source.value,
                    age_s=age,
                    price_as_of=level.price_as_of,
                    price_source=None if level.price_source is None else level.price_source.value,
                    price_age_s=_age(level.price_as_of, now),
                    distance_km=far.get(place.id),
                    currency=place.currency,
                    offers_pickup=place.offers_pickup,
                )
            )
        return tuple(sorted(stores, key=lambda each: (each.location_id != near, *_near(each))))

    def stock_of(
        self,
        merchant_id: MerchantId,
        skus: Sequence[ProductSku],
        *,
        channel: str | None = None,
    ) -> Mapping[ProductSku, tuple[StockAt, ...]]:
        """Where some variants stand, from the projection, by one statement for all of them."""
        with self._db.read() as tx:
            found = levels.levels_of(tx, merchant_id, skus, now=self._clock.now())
        return {sku: self._stores(merchant_id, of, None, channel) for sku, of in found.items()}

    def rules_of(self, merchant_id: MerchantId) -> Rules:
        """What the merchant decided about stores and stock."""
        return self._rules.of(merchant_id)

    def beyond(
        self, merchant_id: MerchantId, sku: ProductSku, location_id: LocationId, channel: str
    ) -> Decimal:
        """How many may be promised that are not there."""
        rule = self._rules.of(merchant_id).stock(sku, location_id, channel)
        return Decimal(0) if rule is None else rule.backorder_limit

    def kept_back(
        self,
        merchant_id: MerchantId,
        wanted: Sequence[tuple[ProductSku, LocationId]],
        channel: str | None,
    ) -> Mapping[tuple[str, str], Decimal]:
        """What rules keep from a channel there, less what they let it promise beyond the stock."""
        rules = self._rules.of(merchant_id)
        found = {(sku, place): rules.stock(sku, place, channel) for sku, place in wanted}
        return {
            which: rule.keep_back - rule.backorder_limit
            for which, rule in found.items()
            if rule is not None
        }

    # --- claiming ----------------------------------------------------------------------------

    def hold(
        self,
        merchant_id: MerchantId,
        lines: Sequence[tuple[Wish, LocationId]],
        *,
        caller: str,
        key: IdempotencyKey,
        ttl: timedelta | None = None,
        channel: str | None = None,
    ) -> HoldView:
        """Claim stock. Raises OutOfStockError, UnknownSkuError, NotFoundError."""
        lines = [(wish, self.serving(merchant_id, place)) for wish, place in lines]
        wanted = [
            HoldLine(sku=wish.sku, location_id=place, quantity=wish.quantity)
            for wish, place in lines
        ]
        ends = ttl or self._policy.hold_ttl
        kept = self.kept_back(merchant_id, [(wish.sku, place) for wish, place in lines], channel)
        hold = self._db.transact(
            lambda tx: holds.place(
                tx,
                merchant_id,
                caller=caller,
                lines=wanted,
                now=self._clock.now(),
                ttl=ends,
                key=key,
                keep_back=kept,
            )
        )
        return hold_view(hold)

    def find_hold(self, merchant_id: MerchantId, hold_id: HoldId) -> HoldView:
        """One hold. Raises NotFoundError."""
        with self._db.read() as tx:
            view = hold_view(holds.get(tx, merchant_id, hold_id))
        ended = view.state == "live" and view.expires_at <= self._clock.now()
        return replace(view, state="expired") if ended else view

    def release(self, merchant_id: MerchantId, hold_id: HoldId) -> HoldView:
        """Give the stock back; releasing twice is the same. Raises NotFoundError."""
        now = self._clock.now()

        def work(tx: Connection) -> Hold:
            native_holds.end_soon_of(tx, merchant_id, hold_id, now=now)
            return holds.release(tx, merchant_id, hold_id, reason="released", now=now)

        return hold_view(self._db.transact(work))


def _left(store: StockAt, quantity: int) -> Decimal | None:
    return None if store.available is None else store.available - quantity


def _age(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, int((now - at).total_seconds()))


def _less(available: Decimal | None, kept: Decimal) -> Decimal | None:
    return None if available is None else max(Decimal(0), available - kept)


def _beyond(level: Level, rule: StockRule) -> Decimal:
    """What may still be promised beyond the stock: less what is promised of it already, and what
    is kept back although it is not there."""
    if level.pos_available is None:
        return rule.backorder_limit
    left = level.pos_available - level.held - level.safety - rule.keep_back
    return max(Decimal(0), rule.backorder_limit + min(Decimal(0), left))


def _near(store: StockAt) -> tuple[Decimal, Decimal, str]:
    """By distance from the home store; without one, the fullest store first."""
    far = store.distance_km if store.distance_km is not None else Decimal(10**6)
    return far, -(store.available or Decimal(0)), store.location_name
