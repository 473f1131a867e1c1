"""What is written and told of stores and of rules about their stock."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.api.catalog_answers import PlaceAddressAnswer
from app.api.fields import Identifier, Quantity, Text, Whole
from app.ops.store_desk import DECIDED, MOST_DAYS, MOST_MINUTES
from domain.written_hours import EXAMPLE
from storage.merchants import ConnectionStatus

_MOST_SKU = 255
_HOURS = {"examples": [EXAMPLE]}
_DAYS = {"examples": [["2026-12-25", "2026-12-26"]]}


class StoresQuery(Schema):
    """Which page of the stores."""

    cursor = Text(most=1024, load_default=None)
    limit = Whole(least=1, most=100, load_default=50)


class StoreRuleSchema(Schema):
    """What is to be set; what is left out stays."""

    hours = Text(
        most=2000,
        metadata={"description": "On the store's own clock.", **_HOURS},
    )
    closed_on = fields.List(
        fields.String(validate=validate.Length(max=10)),
        validate=validate.Length(max=400),
        metadata={"description": "All days on which it does not open.", **_DAYS},
    )
    pickup_minutes = Whole(
        least=0,
        most=MOST_MINUTES,
        metadata={
            "description": "How long staff need until an order can be fetched, in opening hours.",
            "examples": [120],
        },
    )
    forget = fields.List(
        fields.String(validate=validate.OneOf(DECIDED)),
        validate=validate.Length(max=len(DECIDED)),
        metadata={
            "description": "What is to be as the more general rule or the till says again.",
            "examples": [[]],
        },
    )

    @validates_schema
    def something(self, data: dict[str, Any], **_options: Any) -> None:
        """An empty wish is a mistake."""
        if not data:
            raise ValidationError("Name at least one of hours, closed_on, pickup_minutes, forget.")
        both = set(data.get("forget", ())) & data.keys()
        if both:
            raise ValidationError(f"Set or forget {', '.join(sorted(both))}, not both.", "forget")


class StoreRuleAnswer(Schema):
    """What a merchant set of a store, or of all stores without rules of their own."""

    hours = fields.String(
        allow_none=True, metadata={"description": "Null: as its till tells.", **_HOURS}
    )
    closed_on = fields.List(fields.String(), metadata=_DAYS)
    pickup_minutes = fields.Integer(allow_none=True, metadata={"examples": [120]})


class StoreAnswer(Schema):
    """A store, what holds there, and the part of it that is its own rule."""

    location_id = fields.String()
    connection_id = fields.String()
    name = fields.String()
    active = fields.Boolean(metadata={"description": "Whether its till says that it sells."})
    account = fields.String(
        validate=validate.OneOf([each.value for each in ConnectionStatus]),
        metadata={
            "description": "How its account stands; a store of a `revoked` one sells nothing.",
            "examples": ["active"],
        },
    )
    address = fields.Nested(PlaceAddressAnswer, allow_none=True)
    phone = fields.String(allow_none=True, metadata={"examples": ["+12065550123"]})
    timezone = fields.String(allow_none=True, metadata={"examples": ["America/Los_Angeles"]})
    currency = fields.String(allow_none=True)
    latitude = Quantity(allow_none=True, metadata={"examples": ["47.6101"]})
    longitude = Quantity(allow_none=True, metadata={"examples": ["-122.3344"]})
    offers_pickup = fields.Boolean(
        metadata={"description": "As its till tells; a warehouse only ships."}
    )
    hours = fields.String(
        allow_none=True,
        metadata={"description": "What holds; null: nobody said, or no time zone.", **_HOURS},
    )
    closed_on = fields.List(fields.String(), metadata=_DAYS)
    pickup_minutes = fields.Integer(allow_none=True, metadata={"examples": [120]})
    told_hours = fields.String(
        allow_none=True, metadata={"description": "What its till tells.", **_HOURS}
    )
    rule = fields.Nested(StoreRuleAnswer)


class StoreListAnswer(Schema):
    """A page of stores, by name."""

    items = fields.List(fields.Nested(StoreAnswer))
    next_cursor = fields.String(allow_none=True)


class StockRuleName(Schema):
    """Which stock; what is left out stands for every one."""

    sku = Text(most=_MOST_SKU, load_default=None, metadata={"examples": ["AM90-BLK-10"]})
    location_id = Identifier(load_default=None, metadata={"examples": ["loc_7f3a"]})
    channel = Text(most=40, load_default=None, metadata={"examples": ["alexa"]})


class StockRulesQuery(StockRuleName):
    """Rules that name these, page by page."""

    cursor = Text(most=1024, load_default=None)
    limit = Whole(least=1, most=100, load_default=50)


class StockRuleSchema(Schema):
    """How much of some stock may be promised; null stands for every SKU, store or channel."""

    sku = Text(
        most=_MOST_SKU,
        load_default=None,
        allow_none=True,
        metadata={"examples": ["AM90-BLK-10"]},
    )
    location_id = Identifier(
        load_default=None, allow_none=True, metadata={"examples": ["loc_7f3a"]}
    )
    channel = Text(most=40, load_default=None, allow_none=True, metadata={"examples": ["alexa"]})
    keep_back = Text(
        most=16,
        load_default="0",
        metadata={
            "description": "Kept from it, on top of the safety stock; a decimal.",
            "examples": ["2"],
        },
    )
    backorder_limit = Text(
        most=16,
        load_default="0",
        metadata={
            "description": "How many may be promised beyond the stock; a decimal.",
            "examples": ["5"],
        },
    )
    backorder_days = Whole(
        least=0,
        most=MOST_DAYS,
        load_default=None,
        allow_none=True,
        metadata={"description": "How long those take.", "examples": [10]},
    )


class StockRuleAnswer(Schema):
    """A rule about stock. The one that names the most holds: SKU before store before channel."""

    sku = fields.String(allow_none=True)
    location_id = fields.String(allow_none=True)
    channel = fields.String(allow_none=True)
    keep_back = Quantity(metadata={"examples": ["2"]})
    backorder_limit = Quantity(metadata={"examples": ["5"]})
    backorder_days = fields.Integer(allow_none=True, metadata={"examples": [10]})


class StockRuleListAnswer(Schema):
    """A page of rules, the most general first."""

    items = fields.List(fields.Nested(StockRuleAnswer))
    next_cursor = fields.String(allow_none=True)
