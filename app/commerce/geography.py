"""How far two stores are apart, for "nearest first"."""

from __future__ import annotations

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Protocol

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
