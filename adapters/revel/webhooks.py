"""Revel's webhooks: whose they are and what they tell.

The signature is HMAC-SHA1 of the raw body in lower-case hex, as the vendor's page prints it; other
integrations compute base64 or SHA-256, so a secret may name its scheme: `sha256-hex:…`. No time is
signed: a replay is refused by its event id. Every event is a hint, because its fields are not
documented well enough to be stored. Source: developer.revelsystems.com/revelsystems/docs/webhooks
and the AsyncAPI document derived from it, v2025.3.0 (read 2026-11-21).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from adapters.revel.client import malformed
from adapters.revel.keys import account_id
from adapters.wire import JsonObject
from domain.errors import BadSignatureError
from domain.events import Delivery, Entity, Ignored, PosEvent, Refetch
from domain.ids import PlatformId
from domain.ports.pos import Subscription
from mapping.engine import MappingError
from mapping.platforms import revel_words as words
from mapping.platforms.revel_events import EVENTS, UNUSED, Subject

REGISTERED = "registered-with-revel"
"""Stands for the subscription that Revel's partner team makes."""
DEFAULT_SCHEME = "sha1-hex"

_DIGESTS: Mapping[str, Callable[..., Any]] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
_ENCODINGS: Mapping[str, Callable[[bytes], str]] = {
    "hex": bytes.hex,
    "base64": lambda digest: base64.b64encode(digest).decode(),
}
SCHEMES = tuple(f"{digest}-{encoding}" for digest in _DIGESTS for encoding in _ENCODINGS)


class RevelWebhooks:
    """Verifies and reads deliveries; needs no network and keeps nothing."""

    def verify(
        self,
        *,
        headers: Mapping[str, str],
        body: bytes,
        secrets: Sequence[str],
        url: str,  # noqa: ARG002 - Revel signs the body alone
    ) -> Delivery:
        """Prove the origin on the raw body; several secrets bridge the change of a key."""
        given = headers.get("x-revel-signature", "")
        if not given or not any(_fits(given, body, secret) for secret in secrets if secret):
            raise BadSignatureError("the Revel signature does not fit the body")
        instance = headers.get("x-revel-instance", "")
        place = headers.get("x-revel-establishment-id", "")
        return Delivery(
            delivery_id=_header(headers, "x-revel-event-id"),
            topic=_header(headers, "x-revel-event-type"),
            body=body,
            account=account_id(instance, place) if instance and place else None,
            account_group=instance or None,
        )

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """What to read again; a topic we have no use for is `Ignored`."""
        table, hint = EVENTS.get(topic), _HINTS.get(topic)
        if table is None or hint is None:
            return [Ignored(reason=UNUSED.get(topic, f"topic {topic} is not used"))]
        try:
            return hint(table.read(words.unwrapped(_content(topic, body))))
        except MappingError as error:
            fault = malformed(f"webhook {topic}", f"{error.path} cannot be mapped; {error.remedy}")
            fault.path = error.path
            raise fault from error


def signature(secret: str, body: bytes) -> str:
    """What Revel writes into `X-Revel-Signature`; the secret may name its scheme first."""
    scheme, plain = _scheme_of(secret)
    digest, _, encoding = scheme.partition("-")
    mac = hmac.new(plain.encode(), body, _DIGESTS[digest])
    return _ENCODINGS[encoding](mac.digest())


def subscription(url: str, secret: str | None) -> Subscription:
    """What Revel is to be asked for: every topic of ours, delivered to `url`."""
    return Subscription(
        platform_id=PlatformId(REGISTERED), topics=TOPICS, url=url, signing_secret=secret
    )


def _scheme_of(secret: str) -> tuple[str, str]:
    scheme, colon, plain = secret.partition(":")
    return (scheme, plain) if colon and scheme in SCHEMES else (DEFAULT_SCHEME, secret)


def _fits(given: str, body: bytes, secret: str) -> bool:
    return hmac.compare_digest(signature(secret, body).encode(), given.encode())


def _header(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name)
    if not value:
        raise malformed("webhook", f"the header {name} is missing")
    return value


def _content(topic: str, body: bytes) -> JsonObject:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise malformed(f"webhook {topic}", "the body is not JSON") from error
    if not isinstance(content, dict):
        raise malformed(f"webhook {topic}", "the body is not an object")
    return content


def _order(subject: Subject) -> list[PosEvent]:
    """The order, and the counts of what was sold: no event tells counts."""
    return [
        Refetch(entity=Entity.ORDER, platform_id=subject.platform_id),
        *(Refetch(entity=Entity.STOCK, platform_id=one) for one in subject.products),
    ]


def _customer(_subject: Subject) -> list[PosEvent]:
    return [Refetch(entity=Entity.CUSTOMER)]


def _stock(subject: Subject) -> list[PosEvent]:
    """A product was marked in or out of stock: its count is read; modifiers are not counted."""
    if subject.kind == "modifier":
        return [Ignored(reason="modifiers are not counted")]
    return [Refetch(entity=Entity.STOCK, platform_id=subject.platform_id)]


def _menu(_subject: Subject) -> list[PosEvent]:
    return [Refetch(entity=Entity.PRODUCT)]


def _integration(_subject: Subject) -> list[PosEvent]:
    """Permissions were changed; the event does not say how: the connection is looked at again."""
    return [Refetch(entity=Entity.CONNECTION)]


_HINTS: Mapping[str, Callable[[Subject], list[PosEvent]]] = {
    "order.finalized": _order,
    "customer.created": _customer,
    "customer.updated": _customer,
    "inout.stock": _stock,
    "menu.updated": _menu,
    "app.integration.changed": _integration,
}
TOPICS = tuple(_HINTS)
"""What Revel is asked to deliver."""
