"""A parcel on its way, as a carrier tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from domain.errors import InvalidInputError


class ParcelState(StrEnum):
    """Where a parcel is, in one word."""

    ANNOUNCED = "announced"
    """The carrier has heard of it and does not have it yet."""
    MOVING = "moving"
    OUT_FOR_DELIVERY = "out_for_delivery"
    AWAITS_PICKUP = "awaits_pickup"
    DELIVERED = "delivered"
    RETURNING = "returning"
    FAILED = "failed"
    CANCELED = "canceled"
    UNKNOWN = "unknown"

    @property
    def is_final(self) -> bool:
        """Whether nothing more is to be expected."""
        return self in (ParcelState.DELIVERED, ParcelState.CANCELED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelPolicy:
    """What a merchant decides about parcels."""

    tell_shoppers: bool = False
    """Off by default: many platforms write to shoppers about their parcels themselves."""

    @classmethod
    def from_settings(cls, told: Any) -> ParcelPolicy:
        """Read a merchant's setting. Raises InvalidInputError naming the field."""
        if not isinstance(told, Mapping) or told.keys() - {"tell_shoppers"}:
            raise InvalidInputError("parcels", str(told)[:80], "a table with tell_shoppers")
        wish = told.get("tell_shoppers", False)
        if not isinstance(wish, bool):
            raise InvalidInputError("parcels.tell_shoppers", str(wish)[:80], "true or false")
        return cls(tell_shoppers=wish)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a carrier says of one parcel at one moment."""

    tracker_id: str
    """The aggregator's id."""
    number: str
    carrier: str | None
    state: ParcelState
    shipped_at: datetime | None
    """When the carrier first had it in hand."""
    expected_on: date | None
    """The day it should arrive, in the time zone of its destination."""
    delivered_at: datetime | None
    url: str | None
    """A page for the shopper."""
    updated_at: datetime
