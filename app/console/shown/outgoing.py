"""Messages to programs outside."""

from __future__ import annotations

from sqlalchemy import select

from app.console.lists import Column, Filter, ListPage
from app.console.shown.cells import at_some_time, code, state, states, text, when
from storage import tables
from storage.browse import Browse
from storage.operators import Role
from storage.webhook_deliveries import DeliveryState

_SENT = tables.webhook_deliveries.c
_MESSAGES = (
    select(
        _SENT.merchant_id,
        _SENT.id,
        tables.webhook_events.c.kind,
        tables.webhook_endpoints.c.url,
        _SENT.endpoint_id,
        _SENT.event_id,
        _SENT.state,
        _SENT.attempts,
        _SENT.last_status,
        _SENT.last_error,
        _SENT.due_at,
        _SENT.tried_at,
    )
    .join_from(
        tables.webhook_deliveries,
        tables.webhook_events,
        tables.webhook_events.c.id == _SENT.event_id,
    )
    .join(tables.webhook_endpoints, tables.webhook_endpoints.c.id == _SENT.endpoint_id)
    .subquery("messages")
)

OUTGOING = ListPage(
    name="outgoing",
    title="Messages out",
    hint="Every message to an endpoint outside, and how it went; replays are on Webhooks out.",
    empty="Nothing was sent yet. Endpoints are added by POST /v1/webhook-endpoints or voicetill "
    "webhooks add.",
    browse=Browse(
        table=_MESSAGES,
        key="id",
        columns=(
            "id",
            "event_id",
            "kind",
            "url",
            "state",
            "attempts",
            "last_status",
            "last_error",
            "due_at",
            "tried_at",
        ),
        sorts={"id": "desc"},
        filters=("state", "kind", "endpoint_id"),
        searched=("kind", "url", "last_error"),
    ),
    columns=(
        Column(title="Message", cell=code("id"), sort="id"),
        Column(title="Event", cell=text("kind")),
        Column(title="To", cell=text("url"), is_long=True),
        Column(title="State", cell=state("state")),
        Column(title="Attempts", cell=text("attempts"), numeric=True),
        Column(title="Answered", cell=text("last_status")),
        Column(title="Why", cell=text("last_error"), is_long=True),
        Column(title="Tried", cell=at_some_time("tried_at")),
        Column(title="Due", cell=when("due_at")),
    ),
    filters=(Filter(name="state", title="State", choices=states(DeliveryState)),),
    search="event, address, why",
    role=Role.OPERATOR,
)
