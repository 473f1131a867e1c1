"""Locations, products and stock."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Location:
    """A place that holds stock; a lower `rank` is preferred by order routing."""

    id: int
    name: str
    rank: int
    address1: str
    city: str
    province: str
    province_code: str
    zip: str
    country: str
    country_code: str
    phone: str
    latitude: float
    longitude: float
    created_at: str
    updated_at: str
    pickup: bool = True
    is_active: bool = True
    fulfills_online_orders: bool = True


@dataclass(slots=True, kw_only=True)
class Collection:
    """Products grouped by hand."""

    id: int
    title: str
    handle: str
    product_ids: list[int]
    updated_at: str


@dataclass(slots=True, kw_only=True)
class ProductOptionValue:
    """One choice of an option."""

    id: int
    name: str


@dataclass(slots=True, kw_only=True)
class ProductOption:
    """Something a shopper chooses, such as a size."""

    id: int
    name: str
    position: int
    values: list[ProductOptionValue]


@dataclass(slots=True, kw_only=True)
class MediaImage:
    """A picture of a product."""

    id: int
    url: str
    alt: str | None
    created_at: str
    width: int = 1200
    height: int = 1200


@dataclass(slots=True, kw_only=True)
class Product:
    """What is sold; its variants live in a table of their own."""

    id: int
    title: str
    handle: str
    description: str
    vendor: str
    product_type: str
    category: str | None
    """Key of the taxonomy table, e.g. `aa-8`."""
    status: str
    tags: list[str]
    options: list[ProductOption]
    media: list[MediaImage]
    variant_ids: list[int]
    collection_ids: list[int]
    created_at: str
    updated_at: str
    published_at: str | None


@dataclass(slots=True, kw_only=True)
class VariantComponent:
    """What one bundle takes of another variant."""

    id: int
    variant_id: int
    quantity: int


@dataclass(slots=True, kw_only=True)
class ProductVariant:
    """A sellable version; `choices` are values in the order of the product's options."""

    id: int
    product_id: int
    item_id: int
    position: int
    title: str
    sku: str | None
    barcode: str | None
    price: int
    compare_at_price: int | None
    taxable: bool
    inventory_policy: str
    grams: int
    requires_shipping: bool
    choices: list[str]
    media_id: int | None
    created_at: str
    updated_at: str
    components: list[VariantComponent] = field(default_factory=list)
    """A bundle's; its own item is not counted then."""


@dataclass(slots=True, kw_only=True)
class InventoryLevel:
    """Stock of one item at one location. `on_hand` is the sum of all but `incoming`."""

    item_id: int
    location_id: int
    updated_at: str
    created_at: str
    available: int = 0
    committed: int = 0
    reserved: int = 0
    incoming: int = 0
    damaged: int = 0
    quality_control: int = 0
    safety_stock: int = 0

    @property
    def on_hand(self) -> int:
        """Everything that is physically there."""
        unavailable = self.damaged + self.quality_control + self.safety_stock
        return self.available + self.committed + self.reserved + unavailable


@dataclass(slots=True, kw_only=True)
class InventoryItem:
    """What is counted for a variant."""

    id: int
    variant_id: int
    tracked: bool
    created_at: str
    updated_at: str
    unit_cost: int | None = None
    levels: dict[int, InventoryLevel] = field(default_factory=dict)
    """By location."""


@dataclass(slots=True, kw_only=True)
class Change:
    """One quantity that an inventory call changed."""

    item_id: int
    location_id: int
    name: str
    delta: int
    quantity_after: int | None
    ledger_document_uri: str | None = None


@dataclass(slots=True, kw_only=True)
class TransferLine:
    """Pieces of one item in a transfer."""

    item_id: int
    quantity: int


@dataclass(slots=True, kw_only=True)
class InventoryTransfer:
    """Goods on their way between two locations, or asked to go."""

    id: int
    name: str
    status: str
    date_created: str
    origin_id: int
    destination_id: int
    lines: list[TransferLine]
    note: str | None = None
    reference_name: str | None = None
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class InventoryAdjustmentGroup:
    """The changes of one inventory call."""

    id: int
    created_at: str
    reason: str
    reference_document_uri: str | None
    changes: list[Change]
