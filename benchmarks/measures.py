"""What is measured, each with its baseline in the same run."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import psutil

from benchmarks.load import Load, closed_loop, open_loop, request_bytes
from benchmarks.stage import Stage, stage
from sandbox.alexa.device import Device, intent_request
from storage import locations
from storage import stock as levels

_ORDER = "one nike air max in black size 10 for pickup downtown"
_CHECK = "nike air max in black size 10"
_PLENTY = 100_000


def voice_orders(seconds: int) -> dict[str, Any]:
    """The turn in which the shopper says yes, at 20 orders/s over a POS that takes 50 ms."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        with stage(Path(name), variants=1000, latency_ms=0, threads=8) as made:
            _restock(made)
            own = _orders(made, seconds=seconds, per_second=20.0)
            fault = made.control(
                "POST", "faults", {"kind": "slow", "route": "*", "delay_ms": 50, "times": None}
            )
            whole = _orders(made, seconds=seconds, per_second=20.0)
            made.control("DELETE", f"faults/{fault['id']}")
            return {
                "orders": len(own.answers) + len(whole.answers),
                "failures": own.failures() + whole.failures() + _unsaid(own) + _unsaid(whole),
                "own_p50_ms": round(own.quantile(0.5, without_pos=True), 1),
                "own_p99_ms": round(own.quantile(0.99, without_pos=True), 1),
                "own_p99_ms_target": 25,
                "with_50ms_pos_p50_ms": round(whole.quantile(0.5), 1),
                "with_50ms_pos_p99_ms": round(whole.quantile(0.99), 1),
                "with_50ms_pos_p99_ms_target": 200,
                "orders_per_s": round(whole.per_second, 1),
            }


def _restock(made: Stage) -> None:
    with made.services.database.read() as tx:
        stores = locations.locations(tx, "demo")
    downtown = next(store for store in stores if "downtown" in store.name.lower())
    made.control(
        "POST",
        "restock",
        {"sku": "NK-AIRMAX90-BLK-10", "location": downtown.name, "quantity": _PLENTY},
    )
    _until(made, lambda count: count >= _PLENTY)


def _until(made: Stage, enough: Any) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        with made.services.database.read() as tx:
            known = levels.levels(tx, "demo", "NK-AIRMAX90-BLK-10", now=datetime.now(UTC))
        if any(level.available is not None and enough(level.available) for level in known):
            return
        time.sleep(0.05)
    raise RuntimeError("the restock did not arrive by webhook")


def _signed(made: Stage, device: Device, request: dict[str, Any]) -> bytes:
    body = json.dumps(device.envelope(request)).encode()
    return request_bytes(f"/callbacks/alexa/{'demo'}", device.headers(body), body)


def _orders(made: Stage, *, seconds: int, per_second: float) -> Load:
    count = int(seconds * per_second)
    devices = [made.device(f"bench-{uuid.uuid4()}") for _ in range(count)]
    prepare = [
        _signed(made, device, intent_request("OrderProductIntent", {"query": _ORDER}))
        for device in devices
    ]
    asked = closed_loop(made.port, prepare, 4)
    wrong = [a for a in asked.answers if a.status != 200 or b"go ahead" not in a.body]
    if wrong:
        raise RuntimeError(f"preparing: {len(wrong)} of {count}: {wrong[0].body[:400]!r}")
    agree = [_signed(made, device, intent_request("AMAZON.YesIntent")) for device in devices]
    return open_loop(made.port, agree, per_second, 16)


def _unsaid(load: Load) -> int:
    return sum(b"ordered" not in answer.body for answer in load.answers)


def availability(requests: int) -> dict[str, Any]:
    """A whole availability turn (signature, dialogue, search, stock, speech) from the cache."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        with stage(Path(name), variants=1000, latency_ms=0, threads=1) as made:
            _restock(made)
            check = intent_request("CheckAvailabilityIntent", {"query": _CHECK})
            signed = [
                _signed(made, made.device(f"bench-{uuid.uuid4()}"), check) for _ in range(requests)
            ]
            bare = request_bytes("/json", {"Content-Type": "application/json"}, signed[0][-1500:])
            body = json.dumps(made.device("bare").envelope(check)).encode()
            bare = request_bytes("/json", {"Content-Type": "application/json"}, body)
            closed_loop(made.port, signed[:200], 4)
            closed_loop(made.floor_port, [bare] * 200, 4)
            rounds = []
            size = (requests - 200) // 3
            for turn in range(3):
                part = signed[200 + turn * size : 200 + (turn + 1) * size]
                ours = closed_loop(made.port, part, 2)
                floor = closed_loop(made.floor_port, [bare] * size, 2)
                rounds.append((ours, floor))
            ratios = sorted(ours.per_second / floor.per_second for ours, floor in rounds)
            middle = rounds[1][0]
            wrong = sum(_is_no(answer.body) for ours, _ in rounds for answer in ours.answers)
            return {
                "requests": size * 3,
                "failures": sum(ours.failures() for ours, _ in rounds) + wrong,
                "per_s": round(middle.per_second),
                "floor_per_s": round(rounds[1][1].per_second),
                "ratio": round(ratios[1], 3),
                "ratio_target": 0.35,
                "p50_ms": round(middle.quantile(0.5), 2),
                "p99_ms": round(middle.quantile(0.99), 2),
                "p99_ms_target": 10,
            }


def _is_no(body: bytes) -> bool:
    return b"Yes" not in body


def webhook_intake(requests: int) -> dict[str, Any]:
    """Verify, one durable row, 200; against a bare route with one durable insert."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        with stage(Path(name), variants=300, latency_ms=0, threads=1) as made:
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
            closed_loop(made.port, signed[:100], 4)
            closed_loop(made.floor_port, [bare] * 100, 4)
            rounds = []
            size = (requests - 100) // 3
            for turn in range(3):
                part = signed[100 + turn * size : 100 + (turn + 1) * size]
                rounds.append(
                    (
                        closed_loop(made.port, part, 4),
                        closed_loop(made.floor_port, [bare] * size, 4),
                    )
                )
            ratios = sorted(ours.per_second / floor.per_second for ours, floor in rounds)
            return {
                "requests": size * 3,
                "failures": sum(ours.failures() for ours, _ in rounds),
                "per_s": round(rounds[1][0].per_second),
                "floor_per_s": round(rounds[1][1].per_second),
                "ratio": round(ratios[1], 3),
                "ratio_target": 0.7,
                "p99_ms": round(rounds[1][0].quantile(0.99), 1),
            }


def _delivery(path: str, url: str, secret: str, account: str) -> bytes:
    body = orjson.dumps(
        {
            "merchant_id": account,
            "type": "inventory.count.updated",
            "event_id": str(uuid.uuid4()),
            "created_at": datetime.now(UTC).isoformat(),
            "data": {
                "type": "inventory_counts",
                "id": str(uuid.uuid4()),
                "object": {
                    "inventory_counts": [
                        {
                            "calculated_at": datetime.now(UTC).isoformat(),
                            "catalog_object_id": "UNKNOWNTOTHISGATEWAY0000",
                            "catalog_object_type": "ITEM_VARIATION",
                            "location_id": "UNKNOWN",
                            "quantity": "10",
                            "state": "IN_STOCK",
                        }
                    ]
                },
            },
        }
    )
    digest = hmac.digest(secret.encode(), url.encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "x-square-hmacsha256-signature": base64.b64encode(digest).decode(),
    }
    return request_bytes(path, headers, body)


def full_sync(variants: int) -> dict[str, Any]:
    """A first full run, in a process of its own, over a POS that answers in 50 ms."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        with stage(Path(name), variants=variants, latency_ms=0, threads=1) as made:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.sync_process"],
                env={**made.environ, "BENCH_SANDBOX": made.sandbox_url},
                capture_output=True,
                check=False,
            )
            if done.returncode:
                raise RuntimeError(done.stderr.decode()[-2000:])
            told: dict[str, Any] = orjson.loads(done.stdout.splitlines()[-1])
            return told


def cold_start() -> dict[str, Any]:
    """`create_app` in a fresh process, and a serving worker's resident memory."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        with stage(Path(name), variants=1000, latency_ms=0, threads=1) as made:
            code = (
                "import time; s = time.perf_counter()\nimport wsgi\nprint(time.perf_counter() - s)"
            )
            times = sorted(
                float(
                    subprocess.run(
                        [sys.executable, "-c", code],
                        env=dict(made.environ),
                        capture_output=True,
                        check=True,
                    ).stdout
                )
                for _ in range(5)
            )
            check = intent_request("CheckAvailabilityIntent", {"query": _CHECK})
            signed = [
                _signed(made, made.device(f"bench-{uuid.uuid4()}"), check) for _ in range(100)
            ]
            closed_loop(made.port, signed, 4)
            workers = psutil.Process(made.web.process.pid).children(recursive=True)
            rss = max(worker.memory_info().rss for worker in workers) / 1e6
            return {
                "create_app_s": round(times[2], 2),
                "create_app_s_target": 1.5,
                "worker_rss_mb": round(rss),
                "worker_rss_mb_target": 150,
            }
