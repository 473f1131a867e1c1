"""`make run` as a newcomer meets it: one command, one order, the same after a restart."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

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


def run_once(home: Path, ports: list[int]) -> dict[str, object]:
    done = subprocess.run(
        command(home, ports, "--once"),
        cwd=PROJECT_ROOT,
        env=clean_environment(),
        capture_output=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    return json.loads(done.stdout.decode().splitlines()[-1])


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("VOICETILL_")}


@pytest.fixture(scope="module")
def first(home: Path, ports: list[int]) -> dict[str, object]:
    return run_once(home, ports)


def test_one_command_ends_with_an_order_in_the_till(first: dict[str, object]) -> None:
    assert set(first) == FIELDS
    assert first["platform"] == "square"
    assert first["pos_order_id"]
    assert first["synced_variants"] >= 2 * 300
    assert first["total"] == {"amount": 14346, "currency": "USD"}


def test_a_second_run_keeps_what_was_there_and_adds_an_order(
    first: dict[str, object], home: Path, ports: list[int]
) -> None:
    second = run_once(home, ports)
    assert second["order_id"] != first["order_id"]
    assert second["synced_variants"] == first["synced_variants"]


def test_a_taken_port_is_named_with_the_way_round(home: Path, ports: list[int]) -> None:
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", ports[0]))
        squatter.listen()
        done = subprocess.run(
            command(home, ports, "--once"),
            cwd=PROJECT_ROOT,
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert f"port {ports[0]} on 127.0.0.1 is taken" in done.stderr.decode()
    assert "RUN_OPTIONS" in done.stderr.decode()


def test_it_stays_up_until_interrupted_and_leaves_no_process_behind(
    first: dict[str, object], home: Path, ports: list[int]
) -> None:
    running = subprocess.Popen(
        command(home, ports),
        cwd=PROJECT_ROOT,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for_words(running, b"Ctrl-C ends")
        ready = urllib3.request("GET", f"http://127.0.0.1:{ports[0]}/readyz", timeout=5)
        assert ready.status == 200
        assert ready.json()["dependencies"]["migrations"]["state"] == "ok"
        page = urllib3.request("GET", f"http://127.0.0.1:{ports[0]}/docs", timeout=5)
        assert page.status == 200
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
    assert running.returncode == 0
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))


def wait_for_words(running: subprocess.Popen[bytes], words: bytes) -> None:
    assert running.stdout is not None
    seen = b""
    ends = time.monotonic() + 120
    while words not in seen:
        assert time.monotonic() < ends, seen.decode()[-2000:]
        line = running.stdout.readline()
        assert line, seen.decode()[-2000:]
        seen += line
