"""`/v1/transfers`: goods that one store sends to another for a shopper."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, fields

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Text, Whole
from app.api.operation import Resource
from app.api.problems import problem
from app.api.queries import PageQuery
from app.api.requests import MAX_QUANTITY
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.commerce.transfer_offers import NotTransferable, TransferOffer
from app.commerce.transfers import AskTransfer, TransferService
from domain.ids import LocationId
from domain.transfers import TransferState
from storage.transfers import MadeBy, StoredTransfer

resource = Resource("Transfers", "Goods that one store sends to another for a shopper.")
_FOLLOWING = (types.NOT_FOUND, types.ILLEGAL_TRANSITION, types.POS_UNAVAILABLE)


class TransferServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def transfers(self) -> TransferService:
        """Moves goods between stores."""
        ...


class TransferOfferQuery(Schema):
    """What could not be had, where."""

    sku = Text(most=255, required=True, metadata={"description": "The variant wanted."})
    location_id = Identifier(
        required=True, metadata={"description": "The store that shall have it."}
    )
    quantity = Whole(least=1, most=MAX_QUANTITY, load_default=1)


class TransferRequestSchema(Schema):
    """What shall be sent, and for whom."""

    sku = Text(most=255, required=True, metadata={"examples": ["AM90-BLK-10"]})
    quantity = Whole(least=1, most=MAX_QUANTITY, required=True, metadata={"examples": [1]})
    destination_id = Identifier(
        required=True, metadata={"description": "The store that shall have it."}
    )
    source_id = Identifier(
        load_default=None,
        metadata={"description": "The store that sends it; left out: the nearest that has enough."},
    )
    customer_id = Identifier(
        load_default=None,
        metadata={"description": "Who is told when it arrives; left out: nobody."},
    )
    locale = Text(most=35, load_default=None, metadata={"description": "They are told in it."})


class TransfersQuery(PageQuery):
    """Which transfers are wanted."""

    state = fields.Enum(TransferState, by_value=True, load_default=None)
    made_by = fields.Enum(
        MadeBy,
        by_value=True,
        load_default=None,
        metadata={"description": "`staff`: those that people have to move by hand."},
    )


class TransferOfferAnswer(Schema):
    """Who could send it, and when it would be there; nothing is asked for yet."""

    sku = fields.String()
    quantity = fields.Integer()
    source_id = fields.String()
    source_name = fields.String()
    destination_id = fields.String()
    destination_name = fields.String()
    expected_on = fields.Date(metadata={"description": "By the calendar of the receiving store."})
    made_by = fields.Enum(MadeBy, by_value=True)


class TransferAnswer(Schema):
    """One transfer as it stands."""

    transfer_id = fields.String(attribute="id")
    state = fields.Enum(TransferState, by_value=True)
    made_by = fields.Enum(
        MadeBy,
        by_value=True,
        metadata={"description": "`till`: staff send and receive it there; `staff`: by hand."},
    )
    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    source_id = fields.String()
    destination_id = fields.String()
    expected_on = fields.Date(metadata={"description": "By the calendar of the receiving store."})
    customer_id = fields.String(allow_none=True)
    platform_id = fields.String(
        allow_none=True, metadata={"description": "The till's own; null until it has one."}
    )
    kept_hold_id = fields.String(
        allow_none=True,
        metadata={"description": "What keeps the goods once they arrived: order with this hold."},
    )
    reason = fields.String(
        allow_none=True, metadata={"description": "Why staff have to do it, or why it ended."}
    )
    unsent_until = Instant(metadata={"description": "Canceled if it has not left by then."})
    created_at = Instant()
    updated_at = Instant()


class TransferPageAnswer(Schema):
    """A page of transfers, newest first."""

    items = fields.List(fields.Nested(TransferAnswer))
    next_cursor = fields.String(allow_none=True)


@resource.operation(
    "GET",
    "/transfers/offer",
    scope=Scope.STOCK_READ,
    query=TransferOfferQuery,
    answer=TransferOfferAnswer,
    problems=(types.NOT_FOUND, types.UNKNOWN_SKU, types.NOT_ORDERABLE),
)
def offer_transfer(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any] | Response:
    """Which store could send what another has too few of, and when it would be there."""
    found = _service().offer(
        caller.merchant_id,
        wanted["sku"],
        to=LocationId(wanted["location_id"]),
        quantity=wanted["quantity"],
        channel=caller.channel,
        call=caller.call,
    )
    return _refused(found) if isinstance(found, NotTransferable) else _offer(found)


@resource.operation(
    "POST",
    "/transfers",
    scope=Scope.ORDERS_WRITE,
    body=TransferRequestSchema,
    answer=TransferAnswer,
    status=201,
    problems=(types.NOT_FOUND, types.UNKNOWN_SKU, types.NOT_ORDERABLE),
)
def ask_transfer(caller: Caller, wish: dict[str, Any]) -> StoredTransfer | Response:
    """Hold the goods where they are and have them sent; nothing is sold by it."""
    made = _service().ask(
        AskTransfer(
            merchant_id=caller.merchant_id,
            caller=wish["customer_id"] or f"transfer {caller.key}",
            channel=caller.channel,
            key=caller.key,
            **wish,
        ),
        caller.call,
    )
    return _refused(made) if isinstance(made, NotTransferable) else made


@resource.operation(
    "GET",
    "/transfers",
    scope=Scope.ORDERS_READ,
    query=TransfersQuery,
    answer=TransferPageAnswer,
)
def list_transfers(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """The merchant's transfers, newest first."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} transfers"
    found = _service().list(
        caller.merchant_id,
        state=wanted["state"],
        made_by=wanted["made_by"],
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    return {"items": found.rows, "next_cursor": cursors.seal(found.cursor, scope=scope)}


@resource.operation(
    "GET",
    "/transfers/<transfer_id>",
    scope=Scope.ORDERS_READ,
    answer=TransferAnswer,
    problems=(types.NOT_FOUND,),
)
def read_transfer(caller: Caller, transfer_id: str) -> StoredTransfer:
    """One transfer."""
    return _service().get(caller.merchant_id, transfer_id)


@resource.operation(
    "POST",
    "/transfers/<transfer_id>/cancel",
    scope=Scope.ORDERS_WRITE,
    answer=TransferAnswer,
    problems=_FOLLOWING,
)
def cancel_transfer(caller: Caller, transfer_id: str) -> StoredTransfer:
    """Call it off, in the till as well; the goods are free again."""
    return _service().cancel(caller.merchant_id, transfer_id, actor=caller.key_id, call=caller.call)


@resource.operation(
    "POST",
    "/transfers/<transfer_id>/sent",
    scope=Scope.ORDERS_WRITE,
    answer=TransferAnswer,
    problems=_FOLLOWING,
)
def mark_transfer_sent(caller: Caller, transfer_id: str) -> StoredTransfer:
    """Staff sent by hand what no till moves, and took it out of the count there."""
    return _marked(caller, transfer_id, TransferState.SENT)


@resource.operation(
    "POST",
    "/transfers/<transfer_id>/received",
    scope=Scope.ORDERS_WRITE,
    answer=TransferAnswer,
    problems=_FOLLOWING,
)
def mark_transfer_received(caller: Caller, transfer_id: str) -> StoredTransfer:
    """What was sent by hand is there, and counted; whoever asked is told."""
    return _marked(caller, transfer_id, TransferState.RECEIVED)


def _marked(caller: Caller, transfer_id: str, to: TransferState) -> StoredTransfer:
    return _service().mark(
        caller.merchant_id, transfer_id, to, actor=caller.key_id, call=caller.call
    )


def _offer(found: TransferOffer) -> dict[str, Any]:
    return {
        "sku": found.variant.sku,
        "quantity": found.quantity,
        "source_id": found.source.location_id,
        "source_name": found.source.location_name,
        "destination_id": found.destination.id,
        "destination_name": found.destination.name,
        "expected_on": found.expected_on,
        "made_by": found.made_by,
    }


def _refused(why: NotTransferable) -> Response:
    return problem(types.NOT_ORDERABLE, why.detail, reason=why.reason, reasons=[why.reason])


def _service() -> TransferService:
    return cast(TransferServices, current_app.extensions[EXTENSION]).transfers
