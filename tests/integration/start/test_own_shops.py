"""Which accounts the first run sees to itself, when it is run again."""

from __future__ import annotations

import pytest

from app.start.demo_merchant import DEMO, own_shops
from domain.ids import ConnectionId
from storage import merchants
from storage.engine import Database
from storage.merchants import ConnectionStatus, Merchant, PosConnection
from tests.integration.storage.shop import NOW


@pytest.fixture
def demo(database: Database) -> Database:
    """The demo's retailer, who joined a till of its own beside the two of the first run."""
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=DEMO,
                name="Northwind Outfitters",
                currency="USD",
                timezone="America/Los_Angeles",
                country="US",
                created_at=NOW,
            ),
        )
        for platform in ("square", "lightspeed", "shopify"):
            merchants.add_connection(
                tx,
                PosConnection(
                    id=ConnectionId(f"con_{platform}"),
                    merchant_id=DEMO,
                    platform=platform,
                    account_id="1",
                    account_name="Northwind",
                    base_url="http://127.0.0.1:1",
                    created_at=NOW,
                ),
            )
    return database


def test_an_account_that_was_joined_since_is_not_subscribed_or_waited_for(demo: Database) -> None:
    with demo.read() as tx:
        found = own_shops(tx)

    assert {each.platform for each in found} == {"square", "shopify"}


def test_a_shop_that_was_disconnected_is_to_be_connected_again(demo: Database) -> None:
    with demo.write() as tx:
        revoked = ConnectionStatus.REVOKED
        merchants.set_status(tx, ConnectionId("con_shopify"), revoked, "disconnected here")

        found = own_shops(tx)

    assert {each.platform for each in found} == {"square"}
