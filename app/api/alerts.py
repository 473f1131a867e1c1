"""`/v1/alerts`, `/v1/alert-rules` and `/v1/alert-channels`: what to see to, when, told where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, post_load, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Instant, Text, Whole
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope
from app.ops.alert_desk import AlertDesk, RuleChange
from app.ops.standing import METRICS
from app.ops.views import alert_view, channel_view, rule_view
from domain.events import Entity
from storage.alert_rules import Severity
from storage.notifications import ChannelKind

resource = Resource("Alerts", "What a person must see to, by which rules, and where it is told.")
_SEVERITIES = [each.value for each in Severity]
_KINDS = [each.value for each in ChannelKind]
_WEEK_S = 7 * 86_400


class HasAlerts(Protocol):
    """What these views reach of the parts that look after connections."""

    @property
    def alerts(self) -> AlertDesk:
        """Alerts, their rules and channels."""
        ...


class AlertServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def care(self) -> HasAlerts:
        """The parts that look after connections."""
        ...


class AlertAnswer(Schema):
    """One alert that stands."""

    kind = fields.String(metadata={"examples": ["pos-down"]})
    severity = fields.String(validate=validate.OneOf(_SEVERITIES))
    connection_id = fields.String()
    message = fields.String()
    raised_at = Instant()
    due_at = Instant(
        allow_none=True, metadata={"description": "When it is too late, where that is known."}
    )
    runbook = fields.String(metadata={"description": "The page that says what to do."})


class AlertsAnswer(Schema):
    """All that stand, the most urgent first."""

    alerts = fields.List(fields.Nested(AlertAnswer))


class RuleSchema(Schema):
    """What is changed of a rule; what is left out stays."""

    metric = fields.String(load_default=None, validate=validate.OneOf(list(METRICS)))
    entity = fields.String(
        load_default=None,
        validate=validate.OneOf([each.value for each in Entity]),
        metadata={"description": "With lag_s: only of this kind of records."},
    )
    threshold = Whole(least=1, most=10**12, load_default=None)
    raise_after_s = Whole(least=0, most=_WEEK_S, load_default=None)
    resolve_after_s = Whole(least=0, most=_WEEK_S, load_default=None)
    severity = fields.String(load_default=None, validate=validate.OneOf(_SEVERITIES))
    enabled = fields.Boolean(load_default=None, truthy={True}, falsy={False})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> RuleChange:
        """The desk's own type."""
        severity = data["severity"]
        return RuleChange(
            metric=data["metric"],
            entity=data["entity"],
            threshold=data["threshold"],
            raise_after=_seconds(data["raise_after_s"]),
            resolve_after=_seconds(data["resolve_after_s"]),
            severity=None if severity is None else Severity(severity),
            enabled=data["enabled"],
        )


class RuleAnswer(Schema):
    """One rule in force."""

    name = fields.String()
    metric = fields.String(validate=validate.OneOf(list(METRICS)))
    entity = fields.String(allow_none=True)
    threshold = fields.Integer()
    raise_after_s = fields.Integer()
    resolve_after_s = fields.Integer()
    severity = fields.String(validate=validate.OneOf(_SEVERITIES))
    enabled = fields.Boolean()
    own = fields.Boolean(metadata={"description": "Set by the merchant."})
    runbook = fields.String()


class RulesAnswer(Schema):
    """All rules in force, and what rules may be about."""

    rules = fields.List(fields.Nested(RuleAnswer))
    metrics = fields.Dict(keys=fields.String(), values=fields.String())


class ChannelSchema(Schema):
    """A place where alerts are to be told."""

    kind = fields.String(required=True, validate=validate.OneOf(_KINDS))
    name = Text(most=80, required=True)
    target = Text(
        most=500,
        required=True,
        metadata={"description": "An https address, or for email a mail address."},
    )
    least_severity = fields.String(load_default="warning", validate=validate.OneOf(_SEVERITIES))


class ChannelAnswer(Schema):
    """One channel; of a webhook's address only the host is told."""

    channel_id = fields.String()
    kind = fields.String(validate=validate.OneOf(_KINDS))
    name = fields.String()
    to = fields.String()
    least_severity = fields.String(validate=validate.OneOf(_SEVERITIES))
    created_at = Instant()


class SecretAnswer(Schema):
    """What proves a webhook of ours."""

    secret = fields.String(
        allow_none=True,
        metadata={"description": "Signs by Standard Webhooks; null: this kind has none."},
    )


class ChannelsAnswer(Schema):
    """All channels, oldest first."""

    channels = fields.List(fields.Nested(ChannelAnswer))


@resource.operation("GET", "/alerts", scope=Scope.SYNC_READ, answer=AlertsAnswer)
def list_alerts(caller: Caller) -> dict[str, Any]:
    """Alerts that stand, the most urgent first."""
    return {"alerts": [alert_view(each) for each in _desk().standing(caller.merchant_id)]}


@resource.operation("GET", "/alert-rules", scope=Scope.SYNC_READ, answer=RulesAnswer)
def list_alert_rules(caller: Caller) -> dict[str, Any]:
    """The rules in force: the general ones, and the merchant's own."""
    rules = _desk().rules(caller.merchant_id)
    return {"rules": [rule_view(each) for each in rules], "metrics": dict(METRICS)}


@resource.operation(
    "PUT", "/alert-rules/<rule_name>", scope=Scope.SYNC_WRITE, body=RuleSchema, answer=RuleAnswer
)
def set_alert_rule(caller: Caller, change: RuleChange, rule_name: str) -> dict[str, Any]:
    """Change a rule, or make one of the merchant's own (with a metric and a threshold)."""
    actor = f"api:{caller.key_id}"
    return rule_view(_desk().set_rule(caller.merchant_id, rule_name, change, actor=actor))


@resource.operation(
    "DELETE",
    "/alert-rules/<rule_name>",
    scope=Scope.SYNC_WRITE,
    answer=RulesAnswer,
    problems=(types.NOT_FOUND,),
)
def reset_alert_rule(caller: Caller, rule_name: str) -> dict[str, Any]:
    """Let the general rule of that name hold again, or end an own one; gives what holds now."""
    _desk().drop_rule(caller.merchant_id, rule_name, actor=f"api:{caller.key_id}")
    rules = _desk().rules(caller.merchant_id)
    return {"rules": [rule_view(each) for each in rules], "metrics": dict(METRICS)}


@resource.operation("GET", "/alert-channels", scope=Scope.SYNC_READ, answer=ChannelsAnswer)
def list_alert_channels(caller: Caller) -> dict[str, Any]:
    """Where the merchant's alerts are told."""
    return {"channels": [channel_view(each) for each in _desk().channels(caller.merchant_id)]}


@resource.operation(
    "POST",
    "/alert-channels",
    scope=Scope.SYNC_WRITE,
    body=ChannelSchema,
    answer=ChannelAnswer,
    status=201,
)
def add_alert_channel(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Tell alerts to a signed webhook, a chat's incoming webhook, or a mailbox."""
    made = _desk().add_channel(
        caller.merchant_id,
        kind=ChannelKind(wanted["kind"]),
        name=wanted["name"],
        target=wanted["target"],
        least_severity=Severity(wanted["least_severity"]),
        actor=f"api:{caller.key_id}",
    )
    return channel_view(made)


@resource.operation(
    "GET",
    "/alert-channels/<channel_id>/secret",
    scope=Scope.SYNC_WRITE,
    answer=SecretAnswer,
    problems=(types.NOT_FOUND,),
)
def read_alert_channel_secret(caller: Caller, channel_id: str) -> dict[str, Any]:
    """What the receiver checks messages with. Not in the answer that adds the channel, because
    answers of writes are kept for their keys."""
    return {"secret": _desk().channel(caller.merchant_id, channel_id).secret}


@resource.operation(
    "DELETE",
    "/alert-channels/<channel_id>",
    scope=Scope.SYNC_WRITE,
    answer=ChannelsAnswer,
    problems=(types.NOT_FOUND,),
)
def remove_alert_channel(caller: Caller, channel_id: str) -> dict[str, Any]:
    """Tell nothing there any more; gives the channels that are left."""
    _desk().remove_channel(caller.merchant_id, channel_id, actor=f"api:{caller.key_id}")
    return {"channels": [channel_view(each) for each in _desk().channels(caller.merchant_id)]}


def _seconds(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=value)


def _desk() -> AlertDesk:
    return cast(AlertServices, current_app.extensions[EXTENSION]).care.alerts
