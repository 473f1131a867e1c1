"""A turn's way to its session, which also finds out whether the request came before.

Where a channel can be replayed, every request has an id that is remembered. Remembering it takes a
round trip to the store of sessions, and so do loading and storing a session: what can go together
goes together. The conversation admits a turn before it does anything, and at the latest before it
answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.voice.services import VoiceServices
from app.voice.sessions import Begun, Once, SessionKey, StoredSession
from app.voice.turn import Turn
from domain.errors import StaleMessageError


@dataclass(slots=True)
class Admission:
    """One turn's session; every method but `drop` may raise StaleMessageError: seen before."""

    voice: VoiceServices
    turn: Turn
    _key: SessionKey = field(init=False)
    _once: Once | None = field(init=False)
    """None: it is known that the request is new."""

    def __post_init__(self) -> None:
        turn = self.turn
        self._key = SessionKey(
            merchant_id=turn.merchant_id, channel=turn.channel, session_id=turn.session_id
        )
        ttl = turn.once_within
        self._once = None if ttl is None else Once(request_id=turn.request_id, ttl=ttl)

    def admit(self) -> None:
        """Return if the request is new; from now on it is not."""
        once = self._taken()
        if once is None:
            return
        scope = f"{self.turn.channel}:{self.turn.merchant_id}"
        now = self.voice.clock.now()
        if not self.voice.seen.first_time(scope, once.request_id, ttl=once.ttl, now=now):
            raise _stale()

    def load(self) -> StoredSession | None:
        """The session unless it is unknown or expired."""
        now = self.voice.clock.now()
        once = self._taken()
        if once is None:
            return self.voice.sessions.load(self._key, now)
        is_new, stored = self.voice.sessions.resume(self._key, once=once, now=now)
        if not is_new:
            raise _stale()
        return stored

    def save(self, state: bytes, *, replacing: StoredSession | None) -> bool:
        """Store the state; False when another turn of the session was faster."""
        voice = self.voice
        expires_at = voice.clock.now() + voice.session_ttl
        once = self._taken() if replacing is None else None
        if once is not None:
            begun = voice.sessions.begin(self._key, state, once=once, expires_at=expires_at)
            if begun is Begun.REPEATED:
                raise _stale()
            return begun is Begun.STORED
        version = None if replacing is None else replacing.version
        return voice.sessions.save(self._key, state, replacing=version, expires_at=expires_at)

    def drop(self) -> None:
        """Forget the session."""
        self.voice.sessions.drop(self._key)

    def _taken(self) -> Once | None:
        once, self._once = self._once, None
        return once


def _stale() -> StaleMessageError:
    return StaleMessageError("the request was seen before")
