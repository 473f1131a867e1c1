"""Full syncs of a Shopify shop by its export: how fast, how flat in memory, how well within limits.

Each runs in a process of its own against a stand-in in another, with nothing synchronized before.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import orjson

from benchmarks.figures import Figure, Result
from benchmarks.stage import temporary_stage

_SMALL, _LARGE = 10_000, 200_000


def fullsync_rate(variants: int) -> Result:
    """Limits off: records a second through listing, mapping, storing and proof."""
    told = _synced(variants, limits=False)
    return Result(
        figures=(
            Figure(
                name="records_per_s", measured=told["records_per_s"], unit="records/s", at_least=0
            ),
        ),
        failures=_missing(told, variants),
        about=told,
    )


def fullsync_memory() -> Result:
    """Resident memory at the peak of a small and of a large run."""
    small, large = _synced(_SMALL, limits=False), _synced(_LARGE, limits=False)
    grown = large["peak_mb"] - small["peak_mb"]
    return Result(
        figures=(Figure(name="peak_of_large_above_small", measured=grown, unit="MB", at_most=20),),
        failures=_missing(small, _SMALL) + _missing(large, _LARGE),
        about={"small": small, "large": large},
    )


def fullsync_allowance(variants: int) -> Result:
    """Limits on, listed in pages: the share of the shop's allowance that is used."""
    told = _synced(variants, limits=True, pages=True)
    return Result(
        figures=(
            Figure(
                name="share_of_allowance",
                measured=told["allowance_share"],
                unit="ratio",
                at_least=0.95,
            ),
        ),
        failures=_missing(told, variants),
        about=told,
    )


def _missing(told: dict[str, Any], variants: int) -> int:
    met: int = told["variants"]
    return max(0, variants - met)


def _synced(variants: int, *, limits: bool, pages: bool = False) -> dict[str, Any]:
    with temporary_stage(
        variants=variants, limits=limits, synced=False, platform="shopify"
    ) as made:
        made.rest_worker()
        command = [sys.executable, "-m", "benchmarks.sync_process"]
        done = subprocess.run(
            [*command, "--pages"] if pages else command,
            env=dict(made.environ),
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.decode()[-2000:])
        told: dict[str, Any] = orjson.loads(done.stdout.splitlines()[-1])
        return told
