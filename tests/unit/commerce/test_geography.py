"""Distances for "nearest first"."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from app.commerce.geography import distance_km


@dataclass(frozen=True)
class At:
    """A point."""

    latitude: Decimal | None
    longitude: Decimal | None


def at(latitude: str, longitude: str) -> At:
    return At(Decimal(latitude), Decimal(longitude))


SEATTLE = at("47.6097", "-122.3365")


@pytest.mark.parametrize(
    ("there", "km"),
    [
        pytest.param(SEATTLE, "0.0", id="here"),
        pytest.param(at("47.6157", "-122.2015"), "10.1", id="bellevue"),
        pytest.param(at("47.2596", "-122.4012"), "39.2", id="tacoma"),
        pytest.param(at("-47.6097", "57.6635"), "20015.1", id="antipodes"),
    ],
)
def test_distances_follow_the_great_circle(there: At, km: str) -> None:
    found = distance_km(SEATTLE, there)

    assert found == Decimal(km)
    assert distance_km(there, SEATTLE) == found


def test_it_is_short_over_the_date_line() -> None:
    found = distance_km(at("0", "179.9"), at("0", "-179.9"))

    assert found is not None
    assert found < 30


@pytest.mark.parametrize("unknown", [At(None, Decimal(1)), At(Decimal(1), None), At(None, None)])
def test_a_place_without_coordinates_is_at_no_distance(unknown: At) -> None:
    assert distance_km(SEATTLE, unknown) is None
    assert distance_km(unknown, SEATTLE) is None
