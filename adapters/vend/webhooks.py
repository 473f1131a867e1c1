"""Vend's webhooks: signed forms that hint at a change.

The form's `payload` holds the record in an older shape, without the version that would order it,
and deliveries may be lost: "polling APIs is the right way to keep systems in sync" (docs/webhooks,
read 2026-11-20). So a delivery only says what to fetch. The signature is HMAC-SHA256 of the raw
form under our client secret; how it is written is not documented, so hex and base64 are taken. No
id comes with it: the body itself names the delivery, and retries send the same body.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import parse_qs

import orjson

from adapters.vend.errors import malformed
from adapters.wire import JsonObject
from domain.errors import BadSignatureError
from domain.events import Delivery, Entity, Ignored, PosEvent, Refetch
from domain.ids import PlatformId
from mapping.platforms.vend_words import utc

_SIGNATURE = "x-signature"
_VALUE = re.compile(r"signature=([^,\s]+)")
_ALGORITHM = re.compile(r"algorithm=([^,\s]+)")


class VendWebhooks:
    """Verifies and reads deliveries; needs no network and keeps nothing."""

    def verify(
        self,
        *,
        headers: Mapping[str, str],
        body: bytes,
        secrets: Sequence[str],
        url: str,  # noqa: ARG002 - Vend signs the body alone
    ) -> Delivery:
        """Prove the origin on the raw form; several secrets bridge the change of a key."""
        if not _is_signed(headers.get(_SIGNATURE, ""), body, secrets):
            raise BadSignatureError("the Vend signature does not fit the body")
        form = _form(body)
        payload = _payload(form)
        return Delivery(
            delivery_id=hashlib.sha256(body).hexdigest(),
            topic=_topic(form, payload),
            body=body,
            occurred_at=_moment(payload),
            account=form.get("domain_prefix"),
        )

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """What to fetch; a topic we have no use for is `Ignored`."""
        reader = _READERS.get(topic)
        if reader is None:
            return [Ignored(reason=f"topic {topic} is not used")]
        return [reader(_payload(_form(body)), topic)]


def _is_signed(header: str, body: bytes, secrets: Sequence[str]) -> bool:
    value, algorithm = _VALUE.search(header), _ALGORITHM.search(header)
    if value is None or (algorithm is not None and algorithm.group(1).upper() != "HMAC-SHA256"):
        return False
    given = value.group(1)
    return any(_fits(given, secret, body) for secret in secrets if secret)


def _fits(given: str, secret: str, body: bytes) -> bool:
    digest = hmac.digest(secret.encode(), body, "sha256")
    in_hex = hmac.compare_digest(given.lower().encode(), digest.hex().encode())
    in_base64 = hmac.compare_digest(given.encode(), base64.b64encode(digest))
    return in_hex or in_base64


def _form(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=100)
    except ValueError as error:
        raise malformed("webhook", "the body is not a form") from error
    return {name: values[-1] for name, values in fields.items()}


def _payload(form: Mapping[str, str]) -> JsonObject:
    try:
        payload = orjson.loads(form.get("payload", ""))
    except orjson.JSONDecodeError as error:
        raise malformed("webhook", "the form's payload is not JSON") from error
    if not isinstance(payload, dict):
        raise malformed("webhook", "the form's payload is not an object")
    return payload


def _topic(form: Mapping[str, str], payload: JsonObject) -> str:
    """The type: told by a field where there is one, else by what the payload holds."""
    told = form.get("type")
    if told:
        return told
    for topic, marks in _MARKS.items():
        if any(all(mark in payload for mark in group) for group in marks):
            return topic
    return "unknown"


def _moment(payload: JsonObject) -> datetime | None:
    """When it happened; a signed payload whose time cannot be read is kept all the same."""
    try:
        return utc(payload["updated_at"])
    except (KeyError, TypeError, ValueError):
        return None


def _sale(payload: JsonObject, topic: str) -> PosEvent:
    return Refetch(entity=Entity.ORDER, platform_id=_id(payload, "id", topic))


def _product(payload: JsonObject, topic: str) -> PosEvent:
    """The family: its head's id, or the lone product's own."""
    name = "variant_parent_id" if payload.get("variant_parent_id") else "id"
    return Refetch(entity=Entity.PRODUCT, platform_id=_id(payload, name, topic))


def _stock(payload: JsonObject, topic: str) -> PosEvent:
    return Refetch(entity=Entity.STOCK, platform_id=_id(payload, "product_id", topic))


def _customer(payload: JsonObject, topic: str) -> PosEvent:
    """A delta: single customers are not fetched by their id."""
    _id(payload, "id", topic)
    return Refetch(entity=Entity.CUSTOMER)


def _id(payload: JsonObject, name: str, topic: str) -> PlatformId:
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        fault = malformed(f"webhook {topic}", f"{name} is missing")
        fault.path = name
        raise fault
    return PlatformId(value)


_READERS: Mapping[str, Callable[[JsonObject, str], PosEvent]] = {
    "inventory.update": _stock,
    "product.update": _product,
    "sale.update": _sale,
    "customer.update": _customer,
}
TOPICS = tuple(_READERS)
"""What is subscribed to."""

_MARKS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "sale.update": (("register_sale_products",), ("line_items",), ("sale_date",)),
    "inventory.update": (("product_id", "outlet_id"),),
    "product.update": (("handle",), ("variant_parent_id",)),
    "customer.update": (("customer_code",), ("customer_group_id",)),
}
"""Fields that only a payload of that type has."""
