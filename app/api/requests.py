"""The bodies the REST surface reads: schemas that refuse what they do not name, and their commands.

What stands behind the question mark is in `app.api.queries`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from app.api.fields import Identifier, MoneySchema, Text, Whole
from app.commerce.model import Wish
from domain.catalog import Address
from domain.ids import CustomerId, HoldId, LocationId, OrderId
from domain.money import Money
from domain.orders import FulfillmentMethod

MAX_LINES = 50
MAX_QUANTITY = 999


class WishSchema(Schema):
    """One variant and how many of it."""

    sku = Text(most=255, required=True, metadata={"examples": ["AM90-BLK-10"]})
    quantity = Whole(least=1, most=MAX_QUANTITY, required=True, metadata={"examples": [1]})
    modifiers = fields.List(
        Text(most=500),
        load_default=list,
        validate=validate.Length(max=40),
        metadata={
            "description": "`platform_id`s of chosen modifiers; one chosen twice is named twice."
        },
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Wish:
        """The command's own type."""
        return Wish(sku=data["sku"], quantity=data["quantity"], modifiers=tuple(data["modifiers"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest:
    """Stock to be claimed."""

    lines: tuple[tuple[Wish, LocationId], ...]
    ttl: timedelta | None


class HoldLineSchema(Schema):
    """One variant, how many of it, and where."""

    sku = Text(most=255, required=True, metadata={"examples": ["AM90-BLK-10"]})
    quantity = Whole(least=1, most=MAX_QUANTITY, required=True, metadata={"examples": [1]})
    location_id = Identifier(required=True, metadata={"examples": ["loc_0k3v9q1s"]})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> tuple[Wish, LocationId]:
        """The port's own type."""
        wish = Wish(sku=data["sku"], quantity=data["quantity"])
        return wish, LocationId(data["location_id"])


class HoldRequestSchema(Schema):
    """Stock to be claimed."""

    lines = fields.List(
        fields.Nested(HoldLineSchema),
        required=True,
        validate=validate.Length(min=1, max=MAX_LINES),
    )
    ttl_s = Whole(
        least=30,
        most=600,
        load_default=None,
        metadata={"description": "Seconds the claim lives; ten minutes if left out."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> HoldRequest:
        """The request as the view reads it."""
        ttl = None if data["ttl_s"] is None else timedelta(seconds=data["ttl_s"])
        return HoldRequest(lines=tuple(data["lines"]), ttl=ttl)


class AddressSchema(Schema):
    """A postal address."""

    line1 = Text(most=200, required=True, metadata={"examples": ["1 Market St"]})
    line2 = Text(most=200, load_default=None)
    city = Text(most=100, required=True, metadata={"examples": ["San Francisco"]})
    region = Text(most=100, load_default=None, metadata={"examples": ["CA"]})
    postal_code = Text(most=20, load_default=None, metadata={"examples": ["94105"]})
    country = fields.String(
        required=True,
        validate=validate.Regexp(r"\A[A-Z]{2}\Z", error="Not an ISO 3166-1 alpha-2 code."),
        metadata={"examples": ["US"]},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Address:
        """The domain's own type."""
        return Address(**data)


def locale_field() -> fields.String:
    """What a shopper is written in."""
    return fields.String(
        load_default=None,
        validate=validate.Regexp(r"\A[a-z]{2}(-[A-Z]{2})?\Z", error="Not a locale as in es-MX."),
        metadata={
            "description": "What the shopper is written in: English, Spanish, French or German.",
            "examples": ["es-MX"],
        },
    )


def phone_field() -> fields.String:
    """A phone number, or none."""
    return fields.String(
        load_default=None,
        validate=validate.Regexp(r"\A\+[1-9][0-9]{6,14}\Z", error="Not an E.164 number."),
        metadata={"description": "E.164.", "examples": ["+14155550134"]},
    )


def email_field() -> fields.String:
    """An e-mail address, or none."""
    return fields.String(
        load_default=None,
        validate=validate.Regexp(
            r"\A[^\s@\x00-\x1f]{1,64}@[^\s@\x00-\x1f]{3,190}\Z", error="Not an e-mail address."
        ),
        metadata={"examples": ["ada@example.com"]},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopperRequest:
    """Who orders, as the client knows them."""

    name: str
    reference: str | None
    customer_id: CustomerId | None
    phone: str | None
    email: str | None
    address: Address | None
    locale: str | None


class ShopperSchema(Schema):
    """Who orders."""

    name = Text(most=100, required=True, metadata={"examples": ["Ada Park"]})
    reference = Text(
        most=100,
        load_default=None,
        metadata={"description": "Your own stable name of the shopper."},
    )
    customer_id = Identifier(
        load_default=None, metadata={"description": "A customer of the merchant, if known."}
    )
    phone = phone_field()
    email = email_field()
    address = fields.Nested(
        AddressSchema, load_default=None, metadata={"description": "Needed for shipping."}
    )
    locale = locale_field()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> ShopperRequest:
        """The request as the view reads it."""
        return ShopperRequest(**data)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """An order to be priced and held."""

    lines: tuple[Wish, ...]
    shopper: ShopperRequest
    method: FulfillmentMethod
    location_id: LocationId | None
    hold_id: HoldId | None
    note: str | None
    use_store_credit: bool
    reward_id: str | None
    discount_codes: tuple[str, ...]


class RewardForMembers(Schema):
    """A body that may spend points: they belong to somebody we know."""

    @validates_schema
    def needs_member(self, data: dict[str, Any], **_options: Any) -> None:
        """Points belong to somebody we know."""
        shopper = data.get("shopper")
        if data.get("reward_id") and shopper and not shopper.customer_id:
            raise ValidationError({"shopper": {"customer_id": ["Needed for a reward."]}})


class OrderRequestSchema(RewardForMembers):
    """An order to be priced and held."""

    lines = fields.List(
        fields.Nested(WishSchema), required=True, validate=validate.Length(min=1, max=MAX_LINES)
    )
    shopper = fields.Nested(ShopperSchema, required=True)
    method = fields.Enum(FulfillmentMethod, by_value=True, load_default=FulfillmentMethod.PICKUP)
    location_id = Identifier(
        load_default=None,
        metadata={"description": "The store; left out: the first that has everything."},
    )
    hold_id = Identifier(
        load_default=None, metadata={"description": "Use this hold instead of making one."}
    )
    note = Text(most=500, load_default=None, metadata={"description": "For the staff."})
    use_store_credit = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Pay with the customer's store credit as far as it goes."},
    )
    reward_id = Text(
        most=100,
        load_default=None,
        metadata={
            "description": "A reward of the till's loyalty program, as `/customers/{id}/loyalty` "
            "names it; needs `customer_id`. The points are locked when the order is made."
        },
    )

    discount_codes = fields.List(
        Text(most=255),
        load_default=list,
        validate=validate.Length(max=5),
        metadata={
            "description": "Codes the shopper gave. The till prices them; one that it does not "
            "take, or a till that takes none, is answered 422.",
            "examples": [["WELCOME10"]],
        },
    )

    @validates_schema
    def needs_address(self, data: dict[str, Any], **_options: Any) -> None:
        """Shipping goes somewhere."""
        shopper = data.get("shopper")
        if data.get("method") is FulfillmentMethod.SHIPPING and shopper and not shopper.address:
            raise ValidationError({"shopper": {"address": ["Needed for shipping."]}})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> OrderRequest:
        """The request as the view reads it."""
        codes, lines = tuple(data["discount_codes"]), tuple(data["lines"])
        return OrderRequest(**{**data, "lines": lines, "discount_codes": codes})


@dataclass(frozen=True, slots=True, kw_only=True)
class PayRequest:
    """How an order is paid, and what the shopper agreed to."""

    payment_token: str | None
    agreed_total: Money | None
    gift_card_token: str | None = None
    order_id: OrderId | None = None
    keep: timedelta | None = None


class ConfirmRequestSchema(Schema):
    """How an order is paid, and what the shopper agreed to."""

    payment_token = Text(
        most=255,
        load_default=None,
        metadata={
            "description": "A token of the platform. Left out: the payment authorized before, "
            "else the card on file. Where money is reserved on another card, 422 "
            "`reserved-on-other-card`.",
            "examples": ["cnon:card-nonce-ok"],
        },
    )
    gift_card_token = Text(
        most=255,
        load_default=None,
        metadata={
            "description": "A gift card's token: it pays first, as far as it goes, and the card "
            "pays the rest. Left out: no gift card, or the one reserved before."
        },
    )
    agreed_total = fields.Nested(
        MoneySchema,
        load_default=None,
        metadata={"description": "The total the shopper said yes to; another one stops here."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> PayRequest:
        """The request as the view reads it."""
        return PayRequest(**data)


class PaymentRequestSchema(ConfirmRequestSchema):
    """A payment to be authorized for a prepared order."""

    order_id = Identifier(required=True, metadata={"examples": ["ord_0k3v9q1s7yx2"]})
    keep_minutes = Whole(
        least=10,
        most=6 * 24 * 60,
        load_default=None,
        metadata={
            "description": "How long the money and the goods wait for the capture, within the time "
            "that the platform keeps an authorization; as long as the hold if left out.",
            "examples": [120],
        },
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> PayRequest:
        """The request as the view reads it."""
        minutes = data.pop("keep_minutes")
        return PayRequest(**data, keep=None if minutes is None else timedelta(minutes=minutes))


class CancelRequestSchema(Schema):
    """Why an order is canceled."""

    reason = Text(most=200, load_default="requested by the shopper")
