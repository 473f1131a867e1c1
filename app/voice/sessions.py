"""Where conversations wait between turns, and which requests were seen before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from domain.ids import MerchantId
from storage.voice_sessions import Begun, Once

__all__ = ["Begun", "Once", "SeenIds", "SessionKey", "StoredSession", "VoiceSessions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionKey:
    """Names one conversation of one merchant."""

    merchant_id: MerchantId
    channel: str
    session_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSession:
    """A conversation's state as stored, with the version that guards its replacement."""

    state: bytes
    version: int


class VoiceSessions(Protocol):
    """Session store with compare-and-set."""

    def begin(self, key: SessionKey, state: bytes, *, once: Once, expires_at: datetime) -> Begun:
        """Remember the request and store the session it begins, both in one go or neither."""
        ...

    def resume(
        self, key: SessionKey, *, once: Once, now: datetime
    ) -> tuple[bool, StoredSession | None]:
        """Remember the request and load its session: whether it is new, and the session."""
        ...

    def load(self, key: SessionKey, now: datetime) -> StoredSession | None:
        """The session unless it is unknown or expired."""
        ...

    def save(
        self, key: SessionKey, state: bytes, *, replacing: int | None, expires_at: datetime
    ) -> bool:
        """Store the state if `replacing` is still the stored version (None: there is none or it
        has expired); False when another turn was faster."""
        ...

    def put(self, key: SessionKey, state: bytes, *, expires_at: datetime) -> None:
        """Store the state whatever is there: for what no version guards."""
        ...

    def drop(self, key: SessionKey) -> None:
        """Forget the session."""
        ...


class SeenIds(Protocol):
    """Remembers ids for a while, to refuse what comes twice."""

    def first_time(self, scope: str, identifier: str, *, ttl: timedelta, now: datetime) -> bool:
        """Whether this id was not seen in this scope within its ttl; remembers it."""
        ...
