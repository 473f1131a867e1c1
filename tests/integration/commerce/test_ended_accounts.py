"""Stores of an account that was disconnected sell nothing, and those of others go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.commerce.places import PlaceBook
from storage import merchants
from storage.merchants import ConnectionStatus
from tests.integration.commerce.house import MERCHANT, SHOPIFY_STORE, SQUARE_STORE, House


@pytest.fixture
def shopify_is(house: House, request: pytest.FixtureRequest) -> Iterator[House]:
    """The house while its second account stands so."""
    ended = house.connections["shopify"]
    with house.services.database.write() as tx:
        merchants.set_status(tx, ended, request.param, "test")
    yield house
    with house.services.database.write() as tx:
        merchants.set_status(tx, ended, ConnectionStatus.ACTIVE, None)


@pytest.mark.parametrize(
    ("shopify_is", "sells"),
    [
        (ConnectionStatus.ACTIVE, True),
        (ConnectionStatus.PAUSED, True),
        (ConnectionStatus.REVOKED, False),
    ],
    indirect=["shopify_is"],
)
def test_a_store_is_offered_until_its_account_is_disconnected(
    shopify_is: House, sells: bool
) -> None:
    offered = PlaceBook(shopify_is.services.database).of(MERCHANT).by_id

    assert shopify_is.store(SQUARE_STORE) in offered
    assert (shopify_is.store(SHOPIFY_STORE) in offered) is sells
