"""How far stores are from a shopper is told where it is known, and nowhere made up."""

from __future__ import annotations

import pytest

from app.commerce.nearby import How, Offers
from tests.integration.commerce.house import MERCHANT, House


def offers(house: House, near: str) -> Offers:
    """Some goods over the stores, as seen from there."""
    return house.services.nearby.offers(MERCHANT, house.shelf().sku, near=near)


@pytest.mark.parametrize(
    ("near", "how"), [("98125", How.POSTCODE), ("10001", How.UNKNOWN)], ids=["region", "nowhere"]
)
def test_no_distance_is_told_where_only_a_region_is_known(
    house: House, near: str, how: How
) -> None:
    found = offers(house, near)

    assert found.nearness is how
    assert {each.stock.distance_km for each in found.stores} == {None}


def test_the_distance_from_coordinates_is_told(house: House) -> None:
    found = offers(house, "47.6097,-122.3365")

    assert all(each.stock.distance_km is not None for each in found.stores)
