"""`/v1/connections` and `/v1/platforms`: joining the merchant's accounts, looking after them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, post_load, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Text
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.connections.addresses import Place
from app.connections.desk import ConnectionDesk
from app.connections.trust import LONGEST
from app.connections.views import connection_view, platform_view

resource = Resource("Connections", "The merchant's accounts on point-of-sale platforms.")
_NO_WEBHOOKS = "webhooks are not set up; changes come by asking"
_TROUBLE = (types.NOT_FOUND, types.CONNECT_REFUSED, types.POS_UNAVAILABLE, types.POS_ANSWER_LOST)


class ConnectionServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def connections(self) -> ConnectionDesk:
        """Joins accounts and looks after them."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectRequest:
    """An account to be joined."""

    platform: str
    shop: str | None
    keys: dict[str, str] = field(repr=False)
    options: dict[str, str]
    on_premises: bool
    trust: str | None


def _texts(about: str) -> fields.Dict:
    return fields.Dict(
        keys=Text(most=60),
        values=fields.String(validate=validate.Length(max=4000)),
        load_default=dict,
        validate=validate.Length(max=40),
        metadata={"description": about},
    )


class ConnectRequestSchema(Schema):
    """An account to be joined: on the platform's own page, or by keys."""

    platform = Identifier(required=True, metadata={"examples": ["square"]})
    shop = Text(
        most=253,
        load_default=None,
        metadata={"description": "The shop's own domain, or the address of its server."},
    )
    keys = _texts("By name, as `/v1/platforms` lists them; none: on the platform's own page.")
    options = _texts("Settings of the connection by name.")
    on_premises = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "A server of the merchant's own; its address may be private."},
    )
    trust = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(min=1, max=LONGEST),
        metadata={
            "description": "PEM certificates that alone prove that server: a private authority's, "
            "or its own. Null: public authorities."
        },
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> ConnectRequest:
        """The command's own type."""
        return ConnectRequest(**data)


class OptionsRequestSchema(Schema):
    """Settings to be changed."""

    options = fields.Dict(
        keys=Text(most=60),
        values=fields.String(validate=validate.Length(max=4000)),
        required=True,
        validate=validate.Length(min=1, max=40),
        metadata={"description": "By name; an empty text takes the default again."},
    )


class ConnectionAnswer(Schema):
    """One connection as it stands; never a secret."""

    connection_id = fields.String()
    platform = fields.String()
    title = fields.String()
    account_id = fields.String()
    account_name = fields.String()
    base_url = fields.String()
    on_premises = fields.Boolean()
    has_own_trust = fields.Boolean(
        metadata={"description": "Certificates of its own alone prove its server."}
    )
    status = fields.String(validate=validate.OneOf(["pending", "active", "paused", "revoked"]))
    status_reason = fields.String(allow_none=True)
    scopes = fields.List(fields.String())
    options = fields.Dict(keys=fields.String(), values=fields.String())
    has_access = fields.Boolean()
    access_ends_at = Instant(allow_none=True)
    reauthorize_by = Instant(
        allow_none=True,
        metadata={"description": "A person must connect it again by then; null: never."},
    )
    reauthorize_in_s = fields.Integer(allow_none=True)
    api_version = fields.String(allow_none=True)
    api_sunset = fields.String(allow_none=True, metadata={"format": "date"})
    webhook_url = fields.String(allow_none=True)
    created_at = Instant()


class ConnectionsAnswer(Schema):
    """All connections of the merchant."""

    connections = fields.List(fields.Nested(ConnectionAnswer))


class ConnectAnswer(Schema):
    """A connection that works, or the page on which the merchant must agree."""

    connection = fields.Nested(ConnectionAnswer, allow_none=True)
    authorize_url = fields.String(allow_none=True)
    expires_at = Instant(allow_none=True)
    permissions = fields.Dict(keys=fields.String(), values=fields.String())
    notice = fields.String(allow_none=True)
    sync_job_id = fields.String(
        allow_none=True,
        metadata={"description": "The job that brings over everything the account has."},
    )


class AskedAnswer(Schema):
    """One key or setting that a platform wants."""

    name = fields.String()
    label = fields.String()
    help = fields.String()
    secret = fields.Boolean()
    required = fields.Boolean()
    default = fields.String()
    choices = fields.List(fields.String())


class PlatformAnswer(Schema):
    """How a platform is joined and what it is asked for."""

    name = fields.String()
    title = fields.String()
    ways = fields.List(fields.String())
    needs_shop = fields.Boolean()
    scopes = fields.Dict(keys=fields.String(), values=fields.String())
    keys = fields.List(fields.Nested(AskedAnswer))
    options = fields.List(fields.Nested(AskedAnswer))


class PlatformsAnswer(Schema):
    """Every platform there is."""

    platforms = fields.List(fields.Nested(PlatformAnswer))


@resource.operation("GET", "/platforms", scope=Scope.CONNECTIONS_READ, answer=PlatformsAnswer)
def list_platforms(caller: Caller) -> dict[str, Any]:
    """The platforms, how each is joined, and what is asked for and why."""
    del caller
    return {"platforms": [platform_view(each) for each in _desk().platforms]}


@resource.operation(
    "POST",
    "/connections",
    scope=Scope.CONNECTIONS_WRITE,
    body=ConnectRequestSchema,
    answer=ConnectAnswer,
    problems=(
        types.NOT_FOUND,
        types.CONNECT_REFUSED,
        types.POS_UNAVAILABLE,
        types.CONNECTION_PAUSED,
    ),
)
def create_connection(caller: Caller, wanted: ConnectRequest) -> dict[str, Any]:
    """Join an account: by keys at once, else by the address on which the merchant agrees."""
    platform = _desk().platform(wanted.platform)
    if wanted.keys or platform.oauth is None:
        return _joined(caller, wanted)
    url, expires_at = _desk().begin(
        caller.merchant_id, platform.name, shop=wanted.shop, options=wanted.options
    )
    return {
        "connection": None,
        "authorize_url": url,
        "expires_at": expires_at,
        "permissions": dict(platform.scopes_for(wanted.options or {})),
        "notice": None,
        "sync_job_id": None,
    }


def _joined(caller: Caller, wanted: ConnectRequest) -> dict[str, Any]:
    joining = _desk().join(
        caller.merchant_id,
        wanted.platform,
        wanted.keys,
        place=Place(host=wanted.shop, on_premises=wanted.on_premises, trust_pem=wanted.trust),
        options=wanted.options,
    )
    return {
        "connection": connection_view(joining.view, services().clock.now()),
        "authorize_url": None,
        "expires_at": None,
        "permissions": {},
        "notice": None if joining.trouble is None else _NO_WEBHOOKS,
        "sync_job_id": joining.sync_job_id,
    }


@resource.operation("GET", "/connections", scope=Scope.CONNECTIONS_READ, answer=ConnectionsAnswer)
def list_connections(caller: Caller) -> dict[str, Any]:
    """All connections, oldest first."""
    now = services().clock.now()
    found = _desk().list(caller.merchant_id)
    return {"connections": [connection_view(each, now) for each in found]}


@resource.operation(
    "GET",
    "/connections/<connection_id>",
    scope=Scope.CONNECTIONS_READ,
    answer=ConnectionAnswer,
    problems=(types.NOT_FOUND,),
)
def read_connection(caller: Caller, connection_id: str) -> dict[str, Any]:
    """A connection as it stands, with the time until a person is needed."""
    view = _desk().view(caller.merchant_id, connection_id)
    return connection_view(view, services().clock.now())


@resource.operation(
    "PATCH",
    "/connections/<connection_id>",
    scope=Scope.CONNECTIONS_WRITE,
    body=OptionsRequestSchema,
    answer=ConnectionAnswer,
    problems=(types.NOT_FOUND,),
)
def change_connection(
    caller: Caller, changes: dict[str, Any], connection_id: str
) -> dict[str, Any]:
    """Change settings of a connection."""
    desk = _desk()
    view = desk.change_options(caller.merchant_id, connection_id, changes["options"])
    return connection_view(view, services().clock.now())


@resource.operation(
    "POST",
    "/connections/<connection_id>/verify",
    scope=Scope.CONNECTIONS_WRITE,
    answer=ConnectionAnswer,
    problems=_TROUBLE,
)
def verify_connection(caller: Caller, connection_id: str) -> dict[str, Any]:
    """Prove a connection by a first call; one that was paused works again then."""
    view = _desk().verify(caller.merchant_id, connection_id)
    return connection_view(view, services().clock.now())


@resource.operation(
    "DELETE",
    "/connections/<connection_id>",
    scope=Scope.CONNECTIONS_WRITE,
    answer=ConnectionAnswer,
    problems=_TROUBLE,
)
def disconnect(caller: Caller, connection_id: str) -> dict[str, Any]:
    """Withdraw the access and stop all work; what was learned stays. Safe to repeat."""
    desk = _desk()
    view = desk.disconnect(caller.merchant_id, connection_id, actor=f"api:{caller.key_id}")
    return connection_view(view, services().clock.now())


def _desk() -> ConnectionDesk:
    return cast(ConnectionServices, current_app.extensions[EXTENSION]).connections
