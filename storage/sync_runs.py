"""Runs over a platform's records: how far each is, what it met, and where the next delta starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, select, update

from domain.happenings import Happening, News
from domain.ids import ConnectionId, MerchantId
from storage import tables, webhook_events
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.statements import upsert
from storage.types import JsonValue

_RUNS = tables.sync_runs
_CURSORS = tables.sync_cursors
_REPORTS = tables.mapping_reports
_RUNNING: Final = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncRun:
    """One run over one kind of records of one connection."""

    id: str
    connection_id: ConnectionId
    kind: str
    """`full` or `delta`."""
    entity: str
    state: str
    """`running`, `done` or `failed`."""
    cursor: str | None
    """Behind the last page that was applied; None at the start."""
    counts: JsonValue
    error: str | None
    started_at: datetime
    heartbeat_at: datetime
    finished_at: datetime | None

    @property
    def is_unfinished(self) -> bool:
        """Whether it can be continued from its cursor."""
        return self.state == _RUNNING


def start(
    tx: Connection,
    connection: PosConnection,
    *,
    kind: str,
    entity: str,
    now: datetime,
    started_at: datetime | None = None,
) -> SyncRun:
    """Begin a run; `started_at` is that of the runs it belongs to, where they began before."""
    row = tx.execute(
        _RUNS.insert()
        .values(
            id=new_id("run", now),
            merchant_id=connection.merchant_id,
            connection_id=connection.id,
            kind=kind,
            entity=entity,
            state=_RUNNING,
            cursor=None,
            counts={},
            error=None,
            started_at=started_at or now,
            heartbeat_at=now,
            finished_at=None,
        )
        .returning(_RUNS)
    ).one()
    return _run(row)


def checkpoint(
    tx: Connection, run_id: str, *, cursor: str | None, counts: JsonValue, now: datetime
) -> None:
    """Note that everything up to `cursor` is applied, in the transaction that applied it."""
    tx.execute(
        update(_RUNS)
        .where(_RUNS.c.id == run_id)
        .values(cursor=cursor, counts=counts, heartbeat_at=now)
    )


def finish(
    tx: Connection,
    run_id: str,
    *,
    state: str,
    counts: JsonValue,
    now: datetime,
    error: str | None = None,
) -> None:
    """End a run as `done` or `failed`; who asked to hear of runs will."""
    row = tx.execute(
        update(_RUNS)
        .where(_RUNS.c.id == run_id)
        .values(state=state, counts=counts, error=error, heartbeat_at=now, finished_at=now)
        .returning(_RUNS)
    ).one_or_none()
    if row is None:
        return
    told = {
        "run_id": row.id,
        "connection_id": row.connection_id,
        "kind": row.kind,
        "entity": row.entity,
        "counts": row.counts,
    }
    kind = Happening.SYNC_COMPLETED if state == "done" else Happening.SYNC_FAILED
    news = News(merchant_id=MerchantId(row.merchant_id), kind=kind, data=told, at=now)
    webhook_events.emit(tx, [news])


def latest(tx: Connection, connection_id: str, entity: str) -> SyncRun | None:
    """The newest run of an entity."""
    row = tx.execute(
        select(_RUNS)
        .where(_RUNS.c.connection_id == connection_id, _RUNS.c.entity == entity)
        .order_by(_RUNS.c.started_at.desc(), _RUNS.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _run(row)


def last_done(tx: Connection, connection_id: str, entity: str) -> SyncRun | None:
    """The newest run of an entity that came to its end: how many there were, for estimates."""
    row = tx.execute(
        select(_RUNS)
        .where(
            _RUNS.c.connection_id == connection_id,
            _RUNS.c.entity == entity,
            _RUNS.c.state == "done",
        )
        .order_by(_RUNS.c.started_at.desc(), _RUNS.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _run(row)


def since(tx: Connection, connection_id: str, entity: str) -> str | None:
    """Where the next delta starts, by the platform's own clock; None: there was no run yet."""
    return tx.execute(
        select(_CURSORS.c.since).where(
            _CURSORS.c.connection_id == connection_id, _CURSORS.c.entity == entity
        )
    ).scalar_one_or_none()


def set_since(
    tx: Connection, connection: PosConnection, entity: str, high_water: str, *, now: datetime
) -> None:
    """Note how far a delta (or a full run) has brought an entity."""
    statement = upsert(tx, _CURSORS).values(
        connection_id=connection.id,
        entity=entity,
        merchant_id=connection.merchant_id,
        since=high_water,
        updated_at=now,
    )
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "entity"],
            set_={"since": statement.excluded.since, "updated_at": now},
        )
    )


def put_report(
    tx: Connection,
    run_id: str,
    connection: PosConnection,
    *,
    entity: str,
    report: JsonValue,
    now: datetime,
) -> None:
    """Keep what the mapping tables met during a run; a repeated run replaces its report."""
    statement = upsert(tx, _REPORTS).values(
        run_id=run_id,
        entity=entity,
        merchant_id=connection.merchant_id,
        connection_id=connection.id,
        report=report,
        created_at=now,
    )
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["run_id", "entity"],
            set_={"report": statement.excluded.report, "created_at": now},
        )
    )


def reports(tx: Connection, connection_id: str, *, limit: int = 20) -> list[dict[str, JsonValue]]:
    """The newest mapping reports of a connection."""
    rows = tx.execute(
        select(_REPORTS)
        .where(_REPORTS.c.connection_id == connection_id)
        .order_by(_REPORTS.c.created_at.desc())
        .limit(limit)
    )
    return [
        {"run_id": row.run_id, "entity": row.entity, "at": row.created_at, "report": row.report}
        for row in rows
    ]


def _run(row: Row[Any]) -> SyncRun:
    return SyncRun(
        id=row.id,
        connection_id=ConnectionId(row.connection_id),
        kind=row.kind,
        entity=row.entity,
        state=row.state,
        cursor=row.cursor,
        counts=row.counts,
        error=row.error,
        started_at=row.started_at,
        heartbeat_at=row.heartbeat_at,
        finished_at=row.finished_at,
    )
