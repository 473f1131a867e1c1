"""`/v1/orders/queue`: orders that wait for their till, and what a person may do about them."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, fields

from app.api import outcomes
from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import CanceledAnswer, WorkingAnswer, money
from app.api.fields import Instant, Text
from app.api.operation import Resource
from app.api.queries import PageQuery
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.commerce.model import Canceled
from app.commerce.parked_queue import ParkedQueue
from app.commerce.queue_words import why
from domain.ids import OrderId
from domain.parking import OPEN_STATES, ParkedState
from storage.parked import ParkedOrder

resource = Resource("Order queue", "Orders received while their till could not be reached.")
_MOVED = (types.NOT_FOUND, types.ILLEGAL_TRANSITION)


class QueueServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def parked(self) -> ParkedQueue:
        """The queue."""
        ...


class QueueQuery(PageQuery):
    """Which orders are wanted."""

    state = fields.Enum(
        ParkedState,
        by_value=True,
        load_default=None,
        metadata={"description": "Without it: those that still wait or are being entered."},
    )


class EnteredSchema(Schema):
    """What the till calls the order that staff typed in."""

    number = Text(least=1, most=60, required=True, metadata={"examples": ["1047"]})


class ParkedOrderAnswer(Schema):
    """One order that waits for its till, or did."""

    order_id = fields.String()
    state = fields.Enum(ParkedState, by_value=True)
    connection_id = fields.String()
    location_name = fields.String()
    channel = fields.String()
    total = money()
    is_authorized = fields.Boolean(
        metadata={"description": "Whether the amount is reserved on the card."}
    )
    reason = fields.String(
        metadata={
            "description": "Why it was parked, or could not be entered the last time; a code."
        }
    )
    why = fields.Function(
        lambda row: why(row.reason),
        metadata={"type": "string", "description": "The same in words, with what to do."},
    )
    attempts = fields.Integer()
    parked_at = Instant()
    until = Instant(metadata={"description": "Undone if it is not confirmed by then."})
    due_at = Instant(metadata={"description": "When it is tried next."})
    number = fields.String(allow_none=True)
    closed_at = Instant(allow_none=True)
    closed_by = fields.String(allow_none=True)


class UnderWayAnswer(Schema):
    """One order that is under way for longer than it should, and in no queue."""

    order_id = fields.String()
    connection_id = fields.String()
    location_name = fields.String()
    channel = fields.String()
    total = money()
    step = fields.String(
        allow_none=True,
        metadata={"description": "What is not known to be done; null: it is being taken back."},
    )
    is_undone = fields.Boolean(
        metadata={"description": "It will not stand: what was done of it is taken back."}
    )
    why = fields.String(metadata={"description": "In words, with what to do."})
    attempts = fields.Integer()
    since = Instant()
    due_at = Instant(metadata={"description": "When it is looked at next."})


class ParkedPageAnswer(Schema):
    """A page of the queue, in the order in which the orders came."""

    items = fields.List(fields.Nested(ParkedOrderAnswer))
    under_way = fields.List(
        fields.Nested(UnderWayAnswer),
        metadata={
            "description": "Orders in no queue that are neither placed nor undone for five minutes "
            "and more; on the first page, where no `state` is asked for."
        },
    )
    next_cursor = fields.String(allow_none=True)


@resource.operation(
    "GET",
    "/orders/queue",
    scope=Scope.ORDERS_READ,
    query=QueueQuery,
    answer=ParkedPageAnswer,
)
def list_parked_orders(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Orders that wait for their till, in the order in which they came."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} parked orders"
    found = _queue().list(
        caller.merchant_id,
        states=OPEN_STATES if wanted["state"] is None else (wanted["state"],),
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    is_first = wanted["state"] is None and wanted["cursor"] is None
    return {
        "items": found.rows,
        "under_way": _queue().under_way(caller.merchant_id) if is_first else [],
        "next_cursor": cursors.seal(found.cursor, scope=scope),
    }


@resource.operation(
    "POST",
    "/orders/queue/<order_id>/retry",
    scope=Scope.ORDERS_WRITE,
    answer=ParkedOrderAnswer,
    problems=_MOVED,
)
def retry_parked_order(caller: Caller, order_id: str) -> ParkedOrder:
    """Try to enter it in the till now, whatever its turn."""
    return _queue().retry(
        caller.merchant_id, OrderId(order_id), actor=caller.key_id, call=caller.call
    )


@resource.operation(
    "POST",
    "/orders/queue/<order_id>/cancel",
    scope=Scope.ORDERS_WRITE,
    answer=CanceledAnswer,
    also={202: WorkingAnswer},
    problems=(*_MOVED, types.CANCEL_REFUSED, types.POS_UNAVAILABLE),
)
def cancel_parked_order(caller: Caller, order_id: str) -> Canceled | Response:
    """Give hold and authorization back; the shopper is told."""
    outcome = _queue().cancel(
        caller.merchant_id, OrderId(order_id), actor=caller.key_id, call=caller.call
    )
    return outcomes.canceled(outcome)


@resource.operation(
    "POST",
    "/orders/queue/<order_id>/entered",
    scope=Scope.ORDERS_WRITE,
    body=EnteredSchema,
    answer=ParkedOrderAnswer,
    problems=_MOVED,
)
def mark_parked_order_entered(caller: Caller, told: dict[str, Any], order_id: str) -> ParkedOrder:
    """Staff typed it in at the till: take what is authorized, and tell the shopper its number."""
    return _queue().entered(
        caller.merchant_id,
        OrderId(order_id),
        number=told["number"],
        actor=caller.key_id,
        call=caller.call,
    )


def _queue() -> ParkedQueue:
    return cast(QueueServices, current_app.extensions[EXTENSION]).parked
