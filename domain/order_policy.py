"""What a merchant takes as an order, by channel: amounts, fulfillment, addresses, how often.

Pure rules over facts; nothing is asked or written here. Every refusal has a code for programs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from domain.catalog import Address
from domain.errors import InvalidInputError
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.postal import region_of
from domain.postcodes import is_postcode

_MOST_MINUTES: Final = 30 * 24 * 60


class Trait(StrEnum):
    """By what attempts to order are told to be the same person's."""

    CUSTOMER = "customer"
    PHONE = "phone"
    CARD = "card"


@dataclass(frozen=True, slots=True, kw_only=True)
class Velocity:
    """So many attempts within so long, by one trait; more are refused."""

    by: Trait
    minutes: int
    most: int

    @property
    def window(self) -> timedelta:
        """How far back attempts are counted."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why an order is not taken: `code` is stable, `detail` says what would help."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the policy needs to know of an order that somebody wants to place."""

    method: FulfillmentMethod
    total: Money
    address: Address | None
    today: int
    """Orders of the same customer that stand and are younger than a day."""
    attempts: Mapping[Velocity, int]
    """Earlier attempts by each rule's trait, within its window."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPolicy:
    """What is taken on one channel (`settings.orders`, with `channels.<name>` over it)."""

    least_minor: int = 0
    most_minor: int | None = None
    per_day: int | None = None
    """Orders of one customer within a day; None: as many as they like."""
    methods: frozenset[FulfillmentMethod] = frozenset(FulfillmentMethod)
    ship_to: frozenset[str] | None = None
    """Countries (ISO 3166, two letters) that are shipped to; None: all."""
    velocity: tuple[Velocity, ...] = ()

    @classmethod
    def from_settings(cls, told: Mapping[str, Any], channel: str) -> OrderPolicy:
        """What holds for a channel. Raises InvalidInputError naming the field."""
        own = _of_channel(told, channel)
        values = {name: each for name, each in {**told, **own}.items() if name != "channels"}
        for name in values:
            if name not in cls.__slots__:
                known = ", ".join(sorted(cls.__slots__))
                raise InvalidInputError(f"orders.{name}", name, f"one of {known}")
        for name in ("least_minor", "most_minor", "per_day"):
            if values.get(name) is not None:
                values[name] = _whole(f"orders.{name}", values[name])
        try:
            if "methods" in values:
                values["methods"] = frozenset(map(FulfillmentMethod, values["methods"]))
            if values.get("ship_to") is not None:
                values["ship_to"] = frozenset(str(each).upper() for each in values["ship_to"])
            values["velocity"] = tuple(map(_velocity, values.get("velocity", ())))
        except (ValueError, TypeError, KeyError) as error:
            raise InvalidInputError("orders", str(error)[:80], "methods, ship_to, rules") from None
        return cls(**values)

    def judge(self, asked: Asked) -> tuple[Rejection, ...]:
        """Every reason not to take the order; none: it is taken."""
        return (*self._amount(asked), *self._fulfillment(asked), *self._how_often(asked))

    def _amount(self, asked: Asked) -> Iterator[Rejection]:
        amount = asked.total.amount
        if amount < self.least_minor:
            least = Money(self.least_minor, asked.total.currency)
            yield Rejection(code="below-minimum", detail=f"orders start at {least}")
        if self.most_minor is not None and amount > self.most_minor:
            most = Money(self.most_minor, asked.total.currency)
            yield Rejection(
                code="over-limit", detail=f"orders are limited to {most}, this is {asked.total}"
            )

    def _fulfillment(self, asked: Asked) -> Iterator[Rejection]:
        if asked.method not in self.methods:
            yield Rejection(
                code="method-not-offered", detail=f"{asked.method.value} is not offered here"
            )
        if asked.method is FulfillmentMethod.SHIPPING:
            yield from self._address(asked.address)

    def _address(self, address: Address | None) -> Iterator[Rejection]:
        if address is None:
            yield Rejection(code="no-address", detail="shipping needs an address")
            return
        for name in ("line1", "city", "country"):
            if not getattr(address, name):
                yield Rejection(code=f"address-{name}-missing", detail=f"the address has no {name}")
        country = (address.country or "").upper()
        if self.ship_to is not None and country and country not in self.ship_to:
            yield Rejection(code="country-not-served", detail=f"nothing is shipped to {country}")
        if address.postal_code and country and not is_postcode(address.postal_code, country):
            detail = f"{address.postal_code[:20]!r} is no postcode of {country}"
            yield Rejection(code="postcode-invalid", detail=detail)
        elif address.postal_code and address.region and country:
            yield from _apart(address.postal_code, address.region, country)

    def _how_often(self, asked: Asked) -> Iterator[Rejection]:
        if self.per_day is not None and asked.today >= self.per_day:
            yield Rejection(
                code="too-many-today", detail=f"at most {self.per_day} orders a day are taken"
            )
        for rule, count in asked.attempts.items():
            if count >= rule.most:
                yield Rejection(
                    code=f"too-often-by-{rule.by.value}",
                    detail=f"at most {rule.most} attempts in {rule.minutes} minutes are taken",
                )


def _apart(code: str, region: str, country: str) -> Iterator[Rejection]:
    """A code of another state or province, where it tells one and the address abbreviates its."""
    there, told = region_of(code.strip().upper(), country), region.strip().upper()
    if there is not None and len(told) == len(there) and told != there:
        detail = f"postcode {code[:20]} is in {there}, the address says {told}: correct one of them"
        yield Rejection(code="region-mismatch", detail=detail)


def _of_channel(told: object, channel: str) -> Mapping[str, Any]:
    """What is set for one channel alone; everything around it must be an object."""
    channels = told.get("channels", {}) if isinstance(told, Mapping) else None
    own = channels.get(channel, {}) if isinstance(channels, Mapping) else None
    if not isinstance(own, Mapping):
        raise InvalidInputError("orders", str(told)[:80], "a JSON object, and one for each channel")
    return own


def _velocity(told: Mapping[str, Any]) -> Velocity:
    minutes = _whole("orders.velocity.minutes", told["minutes"])
    if not 1 <= minutes <= _MOST_MINUTES:
        raise ValueError(f"minutes from 1 to {_MOST_MINUTES}")
    return Velocity(
        by=Trait(told["by"]), minutes=minutes, most=_whole("orders.velocity.most", told["most"])
    )


def _whole(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidInputError(name, str(value)[:40], "a whole number from 0 on")
    return value


def codes(rejections: Sequence[Rejection]) -> list[str]:
    """The codes alone, for records and programs."""
    return [each.code for each in rejections]
