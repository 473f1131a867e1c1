"""What `/v1/subscriptions` reads and answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from functools import partial
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from app.api.answers import money
from app.api.fields import Identifier, Instant, MoneySchema, Text, Whole
from app.api.queries import PageQuery
from app.api.requests import MAX_QUANTITY, AddressSchema, locale_field
from app.commerce.subscriptions.model import (
    Answer,
    Cancel,
    Change,
    Pause,
    Plan,
    SubscriptionView,
)
from domain.errors import InvalidInputError
from domain.ids import MerchantId
from domain.money import Money
from domain.orders import FulfillmentMethod
from domain.recurrence import Cadence, Unit
from domain.subscriptions import OutOfStock, PeriodState, SubscriptionState
from storage.periods import StoredPeriod
from storage.recurring import SubscriptionEvent

_TIME = r"\A([01][0-9]|2[0-3]):[0-5][0-9]\Z"


def _sku(**options: Any) -> Text:
    return Text(most=255, metadata={"examples": ["AM90-BLK-10"]}, **options)


def _card() -> Text:
    return Text(
        most=255,
        load_default=None,
        metadata={"description": "A card on file by its token; never a number."},
    )


def _time() -> fields.String:
    return fields.String(
        load_default=None,
        validate=validate.Regexp(_TIME, error="Not a time as in 09:00."),
        metadata={"description": "By the store's clock.", "examples": ["09:00"]},
    )


class CadenceSchema(Schema):
    """How often it comes."""

    every = Whole(least=1, most=365, required=True, metadata={"examples": [2]})
    unit = fields.Enum(Unit, by_value=True, required=True, metadata={"examples": ["week"]})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Cadence:
        """The domain's own type."""
        try:
            return Cadence(**data)
        except InvalidInputError as error:
            raise ValidationError(error.remedy, error.field) from error


class SubscribeSchema(Schema):
    """What is to come again, for whom and how often."""

    customer_id = Identifier(required=True, metadata={"examples": ["cus_01jd8qv7c8m5t0x9w3y2z1a"]})
    sku = _sku(required=True)
    quantity = Whole(least=1, most=MAX_QUANTITY, load_default=1)
    modifiers = fields.List(Text(most=500), load_default=list, validate=validate.Length(max=40))
    cadence = fields.Nested(CadenceSchema, required=True)
    first_on = fields.Date(
        load_default=None,
        metadata={"description": "By the store's calendar; left out: one cadence from today."},
    )
    at = _time()
    location_id = Identifier(
        load_default=None, metadata={"description": "Left out: the shopper's home store."}
    )
    method = fields.Enum(FulfillmentMethod, by_value=True, load_default=FulfillmentMethod.PICKUP)
    address = fields.Nested(AddressSchema, load_default=None)
    card_token = _card()
    out_of_stock = fields.Enum(OutOfStock, by_value=True, load_default=OutOfStock.SKIP)
    agreed_price = fields.Nested(
        MoneySchema,
        load_default=None,
        metadata={"description": "The unit price the shopper heard; another one now is refused."},
    )
    locale = locale_field()

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """The plan, still without its merchant, and the terms."""
        terms = ("method", "address", "card_token", "out_of_stock", "agreed_price", "locale")
        plan = {name: value for name, value in data.items() if name not in terms}
        plan |= {"modifiers": tuple(data["modifiers"]), "at": _moment(data["at"])}
        return {
            "plan": partial(_plan, plan),
            "terms": {name: data[name] for name in terms},
        }


class SubscriptionChangeSchema(Schema):
    """What is to be another way from now on; name one thing at least."""

    sku = _sku(load_default=None)
    quantity = Whole(least=1, most=MAX_QUANTITY, load_default=None)
    cadence = fields.Nested(CadenceSchema, load_default=None)
    next_on = fields.Date(
        load_default=None, metadata={"description": "Those after it count from this day."}
    )
    at = _time()
    location_id = Identifier(load_default=None)
    address = fields.Nested(AddressSchema, load_default=None)
    card_token = _card()
    out_of_stock = fields.Enum(OutOfStock, by_value=True, load_default=None)

    @validates_schema
    def needs_one(self, data: dict[str, Any], **_options: Any) -> None:
        """An empty change is a mistake."""
        if all(value is None for value in data.values()):
            raise ValidationError("Name what is to be changed.", "quantity")

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Change:
        """The wish's own type."""
        return Change(**(data | {"at": _moment(data["at"])}))


class SubscriptionPauseSchema(Schema):
    """Until when."""

    until = fields.Date(
        load_default=None,
        metadata={"description": "A day of the store's calendar; left out: until it is resumed."},
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Pause:
        """The wish's own type."""
        return Pause(**data)


class SubscriptionCancelSchema(Schema):
    """Why."""

    reason = Text(most=100, load_default="shopper")

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Cancel:
        """The wish's own type."""
        return Cancel(**data)


class SubscriptionWordSchema(Schema):
    """The shopper's word."""

    approve = fields.Boolean(required=True, truthy={True}, falsy={False})

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> Answer:
        """The wish's own type."""
        return Answer(**data)


class SubscriptionsQuery(PageQuery):
    """Which subscriptions are wanted."""

    customer_id = Identifier(load_default=None)
    state = fields.Enum(SubscriptionState, by_value=True, load_default=None)


class UpcomingQuery(Schema):
    """How many."""

    count = Whole(least=1, most=24, load_default=6)


# --- answers -------------------------------------------------------------------------------------


class CadenceAnswer(Schema):
    """How often it comes."""

    every = fields.Integer()
    unit = fields.Enum(Unit, by_value=True)


class SubscriptionQuestionAnswer(Schema):
    """What the shopper is asked."""

    kind = fields.String(metadata={"description": "`price` or `substitute`."})
    price = money(metadata={"description": "Of one unit."})
    sku = fields.String(allow_none=True, metadata={"description": "The substitute."})
    name = fields.String(allow_none=True)


class SubscriptionPeriodAnswer(Schema):
    """One time that it comes."""

    number = fields.Integer()
    state = fields.Enum(PeriodState, by_value=True)
    due_at = Instant()
    next_look_at = Instant(allow_none=True)
    attempt = fields.Integer()
    declines = fields.Integer()
    order_id = fields.String(allow_none=True)
    question = fields.Nested(SubscriptionQuestionAnswer, allow_none=True)


class SubscriptionAnswer(Schema):
    """One subscription as it stands."""

    subscription_id = fields.String()
    customer_id = fields.String()
    state = fields.Enum(SubscriptionState, by_value=True)
    reason = fields.String(
        allow_none=True, metadata={"description": "Why it is paused, past due or canceled."}
    )
    sku = fields.String()
    name = fields.String()
    quantity = fields.Integer()
    price = money(metadata={"description": "Of one unit before tax, as agreed to."})
    cadence = fields.Nested(CadenceAnswer)
    at = fields.String()
    timezone = fields.String()
    location_id = fields.String()
    method = fields.Enum(FulfillmentMethod, by_value=True)
    out_of_stock = fields.Enum(OutOfStock, by_value=True)
    has_own_card = fields.Boolean(
        metadata={"description": "Whether a certain card is charged, not the customer's first."}
    )
    resume_at = Instant(allow_none=True)
    billed_by = fields.String(
        validate=validate.OneOf(["gateway", "platform"]),
        metadata={"description": "`platform`: the till's own subscription; it has no `next`."},
    )
    native_id = fields.String(
        allow_none=True,
        metadata={"description": "The till's own subscription; null until it has said yes."},
    )
    next = fields.Nested(SubscriptionPeriodAnswer, allow_none=True)
    created_at = Instant()
    updated_at = Instant()


class SubscriptionPageAnswer(Schema):
    """A page of subscriptions, newest first."""

    items = fields.List(fields.Nested(SubscriptionAnswer))
    next_cursor = fields.String(allow_none=True)


class SubscriptionPreviewAnswer(Schema):
    """What a subscription would be."""

    sku = fields.String()
    name = fields.String()
    price = money(metadata={"description": "Of one unit, before tax."})
    location_id = fields.String()
    location_name = fields.String()
    timezone = fields.String()
    charges = fields.List(Instant())
    has_card = fields.Boolean(
        allow_none=True,
        metadata={
            "description": "Whether a card is on file, or was named; null: its keeper did not tell."
        },
    )


class UpcomingChargesAnswer(Schema):
    """The next charges; none once it is canceled."""

    charges = fields.List(Instant())


class SubscriptionEventAnswer(Schema):
    """One thing that happened."""

    at = Instant()
    kind = fields.String()
    period = fields.Integer(allow_none=True)
    actor = fields.String()
    detail = fields.Dict(keys=fields.String())


class SubscriptionHistoryAnswer(Schema):
    """Everything that happened, newest first."""

    periods = fields.List(fields.Nested(SubscriptionPeriodAnswer))
    events = fields.List(fields.Nested(SubscriptionEventAnswer))


def told(view: SubscriptionView) -> dict[str, Any]:
    """A subscription as the answer has it."""
    stored = view.stored
    return {
        "subscription_id": stored.id,
        "customer_id": stored.customer_id,
        "state": stored.state,
        "reason": stored.reason,
        "sku": stored.sku,
        "name": stored.name,
        "quantity": stored.quantity,
        "price": stored.price,
        "cadence": stored.recurrence.cadence,
        "at": stored.recurrence.at.isoformat("minutes"),
        "timezone": stored.recurrence.zone.key,
        "location_id": stored.location_id,
        "method": stored.method,
        "out_of_stock": stored.out_of_stock,
        "has_own_card": stored.card_token is not None,
        "resume_at": stored.resume_at,
        "billed_by": "gateway" if stored.native is None else "platform",
        "native_id": None if stored.native is None else stored.native.platform_id,
        "next": None if view.period is None else period_told(view.period),
        "created_at": stored.created_at,
        "updated_at": stored.updated_at,
    }


def period_told(period: StoredPeriod) -> dict[str, Any]:
    """A period as the answer has it."""
    asks = period.state is PeriodState.ASKING
    return {
        "number": period.number,
        "state": period.state,
        "due_at": period.due_at,
        "next_look_at": period.wake_at,
        "attempt": period.attempt,
        "declines": period.declines,
        "order_id": period.order_id,
        "question": _question(period.asked) if asks and period.asked else None,
    }


def event_told(event: SubscriptionEvent) -> dict[str, Any]:
    """A line of the history as the answer has it."""
    return {
        "at": event.at,
        "kind": event.kind,
        "period": event.number,
        "actor": event.actor,
        "detail": event.detail,
    }


def _question(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": asked["kind"],
        "price": Money(asked["price_minor"], asked["currency"]),
        "sku": asked.get("sku"),
        "name": asked.get("name"),
    }


def _moment(text: str | None) -> time | None:
    return None if text is None else time.fromisoformat(text)


def _plan(told_of_it: dict[str, Any], merchant_id: MerchantId) -> Plan:
    return Plan(merchant_id=merchant_id, **told_of_it)
