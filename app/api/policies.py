"""`/v1/sync/intake-policies`, `/v1/sync/reading-policies` and `/v1/sync/twins`: how strictly what
comes in is judged, when a channel asks the till itself, and which store stands in for another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, post_load, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Quantity, Whole
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope
from app.ops.intake_desk import CHANNELS, IntakeDesk
from app.ops.policy_desk import PolicyDesk
from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage.intake import ANY, IntakeCount, IntakePolicy, Mode, Verdict
from storage.reading_policies import ReadingPolicy
from storage.twins import Twin

resource = Resource("Sync policies", "How strictly to judge, when to ask live, who stands in.")
_MODES = [each.value for each in Mode]
_DAY_S = 86_400
_CHANNEL = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class HasPolicies(Protocol):
    """What these views reach of the parts that look after connections."""

    @property
    def intake(self) -> IntakeDesk:
        """How strictly accounts are judged."""
        ...

    @property
    def policies(self) -> PolicyDesk:
        """Reading policies and twins."""
        ...


class PolicyServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def care(self) -> HasPolicies:
        """The parts that look after connections."""
        ...


class IntakeSchema(Schema):
    """A mode for an account and a channel."""

    connection_id = Identifier(
        load_default=None, allow_none=True, metadata={"description": "Null: every account."}
    )
    channel = fields.String(
        load_default=ANY,
        validate=validate.OneOf(CHANNELS),
        metadata={"description": "What tells it; `*`: both."},
    )
    mode = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf(_MODES),
        metadata={"description": "Null: the more general one again.", "examples": ["quarantine"]},
    )


class IntakePolicyAnswer(Schema):
    """One mode that was set."""

    connection_id = fields.String(allow_none=True, metadata={"description": "Null: every account."})
    channel = fields.String(validate=validate.OneOf(CHANNELS))
    mode = fields.String(validate=validate.OneOf(_MODES))
    updated_at = Instant()


class IntakeCountAnswer(Schema):
    """How often a doubt led to a verdict."""

    connection_id = fields.String()
    channel = fields.String()
    reason = fields.String()
    verdict = fields.String(validate=validate.OneOf([each.value for each in Verdict]))
    times = fields.Integer()
    last_at = Instant()


class IntakeAnswer(Schema):
    """What is set (else: lenient), and how often it mattered, false rejects among it."""

    policies = fields.List(fields.Nested(IntakePolicyAnswer))
    counts = fields.List(fields.Nested(IntakeCountAnswer))


class ReadingSchema(Schema):
    """When a channel asks the till instead of the projection."""

    fresh_s = Whole(
        least=0,
        most=_DAY_S,
        load_default=60,
        metadata={"description": "A figure younger than this is good enough."},
    )
    live_below = Whole(
        least=1,
        most=10**6,
        load_default=None,
        allow_none=True,
        metadata={"description": "Ask only if fewer would be left; null: whatever is left."},
    )
    live = fields.Boolean(
        load_default=True,
        truthy={True},
        falsy={False},
        metadata={"description": "False: never ask; answers come with their age."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> ReadingPolicy:
        """The store's own type."""
        below = data["live_below"]
        return ReadingPolicy(
            fresh=timedelta(seconds=data["fresh_s"]),
            live_below=None if below is None else Decimal(below),
            live=data["live"],
        )


class ReadingAnswer(Schema):
    """What one channel wants."""

    channel = fields.String()
    fresh_s = fields.Integer()
    live_below = Quantity(allow_none=True)
    live = fields.Boolean()


class ReadingsAnswer(Schema):
    """Channels that want it otherwise than the default."""

    policies = fields.List(fields.Nested(ReadingAnswer))


class TwinSchema(Schema):
    """Who stands in."""

    twin_id = Identifier(
        required=True, metadata={"description": "A location on another connection."}
    )


class TwinAnswer(Schema):
    """A store and the one on another connection that sells while the first is down."""

    location_id = fields.String()
    twin_id = fields.String()
    created_at = Instant()


class TwinsAnswer(Schema):
    """All pairs."""

    twins = fields.List(fields.Nested(TwinAnswer))


@resource.operation("GET", "/sync/intake-policies", scope=Scope.SYNC_READ, answer=IntakeAnswer)
def list_intake_policies(caller: Caller) -> dict[str, Any]:
    """How strictly accounts are judged, and how often which doubt led to what."""
    return _intake(caller.merchant_id)


@resource.operation(
    "PUT",
    "/sync/intake-policies",
    scope=Scope.SYNC_WRITE,
    body=IntakeSchema,
    answer=IntakeAnswer,
    problems=(types.NOT_FOUND,),
)
def set_intake_policy(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Let doubtful records through, keep them back, or refuse their whole delivery."""
    mode = wanted["mode"]
    _care().intake.set(
        caller.merchant_id,
        None if mode is None else Mode(mode),
        account=wanted["connection_id"] or ANY,
        channel=wanted["channel"],
        actor=f"key {caller.key_id}",
    )
    return _intake(caller.merchant_id)


@resource.operation("GET", "/sync/reading-policies", scope=Scope.SYNC_READ, answer=ReadingsAnswer)
def list_reading_policies(caller: Caller) -> dict[str, Any]:
    """When channels ask the till itself, where that is not the default."""
    return {"policies": _readings(_care().policies.reading(caller.merchant_id))}


@resource.operation(
    "PUT",
    "/sync/reading-policies/<reading_channel>",
    scope=Scope.SYNC_WRITE,
    body=ReadingSchema,
    answer=ReadingsAnswer,
    problems=(types.NOT_FOUND,),
)
def set_reading_policy(
    caller: Caller, policy: ReadingPolicy, reading_channel: str
) -> dict[str, Any]:
    """Say when a channel (alexa, phone, api ...) asks the till; it counts within five seconds."""
    if not _CHANNEL.fullmatch(reading_channel):
        raise NotFoundError("channel", reading_channel)
    desk = _care().policies
    desk.set_reading(caller.merchant_id, reading_channel, policy, actor=f"key {caller.key_id}")
    return {"policies": _readings(desk.reading(caller.merchant_id))}


@resource.operation(
    "DELETE",
    "/sync/reading-policies/<reading_channel>",
    scope=Scope.SYNC_WRITE,
    answer=ReadingsAnswer,
    problems=(types.NOT_FOUND,),
)
def drop_reading_policy(caller: Caller, reading_channel: str) -> dict[str, Any]:
    """Take the default again; gives what is left."""
    desk = _care().policies
    desk.drop_reading(caller.merchant_id, reading_channel, actor=f"key {caller.key_id}")
    return {"policies": _readings(desk.reading(caller.merchant_id))}


@resource.operation("GET", "/sync/twins", scope=Scope.SYNC_READ, answer=TwinsAnswer)
def list_twins(caller: Caller) -> dict[str, Any]:
    """Stores on two connections."""
    return {"twins": [_twin(each) for each in _care().policies.twins(caller.merchant_id)]}


@resource.operation(
    "PUT",
    "/sync/twins/<location_id>",
    scope=Scope.SYNC_WRITE,
    body=TwinSchema,
    answer=TwinAnswer,
    problems=(types.NOT_FOUND,),
)
def pair_twins(caller: Caller, wanted: dict[str, Any], location_id: str) -> dict[str, Any]:
    """Let a store on another connection sell while this one cannot be reached."""
    actor = f"key {caller.key_id}"
    made = _care().policies.pair(caller.merchant_id, location_id, wanted["twin_id"], actor=actor)
    return _twin(made)


@resource.operation(
    "DELETE",
    "/sync/twins/<location_id>",
    scope=Scope.SYNC_WRITE,
    answer=TwinsAnswer,
    problems=(types.NOT_FOUND,),
)
def part_twins(caller: Caller, location_id: str) -> dict[str, Any]:
    """End a pair by its first store; both are offered again. Gives the pairs that are left."""
    desk = _care().policies
    desk.part(caller.merchant_id, location_id, actor=f"key {caller.key_id}")
    return {"twins": [_twin(each) for each in desk.twins(caller.merchant_id)]}


def _intake(merchant_id: MerchantId) -> dict[str, Any]:
    desk = _care().intake
    return {
        "policies": [_policy(each) for each in desk.policies(merchant_id)],
        "counts": [_count(each) for each in desk.counts(merchant_id)],
    }


def _policy(policy: IntakePolicy) -> dict[str, Any]:
    return {
        "connection_id": None if policy.account == ANY else policy.account,
        "channel": policy.channel,
        "mode": policy.mode.value,
        "updated_at": policy.updated_at,
    }


def _count(count: IntakeCount) -> dict[str, Any]:
    return {
        "connection_id": count.connection_id,
        "channel": count.channel,
        "reason": count.reason,
        "verdict": count.verdict.value,
        "times": count.times,
        "last_at": count.last_at,
    }


def _readings(policies: Mapping[str, ReadingPolicy]) -> list[dict[str, Any]]:
    return [
        {
            "channel": channel,
            "fresh_s": int(policy.fresh.total_seconds()),
            "live_below": policy.live_below,
            "live": policy.live,
        }
        for channel, policy in sorted(policies.items())
    ]


def _twin(twin: Twin) -> dict[str, Any]:
    return {
        "location_id": twin.location_id,
        "twin_id": twin.twin_id,
        "created_at": twin.created_at,
    }


def _care() -> HasPolicies:
    return cast(PolicyServices, current_app.extensions[EXTENSION]).care
