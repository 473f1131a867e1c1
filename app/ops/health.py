"""`/healthz` says that the process lives; `/readyz` says what it depends on, and how that is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic, perf_counter
from typing import Protocol

import orjson
from flask import Blueprint, Response

_KEEP_S = 1.0


class State(StrEnum):
    """How one dependency is."""

    OK = "ok"
    DEGRADED = "degraded"
    """Work goes on, slower or with less than usual."""
    DOWN = "down"
    """Requests cannot be served as promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What one look at a dependency told."""

    state: State
    detail: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)


class Check(Protocol):
    """One dependency that can be looked at."""

    @property
    def name(self) -> str:
        """The dependency's name in the answer."""
        ...

    def probe(self) -> Probe:
        """Look at it now; failures are told as a state, not raised."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """All dependencies at one moment."""

    state: State
    body: bytes


class ReadinessBoard:
    """Runs the checks, at most once a second however often one asks."""

    def __init__(self, checks: Sequence[Check], *, timer: Callable[[], float] = monotonic) -> None:
        self._checks = tuple(checks)
        self._timer = timer
        self._lock = threading.Lock()
        self._latest: tuple[float, Readiness] | None = None

    def read(self) -> Readiness:
        """The state of everything; one dependency that is down makes the whole down."""
        with self._lock:
            now = self._timer()
            if self._latest is None or now - self._latest[0] >= _KEEP_S:
                self._latest = (now, self._look())
            return self._latest[1]

    def _look(self) -> Readiness:
        dependencies: dict[str, dict[str, object]] = {}
        states = [State.OK]
        for check in self._checks:
            began = perf_counter()
            probe = check.probe()
            states.append(probe.state)
            dependencies[check.name] = {
                "state": probe.state,
                "detail": probe.detail,
                "ms": round((perf_counter() - began) * 1000, 1),
                **probe.figures,
            }
        worst = max(states, key=list(State).index)
        body = {"state": worst, "dependencies": dependencies}
        return Readiness(state=worst, body=orjson.dumps(body, default=str))


def health_pages(board: ReadinessBoard) -> Blueprint:
    """The blueprint that serves `/healthz` and `/readyz`."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    def healthz() -> Response:
        """Whether the process lives."""
        return Response(b'{"state":"ok"}', content_type="application/json")

    @blueprint.get("/readyz")
    def readyz() -> Response:
        """Each dependency with its state; 503 when one is down."""
        ready = board.read()
        status = 503 if ready.state is State.DOWN else 200
        return Response(ready.body, status=status, content_type="application/json")

    return blueprint
