"""A shopper's call beside a backfill that never rests, at a platform that allows 100 a minute.

Many merchants side by side, each with a budget of its own, so that a minute gives enough calls to
speak of a percentile. The platform is its own judge, in a process of its own: no window of sixty
seconds, wherever it begins, may see more than a hundred requests of a merchant. The backfill runs
in a process of its own too, and shares the budget through Valkey.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import urllib3
from redis import Redis

from adapters.transport import Transport, TransportConfig
from adapters.wire import HttpRequest, RatePolicy
from benchmarks.figures import Figure, Result
from config.logging import configure_logging
from domain.calls import Call, Lane
from domain.errors import RetryableError
from domain.ids import ConnectionId
from storage.redis_server import embedded_redis
from tests.fakes.dialects import PlainDialect
from tests.integration.adapters.shops import Reply, Seen, shop

REQUESTS, WINDOW_S = 100, 60.0
MERCHANTS = 12
LIVE_A_MINUTE = 25
_ROOT = Path(__file__).resolve().parents[1]
_DIALECT = PlainDialect(rate=RatePolicy.per_window(REQUESTS, WINDOW_S))


def live_lane(seconds: float) -> Result:
    """How long shoppers' calls take while backfills take all that is left."""
    with TemporaryDirectory(prefix="lim-") as folder, _platform() as url:
        with closing(embedded_redis(Path(folder))) as valkey, _backfill(url, valkey.url, seconds):
            waits, failed = _shoppers(url, valkey.url, seconds)
        told = urllib3.request("GET", f"{url}/counts", timeout=60).json()
    waits.sort()
    p99 = waits[int(len(waits) * 0.99)]
    figures = (
        Figure(name="live_wait_p99", measured=round(p99, 1), unit="ms", at_most=250),
        Figure(name="throttled", measured=told["throttled"], unit="answers", at_most=0),
    )
    about = {
        "live_calls": len(waits),
        "backfill_calls": told["served"] - len(waits),
        "live_p50_ms": round(waits[len(waits) // 2], 1),
        "live_most_ms": round(waits[-1], 1),
        "busiest_window": told["busiest"],
        "merchants": MERCHANTS,
    }
    return Result(figures=figures, failures=failed, about=about)


def _shoppers(url: str, address: str, seconds: float) -> tuple[list[float], int]:
    configure_logging("json", "error")
    transport = _transport(address)
    waits: list[float] = []
    failed: list[Exception] = []
    ends = time.monotonic() + seconds

    def shop_at(merchant: int) -> None:
        chance, pause = random.Random(merchant), threading.Event()
        while True:
            pause.wait(chance.expovariate(LIVE_A_MINUTE / 60))
            if time.monotonic() > ends:
                return
            began = time.perf_counter()
            try:
                _send(transport, url, merchant, Lane.LIVE)
            except RetryableError as error:
                failed.append(error)
            waits.append((time.perf_counter() - began) * 1000)

    _all(shop_at)
    transport.close()
    return waits, len(failed)


def backfill(url: str, address: str, seconds: float) -> None:
    """Read on and on for every merchant, with two calls at a time."""
    transport = _transport(address)
    ends = time.monotonic() + seconds

    def read(number: int) -> None:
        while time.monotonic() < ends:
            try:
                _send(transport, url, number % MERCHANTS, Lane.BACKFILL)
            except RetryableError:
                continue  # its budget is the shoppers' for longer than it may wait

    _all(read, 2 * MERCHANTS)
    transport.close()


def _all(work: Any, number: int = MERCHANTS) -> None:
    threads = [threading.Thread(target=work, args=(each,)) for each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _transport(address: str) -> Transport:
    return Transport(TransportConfig(processes=2), redis=Redis.from_url(address))


def _send(transport: Transport, url: str, merchant: int, lane: Lane) -> None:
    request = HttpRequest(
        method="GET",
        path="/",
        operation="bench",
        headers={"X-Merchant": str(merchant)},
        authenticated=False,
        repeatable=True,
    )
    line = transport.line(
        ConnectionId(f"con_{merchant}"), url, _DIALECT, None, Call.within(10, lane=lane)
    )
    line.send(request)


class Judge:
    """The platform's own count: a sliding window per merchant."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._served: dict[str, deque[float]] = {}
        self._told = {"served": 0, "throttled": 0, "busiest": 0}

    def __call__(self, seen: Seen) -> Reply:
        if seen.path == "/counts":
            return Reply(body=self._told)
        with self._lock:
            now = time.monotonic()
            window = self._served.setdefault(seen.headers["x-merchant"], deque())
            while window and now - window[0] >= WINDOW_S:
                window.popleft()
            if len(window) >= REQUESTS:
                self._told["throttled"] += 1
                return Reply(429)
            window.append(now)
            self._told["served"] += 1
            self._told["busiest"] = max(self._told["busiest"], len(window))
        return Reply()


@contextmanager
def _platform() -> Iterator[str]:
    with _process("--serve", stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["url"]


@contextmanager
def _backfill(url: str, address: str, seconds: float) -> Iterator[None]:
    with _process("--backfill", url, address, str(seconds)) as process:
        yield
        process.wait(timeout=60)


@contextmanager
def _process(*arguments: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "benchmarks.limits", *arguments]
    with subprocess.Popen(command, cwd=_ROOT, **options) as process:
        try:
            yield process
        finally:
            process.terminate()


def main() -> None:
    """Be the platform or the backfill, as the measure asks."""
    configure_logging("json", "error")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", action="store_true")
    parser.add_argument("--backfill", nargs=3)
    asked = parser.parse_args()
    if asked.backfill:
        url, address, seconds = asked.backfill
        backfill(url, address, float(seconds))
        return
    with shop() as opened:
        opened.always = Judge()
        sys.stdout.write(json.dumps({"url": opened.url}) + "\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
