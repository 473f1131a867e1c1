"""`/v1/split-orders`: one order over several tills, to the cent and all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, fields, post_load, validate

from app.api import outcomes
from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, MoneySchema, Text, money
from app.api.operation import Resource
from app.api.orders import shopper_of
from app.api.queries import PageQuery
from app.api.requests import MAX_LINES, RewardForMembers, ShopperRequest, ShopperSchema, WishSchema
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.commerce.model import OrderView, PrepareOrder, StillWorking
from app.commerce.split_model import PlaceSplit, SplitPlaced, SplitPrepared, SplitView
from app.commerce.split_orders import SplitService
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, PaymentState
from domain.splits import OnFailure, SplitState
from storage.split_orders import StoredPart, StoredSplit

resource = Resource("Split orders", "One order over several tills, all parts or none.")
_STOCK = (types.NOT_FOUND, *types.NO_GOODS)


class SplitServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def splits(self) -> SplitService:
        """Orders over several tills."""
        ...


class SplitRequestSchema(RewardForMembers):
    """What is wanted, of whatever stores have it together."""

    lines = fields.List(
        fields.Nested(WishSchema), required=True, validate=validate.Length(min=1, max=MAX_LINES)
    )
    shopper = fields.Nested(ShopperSchema, required=True)
    location_id = Identifier(
        load_default=None,
        metadata={"description": "Near which store; it is used first where it has something."},
    )
    method = fields.Enum(FulfillmentMethod, by_value=True, load_default=FulfillmentMethod.PICKUP)
    note = Text(most=500, load_default=None)
    use_store_credit = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={
            "description": "Pay with the customer's store credit, part after part, as far as it "
            "goes; a till that takes one tender refuses a part that it covers in part."
        },
    )
    reward_id = Text(
        most=100,
        load_default=None,
        metadata={
            "description": "A reward of a till's loyalty program; it goes with the first part "
            "whose till has one. Needs `customer_id`."
        },
    )
    discount_codes = fields.List(
        Text(most=255),
        load_default=list,
        validate=validate.Length(max=5),
        metadata={
            "description": "Codes the shopper gave; they go with the first part whose till takes "
            "codes. One that it does not apply is answered 422.",
            "examples": [["WELCOME10"]],
        },
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """Facts of the command."""
        codes, lines = tuple(data["discount_codes"]), tuple(data["lines"])
        return {**data, "lines": lines, "discount_codes": codes}


class SplitConfirmSchema(Schema):
    """How it is paid: one card for all parts, or one token for each."""

    payment_tokens = fields.List(
        Text(most=255),
        load_default=list,
        validate=validate.Length(max=4),
        metadata={
            "description": "One for each part, in their order; left out: the card on file. A token "
            "that is good once cannot pay two parts. A part that is reserved stays on its card.",
            "examples": [["cnon:card-nonce-ok", "cnon:card-nonce-ok"]],
        },
    )
    agreed_total = fields.Nested(
        MoneySchema,
        load_default=None,
        metadata={
            "description": "The total of all parts that the shopper said yes to; another one by "
            "now is refused."
        },
    )


class SplitPartAnswer(Schema):
    """One part: an order of its own at one store."""

    order_id = fields.String(allow_none=True)
    location_id = fields.String()
    lines = fields.List(
        fields.Integer(), metadata={"description": "Positions among the lines asked for."}
    )
    total = money(allow_none=True)
    state = fields.Enum(OrderState, by_value=True, allow_none=True)
    payment_state = fields.Enum(PaymentState, by_value=True, allow_none=True)
    number = fields.String(allow_none=True)


class SplitAnswer(Schema):
    """One split order as it stands."""

    split_id = fields.String()
    state = fields.Enum(SplitState, by_value=True)
    on_failure = fields.Enum(
        OnFailure,
        by_value=True,
        metadata={"description": "`all`: all or nothing; `rest`: what was placed stays."},
    )
    total = money(allow_none=True, metadata={"description": "What the parts come to, to the cent."})
    reason = fields.String(
        allow_none=True, metadata={"description": "Why it ended, or what is missing."}
    )
    parts = fields.List(fields.Nested(SplitPartAnswer))
    created_at = Instant()
    updated_at = Instant()


class SplitPageAnswer(Schema):
    """A page of split orders, newest first."""

    items = fields.List(fields.Nested(SplitAnswer))
    next_cursor = fields.String(allow_none=True)


@resource.operation(
    "POST",
    "/split-orders",
    scope=Scope.ORDERS_WRITE,
    body=SplitRequestSchema,
    answer=SplitAnswer,
    status=201,
    problems=(types.UNKNOWN_SKU, *_STOCK),
)
def prepare_split_order(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any] | Response:
    """Lay the lines on as few stores as have them, price and hold every part."""
    shopper: ShopperRequest = wanted.pop("shopper")
    command = PrepareOrder(
        merchant_id=caller.merchant_id,
        shopper=shopper_of(caller, shopper),
        channel=caller.channel,
        key=caller.key,
        **wanted,
    )
    outcome = _service().prepare(command, caller.call)
    if isinstance(outcome, SplitPrepared):
        return _view(_service().get(caller.merchant_id, outcome.split_id))
    return outcomes.stock_problem(outcome)


@resource.operation(
    "PUT",
    "/split-orders/<split_id>/confirm",
    scope=Scope.ORDERS_WRITE,
    body=SplitConfirmSchema,
    answer=SplitAnswer,
    problems=(
        *_STOCK,
        types.CARD_DECLINED,
        types.NO_CARD,
        types.CARD_UNREAD,
        types.PRICE_CHANGED,
        types.HOLD_EXPIRED,
        types.ILLEGAL_TRANSITION,
    ),
)
def confirm_split_order(
    caller: Caller, payment: dict[str, Any], split_id: str
) -> dict[str, Any] | Response:
    """Authorize every part, then place them; `state` says how far it is."""
    outcome = _service().place(
        PlaceSplit(
            merchant_id=caller.merchant_id,
            split_id=split_id,
            payment_tokens=tuple(payment["payment_tokens"]),
            agreed_total=payment["agreed_total"],
        ),
        caller.call,
    )
    if isinstance(outcome, SplitPlaced | StillWorking):
        return _view(_service().get(caller.merchant_id, split_id))
    told = outcomes.placed(outcome)
    assert isinstance(told, Response)  # noqa: S101 - a refusal has no receipt
    return told


@resource.operation(
    "GET", "/split-orders", scope=Scope.ORDERS_READ, query=PageQuery, answer=SplitPageAnswer
)
def list_split_orders(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """The merchant's split orders, newest first; their parts' states are told one by one."""
    cursors = services().rest.cursors
    scope = f"{caller.merchant_id} split orders"
    found = _service().list(
        caller.merchant_id,
        cursor=cursors.open(wanted["cursor"], scope=scope),
        limit=wanted["limit"],
    )
    items = [_told(each, [None] * len(each.parts)) for each in found.rows]
    return {"items": items, "next_cursor": cursors.seal(found.cursor, scope=scope)}


@resource.operation(
    "GET",
    "/split-orders/<split_id>",
    scope=Scope.ORDERS_READ,
    answer=SplitAnswer,
    problems=(types.NOT_FOUND,),
)
def read_split_order(caller: Caller, split_id: str) -> dict[str, Any]:
    """One split order, each with its state as the gateway knows it."""
    return _view(_service().get(caller.merchant_id, split_id))


@resource.operation(
    "POST",
    "/split-orders/<split_id>/cancel",
    scope=Scope.ORDERS_WRITE,
    answer=SplitAnswer,
    problems=(types.NOT_FOUND, types.ILLEGAL_TRANSITION),
)
def cancel_split_order(caller: Caller, split_id: str) -> dict[str, Any]:
    """Take every part back with its money; what was handed over stays, and `reason` says so."""
    return _view(_service().cancel(caller.merchant_id, split_id, call=caller.call))


def _view(view: SplitView) -> dict[str, Any]:
    return _told(view.stored, view.orders)


def _told(split: StoredSplit, orders: Sequence[OrderView | None]) -> dict[str, Any]:
    return {
        "split_id": split.id,
        "state": split.state,
        "on_failure": split.on_failure,
        "total": split.total,
        "reason": split.reason,
        "parts": [
            _part(part, order, split.total) for part, order in zip(split.parts, orders, strict=True)
        ],
        "created_at": split.created_at,
        "updated_at": split.updated_at,
    }


def _part(part: StoredPart, order: OrderView | None, whole: Money | None) -> dict[str, Any]:
    priced = part.total_minor is not None and whole is not None
    return {
        "order_id": part.order_id,
        "location_id": part.location_id,
        "lines": list(part.lines),
        "total": Money(part.total_minor or 0, whole.currency) if priced and whole else None,
        "state": None if order is None else order.state,
        "payment_state": None if order is None else order.payment_state,
        "number": None if order is None else order.number,
    }


def _service() -> SplitService:
    return cast(SplitServices, current_app.extensions[EXTENSION]).splits
