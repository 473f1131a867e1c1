"""`/v1/returns`: goods that come back, from the wish to the money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, fields, post_load, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import TrackingAnswer, money
from app.api.fields import Identifier, Instant, Text, Whole
from app.api.operation import Resource
from app.api.problems import problem
from app.api.queries import PageQuery
from app.api.requests import MAX_LINES, MAX_QUANTITY
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.commerce.return_facts import label_of
from app.commerce.returns import AskReturn, ReturnService
from domain.ids import MerchantId, OrderId
from domain.orders import Tracking
from domain.return_labels import LabelState
from domain.returns import RefundTo, Refused, ReturnReason, ReturnState, Wanted, WayBack
from storage.return_labels import StoredLabel
from storage.returns import StoredReturn

resource = Resource("Returns", "Goods that come back, and the money for them.")


class ReturnsServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def returns(self) -> ReturnService:
        """Takes returns."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    """A wish to give goods back."""

    order_id: OrderId
    lines: tuple[Wanted, ...]
    reason: ReturnReason
    note: str | None
    refund_to: RefundTo


class ReturnLineSchema(Schema):
    """A quantity of one line of the order."""

    position = Whole(
        least=0,
        most=MAX_LINES * 10,
        required=True,
        metadata={
            "description": "The line's place in the order's `lines`, from 0 on.",
            "examples": [0],
        },
    )
    quantity = Whole(least=1, most=MAX_QUANTITY, load_default=1)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Wanted:
        """The domain's own type."""
        return Wanted(**data)


class ReturnRequestSchema(Schema):
    """A wish to give goods back."""

    order_id = Identifier(required=True, metadata={"examples": ["ord_01jd8qv7c8m5t0x9w3y2z1a4bc"]})
    lines = fields.List(
        fields.Nested(ReturnLineSchema),
        required=True,
        validate=validate.Length(min=1, max=MAX_LINES),
    )
    reason = fields.Enum(
        ReturnReason,
        by_value=True,
        load_default=ReturnReason.OTHER,
        metadata={"examples": ["wrong_size"]},
    )
    note = Text(most=500, load_default=None, metadata={"description": "In the shopper's words."})
    refund_to = fields.Enum(
        RefundTo,
        by_value=True,
        load_default=RefundTo.ORIGINAL,
        metadata={"description": "Back to the tenders it was paid with, or as store credit."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> ReturnRequest:
        """The view's own type."""
        return ReturnRequest(**{**data, "lines": tuple(data["lines"])})


class ReturnsQuery(PageQuery):
    """Which returns are wanted."""

    state = fields.Enum(ReturnState, by_value=True, load_default=None)


class DecisionSchema(Schema):
    """A person's word."""

    approve = fields.Boolean(required=True, truthy={True}, falsy={False})


class ReturnLineAnswer(Schema):
    """A quantity of one line of the order."""

    position = fields.Integer()
    quantity = fields.Integer()


class LabelAnswer(Schema):
    """The label that the gateway buys for a return."""

    state = fields.Enum(LabelState, by_value=True)
    carrier = fields.String(allow_none=True)
    service = fields.String(allow_none=True)
    tracking_number = fields.String(allow_none=True)
    cost = money(
        allow_none=True, metadata={"description": "What it costs the merchant; null: no offer yet."}
    )
    was_sent = fields.Boolean(metadata={"description": "Whether it was sent to the shopper."})
    refund_asked_at = Instant(
        allow_none=True,
        metadata={
            "description": "When its money was asked for, the return being called off; what the "
            "carrier decides is looked for until `state` is `refunded` or `not_refunded`."
        },
    )
    problem = fields.String(
        allow_none=True, metadata={"description": "Why staff must see to it, and how."}
    )


class ReturnAnswer(Schema):
    """One return as it stands."""

    return_id = fields.String()
    order_id = fields.String()
    state = fields.Enum(ReturnState, by_value=True)
    reason = fields.Enum(ReturnReason, by_value=True)
    note = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(ReturnLineAnswer))
    amount = money(metadata={"description": "What the goods are worth."})
    goes_back = money(
        metadata={
            "description": "What of it goes back to the shopper, as money or as store credit: what "
            "pays for goods taken in exchange is left out."
        }
    )
    refund_to = fields.Enum(RefundTo, by_value=True)
    waits_for = fields.String(
        allow_none=True,
        metadata={"description": "Why a person looks at it first; null: nobody does."},
    )
    way_back = fields.Enum(WayBack, by_value=True)
    instructions = fields.String(
        allow_none=True, metadata={"description": "What the shopper is told to do."}
    )
    label_url = fields.String(
        allow_none=True,
        metadata={
            "description": "The label for the parcel; null: it is not bought yet, or the goods are "
            "brought to a store."
        },
    )
    label = fields.Nested(
        LabelAnswer,
        allow_none=True,
        metadata={"description": "How the label stands; null: the gateway buys none."},
    )
    parcel = fields.Nested(
        TrackingAnswer,
        allow_none=True,
        metadata={
            "description": "The parcel under that label on its way to the store, as its carrier "
            "told last; null: none is followed."
        },
    )
    left_to_staff = fields.List(
        fields.String(), metadata={"description": "What the till has no call for, in words."}
    )
    awaits_goods = fields.Boolean(
        metadata={
            "description": "Whether the goods are still with the shopper; also where their money "
            "went back at once (`refund_at_once`). `POST …/received` says that they are here."
        }
    )
    restocked = fields.Boolean()
    platform_id = fields.String(allow_none=True)
    created_at = Instant()
    updated_at = Instant()


class ReturnPageAnswer(Schema):
    """A page of returns, newest first."""

    items = fields.List(fields.Nested(ReturnAnswer))
    next_cursor = fields.String(allow_none=True)


@resource.operation(
    "POST",
    "/returns",
    scope=Scope.ORDERS_WRITE,
    body=ReturnRequestSchema,
    answer=ReturnAnswer,
    status=201,
    problems=(types.NOT_FOUND, types.RETURN_REFUSED),
)
def ask_return(caller: Caller, wish: ReturnRequest) -> dict[str, Any] | Response:
    """Ask for a return; the merchant's policy says at once what becomes of it."""
    said = _service().ask(
        AskReturn(
            merchant_id=caller.merchant_id,
            order_id=wish.order_id,
            lines=wish.lines,
            reason=wish.reason,
            channel=caller.channel,
            key=caller.key,
            note=wish.note,
            refund_to=wish.refund_to,
        ),
        caller.call,
    )
    if isinstance(said, Refused):
        return problem(
            types.RETURN_REFUSED,
            said.words,
            order_id=wish.order_id,
            reason=said.code,
            line=said.line,
            received=said.received,
            returned=said.returned,
        )
    return _shown(said)


@resource.operation(
    "GET",
    "/returns",
    scope=Scope.ORDERS_READ,
    query=ReturnsQuery,
    answer=ReturnPageAnswer,
)
def list_returns(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """The merchant's returns, newest first."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} returns"
    found = _service().list(
        caller.merchant_id,
        state=wanted["state"],
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    items = _all_shown(caller.merchant_id, found.rows)
    return {"items": items, "next_cursor": cursors.seal(found.cursor, scope=scope)}


@resource.operation(
    "GET",
    "/returns/<return_id>",
    scope=Scope.ORDERS_READ,
    answer=ReturnAnswer,
    problems=(types.NOT_FOUND,),
)
def read_return(caller: Caller, return_id: str) -> dict[str, Any]:
    """One return."""
    return _shown(_service().get(caller.merchant_id, return_id))


@resource.operation(
    "POST",
    "/returns/<return_id>/decide",
    scope=Scope.ORDERS_WRITE,
    body=DecisionSchema,
    answer=ReturnAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def decide_return(caller: Caller, word: dict[str, Any], return_id: str) -> dict[str, Any]:
    """A person's word on a return that waits for one."""
    return _shown(
        _service().decide(
            caller.merchant_id, return_id, approve=word["approve"], actor=caller.key_id
        )
    )


@resource.operation(
    "POST",
    "/returns/<return_id>/received",
    scope=Scope.ORDERS_WRITE,
    answer=ReturnAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def receive_return(caller: Caller, return_id: str) -> dict[str, Any]:
    """The goods are here: the money goes back and the till books them."""
    service = _service()
    return _shown(
        service.received(caller.merchant_id, return_id, actor=caller.key_id, call=caller.call)
    )


@resource.operation(
    "POST",
    "/returns/<return_id>/cancel",
    scope=Scope.ORDERS_WRITE,
    answer=ReturnAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def cancel_return(caller: Caller, return_id: str) -> dict[str, Any]:
    """The shopper keeps the goods."""
    return _shown(_service().cancel(caller.merchant_id, return_id, actor=caller.key_id))


def _service() -> ReturnService:
    return cast(ReturnsServices, current_app.extensions[EXTENSION]).returns


def _shown(stored: StoredReturn) -> dict[str, Any]:
    return _all_shown(stored.merchant_id, [stored])[0]


def _all_shown(merchant_id: MerchantId, stored: Sequence[StoredReturn]) -> list[dict[str, Any]]:
    labels = _service().labels(merchant_id, [each.id for each in stored])
    parcels = _service().parcels(merchant_id, stored)
    return [_told(each, labels.get(each.id), parcels.get(each.id)) for each in stored]


def _label(label: StoredLabel) -> dict[str, Any]:
    return {
        "state": label.state,
        "carrier": label.carrier,
        "service": label.service,
        "tracking_number": label.number,
        "cost": label.cost,
        "was_sent": label.written_to > 0,
        "refund_asked_at": label.refund_asked_at,
        "problem": label.problem,
    }


def _told(
    stored: StoredReturn, label: StoredLabel | None, parcel: Tracking | None
) -> dict[str, Any]:
    return {
        "return_id": stored.id,
        "order_id": stored.order_id,
        "state": stored.state,
        "reason": stored.reason,
        "note": stored.note,
        "lines": [{"position": at, "quantity": many} for at, many in stored.lines],
        "amount": stored.amount,
        "goes_back": stored.goes_back,
        "refund_to": RefundTo(stored.detail.get("refund_to", RefundTo.ORIGINAL)),
        "waits_for": stored.detail.get("person"),
        "way_back": WayBack(stored.detail.get("way_back", WayBack.DROP_OFF)),
        "instructions": stored.detail.get("instructions"),
        "label_url": label_of(stored, label),
        "label": None if label is None else _label(label),
        "parcel": parcel,
        "left_to_staff": stored.detail.get("left", []),
        "awaits_goods": stored.awaits_goods,
        "restocked": stored.restocked,
        "platform_id": stored.platform_id,
        "created_at": stored.created_at,
        "updated_at": stored.updated_at,
    }
