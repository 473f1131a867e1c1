"""`/v1/handoffs`: conversations that a person takes over, as a queue."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Instant, Text, Whole
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope
from app.handover.desk import HandoverDesk
from domain.handover import HandoverReason, TicketState, Urgency
from storage.handovers import Ticket

_STATES = [state.value for state in TicketState]
_MOST_NOTE = 2_000
resource = Resource("Handoffs", "Conversations that a person takes over.")


class HandoffServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def handovers(self) -> HandoverDesk:
        """Opens, claims and closes tickets."""
        ...


class HandoffsQuery(Schema):
    """Which tickets."""

    state = fields.String(load_default="open", validate=validate.OneOf([*_STATES, "all"]))
    cursor = Text(most=200, load_default=None)
    limit = Whole(least=1, most=100, load_default=50)


class NoteSchema(Schema):
    """Something to write on a ticket."""

    note = Text(most=_MOST_NOTE, required=True)


class CloseSchema(Schema):
    """How it ended, for whoever reads the ticket later."""

    note = Text(most=_MOST_NOTE, load_default=None)


class SpokenLine(Schema):
    """One turn, redacted before it was stored."""

    heard = fields.String()
    said = fields.String()
    at = Instant()


class NoteAnswer(Schema):
    """What somebody wrote."""

    by = fields.String()
    text = fields.String()
    at = Instant()


class CartLine(Schema):
    """What was being bought."""

    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()


class HandoffSummary(Schema):
    """One ticket in the queue."""

    handoff_id = fields.String()
    number = fields.String(metadata={"description": "What the shopper was told."})
    state = fields.String(validate=validate.OneOf(_STATES))
    reason = fields.String(validate=validate.OneOf([each.value for each in HandoverReason]))
    urgency = fields.Integer(
        validate=validate.OneOf([int(each) for each in Urgency]),
        metadata={"description": "1 now, 2 soon, 3 in turn."},
    )
    channel = fields.String()
    locale = fields.String()
    identity_level = fields.Integer(
        metadata={"description": "0 nobody in particular, 1 known, 2 proven by a second factor."}
    )
    customer_id = fields.String(allow_none=True)
    order_id = fields.String(allow_none=True)
    claimed_by = fields.String(allow_none=True)
    created_at = Instant()
    claimed_at = Instant(allow_none=True)
    closed_at = Instant(allow_none=True)


class HandoffAnswer(HandoffSummary):
    """A ticket with everything a person needs to go on."""

    callback = fields.String(
        allow_none=True, metadata={"description": "The number the shopper called from."}
    )
    cart = fields.List(fields.Nested(CartLine))
    transcript = fields.List(fields.Nested(SpokenLine))
    tried = fields.List(fields.String(), metadata={"description": "What the dialogue did before."})
    notes = fields.List(fields.Nested(NoteAnswer))


class HandoffsAnswer(Schema):
    """A page of the queue, the most urgent and longest waiting first."""

    handoffs = fields.List(fields.Nested(HandoffSummary))
    next_cursor = fields.String(allow_none=True)


@resource.operation(
    "GET", "/handoffs", scope=Scope.HANDOFFS_READ, query=HandoffsQuery, answer=HandoffsAnswer
)
def list_handoffs(caller: Caller, asked: dict[str, Any]) -> dict[str, Any]:
    """Tickets that wait, or of another state."""
    state = None if asked["state"] == "all" else TicketState(asked["state"])
    page = _desk().queue(
        caller.merchant_id, state=state, cursor=asked["cursor"], limit=asked["limit"]
    )
    return {"handoffs": [ticket_view(each) for each in page.rows], "next_cursor": page.cursor}


@resource.operation(
    "GET",
    "/handoffs/<handoff_id>",
    scope=Scope.HANDOFFS_READ,
    answer=HandoffAnswer,
    problems=(types.NOT_FOUND,),
)
def read_handoff(caller: Caller, handoff_id: str) -> dict[str, Any]:
    """One ticket with its transcript, by id or by number."""
    return ticket_view(_desk().ticket(caller.merchant_id, handoff_id))


@resource.operation(
    "POST",
    "/handoffs/<handoff_id>/claim",
    scope=Scope.HANDOFFS_WRITE,
    answer=HandoffAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def claim_handoff(caller: Caller, handoff_id: str) -> dict[str, Any]:
    """Take a ticket on; refused when somebody else has."""
    return ticket_view(_desk().claim(caller.merchant_id, handoff_id, by=_by(caller)))


@resource.operation(
    "POST",
    "/handoffs/<handoff_id>/release",
    scope=Scope.HANDOFFS_WRITE,
    answer=HandoffAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def release_handoff(caller: Caller, handoff_id: str) -> dict[str, Any]:
    """Give a claimed ticket back to the queue, or reopen a closed one."""
    return ticket_view(_desk().release(caller.merchant_id, handoff_id, by=_by(caller)))


@resource.operation(
    "POST",
    "/handoffs/<handoff_id>/close",
    scope=Scope.HANDOFFS_WRITE,
    body=CloseSchema,
    answer=HandoffAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def close_handoff(caller: Caller, told: dict[str, Any], handoff_id: str) -> dict[str, Any]:
    """It is settled."""
    note = told["note"] or ""
    return ticket_view(_desk().close(caller.merchant_id, handoff_id, by=_by(caller), note=note))


@resource.operation(
    "POST",
    "/handoffs/<handoff_id>/notes",
    scope=Scope.HANDOFFS_WRITE,
    body=NoteSchema,
    answer=HandoffAnswer,
    problems=(types.NOT_FOUND,),
)
def note_handoff(caller: Caller, told: dict[str, Any], handoff_id: str) -> dict[str, Any]:
    """Write on a ticket."""
    return ticket_view(_desk().note(caller.merchant_id, handoff_id, told["note"], by=_by(caller)))


def ticket_view(ticket: Ticket) -> dict[str, Any]:
    """A ticket as programs see it."""
    return {
        "handoff_id": ticket.id,
        "number": ticket.number,
        "state": ticket.state.value,
        "reason": ticket.reason.value,
        "urgency": int(ticket.urgency),
        "channel": ticket.channel,
        "locale": ticket.locale,
        "identity_level": ticket.identity_level,
        "customer_id": ticket.customer_id,
        "order_id": ticket.order_id,
        "claimed_by": ticket.claimed_by,
        "created_at": ticket.created_at,
        "claimed_at": ticket.claimed_at,
        "closed_at": ticket.closed_at,
        "callback": ticket.callback,
        "cart": ticket.cart,
        "transcript": ticket.transcript,
        "tried": ticket.tried,
        "notes": ticket.notes,
    }


def _by(caller: Caller) -> str:
    return f"api:{caller.key_id}"


def _desk() -> HandoverDesk:
    return cast(HandoffServices, current_app.extensions[EXTENSION]).handovers
