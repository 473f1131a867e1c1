"""A merchant of some size, written into a SQLite file by bulk inserts: the stage of `console`.

Rows are made by the database itself, so that a million of them takes seconds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.ids import ConnectionId, MerchantId
from storage import merchants
from storage.merchants import Merchant, PosConnection
from storage.types import to_micros

MERCHANT: Final = MerchantId("large")
SMALL: Final = MerchantId("small")
"""Another merchant beside it, with nothing: its pages must not pay for the large one's rows."""
_CONNECTION: Final = ConnectionId("con_large")

_COUNTED: Final = (
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :many)"
)
_CATALOG: Final = (
    "INSERT INTO products (id, merchant_id, title, lead_connection_id, lead_platform_id, active)"
    " {n} SELECT printf('prd_%08d', i), :merchant, printf('Trail Shoe %d Model %d', i % 977, i),"
    " :connection, printf('P%d', i), 1 FROM n",
    "INSERT INTO product_records (connection_id, platform_id, merchant_id, product_id, title,"
    " details, active, revision, as_of, source) {n} SELECT :connection, printf('P%d', i),"
    " :merchant, printf('prd_%08d', i), printf('Trail Shoe %d Model %d', i % 977, i),"
    ' \'{{"brand":null,"categories":["Shoes"],"description":"","images":[],"modifier_lists":[],'
    '"tags":[],"taxes":[]}}\', 1, 1, :now, \'poll\' FROM n',
    "INSERT INTO variants (merchant_id, sku, product_id, lead_listing_id, active) {n}"
    " SELECT :merchant, printf('SKU-%08d', i), printf('prd_%08d', i), printf('lst_%08d', i), 1"
    " FROM n",
    "INSERT INTO listings (id, merchant_id, connection_id, platform_id, product_platform_id,"
    " inventory_platform_id, sku, own_sku, name, options, price_minor, currency, location_prices,"
    " tracked, oversell, taxable, absent_at, active, revision, as_of, source) {n}"
    " SELECT printf('lst_%08d', i), :merchant, :connection, printf('V%d', i), printf('P%d', i),"
    " printf('V%d', i), printf('SKU-%08d', i), printf('SKU-%08d', i), printf('Black, %d', i % 14),"
    " '{{}}', 1999, 'USD', '{{}}', 1, 0, 1, '[]', 1, 1, :now, 'poll' FROM n",
)
_PLACE: Final = (
    "INSERT INTO locations (id, merchant_id, connection_id, platform_id, name, active,"
    " offers_pickup, revision, as_of, source)"
    " VALUES (:place, :merchant, :connection, :place, :place, 1, 1, 1, :now, 'poll')"
)
_LEVELS: Final = (
    "INSERT INTO inventory_levels (listing_id, location_id, merchant_id, pos_available, held,"
    " revision, as_of, source, updated_at) {n} SELECT printf('lst_%08d', i), :place, :merchant,"
    " (i % 40) * 100000, 0, 1, :now - i * 1000000, 'poll', :now FROM n"
)
_ORDERS: Final = (
    "INSERT INTO orders (id, merchant_id, connection_id, pos_order_id, number, state,"
    " payment_state, channel, currency, tax_minor, total_minor, refunded_minor, location_id,"
    " fulfillments, payment_platform_ids, detail, revision, as_of, source, placed_at, updated_at)"
    " {n} SELECT printf('ord_%026d', i), :merchant, :connection, printf('T%d', i),"
    " printf('%06d', i), CASE i % 9 WHEN 0 THEN 'confirmed' WHEN 1 THEN 'canceled'"
    " ELSE 'completed' END, 'paid', CASE i % 3 WHEN 0 THEN 'alexa' ELSE 'pos' END, 'USD', 180,"
    " 1999 + i % 5000, 0, 'Downtown', '[]', '[]', '{{}}', 1, :now, 'poll',"
    " :now - i * 77000000, :now FROM n"
)
_INBOX: Final = (
    "INSERT INTO inbox (merchant_id, connection_id, delivery_id, topic, headers, body, received_at,"
    " state, due_at, attempts, reason, last_seen_at, replays) {n} SELECT :merchant, :connection,"
    " printf('evt-%08d', i), CASE i % 3 WHEN 0 THEN 'order.updated' WHEN 1 THEN"
    " 'inventory.count.updated' ELSE 'catalog.version.updated' END, '{{}}',"
    ' CAST(printf(\'{{"event_id":"evt-%d","data":{{"id":"T%d"}}}}\', i, i) AS BLOB),'
    " :now - (:many - i) * 1000000, CASE WHEN i % 2000 = 7 THEN 'dead' WHEN i > :many - 300 THEN"
    " 'pending' ELSE 'done' END, :now, 1, CASE WHEN i % 2000 = 7 THEN"
    " 'MalformedResponseError: id cannot be mapped' END, :now, 0 FROM n"
)
PLACES: Final = ("Downtown", "Capitol Hill")


def fill(tx: Connection, *, products: int, orders: int, deliveries: int, now: datetime) -> None:
    """Write the large merchant and the empty one."""
    for each in (MERCHANT, SMALL):
        merchants.add_merchant(tx, _merchant(each, now))
    merchants.add_connection(tx, _connection(now))
    names = {"merchant": MERCHANT, "connection": _CONNECTION, "now": to_micros(now)}

    def run(statement: str, many: int = 1, **more: object) -> None:
        tx.exec_driver_sql(statement.format(n=_COUNTED), {**names, **more, "many": many})

    for statement in _CATALOG:
        run(statement, products)
    for place in PLACES:
        run(_PLACE, place=place)
        run(_LEVELS, products, place=place)
    run(_ORDERS, orders)
    run(_INBOX, deliveries)
    tx.exec_driver_sql("ANALYZE")


def _merchant(merchant_id: MerchantId, now: datetime) -> Merchant:
    return Merchant(
        id=merchant_id,
        name=merchant_id.title(),
        currency="USD",
        timezone="America/New_York",
        country="US",
        created_at=now,
    )


def _connection(now: datetime) -> PosConnection:
    return PosConnection(
        id=_CONNECTION,
        merchant_id=MERCHANT,
        platform="square",
        account_id="L1",
        account_name="Large Shop",
        base_url="https://pos.example",
        created_at=now,
    )
