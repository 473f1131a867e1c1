"""`/v1/sync/jobs` and `/v1/sync/schedules`: what is asked of platforms, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, post_load, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Text, Whole
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.ops.job_desk import JobDesk, job_view, schedule_view
from domain.errors import NotFoundError
from domain.events import Entity
from storage.schedules import Duty
from storage.sync_jobs import JobKind, JobState
from sync.clocks import DEFAULTS

resource = Resource("Synchronization jobs", "What is asked of platforms, and when.")
_KINDS = [kind.value for kind in JobKind]
_STATES = [state.value for state in JobState]
_ENTITIES = ["location", "product", "stock", "customer", "order"]
_RULE = (
    "`every 15m` (s, m, h, d), `daily 02:30`, `nightly`, `cron 0 */2 * * *`, or `never`; times of "
    "day are the merchant's."
)


class JobServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def jobs(self) -> JobDesk:
        """Jobs and schedules."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsQuery:
    """Which jobs to list."""

    connection_id: str | None
    kind: str | None
    state: str | None
    cursor: str | None
    limit: int

    @property
    def scope(self) -> str:
        """What a cursor of this listing is good for."""
        return f"jobs {self.connection_id} {self.kind} {self.state}"


class JobsQuerySchema(Schema):
    """Which jobs to list."""

    connection_id = Identifier(load_default=None)
    kind = fields.String(load_default=None, validate=validate.OneOf(_KINDS))
    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))
    cursor = Text(most=1024, load_default=None)
    limit = Whole(least=1, most=100, load_default=50)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> JobsQuery:
        """The query's own type."""
        return JobsQuery(**data)


class StartJobSchema(Schema):
    """A job to be done now."""

    connection_id = Identifier(required=True)
    kind = fields.String(
        required=True, validate=validate.OneOf(_KINDS), metadata={"examples": ["delta"]}
    )
    entity = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(_ENTITIES),
        metadata={"description": "Of `delta` and `verify`; null: all."},
    )


class ScheduleSchema(Schema):
    """When a duty comes round."""

    rule = Text(
        most=100,
        required=True,
        allow_none=True,
        metadata={"description": f"{_RULE} Null: the default.", "examples": ["every 15m"]},
    )


class JobAnswer(Schema):
    """One piece of work over one connection, and how far it has come."""

    job_id = fields.String()
    connection_id = fields.String()
    kind = fields.String(validate=validate.OneOf(_KINDS))
    entity = fields.String(allow_none=True)
    state = fields.String(validate=validate.OneOf(_STATES))
    due_at = Instant(metadata={"description": "While it runs, the end of its worker's lease."})
    attempts = fields.Integer()
    progress = fields.Dict(
        keys=fields.String(),
        values=fields.Raw(),
        metadata={"description": "What it has done so far, by the words of its kind."},
    )
    reason = fields.String(
        allow_none=True,
        metadata={"description": "Why the last attempt failed, or why it was canceled."},
    )
    requested_by = fields.String()
    created_at = Instant()
    started_at = Instant(allow_none=True)
    heartbeat_at = Instant(allow_none=True)
    finished_at = Instant(allow_none=True)
    cancel_requested = fields.Boolean(
        metadata={"description": "It ends at the next page it stores."}
    )


class JobsAnswer(Schema):
    """A page of jobs, newest first."""

    items = fields.List(fields.Nested(JobAnswer))
    next_cursor = fields.String(allow_none=True)


class TurnAnswer(Schema):
    """When a duty comes round for one connection."""

    connection_id = fields.String()
    next_at = Instant(allow_none=True, metadata={"description": "Null: never."})
    last_at = Instant(allow_none=True)


class ScheduleAnswer(Schema):
    """One duty, the rule that holds for the merchant, and when it comes round."""

    duty = fields.String(metadata={"examples": ["delta:product"]})
    rule = fields.String(metadata={"description": _RULE})
    default = fields.String()
    is_own = fields.Boolean(metadata={"description": "The merchant's own rule, not the default."})
    turns = fields.List(fields.Nested(TurnAnswer))


class SchedulesAnswer(Schema):
    """Every duty."""

    schedules = fields.List(fields.Nested(ScheduleAnswer))


@resource.operation(
    "GET", "/sync/jobs", scope=Scope.SYNC_READ, answer=JobsAnswer, query=JobsQuerySchema
)
def list_sync_jobs(caller: Caller, query: JobsQuery) -> dict[str, Any]:
    """Jobs of all connections, newest first."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} {query.scope}"
    found = _desk().jobs(
        caller.merchant_id,
        connection_id=query.connection_id,
        kind=None if query.kind is None else JobKind(query.kind),
        state=None if query.state is None else JobState(query.state),
        cursor=cursors.open(query.cursor, scope=scope),
        limit=query.limit,
    )
    return {
        "items": [job_view(job) for job in found.rows],
        "next_cursor": cursors.seal(found.cursor, scope=scope),
    }


@resource.operation(
    "POST",
    "/sync/jobs",
    scope=Scope.SYNC_WRITE,
    body=StartJobSchema,
    answer=JobAnswer,
    status=202,
    problems=(types.NOT_FOUND, types.CONNECTION_PAUSED),
)
def start_sync_job(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Ask for a job now. One of its kind that is open already is hastened, and is the answer."""
    entity = wanted["entity"]
    job = _desk().start(
        caller.merchant_id,
        wanted["connection_id"],
        JobKind(wanted["kind"]),
        None if entity is None else Entity(entity),
        actor=f"key {caller.key_id}",
    )
    return job_view(job)


@resource.operation(
    "GET",
    "/sync/jobs/<job_id>",
    scope=Scope.SYNC_READ,
    answer=JobAnswer,
    problems=(types.NOT_FOUND,),
)
def read_sync_job(caller: Caller, job_id: str) -> dict[str, Any]:
    """One job and its progress."""
    return job_view(_desk().job(caller.merchant_id, job_id))


@resource.operation(
    "POST",
    "/sync/jobs/<job_id>/cancel",
    scope=Scope.SYNC_WRITE,
    answer=JobAnswer,
    problems=(types.NOT_FOUND,),
)
def cancel_sync_job(caller: Caller, job_id: str) -> dict[str, Any]:
    """End a job: a pending one now, a running one at its next page. What it stored stays."""
    desk = _desk()
    return job_view(desk.cancel(caller.merchant_id, job_id, actor=f"key {caller.key_id}"))


@resource.operation("GET", "/sync/schedules", scope=Scope.SYNC_READ, answer=SchedulesAnswer)
def list_sync_schedules(caller: Caller) -> dict[str, Any]:
    """Every duty, the rule that holds, and when it comes round for each connection."""
    return {"schedules": [schedule_view(each) for each in _desk().schedules(caller.merchant_id)]}


@resource.operation(
    "PUT",
    "/sync/schedules/<duty>",
    scope=Scope.SYNC_WRITE,
    body=ScheduleSchema,
    answer=ScheduleAnswer,
    problems=(types.NOT_FOUND,),
)
def set_sync_schedule(caller: Caller, wanted: dict[str, Any], duty: str) -> dict[str, Any]:
    """Set when a duty comes round, for all connections of the merchant."""
    actor = f"key {caller.key_id}"
    return schedule_view(
        _desk().set_schedule(caller.merchant_id, _duty(duty), wanted["rule"], actor=actor)
    )


def _duty(name: str) -> Duty:
    for duty in DEFAULTS:
        if duty.name == name:
            return duty
    raise NotFoundError("schedule", name)


def _desk() -> JobDesk:
    return cast(JobServices, current_app.extensions[EXTENSION]).jobs
