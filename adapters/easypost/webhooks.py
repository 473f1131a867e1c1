"""EasyPost's events: proved by `X-Hmac-Signature`, then read (Webhooks guide, read 2026-11-21)."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

import orjson

from adapters.easypost.fields import NAME
from adapters.easypost.parcels import parcel_of
from domain.errors import BadSignatureError, MalformedResponseError
from domain.parcels import Parcel

_HEADER: Final = "x-hmac-signature"
_PREFIX: Final = "hmac-sha256-hex="
_ABOUT: Final = frozenset({"tracker.created", "tracker.updated"})


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

    def parse(self, body: bytes) -> Parcel | None:
        """The parcel an event is about. Raises MalformedResponseError."""
        try:
            event = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise MalformedResponseError(
                "the event is not JSON", platform=NAME, operation="event"
            ) from error
        if not isinstance(event, dict) or event.get("description") not in _ABOUT:
            return None
        return parcel_of(event.get("result"))
