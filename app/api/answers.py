"""What the REST surface answers with about orders and payments, field by field."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.api.catalog_answers import StockAnswer as StockAnswer
from app.api.catalog_answers import VariantAnswer
from app.api.fields import Instant, Quantity
from app.api.fields import money as money
from domain.orders import FulfillmentMethod, OrderState, PaymentState
from domain.parcels import ParcelState


class HoldLineAnswer(Schema):
    """One line of a hold."""

    sku = fields.String()
    location_id = fields.String()
    quantity = fields.Integer()


class HoldAnswer(Schema):
    """A time-limited claim on stock."""

    hold_id = fields.String()
    state = fields.String(metadata={"examples": ["live"]})
    expires_at = Instant()
    lines = fields.List(fields.Nested(HoldLineAnswer))


class PricedLineAnswer(Schema):
    """One line of a prepared or placed order."""

    variant = fields.Nested(VariantAnswer)
    quantity = fields.Integer()
    unit_price = money()
    total = money()
    choices = fields.List(
        fields.String(), metadata={"description": "Names of the modifiers it is ordered with."}
    )
    back_ordered = fields.Integer(
        metadata={"description": "How many of it are not there yet and have to come in first."}
    )
    backorder_days = fields.Integer(
        allow_none=True,
        metadata={"description": "How long those usually take; null: none, or nobody said."},
    )


class QuoteAnswer(Schema):
    """The cart priced by the rules of the POS."""

    subtotal = money()
    discount = money()
    tax = money()
    shipping = money()
    total = money()


class PreparedAnswer(Schema):
    """Priced and held; nothing is sold yet."""

    order_id = fields.String()
    hold_id = fields.String()
    expires_at = Instant(metadata={"description": "Confirm before this moment."})
    quote = fields.Nested(QuoteAnswer)
    lines = fields.List(fields.Nested(PricedLineAnswer))
    location_id = fields.String()
    location_name = fields.String()
    method = fields.Enum(FulfillmentMethod, by_value=True)
    store_credit = money(
        attribute="credit",
        allow_none=True,
        metadata={"description": "What is paid without the card; null: nothing."},
    )
    due = money(metadata={"description": "What is left for the card to pay."})


class LeftOutAnswer(Schema):
    """Goods of an order that are not delivered."""

    sku = fields.String()
    title = fields.String()
    quantity = fields.Integer()


class ReceiptAnswer(Schema):
    """Proof that the order stands in the POS of record."""

    order_id = fields.String()
    number = fields.String(metadata={"description": "What shopper and staff call it."})
    pos_order_id = fields.String()
    platform = fields.String()
    total = money()
    tax = money()
    lines = fields.List(fields.Nested(PricedLineAnswer))
    location_id = fields.String()
    location_name = fields.String()
    method = fields.Enum(FulfillmentMethod, by_value=True)
    placed_at = Instant()
    payment_id = fields.String(allow_none=True)
    card_brand = fields.String(allow_none=True)
    card_last4 = fields.String(allow_none=True)
    store_credit = money(
        attribute="credit",
        allow_none=True,
        metadata={"description": "What was paid without the card; null: nothing."},
    )
    authorized = money(
        allow_none=True,
        metadata={"description": "What was reserved, where less was taken; null: all of it was."},
    )
    left_out = fields.List(
        fields.Nested(LeftOutAnswer),
        metadata={"description": "What was ordered, and neither delivered nor paid for."},
    )
    gift_card = money(
        attribute="gift",
        allow_none=True,
        metadata={"description": "What a gift card paid before the card; null: none did."},
    )
    gift_card_last4 = fields.String(attribute="gift_last4", allow_none=True)
    discount = money(
        allow_none=True,
        metadata={
            "description": "What promotions, codes and rewards took off; `total` and the lines are "
            "told without it. Null: a receipt of before this was kept."
        },
    )


class PaymentAnswer(Schema):
    """A payment that stands authorized; confirm the order to take it."""

    order_id = fields.String()
    payment_id = fields.String()
    amount = money()
    card_brand = fields.String(allow_none=True)
    card_last4 = fields.String(allow_none=True)
    gift_card = money(
        attribute="gift",
        allow_none=True,
        metadata={"description": "What of it is reserved on a gift card; null: nothing."},
    )
    hold_expires_at = Instant(
        allow_none=True,
        metadata={
            "description": "Until when goods and money wait for the confirmation; null: it is "
            "placed already."
        },
    )


class OrderLineAnswer(Schema):
    """One line of an order."""

    name = fields.String()
    sku = fields.String(allow_none=True)
    quantity = Quantity()
    unit_price = money()
    total = money()
    modifiers = fields.List(
        fields.String(), metadata={"description": "Platform ids of what was chosen."}
    )


class TrackingAnswer(Schema):
    """Where a parcel is, as far as the POS knows."""

    carrier = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    url = fields.String(allow_none=True)
    state = fields.Enum(
        ParcelState,
        by_value=True,
        allow_none=True,
        metadata={"description": "What the carrier says; null: it was not asked."},
    )
    shipped_on = fields.Date(allow_none=True)
    expected_on = fields.Date(allow_none=True)
    delivered_on = fields.Date(allow_none=True)


class OrderEventAnswer(Schema):
    """One step of an order's history."""

    at = Instant()
    state = fields.String()
    detail = fields.String()


class HistoryEntryAnswer(Schema):
    """One thing that happened to an order."""

    at = Instant()
    kind = fields.String(
        metadata={"description": "What happened: `placed`, `parked`, `pos`, `refused-state` …"}
    )
    state = fields.Enum(
        OrderState,
        by_value=True,
        allow_none=True,
        metadata={"description": "The state it came to; null where it stayed."},
    )
    payment_state = fields.Enum(PaymentState, by_value=True, allow_none=True)
    by = fields.String(metadata={"description": "The channel, the till, or who did it by hand."})
    source = fields.String(
        metadata={"description": "`gateway`, `pos` or `person`.", "examples": ["pos"]}
    )
    detail = fields.Dict()


class OrderHistoryAnswer(Schema):
    """Everything that happened to an order, oldest first."""

    order_id = fields.String()
    items = fields.List(fields.Nested(HistoryEntryAnswer))


class OrderStatusAnswer(Schema):
    """How far an order is."""

    order_id = fields.String()
    number = fields.String(
        allow_none=True,
        metadata={"description": "What the till calls it; null until a till gave it a number."},
    )
    state = fields.Enum(OrderState, by_value=True)
    payment_state = fields.Enum(PaymentState, by_value=True)
    is_under_way = fields.Boolean(
        metadata={
            "description": "A step of placing it was begun and is not known to be done, after a "
            "lost answer or a crash: money may have moved that `payment_state` does not tell of "
            "yet. A worker finds out, within a minute where nothing is down."
        }
    )
    as_of = Instant()
    tracking = fields.List(fields.Nested(TrackingAnswer))
    history = fields.List(fields.Nested(OrderEventAnswer))


class OrderAnswer(OrderStatusAnswer):
    """An order, from whatever channel it came."""

    total = money()
    tax = money()
    discount = money(
        allow_none=True,
        metadata={
            "description": "What promotions, codes and rewards took off; `total` and the lines are "
            "told without it. Null: nothing, or the till sold it."
        },
    )
    refunded = money(
        allow_none=True,
        metadata={"description": "What went back to cards and other tenders; null: nothing did."},
    )
    credited = money(
        allow_none=True,
        metadata={"description": "What was given in store credit instead; null: nothing was."},
    )
    created_at = Instant()
    channel = fields.String(metadata={"examples": ["alexa"]})
    platform = fields.String()
    method = fields.Enum(FulfillmentMethod, by_value=True)
    location_id = fields.String(allow_none=True)
    location_name = fields.String(allow_none=True)
    pos_order_id = fields.String(allow_none=True)
    customer_id = fields.String(allow_none=True)
    hold_id = fields.String(allow_none=True)
    hold_expires_at = Instant(allow_none=True)
    lines = fields.List(fields.Nested(OrderLineAnswer))


class UsualItemAnswer(Schema):
    """Something a shopper is likely to want again; ask before ordering it."""

    variant = fields.Nested(VariantAnswer)
    stead = fields.String(
        metadata={
            "description": "`same`, or what is proposed for a thing no longer sold: "
            "`other-variant` of the product, or a `similar` product."
        }
    )
    bought_name = fields.String()
    quantity = fields.Integer()
    modifiers = fields.List(fields.String())
    location_id = fields.String(allow_none=True)
    times = fields.Integer(metadata={"description": "Orders within a year."})
    last_at = Instant()
    weight = fields.Float(metadata={"description": "An order of 30 days ago counts half."})
    available = fields.Boolean(allow_none=True, metadata={"description": "Null: stock unknown."})


class UsualAnswer(Schema):
    """A shopper's usual things, the likeliest first."""

    items = fields.List(fields.Nested(UsualItemAnswer))
    is_clear = fields.Boolean(
        metadata={"description": "The first is so much likelier that only it need be confirmed."}
    )


class OrderPageAnswer(Schema):
    """A page of orders, newest first."""

    items = fields.List(fields.Nested(OrderAnswer))
    next_cursor = fields.String(allow_none=True)


class RefusalReasonAnswer(Schema):
    """One reason why an order was not taken."""

    code = fields.String(metadata={"examples": ["over-limit"]})
    why = fields.String(metadata={"examples": ["it came to more than orders may"]})
    remedy = fields.String(
        metadata={
            "description": "What would let the next one in.",
            "examples": ["voicetill merchants set MERCHANT --policy 'orders={…}' sets most_minor"],
        }
    )


class RefusedOrderAnswer(Schema):
    """An order that the merchant's rules did not take."""

    refused_id = fields.String(attribute="id")
    at = Instant()
    channel = fields.String(metadata={"examples": ["alexa"]})
    connection_id = fields.String(
        allow_none=True, metadata={"description": "The till it would have gone to."}
    )
    customer_id = fields.String(allow_none=True)
    total = money()
    reasons = fields.List(
        fields.Nested(RefusalReasonAnswer),
        metadata={"description": "The one that was told first, first."},
    )


class RefusedPageAnswer(Schema):
    """A page of refused orders, newest first."""

    items = fields.List(fields.Nested(RefusedOrderAnswer))
    next_cursor = fields.String(allow_none=True)


class CanceledAnswer(Schema):
    """The order is canceled."""

    order = fields.Nested(OrderAnswer)
    refunded = money(allow_none=True)


class WorkingAnswer(Schema):
    """The answer of the POS is outstanding; the order is finished or undone by itself. A `received`
    order waits for a till that cannot be reached, and says the rest as well."""

    order_id = fields.String()
    status = fields.String(metadata={"examples": ["working"]})
    status_url = fields.String()


class ParkedAnswer(WorkingAnswer):
    """Received while the till cannot be reached: the store will confirm."""

    location_name = fields.String()
    total = money()
    is_authorized = fields.Boolean(
        metadata={"description": "Whether the amount is reserved on the card; nothing is taken."}
    )
    confirmed_by = Instant(metadata={"description": "Undone if it is not confirmed by then."})
    told = fields.Boolean(
        metadata={
            "description": "Whether the shopper is told what becomes of it; false: the merchant "
            "opened no channel to shoppers, or nothing is on file to reach this one by."
        }
    )
