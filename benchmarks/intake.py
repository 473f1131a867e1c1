"""Webhook intake: verify, one durable row, 200; against a bare route with one durable insert."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from datetime import UTC, datetime

import orjson

from benchmarks.figures import Figure, Result
from benchmarks.load import request_bytes
from benchmarks.rounds import Side, contest
from benchmarks.stage import temporary_stage


def webhook_intake(requests: int) -> Result:
    """Signed deliveries, each with an id of its own, while the worker works on them beside."""
    with temporary_stage(variants=300, threads=1) as made:
        with made.services.database.read() as tx:
            (secret, *_) = made.services.vault.webhook_secrets(
                tx, made.connection_id, datetime.now(UTC)
            )
        path = f"/webhooks/square/{made.connection_id}"
        url = f"http://127.0.0.1:{made.port}{path}"
        account = made.services.directory.connection(made.connection_id).account_id
        signed = [_delivery(path, url, secret, account) for _ in range(requests)]
        body = signed[0].partition(b"\r\n\r\n")[2]
        bare = request_bytes("/insert", {"Content-Type": "application/json"}, body)
        ran = contest(
            Side(port=made.port, child=made.web, requests=signed),
            Side(port=made.floor_port, child=made.floor, requests=[bare]),
        )
        return Result(
            figures=(
                Figure(
                    name="rate_against_bare_durable_insert",
                    measured=round(ran.ratio, 3),
                    unit="ratio",
                    at_least=0.7,
                ),
            ),
            failures=ran.failures(lambda _body: True),
            about=ran.about(),
        )


def _delivery(path: str, url: str, secret: str, account: str) -> bytes:
    at = datetime.now(UTC).isoformat()
    count = {
        "calculated_at": at,
        "catalog_object_id": "UNKNOWNTOTHISGATEWAY0000",
        "catalog_object_type": "ITEM_VARIATION",
        "location_id": "UNKNOWN",
        "quantity": "10",
        "state": "IN_STOCK",
    }
    told = {
        "merchant_id": account,
        "type": "inventory.count.updated",
        "event_id": str(uuid.uuid4()),
        "created_at": at,
        "data": {
            "type": "inventory_counts",
            "id": str(uuid.uuid4()),
            "object": {"inventory_counts": [count]},
        },
    }
    body = orjson.dumps(told)
    digest = hmac.digest(secret.encode(), url.encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "x-square-hmacsha256-signature": base64.b64encode(digest).decode(),
    }
    return request_bytes(path, headers, body)
