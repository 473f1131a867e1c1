"""Messages to your webhook endpoint: proved (Standard Webhooks), then read."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from voicetill_client.errors import WebhookRefusedError

_PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookMessage:
    """What happened. Messages come at least once: remember ids to do nothing twice."""

    id: str
    """The same at every attempt and replay."""
    type: str
    """As `voicetill webhooks events` lists them, e.g. `order.placed`."""
    timestamp: datetime
    """When it happened."""
    data: Mapping[str, Any]
    """Ids, states and figures; never a person's data."""


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secrets: str | Sequence[str],
    *,
    tolerance_s: float = 300.0,
    now: float | None = None,
) -> WebhookMessage:
    """The message, if one of the secrets (`whsec_…`) signed these very bytes lately.

    `body` is what arrived, not what a framework parsed. Give the old and the new secret while one
    is being rotated. `now` is seconds since 1970; None: the machine's clock.
    Raises: WebhookRefusedError.
    """
    given = {name.lower(): value for name, value in headers.items()}
    message_id, moment = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    if not message_id or not moment.isdecimal():
        raise WebhookRefusedError("the headers webhook-id and webhook-timestamp are missing")
    if abs((time.time() if now is None else now) - int(moment)) > tolerance_s:
        raise WebhookRefusedError("the message is too old, or a clock is wrong")
    signed = f"{message_id}.{moment}.".encode() + body
    candidates = given.get("webhook-signature", "").split()
    known = [secrets] if isinstance(secrets, str) else list(secrets)
    if not any(_fits(signed, secret, candidates) for secret in known):
        raise WebhookRefusedError("no signature fits")
    return _message(body, message_id)


def _fits(signed: bytes, secret: str, candidates: Sequence[str]) -> bool:
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("a secret must be whsec_ and base64") from error
    expected = _VERSION.encode() + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    return any(hmac.compare_digest(expected, each.encode()) for each in candidates)


def _message(body: bytes, message_id: str) -> WebhookMessage:
    try:
        told = json.loads(body)
        return WebhookMessage(
            id=message_id,
            type=told["type"],
            timestamp=datetime.fromisoformat(told["timestamp"]),
            data=told["data"],
        )
    except (ValueError, KeyError, TypeError) as error:
        raise WebhookRefusedError("the body is not what the gateway sends") from error
