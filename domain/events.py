"""What a webhook or a poll tells us: a full record, a hint to refetch one, or a deletion."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from domain.catalog import Location, Product, StockLevel
from domain.customers import Customer
from domain.ids import PlatformId
from domain.orders import PosOrder
from domain.payments import Payment, Refund


class Entity(StrEnum):
    """Kinds of records that are kept in step with a platform."""

    LOCATION = "location"
    PRODUCT = "product"
    STOCK = "stock"
    CUSTOMER = "customer"
    ORDER = "order"
    PAYMENT = "payment"
    REFUND = "refund"
    CONNECTION = "connection"


Record: TypeAlias = Location | Product | StockLevel | Customer | PosOrder | Payment | Refund


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The whole record as it is now."""

    entity: Entity
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Refetch:
    """Something about this id changed; ask the platform (id None: run a delta)."""

    entity: Entity
    platform_id: PlatformId | None = None
    revision: int | None = None
    """The record's own, as far as the message tells it: who has that, or a newer, need not ask."""
    has_own_news: bool = False
    """Said beside other news. A record that was made through the platform's interface sends news
    of itself, so of one that we made there this tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """The record is gone; a tombstone of this revision stays."""

    entity: Entity
    platform_id: PlatformId
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected:
    """The merchant took the app's access away."""

    reason: str


class PrivacyKind(StrEnum):
    """What a platform asks about personal data, on a person's or its own behalf."""

    DATA_REQUEST = "data_request"
    """Tell what is held of a customer."""
    CUSTOMER_REDACT = "customer_redact"
    """Take away what identifies a customer; the books stay."""
    SHOP_REDACT = "shop_redact"
    """Take away what came from this account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRequest:
    """A request about personal data; carried out also where the access has ended."""

    kind: PrivacyKind
    customer_id: PlatformId | None = None
    order_ids: tuple[PlatformId, ...] = ()
    """Orders the request names beside those of the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionMoved:
    """Something became of a subscription that the platform keeps; who began it here asks."""

    platform_id: PlatformId


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Understood, and of no interest; the reason is counted."""

    reason: str


PosEvent: TypeAlias = (
    Changed | Refetch | Deleted | Disconnected | PrivacyRequest | SubscriptionMoved | Ignored
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A record that could not be mapped: where, what, and what would help."""

    entity: Entity
    platform_id: str | None
    path: str
    value: str
    """A short repr of the offending value, free of personal data."""
    remedy: str
    raw: bytes
    """The vendor's record as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A verified webhook delivery."""

    delivery_id: str
    """Stable over the sender's retries; unique per connection."""
    topic: str
    body: bytes
    occurred_at: datetime | None = None
    account: str | None = None
    """The platform's name of the merchant's account, where the message carries it."""
    account_group: str | None = None
    """Where it is about all accounts of a group, which are called `group/…`: the group."""
    api_version: str | None = None
    """In whose words the body is, where the message says it."""
    of_burst: bool = False
    """One change sends several such messages within a moment: they are better read together."""
