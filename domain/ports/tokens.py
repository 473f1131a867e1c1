"""Ports around a connection's credentials: how a platform grants access, and where tokens rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.calls import Call
from domain.ids import ConnectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenSet:
    """One generation of a connection's tokens; neither token shows in its `repr`."""

    access: str = field(repr=False)
    issued_at: datetime
    """When we received it, by our clock; half-life is counted from here."""
    expires_at: datetime | None = None
    """When `access` ends; None means it does not."""
    refresh: str | None = field(default=None, repr=False)
    refresh_expires_at: datetime | None = None
    refresh_refused_at: datetime | None = None
    """When the platform first took `refresh` no longer, while `access` still had life in it."""
    scopes: tuple[str, ...] = ()
    """What was granted, which may be less than what was asked for."""
    account_id: str = ""
    """The merchant's account as the platform names it (Square merchant id, Shopify shop domain)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """Our registration with one platform, and where its OAuth endpoints live."""

    client_id: str
    client_secret: str = field(repr=False)
    base_url: str
    """Root of the OAuth endpoints: the platform's host, the shop's own, or a sandbox."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pkce:
    """A code verifier and its S256 challenge (RFC 7636), for one authorization."""

    verifier: str = field(repr=False)
    challenge: str


class Grant(Protocol):
    """How one platform renews and withdraws access that was granted; one object per connection."""

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """The next generation, complete: what the platform leaves out is carried over.

        Raises: NotAuthorizedError when the platform calls the grant dead (`invalid_grant`),
        RetryableError when it may work later.
        """
        ...

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Withdraw the grant; one that is already gone, or that no platform call ends, is no
        error."""
        ...


class OAuthFlow(Grant, Protocol):
    """Access that the merchant grants on the platform's own page."""

    def authorize_url(
        self, *, state: str, redirect_uri: str, scopes: Sequence[str], pkce: Pkce | None = None
    ) -> str:
        """Where the merchant is sent to say yes."""
        ...

    def exchange(
        self, params: Mapping[str, str], *, redirect_uri: str, call: Call, pkce: Pkce | None = None
    ) -> TokenSet:
        """Tokens for the parameters the platform sent to our callback.

        The caller has verified `state`; the platform's own signature over the parameters, where
        it has one, is verified here. Raises: BadSignatureError, NotAuthorizedError (the merchant
        said no, or the code is spent), other PlatformErrors.
        """
        ...


class KeyFlow(Grant, Protocol):
    """Access by keys that a person copies from the platform's back office."""

    def grant(self, fields: Mapping[str, str], *, call: Call) -> TokenSet:
        """Tokens for the typed keys, which were checked against the platform's `KeyField`s.

        Raises: NotAuthorizedError when the platform refuses them, other PlatformErrors.
        """
        ...


class TokenEvent(StrEnum):
    """What is written to the audit trail about a connection's tokens; never a value."""

    GRANTED = "granted"
    REFRESHED = "refreshed"
    REFRESH_FAILED = "refresh_failed"
    BROKEN_OFF = "refresh_broken_off"
    """A refresh was begun and never ended: the process that had the right to it is gone."""
    RENEWAL_REFUSED = "renewal_refused"
    """The platform takes the refresh token no longer; access ends with the access token."""
    REFUSED = "refused"
    """The platform called the grant dead; the merchant must connect again."""
    REVOKED = "revoked"


class TokenStore(Protocol):
    """Where tokens rest, encrypted, and where processes agree on who refreshes.

    Every method commits before it returns: a pair is on disk before anyone uses it.
    """

    def load(self, connection_id: ConnectionId) -> TokenSet | None:
        """The current generation, or None if the connection has no tokens."""
        ...

    def save(self, connection_id: ConnectionId, tokens: TokenSet) -> None:
        """Make this the current generation and keep the one before it."""
        ...

    def claim_refresh(self, connection_id: ConnectionId, *, owner: str, lease: timedelta) -> bool:
        """Take the right to refresh for that long; False if another owner holds it.

        Judged by the store's own clock, because two hosts' clocks differ.
        """
        ...

    def release_refresh(self, connection_id: ConnectionId, *, owner: str) -> None:
        """Give the right back; nothing happens if it is not this owner's any more."""
        ...

    def record(self, connection_id: ConnectionId, event: TokenEvent, *, at: datetime) -> None:
        """Add a line to the audit trail."""
        ...
