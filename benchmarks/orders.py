"""Orders placed over REST (hold, journal, confirm) against a bare route with the same sale.

Both on one PostgreSQL, by the same server with the same settings, in interleaved rounds, four
clients each. The POS answers at once, and its own work is counted against us: it runs on the same
processors. Told beside it: the same bare route which asks the till as often as an order must, and
what confirming takes beyond the POS's own time where the processors are not all taken (one client).
"""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import orjson

from adapters.square.errors import SQUARE_VERSION
from app.api.services import Scope
from app.start.demo_merchant import DEMO
from benchmarks import floor_orders
from benchmarks.figures import Figure, Result
from benchmarks.load import Load, closed_loop, request_bytes
from benchmarks.rounds import cpu_seconds
from benchmarks.stage import Stage, temporary_stage
from benchmarks.turns import restock
from storage import api_keys, catalog_reads, locations

_SKU: Final = "NK-AIRMAX90-BLK-10"
_CLIENTS: Final = 4
_WARMING: Final = 40
_CARD: Final = "cnon:card-nonce-ok"
_SETTLING_S: Final = 3.0


@dataclass(slots=True)
class _Told:
    """Rounds of both sides."""

    rates: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    """Of the web processes, an order."""
    floor_cpu_ms: list[float] = field(default_factory=list)
    failures: int = 0
    holding: list[Load] = field(default_factory=list)
    placing: list[Load] = field(default_factory=list)
    asking: list[float] = field(default_factory=list)
    """Rates of the bare route that asks the till."""
    asking_cpu_ms: list[float] = field(default_factory=list)


def place_orders(per_round: int, rounds: int = 4) -> Result:
    """So many orders on either side, round by round."""
    with temporary_stage(variants=300, on_postgres=True) as made:
        restock(made)
        made.lift_budget()
        floor_orders.prepare(made.environ["FLOOR_ORDERS_URL"], _SKU)
        headers, store = _caller(made)
        told = _Told()
        asking = _asking(made, store)
        _ours(made, headers, store, _WARMING)
        for request in (_bare(), asking):
            closed_loop(made.floor_port, [request] * _WARMING, _CLIENTS)
        for _ in range(rounds):
            before = cpu_seconds(made.web)
            held, placed = _ours(made, headers, store, per_round)
            told.cpu_ms.append(1000 * (cpu_seconds(made.web) - before) / per_round)
            told.rates.append(per_round / (held.seconds + placed.seconds))
            told.holding.append(held)
            told.placing.append(placed)
            bare = _floor(made, _bare(), per_round, told.floor, told.floor_cpu_ms)
            asked = _floor(made, asking, per_round, told.asking, told.asking_cpu_ms)
            told.failures += sum(_wrong(load) for load in (held, placed, bare, asked))
        alone = _alone(made, headers, store, per_round)
        told.failures += _wrong(alone)
        return _result(told, alone)


def _floor(
    made: Stage, request: bytes, count: int, rates: list[float], cpu_ms: list[float]
) -> Load:
    """A round of a bare route, its rate and its server's CPU time noted."""
    before = cpu_seconds(made.floor)
    load = closed_loop(made.floor_port, [request] * count, _CLIENTS)
    cpu_ms.append(1000 * (cpu_seconds(made.floor) - before) / count)
    rates.append(load.per_second)
    return load


def _alone(made: Stage, headers: dict[str, str], store: str, orders: int) -> Load:
    """Orders confirmed one after the other, the worker's part in them done before."""
    held = closed_loop(made.port, [_wish(headers, store) for _ in range(orders)], 1)
    time.sleep(_SETTLING_S)
    return closed_loop(made.port, _yeses(headers, held), 1)


def _result(told: _Told, alone: Load) -> Result:
    ratios = [mine / theirs for mine, theirs in zip(told.rates, told.floor, strict=True)]
    against_asking = [mine / bare for mine, bare in zip(told.rates, told.asking, strict=True)]
    own = Load(answers=[each for load in told.placing for each in load.answers])
    return Result(
        figures=(
            Figure(
                name="rate_against_bare_order_route",
                measured=round(statistics.median(ratios), 3),
                unit="ratio",
                at_least=0.35,
            ),
            Figure(
                name="own_p99_of_confirming",
                measured=round(own.quantile(0.99, without_pos=True), 1),
                unit="ms",
                at_most=20,
            ),
        ),
        failures=told.failures,
        about={
            "orders_per_s": [round(each, 1) for each in told.rates],
            "floor_per_s": [round(each, 1) for each in told.floor],
            "web_cpu_ms_each": round(statistics.median(told.cpu_ms), 1),
            "floor_cpu_ms_each": round(statistics.median(told.floor_cpu_ms), 1),
            "ratios": [round(each, 3) for each in ratios],
            "holding_p50_ms": _p50(told.holding),
            "confirming_p50_ms": _p50(told.placing),
            "confirming_own_p50_ms": round(own.quantile(0.5, without_pos=True), 1),
            "confirming_alone_own_p99_ms": round(alone.quantile(0.99, without_pos=True), 1),
            "confirming_alone_own_p50_ms": round(alone.quantile(0.5, without_pos=True), 1),
            "bare_route_that_asks_the_till": {
                "per_s": [round(each, 1) for each in told.asking],
                "cpu_ms_each": round(statistics.median(told.asking_cpu_ms), 1),
                "ours_against_it": round(statistics.median(against_asking), 3),
            },
        },
    )


def _p50(loads: Sequence[Load]) -> float:
    return round(statistics.median(load.quantile(0.5) for load in loads), 1)


def _wrong(load: Load) -> int:
    return sum(each.status not in (200, 201) for each in load.answers)


def _ours(made: Stage, headers: dict[str, str], store: str, orders: int) -> tuple[Load, Load]:
    """Every order held, then every one confirmed."""
    wishes = [_wish(headers, store) for _ in range(orders)]
    held = closed_loop(made.port, wishes, _CLIENTS)
    return held, closed_loop(made.port, _yeses(headers, held), _CLIENTS)


def _yeses(headers: dict[str, str], held: Load) -> list[bytes]:
    """The requests that confirm what was held."""
    ids = [orjson.loads(each.body).get("order_id") for each in held.answers]
    return [_agreed(headers, each) for each in ids if each is not None]


def _wish(headers: dict[str, str], store: str) -> bytes:
    body = {
        "lines": [{"sku": _SKU, "quantity": 1}],
        "shopper": {"name": "Kim", "reference": uuid.uuid4().hex},
        "location_id": store,
    }
    return _request("POST", "/v1/orders", headers, body)


def _agreed(headers: dict[str, str], order_id: str) -> bytes:
    return _request("PUT", f"/v1/orders/{order_id}/confirm", headers, {"payment_token": _CARD})


def _request(method: str, path: str, headers: dict[str, str], body: object) -> bytes:
    keyed = {**headers, "Idempotency-Key": uuid.uuid4().hex}
    return request_bytes(path, keyed, orjson.dumps(body), method=method)


def _bare() -> bytes:
    body = orjson.dumps({"sku": _SKU, "quantity": 1})
    return request_bytes("/orders", {"Content-Type": "application/json"}, body)


def _asking(made: Stage, store: str) -> bytes:
    """The same sale, and all that a bare caller of the till needs to know."""
    services = made.services
    with services.database.read() as tx:
        tokens = services.vault.tokens(tx, made.connection_id)
        listing = catalog_reads.listing(tx, DEMO, _SKU, made.connection_id)
        place = next(each for each in locations.locations(tx, DEMO) if each.id == store)
    if tokens is None or listing is None:
        raise RuntimeError("the stage's till is not connected, or does not sell it")
    body = orjson.dumps(
        {
            "sku": _SKU,
            "quantity": 1,
            "till": made.sandbox_url,
            "token": tokens.access,
            "version": SQUARE_VERSION,
            "variation": listing.platform_id,
            "location": place.platform_id,
            "card": _CARD,
        }
    )
    return request_bytes("/orders-at-the-till", {"Content-Type": "application/json"}, body)


def _caller(made: Stage) -> tuple[dict[str, str], str]:
    """A key that no limit slows down, and the store that has plenty."""
    with made.services.database.write() as tx:
        issued = api_keys.issue(
            tx,
            DEMO,
            environment="test",
            name="bench",
            scopes=[scope.value for scope in Scope],
            now=made.services.clock.now(),
            per_minute=1_000_000,
        )
        stores = locations.locations(tx, DEMO)
    store = next(each.id for each in stores if "downtown" in each.name.lower())
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {issued.text}"}
    return headers, store
