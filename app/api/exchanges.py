"""`/v1/exchanges`: goods for goods under one key, the difference charged or given back."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, fields, post_load, validate

from app.api import outcomes
from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import ParkedAnswer
from app.api.fields import Identifier, Instant, Text, money
from app.api.operation import Resource
from app.api.problems import problem
from app.api.queries import PageQuery
from app.api.requests import MAX_LINES, WishSchema
from app.api.returns import ReturnLineSchema
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.commerce.exchanges import AskExchange, ExchangeService
from app.commerce.model import Placed
from domain.orders import FulfillmentMethod
from domain.returns import Refused, ReturnReason
from storage.exchanges import ExchangeState, StoredExchange

resource = Resource("Exchanges", "Goods that come back, and the order that takes their place.")


class ExchangesServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def exchanges(self) -> ExchangeService:
        """Takes exchanges."""
        ...


class ExchangeRequestSchema(Schema):
    """What comes back, and what is wanted for it."""

    order_id = Identifier(required=True, metadata={"examples": ["ord_01jd8qv7c8m5t0x9w3y2z1a4bc"]})
    lines = fields.List(
        fields.Nested(ReturnLineSchema),
        required=True,
        validate=validate.Length(min=1, max=MAX_LINES),
        metadata={"description": "What comes back."},
    )
    wanted = fields.List(
        fields.Nested(WishSchema),
        required=True,
        validate=validate.Length(min=1, max=MAX_LINES),
        metadata={"description": "What is wanted for it."},
    )
    reason = fields.Enum(
        ReturnReason,
        by_value=True,
        load_default=ReturnReason.WRONG_SIZE,
        metadata={"examples": ["wrong_size"]},
    )
    note = Text(most=500, load_default=None, metadata={"description": "In the shopper's words."})
    location_id = Identifier(
        load_default=None,
        metadata={"description": "Where the new goods come from; left out: the first store."},
    )
    method = fields.Enum(FulfillmentMethod, by_value=True, load_default=FulfillmentMethod.PICKUP)

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Facts of the command."""
        wanted = tuple(data.pop("wanted"))
        return {**data, "lines": tuple(data["lines"]), "wishes": wanted}


class ExchangeConfirmSchema(Schema):
    """How a difference is paid."""

    payment_token = Text(
        most=255,
        load_default=None,
        metadata={"description": "Left out: the card on file.", "examples": ["cnon:card-nonce-ok"]},
    )


class ExchangeAnswer(Schema):
    """One exchange as it stands."""

    exchange_id = fields.String(attribute="id")
    state = fields.Enum(ExchangeState, by_value=True)
    order_id = fields.String()
    return_id = fields.String()
    new_order_id = fields.String(allow_none=True)
    returned = money(metadata={"description": "What the goods that come back are worth."})
    total = money(allow_none=True, metadata={"description": "What the new order comes to."})
    difference = money(
        allow_none=True,
        metadata={"description": "What the new goods cost more; negative: less."},
    )
    to_charge = money(
        allow_none=True,
        metadata={
            "description": "What the card is charged: the difference, or the whole total where "
            "the till takes no second tender."
        },
    )
    to_refund = money(
        metadata={"description": "What goes back to the first order's tender with its goods."}
    )
    created_at = Instant()
    updated_at = Instant()


class ExchangePageAnswer(Schema):
    """A page of exchanges, newest first."""

    items = fields.List(fields.Nested(ExchangeAnswer))
    next_cursor = fields.String(allow_none=True)


@resource.operation(
    "POST",
    "/exchanges",
    scope=Scope.ORDERS_WRITE,
    body=ExchangeRequestSchema,
    answer=ExchangeAnswer,
    status=201,
    problems=(
        types.NOT_FOUND,
        types.UNKNOWN_SKU,
        types.RETURN_REFUSED,
        *types.NO_GOODS,
    ),
)
def ask_exchange(caller: Caller, wish: dict[str, Any]) -> StoredExchange | Response:
    """Price and hold the new goods against those that come back; nothing moves until confirmed."""
    command = AskExchange(
        merchant_id=caller.merchant_id, channel=caller.channel, key=caller.key, **wish
    )
    said = _service().ask(command, caller.call)
    if isinstance(said, StoredExchange):
        return said
    if isinstance(said, Refused):
        return problem(
            types.RETURN_REFUSED,
            said.words,
            order_id=command.order_id,
            reason=said.code,
            line=said.line,
            received=said.received,
            returned=said.returned,
        )
    return outcomes.stock_problem(said)


@resource.operation(
    "PUT",
    "/exchanges/<exchange_id>/confirm",
    scope=Scope.ORDERS_WRITE,
    body=ExchangeConfirmSchema,
    answer=ExchangeAnswer,
    also={202: ParkedAnswer},
    problems=(
        types.NOT_FOUND,
        *types.NO_SALE,
        types.ILLEGAL_TRANSITION,
    ),
)
def confirm_exchange(
    caller: Caller, payment: dict[str, Any], exchange_id: str
) -> StoredExchange | Response:
    """Place the new order; then the return goes on by the merchant's policy."""
    stored, outcome = _service().confirm(
        caller.merchant_id, exchange_id, payment["payment_token"], caller.call
    )
    if outcome is None or isinstance(outcome, Placed):
        return stored
    told = outcomes.placed(outcome)
    assert isinstance(told, Response)  # noqa: S101 - only `Placed` has a receipt
    return told


@resource.operation(
    "GET",
    "/exchanges",
    scope=Scope.ORDERS_READ,
    query=PageQuery,
    answer=ExchangePageAnswer,
)
def list_exchanges(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """The merchant's exchanges, newest first."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} exchanges"
    found = _service().list(
        caller.merchant_id,
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    return {"items": found.rows, "next_cursor": cursors.seal(found.cursor, scope=scope)}


@resource.operation(
    "GET",
    "/exchanges/<exchange_id>",
    scope=Scope.ORDERS_READ,
    answer=ExchangeAnswer,
    problems=(types.NOT_FOUND,),
)
def read_exchange(caller: Caller, exchange_id: str) -> StoredExchange:
    """One exchange."""
    return _service().get(caller.merchant_id, exchange_id)


def _service() -> ExchangeService:
    return cast(ExchangesServices, current_app.extensions[EXTENSION]).exchanges
