"""Signing in at an OpenID Connect provider: authorization code with PKCE, the ID token checked.

Source: OpenID Connect Core 1.0 §3.1, Discovery 1.0 §4, RFC 7636, RFC 9700 §2.1 (read 2026-11-21).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import certifi
import orjson
import urllib3
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.calls import Clock
from domain.errors import BadSignatureError, UnavailableError
from storage.operators import Role

_ALGORITHMS: Final = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
"""Never `none`, never a shared secret: whoever could check those could forge them."""
_FRESH_S: Final = 3600.0
_AGAIN_S: Final = 60.0
_LEEWAY_S: Final = 30
_MOST_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """Our registration at the provider, and who gets which role."""

    issuer: str
    client_id: str
    client_secret: str | None = field(repr=False)
    redirect_uri: str
    role_claim: str
    roles: Mapping[str, Role]
    """Group to role."""
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in on its way; the browser keeps it, signed, until it comes back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom the provider told us of."""

    external_id: str
    """Issuer and subject: an address may be given to somebody else one day, this never is."""
    login: str
    name: str
    role: Role


def _pool() -> urllib3.PoolManager:
    timeout = urllib3.Timeout(connect=2.0, read=4.0, total=5.0)
    return urllib3.PoolManager(timeout=timeout, retries=False, ca_certs=certifi.where())


@dataclass(slots=True, kw_only=True)
class SignIns:
    """Sends people to the provider and takes them back; thread-safe.

    What the provider publishes is kept for an hour; its keys are asked for again, at most once a
    minute, when a token names one that is not known.
    """

    provider: Provider
    clock: Clock
    pool: urllib3.PoolManager = field(default_factory=_pool)
    _places: Mapping[str, Any] = field(default_factory=dict)
    _keys: KeySet | None = None
    _looked_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> tuple[str, Begun]:
        """Where to send the browser. Raises UnavailableError."""
        begun = Begun(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
        )
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self.provider.redirect_uri,
            "scope": "openid email profile",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        address = self._published()["authorization_endpoint"]
        joint = "&" if urlsplit(address).query else "?"
        return f"{address}{joint}{urlencode(asked)}", begun

    def finish(self, code: str, begun: Begun) -> Person | None:
        """Who it is; None if no group of theirs has a role.

        Raises BadSignatureError: the token is none of the provider for us; UnavailableError.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.provider.redirect_uri,
            "client_id": self.provider.client_id,
            "code_verifier": begun.verifier,
        }
        if self.provider.client_secret is not None:
            form["client_secret"] = self.provider.client_secret
        told = self._asked("POST", self._published()["token_endpoint"], form)
        token = told.get("id_token")
        if not isinstance(token, str):
            raise BadSignatureError("the provider gave no ID token")
        return self._person(self._claims(token, begun.nonce))

    def _person(self, claims: Mapping[str, Any]) -> Person | None:
        groups = claims.get(self.provider.role_claim)
        named = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        roles = [
            self.provider.roles[each]
            for each in named
            if isinstance(each, str) and each in self.provider.roles
        ]
        if not roles:
            return None
        subject = claims["sub"]
        known = claims.get("email") or claims.get("preferred_username") or subject
        return Person(
            external_id=f"{self.provider.issuer} {subject}",
            login=str(known)[:120],
            name=str(claims.get("name") or known)[:120],
            role=max(roles, key=list(Role).index),
        )

    def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        """Raises BadSignatureError."""
        judge = jwt.JWTClaimsRegistry(
            now=int(self.clock.now().timestamp()),
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        for is_last in (False, True):
            try:
                claims = jwt.decode(token, self._known(again=is_last), _ALGORITHMS).claims
            except (JoseError, ValueError) as error:
                if is_last:
                    raise BadSignatureError("the ID token is not signed by the provider") from error
                continue
            try:
                judge.validate(claims)
            except JoseError as error:
                raise BadSignatureError(f"the ID token cannot be used: {error}") from error
            return claims
        raise AssertionError  # the loop returns or raises

    # --- what the provider publishes ---------------------------------------------------------

    def _published(self) -> Mapping[str, Any]:
        with self._lock:
            if monotonic() - self._looked_at > _FRESH_S:
                self._look()
            return self._places

    def _known(self, *, again: bool) -> KeySet:
        with self._lock:
            limit = _AGAIN_S if again else _FRESH_S
            if self._keys is None or monotonic() - self._looked_at > limit:
                self._look()
            assert self._keys is not None  # noqa: S101 - looking has set it, or raised
            return self._keys

    def _look(self) -> None:
        places = self._asked("GET", f"{self.provider.issuer}/.well-known/openid-configuration")
        if str(places.get("issuer", "")).rstrip("/") != self.provider.issuer:
            raise UnavailableError(
                "the provider calls itself otherwise than VOICETILL_OIDC_ISSUER",
                platform="oidc",
                operation="discovery",
            )
        safe = {"https", urlsplit(self.provider.issuer).scheme}  # http only where the issuer is one
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if urlsplit(str(places.get(name, ""))).scheme not in safe:
                raise UnavailableError(
                    f"the provider names no {name}", platform="oidc", operation="discovery"
                )
        self._keys = KeySet.import_key_set(self._asked("GET", places["jwks_uri"]))  # type: ignore[arg-type]  # their own dict type
        self._places, self._looked_at = places, monotonic()

    def _asked(
        self, method: str, url: str, form: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """The JSON object that the provider answers. Raises UnavailableError."""
        try:
            response = self.pool.request(
                method,
                url,
                body=None if form is None else urlencode(form),
                headers={
                    "Accept": "application/json",
                    **({"Content-Type": "application/x-www-form-urlencoded"} if form else {}),
                },
                redirect=False,
                preload_content=False,
            )
            try:
                body = response.read(_MOST_BYTES)
            finally:
                response.release_conn()
            told = orjson.loads(body)
        except (urllib3.exceptions.HTTPError, orjson.JSONDecodeError) as error:
            raise UnavailableError(
                "the provider does not answer", platform="oidc", operation=method
            ) from error
        if response.status != 200 or not isinstance(told, dict):
            raise UnavailableError(
                f"the provider answers HTTP {response.status}", platform="oidc", operation=method
            )
        return told
