"""What a message says and what proves it (Standard Webhooks 1.0, spec read 2026-11-21)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from domain.errors import InvalidInputError

PREFIX: Final = "whsec_"
_LEAST_BYTES, _MOST_BYTES = 24, 64


def body_of(kind: str, data: Any, at: datetime) -> bytes:
    """The JSON of a message; the same event gives the same bytes at every attempt."""
    return orjson.dumps({"type": kind, "timestamp": at.isoformat(), "data": data})


def signed(
    body: bytes, *, secrets: Sequence[str], message_id: str, now: datetime
) -> dict[str, str]:
    """The headers that prove a message: one signature per secret in force, divided by spaces.

    The id stays the same over attempts and replays, so that the receiver knows a repetition.
    """
    moment = str(int(now.timestamp()))
    content = f"{message_id}.{moment}.".encode() + body
    macs = [hmac.digest(_key(secret), content, hashlib.sha256) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{base64.b64encode(mac).decode()}" for mac in macs),
        "Content-Type": "application/json",
    }


def checked_secret(text: str) -> str:
    """A secret of the receiver's own choice. Raises InvalidInputError.

    `whsec_` and 24 to 64 bytes in base64, as the specification wants it.
    """
    try:
        length = len(_key(text)) if text.startswith(PREFIX) else 0
    except binascii.Error:
        length = 0
    if not _LEAST_BYTES <= length <= _MOST_BYTES:
        raise InvalidInputError("secret", "…", "use whsec_ and 24 to 64 bytes in base64")
    return text


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
