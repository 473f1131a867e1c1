"""Access tokens of a merchant's own identity provider (OIDC), checked against its JWKS."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import structlog

from domain.calls import Clock
from domain.errors import BadSignatureError, StaleMessageError

if TYPE_CHECKING:  # loaded with the first token: 1.5 MB that few houses need
    from joserfc.jwk import KeySet

_LOG = structlog.get_logger(__name__)
ALGORITHMS: Final = ("RS256", "PS256", "ES256", "ES384", "EdDSA")
"""Never `none`, never a shared secret: whoever could check those could forge them."""
_FRESH_S: Final = 3600.0
_AGAIN_S: Final = 60.0
_AFTER_FAILURE_S: Final = 10.0
_LEEWAY_S: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Whose tokens a merchant takes, and for whom they must be made."""

    issuer: str
    audience: str
    customer_claim: str = "sub"
    """The claim that names the customer as the merchant's platform knows them."""


@dataclass(slots=True, kw_only=True)
class OwnTokens:
    """Checks one merchant's tokens; thread-safe.

    Keys are kept for an hour, and asked for again at most once a minute when a token names one
    that is not known: so the provider may rotate them, and a forger cannot make us ask on. A
    provider that is away is left alone for ten seconds, and its last keys go on being good.
    """

    issuer: Issuer
    fetch: Callable[[], Mapping[str, Any]]
    """Gives the provider's key set. Raises BadSignatureError when it cannot be had."""
    clock: Clock
    timer: Callable[[], float] = monotonic
    _keys: KeySet | None = None
    _looked_at: float = float("-inf")
    _failed_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def customer(self, token: str) -> str:
        """The customer that the token names.

        Raises BadSignatureError: not signed by the provider, or not for us; StaleMessageError:
        expired, or not valid yet.
        """
        claims = self._claims(token)
        audiences = claims.get("aud")
        if self.issuer.audience not in (audiences if isinstance(audiences, list) else [audiences]):
            raise BadSignatureError("the token is for somebody else")
        if claims.get("iss") != self.issuer.issuer:
            raise BadSignatureError("the token is of another issuer")
        self._check_time(claims)
        named = claims.get(self.issuer.customer_claim)
        if not isinstance(named, str) or not named:
            raise BadSignatureError("the token names no customer")
        return named

    def _check_time(self, claims: Mapping[str, Any]) -> None:
        now = self.clock.now().timestamp()
        until, since = claims.get("exp"), claims.get("nbf", 0)
        if not isinstance(until, int | float) or until + _LEEWAY_S < now:
            raise StaleMessageError("the token has expired")
        if not isinstance(since, int | float) or since - _LEEWAY_S > now:
            raise StaleMessageError("the token is not valid yet")

    def _claims(self, token: str) -> Mapping[str, Any]:
        from joserfc import jwt
        from joserfc.errors import JoseError

        for is_last in (False, True):
            keys = self._known(again=is_last)
            try:
                return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
            except (JoseError, ValueError) as error:
                if is_last:
                    raise BadSignatureError("the token is not signed by the provider") from error
        raise AssertionError  # the loop returns or raises

    def _known(self, *, again: bool) -> KeySet:
        with self._lock:
            now = self.timer()
            is_old = now - self._looked_at > (_AGAIN_S if again else _FRESH_S)
            if is_old and now - self._failed_at > _AFTER_FAILURE_S:
                self._look_again(now)
            if self._keys is None:
                raise BadSignatureError("the provider's keys could not be had")
            return self._keys

    def _look_again(self, now: float) -> None:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        try:
            self._keys = KeySet.import_key_set(dict(self.fetch()))  # type: ignore[arg-type]  # their own dict type
        except (BadSignatureError, JoseError, ValueError, KeyError) as error:
            self._failed_at = now
            _LOG.warning("identity.keys_not_had", error=type(error).__name__)
        else:
            self._looked_at = now
