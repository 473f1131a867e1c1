"""Who charges the card of an order, where the merchant has named an account for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.commerce.model import Placed
from domain.ids import ConnectionId
from storage import merchants
from tests.integration.commerce.acts import place
from tests.integration.commerce.house import MERCHANT, SQUARE_STORE, House


def pay_through(house: House, connection: ConnectionId) -> None:
    with house.services.database.write() as tx:
        row = merchants.merchant(tx, MERCHANT)
        merchants.update_merchant(tx, replace(row, payment_connection_id=connection))


@pytest.fixture
def through_shopify(house: House) -> Iterator[House]:
    """The merchant has named an account that charges for its own orders only."""
    pay_through(house, house.connections["shopify"])
    yield house
    pay_through(house, house.connections["square"])


def test_an_account_that_charges_for_its_own_orders_only_charges_for_no_other_till(
    through_shopify: House,
) -> None:
    prepared = through_shopify.shelf(SQUARE_STORE, units=2).prepare(1)

    outcome = place(through_shopify, prepared)

    assert isinstance(outcome, Placed), outcome
    assert outcome.receipt.card_last4
