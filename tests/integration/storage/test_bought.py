"""What shoppers bought, and how well goods sell, from the order book."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.customers import Customer
from domain.ids import PlatformId
from domain.orders import OrderState
from storage import bought, customers, customers_write, popularity
from storage.engine import Database
from tests.integration.storage.shop import NOW, Shop, a_product, a_variant, open_shop
from tests.integration.storage.test_orders import MERCHANT, a_pos_order, tell

pytestmark = pytest.mark.integration
ADA = PlatformId("c1")


@pytest.fixture
def shop(database: Database) -> Shop:
    opened = open_shop(database)
    opened.sell(a_product("1", a_variant("v1", "MUG")))
    with database.write() as tx:
        ada = Customer(platform_id=ADA, email="ada@example.com", revision=1)
        customers_write.apply_customers(tx, opened.connection, [ada], as_of=NOW)
    return opened


def test_a_persons_standing_orders_are_told_newest_first(shop: Shop) -> None:
    tell(
        shop,
        a_pos_order("old", customer_platform_id=ADA, created_at=NOW - timedelta(days=3)),
        a_pos_order("new", customer_platform_id=ADA, created_at=NOW - timedelta(days=1)),
        a_pos_order("gone", customer_platform_id=ADA, state=OrderState.CANCELED),
        a_pos_order("nobodys"),
        a_pos_order("ancient", customer_platform_id=ADA, created_at=NOW - timedelta(days=900)),
    )
    with shop.database.read() as tx:
        (person,) = customers.by_platform_id(tx, shop.connection.id, [ADA]).values()
        found = bought.lines_of(tx, MERCHANT, person, since=NOW - timedelta(days=365))

    assert [NOW - line.at for line in found] == [timedelta(days=1), timedelta(days=3)]
    assert {(line.sku, line.quantity, line.location_id) for line in found} == {
        ("MUG", found[0].quantity, shop.stores[0])
    }
    assert found[0].modifiers == ("oat", "shot", "shot")


def test_what_sold_lately_counts_more(shop: Shop) -> None:
    tell(
        shop,
        a_pos_order("a", created_at=NOW - timedelta(days=1)),
        a_pos_order("b", created_at=NOW - timedelta(days=30)),
        a_pos_order("c", created_at=NOW - timedelta(days=100)),
        a_pos_order("d", created_at=NOW - timedelta(days=500)),
        a_pos_order("e", state=OrderState.CANCELED),
    )
    with shop.database.read() as tx:
        sold = popularity.units_sold(tx, MERCHANT, now=NOW)

    assert sold == {"MUG": 1.5 * (3 + 2 + 1)}
