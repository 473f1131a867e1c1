"""Worker processes under one parent: begun anew when they die, ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from urllib.error import HTTPError

import psutil
import pytest

from app.ops.worker_port import serve_worker_port
from app.worker import Loop, TimedJob, Worker
from app.worker_processes import Part, part_of
from tests.contracts_path import PROJECT_ROOT

SUPERVISE = """
import os, signal
from app.worker_processes import Supervisor
kept = Supervisor(command=["/bin/sleep", "60"], environ=os.environ, processes=2)
signal.signal(signal.SIGTERM, lambda *_: kept.ask_to_stop())
print("ready", flush=True)
kept.run()
"""
DEADLINE_S = 60.0


@pytest.fixture
def parent() -> Iterator[subprocess.Popen[bytes]]:
    """A process that keeps two children running."""
    command = [sys.executable, "-c", SUPERVISE]
    with subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


def children(parent: subprocess.Popen[bytes]) -> set[int]:
    """The ids of those that run their own program by now."""
    return {each.pid for each in psutil.Process(parent.pid).children() if runs_its_program(each)}


def runs_its_program(child: psutil.Process) -> bool:
    """Not so a copy of the parent that has yet to become it, nor a dead one."""
    try:
        return child.status() != psutil.STATUS_ZOMBIE and child.name() == "sleep"
    except psutil.NoSuchProcess:
        return False


def wait_until(is_true: Callable[[], bool]) -> None:
    """Fails at the deadline."""
    ends = time.monotonic() + DEADLINE_S
    while not is_true():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_process_that_dies_is_begun_anew_and_all_end_with_the_parent(
    parent: subprocess.Popen[bytes],
) -> None:
    wait_until(lambda: len(children(parent)) == 2)
    first = children(parent)

    os.kill(min(first), signal.SIGKILL)
    wait_until(lambda: len(children(parent) - first) == 1)
    others = children(parent)
    parent.terminate()

    assert parent.wait(DEADLINE_S) == 0
    assert not [pid for pid in others if psutil.pid_exists(pid)]


def test_the_children_of_a_killed_parent_end_as_well(parent: subprocess.Popen[bytes]) -> None:
    wait_until(lambda: len(children(parent)) == 2)
    left = [psutil.Process(pid) for pid in children(parent)]

    parent.kill()

    gone, alive = psutil.wait_procs(left, timeout=DEADLINE_S)
    assert (len(gone), alive) == (2, [])


def a_worker() -> Worker:
    """With one loop and one clock."""
    return Worker(
        loops=(Loop(name="loop", work=lambda: 0, idle_s=0.01),),
        jobs=(TimedJob(name="clock", work=lambda: None, every_s=3600),),
    )


@pytest.mark.parametrize(
    ("part", "loops", "clocks"),
    [(Part.ALL, 1, 1), (Part.WORK, 1, 0), (Part.CLOCKS, 0, 1)],
)
def test_a_worker_may_do_a_part(part: Part, loops: int, clocks: int) -> None:
    worker = part_of(a_worker(), part)

    assert (len(worker.loops), len(worker.jobs)) == (loops, clocks)


def test_a_workers_port_tells_whether_its_loops_live_and_its_figures() -> None:
    worker = a_worker()
    server = serve_worker_port("127.0.0.1", 0, lambda: worker.is_alive)
    url = f"http://127.0.0.1:{server.server_port}"
    worker.start()

    with urllib.request.urlopen(f"{url}/healthz") as answer:
        assert answer.status == 200
    with urllib.request.urlopen(f"{url}/metrics") as answer:
        assert b"voicetill_worker_failures_total" in answer.read()
    with pytest.raises(HTTPError, match="404"):
        urllib.request.urlopen(f"{url}/console")
    worker.stop()
    with pytest.raises(HTTPError, match="503"):
        urllib.request.urlopen(f"{url}/healthz")

    server.shutdown()
    server.server_close()
