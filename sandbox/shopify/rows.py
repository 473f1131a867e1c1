"""The shop's records. Class names are the vendor's type names; money is cents, times are text.

Plain data: what can be computed from a row (totals, statuses) is computed where it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Attribute:
    """A key and a value that travel with an order, a draft or a line."""

    key: str
    value: str | None


@dataclass(slots=True, kw_only=True)
class MailingAddress:
    """A postal address of a customer, an order or a draft."""

    id: int
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    zip: str | None = None
    country: str | None = None
    country_code: str | None = None
    phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None


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
class PaymentMandate:
    """A buyer's standing permission to charge a card later."""

    id: int


@dataclass(slots=True, kw_only=True)
class CustomerPaymentMethod:
    """A card kept by Shopify for a customer; never a number."""

    id: str
    customer_id: int
    brand: str
    last_digits: str
    expiry_month: int
    expiry_year: int
    name: str
    mandates: list[PaymentMandate]
    outcome: str = "approve"
    """What charging it does: `approve`, or the vendor's error code it is declined with."""
    revoked_at: str | None = None


@dataclass(slots=True, kw_only=True)
class Customer:
    """Somebody who buys."""

    id: int
    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    created_at: str
    updated_at: str
    addresses: list[MailingAddress] = field(default_factory=list)
    payment_methods: list[CustomerPaymentMethod] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    note: str | None = None
    locale: str = "en"
    state: str = "DISABLED"
    tax_exempt: bool = False


@dataclass(slots=True, kw_only=True)
class TaxLine:
    """One tax on a line; `rate` is a decimal share as text."""

    title: str
    rate: str
    price: int
    channel_liable: bool = False


@dataclass(slots=True, kw_only=True)
class AppliedDiscount:
    """A discount given by hand; `value` is a percentage or an amount in the shop's currency."""

    title: str | None
    description: str
    value: float
    value_type: str
    amount: int


@dataclass(slots=True, kw_only=True)
class ShippingLine:
    """How an order travels, and for how much."""

    id: int
    title: str
    price: int
    code: str | None = None
    source: str | None = None
    handle: str | None = None
    tax_lines: list[TaxLine] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class LineItem:
    """One line of an order.

    `discount` is the line's own, `order_discount` its share of the order's; both for the whole
    quantity. `removed` pieces were taken off before they were fulfilled (refund with CANCEL).
    """

    id: int
    variant_id: int | None
    product_id: int | None
    title: str
    variant_title: str | None
    sku: str | None
    vendor: str | None
    quantity: int
    price: int
    taxable: bool
    requires_shipping: bool
    grams: int = 0
    gift_card: bool = False
    discount: int = 0
    order_discount: int = 0
    tax_lines: list[TaxLine] = field(default_factory=list)
    custom_attributes: list[Attribute] = field(default_factory=list)
    fulfilled: int = 0
    refunded: int = 0
    removed: int = 0
    claimed: bool = True
    """Whether stock was committed for it; `orderCreate` does not by default."""


@dataclass(slots=True, kw_only=True)
class Card:
    """What an answer may show of a card."""

    brand: str
    last_digits: str
    expiry_month: int
    expiry_year: int
    name: str


@dataclass(slots=True, kw_only=True)
class OrderTransaction:
    """One movement of money, or the attempt."""

    id: int
    order_id: int
    kind: str
    status: str
    amount: int
    gateway: str
    created_at: str
    processed_at: str
    parent_id: int | None = None
    error_code: str | None = None
    authorization_code: str | None = None
    payment_id: str | None = None
    card: Card | None = None
    test: bool = False
    receipt: Any = None
    message: str | None = None


@dataclass(slots=True, kw_only=True)
class FulfillmentOrderLineItem:
    """Pieces of an order line that one location is to fulfill."""

    id: int
    line_item_id: int
    total_quantity: int
    remaining_quantity: int


@dataclass(slots=True, kw_only=True)
class FulfillmentOrder:
    """What one location is to fulfill of an order."""

    id: int
    order_id: int
    location_id: int
    status: str
    method: str
    lines: list[FulfillmentOrderLineItem]
    created_at: str
    updated_at: str
    request_status: str = "UNSUBMITTED"
    prepared: bool = False


@dataclass(slots=True, kw_only=True)
class FulfillmentLineItem:
    """Pieces of an order line that were handed over or shipped."""

    id: int
    line_item_id: int
    fulfillment_id: int
    quantity: int
    returned: int = 0
    """Pieces that a return already covers."""


@dataclass(slots=True, kw_only=True)
class Fulfillment:
    """A shipment, or a hand-over at a store."""

    id: int
    order_id: int
    name: str
    location_id: int
    fulfillment_order_ids: list[int]
    lines: list[FulfillmentLineItem]
    created_at: str
    updated_at: str
    status: str = "SUCCESS"
    display_status: str = "FULFILLED"
    tracking_company: str | None = None
    tracking_numbers: list[str] = field(default_factory=list)
    tracking_urls: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class RefundLineItem:
    """Pieces of an order line that were paid back."""

    id: int
    line_item_id: int
    quantity: int
    restock_type: str
    location_id: int | None
    restocked: bool
    subtotal: int
    total_tax: int


@dataclass(slots=True, kw_only=True)
class Refund:
    """Money given back for an order."""

    id: int
    order_id: int
    created_at: str
    note: str | None
    lines: list[RefundLineItem]
    shipping: int = 0
    shipping_tax: int = 0
    transaction_ids: list[int] = field(default_factory=list)
    return_id: int | None = None


@dataclass(slots=True, kw_only=True)
class ReturnLineItem:
    """Pieces that come back, by the fulfillment line they left with."""

    id: int
    fulfillment_line_item_id: int
    quantity: int
    reason: str
    reason_note: str
    reverse_line_id: int
    processed: int = 0
    refunded: int = 0


@dataclass(slots=True, kw_only=True)
class Disposition:
    """What became of pieces that came back."""

    id: int
    type: str
    quantity: int
    location_id: int | None
    reverse_line_id: int


@dataclass(slots=True, kw_only=True)
class Return:
    """Goods on their way back."""

    id: int
    order_id: int
    name: str
    status: str
    created_at: str
    lines: list[ReturnLineItem]
    reverse_order_id: int
    dispositions: list[Disposition] = field(default_factory=list)
    closed_at: str | None = None


@dataclass(slots=True, kw_only=True)
class Order:
    """A sale, with everything that happened to it."""

    id: int
    number: int
    name: str
    created_at: str
    processed_at: str
    updated_at: str
    confirmation_number: str
    lines: list[LineItem]
    customer_id: int | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    custom_attributes: list[Attribute] = field(default_factory=list)
    billing_address: MailingAddress | None = None
    shipping_address: MailingAddress | None = None
    shipping_lines: list[ShippingLine] = field(default_factory=list)
    discount_codes: list[str] = field(default_factory=list)
    discount: AppliedDiscount | None = None
    transactions: list[OrderTransaction] = field(default_factory=list)
    fulfillment_orders: list[FulfillmentOrder] = field(default_factory=list)
    fulfillments: list[Fulfillment] = field(default_factory=list)
    refunds: list[Refund] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    source_name: str | None = None
    source_identifier: str | None = None
    source_url: str | None = None
    po_number: str | None = None
    test: bool = False
    taxes_included: bool = False
    tax_exempt: bool = False
    financial_status: str | None = None
    """Set by hand at creation; counts until money moves."""
    cancelled_at: str | None = None
    cancel_reason: str | None = None
    staff_note: str | None = None
    closed_at: str | None = None
    draft_id: int | None = None


@dataclass(slots=True, kw_only=True)
class DraftLine:
    """One line of a draft; `variant_id` is None for a custom item."""

    id: int
    uuid: str
    variant_id: int | None
    product_id: int | None
    title: str
    variant_title: str | None
    sku: str | None
    vendor: str | None
    quantity: int
    price: int
    """Unit price before discounts: the override where there is one."""
    taxable: bool
    requires_shipping: bool
    grams: int
    price_override: int | None = None
    applied_discount: AppliedDiscount | None = None
    order_discount: int = 0
    tax_lines: list[TaxLine] = field(default_factory=list)
    custom_attributes: list[Attribute] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Reservation:
    """Pieces a draft line has set aside."""

    line_id: int
    item_id: int
    location_id: int
    quantity: int


@dataclass(slots=True, kw_only=True)
class DraftWarning:
    """Something a calculation did not do as asked."""

    error_code: str
    field: str
    message: str
    discount_code: str | None = None


@dataclass(slots=True, kw_only=True)
class DraftOrder:
    """Not yet a sale."""

    id: int
    number: int
    created_at: str
    updated_at: str
    ready_at: float
    """Timestamp at which the vendor has finished calculating it."""
    lines: list[DraftLine] = field(default_factory=list)
    status: str = "OPEN"
    customer_id: int | None = None
    email: str | None = None
    phone: str | None = None
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    custom_attributes: list[Attribute] = field(default_factory=list)
    billing_address: MailingAddress | None = None
    shipping_address: MailingAddress | None = None
    shipping_line: ShippingLine | None = None
    applied_discount: AppliedDiscount | None = None
    discount_codes: list[str] = field(default_factory=list)
    accept_automatic_discounts: bool = False
    allow_discount_codes: bool = False
    tax_exempt: bool = False
    reserve_until: str | None = None
    reservations: list[Reservation] = field(default_factory=list)
    invoice_token: str = ""
    invoice_sent_at: str | None = None
    completed_at: str | None = None
    order_id: int | None = None
    source_name: str | None = None
    po_number: str | None = None
    visible_to_customer: bool = False
    warnings: list[DraftWarning] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Metafield:
    """A value that an app hangs on a record; `owner_type` is the record's type name."""

    id: int
    owner_type: str
    owner_id: int
    namespace: str
    key: str
    type: str
    value: str
    created_at: str
    updated_at: str


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
class InventoryAdjustmentGroup:
    """The changes of one inventory call."""

    id: int
    created_at: str
    reason: str
    reference_document_uri: str | None
    changes: list[Change]


@dataclass(slots=True, kw_only=True)
class Job:
    """Work that the vendor does later."""

    id: str
    kind: str
    order_id: int
    due: float
    details: dict[str, Any] = field(default_factory=dict)
    done: bool = False
    error: str | None = None


@dataclass(slots=True, kw_only=True)
class BulkOperation:
    """A query run in the background; its lines wait in a file beside the books."""

    id: int
    query: str
    status: str
    created_at: str
    group_objects: bool
    app: str
    scopes: list[str]
    completed_at: str | None = None
    error_code: str | None = None
    object_count: int = 0
    root_object_count: int = 0
    file_size: int | None = None


@dataclass(slots=True, kw_only=True)
class WebhookSubscription:
    """Where one topic's messages go; lives in one app's subscriptions."""

    id: int
    topic: str
    """As the enum has it, `ORDERS_CREATE`."""
    uri: str
    created_at: str
    updated_at: str
    format: str = "JSON"
    filter: str | None = None
    include_fields: list[str] = field(default_factory=list)
    metafield_namespaces: list[str] = field(default_factory=list)
    name: str | None = None


@dataclass(slots=True, kw_only=True)
class Claim:
    """An idempotency key in use: what it was used for and what came of it."""

    key: str
    operation: str
    fingerprint: str
    until: float
    outcome: dict[str, int] = field(default_factory=dict)
    """Ids of what was made, from which the answer is told again."""
    failed: bool = False
