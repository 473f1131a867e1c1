"""A hosted shop over real HTTP: keep-alive, faults on the wire, recording, control."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import urllib3

from sandbox.kit.app import Shop
from sandbox.kit.platform import Options
from sandbox.kit.server import Running, serve
from tests.unit.sandbox.tiny import tiny_shop

Served = tuple[Shop, Running]


@pytest.fixture
def served() -> Iterator[Served]:
    """A tiny shop on loopback."""
    shop = tiny_shop()
    running = serve(shop)
    yield shop, running
    running.stop()
    shop.close()


@pytest.fixture
def pool() -> Iterator[urllib3.PoolManager]:
    """A client without retries of its own."""
    made = urllib3.PoolManager(retries=False, timeout=60)
    yield made
    made.clear()


def ask(pool: urllib3.PoolManager, running: Running, path: str, body: Any = None) -> Any:
    raw = None if body is None else json.dumps(body).encode()
    method = "GET" if body is None else "POST"
    answer = pool.request(method, running.url + path, body=raw)
    return answer.status, json.loads(answer.data)


def test_one_connection_serves_many_requests(served: Served) -> None:
    _, running = served
    connection = urllib3.HTTPConnectionPool("127.0.0.1", running.port, maxsize=1)
    for _ in range(5):
        assert connection.request("POST", "/x", body=b"hello").status == 200
    assert connection.num_connections == 1
    connection.close()


def test_chunked_and_large_bodies_arrive_whole(served: Served, pool: Any) -> None:
    _, running = served
    chunked = pool.request("POST", running.url + "/x", body=iter([b"ab", b"cd"]), chunked=True)
    large = pool.request("POST", running.url + "/x", body=b"y" * 300_000)

    assert chunked.json()["echo"] == "abcd"
    assert len(large.json()["echo"]) == 300_000


def test_nonsense_on_the_wire_closes_only_its_own_connection(served: Served, pool: Any) -> None:
    _, running = served
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as raw:
        raw.sendall(b"\x16\x03\x01 not http\r\n\r\n")
        assert raw.recv(100) == b""
    assert ask(pool, running, "/x")[0] == 200


@pytest.mark.parametrize("kind", ["drop", "lose_answer"])
def test_a_lost_answer_closes_the_connection(served: Served, pool: Any, kind: str) -> None:
    shop, running = served
    shop.control.faults.add({"kind": kind, "route": "x"})
    with pytest.raises(urllib3.exceptions.ProtocolError):
        pool.request("GET", running.url + "/x")

    worked = 1 if kind == "lose_answer" else 0
    assert shop.platform.revision == worked


def test_a_truncated_answer_is_shorter_than_it_promised(served: Served, pool: Any) -> None:
    shop, running = served
    shop.control.faults.add({"kind": "truncate", "route": "x"})
    with pytest.raises(urllib3.exceptions.ProtocolError):
        pool.request("GET", running.url + "/x", preload_content=True)


@pytest.mark.parametrize("kind", ["slow", "trickle"])
def test_a_slow_answer_is_late_but_whole(served: Served, pool: Any, kind: str) -> None:
    shop, running = served
    shop.control.faults.add({"kind": kind, "route": "x", "delay_ms": 60})
    begun = time.monotonic()
    status, body = ask(pool, running, "/x")

    assert (status, body["count"]) == (200, 1)
    assert time.monotonic() - begun > 0.05


def test_failures_take_the_platforms_shape_or_the_one_given(served: Served, pool: Any) -> None:
    shop, running = served
    shop.control.faults.add({"kind": "fail", "status": 502})
    shop.control.faults.add({"kind": "fail", "status": 418, "body": {"tea": "pot"}})
    shop.control.faults.add({"kind": "throttle"})
    answers = [ask(pool, running, "/x") for _ in range(3)]

    assert answers == [(502, {"failed": 502}), (418, {"tea": "pot"}), (429, {"slow": "down"})]
    assert shop.control.statistics.as_json()["throttled"] == 1


def test_a_bug_of_ours_is_a_500_and_not_a_dropped_connection(
    served: Served, pool: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    _, running = served
    assert ask(pool, running, "/bug") == (500, {"failed": 500})
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_latency_is_added_to_every_answer_but_control(pool: Any) -> None:
    shop = tiny_shop(Options(latency_ms=500))
    running = serve(shop)
    begun = time.monotonic()
    ask(pool, running, "/x")
    took = time.monotonic() - begun
    control_took = []
    for _ in range(5):  # the machine itself may pause
        begun = time.monotonic()
        ask(pool, running, "/_sandbox/clock")
        control_took.append(time.monotonic() - begun)
    running.stop()
    shop.close()

    assert took >= 0.5 > min(control_took)


def test_what_was_asked_and_answered_can_be_read_back(served: Served, pool: Any) -> None:
    _, running = served
    ask(pool, running, "/first", {"a": 1})
    ask(pool, running, "/second")
    _, shown = ask(pool, running, "/_sandbox/requests?last=1")
    _, since = ask(pool, running, "/_sandbox/requests?since=1")
    _, stats = ask(pool, running, "/_sandbox/stats")

    assert [each["path"] for each in shown["requests"]] == ["/second"]
    assert since == shown
    assert shown["requests"][0]["status"] == 200
    assert stats["calls"] == {"first": 1, "second": 1}


def test_control_actions_answer_refuse_and_are_listed(served: Served, pool: Any) -> None:
    _, running = served
    assert ask(pool, running, "/_sandbox/double", {"n": 4}) == (200, {"n": 8})
    assert ask(pool, running, "/_sandbox/gone/7") == (404, {"error": "no such thing"})
    status, unknown = ask(pool, running, "/_sandbox/nothing")
    assert status == 404
    assert "POST double" in unknown["known"]
    assert ask(pool, running, "/_sandbox/faults", {"kind": "??"})[0] == 400


def test_faults_are_added_listed_and_removed_over_http(served: Served, pool: Any) -> None:
    _, running = served
    _, added = ask(pool, running, "/_sandbox/faults", {"kind": "drop", "route": "none"})
    _, listed = ask(pool, running, "/_sandbox/faults")
    path = f"{running.url}/_sandbox/faults/{added['id']}"

    assert listed["faults"] == [added]
    assert pool.request("DELETE", path).status == 200
    assert pool.request("DELETE", path).status == 404


def test_the_clock_only_goes_forward(served: Served, pool: Any) -> None:
    shop, running = served
    before = shop.platform.clock.now()
    assert ask(pool, running, "/_sandbox/clock", {"advance_s": 3600})[0] == 200
    assert (shop.platform.clock.now() - before).total_seconds() >= 3600
    assert ask(pool, running, "/_sandbox/clock", {"advance_s": -1})[0] == 400
    assert ask(pool, running, "/_sandbox/clock", {"advance_s": "1"})[0] == 400


def test_state_is_taken_up_again(tmp_path: Path, pool: Any) -> None:
    options = replace(Options(), state_file=tmp_path / "tiny.json")
    shop = tiny_shop(options)
    running = serve(shop)
    ask(pool, running, "/x")
    running.stop()
    shop.close()

    with tiny_shop(options) as again:
        assert again.platform.revision == 1


def test_a_taken_port_is_told_at_once(served: Served) -> None:
    shop, running = served
    with pytest.raises(OSError):
        serve(shop, port=running.port)
