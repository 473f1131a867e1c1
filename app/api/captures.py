"""`/v1/orders/{id}/capture` and `/void`: what becomes of money that is reserved for an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response
from marshmallow import Schema, fields, post_load, validate

from app.api import outcomes
from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import CanceledAnswer, ParkedAnswer, ReceiptAnswer, WorkingAnswer
from app.api.fields import MoneySchema, Text, Whole
from app.api.operation import Resource
from app.api.requests import MAX_LINES, MAX_QUANTITY
from app.api.services import Scope, services
from app.commerce.captures import CaptureOrder, Kept
from app.commerce.model import Canceled, Receipt
from domain.ids import OrderId, ProductSku
from domain.money import Money

resource = Resource("Captures", "Authorized money: taken, taken in part, or let go.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRequest:
    """What is delivered, and what that comes to."""

    lines: tuple[Kept, ...] | None
    amount: Money | None


class KeptLineSchema(Schema):
    """How many of one variant are delivered."""

    sku = Text(most=255, required=True)
    quantity = Whole(least=0, most=MAX_QUANTITY, required=True, metadata={"examples": [1]})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Kept:
        """The command's own type."""
        return Kept(sku=ProductSku(data["sku"]), quantity=data["quantity"])


class CaptureRequestSchema(Schema):
    """What of an authorized order is delivered, and so paid for."""

    lines = fields.List(
        fields.Nested(KeptLineSchema),
        load_default=None,
        validate=validate.Length(min=1, max=MAX_LINES),
        metadata={
            "description": "What is delivered; what is not named is left out. Left out: everything."
        },
    )
    amount = fields.Nested(
        MoneySchema,
        load_default=None,
        metadata={"description": "What the card is to pay; another amount stops here."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> CaptureRequest:
        """The request as the view reads it."""
        lines = data["lines"]
        return CaptureRequest(lines=None if lines is None else tuple(lines), amount=data["amount"])


@resource.operation(
    "POST",
    "/orders/<order_id>/capture",
    scope=Scope.PAYMENTS_WRITE,
    body=CaptureRequestSchema,
    answer=ReceiptAnswer,
    also={202: ParkedAnswer},
    problems=(
        types.NOT_FOUND,
        *types.NO_SALE,
        types.ILLEGAL_TRANSITION,
    ),
)
def capture_order(caller: Caller, wanted: CaptureRequest, order_id: str) -> Receipt | Response:
    """Take the money that is authorized, or that of the lines that are delivered; the rest is let
    go, and the goods that are left out are for sale again."""
    command = CaptureOrder(
        merchant_id=caller.merchant_id,
        order_id=OrderId(order_id),
        lines=wanted.lines,
        amount=wanted.amount,
    )
    return outcomes.placed(services().checkout.capture(command, caller.call))


@resource.operation(
    "POST",
    "/orders/<order_id>/void",
    scope=Scope.PAYMENTS_WRITE,
    answer=CanceledAnswer,
    also={202: WorkingAnswer},
    problems=(types.NOT_FOUND, types.CANCEL_REFUSED, types.POS_UNAVAILABLE),
)
def void_order(caller: Caller, order_id: str) -> Canceled | Response:
    """Let authorized money go with its order and its goods; money that is taken stays taken."""
    outcome = services().checkout.void(caller.merchant_id, OrderId(order_id), call=caller.call)
    return outcomes.canceled(outcome)
