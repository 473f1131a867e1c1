"""What the transport adds to a call, in CPU, over the same call through a bare connection pool."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Result
from benchmarks.http_clients import contestant, shops

_ROUNDS = 3


def call_overhead(calls: int) -> Result:
    """Median of several rounds, over TLS and with the shared budget in Valkey, side by side."""
    spent: dict[str, list[float]] = {name: [] for name in ("urllib3", "transport+valkey")}
    with TemporaryDirectory() as folder, shops(Path(folder)) as (urls, bundle):
        for _ in range(_ROUNDS):
            for name, found in spent.items():
                told = json.loads(contestant(name, urls["https"], bundle, calls))
                found.append(told["cpu_ms"])
    bare, ours = (sorted(found)[_ROUNDS // 2] for found in spent.values())
    figure = Figure(
        name="added_cpu_per_call", measured=round(ours - bare, 3), unit="ms", at_most=0.5
    )
    return Result(figures=(figure,), failures=0, about={"bare_ms": bare, "ours_ms": ours})
