"""What the REST surface answers with: the commerce views, field by field."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.api.fields import Instant, MoneySchema, Quantity
from app.commerce.audit import Flaw, Grade
from domain.catalog import CounterOnly
from domain.orders import FulfillmentMethod, OrderState, PaymentState
from domain.parcels import ParcelState

_AGE = {"description": "Seconds since `as_of`; null when the stock is unknown."}
_UNKNOWN = {"description": "Decimal string; null: unknown, which is not zero.", "examples": ["3"]}


def money(**options: Any) -> fields.Nested:
    """A sum of money."""
    return fields.Nested(MoneySchema, **options)


class HoursAnswer(Schema):
    """Hours that recur every week, in the location's own time."""

    days = fields.Function(
        lambda hours: sorted(hours.days),
        metadata={
            "type": "array",
            "items": {"type": "integer"},
            "description": "ISO weekdays on which they begin; 1 is Monday.",
            "examples": [[1, 2, 3, 4, 5]],
        },
    )
    start = fields.Time(format="%H:%M")
    end = fields.Time(
        format="%H:%M",
        metadata={"description": "Exclusive; not after `start`: on the next day."},
    )


class TimedPriceAnswer(Schema):
    """A price that holds at certain hours only."""

    price = money()
    hours = fields.List(fields.Nested(HoursAnswer))


class ModifierAnswer(Schema):
    """One choice of a modifier list."""

    platform_id = fields.String(metadata={"description": "What `modifiers` of an order names."})
    name = fields.String(metadata={"examples": ["Oat milk"]})
    price = money(
        allow_none=True,
        metadata={"description": "Null: told by `variant_prices`, or by the order's quote."},
    )
    variant_prices = fields.Dict(
        keys=fields.String(),
        values=money(),
        metadata={"description": "Prices by the platform's variant id, where they depend on it."},
    )
    active = fields.Boolean(metadata={"description": "False: out of stock now."})
    chosen_by_default = fields.Boolean(
        metadata={"description": "Part of the product; an order names it like any other choice."}
    )
    repeatable = fields.Boolean(metadata={"description": "May be named several times."})
    modifier_lists = fields.List(
        fields.Nested(lambda: ModifierListAnswer()),
        metadata={"description": "What this choice asks for in turn."},
    )


class ModifierListAnswer(Schema):
    """Choices that refine a line of an order."""

    platform_id = fields.String()
    name = fields.String(metadata={"examples": ["Milk"]})
    minimum = fields.Integer(metadata={"description": "How many must be chosen."})
    maximum = fields.Integer(allow_none=True, metadata={"description": "Null: no limit."})
    sequence_prices = fields.List(
        money(),
        metadata={"description": "Prices of the first, second … choice, if the order decides."},
    )
    modifiers = fields.List(fields.Nested(ModifierAnswer))


class VariantAnswer(Schema):
    """One exact sellable version of a product."""

    sku = fields.String(metadata={"examples": ["AM90-BLK-10"]})
    product_id = fields.String()
    title = fields.String(metadata={"examples": ["Nike Air Max 90"]})
    options = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"examples": [{"size": "10", "color": "Black"}]},
    )
    price = money(allow_none=True)
    brand = fields.String(allow_none=True)
    barcode = fields.String(allow_none=True)
    modifiers_required = fields.Boolean()
    counter_only = fields.Enum(
        CounterOnly,
        by_value=True,
        allow_none=True,
        metadata={
            "description": "Why the store's staff alone may sell it, and an order of it is refused;"
            " null: it can be ordered."
        },
    )
    hours = fields.List(
        fields.Nested(HoursAnswer),
        metadata={"description": "When it is on the menu; empty: always."},
    )
    timed_prices = fields.List(fields.Nested(TimedPriceAnswer))


class ModifiableVariantAnswer(VariantAnswer):
    """One exact sellable version of a product, with the choices it offers."""

    modifier_lists = fields.List(fields.Nested(ModifierListAnswer))


class ProductAnswer(Schema):
    """A product with its variants."""

    product_id = fields.String()
    title = fields.String(metadata={"examples": ["Nike Air Max 90"]})
    brand = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    variants = fields.List(fields.Nested(ModifiableVariantAnswer))
    fits = fields.Boolean(
        metadata={"description": "False: no variant has the attributes asked for; all are shown."}
    )
    score = fields.Float(metadata={"description": "0 to 100; 100 is the exact name."})


class SearchedProductAnswer(ProductAnswer):
    """A product with its variants, ready to be said; what follows the score is told of a search
    only, not of the whole catalog."""

    speech_name = fields.String(metadata={"examples": ["Nike Air Max 90"]})
    difference = fields.String(
        allow_none=True,
        metadata={"description": "What tells it from the other results.", "examples": ["Leather"]},
    )
    price_from = money(allow_none=True)
    price_to = money(allow_none=True)
    in_stock = fields.Boolean(
        allow_none=True, metadata={"description": "Whether a store has one; null: unknown."}
    )
    stores = fields.List(
        fields.Nested(lambda: StockAnswer()),
        metadata={"description": "Stores that have one, nearest first, at most three."},
    )


class UnderstoodAnswer(Schema):
    """What the words of a query name in this catalog."""

    category = fields.String(allow_none=True, metadata={"examples": ["Jackets"]})
    brand = fields.String(allow_none=True)
    attributes = fields.Dict(keys=fields.String(), values=fields.String())
    features = fields.List(fields.String(), metadata={"examples": [["waterproof"]]})
    uses = fields.List(fields.String(), metadata={"examples": [["hiking"]]})
    min_price = Quantity(allow_none=True, metadata={"examples": [None]})
    max_price = Quantity(allow_none=True, metadata={"examples": ["150"]})


class ProductPageAnswer(Schema):
    """A page of products, best first."""

    items = fields.List(fields.Nested(SearchedProductAnswer))
    next_cursor = fields.String(allow_none=True)
    understood = fields.Nested(
        UnderstoodAnswer, metadata={"description": "Of a search only: how the query was read."}
    )


def _counts(description: str) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": description}
    )


class FacetsAnswer(Schema):
    """Counts of products by what tells them apart, the most frequent first."""

    categories = _counts("Products per category.")
    brands = _counts("Products per brand.")
    tags = _counts("Products per tag.")
    options = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        metadata={"description": "Products per value, by option."},
    )
    price_from = money(allow_none=True)
    price_to = money(allow_none=True)


class NotMadeAnswer(Schema):
    """A value that does not exist beside the others chosen."""

    option = fields.String(metadata={"examples": ["size"]})
    value = fields.String(metadata={"examples": ["10"]})
    near = fields.List(
        fields.String(),
        metadata={"description": "The nearest values there are.", "examples": [["9.5", "10.5"]]},
    )


class ChoicesAnswer(Schema):
    """What is left of a product's variants, and what to ask for next."""

    option = fields.String(
        allow_none=True, metadata={"description": "Null: nothing differs any more."}
    )
    values = fields.List(fields.String())
    not_made = fields.List(fields.Nested(NotMadeAnswer))
    variants = fields.List(fields.Nested(VariantAnswer))


class FindingAnswer(Schema):
    """One flaw of one product."""

    flaw = fields.Enum(Flaw, by_value=True)
    detail = fields.String()
    fix = fields.String()


class ReadinessAnswer(Schema):
    """One product's grade."""

    product_id = fields.String()
    title = fields.String()
    speech_name = fields.String(metadata={"description": "What a shopper would hear."})
    score = fields.Integer(metadata={"description": "0 to 100."})
    grade = fields.Enum(Grade, by_value=True)
    findings = fields.List(fields.Nested(FindingAnswer))


class AuditAnswer(Schema):
    """How ready a catalog is for voice, the least ready products first."""

    products = fields.Integer()
    grades = _counts("Products per grade.")
    flaws = _counts("Products per flaw.")
    items = fields.List(fields.Nested(ReadinessAnswer))
    next_cursor = fields.String(allow_none=True)


class ProductDetailAnswer(Schema):
    """One product with all its variants."""

    product_id = fields.String()
    title = fields.String()
    brand = fields.String(allow_none=True)
    variants = fields.List(fields.Nested(ModifiableVariantAnswer))


class StockAnswer(Schema):
    """How many of one SKU one store can sell, and how fresh that is."""

    location_id = fields.String()
    location_name = fields.String(metadata={"examples": ["Downtown"]})
    available = Quantity(allow_none=True, metadata=_UNKNOWN)
    as_of = Instant(allow_none=True)
    source = fields.String(metadata={"examples": ["webhook"]})
    age_s = fields.Integer(allow_none=True, metadata=_AGE)
    price_as_of = Instant(
        allow_none=True, metadata={"description": "When the store's till told its price."}
    )
    price_source = fields.String(allow_none=True, metadata={"examples": ["poll"]})
    price_age_s = fields.Integer(allow_none=True)
    distance_km = Quantity(allow_none=True)
    backorder = Quantity(metadata={"description": "How many more may be promised, to come later."})
    backorder_days = fields.Integer(allow_none=True)


class StoreStockAnswer(StockAnswer):
    """How many of one SKU one store can sell, when it is open and when an order is ready."""

    timezone = fields.String(allow_none=True, metadata={"examples": ["America/Los_Angeles"]})
    is_open = fields.Boolean(allow_none=True, metadata={"description": "Null: hours unknown."})
    open_until = Instant(allow_none=True)
    opens_at = Instant(allow_none=True)
    ready_at = Instant(
        allow_none=True,
        metadata={"description": "When an order made now can be fetched; null: not known."},
    )


class AvailabilityAnswer(Schema):
    """One SKU over the merchant's stores."""

    variant = fields.Nested(VariantAnswer)
    nearness = fields.String(
        allow_none=True,
        metadata={
            "description": "How the nearest was found: `store`, `coordinates` or `postcode`; "
            "`unknown`: nothing tells which is nearer; null: nobody asked."
        },
    )
    stores = fields.List(fields.Nested(StoreStockAnswer))
    live = fields.Boolean(metadata={"description": "The first store was read from the POS now."})
    disclaimer = fields.Boolean(
        metadata={"description": "The POS was too slow to ask; figures may be out of date."}
    )


class InventoryAnswer(Schema):
    """Stock of one variant, or of a product's variants page by page."""

    items = fields.List(fields.Nested(AvailabilityAnswer))
    next_cursor = fields.String(allow_none=True)


class AlternativesAnswer(Schema):
    """What can be had instead; each list best first, at most three."""

    variant = fields.Nested(VariantAnswer)
    stores = fields.List(
        fields.Nested(StoreStockAnswer), metadata={"description": "Other stores that have it."}
    )
    variants = fields.List(
        fields.Nested(VariantAnswer),
        metadata={"description": "Others of the product that the store has."},
    )
    similar = fields.List(
        fields.Nested(VariantAnswer),
        metadata={"description": "One each of similar products that the store has."},
    )


class PlaceAddressAnswer(Schema):
    """A postal address."""

    line1 = fields.String()
    line2 = fields.String(allow_none=True)
    city = fields.String()
    region = fields.String(allow_none=True)
    postal_code = fields.String(allow_none=True)
    country = fields.String()


class LocationAnswer(Schema):
    """A store."""

    location_id = fields.String()
    name = fields.String()
    address = fields.Nested(PlaceAddressAnswer, allow_none=True)
    phone = fields.String(allow_none=True)
    timezone = fields.String(allow_none=True)
    currency = fields.String(allow_none=True)
    latitude = Quantity(allow_none=True)
    longitude = Quantity(allow_none=True)
    offers_pickup = fields.Boolean()


class LocationListAnswer(Schema):
    """The merchant's active stores."""

    items = fields.List(fields.Nested(LocationAnswer))


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


class PaymentAnswer(Schema):
    """A payment that stands authorized; confirm the order to take it."""

    order_id = fields.String()
    payment_id = fields.String()
    amount = money()
    card_brand = fields.String(allow_none=True)
    card_last4 = fields.String(allow_none=True)


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
    number = fields.String()
    state = fields.Enum(OrderState, by_value=True)
    payment_state = fields.Enum(PaymentState, by_value=True)
    as_of = Instant()
    tracking = fields.List(fields.Nested(TrackingAnswer))
    history = fields.List(fields.Nested(OrderEventAnswer))


class OrderAnswer(OrderStatusAnswer):
    """An order, from whatever channel it came."""

    total = money()
    tax = money()
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
