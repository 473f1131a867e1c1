"""An in-memory token store and a platform that rotates its refresh tokens."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

from domain.calls import Call
from domain.errors import NotAuthorizedError
from domain.ids import ConnectionId
from domain.ports.tokens import Pkce, TokenEvent, TokenSet


@dataclass
class MemoryTokenStore:
    """`TokenStore` for tests: keeps every generation it was given."""

    generations: dict[ConnectionId, list[TokenSet]] = field(default_factory=dict)
    events: list[tuple[ConnectionId, TokenEvent]] = field(default_factory=list)
    leases: dict[ConnectionId, tuple[str, float]] = field(default_factory=dict)
    timer: Callable[[], float] = monotonic
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def load(self, connection_id: ConnectionId) -> TokenSet | None:
        with self._lock:
            known = self.generations.get(connection_id)
            return known[-1] if known else None

    def save(self, connection_id: ConnectionId, tokens: TokenSet) -> None:
        with self._lock:
            self.generations.setdefault(connection_id, []).append(tokens)

    def claim_refresh(self, connection_id: ConnectionId, *, owner: str, lease: timedelta) -> bool:
        with self._lock:
            holder, ends = self.leases.get(connection_id, ("", 0.0))
            if holder not in ("", owner) and self.timer() < ends:
                return False
            self.leases[connection_id] = (owner, self.timer() + lease.total_seconds())
            return True

    def release_refresh(self, connection_id: ConnectionId, *, owner: str) -> None:
        with self._lock:
            if self.leases.get(connection_id, ("", 0.0))[0] == owner:
                del self.leases[connection_id]

    def record(self, connection_id: ConnectionId, event: TokenEvent, *, at: datetime) -> None:
        self.events.append((connection_id, event))


@dataclass
class RotatingPlatform:
    """`OAuthFlow` for tests: every refresh token works once, as at the strictest platforms.

    With `forgives`, the token before stays good until the new pair is used, as at Shopify.
    """

    now: Callable[[], datetime]
    life: timedelta = timedelta(hours=1)
    refreshes: int = 0
    valid_refresh: str = "refresh-0"
    forgives: bool = False
    before_answer: Callable[[], None] = lambda: None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def first(self) -> TokenSet:
        """The pair the merchant's consent brought."""
        now = self.now()
        return TokenSet(
            access="access-0", refresh="refresh-0", issued_at=now, expires_at=now + self.life
        )

    def authorize_url(
        self, *, state: str, redirect_uri: str, scopes: Sequence[str], pkce: Pkce | None = None
    ) -> str:
        return f"https://platform.example/authorize?state={state}"

    def exchange(
        self, params: Mapping[str, str], *, redirect_uri: str, call: Call, pkce: Pkce | None = None
    ) -> TokenSet:
        return self.first()

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        with self._lock:
            if tokens.refresh != self.valid_refresh and not self.forgives:
                raise NotAuthorizedError(
                    "invalid_grant", platform="rotating", operation="oauth.refresh", status=400
                )
            self.refreshes += 1
            self.valid_refresh = f"refresh-{self.refreshes}"
            answer = replace(
                tokens,
                access=f"access-{self.refreshes}",
                refresh=self.valid_refresh,
                issued_at=self.now(),
                expires_at=self.now() + self.life,
            )
        self.before_answer()
        return answer

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        self.valid_refresh = ""
