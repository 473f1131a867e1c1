"""EasyPost's events: proved by `X-Hmac-Signature`, then read (Webhooks guide, read 2026-11-21;
Event, read 2026-11-22)."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from adapters.easypost.fields import NAME
from adapters.easypost.labels import refund_news_of
from adapters.easypost.parcels import parcel_of
from domain.errors import BadSignatureError, MalformedResponseError
from domain.parcels import Parcel
from domain.return_labels import RefundNews

_HEADER: Final = "x-hmac-signature"
_PREFIX: Final = "hmac-sha256-hex="
_TRACKERS: Final = frozenset({"tracker.created", "tracker.updated"})
_REFUNDED: Final = "refund.successful"
"""The only event about refunds: of one that is refused, none is told."""


class EasyPostReader:
    """Implements `domain.ports.carriers.CarrierReader`."""

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> None:
        """Raises BadSignatureError; names of headers are in small letters.

        The secret is NFKD-normalized before it keys the HMAC, as the vendor's own clients do it.
        """
        given = headers.get(_HEADER, "")
        fits = False
        for secret in secrets:
            key = unicodedata.normalize("NFKD", secret).encode()
            mine = _PREFIX + hmac.new(key, body, hashlib.sha256).hexdigest()
            fits |= hmac.compare_digest(mine.encode(), given.encode())
        if not fits:
            raise BadSignatureError("the signature of the carrier's event does not fit")

    def parse(self, body: bytes) -> Parcel | RefundNews | None:
        """The parcel, or the label, an event is about. Raises MalformedResponseError."""
        try:
            event = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise MalformedResponseError(
                "the event is not JSON", platform=NAME, operation="event"
            ) from error
        about = event.get("description") if isinstance(event, dict) else None
        if about in _TRACKERS:
            return parcel_of(event.get("result"))
        if about == _REFUNDED:
            return refund_news_of(event.get("result"))
        return None
