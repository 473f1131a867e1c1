"""Which of a merchant's stores is nearest to a shopper, when each is open and has an order ready.

Where a shopper is can be said by a store, by coordinates, or by a postcode. There is no table of
the world's postcodes in here: a postcode is placed by the merchant's own stores. One that a store
has is that store's place; otherwise stores rank by how many leading characters they share, which
in the United States, France, Germany and Spain is the same region. Where nothing is shared nobody
knows who is nearer, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

from app.commerce.geography import Point, distance_km
from app.commerce.model import Availability, StockAt
from app.commerce.ports import Stock
from app.commerce.rules import Rules
from domain.calls import Call, Clock
from domain.catalog import Location
from domain.errors import InvalidInputError
from domain.hours import OpeningHours, ready_by
from domain.ids import CustomerId, LocationId, MerchantId, ProductSku

_COORDINATES: Final = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)")
_POSTCODE: Final = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,9}")
_FAR: Final = Decimal(10**6)


HomeOf: TypeAlias = Callable[[MerchantId, CustomerId], LocationId | None]


def _nobodys_home(merchant_id: MerchantId, customer_id: CustomerId) -> LocationId | None:
    del merchant_id, customer_id
    return None


class How(StrEnum):
    """How the nearest store was found."""

    STORE = "store"
    COORDINATES = "coordinates"
    POSTCODE = "postcode"
    """A store has this very postcode, or the leading part of it."""
    UNKNOWN = "unknown"
    """Nothing tells which store is nearer."""


class RuleSource(Protocol):
    """Where a merchant's rules come from."""

    def of(self, merchant_id: MerchantId) -> Rules:
        """The merchant's rules."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """The merchant's stores as seen from where the shopper is."""

    how: How
    rank: Mapping[LocationId, tuple[Decimal, int]]
    """Kilometers where they are known, then how little of the postcode is shared."""
    kilometers: Mapping[LocationId, Decimal]

    def key(self, location_id: LocationId) -> tuple[Decimal, int]:
        """What stores are sorted by, nearest first."""
        return self.rank.get(location_id, (_FAR, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOffer:
    """What one store can do for a wish, and when."""

    stock: StockAt
    timezone: str | None
    is_open: bool | None
    """None: its hours are not known."""
    open_until: datetime | None
    opens_at: datetime | None
    ready_at: datetime | None
    """When an order made now can be fetched; None: it cannot be there, or nobody said how long it
    takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """One SKU over the merchant's stores, nearest first."""

    availability: Availability
    nearness: How | None
    """None: nobody asked where."""
    stores: tuple[StoreOffer, ...]


class Nearby:
    """Stores near a shopper; thread-safe."""

    def __init__(
        self, stock: Stock, rules: RuleSource, clock: Clock, home_of: HomeOf = _nobodys_home
    ) -> None:
        self._stock = stock
        self._home_of = home_of
        self._rules = rules
        self._clock = clock

    def offers(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        *,
        quantity: int = 1,
        near: str | None = None,
        channel: str | None = None,
        call: Call | None = None,
    ) -> Offers:
        """A variant's stores, nearest to `near` first: a location id, a postcode or coordinates.

        Raises UnknownSkuError, InvalidInputError.
        """
        places = dict(self._stock.locations(merchant_id))
        around = None if near is None else nearness(near, places)
        first = None if around is None else min(places, key=around.key, default=None)
        found = self._stock.availability(
            merchant_id, sku, quantity=quantity, near=first, call=call, channel=channel
        )
        stores = found.stores if around is None else _sorted(found.stores, around)
        rules, now = self._rules.of(merchant_id), self._clock.now()
        return Offers(
            availability=replace(found, stores=stores),
            nearness=None if around is None else around.how,
            stores=tuple(
                _offer(each, places.get(each.location_id), rules, now, quantity) for each in stores
            ),
        )

    def home(self, merchant_id: MerchantId, customer_id: CustomerId) -> LocationId | None:
        """The shopper's home store, if they have one. Raises NotFoundError."""
        return self._home_of(merchant_id, customer_id)

    def around(self, merchant_id: MerchantId, near: str) -> Nearness:
        """The merchant's stores as seen from there. Raises InvalidInputError."""
        return nearness(near, dict(self._stock.locations(merchant_id)))

    def opening(self, merchant_id: MerchantId, location_id: LocationId) -> OpeningHours | None:
        """When a store is open; None where nobody said."""
        place = dict(self._stock.locations(merchant_id)).get(location_id)
        if place is None:
            return None
        return self._rules.of(merchant_id).opening(location_id, place.hours, place.timezone)


def nearness(near: str, places: Mapping[LocationId, Location]) -> Nearness:
    """The stores as seen from a place in words. Raises InvalidInputError."""
    named = LocationId(near)
    if named in places:
        return _around_store(named, places)
    coordinates = _COORDINATES.fullmatch(near.strip())
    if coordinates:
        return _around_point(Point.at(coordinates[1], coordinates[2]), places)
    postcode = near.strip().upper()
    if _POSTCODE.fullmatch(postcode) and any(map(str.isdecimal, postcode)):
        return _around_postcode(_plain(postcode), places)
    raise InvalidInputError(
        "near", near[:40], "give a location's id, a postcode, or latitude,longitude"
    )


def _around_store(home: LocationId, places: Mapping[LocationId, Location]) -> Nearness:
    around = _around_point(places[home], places)
    return replace(around, how=How.STORE, rank={**around.rank, home: (Decimal(-1), 0)})


def _around_point(point: Point | Location, places: Mapping[LocationId, Location]) -> Nearness:
    far = {each: distance_km(point, place) for each, place in places.items()}
    known = {each: kilometers for each, kilometers in far.items() if kilometers is not None}
    return Nearness(
        how=How.COORDINATES if known else How.UNKNOWN,
        rank={each: (kilometers, 0) for each, kilometers in known.items()},
        kilometers=known,
    )


def _around_postcode(postcode: str, places: Mapping[LocationId, Location]) -> Nearness:
    codes = {
        each: _plain(place.address.postal_code)
        for each, place in places.items()
        if place.address is not None and place.address.postal_code
    }
    shared = {each: _shared(postcode, code) for each, code in codes.items()}
    same = [each for each, code in codes.items() if code == postcode]
    if same and distance_km(places[same[0]], places[same[0]]) is not None:
        return replace(_around_store(same[0], places), how=How.POSTCODE)
    most = max(shared.values(), default=0)
    return Nearness(
        how=How.POSTCODE if most else How.UNKNOWN,
        rank={each: (_FAR, -count) for each, count in shared.items()},
        kilometers={},
    )


def _plain(postcode: str) -> str:
    """Without spaces and, in the United States, without the four digits of the street."""
    return re.sub(r"(?<=^\d{5})-\d{4}$", "", postcode.strip().upper()).replace(" ", "")


def _shared(one: str, other: str) -> int:
    count = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        count += 1
    return count


def _sorted(stores: Sequence[StockAt], around: Nearness) -> tuple[StockAt, ...]:
    told = [replace(each, distance_km=around.kilometers.get(each.location_id)) for each in stores]
    return tuple(sorted(told, key=lambda each: around.key(each.location_id)))


def _offer(
    stock: StockAt, place: Location | None, rules: Rules, now: datetime, quantity: int
) -> StoreOffer:
    zone = place.timezone if place is not None else None
    hours = None
    if place is not None:
        hours = rules.opening(stock.location_id, place.hours, place.timezone)
    return StoreOffer(
        stock=stock,
        timezone=zone,
        is_open=None if hours is None else hours.is_open(now),
        open_until=None if hours is None else hours.closes_at(now),
        opens_at=None if hours is None else hours.opens_at(now),
        ready_at=_ready(stock, hours, rules.pickup(stock.location_id), now, quantity),
    )


def _ready(
    stock: StockAt,
    hours: OpeningHours | None,
    work: timedelta | None,
    now: datetime,
    quantity: int,
) -> datetime | None:
    """When an order of that many can be fetched."""
    if work is None or not stock.offers_pickup or not stock.can_sell(quantity):
        return None
    return ready_by(now, work, hours)
