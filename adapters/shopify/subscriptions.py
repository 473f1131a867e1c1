"""Which webhooks we want, and making sure the shop sends them."""

from __future__ import annotations

from adapters.shopify.client import ShopifyClient, next_cursor, nodes
from adapters.wire import JsonObject
from domain.ids import PlatformId
from domain.ports.pos import Subscription

TOPICS = (
    "PRODUCTS_CREATE", "PRODUCTS_UPDATE", "PRODUCTS_DELETE",
    "INVENTORY_LEVELS_UPDATE", "INVENTORY_LEVELS_CONNECT", "INVENTORY_LEVELS_DISCONNECT",
    "INVENTORY_ITEMS_UPDATE", "INVENTORY_ITEMS_DELETE",
    "LOCATIONS_CREATE", "LOCATIONS_UPDATE", "LOCATIONS_ACTIVATE", "LOCATIONS_DEACTIVATE",
    "LOCATIONS_DELETE",
    "CUSTOMERS_CREATE", "CUSTOMERS_UPDATE", "CUSTOMERS_DELETE", "CUSTOMERS_MERGE",
    "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_PAID", "ORDERS_CANCELLED", "ORDERS_FULFILLED",
    "ORDERS_EDITED", "ORDERS_DELETE",
    "REFUNDS_CREATE", "RETURNS_APPROVE", "RETURNS_CLOSE", "RETURNS_CANCEL",
    "FULFILLMENTS_CREATE", "FULFILLMENTS_UPDATE", "FULFILLMENT_EVENTS_CREATE",
    "APP_UNINSTALLED", "APP_SCOPES_UPDATE",
)  # fmt: skip
"""Names of `WebhookSubscriptionTopic`. The three privacy topics are set in the app's configuration,
not by subscription (fact sheet §12)."""


def subscribe(
    client: ShopifyClient, url: str, *, signing_secret: str | None
) -> tuple[Subscription, ...]:
    """Every topic delivered to `url`: what is missing is created, what is there stays."""
    there = {raw["topic"]: raw for raw in _existing(client, url)}
    made = {topic: _created(client, topic, url) for topic in TOPICS if topic not in there}
    return tuple(
        Subscription(
            platform_id=PlatformId(raw["id"]),
            topics=(topic_name(raw["topic"]),),
            url=raw["uri"],
            signing_secret=signing_secret,
            renewed=topic in made,
        )
        for topic, raw in (there | made).items()
    )


def topic_name(word: str) -> str:
    """The topic as deliveries name it: `INVENTORY_LEVELS_UPDATE` is "inventory_levels/update"."""
    resource, _, action = word.lower().rpartition("_")
    if resource.endswith("_scopes"):
        return "app/scopes_update"
    return f"{resource}/{action}"


def _existing(client: ShopifyClient, url: str) -> list[JsonObject]:
    found: list[JsonObject] = []
    after: str | None = None
    while True:
        data = client.query("Subscriptions", cost=102, uri=url, after=after)
        connection = data["webhookSubscriptions"]
        found += nodes("Subscriptions", connection)
        after = next_cursor(connection)
        if after is None:
            return found


def _created(client: ShopifyClient, topic: str, url: str) -> JsonObject:
    """A subscription for the same topic and address is refused, so a repetition does no harm."""
    payload = client.mutate(
        "Subscribe", "webhookSubscriptionCreate", repeatable=True, cost=11, topic=topic, uri=url
    )
    made: JsonObject = payload["webhookSubscription"]
    return made
