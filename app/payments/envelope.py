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
_ANEW = "encrypt it anew to the first key of GET /v1/payment-keys"


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


_PASSED_OVER = ("typ", "cty")
"""What libraries write of their own accord; it changes nothing."""


class _Known(JWERegistry):
    """Nothing but what is published can be asked for."""

    algorithms = {  # noqa: RUF012 - joserfc's own way of setting it
        "alg": {name: JWERegistry.algorithms["alg"][name] for name in ALGORITHMS},
        "enc": {ENCRYPTION: _IntoOurMemory()},
        "zip": {},
    }

    def __init__(self, **names: HeaderParameter) -> None:
        super().__init__(header_registry=names, algorithms=[*ALGORITHMS, ENCRYPTION])
        known = {"alg", "enc", *_PASSED_OVER, *names}
        self.header_registry = {
            name: told for name, told in self.header_registry.items() if name in known
        }


def _is_jti(value: Any) -> None:
    if not isinstance(value, str) or not _JTI.fullmatch(value):
        raise ValueError("must be 16 to 64 letters, digits, - or _")


def _is_moment(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**33:
        raise ValueError("must be seconds since 1970")


_REGISTRY = _Known(
    kid=HeaderParameter("Which of our keys", "str", True),
    aud=HeaderParameter("The merchant it is for", "str", True),
    jti=HeaderParameter("Its own name", _is_jti, True),
    exp=HeaderParameter("Until when it may be opened", _is_moment, True),
)
_MUST_BE = {
    "alg": "`alg` must be the one its key names",
    "enc": f"`enc` must be {ENCRYPTION}",
    "kid": "`kid` must be a key's of GET /v1/payment-keys",
    "aud": "`aud` must be the `audience` of GET /v1/payment-keys",
    "jti": "`jti` must be 16 to 64 random letters, digits, - or _",
    "exp": "`exp` must be seconds since 1970, at most 15 minutes ahead",
}
"""What each parameter of the protected header must be; foreign ones are not repeated."""


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
        _refuse("not-readable", f"it must have at most {_MOST_CHARACTERS} characters")
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
            words = "`kid` names no key of ours, or one that has ended"
            _refuse("unknown-key", f"{words}; {_ANEW}", part="kid")
        algorithm, key = found
        if header["alg"] != algorithm:
            _refuse("wrong-algorithm", f"`alg` must be {algorithm} with this key", part="alg")
        return key

    try:
        opened = jwe.decrypt_compact(envelope.encode(), key_for, registry=_REGISTRY)
    except UnsupportedAlgorithmError:
        words = f"`alg` must be {' or '.join(ALGORITHMS)}, `enc` {ENCRYPTION}, and there is no zip"
        _refuse("wrong-algorithm", words, part="alg")
    except (MissingHeaderError, InvalidHeaderValueError) as error:
        named = next((name for name in _MUST_BE if f"'{name}'" in error.description), None)
        _refuse(
            "not-readable",
            "; ".join(_MUST_BE.values()) if named is None else _MUST_BE[named],
            part=named,
        )
    except UnsupportedHeaderError:
        words = f"its protected header must have {', '.join(_MUST_BE)} and nothing else"
        _refuse("not-readable", words)
    except (JoseError, ValueError, TypeError, KeyError, binascii.Error, AssertionError):
        # whatever a forged envelope makes of the library
        _refuse("not-readable", f"it was made for another key, or changed on its way; {_ANEW}")
    return opened.protected, cast(bytearray, opened.plaintext)


def _check(header: dict[str, Any], expires_at: datetime, audience: str, now: datetime) -> None:
    if header["aud"] != audience:
        _refuse("wrong-audience", f"`aud` must be {audience}", part="aud")
    ends = f"`exp` is {expires_at:%Y-%m-%d %H:%M:%S} UTC, and now it is {now:%Y-%m-%d %H:%M:%S}"
    if expires_at <= now - _SLACK:
        _refuse("expired", f"{ends}; encrypt it anew when the shopper sends it", part="exp")
    if expires_at > now + LONGEST + _SLACK:
        _refuse("too-long-lived", f"{ends}; it may lie 15 minutes ahead at most", part="exp")


def _refuse(reason: str, words: str, *, part: str | None = None) -> NoReturn:
    raise CardEnvelopeRefusedError(reason, words, part=part) from None
