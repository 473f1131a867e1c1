"""What the REST surface answers with about goods, stock and places, field by field."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.api.fields import Instant, Quantity, money
from app.commerce.audit import Flaw, Grade
from domain.catalog import CounterOnly

_AGE = {"description": "Seconds since `as_of`; null when the stock is unknown."}
_UNKNOWN = {"description": "Decimal string; null: unknown, which is not zero.", "examples": ["3"]}


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


class BundlePartAnswer(Schema):
    """One component of a bundle."""

    sku = fields.String(
        allow_none=True,
        metadata={"description": "Null: the till has not told of it yet.", "examples": ["MUG"]},
    )
    platform_id = fields.String()
    title = fields.String(allow_none=True, metadata={"examples": ["Stoneware Mug"]})
    quantity = Quantity(
        metadata={"description": "How many of it one bundle takes.", "examples": ["2"]}
    )


class ModifiableVariantAnswer(VariantAnswer):
    """One exact sellable version of a product, with the choices it offers."""

    modifier_lists = fields.List(fields.Nested(ModifierListAnswer))
    components = fields.List(
        fields.Nested(BundlePartAnswer),
        metadata={"description": "What a bundle takes from stock; empty: it is no bundle."},
    )


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

    products = fields.Integer(metadata={"description": "How many products were counted."})
    is_complete = fields.Boolean(
        metadata={
            "description": "Whether those are all that fit; false: the 200 best were counted, "
            "narrow it down by words, category or brand."
        }
    )
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
    distance_km = Quantity(
        allow_none=True,
        metadata={"description": "From `near`; null where that tells no exact place."},
    )
    offers_pickup = fields.Boolean(
        metadata={"description": "Whether shoppers can fetch it there; a warehouse only ships."}
    )
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
