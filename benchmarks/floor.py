"""The baselines: a bare Flask route that answers JSON, and one that does one durable insert.

Served by the same server with the same settings as the gateway, in the same run.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import uuid

from flask import Flask, Response, jsonify, request

from benchmarks.floor_orders import orders

app = Flask("floor")
app.register_blueprint(orders)
_local = threading.local()


def _connection() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        connection = sqlite3.connect(os.environ["FLOOR_DB"], isolation_level=None, timeout=30)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, body BLOB, at REAL)"
        )
        _local.connection = connection
    kept: sqlite3.Connection = _local.connection
    return kept


@app.post("/json")
def answer_json() -> Response:
    """Read a JSON body, answer a JSON body."""
    request.get_json()
    return jsonify(version="1.0", response={"outputSpeech": {"type": "SSML", "ssml": "<speak/>"}})


@app.post("/insert")
def insert_one() -> Response:
    """One durable row, then 200."""
    body = request.get_data()
    connection = _connection()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO rows VALUES (?, ?, ?)", (uuid.uuid4().hex, body, 0.0))
    connection.execute("COMMIT")
    return Response(status=200)


@app.get("/healthz")
def healthz() -> Response:
    """Whether it is up."""
    return Response(b"ok")
