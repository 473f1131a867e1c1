"""Works off the jobs: claim, call the handler of the kind, keep the lease, end or put back.

A handler calls `JobContext.page_done` at every page, so that a cancel takes at most one page and a
kill loses at most one. While it waits for a platform, its lease is prolonged beside it; one that
gets no further for a quarter of an hour is stuck, loses its lease, and is taken over.
"""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeAlias

import structlog
from prometheus_client import Counter
from sqlalchemy.exc import OperationalError

from domain.calls import Clock
from domain.errors import (
    ConfigurationError,
    MalformedResponseError,
    NotAuthorizedError,
    RateLimitedError,
    RejectedError,
    UnsupportedError,
    VoicetillError,
)
from storage import merchants, sync_jobs
from storage.engine import Database, DatabaseBusyError
from storage.merchants import PosConnection
from storage.sync_jobs import JobKind, JobState, LeaseLostError, SyncJob
from storage.types import JsonValue

log = structlog.get_logger(__name__)

ENDED = Counter("voicetill_jobs_ended_total", "Jobs that ended, by their end.", ["kind", "state"])
POSTPONED = Counter("voicetill_jobs_postponed_total", "Attempts that were put off.", ["kind"])

LEASE = timedelta(seconds=60)
KEEPER = "job-keeper"
"""The name of the threads that keep leases."""
_BEAT_S = 20.0
_STUCK_S = 900.0
"""A page takes seconds; a rate budget that makes it wait longer than this is no budget."""
_ATTEMPTS = 8
_FIRST_PAUSE_S = 2.0
_LONGEST_PAUSE_S = 900.0
_HOPELESS = (
    ConfigurationError,
    NotAuthorizedError,
    RejectedError,
    UnsupportedError,
    MalformedResponseError,
)
"""What no further attempt will mend; the next turn of the clock asks anew."""


class JobCanceledError(VoicetillError):
    """Somebody asked for the job's end: stop, leaving what is stored as it is."""


@dataclass(slots=True, kw_only=True)
class JobContext:
    """What a handler tells its runner, and learns from it."""

    database: Database
    clock: Clock
    connection: PosConnection
    job: SyncJob
    owner: str
    moved_at: float
    """When it last got further, by the monotonic clock."""

    def page_done(self, progress: Mapping[str, JsonValue] | None = None) -> None:
        """A page is stored: keep the lease, and how far the work is for those who look.

        Raises JobCanceledError or LeaseLostError; a handler lets both pass.
        """
        self.moved_at = monotonic()
        if self.beat(progress):
            raise JobCanceledError(f"job {self.job.id} was canceled")

    def beat(self, progress: Mapping[str, JsonValue] | None = None) -> bool:
        """Prolong the lease; whether the job shall end. Raises LeaseLostError."""
        with self.database.write() as tx:
            return sync_jobs.heartbeat(
                tx,
                self.job.id,
                owner=self.owner,
                now=self.clock.now(),
                lease=LEASE,
                progress=progress,
            )


Handler: TypeAlias = Callable[[SyncJob, JobContext], JsonValue]
"""Does a job; what it returns (an object) is kept as its progress. What it raises puts the job back
or ends it, by the class of the error."""

Gate: TypeAlias = Callable[[SyncJob, datetime], datetime | None]
"""Until when a job must wait because its platform is down; None: it may run."""


def always_open(_job: SyncJob, _now: datetime) -> datetime | None:
    """The gate of a house that knows of no outages."""
    return None


class JobRunner:
    """Works off jobs of the kinds it has handlers for; any number may run, in any process."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[JobKind, Handler],
        clock: Clock,
        *,
        gate: Gate = always_open,
        at_once: int | None = None,
    ) -> None:
        """`at_once`: how many of one connection's jobs of these kinds are done beside each other,
        so that a slow platform keeps no other waiting; None: as many as there are runners."""
        self._db = database
        self._handlers = handlers
        self._clock = clock
        self._gate = gate
        self._at_once = at_once

    def run_once(self) -> int:
        """Claim and do one job; 0 if none is due."""
        with self._db.look() as tx:
            if not sync_jobs.has_due(tx, self._clock.now(), self._handlers.keys()):
                return 0
        with self._db.write() as tx:
            jobs = sync_jobs.claim(
                tx,
                owner=f"jobs-{uuid.uuid4().hex[:12]}",  # no two claims share a name
                now=self._clock.now(),
                lease=LEASE,
                limit=1,
                kinds=self._handlers.keys(),
                at_once=self._at_once,
            )
        for job in jobs:
            self._attend(job)
        return len(jobs)

    def _attend(self, job: SyncJob) -> None:
        wait_until = self._gate(job, self._clock.now())
        if job.cancel_requested:
            self._end(job, JobState.CANCELED, reason=job.reason)
        elif wait_until is not None:
            self._put_back(job, at=wait_until, reason="the platform is down", counts=False)
        elif job.attempts > _ATTEMPTS:
            self._end(job, JobState.FAILED, reason=job.reason or "its workers died of it")
        else:
            self._do(job)

    def _do(self, job: SyncJob) -> None:
        began = monotonic()
        try:
            result = self._handle(job)
        except JobCanceledError:
            self._end(job, JobState.CANCELED, reason="canceled")
        except LeaseLostError:
            log.warning("job.lost", job_id=job.id, kind=job.kind.value)
        except Exception as error:  # noqa: BLE001 - the last handler of a job: kept with it
            self._failed(job, error)
        else:
            seconds = round(monotonic() - began, 3)
            self._end(job, JobState.DONE, progress=result, seconds=seconds)

    def _handle(self, job: SyncJob) -> JsonValue:
        with self._db.read() as tx:
            connection = merchants.connection(tx, job.connection_id)
        context = JobContext(
            database=self._db,
            clock=self._clock,
            connection=connection,
            job=job,
            owner=_owner(job),
            moved_at=monotonic(),
        )
        with kept_alive(context):
            return self._handlers[job.kind](job, context)

    def _failed(self, job: SyncJob, error: Exception) -> None:
        reason = reason_of(error)
        if not isinstance(error, VoicetillError):
            log.exception("job.raised", job_id=job.id, kind=job.kind.value)
        if isinstance(error, _HOPELESS) or job.attempts >= _ATTEMPTS:
            self._end(job, JobState.FAILED, reason=reason)
        else:
            at = self._clock.now() + _pause(job.attempts, error)
            self._put_back(
                job, at=at, reason=reason, counts=not isinstance(error, RateLimitedError)
            )

    def _put_back(self, job: SyncJob, *, at: datetime, reason: str, counts: bool) -> None:
        with self._db.write() as tx:
            sync_jobs.retry(
                tx, job.id, owner=_owner(job), at=at, reason=reason, counts_as_attempt=counts
            )
        POSTPONED.labels(job.kind.value).inc()
        log.info("job.postponed", **_names(job), until=at.isoformat(), reason=reason)

    def _end(
        self,
        job: SyncJob,
        state: JobState,
        *,
        reason: str | None = None,
        progress: JsonValue = None,
        seconds: float | None = None,
    ) -> None:
        with self._db.write() as tx:
            sync_jobs.finish(
                tx,
                job.id,
                owner=_owner(job),
                now=self._clock.now(),
                state=state,
                reason=reason,
                progress=progress,
            )
        ENDED.labels(job.kind.value, state.value).inc()
        tell = log.warning if state is JobState.FAILED else log.info
        tell("job.ended", **_names(job), state=state.value, seconds=seconds, reason=reason)


@contextmanager
def kept_alive(context: JobContext) -> Iterator[None]:
    """Prolong the lease meanwhile, as long as the work gets further."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(_BEAT_S) and monotonic() - context.moved_at < _STUCK_S:
            try:
                context.beat()
            except LeaseLostError:
                return  # the handler learns it at its next page
            except (OperationalError, DatabaseBusyError) as error:
                log.warning("job.not_kept", job_id=context.job.id, error=type(error).__name__)

    keeper = threading.Thread(target=copy_context().run, args=(beat,), name=KEEPER, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _pause(attempts: int, error: Exception) -> timedelta:
    """Exponential with full jitter; not before a rate limit ends."""
    ceiling = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(attempts, 20))
    told = error.retry_after if isinstance(error, RateLimitedError) else None
    jitter = random.uniform(0.1, ceiling)  # noqa: S311 - spreads load, no secret
    return timedelta(seconds=(told or 0.0) + jitter)


def reason_of(error: Exception) -> str:
    """Our own errors tell what to do; of others the text might quote a record."""
    name = type(error).__name__
    return f"{name}: {error}"[:500] if isinstance(error, VoicetillError) else name


def _owner(job: SyncJob) -> str:
    """Whose a claimed job is."""
    return job.owner or ""


def _names(job: SyncJob) -> dict[str, JsonValue]:
    return {
        "job_id": job.id,
        "kind": job.kind.value,
        "entity": None if job.entity is None else job.entity.value,
        "connection_id": job.connection_id,
        "attempts": job.attempts,
    }
