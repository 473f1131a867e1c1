"""How fresh each connection's projection is and what waits: figures for status, metrics and alerts.

One query per kind of figure, whether of one merchant or of all: a round over many connections
costs as many statements as a round over one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Table, func, literal_column, select

from domain.counting import counted
from domain.events import Entity
from domain.ids import ConnectionId
from storage import dead_letters, journal_reads, tables
from storage.dead_letters import Impact
from storage.proofs import ProofState
from storage.statements import among
from storage.sync_jobs import JobKind, JobState
from storage.types import EPOCH

_INBOX = tables.inbox
_CURSORS = tables.sync_cursors
_RUNS = tables.sync_runs
_JOBS = tables.sync_jobs
_PROOFS = tables.sync_proofs
_WATCHES = tables.webhook_watches
_SPOTS = tables.spot_checks
_ORDERS = tables.orders
_DRIFT_OVER: Final = timedelta(hours=24)
_TROUBLE_OVER: Final = timedelta(days=7)
ENTITIES: Final = (
    Entity.LOCATION,
    Entity.PRODUCT,
    Entity.STOCK,
    Entity.CUSTOMER,
    Entity.ORDER,
)


@dataclass(slots=True, kw_only=True)
class SyncFigures:
    """What is known of one connection's synchronization at one moment."""

    fresh_at: dict[Entity, datetime] = field(default_factory=dict)
    """When all changes of an entity were last brought over; absent: never."""
    pending: int = 0
    """Deliveries that wait."""
    oldest_pending_at: datetime | None = None
    open_jobs: int = 0
    failed_jobs: dict[str, str] = field(default_factory=dict)
    """Of each kind whose latest job failed: why."""
    failed_proofs: dict[str, str] = field(default_factory=dict)
    """Of each entity whose latest proof differs, or is an alarm: why."""
    dead: dict[Impact, int] = field(default_factory=dict)
    """Dead letters by impact."""
    silent_since: datetime | None = None
    """Since when webhooks are missing, by the connection's habit."""
    last_event_at: datetime | None = None
    checked: int = 0
    """Stock figures and prices compared with the platform within a day."""
    drifted: int = 0
    """Those of them that differed."""
    need_person: int = 0
    """Orders of the last days that left something only a person can take back."""

    @property
    def dead_letters(self) -> int:
        """All of them."""
        return sum(self.dead.values())


def read(
    tx: Connection, *, now: datetime, merchant_id: str | None = None
) -> Mapping[ConnectionId, SyncFigures]:
    """The figures by connection, of one merchant or of all; unknown connections have empty ones."""
    found: defaultdict[ConnectionId, SyncFigures] = defaultdict(SyncFigures)
    _read_freshness(tx, found, merchant_id)
    _read_backlog(tx, found, merchant_id)
    _read_jobs(tx, found, merchant_id)
    _read_proofs(tx, found, merchant_id)
    _read_letters(tx, found, merchant_id)
    _read_watches(tx, found, merchant_id)
    _read_drift(tx, found, merchant_id, now)
    _read_trouble(tx, found, merchant_id, now)
    return found


def _read_freshness(
    tx: Connection, found: defaultdict[ConnectionId, SyncFigures], merchant_id: str | None
) -> None:
    """By whatever brought an entity up to date last: a delta, a full run, a job that ended well."""
    sources: tuple[tuple[Table, ColumnElement[Any], tuple[ColumnElement[bool], ...]], ...] = (
        (_CURSORS, _CURSORS.c.updated_at, ()),
        (_RUNS, _RUNS.c.finished_at, (_RUNS.c.state == "done",)),
        (
            _JOBS,
            _JOBS.c.finished_at,
            (_JOBS.c.state == JobState.DONE, _JOBS.c.kind == JobKind.DELTA),
        ),
    )
    for table, moment, conditions in sources:
        query = (
            select(table.c.connection_id, table.c.entity, func.max(moment).label("at"))
            .where(*conditions)
            .group_by(table.c.connection_id, table.c.entity)
        )
        for row in tx.execute(_of(query, table, merchant_id)):
            if row.at is None or row.entity not in set(Entity):
                continue
            fresh, entity = found[ConnectionId(row.connection_id)].fresh_at, Entity(row.entity)
            fresh[entity] = max(row.at, fresh.get(entity, row.at))


def _read_backlog(
    tx: Connection, found: defaultdict[ConnectionId, SyncFigures], merchant_id: str | None
) -> None:
    query = (
        select(
            _INBOX.c.connection_id,
            func.count().label("pending"),
            func.min(_INBOX.c.received_at).label("oldest"),
        )
        # the bound on its column makes SQLite take the partial index
        .where(_INBOX.c.state == literal_column("'pending'"), _INBOX.c.due_at > EPOCH)
        .group_by(_INBOX.c.connection_id)
    )
    for row in tx.execute(_of(query, _INBOX, merchant_id)):
        figures = found[ConnectionId(row.connection_id)]
        figures.pending, figures.oldest_pending_at = row.pending, row.oldest


def _read_jobs(
    tx: Connection, found: defaultdict[ConnectionId, SyncFigures], merchant_id: str | None
) -> None:
    is_open = _JOBS.c.state.in_([JobState.PENDING, JobState.RUNNING])
    opened = (
        select(_JOBS.c.connection_id, func.count().label("jobs"))
        .where(is_open)
        .group_by(_JOBS.c.connection_id)
    )
    for row in tx.execute(_of(opened, _JOBS, merchant_id)):
        found[ConnectionId(row.connection_id)].open_jobs = row.jobs
    latest = (
        select(func.max(_JOBS.c.id))
        .where(_JOBS.c.finished_at.is_not(None))
        .group_by(_JOBS.c.connection_id, _JOBS.c.kind, _JOBS.c.entity)
    )
    failed = select(_JOBS).where(
        _JOBS.c.id.in_(latest.scalar_subquery()), _JOBS.c.state == JobState.FAILED
    )
    for row in tx.execute(_of(failed, _JOBS, merchant_id)):
        name = f"{row.kind}:{row.entity}" if row.entity else row.kind
        found[ConnectionId(row.connection_id)].failed_jobs[name] = row.reason or "unknown"


def _read_proofs(
    tx: Connection, found: defaultdict[ConnectionId, SyncFigures], merchant_id: str | None
) -> None:
    latest = select(func.max(_PROOFS.c.id)).group_by(_PROOFS.c.connection_id, _PROOFS.c.entity)
    query = select(_PROOFS).where(_PROOFS.c.id.in_(latest.scalar_subquery()))
    for row in tx.execute(_of(query, _PROOFS, merchant_id)):
        words = [*row.alarms]
        if row.state == ProofState.DIFFERS:
            unresolved = row.findings.get("unresolved", 0)
            words.insert(0, counted(unresolved, "record differs", "records differ"))
        if words:
            found[ConnectionId(row.connection_id)].failed_proofs[row.entity] = "; ".join(words)


def _read_letters(
    tx: Connection, found: defaultdict[ConnectionId, SyncFigures], merchant_id: str | None
) -> None:
    counted = dead_letters.counts(tx, merchant_id)
    for (connection_id, impact), letters in counted.items():
        found[connection_id].dead[impact] = letters


def _read_watches(
    tx: Connection, found: defaultdict[ConnectionId, SyncFigures], merchant_id: str | None
) -> None:
    query = select(_WATCHES.c.connection_id, _WATCHES.c.silent_since, _WATCHES.c.last_event_at)
    for row in tx.execute(_of(query, _WATCHES, merchant_id)):
        figures = found[ConnectionId(row.connection_id)]
        figures.silent_since, figures.last_event_at = row.silent_since, row.last_event_at


def _read_drift(
    tx: Connection,
    found: defaultdict[ConnectionId, SyncFigures],
    merchant_id: str | None,
    now: datetime,
) -> None:
    query = (
        select(
            _SPOTS.c.connection_id,
            func.sum(_SPOTS.c.stock_asked + _SPOTS.c.price_asked).label("checked"),
            func.sum(_SPOTS.c.stock_drifted + _SPOTS.c.price_drifted).label("drifted"),
        )
        .where(_SPOTS.c.at > now - _DRIFT_OVER)
        .group_by(_SPOTS.c.connection_id)
    )
    for row in tx.execute(_of(query, _SPOTS, merchant_id)):
        figures = found[ConnectionId(row.connection_id)]
        figures.checked, figures.drifted = int(row.checked), int(row.drifted)


def _read_trouble(
    tx: Connection,
    found: defaultdict[ConnectionId, SyncFigures],
    merchant_id: str | None,
    now: datetime,
) -> None:
    # few need a person, and many are orders: joined, SQLite's planner may begin at the orders
    ids = journal_reads.needing_person(tx, since=now - _TROUBLE_OVER)
    if not ids:
        return
    query = (
        select(_ORDERS.c.connection_id, func.count().label("orders"))
        .where(among(tx, _ORDERS.c.id, ids))
        .group_by(_ORDERS.c.connection_id)
    )
    for row in tx.execute(_of(query, _ORDERS, merchant_id)):
        found[ConnectionId(row.connection_id)].need_person = row.orders


def _of(query: Select[Any], table: Table, merchant_id: str | None) -> Select[Any]:
    return query if merchant_id is None else query.where(table.c.merchant_id == merchant_id)
