"""`make chaos`: trade in two shops under bad weather, then compare every record.

Prints one JSON document: what happened, how long it took to come to rest, and every difference
between the tills' books and ours. Exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, select, update

from config.logging import configure_logging
from storage import tables
from storage.types import EPOCH
from tests.campaigns.books import differences, gather
from tests.campaigns.town import Town, open_town, until
from tests.campaigns.trade import Trade
from tests.campaigns.weather import Weather
from tests.servers import postgres

_REST_S = 240.0


def campaign(town: Town, *, seconds: float, seed: int, sql_away_s: float) -> dict[str, Any]:
    """Storm that long, calm, and what the books say afterwards."""
    trade = Trade(town, seed)
    weather = Weather(town, random.Random(seed), sql_away_s)
    trade.begin()
    weather.rage(seconds)
    trade.close()
    rested = _come_to_rest(town)
    return {
        "seconds": seconds,
        "seed": seed,
        "weather": dict(sorted(weather.happened.items())),
        "trade": dict(sorted(trade.happened.items())),
        **rested,
        "differences": {name: differences(gather(town, name)) for name in town.shops},
    }


def _come_to_rest(town: Town) -> dict[str, Any]:
    """Deliveries and checkouts come to their ends, then the nightly run finds what was dropped.

    What waits for its next attempt is brought forward, as an operator would.
    """
    before = _unsettled(town)
    ends = time.monotonic() + _REST_S
    began = time.monotonic()
    while not (town.is_quiet() and not _unsettled(town)) and time.monotonic() < ends:
        _bring_forward(town)
        time.sleep(1.0)
    drained_s = time.monotonic() - began
    town.full_sync()
    until(town.is_quiet, "the nightly run does not come to rest", seconds=60)
    return {
        "unsettled_checkouts_after_storm": before,
        "unsettled_checkouts": _unsettled(town),
        "pending": town.pending(),
        "at_rest_after_s": round(drained_s, 1),
    }


def _unsettled(town: Town) -> int:
    """Checkouts that somebody works on or should; not those that wait for their shopper."""
    table = tables.checkouts
    is_parked = table.c.lease_owner.is_(None) & (table.c.lease_until > datetime.now(UTC))
    with town.services.database.read() as tx:
        return tx.execute(
            select(func.count()).select_from(table).where(table.c.state == "open", ~is_parked)
        ).scalar_one()


def _bring_forward(town: Town) -> None:
    with town.services.database.write() as tx:
        tx.execute(
            update(tables.inbox)
            .where(tables.inbox.c.state == "pending", tables.inbox.c.lease_owner.is_(None))
            .values(due_at=EPOCH)
        )


def main() -> int:
    """Run the campaign that the options describe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--sqlite", action="store_true", help="on the embedded database instead")
    parser.add_argument("--keep-logs", type=Path, help="a folder for the processes' logs")
    options = parser.parse_args()
    configure_logging("json", "critical")
    with ExitStack() as stack:
        folder = options.keep_logs or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        server = None if options.sqlite else stack.enter_context(postgres())
        town = stack.enter_context(
            open_town(folder, postgres=server, platforms=("square", "shopify"), variants=120)
        )
        away_s = 20.0 if options.seconds >= 120 else 3.0
        told = campaign(town, seconds=options.seconds, seed=options.seed, sql_away_s=away_s)
    sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    failed = any(told["differences"].values()) or told["unsettled_checkouts"] or told["pending"]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
