"""Opaque page cursors: signed, so that nobody makes one up or takes one elsewhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field

from domain.errors import InvalidInputError

_MAC_BYTES = 12
_MAX_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class Cursors:
    """Seals a listing's position; `key` must be the same in every process."""

    key: bytes = field(repr=False)

    def seal(self, position: str | None, *, scope: str) -> str | None:
        """The cursor for a position of the listing `scope` (merchant, address and filters)."""
        if position is None:
            return None
        raw = position.encode()
        return base64.urlsafe_b64encode(self._mac(raw, scope) + raw).decode().rstrip("=")

    def open(self, cursor: str | None, *, scope: str) -> str | None:
        """The position in a cursor of the same listing. Raises InvalidInputError."""
        if cursor is None:
            return None
        raw = _decode(cursor)
        mac, position = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(position, scope)):
            raise _unusable()
        return position.decode()

    def _mac(self, position: bytes, scope: str) -> bytes:
        message = scope.encode() + b"\0" + position
        return hmac.digest(self.key, message, hashlib.sha256)[:_MAC_BYTES]


def _decode(cursor: str) -> bytes:
    if len(cursor) > _MAX_LENGTH or not cursor.isascii():
        raise _unusable()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error:
        raise _unusable() from None


def _unusable() -> InvalidInputError:
    return InvalidInputError(
        "cursor", "…", "use a next_cursor as it was given, with the same parameters"
    )
