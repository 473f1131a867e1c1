"""A shop that is slow or dead does not slow the others (promise P9)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from time import monotonic

import pytest

from adapters.wire import HttpRequest, RatePolicy
from domain.calls import Lane
from domain.errors import PlatformError, RateLimitedError
from domain.ids import ConnectionId
from tests.fakes.dialects import PlainDialect
from tests.integration.adapters.conftest import Bench
from tests.integration.adapters.shops import Reply, Shop, raw_shop, read_request, wait_until

READ = HttpRequest(method="GET", path="/", operation="read", repeatable=True, authenticated=False)


def _hang(connection: socket.socket, stopped: threading.Event) -> None:
    read_request(connection)
    stopped.wait()


def _fail(connection: socket.socket, stopped: threading.Event) -> None:
    while read_request(connection) and not stopped.is_set():
        connection.sendall(b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")


def _trickle(connection: socket.socket, stopped: threading.Event) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not stopped.wait(0.05):
        connection.sendall(b"x")


@pytest.mark.parametrize("behave", [_hang, _fail, _trickle])
def test_a_sick_shop_does_not_slow_a_healthy_one(
    make_bench: Callable[..., Bench],
    plain_shop: Shop,
    behave: Callable[[socket.socket, threading.Event], None],
) -> None:
    bench = make_bench(concurrent_calls=4)
    done = threading.Event()

    def bother(url: str) -> None:
        while not done.is_set():
            try:
                bench.line(url, within=1.0, lane=Lane.LIVE).send(READ)
            except PlatformError:
                done.wait(0.005)

    with raw_shop(behave) as sick:
        callers = [threading.Thread(target=bother, args=(sick.url,)) for _ in range(12)]
        for caller in callers:
            caller.start()
        wait_until(lambda: sick.accepted >= 1)

        times = []
        for _ in range(150):
            started = monotonic()
            line = bench.line(plain_shop.url, connection_id=ConnectionId("conn_healthy"))
            assert line.send(READ).status == 200
            times.append(monotonic() - started)
        done.set()
        for caller in callers:
            caller.join()

    assert sorted(times)[135] < 0.7, "nine of ten; the machine itself may pause"


def test_a_hung_shop_takes_no_more_than_its_slots(
    make_bench: Callable[..., Bench],
) -> None:
    bench = make_bench(concurrent_calls=4)
    lock = threading.Lock()
    open_now: list[int] = []
    most: list[int] = []

    def hang(connection: socket.socket, stopped: threading.Event) -> None:
        with lock:
            open_now.append(1)
            most.append(len(open_now))
        while read_request(connection):  # until the caller hangs up
            pass
        with lock:
            open_now.pop()

    def call(url: str) -> None:
        with pytest.raises(PlatformError):
            bench.line(url, within=0.3).send(READ)

    with raw_shop(hang) as hung:
        callers = [threading.Thread(target=call, args=(hung.url,)) for _ in range(20)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()

    assert max(most) <= 8  # four, and four more for those still hanging up


def test_backfill_yields_the_budget_to_a_shopper(
    make_bench: Callable[..., Bench], plain_shop: Shop
) -> None:
    bench = make_bench()
    plain_shop.always = lambda seen: Reply()
    slow = RatePolicy(per_s=0.01, burst=10, adaptive=True, max_per_s=0.01)
    dialect = PlainDialect(rate=slow)
    sent = 0
    while True:  # a nightly job takes all it can get
        try:
            bench.line(plain_shop.url, dialect=dialect, lane=Lane.BACKFILL, within=60).send(READ)
            sent += 1
        except RateLimitedError:  # at once: it would wait for longer than it has
            break

    live = [bench.line(plain_shop.url, dialect=dialect, within=60).send(READ) for _ in range(4)]

    assert sent == 6
    assert [one.status for one in live] == [200] * 4
