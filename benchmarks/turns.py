"""Spoken turns: an availability question from the cache, and the yes that places an order."""

from __future__ import annotations

import itertools
import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from benchmarks.figures import Figure, Result
from benchmarks.load import Load, closed_loop, open_loop, request_bytes
from benchmarks.rounds import Run, Side, contest
from benchmarks.stage import Stage, temporary_stage
from sandbox.alexa.device import Device, intent_request
from storage import locations
from storage import stock as levels

_SKU = "NK-AIRMAX90-BLK-10"
_ORDER = "one nike air max in black size 10 for pickup downtown"
_CHECKS = (
    "nike air max in black size 10",
    "nike air max size 10 in black",
    "the black nike air max 90 in size 10",
    "nike air max 90 black in a size 10",
)
_LITTLE_WORDS = ("um", "uh", "er", "please", "well", "so", "hey", "okay", "just", "kindly")
"""Said before a wish, and without meaning."""
_ROUNDS = 18
"""Of one run they range from half to one and a half times their median."""
_PLENTY = 100_000
_PER_SECOND = 20.0
_POS_MS = 50
_WARMING_S = 2
"""Orders that are not counted: every process makes its statements and connections at its first."""


def availability(requests: int, *, on_postgres: bool = False) -> Result:
    """A whole turn (signature, dialogue, search, stock, speech) against a bare JSON route.

    Told beside it: the same turns in words that nobody said before.
    """
    with temporary_stage(variants=1000, on_postgres=on_postgres) as made:
        restock(made)
        asked = itertools.cycle(_CHECKS)
        signed = [signed_check(made, _session(), next(asked)) for _ in range(requests)]
        body = json.dumps(made.device("bare").envelope(_check(_CHECKS[0]))).encode()
        bare = request_bytes("/json", {"Content-Type": "application/json"}, body)
        ran = contest(
            Side(port=made.port, child=made.web, requests=signed),
            Side(port=made.floor_port, child=made.floor, requests=[bare]),
            rounds=_ROUNDS,
        )
        unheard = _unheard(made, requests // 8)
        return Result(
            figures=(
                Figure(
                    name="rate_against_bare_json_route",
                    measured=round(ran.ratio, 3),
                    unit="ratio",
                    at_least=0.35,
                ),
                Figure(name="p99", measured=round(ran.p99_ms, 2), unit="ms", at_most=10),
            ),
            failures=ran.failures(_is_yes) + unheard.failures(_is_yes),
            about={**ran.about(), "in_new_words": unheard.about()},
        )


def _is_yes(body: bytes) -> bool:
    return b"Yes" in body


def _unheard(made: Stage, requests: int) -> Run:
    """Questions none of which was worded like that before."""
    wordings = (
        f"{' '.join(little)} {query}"
        for little in itertools.permutations(_LITTLE_WORDS, 3)
        for query in _CHECKS
    )
    asked = [
        signed_check(made, _session(), words) for words in itertools.islice(wordings, requests)
    ]
    return Run.of(Side(port=made.port, child=made.web, requests=asked))


def voice_orders(seconds: int, *, on_postgres: bool = False) -> Result:
    """The turn in which the shopper says yes, at 20 a second, over a quick POS and a slow one."""
    with temporary_stage(variants=1000, on_postgres=on_postgres) as made:
        restock(made)
        made.lift_budget()
        _orders(made, seconds=_WARMING_S)
        quick = _orders(made, seconds=seconds)
        made.control(
            "POST", "faults", {"kind": "slow", "route": "*", "delay_ms": _POS_MS, "times": None}
        )
        slow = _orders(made, seconds=seconds)
        own = round(quick.quantile(0.99, without_pos=True), 1)
        whole = round(slow.quantile(0.99), 1)
        return Result(
            figures=(
                Figure(name="own_p99", measured=own, unit="ms", at_most=25),
                Figure(name="whole_p99_with_50_ms_pos", measured=whole, unit="ms", at_most=200),
            ),
            failures=sum(_failed(load) for load in (quick, slow)),
            about={"quick_pos": _told(quick), "slow_pos": _told(slow)},
        )


def _told(load: Load) -> dict[str, float]:
    return {
        "orders": len(load.answers),
        "per_s": round(load.per_second, 1),
        "whole_p50_ms": round(load.quantile(0.5), 1),
        "whole_p99_ms": round(load.quantile(0.99), 1),
        "own_p50_ms": round(load.quantile(0.5, without_pos=True), 1),
        "own_p90_ms": round(load.quantile(0.9, without_pos=True), 1),
        "own_p99_ms": round(load.quantile(0.99, without_pos=True), 1),
    }


def _failed(load: Load) -> int:
    unsaid = sum(a.status == 200 and b"ordered" not in a.body for a in load.answers)
    untimed = sum(not a.pos_ms for a in load.answers)
    return load.failures() + unsaid + untimed


def signed_check(made: Stage, session: str, query: str = _CHECKS[0]) -> bytes:
    """An availability question in a session of its own."""
    return signed_turn(made.device(session), _check(query))


def _session() -> str:
    return f"amzn1.echo-api.session.{uuid.uuid4()}"


def _check(query: str) -> dict[str, Any]:
    return intent_request("CheckAvailabilityIntent", {"query": query})


def signed_turn(device: Device, request: dict[str, Any], *, new: bool = True) -> bytes:
    """One request as the Alexa service sends it, signed now: it is too old in 150 s."""
    envelope = device.envelope(request)
    envelope["session"]["new"] = new
    body = json.dumps(envelope).encode()
    return request_bytes("/callbacks/alexa/demo", device.headers(body), body)


def _orders(made: Stage, *, seconds: int) -> Load:
    count = int(seconds * _PER_SECOND)
    devices = [made.device(_session()) for _ in range(count)]
    wish = intent_request("OrderProductIntent", {"query": _ORDER})
    asked = closed_loop(made.port, [signed_turn(device, wish) for device in devices], 4)
    wrong = [a for a in asked.answers if a.status != 200 or b"go ahead" not in a.body]
    if wrong:
        raise RuntimeError(f"preparing: {len(wrong)} of {count}: {wrong[0].body[:400]!r}")
    yes = intent_request("AMAZON.YesIntent")
    agreed = [signed_turn(device, yes, new=False) for device in devices]
    return open_loop(made.port, agreed, _PER_SECOND, 16)


def restock(made: Stage, sku: str = _SKU) -> None:
    """Put plenty on one shelf downtown, and wait until the webhook about it was worked on."""
    with made.services.database.read() as tx:
        stores = locations.locations(tx, "demo")
    downtown = next(store for store in stores if "downtown" in store.name.lower())
    made.control("POST", "restock", {"sku": sku, "location": downtown.name, "quantity": _PLENTY})
    _until(made, sku, lambda count: count >= _PLENTY)


def _until(made: Stage, sku: str, is_enough: Callable[[Decimal], bool]) -> None:
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        with made.services.database.read() as tx:
            known = levels.levels(tx, "demo", sku, now=datetime.now(UTC))
        if any(level.available is not None and is_enough(level.available) for level in known):
            return
        time.sleep(0.05)
    raise RuntimeError("the restock did not arrive by webhook")
