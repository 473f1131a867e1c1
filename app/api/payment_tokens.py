"""`/v1/payment-keys`, `/v1/payment-tokens` and cards on file: a card once, a token ever after."""

from __future__ import annotations

import re
from typing import Any, Protocol, cast

from flask import Response, current_app
from marshmallow import Schema, ValidationError, fields, post_load, validates_schema

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Text
from app.api.operation import Resource
from app.api.problems import problem
from app.api.services import EXTENSION, ApiServices, Scope
from app.payments.key_ring import CACHE_FOR
from app.payments.tokens import CardDesk, TakeCard
from domain.errors import UnsupportedError
from domain.ids import CustomerId
from storage.card_tokens import KeptCard

resource = Resource("Cards", "Cards become tokens once, and are known by their tokens ever after.")

_MOST_ENVELOPE = 4096
_ENVELOPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+){3}")


class CardServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def cards(self) -> CardDesk:
        """Takes cards."""
        ...


class TakeCardSchema(Schema):
    """A card: in an envelope, or as the nonce of the vendor's own field."""

    envelope = Text(
        most=_MOST_ENVELOPE,
        load_default=None,
        metadata={
            "description": "A compact JWE (A256GCM) to the current key of `/v1/payment-keys`, with "
            "`kid`, `aud`, `jti` (once) and `exp` (15 minutes at most) in its protected header and "
            '`{"number", "exp_month", "exp_year", "cvc"}` inside.',
        },
    )
    nonce = Text(
        most=255,
        load_default=None,
        metadata={
            "description": "What the vendor's hosted field gave on the shopper's device.",
            "examples": ["cnon:card-nonce-ok"],
        },
    )
    connection_id = Identifier(
        load_default=None,
        metadata={"description": "Whose tokenizer; left out: the account that takes the money."},
    )
    customer_id = Identifier(
        load_default=None,
        metadata={"description": "Whose card it is: put on file where the platform keeps cards."},
    )

    @validates_schema
    def check(self, data: dict[str, Any], **_options: Any) -> None:
        """One of the two, and well-formed."""
        if (data.get("envelope") is None) == (data.get("nonce") is None):
            raise ValidationError("Give either envelope or nonce.", "envelope")
        if data["envelope"] is not None and not _ENVELOPE.fullmatch(data["envelope"]):
            raise ValidationError("Not a compact JWE.", "envelope")

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """What the view makes its command of."""
        return data


class CardAnswer(Schema):
    """A card as it may be shown."""

    payment_token = fields.String(
        metadata={"description": "Send it as `payment_token`.", "examples": ["ptk_01jd8qv7c8m5t0"]}
    )
    connection_id = fields.String()
    customer_id = fields.String(allow_none=True)
    brand = fields.String(allow_none=True, metadata={"examples": ["Visa"]})
    last4 = fields.String(allow_none=True, metadata={"examples": ["1111"]})
    exp_month = fields.Integer(allow_none=True)
    exp_year = fields.Integer(allow_none=True)
    reusable = fields.Boolean(metadata={"description": "On file, not for one payment only."})
    created_at = Instant()
    expires_at = Instant(
        allow_none=True, metadata={"description": "Until when a single-use token may be used."}
    )


class CardListAnswer(Schema):
    """A customer's cards on file, newest first."""

    items = fields.List(fields.Nested(CardAnswer))


class KeySetAnswer(Schema):
    """A JWK set (RFC 7517): encrypt to the first key."""

    keys = fields.List(
        fields.Dict(keys=fields.String()),
        metadata={
            "description": "The current key first; behind it those that are still taken. Each "
            "names the one `alg` it may be used with.",
            "examples": [
                [
                    {
                        "kty": "EC",
                        "crv": "P-256",
                        "x": "…",
                        "y": "…",
                        "kid": "cdk_01jd8qv7c8m5t0",
                        "use": "enc",
                        "alg": "ECDH-ES",
                    }
                ]
            ],
        },
    )
    enc = fields.String(metadata={"examples": ["A256GCM"]})
    audience = fields.String(metadata={"description": "What `aud` must be."})
    max_age_s = fields.Integer(
        metadata={"description": "How long this answer may be kept.", "examples": [3600]}
    )


@resource.operation("GET", "/payment-keys", scope=Scope.PAYMENTS_WRITE, answer=KeySetAnswer)
def read_payment_keys(caller: Caller) -> dict[str, Any]:
    """The keys that cards are encrypted to."""
    return {
        "keys": [dict(key.jwk) for key in _desk().published_keys()],
        "enc": "A256GCM",
        "audience": caller.merchant_id,
        "max_age_s": int(CACHE_FOR.total_seconds()),
    }


@resource.operation(
    "POST",
    "/payment-tokens",
    scope=Scope.PAYMENTS_WRITE,
    body=TakeCardSchema,
    answer=CardAnswer,
    status=201,
    problems=(
        types.NOT_FOUND,
        types.CARD_ENVELOPE_REFUSED,
        types.POS_UNSUPPORTED,
        types.POS_UNAVAILABLE,
        types.POS_ANSWER_LOST,
    ),
)
def take_card(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any] | Response:
    """Take a card once, exchange it at the platform's tokenizer at once, and keep its token."""
    wish = TakeCard(merchant_id=caller.merchant_id, key=caller.key, actor=caller.key_id, **wanted)
    try:
        return _told(_desk().take(wish, caller.call))
    except UnsupportedError as error:
        return problem(types.POS_UNSUPPORTED, str(error))


@resource.operation(
    "GET",
    "/customers/<customer_id>/cards",
    scope=Scope.CUSTOMERS_READ,
    answer=CardListAnswer,
    problems=(types.NOT_FOUND,),
)
def list_customer_cards(caller: Caller, customer_id: str) -> dict[str, Any]:
    """A customer's cards that were put on file through the gateway."""
    found = _desk().on_file(caller.merchant_id, CustomerId(customer_id))
    return {"items": [_told(card) for card in found]}


@resource.operation(
    "DELETE",
    "/customers/<customer_id>/cards/<card_id>",
    scope=Scope.PAYMENTS_WRITE,
    answer=CardAnswer,
    problems=(types.NOT_FOUND, types.POS_UNAVAILABLE),
)
def remove_customer_card(caller: Caller, customer_id: str, card_id: str) -> dict[str, Any]:
    """Take a card off file, at the platform too; `card_id` is its `payment_token`."""
    customer = CustomerId(customer_id)
    return _told(
        _desk().remove(caller.merchant_id, customer, card_id, caller.call, actor=caller.key_id)
    )


def _desk() -> CardDesk:
    return cast(CardServices, current_app.extensions[EXTENSION]).cards


def _told(card: KeptCard) -> dict[str, Any]:
    return {
        "payment_token": card.id,
        "connection_id": card.connection_id,
        "customer_id": card.customer_id,
        "brand": card.brand,
        "last4": card.last4,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "reusable": card.reusable,
        "created_at": card.created_at,
        "expires_at": card.expires_at,
    }
