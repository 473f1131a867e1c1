"""How channels prove who they are: shared secrets, signatures, and Google's identity tokens."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from app.voice.channels.port import Incoming, Settings
from domain.errors import BadSignatureError, StaleMessageError

if TYPE_CHECKING:  # loaded with the first of Google's tokens: 1.5 MB that few houses need
    from joserfc import jwt
    from joserfc.jwk import KeySet

_TOLERANCE: Final = timedelta(minutes=5)
_RETELL: Final = re.compile(r"v=(\d{1,16}),d=([0-9a-f]{64})")
_KEYS_FRESH_S: Final = 3600.0
_KEYS_AGAIN_S: Final = 60.0
_GOOGLE: Final = ("https://accounts.google.com", "accounts.google.com")


def shared_secret(incoming: Incoming, settings: Settings) -> None:
    """`Authorization: Bearer`, HTTP Basic with the secret as password, or `X-Vapi-Secret`.

    Raises BadSignatureError.
    """
    given = _given_secret(incoming.headers)
    if not given or not hmac.compare_digest(given.encode(), settings.secret.encode()):
        raise BadSignatureError("the shared secret is missing or another one")


def _given_secret(headers: Mapping[str, str]) -> str:
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return headers.get("x-vapi-secret", "")


def twilio(incoming: Incoming, settings: Settings) -> None:
    """`X-Twilio-Signature` over the public address and the form's fields.

    Fields by name, their distinct values sorted; the sender is inconsistent about the port, so
    both ways are tried; JSON bodies are covered by `bodySHA256` in the query. Source: request
    validator of twilio-python, vectors in the contracts. Raises BadSignatureError.
    """
    digest = incoming.query.get("bodySHA256", "").lower()
    if digest and not hmac.compare_digest(hashlib.sha256(incoming.body).hexdigest(), digest):
        raise BadSignatureError("the body is not the one that was signed")
    told = incoming.headers.get("x-twilio-signature", "")
    fields = "" if digest else _fields(incoming.form)
    fits = [
        hmac.compare_digest(_sha1(settings.secret, url + fields), told)
        for url in _with_and_without_port(incoming.url)
    ]
    if not any(fits):
        raise BadSignatureError("the signature does not fit the address and fields")


def _fields(form: Mapping[str, Sequence[str]]) -> str:
    return "".join(
        name + value for name, values in sorted(form.items()) for value in sorted(set(values))
    )


def _sha1(secret: str, text: str) -> str:
    return base64.b64encode(
        hmac.new(secret.encode(), text.encode(), hashlib.sha1).digest()
    ).decode()


def _with_and_without_port(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.netloc
    if parts.port is None:
        port = 443 if parts.scheme == "https" else 80
        return url, _at(parts, f"{host}:{port}")
    return url, _at(parts, host.rpartition(":")[0])


def _at(parts: SplitResult, host: str) -> str:
    return parts._replace(netloc=host).geturl()


def retell(incoming: Incoming, settings: Settings) -> None:
    """`X-Retell-Signature: v=<ms>,d=<hex>`: HMAC-SHA256 of body and time under the API key.

    Source: docs.retellai.com "Secure the webhook" (read 2026-11-21). Raises BadSignatureError,
    StaleMessageError.
    """
    found = _RETELL.fullmatch(incoming.headers.get("x-retell-signature", ""))
    if found is None:
        raise BadSignatureError("there is no Retell signature")
    sent, told = found.groups()
    made = hmac.new(settings.secret.encode(), incoming.body + sent.encode(), hashlib.sha256)
    if not hmac.compare_digest(made.hexdigest(), told):
        raise BadSignatureError("the signature does not fit the body")
    if abs(incoming.now.timestamp() * 1000 - int(sent)) > _TOLERANCE.total_seconds() * 1000:
        raise StaleMessageError("the Retell request is not from this moment")


# --- Google ----------------------------------------------------------------------------------


@dataclass(slots=True)
class GoogleTokens:
    """Checks tokens that Google signed; thread-safe.

    Keys are kept for an hour and asked for again at most once a minute when a token names one
    that is not known.
    """

    fetch: Callable[[], Mapping[str, Any]]
    """Gives Google's key set (JWKS)."""
    timer: Callable[[], float] = monotonic
    _keys: KeySet | None = None
    _looked_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self, token: str, incoming: Incoming, *, audience: str, email: str | None) -> None:
        """That Google signed it for this audience (and account), lately.

        Raises BadSignatureError, StaleMessageError.
        """
        decoded = self._decoded(token)
        claims = decoded.claims
        audiences = claims.get("aud")
        if audience not in (audiences if isinstance(audiences, list) else [audiences]):
            raise BadSignatureError("the token is for somebody else")
        if claims.get("iss") not in _GOOGLE:
            raise BadSignatureError("the token is not from Google")
        if email is not None and claims.get("email") != email:
            raise BadSignatureError("the token is of another account")
        until = claims.get("exp")
        if not isinstance(until, int | float) or until < incoming.now.timestamp():
            raise StaleMessageError("the token has expired")

    def _decoded(self, token: str) -> jwt.Token:
        from joserfc import jwt
        from joserfc.errors import JoseError

        for is_last in (False, True):
            keys = self._known(again=is_last)
            try:
                return jwt.decode(token, keys, algorithms=["RS256"])
            except (JoseError, ValueError) as error:
                if is_last:
                    raise BadSignatureError("the token is not signed by Google") from error
        raise AssertionError  # the loop returns or raises

    def _known(self, *, again: bool) -> KeySet:
        from joserfc.jwk import KeySet

        with self._lock:
            age = self.timer() - self._looked_at
            if self._keys is None or age > (_KEYS_AGAIN_S if again else _KEYS_FRESH_S):
                self._keys = KeySet.import_key_set(dict(self.fetch()))  # type: ignore[arg-type]  # their own dict type
                self._looked_at = self.timer()
            return self._keys


def bearer_of(incoming: Incoming) -> str:
    """The token of `Authorization: Bearer`; empty if there is none."""
    scheme, _, value = incoming.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else ""
