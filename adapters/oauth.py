"""What every OAuth flow shares: the signed `state`, PKCE, and how a flow reaches its endpoints.

The platforms' own flows implement `domain.ports.tokens.OAuthFlow` in `adapters/<platform>/oauth.py`
and send through a `LineOpener`, with `authenticated=False` on their requests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import orjson

from adapters.wire import Line
from domain.calls import Call
from domain.errors import BadSignatureError, StaleMessageError
from domain.ports.tokens import Pkce

StateKeys: TypeAlias = bytes | Callable[[], Sequence[bytes]]
LineOpener: TypeAlias = Callable[[Call], Line]
"""Opens a line to the flow's base URL that carries no access token."""

STATE_TTL = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationState:
    """What we need to know again when the platform sends the merchant back."""

    merchant_id: str
    platform: str
    base_url: str
    nonce: str
    """Single use: whoever verifies a state remembers it until `expires_at`."""
    expires_at: int
    """Unix seconds."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The connection's settings, as they were given when connecting began."""
    first_sync: bool = False
    """Whether everything is to be read once the account is joined."""


class StateSigner:
    """Issues and verifies the `state` parameter: bound to one merchant, signed, short-lived."""

    def __init__(self, keys: StateKeys, *, ttl: timedelta = STATE_TTL) -> None:
        """`keys`: one, or what gives all of them, the current first; the others only verify."""
        if isinstance(keys, bytes):
            only = keys
            self._secrets: Callable[[], Sequence[bytes]] = lambda: (only,)
        else:
            self._secrets = keys
        self._keys()
        self._ttl = ttl

    def issue(
        self,
        *,
        merchant_id: str,
        platform: str,
        base_url: str,
        now: datetime,
        options: Mapping[str, str] | None = None,
        first_sync: bool = False,
    ) -> str:
        """A state for one authorization of that merchant, URL-safe."""
        content: dict[str, Any] = {
            "m": merchant_id,
            "p": platform,
            "b": base_url,
            "n": secrets.token_urlsafe(16),
            "e": int((now + self._ttl).timestamp()),
        }
        if options:
            content["o"] = dict(options)
        if first_sync:
            content["f"] = 1
        body = orjson.dumps(content)
        return f"{_b64(body)}.{_b64(_sign(self._keys()[0], body))}"

    def verify(self, state: str, *, merchant_id: str | None, now: datetime) -> AuthorizationState:
        """The content of a state we issued, for that merchant where the caller knows whose it is.

        Raises: BadSignatureError (not ours, or another merchant's), StaleMessageError.
        """
        body, _ = self._authentic(state)
        raw = orjson.loads(body)
        content = AuthorizationState(
            merchant_id=raw["m"],
            platform=raw["p"],
            base_url=raw["b"],
            nonce=raw["n"],
            expires_at=raw["e"],
            options=raw.get("o", {}),
            first_sync=bool(raw.get("f")),
        )
        if merchant_id is not None and content.merchant_id != merchant_id:
            raise BadSignatureError("the OAuth state belongs to another merchant")
        if now.timestamp() >= content.expires_at:
            raise StaleMessageError("the OAuth state has expired; start connecting again")
        return content

    def verifier_for(self, state: str) -> Pkce:
        """The PKCE pair that belongs to a state: derived from it, so nothing has to be stored."""
        try:
            _, key = self._authentic(state)
        except BadSignatureError:
            key = self._keys()[0]  # not one of ours: a pair as good as any, and nobody else's
        verifier = _b64(hmac.digest(key, b"pkce:" + state.encode(), "sha256"))
        return Pkce(verifier=verifier, challenge=_b64(hashlib.sha256(verifier.encode()).digest()))

    def _keys(self) -> Sequence[bytes]:
        secrets_now = self._secrets()
        if not secrets_now or any(len(key) < 32 for key in secrets_now):
            raise ValueError("a key that signs OAuth states must have at least 32 bytes")
        return [hmac.digest(key, b"voicetill oauth state v1", "sha256") for key in secrets_now]

    def _authentic(self, state: str) -> tuple[bytes, bytes]:
        """The body of a state, and the key it was signed with."""
        body_text, _, signature_text = state.partition(".")
        try:
            body, signature = _unb64(body_text), _unb64(signature_text)
        except ValueError as error:
            raise BadSignatureError("the OAuth state cannot be read") from error
        if state != f"{_b64(body)}.{_b64(signature)}":  # other letters for the same bits
            raise BadSignatureError("the OAuth state is not written as we write it")
        for key in self._keys():
            if hmac.compare_digest(signature, _sign(key, body)):
                return body, key
        raise BadSignatureError("the OAuth state was not issued here")


def _sign(key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, body, "sha256")


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unb64(text: str) -> bytes:
    return base64.b64decode(
        text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True
    )
