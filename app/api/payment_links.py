"""`/v1/orders/{id}/payment-link`: the platform's own page, sent to the shopper."""

from __future__ import annotations

from typing import Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, fields

from app.api import outcomes
from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import WorkingAnswer
from app.api.fields import Instant
from app.api.operation import Resource
from app.api.problems import problem
from app.api.services import EXTENSION, ApiServices, Scope
from app.commerce.model import LinkSent
from app.payments.links import PaymentLinks
from domain.errors import UnsupportedError
from domain.ids import OrderId

resource = Resource("Payment links", "Pages of the platform on which the shopper pays.")


class LinkServices(ApiServices, Protocol):
    """What this view reaches beyond the usual."""

    @property
    def pay_links(self) -> PaymentLinks:
        """Sends links."""
        ...


class PaymentLinkAnswer(Schema):
    """Where the shopper pays, and until when the goods are held."""

    order_id = fields.String()
    payment_url = fields.String(attribute="url")
    hold_expires_at = Instant()
    told = fields.Boolean(
        metadata={
            "description": "Whether a message with it is stored for a number or address on file."
        }
    )


@resource.operation(
    "POST",
    "/orders/<order_id>/payment-link",
    scope=Scope.PAYMENTS_WRITE,
    answer=PaymentLinkAnswer,
    status=201,
    also={202: WorkingAnswer},
    problems=(
        types.NOT_FOUND,
        types.POS_UNSUPPORTED,
        types.POS_UNAVAILABLE,
        types.NOT_ORDERABLE,
        types.OUT_OF_STOCK,
        types.HOLD_EXPIRED,
        types.PRICE_CHANGED,
        types.ILLEGAL_TRANSITION,
    ),
)
def send_payment_link(caller: Caller, order_id: str) -> LinkSent | Response:
    """Send the shopper the platform's page for this order; its hold is extended once."""
    service = cast(LinkServices, current_app.extensions[EXTENSION]).pay_links
    try:
        sent = service.send(caller.merchant_id, OrderId(order_id), caller.call)
    except UnsupportedError as error:
        return problem(types.POS_UNSUPPORTED, str(error))
    return outcomes.linked(sent)
