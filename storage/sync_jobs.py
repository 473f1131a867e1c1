"""What we want to ask of platforms: durable jobs under a lease, one open per kind and entity.

A worker leases a job by moving its `due_at` to the end of the lease: if it dies, the job falls due
again and the next one takes it over. Every job ends as `done`, `failed` or `canceled`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    select,
    text,
    update,
)

from domain.errors import NotFoundError
from domain.events import Entity
from storage import tables
from storage.ids import new_id
from storage.merchants import PosConnection
from storage.prepared import Prepared
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, one_of, upsert
from storage.sync_job_records import (
    IfOpen,
    JobKind,
    JobState,
    LeaseLostError,
    SyncJob,
    Wanted,
    job_of,
)
from storage.tables.sync import OPEN
from storage.types import JsonValue, Moment

__all__ = ["IfOpen", "JobKind", "JobState", "LeaseLostError", "SyncJob", "Wanted"]

_TABLE = tables.sync_jobs
_IS_OPEN: ColumnElement[bool] = literal_column(f"({OPEN})")
"""In the words of the index, which serves only a query that repeats them."""


def enqueue(
    tx: Connection,
    connection: PosConnection,
    *,
    kind: JobKind,
    due_at: datetime,
    requested_by: str,
    now: datetime,
    entity: Entity | None = None,
    params: Mapping[str, JsonValue] | None = None,
    if_open: IfOpen = IfOpen.HASTEN,
) -> SyncJob:
    """Ask for a job; where one of its kind and entity is open, what `if_open` says, and that one.

    `params` are added to those of an open job that is hastened or repeated.
    """
    statement = upsert(tx, _TABLE).values(
        **_anew(due_at, now),
        merchant_id=connection.merchant_id,
        connection_id=connection.id,
        kind=kind,
        entity=_word(entity),
        params=dict(params or {}),
        requested_by=requested_by,
    )
    row = tx.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "kind", "entity"],
            index_where=text(OPEN),
            set_=_sooner(statement.excluded, if_open),
        ).returning(_TABLE)
    ).one()
    if params and if_open is not IfOpen.LEAVE and row.params != dict(params):
        row = _add_params(tx, row, params)
    return job_of(row)


def _sooner(new: Any, if_open: IfOpen) -> dict[str, Any]:
    """What an open job becomes when it is asked for again."""
    if if_open is IfOpen.LEAVE:
        return {"due_at": _TABLE.c.due_at}
    is_pending = _TABLE.c.state == JobState.PENDING
    is_sooner = new.due_at < _TABLE.c.due_at
    values = {"due_at": case((is_pending & is_sooner, new.due_at), else_=_TABLE.c.due_at)}
    if if_open is IfOpen.REPEAT:
        is_first = _TABLE.c.again_at.is_(None) | (new.due_at < _TABLE.c.again_at)
        values["again_at"] = case((~is_pending & is_first, new.due_at), else_=_TABLE.c.again_at)
    return values


def _add_params(tx: Connection, row: AnyRow, params: Mapping[str, JsonValue]) -> AnyRow:
    return tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == row.id)
        .values(params={**row.params, **params})
        .returning(_TABLE)
    ).one()


def enqueue_due(
    tx: Connection, wanted: Sequence[Wanted], *, requested_by: str, now: datetime
) -> None:
    """Ask for many jobs at once, due now; where one is open already, that one is left as it is."""
    if wanted:
        tx.execute(
            upsert(tx, _TABLE).on_conflict_do_nothing(
                index_elements=["connection_id", "kind", "entity"], index_where=text(OPEN)
            ),
            [
                {
                    **_anew(now, now),
                    "merchant_id": each.merchant_id,
                    "connection_id": each.connection_id,
                    "kind": each.kind,
                    "entity": _word(each.entity),
                    "params": {},
                    "requested_by": requested_by,
                }
                for each in wanted
            ],
        )


def _anew(due_at: datetime, now: datetime) -> dict[str, Any]:
    """What every job begins with."""
    return {
        "id": new_id("job", now),
        "state": JobState.PENDING,
        "due_at": due_at,
        "attempts": 0,
        "progress": {},
        "cancel_requested": False,
        "created_at": now,
    }


def has_due(tx: Connection, now: datetime, kinds: Collection[JobKind]) -> bool:
    """Whether a job of these kinds could be claimed; a look that locks nothing."""
    return bool(_HAS_DUE.rows(tx, now=now, kinds=sorted(kinds)))


def _looking(tx: Connection) -> Select[Any]:
    due = _IS_OPEN, _TABLE.c.due_at <= bindparam("now"), one_of(tx, _TABLE.c.kind, "kinds")
    return select(_TABLE.c.id).where(*due).limit(literal_column("1"))


_HAS_DUE = Prepared(_looking)
"""Asked by every idle thread that works off jobs, twice a second."""


def claim(
    tx: Connection,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    limit: int,
    kinds: Collection[JobKind] | None = None,
    at_once: int | None = None,
    only: str | None = None,
) -> list[SyncJob]:
    """Lease up to `limit` due jobs (of these kinds; the one named) to `owner`, the longest due
    first.

    Jobs leased to others are passed by, and connections of which `at_once` jobs of these kinds are
    being done. Commit before working on them.
    """
    due = select(_TABLE.c.id).where(_IS_OPEN, _TABLE.c.due_at <= now)
    if kinds is not None:
        due = due.where(_TABLE.c.kind.in_(sorted(kinds)))
    if at_once is not None:
        due = due.where(_being_done(now, kinds or tuple(JobKind)) < at_once)
    if only is not None:
        due = due.where(_TABLE.c.id == only)
    due = due.order_by(_TABLE.c.due_at).limit(limit).with_for_update(skip_locked=True)
    leased = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id.in_(due.scalar_subquery()))
        .values(
            state=JobState.RUNNING,
            due_at=now + lease,
            lease_owner=owner,
            attempts=_TABLE.c.attempts + 1,
            started_at=func.coalesce(_TABLE.c.started_at, literal(now, Moment)),
            heartbeat_at=now,
        )
        .returning(_TABLE)
    )
    return sorted((job_of(row) for row in leased), key=lambda job: job.id)


def _being_done(now: datetime, kinds: Collection[JobKind]) -> ScalarSelect[int]:
    """How many jobs of these kinds are under a lease for a job's connection."""
    others = _TABLE.alias("others")
    return (
        select(func.count())
        .select_from(others)
        .where(
            _IS_OPEN,
            others.c.connection_id == _TABLE.c.connection_id,
            others.c.state == JobState.RUNNING,
            others.c.due_at > now,
            others.c.kind.in_(sorted(kinds)),
        )
        .correlate(_TABLE)
        .scalar_subquery()
    )


def heartbeat(
    tx: Connection,
    job_id: str,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    progress: Mapping[str, JsonValue] | None = None,
) -> bool:
    """Prolong the owner's lease and keep how far it is; whether the job shall be canceled.

    Raises LeaseLostError if it is the owner's no more.
    """
    values: dict[str, Any] = {"due_at": now + lease, "heartbeat_at": now}
    if progress is not None:
        values["progress"] = dict(progress)
    wants_end = tx.execute(
        update(_TABLE)
        .where(_is_ours(job_id, owner))
        .values(**values)
        .returning(_TABLE.c.cancel_requested)
    ).scalar_one_or_none()
    if wants_end is None:
        raise LeaseLostError(f"job {job_id} is not {owner}'s")
    return bool(wants_end)


def finish(
    tx: Connection,
    job_id: str,
    *,
    owner: str,
    now: datetime,
    state: JobState = JobState.DONE,
    reason: str | None = None,
    progress: Mapping[str, JsonValue] | None = None,
) -> bool:
    """End a leased job, and ask for the one that shall follow it; False if the lease was lost."""
    values: dict[str, Any] = {"state": state, "reason": reason}
    if progress is not None:
        values["progress"] = dict(progress)
    row = tx.execute(
        update(_TABLE)
        .where(_is_ours(job_id, owner))
        .values(**values, lease_owner=None, heartbeat_at=now, finished_at=now)
        .returning(_TABLE)
    ).one_or_none()
    if row is None:
        return False
    if row.again_at is not None and state is not JobState.CANCELED:
        _follow(tx, row, now)
    return True


def _follow(tx: Connection, row: AnyRow, now: datetime) -> None:
    """The same once more: it was asked for while this one ran."""
    tx.execute(
        _TABLE.insert().values(
            **_anew(row.again_at, now),
            merchant_id=row.merchant_id,
            connection_id=row.connection_id,
            kind=row.kind,
            entity=row.entity,
            params=row.params,
            requested_by=row.requested_by,
        )
    )


def retry(
    tx: Connection,
    job_id: str,
    *,
    owner: str,
    at: datetime,
    reason: str,
    counts_as_attempt: bool = True,
) -> bool:
    """Put a leased job back until `at`, with the reason; False if the lease was lost.

    Where the failure says nothing against the job (its platform is down), it is no attempt.
    """
    uncounted = 0 if counts_as_attempt else 1
    done = tx.execute(
        update(_TABLE)
        .where(_is_ours(job_id, owner))
        .values(
            state=JobState.PENDING,
            due_at=at,
            again_at=None,
            lease_owner=None,
            attempts=_TABLE.c.attempts - uncounted,
            reason=reason,
        )
    )
    return done.rowcount == 1


def cancel(
    tx: Connection, merchant_id: str, job_id: str, *, now: datetime, reason: str = "canceled"
) -> SyncJob:
    """End a pending job now, a running one at its next page; one that has ended stays as it is.

    Raises NotFoundError.
    """
    ours = _TABLE.c.id == job_id, _TABLE.c.merchant_id == merchant_id
    _call_off(tx, *ours, now=now, reason=reason)
    return get(tx, merchant_id, job_id)


def cancel_all(tx: Connection, connection_id: str, *, now: datetime, reason: str) -> None:
    """The same for every open job of a connection, as when it is disconnected."""
    _call_off(tx, _TABLE.c.connection_id == connection_id, _IS_OPEN, now=now, reason=reason)


def _call_off(tx: Connection, *which: ColumnElement[bool], now: datetime, reason: str) -> None:
    pending, running = (_TABLE.c.state == state for state in (JobState.PENDING, JobState.RUNNING))
    ended = {"state": JobState.CANCELED, "reason": reason, "finished_at": now}
    tx.execute(update(_TABLE).where(*which, pending).values(**ended))
    told = {"cancel_requested": True, "again_at": None, "reason": reason}
    tx.execute(update(_TABLE).where(*which, running).values(**told))


def get(tx: Connection, merchant_id: str | None, job_id: str) -> SyncJob:
    """One job, of that merchant unless None is given. Raises NotFoundError."""
    query = select(_TABLE).where(_TABLE.c.id == job_id)
    if merchant_id is not None:
        query = query.where(_TABLE.c.merchant_id == merchant_id)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("job", job_id)
    return job_of(row)


def listed(
    tx: Connection,
    merchant_id: str | None,
    *,
    connection_id: str | None = None,
    kind: JobKind | None = None,
    states: Collection[JobState] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> Listed[SyncJob]:
    """Jobs of one merchant (None: of all), newest first; the filters narrow it."""
    query = select(_TABLE)
    narrowed = {"merchant_id": merchant_id, "connection_id": connection_id, "kind": kind}
    for name, value in narrowed.items():
        if value is not None:
            query = query.where(_TABLE.c[name] == value)
    if states:
        query = query.where(_TABLE.c.state.in_(sorted(states)))
    return newest_first(tx, query, _TABLE.c.id, job_of, cursor=cursor, limit=limit)


def prune(
    tx: Connection, *, kinds: Collection[JobKind], before: datetime, limit: int = 1000
) -> int:
    """Forget up to `limit` jobs of these kinds that ended before a moment; returns how many."""
    old = (
        select(_TABLE.c.id)
        .where(_TABLE.c.kind.in_(sorted(kinds)), _TABLE.c.finished_at < before)
        .limit(limit)
    )
    return tx.execute(_TABLE.delete().where(_TABLE.c.id.in_(old.scalar_subquery()))).rowcount


def _is_ours(job_id: str, owner: str) -> ColumnElement[bool]:
    return (
        (_TABLE.c.id == job_id)
        & (_TABLE.c.state == JobState.RUNNING)
        & (_TABLE.c.lease_owner == owner)
    )


def _word(entity: Entity | None) -> str:
    return "" if entity is None else entity.value
