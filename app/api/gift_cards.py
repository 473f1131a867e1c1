"""`/v1/gift-cards`: what is left on the platforms' gift cards, and tokens to pay with."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, fields

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Text, money
from app.api.operation import Resource
from app.api.problems import problem
from app.api.services import EXTENSION, ApiServices, Scope
from app.payments.gift_cards import GiftCardDesk, GiftCardView
from domain.errors import UnsupportedError
from domain.ids import ConnectionId, CustomerId

resource = Resource("Gift cards", "Gift cards of the platforms', without their numbers.")


class GiftCardServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def gift_cards(self) -> GiftCardDesk:
        """Gift cards."""
        ...


class GiftCardRequestSchema(Schema):
    """A gift card whose number the shopper gave to the vendor's own field."""

    nonce = Text(
        most=255,
        required=True,
        metadata={
            "description": "What the vendor's hosted field gave; it is spent by this.",
            "examples": ["cnon:gift-card-nonce-ok"],
        },
    )
    connection_id = Identifier(
        load_default=None,
        metadata={"description": "Who issued it; left out: the account that takes the money."},
    )


class GiftCardAnswer(Schema):
    """A gift card as it may be shown."""

    payment_token = fields.String(
        metadata={"description": "Pays a whole order at its account; good for a day."}
    )
    connection_id = fields.String()
    last4 = fields.String()
    balance = money()
    active = fields.Boolean(metadata={"description": "Whether it can be paid with."})
    expires_at = Instant(metadata={"description": "Until when the token may be used."})


class GiftCardListAnswer(Schema):
    """A customer's linked gift cards."""

    items = fields.List(fields.Nested(GiftCardAnswer))


@resource.operation(
    "GET",
    "/customers/<customer_id>/gift-cards",
    scope=Scope.PAYMENTS_WRITE,
    answer=GiftCardListAnswer,
    problems=(types.NOT_FOUND, types.POS_UNAVAILABLE),
)
def list_customer_gift_cards(caller: Caller, customer_id: str) -> dict[str, Any]:
    """The gift cards that are linked to an identified customer, asked of the platform now."""
    found = _desk().of_customer(
        caller.merchant_id, CustomerId(customer_id), caller.call, actor=caller.key_id
    )
    return {"items": [_told(each) for each in found]}


@resource.operation(
    "POST",
    "/gift-cards",
    scope=Scope.PAYMENTS_WRITE,
    body=GiftCardRequestSchema,
    answer=GiftCardAnswer,
    status=201,
    problems=(types.NOT_FOUND, types.POS_UNSUPPORTED, types.POS_UNAVAILABLE),
)
def look_up_gift_card(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any] | Response:
    """What is left on a gift card by the nonce of the vendor's field, and a token to pay with."""
    given = wanted["connection_id"]
    try:
        found = _desk().of_nonce(
            caller.merchant_id,
            wanted["nonce"],
            caller.call,
            connection_id=None if given is None else ConnectionId(given),
            actor=caller.key_id,
        )
    except UnsupportedError as error:
        return problem(types.POS_UNSUPPORTED, str(error))
    return _told(found)


def _desk() -> GiftCardDesk:
    return cast(GiftCardServices, current_app.extensions[EXTENSION]).gift_cards


def _told(view: GiftCardView) -> dict[str, Any]:
    return {
        "payment_token": view.token.id,
        "connection_id": view.token.connection_id,
        "last4": view.card.last4,
        "balance": view.card.balance,
        "active": view.card.active,
        "expires_at": view.token.expires_at,
    }
