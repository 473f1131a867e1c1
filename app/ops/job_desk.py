"""What people do about synchronization: look at jobs, start and cancel them, set schedules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import sleep

from sqlalchemy import Connection

from domain.calls import Clock
from domain.errors import ConfigurationError, InvalidInputError
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from storage import audit, merchants, sync_jobs
from storage.engine import Database
from storage.merchants import ConnectionStatus
from storage.results import Listed
from storage.schedules import Duty
from storage.sync_jobs import IfOpen, JobKind, JobState, SyncJob
from storage.types import JsonValue
from sync.clocks import DEFAULTS, Schedules

_LOOK_S = 0.5
_WITH_ENTITY: Mapping[JobKind, frozenset[Entity]] = {
    JobKind.DELTA: frozenset(
        {Entity.LOCATION, Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER}
    ),
    JobKind.VERIFY: frozenset({Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER}),
}
"""Kinds that may be about one kind of records; the others are about all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When a duty comes round for one connection."""

    connection_id: ConnectionId
    next_at: datetime | None
    """None: never."""
    last_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleView:
    """One duty as it is set for a merchant."""

    duty: Duty
    rule: str
    default: str
    is_own: bool
    turns: Sequence[Turn]


class JobDesk:
    """Jobs and schedules of merchants, for the command line, REST and the console."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._db = database
        self._clock = clock
        self._schedules = Schedules(database, clock)

    # --- jobs --------------------------------------------------------------------------------

    def jobs(
        self,
        merchant_id: MerchantId | None,
        *,
        connection_id: str | None = None,
        kind: JobKind | None = None,
        state: JobState | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[SyncJob]:
        """Jobs of a merchant (None: of all), newest first."""
        with self._db.read() as tx:
            return sync_jobs.listed(
                tx,
                merchant_id,
                connection_id=connection_id,
                kind=kind,
                states=() if state is None else (state,),
                cursor=cursor,
                limit=limit,
            )

    def job(self, merchant_id: MerchantId | None, job_id: str) -> SyncJob:
        """One job. Raises NotFoundError."""
        with self._db.read() as tx:
            return sync_jobs.get(tx, merchant_id, job_id)

    def start(
        self,
        merchant_id: MerchantId | None,
        connection_id: str,
        kind: JobKind,
        entity: Entity | None = None,
        *,
        actor: str,
    ) -> SyncJob:
        """Ask for a job now; one of its kind that is open already is hastened, and is the answer.

        Raises NotFoundError, InvalidInputError (not of this kind's entities), ConfigurationError
        (the connection may not be called).
        """
        _check(kind, entity)
        now = self._clock.now()
        with self._db.write() as tx:
            connection = merchants.connection(tx, connection_id, merchant_id=merchant_id)
            if connection.status is not ConnectionStatus.ACTIVE:
                reason = connection.status_reason or "connect it again"
                raise ConfigurationError(f"{connection.id} is {connection.status.value}: {reason}")
            job = sync_jobs.enqueue(
                tx,
                connection,
                kind=kind,
                entity=entity,
                due_at=now,
                requested_by=actor,
                now=now,
                if_open=IfOpen.HASTEN,
            )
            _note(tx, job, actor, "job.start", now)
        return job

    def cancel(self, merchant_id: MerchantId | None, job_id: str, *, actor: str) -> SyncJob:
        """End a job: a pending one now, a running one at its next page. Raises NotFoundError."""
        now = self._clock.now()
        with self._db.write() as tx:
            job = sync_jobs.get(tx, merchant_id, job_id)
            if not job.state.is_open:
                return job
            reason = f"canceled by {actor}"
            job = sync_jobs.cancel(tx, job.merchant_id, job_id, now=now, reason=reason)
            _note(tx, job, actor, "job.cancel", now)
        return job

    # --- schedules ---------------------------------------------------------------------------

    def schedules(self, merchant_id: MerchantId) -> list[ScheduleView]:
        """Every duty, its rule, and when it comes round. Raises NotFoundError (no merchant)."""
        with self._db.read() as tx:
            merchants.merchant(tx, merchant_id)
        clocks = self._schedules.clocks(merchant_id)
        return [
            ScheduleView(
                duty=duty,
                rule=rule,
                default=DEFAULTS[duty],
                is_own=is_own,
                turns=[
                    Turn(
                        connection_id=each.connection_id,
                        next_at=each.next_at,
                        last_at=each.last_at,
                    )
                    for each in clocks
                    if each.duty == duty
                ],
            )
            for duty, rule, is_own in self._schedules.rules(merchant_id)
        ]

    def set_schedule(
        self, merchant_id: MerchantId, duty: Duty, rule: str | None, *, actor: str
    ) -> ScheduleView:
        """Let a rule hold from now on; None: the default. Raises InvalidInputError."""
        if rule is None:
            self._schedules.drop_rule(merchant_id, duty)
        else:
            self._schedules.set_rule(merchant_id, duty, rule)
        with self._db.write() as tx:
            audit.record(
                tx,
                merchant_id=merchant_id,
                actor=actor,
                action="schedule.set",
                subject=duty.name,
                at=self._clock.now(),
                detail={"rule": rule},
            )
        return next(each for each in self.schedules(merchant_id) if each.duty == duty)


def _check(kind: JobKind, entity: Entity | None) -> None:
    possible = _WITH_ENTITY.get(kind, frozenset())
    if entity is not None and entity not in possible:
        known = ", ".join(sorted(possible)) or "none"
        raise InvalidInputError("entity", entity.value, f"for {kind.value} there are: {known}")


def _note(tx: Connection, job: SyncJob, actor: str, action: str, now: datetime) -> None:
    audit.record(
        tx,
        merchant_id=job.merchant_id,
        connection_id=job.connection_id,
        actor=actor,
        action=action,
        subject=job.id,
        at=now,
        detail=about(job),
    )


def followed(
    desk: JobDesk,
    job: SyncJob,
    *,
    look: Callable[[SyncJob], None] = lambda _: None,
    gives_up: Callable[[SyncJob], bool] = lambda _: False,
) -> SyncJob:
    """The job as it ended, or when one gives it up; `look` sees it again and again meanwhile."""
    while job.state.is_open and not gives_up(job):
        look(job)
        sleep(_LOOK_S)
        job = desk.job(None, job.id)
    return job


def about(job: SyncJob) -> dict[str, JsonValue]:
    """What a job is, in a few words for people and programs."""
    return {
        "kind": job.kind.value,
        "entity": None if job.entity is None else job.entity.value,
        "state": job.state.value,
    }


def job_view(job: SyncJob) -> dict[str, JsonValue]:
    """A job as REST and `--json` tell it."""
    return {
        "job_id": job.id,
        "connection_id": job.connection_id,
        **about(job),
        "due_at": job.due_at,
        "attempts": job.attempts,
        "progress": dict(job.progress),
        "reason": job.reason,
        "requested_by": job.requested_by,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "heartbeat_at": job.heartbeat_at,
        "finished_at": job.finished_at,
        "cancel_requested": job.cancel_requested,
    }


def schedule_view(schedule: ScheduleView) -> dict[str, JsonValue]:
    """A schedule as REST and `--json` tell it."""
    return {
        "duty": schedule.duty.name,
        "rule": schedule.rule,
        "default": schedule.default,
        "is_own": schedule.is_own,
        "turns": [
            {
                "connection_id": turn.connection_id,
                "next_at": turn.next_at,
                "last_at": turn.last_at,
            }
            for turn in schedule.turns
        ],
    }
