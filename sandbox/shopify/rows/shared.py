"""Records that others are made of, and what the vendor does in the background."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AppInstallation:
    """The app that asks, as it is installed in this shop."""

    id: int


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
class Card:
    """What an answer may show of a card."""

    brand: str
    last_digits: str
    expiry_month: int
    expiry_year: int
    name: str
