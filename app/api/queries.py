"""What stands behind the question mark: which products, whose stock, which page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from marshmallow import (
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validate,
    validates_schema,
)

from app.api.fields import Identifier, Moment, Text, Whole
from app.api.requests import MAX_QUANTITY, email_field, phone_field
from app.commerce.audit import Grade
from domain.orders import OrderState


def _page_size() -> Whole:
    return Whole(least=1, most=100, load_default=20, metadata={"description": "Entries per page."})


def _cursor() -> Text:
    return Text(
        most=1024,
        load_default=None,
        metadata={"description": "`next_cursor` of the page before, as it was given."},
    )


def _price(description: str) -> fields.String:
    return fields.String(
        load_default=None,
        validate=validate.Regexp(r"\A[0-9]{1,9}(?:\.[0-9]{1,3})?\Z", error="Not an amount."),
        metadata={"description": description, "examples": ["150"]},
    )


def _narrowing(most: int, description: str) -> Text:
    return Text(most=most, load_default=None, metadata={"description": description})


class _WishQuery(Schema):
    """What is looked for."""

    query = Text(
        most=200,
        load_default=None,
        metadata={
            "description": "Words as a shopper says them, in English, Spanish, French or German; "
            "misspelled or misheard ones are forgiven, and price bounds are understood.",
            "examples": ["waterproof jacket for hiking under $150"],
        },
    )
    min_price = _price("What it costs at least, in whole units of the catalog's currency.")
    max_price = _price("What it costs at most, in whole units of the catalog's currency.")
    in_stock_near = Text(
        most=60,
        load_default=None,
        metadata={
            "description": "Only what a store near there has: a location's id, a postcode or "
            "`latitude,longitude`."
        },
    )

    @validates_schema(skip_on_field_errors=True)
    def needs_room_between(self, data: dict[str, Any], **_options: Any) -> None:
        """Nothing costs more than the most and less than the least."""
        least, most = data.get("min_price"), data.get("max_price")
        if least and most and Decimal(least) > Decimal(most):
            raise ValidationError("More than `max_price`.", "min_price")


class ProductQuery(_WishQuery):
    """Which products are wanted."""

    size = _narrowing(60, "Refines `query`.")
    color = _narrowing(60, "Refines `query`.")
    category = _narrowing(200, "Refines `query`.")
    brand = _narrowing(200, "Refines `query`.")
    cursor = _cursor()
    limit = _page_size()

    @validates_schema
    def needs_words(self, data: dict[str, Any], **_options: Any) -> None:
        """Refinements alone would mean the whole catalog."""
        for name in _REFINING:
            if data.get(name) is not None and not data.get("query"):
                raise ValidationError("Refines `query`, which is missing.", name)


_REFINING = ("size", "color", "category", "brand", "min_price", "max_price", "in_stock_near")


class FacetQuery(_WishQuery):
    """Of which products the facets are wanted; left out: of the whole catalog."""

    size = _narrowing(60, "Only variants of this size.")
    color = _narrowing(60, "Only variants of this color.")
    category = _narrowing(200, "Only this category, as the facets write it.")
    brand = _narrowing(200, "Only this brand, as the facets write it.")


class AuditQuery(Schema):
    """Which products of the audit are wanted."""

    grade = fields.Enum(
        Grade, by_value=True, load_default=None, metadata={"description": "Only those graded so."}
    )
    cursor = _cursor()
    limit = _page_size()


class UsualQuery(Schema):
    """Which of a shopper's habits is meant."""

    query = Text(most=200, load_default=None, metadata={"description": 'As in "my usual coffee".'})
    limit = Whole(least=1, most=10, load_default=3)


class ChoiceQuery(Schema):
    """What was chosen of a product so far."""

    chosen = Text(
        most=500,
        load_default=None,
        metadata={
            "description": "Option values as `name:value`, parted by commas.",
            "examples": ["size:10,color:Black"],
        },
    )

    @post_load
    def make(self, data: dict[str, Any], **_options: Any) -> dict[str, str]:
        """Option name to value."""
        pairs = [each.partition(":") for each in (data["chosen"] or "").split(",") if each.strip()]
        if not all(colon and value.strip() for _, colon, value in pairs):
            raise ValidationError("Give `name:value` pairs.", "chosen")
        return {name.strip().lower(): value.strip() for name, _, value in pairs}


class InventoryQuery(Schema):
    """Whose stock is wanted."""

    product_id = Identifier(load_default=None, metadata={"description": "All of its variants."})
    sku = Text(most=255, load_default=None, metadata={"description": "One variant."})
    near = Text(
        most=60,
        load_default=None,
        metadata={
            "description": "Nearest stores first: a location's id, a postcode or "
            "`latitude,longitude`."
        },
    )
    customer_id = Identifier(
        load_default=None,
        metadata={"description": "Without `near`: nearest to this shopper's home store."},
    )
    in_stock_only = fields.Boolean(
        load_default=False, metadata={"description": "Leave out stores that have too few."}
    )
    quantity = Whole(
        least=1,
        most=MAX_QUANTITY,
        load_default=1,
        metadata={"description": "How many are wanted."},
    )
    cursor = _cursor()
    limit = _page_size()

    @validates_schema
    def needs_one(self, data: dict[str, Any], **_options: Any) -> None:
        """Either a product or a variant."""
        if bool(data.get("product_id")) == bool(data.get("sku")):
            raise ValidationError("Give either `product_id` or `sku`.", "sku")


class AlternativesQuery(Schema):
    """What could not be had, where."""

    sku = Text(most=255, required=True, metadata={"description": "The variant wanted."})
    location_id = Identifier(required=True, metadata={"description": "The store."})
    quantity = Whole(least=1, most=MAX_QUANTITY, load_default=1)


class ContactQuery(Schema):
    """Whose customer is looked for."""

    phone = phone_field()
    email = email_field()

    @pre_load
    def plain(self, data: Mapping[str, str], **_options: Any) -> dict[str, str]:
        """Without what people write between the digits, and in lower case.

        A `+` that was not escaped comes as a space: the number is an international one anyway.
        """
        told = dict(data)
        if "phone" in told:
            phone = _BETWEEN_DIGITS.sub("", told["phone"])
            is_bare = told["phone"].startswith(" ") and not phone.startswith("+")
            told["phone"] = f"+{phone}" if is_bare else phone
        if "email" in told:
            told["email"] = told["email"].strip().lower()
        return told

    @validates_schema
    def needs_one(self, data: dict[str, Any], **_options: Any) -> None:
        """Both could mean two people."""
        if (data["phone"] is None) == (data["email"] is None):
            raise ValidationError("Give either `phone` or `email`.", "phone")


_BETWEEN_DIGITS: Final = re.compile(r"[\s().\-]+")


class PageQuery(Schema):
    """Which page is wanted."""

    cursor = _cursor()
    limit = _page_size()


class RefusedQuery(PageQuery):
    """Which refused orders are wanted."""

    channel = Text(
        most=60,
        load_default=None,
        metadata={"description": "Where they were asked for.", "examples": ["alexa"]},
    )


class OrdersQuery(PageQuery):
    """Which orders are wanted."""

    state = fields.Enum(OrderState, by_value=True, load_default=None)
    channel = Text(
        most=60,
        load_default=None,
        metadata={
            "description": "Where they were placed: `alexa`, `phone`, `api` …; `pos` is what the "
            "tills sold.",
            "examples": ["alexa"],
        },
    )
    since = Moment(load_default=None, metadata={"description": "Placed then or later."})
    until = Moment(load_default=None, metadata={"description": "Placed before then."})
    number = Text(
        most=100, load_default=None, metadata={"description": "What the till calls the order."}
    )
    pos_order_id = Text(
        most=255, load_default=None, metadata={"description": "The till's own id of the order."}
    )

    @validates_schema(skip_on_field_errors=True)
    def needs_time_between(self, data: dict[str, Any], **_options: Any) -> None:
        """Nothing was placed after an end and before it."""
        since, until = data.get("since"), data.get("until")
        if since is not None and until is not None and since >= until:
            raise ValidationError("Not before `until`.", "since")
