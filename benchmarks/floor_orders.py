"""The baselines for orders: a bare Flask route that does the eight statements that an order needs,
and the same route which also has the till calculate, create and charge the order.

On PostgreSQL, in one transaction: price, stock under a lock, stock taken, order, line, payment,
history, and the order's end. No journal, no second commit, nothing asked again, nothing logged.
`FLOOR_ORDERS_URL` names the database.
"""

from __future__ import annotations

import os
import threading
import uuid
from http import HTTPStatus
from typing import Any

import orjson
import psycopg
import urllib3
from flask import Blueprint, Response, jsonify, request

orders = Blueprint("orders", __name__)
_local = threading.local()
_pool = urllib3.PoolManager(maxsize=16)
_PLENTY = 1_000_000
_TABLES = (
    "CREATE TABLE IF NOT EXISTS f_variants (sku TEXT PRIMARY KEY, price BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS f_stock (sku TEXT PRIMARY KEY, available BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS f_orders (id TEXT PRIMARY KEY, state TEXT, total BIGINT, at TEXT)",
    "CREATE TABLE IF NOT EXISTS f_lines (order_id TEXT, sku TEXT, quantity BIGINT, price BIGINT)",
    "CREATE TABLE IF NOT EXISTS f_payments (id TEXT PRIMARY KEY, order_id TEXT, amount BIGINT)",
    "CREATE TABLE IF NOT EXISTS f_events (order_id TEXT, kind TEXT, body TEXT)",
)


def prepare(url: str, sku: str) -> None:
    """Make the tables, and put plenty on the shelf."""
    with psycopg.connect(url) as connection:
        for statement in _TABLES:
            connection.execute(statement)
        connection.execute("INSERT INTO f_variants VALUES (%s, %s)", (sku, 1999))
        connection.execute("INSERT INTO f_stock VALUES (%s, %s)", (sku, _PLENTY))


def _connection() -> psycopg.Connection[Any]:
    if not hasattr(_local, "connection"):
        _local.connection = psycopg.connect(os.environ["FLOOR_ORDERS_URL"])
    kept: psycopg.Connection[Any] = _local.connection
    return kept


@orders.post("/orders")
def place() -> tuple[Response, int]:
    """Sell one line."""
    return _sold(request.get_json())


@orders.post("/orders-at-the-till")
def place_at_the_till() -> tuple[Response, int]:
    """Sell one line, and have Square's till calculate, create, authorize and complete it."""
    wanted = request.get_json()
    line = {"catalog_object_id": wanted["variation"], "quantity": str(wanted["quantity"])}
    order = {"location_id": wanted["location"], "line_items": [line]}
    _ask(wanted, "/v2/orders/calculate", {"order": order})
    made = _ask(wanted, "/v2/orders", {"idempotency_key": uuid.uuid4().hex, "order": order})
    payment = {
        "idempotency_key": uuid.uuid4().hex,
        "source_id": wanted["card"],
        "amount_money": made["order"]["total_money"],
        "order_id": made["order"]["id"],
        "location_id": wanted["location"],
        "autocomplete": False,
    }
    paid = _ask(wanted, "/v2/payments", payment)
    _ask(wanted, f"/v2/payments/{paid['payment']['id']}/complete", {})
    return _sold(wanted)


def _ask(wanted: dict[str, Any], path: str, body: dict[str, Any]) -> Any:
    answer = _pool.request(
        "POST",
        wanted["till"] + path,
        body=orjson.dumps(body),
        headers={
            "Authorization": f"Bearer {wanted['token']}",
            "Content-Type": "application/json",
            "Square-Version": wanted["version"],
        },
        retries=False,
        timeout=30.0,
    )
    if answer.status != HTTPStatus.OK:
        raise RuntimeError(f"{path}: {answer.status} {answer.data[:300]!r}")
    return orjson.loads(answer.data)


def _sold(wanted: dict[str, Any]) -> tuple[Response, int]:
    """The sale in the database."""
    sku, quantity, order = wanted["sku"], int(wanted["quantity"]), uuid.uuid4().hex
    connection = _connection()
    with connection.transaction():
        run = connection.execute
        (price,) = run("SELECT price FROM f_variants WHERE sku = %s", (sku,)).fetchone() or (0,)
        run("SELECT available FROM f_stock WHERE sku = %s FOR UPDATE", (sku,)).fetchone()
        run("UPDATE f_stock SET available = available - %s WHERE sku = %s", (quantity, sku))
        total = price * quantity
        run("INSERT INTO f_orders VALUES (%s, 'pending', %s, now()::text)", (order, total))
        run("INSERT INTO f_lines VALUES (%s, %s, %s, %s)", (order, sku, quantity, price))
        run("INSERT INTO f_payments VALUES (%s, %s, %s)", (uuid.uuid4().hex, order, total))
        run("INSERT INTO f_events VALUES (%s, 'placed', '{}')", (order,))
        run("UPDATE f_orders SET state = 'confirmed' WHERE id = %s", (order,))
    return jsonify(order_id=order, status="confirmed", total=total), 201
