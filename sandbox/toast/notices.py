"""Toast's webhooks: subscriptions made by Toast's staff, one secret each, HMAC over body + time."""

from __future__ import annotations

import base64
import copy
import hmac
from collections.abc import Mapping
from hashlib import sha256

import orjson

from sandbox.kit.clock import Clock, rfc3339
from sandbox.kit.web import JsonObject
from sandbox.kit.webhooks import Sender
from sandbox.toast.guids import fresh, named
from sandbox.toast.restaurant import GUID

GAPS_S = (300.0, 600.0)
"""Source: doc.toasttab.com/doc/devguide/apiRetrySupport.html."""
CATEGORIES = ("order_updated", "stock", "menus")


def sign(secret: str, body: bytes, timestamp: str) -> str:
    """base64(HMAC-SHA256(secret, raw body + timestamp))."""
    mac = hmac.new(secret.encode(), body + timestamp.encode(), sha256)
    return base64.b64encode(mac.digest()).decode()


def headers_of_retry(number: int, _reason: str, _first_at: float) -> Mapping[str, str]:
    """Attempts are counted from one."""
    return {"Toast-Attempt-Number": str(number + 1)}


class Notices:
    """Sends what the subscriptions ask for."""

    def __init__(self, clock: Clock, sender: Sender) -> None:
        """Nobody has subscribed yet."""
        self._clock = clock
        self._sender = sender
        self.subscriptions: list[JsonObject] = []

    def subscribe(self, url: str, category: str) -> JsonObject:
        """What Toast's staff do on request; the same address and category stay one."""
        for one in self.subscriptions:
            if (one["url"], one["category"]) == (url, category):
                return one
        made = {"url": url, "category": category, "secret": named("secret", url, category)}
        self.subscriptions.append(made)
        return made

    def stock(self, shown: JsonObject, kind: str) -> None:
        """`in_stock`, `low_quantity` or `out_of_stock`."""
        details = {
            "itemGuid": shown["guid"],
            "restaurantGuid": GUID,
            "versionId": shown["versionId"],
            "status": shown["status"],
            "multiLocationId": shown["multiLocationId"],
        }
        if shown["quantity"] is not None:
            details["quantity"] = shown["quantity"]
        self._send("stock", kind, details)

    def order(self, order: JsonObject) -> None:
        """The whole order, without the guest and without `externalId`."""
        if not self.subscriptions:
            return
        shown = copy.deepcopy(order)
        shown["externalId"] = None
        for check in shown["checks"]:
            check["externalId"] = check["customer"] = None
            for selection in check["selections"]:
                selection["externalId"] = None
        self._send("order_updated", "order_updated", {"restaurantGuid": GUID, "order": shown})

    def menus(self, published: str) -> None:
        """The menus were published anew."""
        self._send("menus", "menus_updated", {"restaurantGuid": GUID, "publishedDate": published})

    def _send(self, category: str, kind: str, details: JsonObject) -> None:
        wanted = [one for one in self.subscriptions if one["category"] == category]
        for subscription in wanted:
            timestamp = rfc3339(self._clock.now())
            event_id = fresh()
            event = {
                "timestamp": timestamp,
                "eventCategory": category,
                "eventType": kind,
                "guid": event_id,
                "details": details,
            }
            body = orjson.dumps(event)
            self._sender.enqueue(
                id=event_id,
                topic=kind,
                url=subscription["url"],
                body=body,
                headers={
                    "Content-Type": "application/json",
                    "Toast-Attempt-Number": "1",
                    "Toast-Event-Type": kind,
                    "Toast-Restaurant-External-ID": GUID,
                    "Toast-Signature": sign(subscription["secret"], body, timestamp),
                },
            )
