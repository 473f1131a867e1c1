"""Opaque page cursors: signed, so that nobody makes one up or takes one elsewhere."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from domain.errors import InvalidInputError

_MAC_BYTES = 12
_MAX_LENGTH = 1024


@dataclass(frozen=True, slots=True)
class Cursors:
    """Seals a listing's position. `keys` gives the keys in use, the current first, the same in
    every process: a client in the middle of a listing goes on while keys are exchanged."""

    keys: Callable[[], Sequence[bytes]] = field(repr=False)

    def seal(self, position: str | None, *, scope: str) -> str | None:
        """The cursor for a position of the listing `scope` (merchant, address and filters)."""
        if position is None:
            return None
        raw = position.encode()
        mac = _mac(self.keys()[0], raw, scope)
        return base64.urlsafe_b64encode(mac + raw).decode().rstrip("=")

    def open(self, cursor: str | None, *, scope: str) -> str | None:
        """The position in a cursor of the same listing. Raises InvalidInputError."""
        if cursor is None:
            return None
        raw = _decode(cursor)
        mac, position = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
        if not any(hmac.compare_digest(mac, _mac(key, position, scope)) for key in self.keys()):
            raise _unusable()
        return position.decode()


def _mac(key: bytes, position: bytes, scope: str) -> bytes:
    message = scope.encode() + b"\0" + position
    return hmac.digest(key, message, hashlib.sha256)[:_MAC_BYTES]


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
