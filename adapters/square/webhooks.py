"""Square's webhooks: whose they are and what they tell.

The signature covers the address Square was given and the raw body, and no time: a replay stays
valid for ever and is refused by its `event_id`. Source:
developer.squareup.com/docs/webhooks/step3validate (read 2026-11-20). The official library's check
is used: its import costs 1 ms and nothing else of the library comes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from square.utils.webhooks_helper import verify_signature

from adapters.square.client import malformed
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
    Refetch,
    SubscriptionMoved,
)
from domain.ids import PlatformId
from mapping.converters import timestamp
from mapping.engine import MappingError
from mapping.platforms import square as table

_SIGNATURE = "x-square-hmacsha256-signature"
_BURSTS = ("order.", "payment.")
"""A sale sends order.created, payment.created, order.updated and payment.updated."""
_STOCK_STATES = frozenset({"IN_STOCK", "UNTRACKED"})


class SquareWebhooks:
    """Verifies and reads deliveries; needs no network and keeps nothing."""

    def verify(
        self, *, headers: Mapping[str, str], body: bytes, secrets: Sequence[str], url: str
    ) -> Delivery:
        """Prove the origin on the raw body; several secrets bridge the change of a key."""
        signature = headers.get(_SIGNATURE, "")
        if not signature or not any(
            _signed(body, signature, secret, url) for secret in secrets if secret
        ):
            raise BadSignatureError("the Square signature does not fit body and address")
        content = _content(body)
        delivery_id, topic = _text(content, "event_id"), _text(content, "type")
        return Delivery(
            delivery_id=delivery_id,
            topic=topic,
            body=body,
            occurred_at=_moment(content.get("created_at")),
            account=content.get("merchant_id"),
            of_burst=topic.startswith(_BURSTS),
        )

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """The changes a verified body tells; a topic we have no use for is `Ignored`."""
        reader = _READERS.get(topic)
        if reader is None:
            return [Ignored(reason=_IGNORED.get(topic, f"topic {topic} is not used"))]
        try:
            return reader(_content(body)["data"])
        except MappingError as error:
            fault = malformed(f"webhook {topic}", f"{error.path} cannot be mapped; {error.remedy}")
            fault.path = error.path
            raise fault from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise malformed(f"webhook {topic}", f"{type(error).__name__}: {error}") from error


def _moment(value: object) -> datetime | None:
    """When it happened; a signed body whose time cannot be read is kept all the same."""
    try:
        return None if value is None else timestamp(value)
    except (TypeError, ValueError):
        return None


def _signed(body: bytes, signature: str, secret: str, url: str) -> bool:
    try:
        return verify_signature(
            request_body=body.decode("utf-8"),
            signature_header=signature,
            signature_key=secret,
            notification_url=url,
        )
    except UnicodeDecodeError:
        return False


def _content(body: bytes) -> JsonObject:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise malformed("webhook", "the body is not JSON") from error
    if not isinstance(content, dict):
        raise malformed("webhook", "the body is not an object")
    return content


def _text(content: JsonObject, name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise malformed("webhook", f"{name} is missing")
    return value


def _stock(data: JsonObject) -> list[PosEvent]:
    counts = data["object"]["inventory_counts"]
    events: list[PosEvent] = [
        Changed(entity=Entity.STOCK, record=table.STOCK.read(count))
        for count in counts
        if count.get("state") in _STOCK_STATES
    ]
    return events or [Ignored(reason="counts of goods that are not on the shelf")]


def _catalog(_data: JsonObject) -> list[PosEvent]:
    return [Refetch(entity=Entity.PRODUCT)]


def _order(data: JsonObject) -> list[PosEvent]:
    content = next(iter(data["object"].values()))
    version = content.get("version")
    return [
        Refetch(
            entity=Entity.ORDER,
            platform_id=PlatformId(content["order_id"]),
            revision=version if isinstance(version, int) else None,
        )
    ]


def _payment(data: JsonObject) -> list[PosEvent]:
    """The payment, and its order: orders rung up at the till have been seen to send nothing."""
    payment = table.PAYMENT.read(data["object"]["payment"])
    events: list[PosEvent] = [Changed(entity=Entity.PAYMENT, record=payment)]
    if payment.order_platform_id is not None:
        order = payment.order_platform_id
        events.append(Refetch(entity=Entity.ORDER, platform_id=order, has_own_news=True))
    return events


def _refund(data: JsonObject) -> list[PosEvent]:
    refund = table.REFUND.read(data["object"]["refund"])
    events: list[PosEvent] = [Changed(entity=Entity.REFUND, record=refund)]
    if refund.payment_id is not None:
        events.append(Refetch(entity=Entity.PAYMENT, platform_id=refund.payment_id))
    return events


def _customer(data: JsonObject) -> list[PosEvent]:
    return [Changed(entity=Entity.CUSTOMER, record=table.CUSTOMER.read(data["object"]["customer"]))]


def _customer_deleted(data: JsonObject) -> list[PosEvent]:
    """The tombstone stands above every version the profile had."""
    version = (data.get("object") or {}).get("customer", {}).get("version", 0)
    return [
        Deleted(
            entity=Entity.CUSTOMER, platform_id=PlatformId(data["id"]), revision=int(version) + 1
        )
    ]


def _subscription(data: JsonObject) -> list[PosEvent]:
    return [SubscriptionMoved(platform_id=PlatformId(data["id"]))]


def _invoice(data: JsonObject) -> list[PosEvent]:
    """The order that an invoice is for, and the subscription whose bill it is, if it is one."""
    invoice = data["object"]["invoice"]
    events: list[PosEvent] = []
    if invoice.get("subscription_id"):
        events.append(SubscriptionMoved(platform_id=PlatformId(invoice["subscription_id"])))
    if invoice.get("order_id"):
        events.append(Refetch(entity=Entity.ORDER, platform_id=PlatformId(invoice["order_id"])))
    return events or [Ignored(reason="an invoice of no order")]


def _location(data: JsonObject) -> list[PosEvent]:
    return [Refetch(entity=Entity.LOCATION, platform_id=PlatformId(data["id"]))]


def _revoked(data: JsonObject) -> list[PosEvent]:
    revocation: Any = (data.get("object") or {}).get("revocation") or {}
    who = str(revocation.get("revoker_type", "someone")).lower()
    return [Disconnected(reason=f"access was revoked by the {who}")]


_READERS: Mapping[str, Callable[[JsonObject], list[PosEvent]]] = {
    "catalog.version.updated": _catalog,
    "inventory.count.updated": _stock,
    "order.created": _order,
    "order.updated": _order,
    "order.fulfillment.updated": _order,
    "payment.created": _payment,
    "payment.updated": _payment,
    "refund.created": _refund,
    "refund.updated": _refund,
    "customer.created": _customer,
    "customer.updated": _customer,
    "customer.deleted": _customer_deleted,
    "location.created": _location,
    "location.updated": _location,
    "oauth.authorization.revoked": _revoked,
    "subscription.updated": _subscription,
    "invoice.payment_made": _invoice,
    "invoice.scheduled_charge_failed": _invoice,
}
TOPICS = tuple(_READERS)
"""What a subscription asks for."""

_IGNORED: Mapping[str, str] = {
    **dict.fromkeys(
        ("card.created", "card.updated", "card.disabled", "card.forgotten"),
        "cards on file are read when they are needed",
    ),
    **dict.fromkeys(
        (
            "loyalty.account.created",
            "loyalty.account.updated",
            "loyalty.account.deleted",
            "loyalty.event.created",
        ),
        "loyalty is read when it is needed",
    ),
    "subscription.created": "who began it here knows it; others are the till's own",
}
