"""Webhook intake: verify, one durable row, 200; against a bare route with one durable insert."""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from datetime import UTC, datetime

import orjson

from benchmarks.figures import Figure, Result
from benchmarks.load import closed_loop, request_bytes
from benchmarks.rounds import CONNECTIONS, Side, contest
from benchmarks.stage import temporary_stage

_BESIDE = 1000


def webhook_intake(requests: int) -> Result:
    """Signed deliveries, each with an id of its own: beside the worker at work, then by itself.

    The contest is by itself, as the bare route is: what the worker writes is other work.
    """
    with temporary_stage(variants=300) as made:
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
        beside = closed_loop(made.port, signed[:_BESIDE], CONNECTIONS)
        made.rest_worker()
        ran = contest(
            Side(port=made.port, child=made.web, requests=signed[_BESIDE:]),
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
            failures=beside.failures() + ran.failures(lambda _body: True),
            about={
                **ran.about(),
                "beside_worker": {
                    "per_s": round(beside.per_second),
                    "p99_ms": round(beside.quantile(0.99), 1),
                },
            },
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
