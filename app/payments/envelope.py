"""Opening a card's envelope: JWE compact (RFC 7516), for one of our keys, into memory we overwrite.

Protected header: `alg`, `enc` (A256GCM), `kid`, `aud` (the merchant), `jti` (once), `exp` (soon).
All of it is authenticated with the ciphertext. `alg` must be the one its key was made for, and
nothing but what is listed here is known: no `zip`, no `dir`, no password, no further header.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwe
from joserfc.errors import (
    DecodeError,
    InvalidHeaderValueError,
    JoseError,
    MissingHeaderError,
    UnsupportedAlgorithmError,
    UnsupportedHeaderError,
)
from joserfc.jwa import GCMEncModel
from joserfc.jwe import JWERegistry
from joserfc.jwk import ECKey, RSAKey
from joserfc.registry import HeaderParameter

from domain.card_secret import CardSecret, wipe
from domain.errors import CardEnvelopeRefusedError

ALGORITHMS = ("ECDH-ES", "RSA-OAEP-256")
ENCRYPTION = "A256GCM"
LONGEST = timedelta(minutes=15)
"""How far ahead `exp` may lie: an envelope is made when the shopper presses the button."""
_SLACK = timedelta(seconds=30)
"""How far a shopper's clock may be behind ours."""
_JTI = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TAG_BYTES = 16
_MOST_CHARACTERS = 4096


class _IntoOurMemory(GCMEncModel):
    """A256GCM whose plaintext is written into a `bytearray`, and into no other Python object."""

    def __init__(self) -> None:
        super().__init__(256)

    def decrypt(self, ciphertext: bytes, tag: bytes, cek: bytes, iv: bytes, aad: bytes) -> bytes:
        """The plaintext, in truth a `bytearray`. Raises: DecodeError."""
        if len(tag) != _TAG_BYTES:
            raise DecodeError("the tag has another length")
        plain = bytearray(len(ciphertext))
        try:
            AESGCM(cek).decrypt_into(iv, ciphertext + tag, aad, plain)
        except InvalidTag as error:
            wipe(plain)
            raise DecodeError("the tag does not match") from error
        return cast(bytes, plain)


class _Known(JWERegistry):
    """Nothing but what is published can be asked for."""

    algorithms = {  # noqa: RUF012 - joserfc's own way of setting it
        "alg": {name: JWERegistry.algorithms["alg"][name] for name in ALGORITHMS},
        "enc": {ENCRYPTION: _IntoOurMemory()},
        "zip": {},
    }


def _is_jti(value: Any) -> None:
    if not isinstance(value, str) or not _JTI.fullmatch(value):
        raise ValueError("must be 16 to 64 letters, digits, - or _")


def _is_moment(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**33:
        raise ValueError("must be seconds since 1970")


_REGISTRY = _Known(
    algorithms=[*ALGORITHMS, ENCRYPTION],
    header_registry={
        "kid": HeaderParameter("Which of our keys", "str", True),
        "aud": HeaderParameter("The merchant it is for", "str", True),
        "jti": HeaderParameter("Its own name", _is_jti, True),
        "exp": HeaderParameter("Until when it may be opened", _is_moment, True),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was in an envelope; its card must be closed."""

    card: CardSecret
    jti: str
    expires_at: datetime


def open_envelope(
    envelope: str,
    key_of: Callable[[str], tuple[str, RSAKey | ECKey] | None],
    *,
    audience: str,
    now: datetime,
) -> Opened:
    """The card in an envelope; `key_of` gives a kid's algorithm and private key.

    Whether it was opened before is the caller's to know. Raises: CardEnvelopeRefusedError, whose
    chain holds nothing of the plaintext.
    """
    if len(envelope) > _MOST_CHARACTERS:
        _refuse("not-readable")
    header, plain = _decrypted(envelope, key_of)
    expires_at = datetime.fromtimestamp(header["exp"], UTC)
    try:
        _check(header, expires_at, audience, now)
    except CardEnvelopeRefusedError:
        wipe(plain)
        raise
    return Opened(card=CardSecret(plain), jti=header["jti"], expires_at=expires_at)


def _decrypted(
    envelope: str, key_of: Callable[[str], tuple[str, RSAKey | ECKey] | None]
) -> tuple[dict[str, Any], bytearray]:
    def key_for(recipient: Any) -> RSAKey | ECKey:
        header = recipient.headers()
        _REGISTRY.check_header(header, True)
        found = key_of(header["kid"])
        if found is None:
            _refuse("unknown-key")
        algorithm, key = found
        if header["alg"] != algorithm:
            _refuse("wrong-algorithm")
        return key

    try:
        opened = jwe.decrypt_compact(envelope.encode(), key_for, registry=_REGISTRY)
    except UnsupportedAlgorithmError:
        _refuse("wrong-algorithm")
    except (MissingHeaderError, UnsupportedHeaderError, InvalidHeaderValueError):
        _refuse("not-readable")
    except (JoseError, ValueError, TypeError, KeyError, binascii.Error, AssertionError):
        _refuse("not-readable")  # whatever a forged envelope makes of the library
    return opened.protected, cast(bytearray, opened.plaintext)


def _check(header: dict[str, Any], expires_at: datetime, audience: str, now: datetime) -> None:
    if header["aud"] != audience:
        _refuse("wrong-audience")
    if expires_at <= now - _SLACK:
        _refuse("expired")
    if expires_at > now + LONGEST + _SLACK:
        _refuse("too-long-lived")


def _refuse(reason: str) -> NoReturn:
    raise CardEnvelopeRefusedError(reason) from None
