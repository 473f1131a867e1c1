"""Doing a job in one's own process, as a worker would: alone, seen and canceled by others."""

from __future__ import annotations

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

from domain.calls import Clock
from storage import sync_jobs
from storage.engine import Database
from storage.merchants import PosConnection
from storage.sync_jobs import JobKind, JobState, SyncJob
from sync.job_runner import LEASE, JobCanceledError, JobContext, kept_alive, reason_of

_HERE: Final = "here"


@dataclass(frozen=True, slots=True)
class TakenElsewhere:
    """Another process is at this job."""

    job: SyncJob


@contextmanager
def done_here(
    database: Database, clock: Clock, connection: PosConnection, kind: JobKind, *, actor: str
) -> Iterator[JobContext | TakenElsewhere]:
    """Do a job inside the block, telling the context every page; or learn who does it already.

    The job ends with the block: done, canceled, or failed with what the block raised.
    """
    now = clock.now()
    with database.write() as tx:
        job = sync_jobs.enqueue(tx, connection, kind=kind, due_at=now, requested_by=actor, now=now)
        owner = f"{_HERE}:{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        if job.owner is not None and _is_dead(job.owner):
            ended = timedelta(0)
            sync_jobs.heartbeat(tx, job.id, owner=job.owner, now=now, lease=ended)
        mine = sync_jobs.claim(tx, owner=owner, now=now, lease=LEASE, limit=1, only=job.id)
    if not mine:
        yield TakenElsewhere(job)
        return
    context = JobContext(
        database=database,
        clock=clock,
        connection=connection,
        job=mine[0],
        owner=owner,
        moved_at=monotonic(),
    )
    state = JobState.FAILED
    reason: str | None = "stopped"
    try:
        with kept_alive(context):
            yield context
        state, reason = JobState.DONE, None
    except JobCanceledError:
        state, reason = JobState.CANCELED, "canceled"
        raise
    except Exception as error:
        reason = reason_of(error)
        raise
    finally:
        with database.write() as tx:
            sync_jobs.finish(tx, job.id, owner=owner, now=clock.now(), state=state, reason=reason)


def _is_dead(owner: str) -> bool:
    """Whether it was a process of this machine, doing a job here, that is no more: nobody need
    wait for its lease."""
    kind, _, rest = owner.partition(":")
    host, _, process = rest.partition(":")
    if kind != _HERE or host != socket.gethostname():
        return False
    try:
        os.kill(int(process.partition(":")[0]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
