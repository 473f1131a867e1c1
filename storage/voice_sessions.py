"""Where conversations wait between turns, and which requests were seen: in Redis or in SQL.

Both stores keep the same promises; Redis is the faster one and may forget a conversation, which
then starts over. What was agreed to is never only here: orders and holds are in SQL.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Protocol

import redis
from sqlalchemy import ColumnElement, Connection, Executable, delete, select, update

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A request that may be answered once: its id, remembered for a while."""

    request_id: str
    ttl: timedelta


class Begun(Enum):
    """What became of a session that should begin."""

    STORED = auto()
    KNOWN = auto()
    """It has begun before; nothing was stored, but the request counts as seen."""
    REPEATED = auto()
    """The request was seen before; nothing was stored."""


class SessionStore(Protocol):
    """Keeps opaque states with compare-and-set, and remembers ids for a while."""

    def begin(
        self, ref: SessionRef, state: bytes, *, once: Once, now: datetime, expires_at: datetime
    ) -> Begun:
        """Remember a request and store the session that it begins, both or, if it was seen, none.

        In one go: half the cost of `first_time` and `save`.
        """
        ...

    def resume(
        self, ref: SessionRef, *, once: Once, now: datetime
    ) -> tuple[bool, tuple[bytes, int] | None]:
        """Remember a request and load its session: whether the request is new, and `load`."""
        ...

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

    def put(self, ref: SessionRef, state: bytes, *, now: datetime, expires_at: datetime) -> None:
        """Store whatever is there: for what is kept of a shopper and guarded by no version."""
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

    def begin(
        self, ref: SessionRef, state: bytes, *, once: Once, now: datetime, expires_at: datetime
    ) -> Begun:
        """Remember a request and store the session that it begins, in one transaction."""
        with self._db.write() as tx:
            if not _is_first(tx, ref.merchant_id, ref.channel, once, now):
                return Begun.REPEATED
            return Begun.STORED if _insert(tx, ref, state, now, expires_at) else Begun.KNOWN

    def resume(
        self, ref: SessionRef, *, once: Once, now: datetime
    ) -> tuple[bool, tuple[bytes, int] | None]:
        """Remember a request and load its session, in one transaction."""
        with self._db.write() as tx:
            if not _is_first(tx, ref.merchant_id, ref.channel, once, now):
                return False, None
            return True, _loaded(tx, ref, now)

    def load(self, ref: SessionRef, now: datetime) -> tuple[bytes, int] | None:
        """State and version, unless the session is unknown or expired."""
        with self._db.read() as tx:
            return _loaded(tx, ref, now)

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
            return _insert(tx, ref, state, now, expires_at)

    def put(self, ref: SessionRef, state: bytes, *, now: datetime, expires_at: datetime) -> None:
        """Store whatever is there."""
        del now
        with self._db.write() as tx:
            tx.execute(_upsert(tx, ref, state, expires_at))

    def drop(self, ref: SessionRef) -> None:
        """Forget a session."""
        with self._db.write() as tx:
            tx.execute(delete(_SESSIONS).where(*_is(ref)))

    def first_time(
        self, merchant_id: str, channel: str, request_id: str, *, ttl: timedelta, now: datetime
    ) -> bool:
        """Whether this id was not seen within its ttl; remembers it."""
        with self._db.write() as tx:
            return _is_first(tx, merchant_id, channel, Once(request_id=request_id, ttl=ttl), now)

    def prune(self, now: datetime) -> int:
        """Forget what is past its time; how many rows."""
        with self._db.write() as tx:
            sessions = tx.execute(delete(_SESSIONS).where(_SESSIONS.c.expires_at <= now))
            seen = tx.execute(delete(_SEEN).where(_SEEN.c.expires_at <= now))
        return sessions.rowcount + seen.rowcount


def _loaded(tx: Connection, ref: SessionRef, now: datetime) -> tuple[bytes, int] | None:
    row = tx.execute(
        select(_SESSIONS.c.state, _SESSIONS.c.version).where(
            *_is(ref), _SESSIONS.c.expires_at > now
        )
    ).one_or_none()
    return None if row is None else (bytes(row.state), row.version)


def _insert(
    tx: Connection, ref: SessionRef, state: bytes, now: datetime, expires_at: datetime
) -> bool:
    """Whether the session was new, or had expired."""
    done = tx.execute(_upsert(tx, ref, state, expires_at, where=_SESSIONS.c.expires_at <= now))
    return done.rowcount == 1


def _upsert(
    tx: Connection,
    ref: SessionRef,
    state: bytes,
    expires_at: datetime,
    *,
    where: ColumnElement[bool] | None = None,
) -> Executable:
    values = {"state": state, "version": 1, "expires_at": expires_at}
    statement = upsert(tx, _SESSIONS).values(
        merchant_id=ref.merchant_id, channel=ref.channel, session_id=ref.session_id, **values
    )
    return statement.on_conflict_do_update(
        index_elements=["merchant_id", "channel", "session_id"], set_=values, where=where
    )


def _is_first(tx: Connection, merchant_id: str, channel: str, once: Once, now: datetime) -> bool:
    until = now + once.ttl
    statement = upsert(tx, _SEEN).values(
        merchant_id=merchant_id, channel=channel, request_id=once.request_id, expires_at=until
    )
    done = tx.execute(
        statement.on_conflict_do_update(
            index_elements=["merchant_id", "channel", "request_id"],
            set_={"expires_at": until},
            where=_SEEN.c.expires_at <= now,
        )
    )
    return done.rowcount == 1


_SAVE = """
local held = redis.call('GET', KEYS[1])
if held then held = string.match(held, '^%d+') end
if (held or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
"""
_TAKE_BACK = """
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
"""


class RunsCommands(Protocol):
    """A way to Redis."""

    def execute_command(self, *words: Any) -> Any:
        """The reply. Raises redis.exceptions.RedisError."""
        ...

    def execute_together(self, commands: Sequence[Sequence[Any]]) -> list[Any]:
        """The replies to commands sent in one piece. Raises redis.exceptions.RedisError."""
        ...


class _Script:
    """A script, run by its name; a server that has not seen it yet is given it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._name = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

    def run(self, client: RunsCommands, keys: Sequence[str], *values: str | int | bytes) -> Any:
        """What it returns. Raises redis.exceptions.RedisError."""
        try:
            return client.execute_command("EVALSHA", self._name, len(keys), *keys, *values)
        except redis.exceptions.NoScriptError:
            return client.execute_command("EVAL", self._text, len(keys), *keys, *values)


_SAVE_SCRIPT, _TAKE_BACK_SCRIPT = _Script(_SAVE), _Script(_TAKE_BACK)


class RedisSessions:
    """`SessionStore` in Redis; what Redis cannot answer goes to the SQL store behind it.

    A session is one string, its version before its state. The commands of a turn that only looks
    are plain ones in one packet: a script costs Redis twice as much (docs/performance.md).
    """

    def __init__(self, client: RunsCommands, fallback: SqlSessions) -> None:
        self._fallback = fallback
        self._client = client
        self._call = client.execute_command
        self._together = client.execute_together

    def begin(
        self, ref: SessionRef, state: bytes, *, once: Once, now: datetime, expires_at: datetime
    ) -> Begun:
        """Remember a request and store the session that it begins, in one round trip."""
        key, value = _key(ref), _packed(1, state)
        stores = ("SET", key, value, "NX", "PX", _ms(expires_at - now))
        try:
            first, stored = self._together((_remembers(ref, once), stores))
            if first is None and stored is not None:
                _TAKE_BACK_SCRIPT.run(self._client, (key,), value)
        except redis.RedisError:
            return self._fallback.begin(ref, state, once=once, now=now, expires_at=expires_at)
        if first is None:
            return Begun.REPEATED
        return Begun.KNOWN if stored is None else Begun.STORED

    def resume(
        self, ref: SessionRef, *, once: Once, now: datetime
    ) -> tuple[bool, tuple[bytes, int] | None]:
        """Remember a request and load its session, in one round trip."""
        try:
            first, held = self._together((_remembers(ref, once), ("GET", _key(ref))))
        except redis.RedisError:
            return self._fallback.resume(ref, once=once, now=now)
        return (False, None) if first is None else (True, _unpacked(held))

    def load(self, ref: SessionRef, now: datetime) -> tuple[bytes, int] | None:
        """State and version, unless the session is unknown or expired."""
        try:
            held = self._call("GET", _key(ref))
        except redis.RedisError:
            return self._fallback.load(ref, now)
        return _unpacked(held)

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
        expected = "" if replacing is None else str(replacing)
        values = (expected, _packed((replacing or 0) + 1, state), _ms(expires_at - now))
        try:
            return bool(_SAVE_SCRIPT.run(self._client, (_key(ref),), *values))
        except redis.RedisError:
            return self._save_in_sql(ref, state, replacing, now, expires_at)

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

    def put(self, ref: SessionRef, state: bytes, *, now: datetime, expires_at: datetime) -> None:
        """Store whatever is there."""
        try:
            self._call("SET", _key(ref), _packed(1, state), "PX", _ms(expires_at - now))
        except redis.RedisError:
            self._fallback.put(ref, state, now=now, expires_at=expires_at)

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
        name = _seen_key(merchant_id, channel, request_id)
        try:
            return bool(self._call("SET", name, b"1", "NX", "PX", _ms(ttl)))
        except redis.RedisError:
            return self._fallback.first_time(merchant_id, channel, request_id, ttl=ttl, now=now)


def _key(ref: SessionRef) -> str:
    return f"voicetill:session:{ref.merchant_id}:{ref.channel}:{ref.session_id}"


def _seen_key(merchant_id: str, channel: str, request_id: str) -> str:
    return f"voicetill:seen:{merchant_id}:{channel}:{request_id}"


def _ms(lasting: timedelta) -> int:
    return max(1, int(lasting.total_seconds() * 1000))


def _remembers(ref: SessionRef, once: Once) -> tuple[str | int, ...]:
    """A command that sets a request's mark, unless it is set."""
    key = _seen_key(ref.merchant_id, ref.channel, once.request_id)
    return ("SET", key, "1", "NX", "PX", _ms(once.ttl))


def _packed(version: int, state: bytes) -> bytes:
    return b"%d:%b" % (version, state)


def _unpacked(held: bytes | None) -> tuple[bytes, int] | None:
    if held is None:
        return None
    version, _, state = held.partition(b":")
    return state, int(version)


def _is(ref: SessionRef) -> tuple[ColumnElement[bool], ...]:
    return (
        _SESSIONS.c.merchant_id == ref.merchant_id,
        _SESSIONS.c.channel == ref.channel,
        _SESSIONS.c.session_id == ref.session_id,
    )
