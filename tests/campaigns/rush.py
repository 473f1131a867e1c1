"""`make rush`: 5,000 buyers for 100 units over REST, at a real server with several processes.

Demanded: exactly as many orders as units, in our books and in the till's, no 5xx, and nothing held
afterwards, and nobody told "sold out" who held goods: they are counted, and their unit sold to a
latecomer. How soon the losers were told is measured and said. Prints one JSON document; exits
with 1 if something was sold twice, not at all, to nobody who held it, or answered with an error.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from app.api.services import Scope
from app.start.demo_merchant import DEMO
from benchmarks.load import Answer, Load, closed_loop, request_bytes
from benchmarks.stage import Stage, temporary_stage
from storage import api_keys, locations, stock

_SKU: Final = "NK-AIRMAX90-BLK-10"
_STORE: Final = "Downtown"
_CARD: Final = "cnon:card-nonce-ok"
_WARMING: Final = 16
_PATIENCE_S: Final = 60.0


@dataclass(slots=True, kw_only=True)
class Shop:
    """Where the rush is."""

    made: Stage
    headers: dict[str, str]
    store_id: str

    def ask(self, requests: list[bytes], at_once: int) -> Load:
        """Send all of them, so many at a time."""
        return closed_loop(self.made.port, requests, at_once)

    def wish(self) -> bytes:
        """One unit for somebody nobody knows."""
        body = {
            "lines": [{"sku": _SKU, "quantity": 1}],
            "shopper": {"name": "Kim", "reference": uuid.uuid4().hex},
            "location_id": self.store_id,
        }
        return self._request("POST", "/v1/orders", body)

    def yes(self, order_id: str) -> bytes:
        """Their yes."""
        path = f"/v1/orders/{order_id}/confirm"
        return self._request("PUT", path, {"payment_token": _CARD})

    def _request(self, method: str, path: str, body: object) -> bytes:
        headers = {**self.headers, "Idempotency-Key": uuid.uuid4().hex}
        return request_bytes(path, headers, orjson.dumps(body), method=method)

    def count(self, units: int) -> None:
        """Let staff count that many, and wait until the gateway knows."""
        body = {"sku": _SKU, "location": _STORE, "quantity": units}
        self.made.control("POST", "count", body)
        ends = time.monotonic() + _PATIENCE_S
        while self.level().pos_available != units:
            if time.monotonic() > ends:
                raise RuntimeError("the count did not arrive by webhook")
            time.sleep(0.05)

    def level(self) -> stock.Level:
        """What the gateway has in its books."""
        with self.made.services.database.read() as tx:
            found = stock.level(tx, DEMO, _SKU, self.store_id, now=datetime.now(UTC))
        if found is None:
            raise RuntimeError(f"{_SKU} is not known at {_STORE}")
        return found

    def sold_at_till(self) -> int:
        """Paid orders of ours in the till's books."""
        orders = self.made.control("GET", "orders")["orders"]
        return sum(o["paid"] and (o["reference_id"] or "").startswith("ord_") for o in orders)


def rush(*, buyers: int, units: int, at_once: int, on_postgres: bool) -> dict[str, Any]:
    """Let them all in; what became of it."""
    with temporary_stage(variants=300, on_postgres=on_postgres) as made:
        shop = _open(made)
        shop.count(units + _WARMING)
        warm = shop.ask([shop.wish() for _ in range(_WARMING)], 4)
        shop.ask([shop.yes(each) for each in _held(warm.answers)], 4)
        shop.count(units)
        before = shop.sold_at_till()
        asked = shop.ask([shop.wish() for _ in range(buyers)], at_once)
        winners = _held(asked.answers)
        placed = shop.ask([shop.yes(each) for each in winners], at_once)
        early = units - sum(each.status == 200 for each in placed.answers)
        late = shop.ask([shop.wish() for _ in range(early)], 1) if early > 0 else Load()
        placed.answers += shop.ask([shop.yes(each) for each in _held(late.answers)], 1).answers
        told = _told(shop, asked, placed, sold=shop.sold_at_till() - before, units=units)
        return {"told_too_early": early, **told, "is_right": told["is_right"] and not early}


def _open(made: Stage) -> Shop:
    made.lift_budget()
    with made.services.database.write() as tx:
        issued = api_keys.issue(
            tx,
            DEMO,
            environment="test",
            name="rush",
            scopes=[scope.value for scope in Scope],
            now=made.services.clock.now(),
            per_minute=10_000_000,
        )
        stores = locations.locations(tx, DEMO)
    store = next(each.id for each in stores if each.name == _STORE)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {issued.text}"}
    return Shop(made=made, headers=headers, store_id=store)


def _held(answers: list[Answer]) -> list[str]:
    return [orjson.loads(each.body)["order_id"] for each in answers if each.status == 201]


def _told(shop: Shop, asked: Load, placed: Load, *, sold: int, units: int) -> dict[str, Any]:
    losers = Load(answers=[each for each in asked.answers if each.status != 201])
    level = shop.level()
    confirmed = sum(each.status == 200 for each in placed.answers)
    errors = sum(each.status >= 500 for each in (*asked.answers, *placed.answers))
    return {
        "held": len(asked.answers) - len(losers.answers),
        "confirmed": confirmed,
        "sold_at_till": sold,
        "still_held": float(level.held),
        "left": float(level.pos_available or 0),
        "errors_5xx": errors,
        "statuses": dict(sorted(Counter(str(each.status) for each in asked.answers).items())),
        "asked_per_s": round(asked.per_second, 1),
        "losers_told_ms": {
            "p50": round(losers.quantile(0.5)),
            "p99": round(losers.quantile(0.99)),
        },
        "is_right": (confirmed, sold, errors) == (units, units, 0) and not level.held,
    }


def main() -> int:
    """Run it as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--buyers", type=int, default=5000)
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--sqlite", action="store_true", help="SQLite instead of PostgreSQL")
    given = parser.parse_args()
    load = os.getloadavg()[0]
    told = rush(
        buyers=given.buyers,
        units=given.units,
        at_once=given.at_once,
        on_postgres=not given.sqlite,
    )
    database = "sqlite" if given.sqlite else "postgresql"
    told = {"database": database, "load_before": round(load, 1), **told}
    sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")
    return 0 if told["is_right"] else 1


if __name__ == "__main__":
    sys.exit(main())
