"""EasyPost's trackers as its documentation describes them (API v2, read 2026-11-21); shipments are
in `shipments.py`.

`POST /v2/trackers` and `GET /v2/trackers/<id>` under Basic authentication. The test numbers
EZ1000000001 to EZ7000000007 have the state the vendor gives them; other numbers are refused.
`POST /_sandbox/move` (`tracking_code`, `status`) lets a parcel go on and sends the event,
`POST /_sandbox/decide` (`shipment_id`, `status`) lets a carrier answer a refund.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import unicodedata
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from sandbox.easypost.shipments import Shipments, refusal
from sandbox.easypost.trackers import STATES, moment, tracker


@dataclass
class TrackerShop:
    """A WSGI application that keeps trackers and shipments in memory."""

    key: str = "EZTK-sandbox"
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    webhook_url: str | None = None
    webhook_secret: str = "sandbox-secret"  # noqa: S105 - a stand-in's
    trackers: dict[str, dict[str, Any]] = field(default_factory=dict)
    shipments: Shipments = field(default_factory=Shipments)
    calls: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """A label that is bought has its tracker here."""
        self.shipments.now, self.shipments.trackers = self.now, self.trackers

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.calls.append((method, path))
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        status, told = self._answer(method, path, body, environ.get("HTTP_AUTHORIZATION", ""))
        text = json.dumps(told).encode()
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(text)))]
        start(status, headers)
        return (text,)

    def _answer(self, method: str, path: str, body: bytes, proof: str) -> tuple[str, Any]:
        if path == "/_sandbox/move" and method == "POST":
            wanted = json.loads(body)
            return "200 OK", self.move(wanted["tracking_code"], wanted["status"])
        if path == "/_sandbox/decide" and method == "POST":
            wanted = json.loads(body)
            return "200 OK", self.decide(wanted["shipment_id"], wanted["status"])
        expected = "Basic " + base64.b64encode(f"{self.key}:".encode()).decode()
        if proof != expected:
            return "401 Unauthorized", refusal("APIKEY.INACTIVE", "This api key is not active.")
        if (method, path) == ("POST", "/v2/trackers"):
            return self._create(json.loads(body))
        if path.startswith("/v2/shipments"):
            said = self.shipments.answer(method, path, json.loads(body or b"{}"))
            if said is not None:
                return said
        name = path.removeprefix("/v2/trackers/")
        found = next((each for each in self.trackers.values() if each["id"] == name), None)
        if method == "GET" and found is not None:
            return "200 OK", found
        return "404 Not Found", refusal("NOT_FOUND", "The requested resource could not be found.")

    def _create(self, wanted: dict[str, Any]) -> tuple[str, Any]:
        asked = wanted.get("tracker") or {}
        unknown = asked.keys() - {"tracking_code", "carrier"}
        code = asked.get("tracking_code")
        if unknown or (code not in STATES and code not in self.trackers):
            return "422 Unprocessable Entity", refusal(
                "TRACKER.CREATE.ERROR", "Unable to create a tracker for this tracking code."
            )
        if code not in self.trackers:
            carrier = asked.get("carrier") or "USPS"
            self.trackers[code] = tracker(code, STATES[code], carrier, now=self.now)
        return "201 Created", self.trackers[code]

    def move(self, code: str, status: str) -> dict[str, Any]:
        """Let a parcel go on, and tell of it by a signed event."""
        known = self.trackers[code]
        self.now += timedelta(seconds=1)
        moved = self.trackers[code] = tracker(
            code, status, known["carrier"], now=self.now, shipment_id=known["shipment_id"]
        )
        if known["shipment_id"] is not None:
            self.shipments.kept[known["shipment_id"]].update(tracker=moved, status=status)
        self._send(*self.event(moved))
        return moved

    def decide(self, shipment_id: str, status: str) -> dict[str, Any]:
        """Let a carrier answer a refund, and tell of it by a signed event where it is a yes: the
        vendor has no event for a no."""
        refund = self.shipments.decide(shipment_id, status)
        if status == "refunded":
            self._send(*self.event(refund, "refund.successful"))
        return refund

    def _send(self, body: bytes, headers: dict[str, str]) -> None:
        if self.webhook_url is not None:
            request = urllib.request.Request(self.webhook_url, data=body, headers=headers)  # noqa: S310
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310 - loopback

    def event(
        self, result: dict[str, Any], description: str = "tracker.updated"
    ) -> tuple[bytes, dict[str, str]]:
        """An event as it is sent: body and headers."""
        unique = f"{result['id']} {result['updated_at']}"
        told = {
            "object": "Event",
            "id": f"evt_{hashlib.sha256(unique.encode()).hexdigest()[:32]}",
            "user_id": "user_sandbox",
            "mode": "test",
            "created_at": moment(self.now),
            "updated_at": moment(self.now),
            "description": description,
            "previous_attributes": {},
            "status": "pending",
            "pending_urls": [self.webhook_url] if self.webhook_url else [],
            "completed_urls": [],
            "result": result,
        }
        body = json.dumps(told).encode()
        secret = unicodedata.normalize("NFKD", self.webhook_secret).encode()
        digest = hmac.new(secret, body, hashlib.sha256).hexdigest()
        return body, {
            "Content-Type": "application/json",
            "X-Hmac-Signature": f"hmac-sha256-hex={digest}",
        }
