"""`make run` as a newcomer meets it: one command, one order, the same after a restart."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.contracts_path import PROJECT_ROOT

pytestmark = pytest.mark.e2e

FIELDS = {
    "order_id",
    "pos_order_id",
    "platform",
    "total",
    "held_ms",
    "turn_ms",
    "synced_variants",
}


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def ports() -> list[int]:
    return free_ports(3)


def command(home: Path, ports: list[int], *more: str) -> list[str]:
    gateway, square, shopify = ports
    return [
        sys.executable,
        "-m",
        "app.cli",
        "run",
        f"--port={gateway}",
        f"--square-port={square}",
        f"--shopify-port={shopify}",
        f"--var={home / 'var'}",
        *more,
    ]


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("VOICETILL_")}


@pytest.fixture(scope="module")
def first(home: Path, ports: list[int]) -> dict[str, Any]:
    """What a first run that ends by itself tells."""
    done = subprocess.run(
        command(home, ports, "--once"),
        cwd=PROJECT_ROOT,
        env=clean_environment(),
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A run at the same place that stayed up until it was interrupted, as seen meanwhile."""

    ready: urllib3.BaseHTTPResponse
    page: urllib3.BaseHTTPResponse
    orders: list[dict[str, Any]]
    """All orders in Square's own books."""
    products: int
    """How many the gateway has."""
    worker_told: list[str]
    """What its worker logged until it was told to end: what ends with it may fail in between."""
    returned: int


@pytest.fixture(scope="module")
def second(first: dict[str, Any], home: Path, ports: list[int]) -> Second:
    """A second run after the first."""
    gateway, square, _ = ports
    of_the_first = len(worker_log(home))
    running = subprocess.Popen(
        command(home, ports),
        cwd=PROJECT_ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for_words(running, b"Ctrl-C ends")
        ready = urllib3.request("GET", f"http://127.0.0.1:{gateway}/readyz", timeout=60)
        page = urllib3.request("GET", f"http://127.0.0.1:{gateway}/docs", timeout=60)
        books = urllib3.request("GET", f"http://127.0.0.1:{square}/_sandbox/orders", timeout=60)
        worker_told = worker_log(home)[of_the_first:]
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=120)
    return Second(
        ready=ready,
        page=page,
        orders=books.json()["orders"],
        products=variants_at(home),
        worker_told=worker_told,
        returned=running.returncode,
    )


def worker_log(home: Path) -> list[str]:
    """What the workers of that place have logged, line by line."""
    return (home / "var" / "log" / "worker.log").read_text(errors="replace").splitlines()


def variants_at(home: Path) -> int:
    """How many variants the gateway of that place has from its platforms."""
    with closing(sqlite3.connect(home / "var" / "voicetill.db")) as books:
        (found,) = books.execute(
            "SELECT count(*) FROM listings WHERE deleted_at IS NULL"
        ).fetchone()
    return int(found)


def test_one_command_ends_with_an_order_in_the_till(first: dict[str, Any]) -> None:
    assert set(first) == FIELDS
    assert first["platform"] == "square"
    assert first["pos_order_id"]
    assert first["synced_variants"] >= 2 * 300
    assert first["total"] == {"amount": 14346, "currency": "USD"}


def test_no_loop_of_the_worker_fails(second: Second) -> None:
    assert any("leadership.taken" in line for line in second.worker_told)
    assert [line for line in second.worker_told if "worker.failed" in line] == []


def test_a_second_run_keeps_what_was_there_and_adds_an_order(
    first: dict[str, Any], second: Second
) -> None:
    ours = [one for one in second.orders if str(one["reference_id"]).startswith("ord_")]
    assert first["pos_order_id"] in {one["id"] for one in ours}
    assert len(ours) == 2
    assert second.products == first["synced_variants"]


def test_a_taken_port_is_named_with_the_way_round(home: Path, ports: list[int]) -> None:
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        taken = squatter.getsockname()[1]
        done = subprocess.run(
            command(home, [taken, *ports[1:]], "--once"),
            cwd=PROJECT_ROOT,
            capture_output=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 1
    assert f"port {taken} on 127.0.0.1 is taken" in done.stderr.decode()
    assert "RUN_OPTIONS" in done.stderr.decode()


def test_it_is_ready_and_shows_its_documentation_while_it_stays_up(second: Second) -> None:
    assert second.ready.status == 200
    assert second.ready.json()["dependencies"]["migrations"]["state"] == "ok"
    assert second.page.status == 200


def test_an_interrupt_ends_it_and_leaves_no_process_behind(
    second: Second, ports: list[int]
) -> None:
    assert second.returned == 0
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))


def wait_for_words(running: subprocess.Popen[bytes], words: bytes) -> None:
    assert running.stdout is not None
    seen = b""
    ends = time.monotonic() + 300
    while words not in seen:
        assert time.monotonic() < ends, seen.decode()[-2000:]
        line = running.stdout.readline()
        assert line, seen.decode()[-2000:]
        seen += line
