"""How long `create_app` takes in a fresh process, and how large a serving worker is."""

from __future__ import annotations

import statistics
import subprocess
import sys
import uuid

import psutil

from benchmarks.figures import Figure, Result
from benchmarks.load import closed_loop
from benchmarks.stage import temporary_stage
from benchmarks.turns import signed_check

_CODE = "import time; s = time.perf_counter()\nimport wsgi\nprint(time.perf_counter() - s)"
_STARTS = 5


def cold_start() -> Result:
    """Importing `wsgi` (everything and `create_app`), and a worker that has served, both with
    caches of compiled code in place."""
    with temporary_stage(variants=1000, compiled=True) as made:
        times = [
            float(
                subprocess.run(
                    [sys.executable, "-c", _CODE],
                    env=dict(made.environ),
                    capture_output=True,
                    check=True,
                ).stdout
            )
            for _ in range(_STARTS)
        ]
        asked = closed_loop(
            made.port, [signed_check(made, f"bench-{uuid.uuid4()}") for _ in range(200)], 4
        )
        workers = psutil.Process(made.web.process.pid).children(recursive=True)
        sizes = [worker.memory_info().rss / 1e6 for worker in workers]
        return Result(
            figures=(
                Figure(
                    name="create_app",
                    measured=round(statistics.median(times), 2),
                    unit="s",
                    at_most=1.5,
                ),
                Figure(name="worker_rss", measured=round(max(sizes)), unit="MB", at_most=150),
            ),
            failures=asked.failures(),
            about={"starts_s": [round(each, 2) for each in times]},
        )
