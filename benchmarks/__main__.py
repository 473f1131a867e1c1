"""`make bench`: measure everything and print one JSON document; `--only NAME` for one measure."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Callable
from typing import Any

import orjson

from benchmarks import measures

MEASURES: dict[str, Callable[[], dict[str, Any]]] = {
    "cold_start": measures.cold_start,
    "availability": lambda: measures.availability(3200),
    "webhook_intake": lambda: measures.webhook_intake(4900),
    "voice_orders": lambda: measures.voice_orders(15),
    "full_sync": lambda: measures.full_sync(20_000),
}


def main() -> None:
    """Run the measures that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=sorted(MEASURES))
    chosen = parser.parse_args().only or list(MEASURES)
    told: dict[str, Any] = {"python": platform.python_version(), "machine": platform.machine()}
    for name in chosen:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        told[name] = MEASURES[name]()
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
