"""`/v1/webhook-endpoints`: where news is sent, how each message went, and sending it again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Text, Whole
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.outward.desk import EndpointChange, WebhookDesk
from app.outward.views import attempt_view, delivery_view, endpoint_view
from domain.happenings import MEANINGS
from storage.webhook_deliveries import DeliveryState

resource = Resource(
    "Webhooks out", "News to your own programs: signed, durable, tried for three days."
)
_STATES = [each.value for each in DeliveryState]
_DAY_S = 86_400


class HasDesk(Protocol):
    """What these views reach of the parts that tell programs outside."""

    @property
    def desk(self) -> WebhookDesk:
        """Endpoints and their messages."""
        ...


class OutwardServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def outward(self) -> HasDesk:
        """The parts that tell programs outside."""
        ...


def _events(*, required: bool = False) -> fields.Field[Any]:
    return fields.List(
        fields.String(validate=validate.Length(max=60)),
        required=required,
        validate=validate.Length(min=1, max=50),
        metadata={
            "description": "`*`, a family such as `order.*`, or names of events.",
            "examples": [["order.*", "stock.changed"]],
        },
    )


class WebhookEndpointSchema(Schema):
    """A new endpoint."""

    url = Text(
        most=500,
        required=True,
        metadata={
            "description": "A public https address.",
            "examples": ["https://example.com/voicetill"],
        },
    )
    events = _events(required=True)
    description = Text(most=200, least=0, load_default="")
    secret = Text(
        most=120,
        load_default=None,
        metadata={"description": "Your own `whsec_` secret; without it one is made."},
    )


class WebhookEndpointChangeSchema(Schema):
    """What is to be changed; what is left out stays."""

    url = Text(most=500)
    events = _events()
    description = Text(most=200, least=0)
    enabled = fields.Boolean(truthy={True}, falsy={False})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> EndpointChange:
        """The desk's own type."""
        return EndpointChange(**data)


class WebhookEndpointAnswer(Schema):
    """One endpoint; never its secret."""

    endpoint_id = fields.String()
    url = fields.String()
    description = fields.String()
    events = fields.List(fields.String())
    enabled = fields.Boolean()
    reason = fields.String(allow_none=True, metadata={"description": "Why it is disabled."})
    on_premises = fields.Boolean(
        metadata={"description": "Private addresses are fine; an operator sets it."}
    )
    failures = fields.Integer(metadata={"description": "In a row."})
    failing_since = Instant(allow_none=True)
    created_at = Instant()
    updated_at = Instant()


class WebhookEndpointsAnswer(Schema):
    """All endpoints, oldest first."""

    endpoints = fields.List(fields.Nested(WebhookEndpointAnswer))


class WebhookEndpointSecretAnswer(Schema):
    """What proves a message."""

    secret = fields.String(metadata={"description": "Signs by Standard Webhooks, `v1`."})
    previous_until = Instant(
        allow_none=True, metadata={"description": "Until then the one before it signs too."}
    )


class WebhookRotationSchema(Schema):
    """How to change over."""

    overlap_s = Whole(
        least=0,
        most=7 * _DAY_S,
        load_default=_DAY_S,
        metadata={"description": "How long the secret so far signs too."},
    )


class WebhookTrialAnswer(Schema):
    """How a trial went."""

    taken = fields.Boolean()
    status = fields.Integer(allow_none=True)
    error = fields.String(allow_none=True)
    took_ms = fields.Integer()


class WebhookDeliveryAnswer(Schema):
    """One message and how it went."""

    delivery_id = fields.String()
    event_id = fields.String(metadata={"description": "The message's `webhook-id`."})
    event = fields.String(metadata={"examples": ["order.placed"]})
    state = fields.String(validate=validate.OneOf(_STATES))
    attempts = fields.Integer()
    next_attempt_at = Instant(allow_none=True)
    last_status = fields.Integer(allow_none=True)
    last_error = fields.String(allow_none=True)
    last_ms = fields.Integer(allow_none=True)
    tried_at = Instant(allow_none=True)


class WebhookDeliveriesQuery(Schema):
    """Which messages."""

    state = fields.String(load_default=None, validate=validate.OneOf(_STATES))
    cursor = Text(most=1024, load_default=None)
    limit = Whole(least=1, most=100, load_default=50)


class WebhookDeliveriesAnswer(Schema):
    """A page of messages, newest first."""

    items = fields.List(fields.Nested(WebhookDeliveryAnswer))
    next_cursor = fields.String(allow_none=True)


class WebhookReplaySchema(Schema):
    """What to send again: one message, or all that stand so and happened since."""

    delivery_id = Identifier(load_default=None)
    state = fields.String(load_default="failed", validate=validate.OneOf(_STATES))
    since = fields.AwareDateTime(load_default=None, default_timezone=UTC)

    @validates_schema
    def one_or_many(self, data: dict[str, Any], **_options: Any) -> None:
        """A message of its own needs no time."""
        if data.get("delivery_id") and data.get("since"):
            raise ValidationError("Give one of both.", "since")


class WebhookReplayAnswer(Schema):
    """How many messages will be sent again."""

    replayed = fields.Integer()


class WebhookEventTypesAnswer(Schema):
    """Every event there is, with its meaning."""

    events = fields.Dict(keys=fields.String(), values=fields.String())


@resource.operation(
    "GET", "/webhook-event-types", scope=Scope.WEBHOOKS_READ, answer=WebhookEventTypesAnswer
)
def list_webhook_event_types(caller: Caller) -> dict[str, Any]:
    """The events that can be asked for."""
    del caller
    return {"events": {kind.value: meaning for kind, meaning in MEANINGS.items()}}


@resource.operation(
    "GET", "/webhook-endpoints", scope=Scope.WEBHOOKS_READ, answer=WebhookEndpointsAnswer
)
def list_webhook_endpoints(caller: Caller) -> dict[str, Any]:
    """Where news is sent."""
    return {"endpoints": [endpoint_view(each) for each in _desk().endpoints(caller.merchant_id)]}


@resource.operation(
    "POST",
    "/webhook-endpoints",
    scope=Scope.WEBHOOKS_WRITE,
    body=WebhookEndpointSchema,
    answer=WebhookEndpointAnswer,
    status=201,
)
def add_webhook_endpoint(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Send news there from now on (five seconds at the latest). Its secret is read by itself."""
    made = _desk().add(
        caller.merchant_id,
        url=wanted["url"],
        events=wanted["events"],
        description=wanted["description"],
        secret=wanted["secret"],
        actor=_actor(caller),
    )
    return endpoint_view(made)


@resource.operation(
    "GET",
    "/webhook-endpoints/<endpoint_id>",
    scope=Scope.WEBHOOKS_READ,
    answer=WebhookEndpointAnswer,
    problems=(types.NOT_FOUND,),
)
def read_webhook_endpoint(caller: Caller, endpoint_id: str) -> dict[str, Any]:
    """One endpoint as it stands."""
    return endpoint_view(_desk().endpoint(caller.merchant_id, endpoint_id))


@resource.operation(
    "PATCH",
    "/webhook-endpoints/<endpoint_id>",
    scope=Scope.WEBHOOKS_WRITE,
    body=WebhookEndpointChangeSchema,
    answer=WebhookEndpointAnswer,
    problems=(types.NOT_FOUND,),
)
def change_webhook_endpoint(
    caller: Caller, change: EndpointChange, endpoint_id: str
) -> dict[str, Any]:
    """Change address, events or description, disable, or enable it with a clean slate."""
    changed = _desk().change(caller.merchant_id, endpoint_id, change, actor=_actor(caller))
    return endpoint_view(changed)


@resource.operation(
    "DELETE",
    "/webhook-endpoints/<endpoint_id>",
    scope=Scope.WEBHOOKS_WRITE,
    answer=WebhookEndpointsAnswer,
    problems=(types.NOT_FOUND,),
)
def remove_webhook_endpoint(caller: Caller, endpoint_id: str) -> dict[str, Any]:
    """Send nothing there any more; gives the endpoints that are left."""
    _desk().remove(caller.merchant_id, endpoint_id, actor=_actor(caller))
    return {"endpoints": [endpoint_view(each) for each in _desk().endpoints(caller.merchant_id)]}


@resource.operation(
    "GET",
    "/webhook-endpoints/<endpoint_id>/secret",
    scope=Scope.WEBHOOKS_WRITE,
    answer=WebhookEndpointSecretAnswer,
    problems=(types.NOT_FOUND,),
)
def read_webhook_endpoint_secret(caller: Caller, endpoint_id: str) -> dict[str, Any]:
    """What messages are checked with. Not in the answers of writes, which are kept."""
    found = _desk().endpoint(caller.merchant_id, endpoint_id)
    return {"secret": found.secret, "previous_until": found.previous_until}


@resource.operation(
    "POST",
    "/webhook-endpoints/<endpoint_id>/rotate-secret",
    scope=Scope.WEBHOOKS_WRITE,
    body=WebhookRotationSchema,
    answer=WebhookEndpointAnswer,
    problems=(types.NOT_FOUND,),
)
def rotate_webhook_endpoint_secret(
    caller: Caller, wanted: dict[str, Any], endpoint_id: str
) -> dict[str, Any]:
    """A new secret; messages bear a signature of each while both are in force."""
    overlap = timedelta(seconds=wanted["overlap_s"])
    changed = _desk().rotate(caller.merchant_id, endpoint_id, overlap=overlap, actor=_actor(caller))
    return endpoint_view(changed)


@resource.operation(
    "POST",
    "/webhook-endpoints/<endpoint_id>/test",
    scope=Scope.WEBHOOKS_WRITE,
    answer=WebhookTrialAnswer,
    problems=(types.NOT_FOUND,),
)
def try_webhook_endpoint(caller: Caller, endpoint_id: str) -> dict[str, Any]:
    """Send `endpoint.test` now, and tell what the endpoint answered."""
    return attempt_view(_desk().try_endpoint(caller.merchant_id, endpoint_id))


@resource.operation(
    "GET",
    "/webhook-endpoints/<endpoint_id>/deliveries",
    scope=Scope.WEBHOOKS_READ,
    query=WebhookDeliveriesQuery,
    answer=WebhookDeliveriesAnswer,
    problems=(types.NOT_FOUND,),
)
def list_webhook_deliveries(
    caller: Caller, wanted: dict[str, Any], endpoint_id: str
) -> dict[str, Any]:
    """Messages of the last thirty days, newest first."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} webhooks of {endpoint_id} {wanted['state']}"
    state = wanted["state"]
    page = _desk().deliveries(
        caller.merchant_id,
        endpoint_id,
        state=None if state is None else DeliveryState(state),
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    return {
        "items": [delivery_view(each) for each in page.rows],
        "next_cursor": cursors.seal(page.cursor, scope=scope),
    }


@resource.operation(
    "POST",
    "/webhook-endpoints/<endpoint_id>/replay",
    scope=Scope.WEBHOOKS_WRITE,
    body=WebhookReplaySchema,
    answer=WebhookReplayAnswer,
    problems=(types.NOT_FOUND,),
)
def replay_webhook_deliveries(
    caller: Caller, wanted: dict[str, Any], endpoint_id: str
) -> dict[str, Any]:
    """Send messages again, one or up to a thousand; each keeps its `webhook-id`."""
    since: datetime | None = wanted["since"]
    replayed = _desk().replay(
        caller.merchant_id,
        endpoint_id,
        delivery_id=wanted["delivery_id"],
        state=DeliveryState(wanted["state"]),
        since=since,
        actor=_actor(caller),
    )
    return {"replayed": replayed}


def _actor(caller: Caller) -> str:
    return f"api:{caller.key_id}"


def _desk() -> WebhookDesk:
    return cast(OutwardServices, current_app.extensions[EXTENSION]).outward.desk
