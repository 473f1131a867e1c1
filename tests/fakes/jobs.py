"""One merchant's jobs and schedules in memory, for what the REST surface asks of the desk."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.ops.job_desk import ScheduleView, Turn
from domain.calls import Clock
from domain.errors import NotFoundError
from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from storage.results import Listed
from storage.schedules import Duty
from storage.sync_jobs import JobKind, JobState, SyncJob
from sync.clocks import DEFAULTS
from sync.rhythm import parse
from tests.fakes.connections import OWNER

CONNECTION = ConnectionId("con_m_acme")


@dataclass(slots=True)
class FakeJobDesk:
    """Acme has one job that runs; nobody else has any."""

    clock: Clock
    rules: dict[Duty, str] = field(default_factory=dict)
    found: dict[str, SyncJob] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._put("job_m_acme", JobKind.FULL, None, JobState.RUNNING)

    def _put(self, job_id: str, kind: JobKind, entity: Entity | None, state: JobState) -> SyncJob:
        now = self.clock.now()
        job = self.found[job_id] = SyncJob(
            id=job_id,
            merchant_id=OWNER,
            connection_id=CONNECTION,
            kind=kind,
            entity=entity,
            params={},
            state=state,
            due_at=now,
            attempts=1,
            progress={"entity": "product", "records": 250},
            reason=None,
            requested_by="clock",
            created_at=now,
            started_at=now,
            heartbeat_at=now,
            finished_at=None,
            cancel_requested=False,
            again_at=None,
            owner="jobs-1",
        )
        return job

    def jobs(
        self,
        merchant_id: MerchantId,
        *,
        connection_id: str | None,
        kind: JobKind | None,
        state: JobState | None,
        cursor: str | None,
        limit: int,
    ) -> Listed[SyncJob]:
        wanted: dict[str, Any] = {
            "connection_id": connection_id, "kind": kind, "state": state, "merchant_id": merchant_id
        }  # fmt: skip
        rows = [
            job
            for job_id, job in sorted(self.found.items(), reverse=True)
            if all(value in (None, getattr(job, name)) for name, value in wanted.items())
            and (cursor is None or job_id < cursor)
        ]
        more = rows[limit - 1].id if len(rows) > limit else None
        return Listed(rows=tuple(rows[:limit]), cursor=more)

    def job(self, merchant_id: MerchantId, job_id: str) -> SyncJob:
        job = self.found.get(job_id)
        if job is None or job.merchant_id != merchant_id:
            raise NotFoundError("job", job_id)
        return job

    def start(
        self,
        merchant_id: MerchantId,
        connection_id: str,
        kind: JobKind,
        entity: Entity | None,
        *,
        actor: str,
    ) -> SyncJob:
        if (merchant_id, connection_id) != (OWNER, CONNECTION):
            raise NotFoundError("connection", connection_id)
        return self._put(f"job_{len(self.found) + 1}", kind, entity, JobState.PENDING)

    def cancel(self, merchant_id: MerchantId, job_id: str, *, actor: str) -> SyncJob:
        job = self.job(merchant_id, job_id)
        self.found[job_id] = replace(job, cancel_requested=True, reason=f"canceled by {actor}")
        return self.found[job_id]

    def schedules(self, merchant_id: MerchantId) -> list[ScheduleView]:
        turn = Turn(connection_id=CONNECTION, next_at=self.clock.now(), last_at=None)
        return [
            ScheduleView(
                duty=duty,
                rule=self.rules.get(duty, default),
                default=default,
                is_own=duty in self.rules,
                turns=[turn] if merchant_id == OWNER else [],
            )
            for duty, default in DEFAULTS.items()
        ]

    def set_schedule(
        self, merchant_id: MerchantId, duty: Duty, rule: str | None, *, actor: str
    ) -> ScheduleView:
        if rule is None:
            self.rules.pop(duty, None)
        else:
            parse(rule)
            self.rules[duty] = rule
        return next(each for each in self.schedules(merchant_id) if each.duty == duty)
