"""Revel's orders and their lines: the tables. Open API v2025.3.0.

An order is read from `OrderAllInOne`, whose fields no public document lists: the names are those
of Order (OpenAPI), of the orders that public clients post, and of the data connectors' schemas.
"""

from __future__ import annotations

from domain.line_shares import settled
from domain.orders import OrderLine, OrderState, PaymentState, PosOrder
from mapping.converters import identifier, optional_text
from mapping.engine import Field, Map
from mapping.platforms import revel_words as words

_LINE_DETAILS = (
    dict.fromkeys(
        ("order", "order_local_id", "resource_uri", "uuid", "created_by", "updated_by", "station"),
        "known from the order",
    )
    | dict.fromkeys(
        (
            "initial_price",
            "tax_rate",
            "tax_included",
            "taxed_flag",
            "modifier_amount",
            "modifier_cost",
            "ingredientitems",
            "applied_taxes",
            "applied_discounts",
            "applied_service_fee",
            "discount_amount",
            "discount_reason",
            "cost",
        ),
        "inside the line's amounts",
    )
    | dict.fromkeys(
        ("special_request", "printed", "dining_option", "course_number", "kitchen_completed"),
        "for the kitchen",
    )
    | dict.fromkeys(
        ("created_date", "updated_date", "voided_date", "deleted"), "the order's own times count"
    )
)

ORDER_LINE = Map(
    OrderLine,
    fields=(
        Field("platform_id", "id", identifier),
        Field("name", "product_name_override", optional_text, default=""),
        Field("quantity", "quantity", words.number),
        Field("unit_price", "price", words.rounded, context=("currency",)),
        Field(
            "total",
            ("pure_sales", "price", "quantity"),
            words.line_total,
            context=("currency",),
        ),
        Field("tax", ("tax_amount", "id"), words.first_or_zero, context=("currency",)),
        Field("variant_platform_id", "product", words.reference, default=None),
        Field("modifiers", "modifieritems", words.chosen_of, default=()),
    ),
    ignored=_LINE_DETAILS,
)

_ORDER_DETAILS = (
    dict.fromkeys(
        ("uuid", "resource_uri", "event", "station", "device_id", "created_by", "updated_by"),
        "not a fact that is used",
    )
    | dict.fromkeys(
        ("subtotal", "discount_amount", "surcharge", "remaining_due", "gratuity", "service_charge"),
        "inside final_total",
    )
    | dict.fromkeys(
        (
            "printed",
            "has_items",
            "has_history",
            "is_invoice",
            "web_order",
            "history",
            "orderhistory",
        ),
        "not a fact that is used",
    )
    | dict.fromkeys(
        ("running_tax_number", "call_number", "number_of_people", "delivery_employee", "notes"),
        "for the store",
    )
)

ORDER = Map(
    PosOrder,
    fields=(
        Field("platform_id", "id", identifier),
        Field("number", ("local_id", "id"), words.order_number),
        Field("state", ("call_name", "closed", "deleted"), words.order_state, OrderState.UNKNOWN),
        Field("payment_state", ("call_name", "closed"), words.payment_state, PaymentState.UNKNOWN),
        Field("total", "final_total", words.rounded, context=("currency",)),
        Field("tax", ("tax", "id"), words.first_or_zero, context=("currency",)),
        Field("lines", "items[]", ORDER_LINE, default=()),
        Field("created_at", "created_date", words.moment, context=("zone",)),
        Field("updated_at", ("updated_date", "created_date"), words.last_moment, context=("zone",)),
        Field("reference", "call_name", words.reference_in, default=None),
        Field("location_platform_id", "establishment", words.reference, default=None),
        Field("customer_platform_id", "customer", words.reference, default=None),
        Field(
            "fulfillments",
            ("id", "dining_option", "call_name", "closed", "deleted", "pickup_time"),
            words.fulfillments,
            context=("zone",),
        ),
        Field("payment_platform_ids", "payments", words.payment_ids, default=()),
        Field(
            "revision",
            ("updated_date", "created_date"),
            words.last_revision,
            default=0,
            context=("zone",),
        ),
    ),
    ignored=_ORDER_DETAILS,
    finish=lambda order, _raw: settled(order, lines_hold_tax=False),
)
