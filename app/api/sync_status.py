"""`/v1/sync/status`: how the merchant's connections stand."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, validate

from app.api.access import Caller
from app.api.fields import Instant
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.ops.status import StatusBoard

resource = Resource("Status", "How synchronization with each connection stands.")


class HasBoard(Protocol):
    """What this view reaches of the parts that look after connections."""

    @property
    def board(self) -> StatusBoard:
        """Reads how connections stand."""
        ...


class StatusServices(ApiServices, Protocol):
    """What this view reaches beyond the usual."""

    @property
    def care(self) -> HasBoard:
        """The parts that look after connections."""
        ...


def _count(about: str, **options: Any) -> fields.Integer:
    return fields.Integer(metadata={"description": about}, **options)


class HealthAnswer(Schema):
    """Whether the platform answers."""

    state = fields.String(validate=validate.OneOf(["up", "degraded", "down", "unknown"]))
    since = Instant(allow_none=True)
    last_success_at = Instant(allow_none=True)
    last_failure_at = Instant(allow_none=True)
    last_error = fields.String(allow_none=True)


class CallsAnswer(Schema):
    """How it answered within the window."""

    window_s = fields.Integer()
    calls = fields.Integer()
    error_percent = _count("Calls that failed; null: there were none.", allow_none=True)
    throttled_percent = _count("Calls refused for their rate.", allow_none=True)
    p50_ms = _count("Half of the answers came within.", allow_none=True)
    p95_ms = _count("95 of 100 answers came within.", allow_none=True)
    sla_ms = _count("What 95 of 100 answers shall keep: the threshold of rule api-slow.")
    within_sla = fields.Boolean(allow_none=True)


class EntityAnswer(Schema):
    """How fresh one kind of records is."""

    entity = fields.String()
    fresh_at = Instant(metadata={"description": "When all changes were last brought over."})
    lag_s = fields.Integer()


class BacklogAnswer(Schema):
    """Deliveries that wait."""

    deliveries = fields.Integer()
    oldest_s = fields.Integer()


class JobCountsAnswer(Schema):
    """What was asked of the platform."""

    open = fields.Integer()
    failed = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "Kinds whose latest job failed, with the reason."},
    )


class ProofsAnswer(Schema):
    """Whether what we have is what the platform has."""

    failed = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "Kinds of records whose latest proof differs, with the reason."},
    )


class WebhooksAnswer(Schema):
    """Whether deliveries come as usual."""

    last_event_at = Instant(allow_none=True)
    silent_since = Instant(allow_none=True)


class StandingAnswer(Schema):
    """One connection."""

    connection_id = fields.String()
    platform = fields.String()
    account_name = fields.String()
    status = fields.String()
    health = fields.Nested(HealthAnswer)
    breaker = fields.String(
        allow_none=True, validate=validate.OneOf(["closed", "half_open", "open"])
    )
    budget_used_percent = _count("Of the platform's rate limit.", allow_none=True)
    calls = fields.Nested(CallsAnswer)
    entities = fields.List(fields.Nested(EntityAnswer))
    lag_s = _count("Of the stalest entity.")
    backlog = fields.Nested(BacklogAnswer)
    jobs = fields.Nested(JobCountsAnswer)
    proofs = fields.Nested(ProofsAnswer)
    dead_letters = fields.Integer()
    webhooks = fields.Nested(WebhooksAnswer)
    drift_percent = _count("Of a day's samples; null: none were taken.", allow_none=True)
    access_ends_at = Instant(allow_none=True)
    reauthorize_by = Instant(
        allow_none=True, metadata={"description": "A person must connect it again by then."}
    )


class StatusAnswer(Schema):
    """All connections of the merchant that were not revoked."""

    at = Instant()
    connections = fields.List(fields.Nested(StandingAnswer))


@resource.operation("GET", "/sync/status", scope=Scope.SYNC_READ, answer=StatusAnswer)
def read_sync_status(caller: Caller) -> dict[str, Any]:
    """Health, freshness, backlog, errors, budget and response times of each connection."""
    board = cast(StatusServices, current_app.extensions[EXTENSION]).care.board
    return {"at": services().clock.now(), "connections": board.view(caller.merchant_id)}
