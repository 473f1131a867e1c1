"""Toast's webhooks: whose they are and what they tell.

The signature covers the raw body followed by the `timestamp` in it; each subscription, one per
event category, has a secret of its own. Source: doc.toasttab.com/doc/devguide apiMessageSigning,
devOrdersWebhookRef, apiStockWebhook, apiMenusWebhook (read 2026-11-20).
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from adapters.toast.client import malformed
from adapters.wire import JsonObject
from domain.errors import BadSignatureError
from domain.events import Changed, Delivery, Entity, Ignored, PosEvent, Refetch
from domain.ids import PlatformId
from mapping.converters import timestamp
from mapping.engine import MappingError
from mapping.platforms import toast as table

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "order_updated": ("order_updated", "channel_order_updated"),
    "stock": ("in_stock", "low_quantity", "out_of_stock"),
    "menus": ("menus_updated",),
}
"""What a restaurant asks Toast's staff to subscribe: category to its event types."""
TOPICS = tuple(event for events in CATEGORIES.values() for event in events)
"""Every event type of these categories."""

_SIGNATURE = "toast-signature"
_STOCK = frozenset(CATEGORIES["stock"])
_ORDERS = frozenset(CATEGORIES["order_updated"])
_MENUS = frozenset(CATEGORIES["menus"])


class ToastWebhooks:
    """Verifies and reads deliveries; needs no network and keeps nothing."""

    def verify(
        self,
        *,
        headers: Mapping[str, str],
        body: bytes,
        secrets: Sequence[str],
        url: str,  # noqa: ARG002 - Toast's signature does not cover the address
    ) -> Delivery:
        """Prove the origin on the raw body; each category's subscription has its own secret."""
        given = headers.get(_SIGNATURE, "").encode()
        content = _content(body)
        stamp = content.get("timestamp") if content is not None else None
        if content is None or not given or not isinstance(stamp, str):
            raise BadSignatureError("the delivery carries no Toast signature over body and time")
        message = body + stamp.encode()
        if not any(
            hmac.compare_digest(_signed(secret, message), given) for secret in secrets if secret
        ):
            raise BadSignatureError("the Toast signature does not fit body and time")
        details = content.get("details")
        return Delivery(
            delivery_id=_text(content, "guid"),
            topic=_text(content, "eventType"),
            body=body,
            occurred_at=_moment(stamp),
            account=details.get("restaurantGuid") if isinstance(details, dict) else None,
        )

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """The changes a verified body tells; a topic we have no use for is `Ignored`."""
        content = _content(body)
        if content is None:
            raise malformed(f"webhook {topic}", "the body is not an object")
        if topic in _STOCK:
            return _stock(topic, content)
        if topic in _ORDERS:
            return [Refetch(entity=Entity.ORDER, platform_id=_order_guid(topic, content))]
        if topic in _MENUS:
            return [Refetch(entity=Entity.PRODUCT)]
        return [Ignored(reason=f"topic {topic} is not used")]


def _signed(secret: str, message: bytes) -> bytes:
    return base64.b64encode(hmac.new(secret.encode(), message, sha256).digest())


def _stock(topic: str, content: JsonObject) -> list[PosEvent]:
    """What is left; whether the item is counted at all is told by the next delta of the menus."""
    details = content.get("details")
    if isinstance(details, dict) and _is_unnamed_quantity(details):
        item = PlatformId(_text(details, "itemGuid"))
        return [Refetch(entity=Entity.STOCK, platform_id=item), Refetch(entity=Entity.PRODUCT)]
    try:
        level = table.STOCK_NOTICE.read(content)
    except MappingError as error:
        fault = malformed(f"webhook {topic}", f"{error.path} cannot be mapped; {error.remedy}")
        fault.path = error.path
        raise fault from error
    return [Changed(entity=Entity.STOCK, record=level), Refetch(entity=Entity.PRODUCT)]


def _is_unnamed_quantity(details: JsonObject) -> bool:
    """Whether some are left and the message does not say how many."""
    return details.get("status") == "QUANTITY" and details.get("quantity") is None


def _order_guid(topic: str, content: JsonObject) -> PlatformId:
    """The order's id: guest and `externalId` are left out of webhooks, so it is fetched."""
    details: Any = content.get("details")
    order = details.get("order") if isinstance(details, dict) else None
    if not isinstance(order, dict):
        raise malformed(f"webhook {topic}", "details.order is missing")
    return PlatformId(_text(order, "guid"))


def _content(body: bytes) -> JsonObject | None:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return content if isinstance(content, dict) else None


def _text(content: JsonObject, name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise malformed("webhook", f"{name} is missing")
    return value


def _moment(value: str) -> datetime | None:
    """When it happened; a signed body whose time cannot be read is kept all the same."""
    try:
        return timestamp(value)
    except (TypeError, ValueError):
        return None
