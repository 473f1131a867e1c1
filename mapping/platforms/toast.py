"""Toast's records in the unified schema: the tables. Restaurants, stock; menus and orders have
files of their own and are handed on here.

Source: toast-restaurants.yaml, toast-stock.yaml (1.0.0), toast-menus.yaml (V2 2.4.1),
toast-orders.yaml (2.9.0). Request bodies are in `toast_requests`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.catalog import Address, Location, StockLevel
from mapping.converters import (
    coordinate,
    identifier,
    micros,
    negated,
    optional_text,
    revision_of_time,
    text,
    timestamp,
)
from mapping.engine import Field, Map
from mapping.platforms import toast_words as words
from mapping.platforms.toast_checks import CHECK, CUSTOMER, ORDER_LINE, PAYMENT
from mapping.platforms.toast_choices import MODIFIER, MODIFIER_LIST, MenuSide
from mapping.platforms.toast_menu import MENU, MENU_GROUP, PRODUCT, VARIANT
from mapping.platforms.toast_orders import ORDER
from mapping.platforms.toast_quotes import QUOTE, QUOTE_LINE

__all__ = [
    "ADDRESS",
    "CHECK",
    "CUSTOMER",
    "LOCATION",
    "MENU",
    "MENU_GROUP",
    "MODIFIER",
    "MODIFIER_LIST",
    "ORDER",
    "ORDER_LINE",
    "PAYMENT",
    "PRODUCT",
    "PUBLISHED",
    "QUOTE",
    "QUOTE_LINE",
    "STOCK",
    "STOCK_NOTICE",
    "VARIANT",
]


def _region(area: Any, deprecated: Any) -> str:
    return text(area or deprecated)


def _told(_guid: Any, told: Any) -> Any:
    """What the run's context tells: the record itself does not."""
    return told


def _revision(_guid: Any, now: datetime) -> int:
    return micros(now)


def _noticed(stamp: Any) -> int:
    return micros(timestamp(stamp))


ADDRESS = Map(
    Address,
    fields=(
        Field("line1", "address1", text),
        Field("line2", "address2", optional_text, default=None),
        Field("city", "city", text),
        Field("region", ("administrativeArea", "stateCode"), _region, default=None),
        Field("postal_code", "zipCode", optional_text, default=None),
        Field("country", "country", text),
    ),
    ignored={
        "phone": "told by the location",
        "phoneCountryCode": "told by the location",
        "latitude": "told by the location",
        "longitude": "told by the location",
    },
)


def _whole_address(raw: Any) -> Address | None:
    """An address, None where street, town or country is missing."""
    needed = ("address1", "city", "country")
    return ADDRESS.read(raw) if all(raw.get(part) for part in needed) else None


LOCATION = Map(
    Location,
    fields=(
        Field("platform_id", "guid", identifier),
        Field("name", ("general.locationName", "general.name"), words.location_name),
        Field("active", "general.archived", negated, default=True),
        Field("address", "location", _whole_address, default=None),
        Field("phone", ("location.phone", "location.phoneCountryCode"), words.e164, default=None),
        Field("timezone", "general.timeZone", optional_text, default=None),
        Field("currency", "general.currencyCode", optional_text, default=None),
        Field("latitude", "location.latitude", coordinate, default=None),
        Field("longitude", "location.longitude", coordinate, default=None),
        Field("hours", "schedules", words.opening_hours, default=()),
    ),
    ignored={
        "general.locationCode": "the restaurant's own short name",
        "general.description": "for Toast's own pages",
        "general.closeoutHour": "orders are asked for by time, not by business day",
        "general.managementGroupGuid": "one connection is one restaurant",
        "general.firstBusinessDate": "not used",
        "urls": "for Toast's own pages",
        "delivery": "the dining option decides whether an order may be delivered",
        "onlineOrdering": "Toast's own online shop",
        "prepTimes": "each order tells when it will be ready",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """When a restaurant's menus were last published."""

    updated: str
    """As Toast writes it, to be compared."""
    revision: int
    timezone: str | None = None


PUBLISHED = Map(
    Published,
    fields=(
        Field("updated", "lastUpdated", text),
        Field("revision", "lastUpdated", revision_of_time),
        Field("timezone", "restaurantTimeZone", optional_text, default=None),
    ),
    ignored={
        "restaurantGuid": "known from the connection",
        "menus": "walked by `assemble`",
        "modifierGroupReferences": "found by `MenuSide`",
        "modifierOptionReferences": "found by `MenuSide`",
        "preModifierGroupReferences": "EXTRA and ON THE SIDE cannot be said by voice yet",
    },
)

STOCK = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "guid", identifier),
        Field("location_platform_id", "guid", _told, context=("location",)),
        Field("available", ("status", "quantity"), words.item_availability),
        Field("as_of", "guid", _told, context=("now",)),
        Field("revision", "guid", _revision, context=("now",)),
    ),
    ignored={
        "itemGuidValidity": "what is INVALID is left out before",
        "multiLocationId": "stock is kept under the restaurant's own guid",
        "versionId": "reserved by Toast for the future",
    },
)
"""Toast tells no time of the count: the context's `now` is when it was asked."""

STOCK_NOTICE = Map(
    StockLevel,
    fields=(
        Field("inventory_platform_id", "details.itemGuid", identifier),
        Field("location_platform_id", "details.restaurantGuid", identifier),
        Field("available", ("details.status", "details.quantity"), words.item_availability),
        Field("as_of", "timestamp", timestamp),
        Field("revision", "timestamp", _noticed),
    ),
    ignored={
        "eventCategory": "the reader was chosen by it",
        "eventType": "the status tells; low_quantity is still some",
        "guid": "the delivery's id",
        "details.versionId": "reserved by Toast for the future",
        "details.multiLocationId": "stock is kept under the restaurant's own guid",
    },
)


def sample_context(payload: Any, currency: str) -> Mapping[str, Any]:
    """What a run would know beside a payload: the modifiers that a menu document refers to; of a
    part that stands alone neither restaurant nor cart, and nothing is out of stock."""
    told = payload if isinstance(payload, Mapping) else {}
    groups, options = (
        found if isinstance(found := told.get(name), Mapping) else {}
        for name in ("modifierGroupReferences", "modifierOptionReferences")
    )
    return {
        "side": MenuSide(currency=currency, groups=groups, options=options),
        "group": {},
        "location": "",
        "path": "",
        "revision": 0,
        "sizes": {},
        "wanted": {},
    }
