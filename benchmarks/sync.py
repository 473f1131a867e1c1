"""A first full run over a large shop, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import orjson

from benchmarks.figures import Figure, Result
from benchmarks.stage import temporary_stage

LATENCY_MS = 50


def full_sync(variants: int) -> Result:
    """Nothing synchronized before, rate limits on, every answer of the POS 50 ms late."""
    with temporary_stage(
        variants=variants, limits=True, latency_ms=LATENCY_MS, synced=False
    ) as made:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.sync_process"],
            env=dict(made.environ),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode()[-2000:])
        told = orjson.loads(done.stdout.splitlines()[-1])
    pages = told["pages"]
    return Result(
        figures=(
            Figure(
                name="share_waiting_for_pos",
                measured=told.pop("waiting_share"),
                unit="ratio",
                at_least=0.9,
            ),
            Figure(
                name="memory_growth", measured=told.pop("memory_growth_mb"), unit="MB", at_most=60
            ),
            Figure(
                name="pos_calls_per_page",
                measured=round(told["pos_calls"] / pages, 2),
                unit="calls",
                at_most=2,
            ),
            Figure(
                name="statements_of_a_page_at_most",
                measured=told.pop("most_statements_of_a_page"),
                unit="statements",
                at_most=40,
            ),
        ),
        failures=max(0, variants - told["variants"]),
        about={**told, "pos_latency_ms": LATENCY_MS},
    )
