"""Faults on request: slow, failing, throttled, lost, dropped, cut, repeated and spoiled answers,
and listings that lose records where their pages meet."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from sandbox.kit.page_boundaries import Walk
from sandbox.kit.web import JsonObject

CHANGING = ("cut", "repeat", "spoil")
"""Kinds that change what a whole answer says; see `sandbox.kit.changes`."""
EDGE = "lose_edge"
"""Leaves out records where a listing's pages meet; see `sandbox.kit.page_boundaries`."""
KINDS = (
    *("slow", "fail", "throttle", "lose_answer", "drop", "trickle", "truncate"),
    *CHANGING,
    EDGE,
)


@dataclass(slots=True, kw_only=True)
class Fault:
    """One standing order to misbehave.

    `route` is `METHOD /path` with `*` wildcards, a route template (`GET /v2/orders/{order_id}`)
    or a GraphQL operation name. `times` counts down; None = until removed. `skip` calls go by
    unharmed first.
    """

    id: str
    kind: str
    route: str = "*"
    times: int | None = 1
    delay_ms: int = 0
    status: int = 500
    body: Any = None
    probability: float = 1.0
    seed: int = 0
    skip: int = 0
    hits: int = 0
    walks: dict[int, Walk] = field(default_factory=dict)
    """Of `lose_edge`: how far callers are, by the place of its order."""

    def as_json(self) -> JsonObject:
        """The fault as the control surface shows it."""
        names = ("id", "kind", "route", "times", "delay_ms", "status", "body", "probability")
        return {name: getattr(self, name) for name in (*names, "seed", "skip", "hits")}


_TYPES: dict[str, tuple[type, ...]] = {
    "kind": (str,),
    "route": (str,),
    "times": (int, type(None)),
    "delay_ms": (int,),
    "status": (int,),
    "body": (dict, list, str, type(None)),
    "probability": (int, float),
    "seed": (int,),
    "skip": (int,),
}


def parse_fault(body: JsonObject, fault_id: str) -> Fault:
    """The fault that a control call describes. Raises: ValueError naming the field."""
    for name, value in body.items():
        if name not in _TYPES:
            raise ValueError(f"unknown field {name!r}; known: {', '.join(_TYPES)}")
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            raise ValueError(f"{name!r} has the wrong type")
    if body.get("kind") not in KINDS:
        raise ValueError(f"'kind' must be one of {', '.join(KINDS)}")
    return Fault(id=fault_id, **body)


class Faults:
    """The standing faults of one shop; safe to use from several threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._dice: dict[str, random.Random] = {}
        self._count = 0

    def add(self, body: JsonObject) -> Fault:
        """Add the fault that a JSON object describes. Raises: ValueError."""
        with self._lock:
            self._count += 1
            fault = parse_fault(body, f"fault-{self._count}")
            self._faults.append(fault)
            self._dice[fault.id] = random.Random(fault.seed)
            return fault

    def remove(self, fault_id: str | None = None) -> int:
        """Remove one fault, or all; gives how many went."""
        with self._lock:
            kept = [f for f in self._faults if fault_id is not None and f.id != fault_id]
            gone = len(self._faults) - len(kept)
            self._faults = kept
            return gone

    def listed(self) -> list[JsonObject]:
        """Standing faults, oldest first."""
        with self._lock:
            return [fault.as_json() for fault in self._faults]

    def take(self, labels: Iterable[str]) -> list[Fault]:
        """The faults that hit a call known under `labels`.

        Every matching `slow` counts down and comes first, then at most one of another kind.
        """
        if not self._faults:
            return []
        names = tuple(labels)
        with self._lock:
            slow: list[Fault] = []
            other: list[Fault] = []
            for fault in self._faults:
                if (fault.kind == "slow" or not other) and self._hits(fault, names):
                    (slow if fault.kind == "slow" else other).append(fault)
            self._faults = [f for f in self._faults if f.times is None or f.times > 0]
            return slow + other

    def _hits(self, fault: Fault, names: tuple[str, ...]) -> bool:
        if not any(name == fault.route or fnmatchcase(name, fault.route) for name in names):
            return False
        if fault.probability < 1 and self._dice[fault.id].random() >= fault.probability:
            return False
        if fault.skip > 0:
            fault.skip -= 1
            return False
        fault.hits += 1
        if fault.times is not None:
            fault.times -= 1
        return True
