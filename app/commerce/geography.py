"""How far two stores are apart, for "nearest first"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Protocol

from domain.errors import InvalidInputError

_EARTH_KM = 6371.0


class Place(Protocol):
    """Anything with coordinates in degrees, where they are known."""

    @property
    def latitude(self) -> Decimal | None:
        """Degrees north."""
        ...

    @property
    def longitude(self) -> Decimal | None:
        """Degrees east."""
        ...


@dataclass(frozen=True, slots=True)
class Point:
    """A place that is nothing but its coordinates."""

    latitude: Decimal | None
    longitude: Decimal | None

    @classmethod
    def at(cls, latitude: str, longitude: str) -> Point:
        """The point of these decimal degrees. Raises InvalidInputError beyond the globe."""
        north, east = Decimal(latitude), Decimal(longitude)
        if abs(north) > 90 or abs(east) > 180:
            raise InvalidInputError("near", f"{latitude},{longitude}", "give decimal degrees")
        return cls(north, east)


def distance_km(one: Place, other: Place) -> Decimal | None:
    """Great-circle distance to a tenth of a kilometer; None where coordinates are missing."""
    here, there = _point(one), _point(other)
    if here is None or there is None:
        return None
    (lat1, lon1), (lat2, lon2) = here, there
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return Decimal(f"{2 * _EARTH_KM * asin(sqrt(half)):.1f}")


def _point(place: Place) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return radians(float(place.latitude)), radians(float(place.longitude))
