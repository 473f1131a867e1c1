"""What a job is: its kind, its state, and what asking for it again does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import VoicetillError
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from storage.statements import AnyRow
from storage.types import JsonValue


class JobKind(StrEnum):
    """What a job does over its connection."""

    DELTA = "delta"
    """Read what changed since the last time."""
    FULL = "full"
    """Read everything."""
    STOCK_POLL = "stock_poll"
    """Read the stock that is due by its pace."""
    VERIFY = "verify"
    """Prove that nothing is missing."""
    SPOT_CHECK = "spot_check"
    """Compare a random sample with the platform."""
    BALANCE = "balance"
    """Prove that payments and orders match, refunds and returns."""
    WATCH_WEBHOOKS = "watch_webhooks"
    """See that webhooks are subscribed and come."""
    PROBE = "probe"
    """See that the platform answers."""


class JobState(StrEnum):
    """How far a job has come."""

    PENDING = "pending"
    RUNNING = "running"
    """Under a lease; when that has run out, whoever claims it next takes it over."""
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self in (JobState.PENDING, JobState.RUNNING)


class IfOpen(StrEnum):
    """What asking for a job does to one of its kind and entity that is open already."""

    LEAVE = "leave"
    """Nothing: that one will do, when its time has come."""
    HASTEN = "hasten"
    """A pending one is due sooner; a running one will do."""
    REPEAT = "repeat"
    """A pending one is due sooner; a running one, which may have passed what is asked about, runs
    once more when it has ended."""


class LeaseLostError(VoicetillError):
    """The job is another's by now, or has ended: stop, and write nothing more of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncJob:
    """One piece of work over one connection, and how far it has come."""

    id: str
    merchant_id: MerchantId
    connection_id: ConnectionId
    kind: JobKind
    entity: Entity | None
    params: Mapping[str, JsonValue]
    state: JobState
    due_at: datetime
    """When it may be claimed; of a running one the end of its lease."""
    attempts: int
    """How often it was claimed and that counted, this time included."""
    progress: Mapping[str, JsonValue]
    reason: str | None
    """Why the last attempt failed, or it was canceled."""
    requested_by: str
    created_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None
    cancel_requested: bool
    again_at: datetime | None
    """When another of its kind shall follow it; None: none was asked for meanwhile."""
    owner: str | None
    """Who has it under a lease."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A job that a clock asks for."""

    merchant_id: MerchantId
    connection_id: ConnectionId
    kind: JobKind
    entity: Entity | None


def job_of(row: AnyRow) -> SyncJob:
    """The job that a row of `sync_jobs` holds."""
    return SyncJob(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        kind=JobKind(row.kind),
        entity=Entity(row.entity) if row.entity else None,
        params=row.params,
        state=JobState(row.state),
        due_at=row.due_at,
        attempts=row.attempts,
        progress=row.progress,
        reason=row.reason,
        requested_by=row.requested_by,
        created_at=row.created_at,
        started_at=row.started_at,
        heartbeat_at=row.heartbeat_at,
        finished_at=row.finished_at,
        cancel_requested=row.cancel_requested,
        again_at=row.again_at,
        owner=row.lease_owner,
    )
