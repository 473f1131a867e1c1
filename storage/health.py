"""How platforms answer: one row of health per connection, and its calls in slots of time.

A connection is down after several failures in a row, and up again with the first success. What is
counted says how fast and how often it answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, select

from domain.ids import ConnectionId, MerchantId
from storage import tables
from storage.merchants import PosConnection
from storage.prepared import Prepared
from storage.statements import AnyRow, among, upsert
from storage.types import EPOCH

_HEALTH = tables.connection_health
_FIGURES = tables.call_figures
_BOUNDS: Final = tables.CALL_BOUNDS_MS
_TIMES: Final = (*(f"within_{bound}" for bound in _BOUNDS), "beyond")
_COUNTS: Final = ("calls", "failures", "refused", "throttled", *_TIMES)
DOWN_AFTER: Final = 5
"""So many failures in a row; as many as open a circuit (adapters.circuit)."""
SLOT: Final = timedelta(minutes=5)
WINDOW: Final = timedelta(minutes=15)
"""Rates and response times are told over this long."""
_KEPT: Final = timedelta(hours=24)


class HealthState(StrEnum):
    """Whether a platform answers for a connection."""

    UP = "up"
    DEGRADED = "degraded"
    """The latest calls failed, too few of them to say more."""
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One connection's health."""

    connection_id: ConnectionId
    merchant_id: MerchantId
    state: HealthState
    since: datetime
    failures: int
    """In a row, up to now."""
    checked_at: datetime
    last_success_at: datetime | None
    last_failure_at: datetime | None
    last_error: str | None
    breaker: str | None
    """`closed`, `half_open` or `open`, as the process that called last had it."""
    budget_used: int | None
    """The share of the rate budget that was spent then, in percent."""


@dataclass(slots=True, kw_only=True)
class Sighting:
    """What one process saw of a connection since it last told."""

    calls: int = 0
    failures: int = 0
    refused: int = 0
    """Answered with an error of ours or of the request; the platform lives."""
    throttled: int = 0
    times: list[int] = field(default_factory=lambda: [0] * len(_TIMES))
    """Answered calls by the bound of milliseconds that they kept."""
    failed_since_success: int = 0
    """Failures after the last success; all of them where there was none."""
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_error: str | None = None
    breaker: str | None = None
    budget_used: int | None = None

    def answered(self, elapsed_ms: float, *, now: datetime) -> None:
        """A call was answered, be it by a refusal, after so long."""
        self.calls += 1
        bound = next((i for i, most in enumerate(_BOUNDS) if elapsed_ms <= most), len(_BOUNDS))
        self.times[bound] += 1
        self.alive(now=now)

    def failed(self, error: str, *, now: datetime, attempts: int = 1) -> None:
        """A call was not answered, or only by that the platform cannot, in so many attempts."""
        self.calls += 1
        self.failures += 1
        self.missed(error, now=now, weight=attempts)

    def unheard(self) -> None:
        """A call was given up before the platform can be blamed for its silence."""
        self.calls += 1
        self.failures += 1

    def alive(self, *, now: datetime) -> None:
        """The platform answers; nothing is counted among its calls."""
        self.failed_since_success = 0
        self.last_success_at = now

    def missed(self, error: str, *, now: datetime, weight: int = 1) -> None:
        """It does not; `weight` lets that count as several failures."""
        self.failed_since_success += weight
        self.last_failure_at = now
        self.last_error = error[:300]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What telling a sighting made of a connection's health."""

    before: HealthState | None
    """None: nothing was known of it."""
    health: Health

    @property
    def went_down(self) -> bool:
        """Whether an outage begins."""
        return self.health.state is HealthState.DOWN and self.before is not HealthState.DOWN

    @property
    def came_back(self) -> bool:
        """Whether an outage ends."""
        return self.before is HealthState.DOWN and self.health.state is not HealthState.DOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFigures:
    """How a connection answered lately."""

    calls: int = 0
    failures: int = 0
    refused: int = 0
    throttled: int = 0
    p50_ms: int | None = None
    """None where nothing was answered."""
    p95_ms: int | None = None

    @property
    def error_rate(self) -> int | None:
        """Failures in percent of the calls; None where there were none."""
        return None if not self.calls else round(100 * self.failures / self.calls)


def note(tx: Connection, connection: PosConnection, seen: Sighting, *, now: datetime) -> Change:
    """Add what was seen to what is known, and judge anew."""
    known = get(tx, connection.id)
    failures, state = _judged(known, seen)
    since = known.since if known is not None and known.state is state else now
    values = {
        "state": state.value,
        "since": since,
        "failures": failures,
        "checked_at": now,
        **_kept(seen),
    }
    statement = upsert(tx, _HEALTH).values(
        connection_id=connection.id, merchant_id=connection.merchant_id, **values
    )
    row = tx.execute(
        statement.on_conflict_do_update(index_elements=["connection_id"], set_=values).returning(
            _HEALTH
        )
    ).one()
    if seen.calls:
        _count(tx, connection, seen, now)
    return Change(before=None if known is None else known.state, health=_health(row))


def get(tx: Connection, connection_id: str) -> Health | None:
    """A connection's health; None if nobody has called it yet."""
    row = tx.execute(select(_HEALTH).where(_HEALTH.c.connection_id == connection_id)).one_or_none()
    return None if row is None else _health(row)


def is_down(tx: Connection, connection_id: str) -> bool:
    """Whether asking this connection is in vain until its probe says else."""
    rows = _STATE.rows(tx, its_connection=connection_id)
    return bool(rows) and rows[0].state == HealthState.DOWN.value


_STATE = Prepared(
    select(_HEALTH.c.state).where(_HEALTH.c.connection_id == bindparam("its_connection"))
)


def down(tx: Connection, merchant_id: str | None = None) -> frozenset[ConnectionId]:
    """The connections that are down, of one merchant or of all."""
    query = select(_HEALTH.c.connection_id).where(_HEALTH.c.state == HealthState.DOWN.value)
    if merchant_id is not None:
        query = query.where(_HEALTH.c.merchant_id == merchant_id)
    return frozenset(ConnectionId(row.connection_id) for row in tx.execute(query))


def of_all(tx: Connection, merchant_id: str | None = None) -> dict[ConnectionId, Health]:
    """What is known, of one merchant or of all."""
    query = select(_HEALTH)
    if merchant_id is not None:
        query = query.where(_HEALTH.c.merchant_id == merchant_id)
    found = (_health(row) for row in tx.execute(query))
    return {each.connection_id: each for each in found}


def figures(
    tx: Connection,
    *,
    now: datetime,
    window: timedelta = WINDOW,
    connection_ids: Collection[str] | None = None,
) -> dict[ConnectionId, CallFigures]:
    """How connections answered within the window; those that were not called are left out."""
    sums = [func.sum(_FIGURES.c[name]).label(name) for name in _COUNTS]
    query = (
        select(_FIGURES.c.connection_id, *sums)
        .where(_FIGURES.c.slot > now - window - SLOT)
        .group_by(_FIGURES.c.connection_id)
    )
    if connection_ids is not None:
        query = query.where(among(tx, _FIGURES.c.connection_id, connection_ids))
    return {ConnectionId(row.connection_id): _figures(row) for row in tx.execute(query)}


def prune(tx: Connection, now: datetime) -> int:
    """Forget figures older than a day."""
    return tx.execute(_FIGURES.delete().where(_FIGURES.c.slot < now - _KEPT)).rowcount


def percentile(times: Collection[int], share: float) -> int | None:
    """The milliseconds that this share of the calls kept, between the bounds of its bucket.

    The slowest bucket has no upper bound: what lies in it is told as that bucket's lower one.
    """
    total = sum(times)
    if not total:
        return None
    wanted = share * total
    for index, (count, so_far) in enumerate(zip(times, accumulate(times), strict=True)):
        if count and so_far >= wanted:
            low = _BOUNDS[index - 1] if index else 0
            high = _BOUNDS[min(index, len(_BOUNDS) - 1)]
            return round(low + (high - low) * (wanted - (so_far - count)) / count)
    return _BOUNDS[-1]


def _judged(known: Health | None, seen: Sighting) -> tuple[int, HealthState]:
    failures = seen.failed_since_success
    if seen.last_success_at is None and known is not None:
        failures += known.failures
    if not failures:
        return 0, HealthState.UP
    return failures, HealthState.DOWN if failures >= DOWN_AFTER else HealthState.DEGRADED


def _kept(seen: Sighting) -> dict[str, Any]:
    """Only what is news replaces what is stored."""
    news = {
        "last_success_at": seen.last_success_at,
        "last_failure_at": seen.last_failure_at,
        "last_error": seen.last_error,
        "breaker": seen.breaker,
        "budget_used": seen.budget_used,
    }
    return {name: value for name, value in news.items() if value is not None}


def _count(tx: Connection, connection: PosConnection, seen: Sighting, now: datetime) -> None:
    counted: Mapping[str, int] = {
        "calls": seen.calls,
        "failures": seen.failures,
        "refused": seen.refused,
        "throttled": seen.throttled,
        **dict(zip(_TIMES, seen.times, strict=True)),
    }
    statement = upsert(tx, _FIGURES).values(
        connection_id=connection.id,
        merchant_id=connection.merchant_id,
        slot=now - (now - EPOCH) % SLOT,
        **counted,
    )
    added = {name: _FIGURES.c[name] + statement.excluded[name] for name in _COUNTS}
    tx.execute(
        statement.on_conflict_do_update(index_elements=["connection_id", "slot"], set_=added)
    )


def _figures(row: AnyRow) -> CallFigures:
    times = [int(getattr(row, name)) for name in _TIMES]
    return CallFigures(
        calls=int(row.calls),
        failures=int(row.failures),
        refused=int(row.refused),
        throttled=int(row.throttled),
        p50_ms=percentile(times, 0.5),
        p95_ms=percentile(times, 0.95),
    )


def _health(row: AnyRow) -> Health:
    return Health(
        connection_id=ConnectionId(row.connection_id),
        merchant_id=MerchantId(row.merchant_id),
        state=HealthState(row.state),
        since=row.since,
        failures=row.failures,
        checked_at=row.checked_at,
        last_success_at=row.last_success_at,
        last_failure_at=row.last_failure_at,
        last_error=row.last_error,
        breaker=row.breaker,
        budget_used=row.budget_used,
    )
