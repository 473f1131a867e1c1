"""Clover's webhooks: ids only, proved by a static code, one address for all merchants of an app.

The code travels in `X-Clover-Auth` and covers neither body nor time, so a message tells only what
to fetch. Source: docs.clover.com/dev/docs/webhooks (read 2026-11-20).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from adapters.clover.client import malformed
from adapters.wire import JsonObject
from domain.errors import BadSignatureError
from domain.events import (
    Deleted,
    Delivery,
    Disconnected,
    Entity,
    Ignored,
    PosEvent,
    Refetch,
)
from domain.ids import PlatformId
from mapping.platforms.clover_words import moment

_AUTH = "x-clover-auth"
_CODE = re.compile(r"[0-9a-fA-F-]{36}")
EVENTS = "events"
TOPICS = (EVENTS,)
_ENTITIES: Mapping[str, tuple[Entity, ...]] = {
    "I": (Entity.PRODUCT, Entity.STOCK),
    "IC": (Entity.PRODUCT,),
    "IG": (Entity.PRODUCT,),
    "IM": (Entity.PRODUCT,),
    "O": (Entity.ORDER,),
    "P": (Entity.PAYMENT,),
    "C": (Entity.CUSTOMER,),
    "M": (Entity.LOCATION,),
}
_BY_ID = frozenset({"I", "O", "P"})
"""Kinds whose id names the record itself; the others stand for a delta."""
_IGNORED: Mapping[str, str] = {
    "CA": "cash drawers are the store's",
    "E": "employees are not kept",
    "SH": "shifts are not kept",
}


class CloverWebhooks:
    """Verifies and reads deliveries; needs no network and keeps nothing."""

    def verify(
        self,
        *,
        headers: Mapping[str, str],
        body: bytes,
        secrets: Sequence[str],
        url: str,  # noqa: ARG002 - the code is the same for every address
    ) -> Delivery:
        """Compare the static code in constant time; several bridge the change of one."""
        given = headers.get(_AUTH, "").encode()
        if not any(secret and hmac.compare_digest(given, secret.encode()) for secret in secrets):
            raise BadSignatureError("X-Clover-Auth is not the app's code")
        return _delivery(body)

    def address_check(self, body: bytes) -> str | None:
        """Clover's check of a new address: a code for a person to paste, proved by nothing."""
        code = _verification_code(body)
        if code is None:
            return None
        return f"Clover checks this address: paste {code} into the developer dashboard, Webhooks"

    def split(self, delivery: Delivery) -> tuple[Delivery, ...]:
        """One delivery per merchant, each with the events of that merchant alone."""
        if delivery.account is not None:
            return (delivery,)
        content = _content(delivery.body)
        parts = [
            orjson.dumps({**content, "merchants": {name: events}})
            for name, events in _merchants(content).items()
        ]
        return tuple(_delivery(part) for part in parts)

    def parse(self, topic: str, body: bytes) -> list[PosEvent]:
        """What to fetch; the same id told several times in one message is fetched once.

        Raises MalformedResponseError for events of several merchants: their ids are not ours to
        fetch, and `split` has parted them before anything was stored.
        """
        if topic != EVENTS:
            return [Ignored(reason=f"topic {topic} is not used")]
        merchants = _merchants(_content(body))
        if len(merchants) > 1:
            raise malformed("webhook", "events of several merchants in one delivery")
        rows = [row for events in merchants.values() for row in _rows(events)]
        events = [event for row in rows for event in _events(row)]
        return list(dict.fromkeys(events)) or [Ignored(reason="a message without events")]


def _delivery(body: bytes) -> Delivery:
    """The delivery of a message that is proved. Clover gives messages no id: the content is it.

    What one merchant's events look like is not judged here: it must not cost the others theirs.
    """
    merchants = _merchants(_content(body))
    times = [time for events in merchants.values() for time in _times(events)]
    is_one = len(merchants) == 1
    found = Delivery(
        delivery_id=hashlib.sha256(body).hexdigest()[:40],
        topic=EVENTS,
        body=body,
        account=next(iter(merchants)) if is_one else None,
    )
    try:
        return replace(found, occurred_at=moment(max(times))) if times else found
    except (TypeError, ValueError, OverflowError):
        return found


def _content(body: bytes) -> JsonObject:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise malformed("webhook", "the body is not JSON") from error
    if not isinstance(content, dict):
        raise malformed("webhook", "the body is not an object")
    return content


def _merchants(content: JsonObject) -> dict[str, Any]:
    merchants = content.get("merchants")
    if not isinstance(merchants, dict):
        raise malformed("webhook", "the message names no merchants")
    return merchants


def _rows(events: Any) -> list[JsonObject]:
    if not isinstance(events, list) or not all(isinstance(row, dict) for row in events):
        raise malformed("webhook", "a merchant's events are not a list of objects")
    return events


def _times(events: Any) -> list[Any]:
    """The times that can be seen."""
    rows = events if isinstance(events, list) else []
    return [row["ts"] for row in rows if isinstance(row, dict) and "ts" in row]


def _verification_code(body: bytes) -> str | None:
    """The code of Clover's check of an address, if that is all the body holds."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    code = content.get("verificationCode") if isinstance(content, dict) else None
    is_check = isinstance(code, str) and set(content) == {"verificationCode"}
    return code if is_check and _CODE.fullmatch(str(code)) else None


def _events(row: JsonObject) -> Iterable[PosEvent]:
    kind, identifier = _object(row)
    change = row.get("type")
    if kind == "A":
        return [_app_event(change)]
    entities = _ENTITIES.get(kind)
    if entities is None:
        return [Ignored(reason=_IGNORED.get(kind, f"objects of kind {kind} are not used"))]
    if change == "DELETE" and kind == "C":
        return [Deleted(entity=Entity.CUSTOMER, platform_id=identifier, revision=_time_of(row))]
    if change == "DELETE" and kind == "I":  # the item no longer tells which group it was in
        return [Refetch(entity=Entity.PRODUCT)]
    named = identifier if kind in _BY_ID else None
    return [Refetch(entity=entity, platform_id=named) for entity in entities]


def _app_event(change: Any) -> PosEvent:
    if change == "DELETE":
        return Disconnected(reason="the merchant uninstalled the app")
    return Ignored(reason="the app was installed; its tokens come by OAuth")


def _time_of(row: JsonObject) -> int:
    """When it happened, in milliseconds: customers' revisions are times too."""
    value = row.get("ts")
    if isinstance(value, bool) or not isinstance(value, int):
        raise malformed("webhook", "an event has no time")
    return value


def _object(row: JsonObject) -> tuple[str, PlatformId]:
    kind, _, identifier = str(row.get("objectId", "")).partition(":")
    if not kind or not identifier:
        raise malformed("webhook", "an event has no objectId")
    return kind, PlatformId(identifier)
