"""Where conversations wait between turns, and which requests were seen: in Redis or in SQL.

Both stores keep the same promises; Redis is the faster one and may forget a conversation, which
then starts over. What was agreed to is never only here: orders and holds are in SQL.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import redis
from sqlalchemy import ColumnElement, delete, select, update

from storage import tables
from storage.engine import Database
from storage.statements import upsert

_SESSIONS = tables.voice_sessions
_SEEN = tables.seen_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRef:
    """Names one conversation of one merchant."""

    merchant_id: str
    channel: str
    session_id: str


class SessionStore(Protocol):
    """Keeps opaque states with compare-and-set, and remembers ids for a while."""

    def load(self, ref: SessionRef, now: datetime) -> tuple[bytes, int] | None:
        """State and version, unless the session is unknown or expired."""
        ...

    def save(
        self,
        ref: SessionRef,
        state: bytes,
        *,
        replacing: int | None,
        now: datetime,
        expires_at: datetime,
    ) -> bool:
        """Store if `replacing` is still the version (None: there is none); False if not."""
        ...

    def drop(self, ref: SessionRef) -> None:
        """Forget a session."""
        ...

    def first_time(
        self, merchant_id: str, channel: str, request_id: str, *, ttl: timedelta, now: datetime
    ) -> bool:
        """Whether this id was not seen within its ttl; remembers it."""
        ...


class SqlSessions:
    """`SessionStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def load(self, ref: SessionRef, now: datetime) -> tuple[bytes, int] | None:
        """State and version, unless the session is unknown or expired."""
        with self._db.read() as tx:
            row = tx.execute(
                select(_SESSIONS.c.state, _SESSIONS.c.version).where(
                    *_is(ref), _SESSIONS.c.expires_at > now
                )
            ).one_or_none()
        return None if row is None else (bytes(row.state), row.version)

    def save(
        self,
        ref: SessionRef,
        state: bytes,
        *,
        replacing: int | None,
        now: datetime,
        expires_at: datetime,
    ) -> bool:
        """Store if `replacing` is still the version (None: there is none); False if not."""
        if replacing is not None:
            with self._db.write() as tx:
                done = tx.execute(
                    update(_SESSIONS)
                    .where(*_is(ref), _SESSIONS.c.version == replacing)
                    .values(state=state, version=replacing + 1, expires_at=expires_at)
                )
            return done.rowcount == 1
        with self._db.write() as tx:
            statement = upsert(tx, _SESSIONS).values(
                merchant_id=ref.merchant_id,
                channel=ref.channel,
                session_id=ref.session_id,
                state=state,
                version=1,
                expires_at=expires_at,
            )
            done = tx.execute(
                statement.on_conflict_do_update(
                    index_elements=["merchant_id", "channel", "session_id"],
                    set_={"state": state, "version": 1, "expires_at": expires_at},
                    where=_SESSIONS.c.expires_at <= now,
                )
            )
        return done.rowcount == 1

    def drop(self, ref: SessionRef) -> None:
        """Forget a session."""
        with self._db.write() as tx:
            tx.execute(delete(_SESSIONS).where(*_is(ref)))

    def first_time(
        self, merchant_id: str, channel: str, request_id: str, *, ttl: timedelta, now: datetime
    ) -> bool:
        """Whether this id was not seen within its ttl; remembers it."""
        with self._db.write() as tx:
            statement = upsert(tx, _SEEN).values(
                merchant_id=merchant_id,
                channel=channel,
                request_id=request_id,
                expires_at=now + ttl,
            )
            done = tx.execute(
                statement.on_conflict_do_update(
                    index_elements=["merchant_id", "channel", "request_id"],
                    set_={"expires_at": now + ttl},
                    where=_SEEN.c.expires_at <= now,
                )
            )
        return done.rowcount == 1

    def prune(self, now: datetime) -> int:
        """Forget what is past its time; how many rows."""
        with self._db.write() as tx:
            sessions = tx.execute(delete(_SESSIONS).where(_SESSIONS.c.expires_at <= now))
            seen = tx.execute(delete(_SEEN).where(_SEEN.c.expires_at <= now))
        return sessions.rowcount + seen.rowcount


_SAVE = """
local held = redis.call('HGET', KEYS[1], 'v')
if ARGV[1] == '' then
  if held then return 0 end
elseif held ~= ARGV[1] then
  return 0
end
redis.call('HSET', KEYS[1], 'v', ARGV[2], 's', ARGV[3])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
"""


class RunsCommands(Protocol):
    """A way to Redis."""

    def execute_command(self, *words: Any) -> Any:
        """The reply. Raises redis.exceptions.RedisError."""
        ...


class RedisSessions:
    """`SessionStore` in Redis; what Redis cannot answer goes to the SQL store behind it."""

    def __init__(self, client: RunsCommands, fallback: SqlSessions) -> None:
        self._fallback = fallback
        self._call = client.execute_command
        self._script = hashlib.sha1(_SAVE.encode(), usedforsecurity=False).hexdigest()

    def load(self, ref: SessionRef, now: datetime) -> tuple[bytes, int] | None:
        """State and version, unless the session is unknown or expired."""
        try:
            version, state = self._call("HMGET", _key(ref), "v", "s")
        except redis.RedisError:
            return self._fallback.load(ref, now)
        if version is None or state is None:
            return None
        return (state if isinstance(state, bytes) else state.encode(), int(version))

    def save(
        self,
        ref: SessionRef,
        state: bytes,
        *,
        replacing: int | None,
        now: datetime,
        expires_at: datetime,
    ) -> bool:
        """Store if `replacing` is still the version (None: there is none); False if not."""
        lives_ms = max(1, int((expires_at - now).total_seconds() * 1000))
        expected = "" if replacing is None else str(replacing)
        try:
            return self._run_save(_key(ref), expected, (replacing or 0) + 1, state, lives_ms)
        except redis.RedisError:
            return self._save_in_sql(ref, state, replacing, now, expires_at)

    def _run_save(self, key: str, *values: str | int | bytes) -> bool:
        """The script by its name; a server that has not seen it yet is given it."""
        try:
            return bool(self._call("EVALSHA", self._script, 1, key, *values))
        except redis.exceptions.NoScriptError:
            return bool(self._call("EVAL", _SAVE, 1, key, *values))

    def _save_in_sql(
        self,
        ref: SessionRef,
        state: bytes,
        replacing: int | None,
        now: datetime,
        expires_at: datetime,
    ) -> bool:
        """Redis is gone: what was loaded came from SQL, or from Redis before it went."""
        save = self._fallback.save
        if save(ref, state, replacing=replacing, now=now, expires_at=expires_at):
            return True
        return replacing is not None and save(
            ref, state, replacing=None, now=now, expires_at=expires_at
        )

    def drop(self, ref: SessionRef) -> None:
        """Forget a session."""
        try:
            self._call("DEL", _key(ref))
        except redis.RedisError:
            self._fallback.drop(ref)

    def first_time(
        self, merchant_id: str, channel: str, request_id: str, *, ttl: timedelta, now: datetime
    ) -> bool:
        """Whether this id was not seen within its ttl; remembers it."""
        name = f"voicetill:seen:{merchant_id}:{channel}:{request_id}"
        try:
            lives_ms = int(ttl.total_seconds() * 1000)
            return bool(self._call("SET", name, b"1", "NX", "PX", lives_ms))
        except redis.RedisError:
            return self._fallback.first_time(merchant_id, channel, request_id, ttl=ttl, now=now)


def _key(ref: SessionRef) -> str:
    return f"voicetill:session:{ref.merchant_id}:{ref.channel}:{ref.session_id}"


def _is(ref: SessionRef) -> tuple[ColumnElement[bool], ...]:
    return (
        _SESSIONS.c.merchant_id == ref.merchant_id,
        _SESSIONS.c.channel == ref.channel,
        _SESSIONS.c.session_id == ref.session_id,
    )
