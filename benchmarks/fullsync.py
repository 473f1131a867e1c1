"""Full syncs of a Shopify shop by its export: how fast, how flat in memory, how well within limits.

Each runs in a process of its own against a stand-in in another, with nothing synchronized before.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import psutil

from benchmarks.figures import Figure, Result
from benchmarks.stage import Stage, temporary_stage

_SMALL, _LARGE = 10_000, 200_000
_TAP = Path(__file__).parent / "other_tools" / "tap_shopify_run.py"
TAP_PYTHON = "TAP_PYTHON"
"""Names the interpreter of an environment that has `tap-shopify`."""


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


def fullsync_against_tap(variants: int) -> Result:
    """Products, variants and levels a second, ours stored and proved, against `tap-shopify`.

    Both read the same shop, limits off, one after the other. What ours reads beside these three
    (locations, customers, orders) takes its time and is not counted.
    """
    with temporary_stage(variants=variants, limits=False, synced=False, platform="shopify") as made:
        made.rest_worker()
        with made.services.database.read() as tx:
            token = made.services.vault.tokens(tx, made.connection_id)
        if token is None:
            raise RuntimeError("the stage is not connected")
        tap = [os.environ[TAP_PYTHON], "-I", str(_TAP), _port(made), token.access]
        ours = _beside_shop(made, [sys.executable, "-m", "benchmarks.sync_process"])
        theirs = _beside_shop(made, tap)
    ratios = {
        name: round(ours[name] / theirs[name], 2) for name in ("records_per_s", "records_per_cpu_s")
    }
    return Result(
        figures=tuple(
            Figure(name=f"{name}_against_tap", measured=ratio, unit="ratio", at_least=5)
            for name, ratio in ratios.items()
        ),
        failures=max(0, variants - ours["brought"]["product_variants"])
        + abs(sum(ours["brought"].values()) - sum(theirs["brought"].values())),
        about={"ours": ours, "tap": theirs},
    )


def _beside_shop(made: Stage, command: list[str]) -> dict[str, Any]:
    """What a run tells, with the processor time that the stand-in spent on it."""
    (shop,) = (
        child
        for child in psutil.Process().children(recursive=True)
        if {"sandbox", f"--port={_port(made)}"} <= set(child.cmdline())
    )
    before = shop.cpu_times()
    told = _told(command, made)
    after = shop.cpu_times()
    spent = after.user + after.system - before.user - before.system
    records = sum(told["brought"].values())
    return {
        **told,
        "shop_cpu_s": round(spent, 1),
        "records_per_s": round(records / told["seconds"]),
        "records_per_cpu_s": round(records / (told["own_cpu_s"] + spent)),
    }


def _port(made: Stage) -> str:
    return made.sandbox_url.rsplit(":", 1)[1]


def _told(command: list[str], made: Stage) -> dict[str, Any]:
    """Its last line. Raises RuntimeError where the run failed."""
    done = subprocess.run(command, env=dict(made.environ), capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2000:])
    told: dict[str, Any] = orjson.loads(done.stdout.splitlines()[-1])
    return told


def _missing(told: dict[str, Any], variants: int) -> int:
    met: int = told["variants"]
    return max(0, variants - met)


def _synced(variants: int, *, limits: bool, pages: bool = False) -> dict[str, Any]:
    with temporary_stage(
        variants=variants, limits=limits, synced=False, platform="shopify"
    ) as made:
        made.rest_worker()
        command = [sys.executable, "-m", "benchmarks.sync_process"]
        return _told([*command, "--pages"] if pages else command, made)
