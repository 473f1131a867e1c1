"""Custody of a connection's tokens: renewed early, once, and on disk before anyone uses them.

Threads share one refresh in flight, processes agree by a lease in the token store, and who is late
takes the winner's tokens: most platforms rotate refresh tokens, so a second refresh with the old
one would orphan the merchant. A refresh runs on a thread of its own: the caller may run out of
time and leave, the answer with the new pair is still received and stored; one that could not be
stored is kept and stored first thing next time.

A refresh that is refused ends nothing by itself: the access token is used until its own end, a
person is called with that countdown, and the refresh is tried again meanwhile. That is all that can
be done where a process was killed between the platform's answer and our commit and the platform
gives a refresh token once only (Clover, Vend; docs/reliability.md).
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic
from typing import TypeAlias

import structlog

from domain.calls import Call, Clock, Lane
from domain.errors import (
    AmbiguousOutcomeError,
    NotAuthorizedError,
    NotFoundError,
    PlatformError,
    RetryableError,
    UnavailableError,
)
from domain.ids import ConnectionId
from domain.ports.tokens import Grant, TokenEvent, TokenSet, TokenStore

LONGEST_USE = timedelta(days=6)
"""Square asks for renewal at least every 7 days of a token's 30 (OAuth guide, read 2026-11-20)."""
SOON = timedelta(minutes=10)
"""Life of a renewable token whose answer names no end: an answer may leave it out, and a token
taken for endless would be found dead by a shopper's call."""
SAFETY_MARGIN = timedelta(seconds=60)
"""Nearer to its end than this (or a tenth of its life) a token counts as spent: calls take time."""
LEASE = timedelta(seconds=30)
FLIGHT_S = 20.0
"""Longest a refresh may take, waiting for another process's included; shorter than the lease."""
REFUSED_AGAIN_S = 10.0
"""A token refused this soon after its refresh is not refreshed again: some platforms answer 401
to a missing permission too (Clover), and refreshing is itself limited (Toast, Lightspeed)."""
_RETRY_AFTER_S = 30.0
_REFUSED_RETRY_S = 300.0
"""How often a refused refresh is tried again while the access token lives."""
_POLL_S = 0.05
_LOOKS_AFTER_REFUSAL = 20
_LOOK_EVERY_S = 0.1
_log = structlog.get_logger(__name__)

Background: TypeAlias = Callable[[Callable[[], None]], None]
"""Takes on a piece of work and returns at once."""


def on_a_thread(work: Callable[[], None]) -> None:
    """The usual `Background`: a daemon thread per refresh, of which there are few."""
    threading.Thread(target=work, name="token-refresh", daemon=True).start()


@dataclass(slots=True)
class _Flight:
    """A refresh under way; everyone who needs its result waits for `done`."""

    done: threading.Event = field(default_factory=threading.Event)
    tokens: TokenSet | None = None
    error: PlatformError | None = None


@dataclass(frozen=True, slots=True)
class _Unsaved:
    """A pair that was received and could not be stored, and the pair it stands for."""

    used: TokenSet = field(repr=False)
    fresh: TokenSet = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnprovenTokens:
    """The `TokenSource` of a first call with tokens that are not stored yet."""

    platform: str
    tokens: TokenSet

    def access_token(self, call: Call) -> str:  # noqa: ARG002 - it is at hand
        """The token."""
        return self.tokens.access

    def refresh(self, stale: str, call: Call) -> str:  # noqa: ARG002 - there is no newer one
        """Raises NotAuthorizedError: a token refused at its first use is of no use."""
        raise NotAuthorizedError(
            "the platform refuses them", platform=self.platform, operation="connect", status=401
        )


class TokenCustodian:
    """The `TokenSource` of one connection in one process. Thread-safe; keep it, it caches."""

    def __init__(
        self,
        connection_id: ConnectionId,
        *,
        platform: str,
        store: TokenStore,
        flow: Grant,
        clock: Clock,
        background: Background = on_a_thread,
        sleeper: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection_id = connection_id
        self._platform = platform
        self._store = store
        self._flow = flow
        self._clock = clock
        self._background = background
        self._sleep = sleeper
        self._owner = secrets.token_hex(8)
        self._lock = threading.Lock()
        self._cached: TokenSet | None = None
        self._flight: _Flight | None = None
        self._refused: str | None = None
        self._turned_away: str | None = None
        self._unsaved: _Unsaved | None = None
        self._renew_not_before = 0.0
        self._issued: tuple[float, str | None] = (float("-inf"), None)
        """When the last pair came, by the monotonic clock, and its access token."""

    def access_token(self, call: Call) -> str:
        """A token that is valid now; one past half its life is renewed behind the caller's back.

        Raises: NotAuthorizedError when the merchant must connect again; RetryableError when the
        token has ended and no new one can be had in time.
        """
        tokens = self._cached or self._load()
        now = self._clock.now()
        if not _is_spent(tokens, now) or self._rests(tokens):
            ends = _end_of(tokens)
            if ends is not None and now >= self._renewal_due(tokens, ends):
                self._renew_soon(tokens)
            return tokens.access
        try:
            return self._await(self._launch(tokens.access), call).access
        except RetryableError:
            ends = _end_of(tokens)
            if ends is not None and self._clock.now() < ends:
                return tokens.access  # its last minute
            raise

    def refresh(self, stale: str, call: Call) -> str:
        """A token newer than `stale`, which the platform just refused. Raises as above."""
        cached = self._cached
        if cached is not None and cached.access != stale:
            return self.access_token(call)
        at, issued = self._issued
        if stale == issued and monotonic() - at < REFUSED_AGAIN_S:
            raise self._dead("the platform refuses a token it has just issued")
        self._turned_away = stale
        return self._await(self._launch(stale), call).access

    def granted_scopes(self) -> tuple[str, ...]:
        """What the tokens say was granted; nothing where there are none."""
        tokens = self._cached or self._store.load(self._connection_id)
        return () if tokens is None else tokens.scopes

    def forget(self) -> None:
        """Drop what is cached, for instance because the merchant has connected anew."""
        with self._lock:
            self._cached = self._refused = self._turned_away = None

    def settle(self, within_s: float = FLIGHT_S) -> None:
        """Wait for a refresh under way, so that its answer is stored before the process ends."""
        flight = self._flight
        if flight is not None:
            flight.done.wait(within_s)

    def _load(self) -> TokenSet:
        tokens = self._store.load(self._connection_id)
        if tokens is None:
            raise self._dead("no tokens are stored")
        self._cached = tokens
        return tokens

    def _renewal_due(self, tokens: TokenSet, ends: datetime) -> datetime:
        """Half of the life, at most six days; spread, so that connections do not march in step.

        Mass renewals at one hour have been rate limited (Square's forum, fact sheet 2026-11-20).
        """
        use = min(LONGEST_USE, (ends - tokens.issued_at) / 2)
        digest = hashlib.sha256(f"{self._connection_id}:{tokens.issued_at}".encode()).digest()
        return tokens.issued_at + use * (0.8 + 0.2 * digest[0] / 255)

    def _renew_soon(self, tokens: TokenSet) -> None:
        if self._flight is None and monotonic() >= self._renew_not_before:
            self._launch(tokens.access)

    def _launch(self, stale: str) -> _Flight:
        """The refresh under way, or a new one."""
        with self._lock:
            if self._flight is not None:
                return self._flight
            flight = self._flight = _Flight()
        self._background(lambda: self._fly(flight, stale))
        return flight

    def _await(self, flight: _Flight, call: Call) -> TokenSet:
        is_over = flight.done.wait(max(0.0, call.deadline.remaining()))
        if flight.tokens is not None:
            return flight.tokens
        if flight.error is not None:
            raise flight.error
        raise UnavailableError(
            "the refresh ended without a result" if is_over else "the refresh takes too long",
            platform=self._platform,
            operation="oauth.refresh",
        )

    def _fly(self, flight: _Flight, stale: str) -> None:
        call = Call.within(FLIGHT_S, lane=Lane.LIVE, correlation_id="token-refresh")
        try:
            flight.tokens = self._cached = self._newer_than(stale, call)
        except NotFoundError:
            flight.error = self._dead("the connection was removed meanwhile")
        except PlatformError as error:
            self._renew_not_before = monotonic() + _RETRY_AFTER_S
            flight.error = error
            _log.warning(
                "token.refresh_failed",
                connection_id=self._connection_id,
                platform=self._platform,
                error=type(error).__name__,
            )
        finally:
            with self._lock:
                self._flight = None
            flight.done.set()

    def _newer_than(self, stale: str, call: Call) -> TokenSet:
        """Tokens newer than `stale`: from the store if someone was faster, else refreshed."""
        while True:
            if (tokens := self._usable(stale)) is not None:
                return tokens
            if self._store.claim_refresh(self._connection_id, owner=self._owner, lease=LEASE):
                break
            if call.deadline.remaining() < _POLL_S:
                raise UnavailableError(
                    "another process is refreshing and takes too long",
                    platform=self._platform,
                    operation="oauth.refresh",
                )
            self._sleep(_POLL_S)
        try:
            return self._usable(stale) or self._refresh(self._load(), call)
        finally:
            self._store.release_refresh(self._connection_id, owner=self._owner)

    def _usable(self, stale: str) -> TokenSet | None:
        tokens = self._load()
        is_new = tokens.access != stale and not _is_spent(tokens, self._clock.now())
        return tokens if is_new else None

    def _refresh(self, tokens: TokenSet, call: Call) -> TokenSet:
        kept = self._unsaved
        if kept is not None and kept.used.access == tokens.access:
            return self._saved(kept)
        if tokens.access == self._refused:
            raise self._dead("the platform has called the grant dead")
        try:
            fresh = self._flow.refresh(tokens, call=call)
        except NotAuthorizedError as error:
            return self._after_refusal(tokens, error)
        except (RetryableError, AmbiguousOutcomeError) as error:
            self._record(TokenEvent.REFRESH_FAILED)
            raise UnavailableError(
                "the platform did not answer the refresh",
                platform=self._platform,
                operation="oauth.refresh",
            ) from error
        return self._saved(_Unsaved(tokens, replace(fresh, refresh_refused_at=None)))

    def _saved(self, pair: _Unsaved) -> TokenSet:
        """The pair, stored; where that fails it is kept in memory, because it comes once only."""
        self._unsaved = pair
        self._store.save(self._connection_id, pair.fresh)
        self._unsaved = None
        self._issued = monotonic(), pair.fresh.access
        self._record(TokenEvent.REFRESHED)
        _log.info("token.refreshed", connection_id=self._connection_id, platform=self._platform)
        return pair.fresh

    def _after_refusal(self, used: TokenSet, error: NotAuthorizedError) -> TokenSet:
        """`invalid_grant` may only mean that another refresh rotated the pair: wait for its save.

        The lease forbids two refreshes at once, but hosts whose clocks differ may both hold it.
        """
        for _ in range(_LOOKS_AFTER_REFUSAL):
            current = self._load()
            if current.access != used.access:
                return current
            self._sleep(_LOOK_EVERY_S)
        if self._lives_on(used):
            return self._ending(used)
        self._refused = used.access
        self._record(TokenEvent.REFUSED)
        raise self._dead("the platform calls the grant dead") from error

    def _rests(self, tokens: TokenSet) -> bool:
        """Whether its renewal was refused a moment ago, so that it is used to its very end."""
        was_refused = tokens.refresh_refused_at is not None
        return was_refused and self._lives_on(tokens) and monotonic() < self._renew_not_before

    def _lives_on(self, tokens: TokenSet) -> bool:
        """Whether the access token may still be used: before its end, and not turned away."""
        ends = _end_of(tokens)
        is_over = ends is not None and self._clock.now() >= ends
        return not is_over and tokens.access != self._turned_away

    def _ending(self, tokens: TokenSet) -> TokenSet:
        """The same tokens, marked as the last ones, so that a person is called in time."""
        self._renew_not_before = monotonic() + _REFUSED_RETRY_S
        if tokens.refresh_refused_at is not None:
            return tokens
        marked = replace(tokens, refresh_refused_at=self._clock.now())
        self._store.save(self._connection_id, marked)
        self._record(TokenEvent.RENEWAL_REFUSED)
        _log.error(
            "token.renewal_refused",
            connection_id=self._connection_id,
            platform=self._platform,
            access_ends_at=marked.expires_at,
        )
        return marked

    def _dead(self, reason: str) -> NotAuthorizedError:
        return NotAuthorizedError(
            f"{reason}; the merchant must connect again",
            platform=self._platform,
            operation="oauth.refresh",
        )

    def _record(self, event: TokenEvent) -> None:
        self._store.record(self._connection_id, event, at=self._clock.now())


def _is_spent(tokens: TokenSet, now: datetime) -> bool:
    ends = _end_of(tokens)
    if ends is None:
        return False
    margin = min(SAFETY_MARGIN, (ends - tokens.issued_at) / 10)
    return now >= ends - margin


def _end_of(tokens: TokenSet) -> datetime | None:
    """When the access token ends; None: never, which only a token that is not renewed does."""
    if tokens.expires_at is not None or tokens.refresh is None:
        return tokens.expires_at
    return tokens.issued_at + SOON
