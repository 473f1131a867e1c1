"""Shopify's webhooks: whose they are and what they tell.

Bodies keep the REST shapes with numeric ids. Deliveries come at least once and in any order. What
a body tells completely becomes `Changed`; where it lacks something that the unified record needs
(a product's currency, an order's fulfillment orders, a location's time zone) it is a hint to
refetch. Their API version is a setting of the app, not of a subscription, and stands in a header.
Sources: fact sheet §12, sample bodies of API version 2026-07 (read 2026-11-20).
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import orjson

from adapters.shopify.errors import malformed
from adapters.wire import JsonObject
from domain.errors import BadSignatureError
from domain.events import (
    Changed,
    Deleted,
    Delivery,
    Disconnected,
    Entity,
    Ignored,
    PosEvent,
    PrivacyKind,
    PrivacyRequest,
    Refetch,
)
from domain.ids import PlatformId
from mapping.converters import timestamp
from mapping.engine import MappingError
from mapping.platforms import shopify as table
from mapping.platforms.shopify_words import gid

GONE_FOR_EVER = 2**63 - 1
"""Revision of a tombstone: ids are never used again, and the body of a deletion names no time."""
PRIVACY_TOPICS = ("customers/data_request", "customers/redact", "shop/redact")
"""Set in the app's configuration, for all shops at once."""


class ShopifyWebhooks:
    """Verifies and reads deliveries; needs no network and keeps nothing."""

    def verify(
        self,
        *,
        headers: Mapping[str, str],
        body: bytes,
        secrets: Sequence[str],
        url: str,  # noqa: ARG002 - Shopify signs the body alone
    ) -> Delivery:
        """Prove the origin on the raw body; several secrets bridge the change of one.

        Headers come as `X-Shopify-…` and, for the newer "Events" product, without the `X-`.
        """
        signature = _header(headers, "hmac-sha256") or ""
        if not any(is_signed(body, signature, secret) for secret in secrets if secret):
            raise BadSignatureError("the Shopify signature does not fit the body")
        delivery_id, topic = _header(headers, "webhook-id"), _header(headers, "topic")
        if not delivery_id or not topic:
            raise malformed("webhook", "the header of topic or webhook id")
        return Delivery(
            delivery_id=delivery_id,
            topic=topic,
            body=body,
            occurred_at=_moment(_header(headers, "triggered-at")),
            account=_header(headers, "shop-domain"),
            api_version=_header(headers, "api-version"),
            of_burst=topic.startswith("orders/"),
        )

    def split(self, delivery: Delivery) -> tuple[Delivery, ...]:
        """Whose it is, where the address does not say it: a privacy request names the shop in its
        body, which is signed as the header is not."""
        if delivery.topic not in PRIVACY_TOPICS:
            return (delivery,)
        try:
            shop = _content(delivery.body).get("shop_domain")
        except (TypeError, ValueError) as error:
            raise malformed(f"webhook {delivery.topic}", str(error)) from error
        if not isinstance(shop, str) or not shop:
            raise malformed(f"webhook {delivery.topic}", "shop_domain")
        return (replace(delivery, account=shop),)

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """The changes a verified body tells; a topic we have no use for is `Ignored`."""
        reader = _READERS.get(topic)
        if reader is None:
            return [Ignored(reason=_IGNORED.get(topic, f"topic {topic} is not used"))]
        try:
            return [reader(_content(body))]
        except MappingError as error:
            fault = malformed(f"webhook {topic}", error.path)
            raise fault from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise malformed(f"webhook {topic}", f"{type(error).__name__}: {error}") from error


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether base64 of HMAC-SHA256 over the raw body is this signature, in constant time."""
    expected = base64.b64encode(hmac.digest(secret.encode(), body, "sha256"))
    return hmac.compare_digest(expected, signature.encode())


def _header(headers: Mapping[str, str], name: str) -> str | None:
    return headers.get(f"x-shopify-{name}") or headers.get(f"shopify-{name}")


def _moment(value: str | None) -> datetime | None:
    return timestamp(value) if value else None


def _content(body: bytes) -> JsonObject:
    content = orjson.loads(body)
    if not isinstance(content, dict):
        raise TypeError("the body is not an object")
    return content


def _own_id(kind: str, raw: JsonObject) -> PlatformId:
    """The global id of the record itself: as the body names it, else made from the number."""
    named = raw.get("admin_graphql_api_id")
    return PlatformId(named) if named else gid(kind, raw["id"])


def _refetched(entity: Entity, kind: str) -> Callable[[JsonObject], PosEvent]:
    def read(raw: JsonObject) -> PosEvent:
        return Refetch(entity=entity, platform_id=_own_id(kind, raw))

    return read


def _deleted(entity: Entity, kind: str) -> Callable[[JsonObject], PosEvent]:
    def read(raw: JsonObject) -> PosEvent:
        return Deleted(entity=entity, platform_id=_own_id(kind, raw), revision=GONE_FOR_EVER)

    return read


def _stock(raw: JsonObject) -> PosEvent:
    return Changed(entity=Entity.STOCK, record=table.STOCK_WEBHOOK.read(raw))


def _stock_of_item(raw: JsonObject) -> PosEvent:
    item = gid("InventoryItem", raw["inventory_item_id"])
    return Refetch(entity=Entity.STOCK, platform_id=item)


def _customer(raw: JsonObject) -> PosEvent:
    return Changed(entity=Entity.CUSTOMER, record=table.CUSTOMER_WEBHOOK.read(raw))


def _merged(raw: JsonObject) -> PosEvent:
    gone = PlatformId(raw["admin_graphql_api_customer_deleted_id"])
    return Deleted(entity=Entity.CUSTOMER, platform_id=gone, revision=GONE_FOR_EVER)


def _order_named(raw: JsonObject) -> PosEvent:
    """The order that a refund, a return or a fulfillment belongs to."""
    if "order_edit" in raw:
        raw = raw["order_edit"]
    order = raw.get("order") or {"id": raw.get("order_id")}
    return Refetch(entity=Entity.ORDER, platform_id=_own_id("Order", order))


def _uninstalled(_raw: JsonObject) -> PosEvent:
    return Disconnected(reason="the merchant uninstalled the app")


def _privacy(kind: PrivacyKind, orders: str) -> Callable[[JsonObject], PosEvent]:
    def read(raw: JsonObject) -> PosEvent:
        numbers, customer = raw.get(orders) or (), raw.get("customer")
        return PrivacyRequest(
            kind=kind,
            customer_id=gid("Customer", customer["id"]) if customer else None,
            order_ids=tuple(gid("Order", each) for each in numbers),
        )

    return read


def _shop_redact(_raw: JsonObject) -> PosEvent:
    return PrivacyRequest(kind=PrivacyKind.SHOP_REDACT)


def _scopes(_raw: JsonObject) -> PosEvent:
    return Refetch(entity=Entity.CONNECTION)


_READERS: Mapping[str, Callable[[JsonObject], PosEvent]] = {
    **dict.fromkeys(("products/create", "products/update"), _refetched(Entity.PRODUCT, "Product")),
    "products/delete": _deleted(Entity.PRODUCT, "Product"),
    **dict.fromkeys(("inventory_levels/update", "inventory_levels/connect"), _stock),
    "inventory_levels/disconnect": _stock_of_item,
    **dict.fromkeys(
        ("inventory_items/create", "inventory_items/update"),
        _refetched(Entity.STOCK, "InventoryItem"),
    ),
    "inventory_items/delete": _deleted(Entity.STOCK, "InventoryItem"),
    **dict.fromkeys(
        (
            "locations/create",
            "locations/update",
            "locations/activate",
            "locations/deactivate",
        ),
        _refetched(Entity.LOCATION, "Location"),
    ),
    "locations/delete": _deleted(Entity.LOCATION, "Location"),
    **dict.fromkeys(
        ("customers/create", "customers/update", "customers/enable", "customers/disable"),
        _customer,
    ),
    "customers/delete": _deleted(Entity.CUSTOMER, "Customer"),
    "customers/merge": _merged,
    **dict.fromkeys(
        (
            "orders/create",
            "orders/updated",
            "orders/paid",
            "orders/cancelled",
            "orders/fulfilled",
            "orders/partially_fulfilled",
        ),
        _refetched(Entity.ORDER, "Order"),
    ),
    "orders/delete": _deleted(Entity.ORDER, "Order"),
    **dict.fromkeys(
        (
            "orders/edited",
            "refunds/create",
            "fulfillments/create",
            "fulfillments/update",
            "fulfillment_events/create",
            "order_transactions/create",
            *(
                f"returns/{action}"
                for action in ("approve", "cancel", "close", "decline", "reopen", "request")
            ),
        ),
        _order_named,
    ),
    "app/uninstalled": _uninstalled,
    "app/scopes_update": _scopes,
    "customers/data_request": _privacy(PrivacyKind.DATA_REQUEST, "orders_requested"),
    "customers/redact": _privacy(PrivacyKind.CUSTOMER_REDACT, "orders_to_redact"),
    "shop/redact": _shop_redact,
}

_IGNORED: Mapping[str, str] = {
    **dict.fromkeys(
        ("draft_orders/create", "draft_orders/update", "draft_orders/delete"),
        "a draft is no sale; ours are read when they are completed",
    ),
    **dict.fromkeys(
        ("collections/create", "collections/update", "collections/delete"),
        "categories come from the product's type and its standard category",
    ),
    **dict.fromkeys(
        ("returns/process", "returns/update"),
        "the body does not name the order; its orders/updated does",
    ),
    "bulk_operations/finish": "exports are watched by the run that waits for them",
}
