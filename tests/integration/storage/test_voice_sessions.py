"""Conversations between turns: one promise in SQL, in Redis, and in Redis that has just gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis

from adapters.direct_redis import DirectRedis
from storage.engine import Database, open_database
from storage.redis_server import embedded_redis, redis_client
from storage.voice_sessions import (
    Begun,
    Once,
    RedisSessions,
    SessionRef,
    SessionStore,
    SqlSessions,
)
from tests.integration.storage.shop import NOW, after, open_shop

REF = SessionRef(merchant_id="mer_1", channel="alexa", session_id="s1")
TTL = timedelta(minutes=5)


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.integration), "redis", "gone"]
)
def store(request: pytest.FixtureRequest) -> Iterator[SessionStore]:
    kind = "postgres_url" if request.param == "postgresql" else "sqlite_url"
    database = open_database(request.getfixturevalue(kind))
    open_shop(database)
    sql = SqlSessions(database)
    client: redis.Redis | None = None
    if request.param == "redis":
        client = redis_client(request.getfixturevalue("redis_url"))
    elif request.param == "gone":
        client = redis_client("unix:///nowhere/at/all.sock")
    yield sql if client is None else RedisSessions(DirectRedis(client), sql)
    if client is not None:
        client.close()
    database.close()


def save(
    store: SessionStore, state: bytes, *, replacing: int | None = None, seconds: float = 0
) -> bool:
    now = after(seconds)
    return store.save(REF, state, replacing=replacing, now=now, expires_at=now + TTL)


def test_a_state_comes_back_with_a_version_that_guards_it(store: SessionStore) -> None:
    assert store.load(REF, NOW) is None
    assert save(store, b"\x00one")
    assert store.load(REF, NOW) == (b"\x00one", 1)

    assert save(store, b"two", replacing=1)
    assert not save(store, b"late", replacing=1)
    assert not save(store, b"as if new")

    assert store.load(REF, NOW) == (b"two", 2)


def test_of_two_turns_at_once_one_is_kept(store: SessionStore) -> None:
    save(store, b"start")
    won: list[bool] = []

    def turn(number: int) -> None:
        won.append(save(store, f"turn {number}".encode(), replacing=1))

    threads = [threading.Thread(target=turn, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert won.count(True) == 1


def test_what_is_put_is_there_whatever_was(store: SessionStore) -> None:
    def put(state: bytes) -> tuple[bytes, int]:
        store.put(REF, state, now=NOW, expires_at=NOW + TTL)
        loaded = store.load(REF, NOW)
        assert loaded is not None
        return loaded

    assert put(b"\xffone")[0] == b"\xffone"
    said, version = put(b"two")
    assert said == b"two"
    assert save(store, b"three", replacing=version)
    assert put(b"four")[0] == b"four"


def test_a_dropped_session_is_unknown(store: SessionStore) -> None:
    save(store, b"one")
    store.drop(REF)

    assert store.load(REF, NOW) is None
    assert save(store, b"again")


def test_sessions_of_other_merchants_and_channels_are_others(store: SessionStore) -> None:
    save(store, b"one")

    for other in (
        SessionRef(merchant_id="mer_2", channel="alexa", session_id="s1"),
        SessionRef(merchant_id="mer_1", channel="phone", session_id="s1"),
    ):
        assert store.load(other, NOW) is None


def test_an_id_is_new_once(store: SessionStore) -> None:
    def first_time(request_id: str, channel: str = "alexa") -> bool:
        return store.first_time("mer_1", channel, request_id, ttl=TTL, now=NOW)

    assert first_time("r1")
    assert not first_time("r1")
    assert first_time("r2")
    assert first_time("r1", "phone")


def begin(store: SessionStore, request_id: str, state: bytes = b"one") -> Begun:
    once = Once(request_id=request_id, ttl=TTL)
    return store.begin(REF, state, once=once, now=NOW, expires_at=NOW + TTL)


def test_a_session_begins_with_a_request_that_is_new(store: SessionStore) -> None:
    assert begin(store, "r1") is Begun.STORED

    assert store.load(REF, NOW) == (b"one", 1)
    assert not store.first_time("mer_1", "alexa", "r1", ttl=TTL, now=NOW)
    assert save(store, b"two", replacing=1)


def test_a_repeated_request_begins_nothing(store: SessionStore) -> None:
    begin(store, "r1")
    store.drop(REF)

    assert begin(store, "r1", b"again") is Begun.REPEATED
    assert store.load(REF, NOW) is None


def test_a_known_session_is_left_alone_but_the_request_remembered(store: SessionStore) -> None:
    begin(store, "r1")

    assert begin(store, "r2", b"other") is Begun.KNOWN
    assert store.load(REF, NOW) == (b"one", 1)
    assert begin(store, "r2") is Begun.REPEATED


def test_a_request_finds_its_session_once(store: SessionStore) -> None:
    def resume(request_id: str) -> tuple[bool, tuple[bytes, int] | None]:
        return store.resume(REF, once=Once(request_id=request_id, ttl=TTL), now=NOW)

    assert resume("r1") == (True, None)
    begin(store, "r2", b"\xffone")
    assert resume("r3") == (True, (b"\xffone", 1))
    assert resume("r3") == (False, None)
    assert resume("r2") == (False, None)


def test_sql_forgets_what_is_past_its_time(database: Database) -> None:
    open_shop(database)
    store = SqlSessions(database)
    save(store, b"one")
    store.first_time("mer_1", "alexa", "r1", ttl=TTL, now=NOW)

    assert store.load(REF, after(300)) is None
    assert store.first_time("mer_1", "alexa", "r1", ttl=TTL, now=after(300))
    assert save(store, b"anew", seconds=300)
    assert store.prune(after(10_000)) == 2


def test_redis_forgets_by_itself(redis_url: str, sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    with redis.Redis.from_url(redis_url) as client:
        store = RedisSessions(DirectRedis(client), SqlSessions(database))
        for left_by_others in client.keys("voicetill:session:*"):
            client.delete(left_by_others)
        save(store, b"one")
        (key,) = client.keys("voicetill:session:*")
        assert 0 < client.pttl(key) <= TTL.total_seconds() * 1000
    database.close()


def test_a_conversation_outlives_redis(sqlite_url: str, tmp_path: Path) -> None:
    """The turn that finds Redis gone stores its state in SQL, and the next ones find it there."""
    database = open_database(sqlite_url)
    open_shop(database)
    valkey = embedded_redis(tmp_path / "run")
    client = redis_client(valkey.url)
    store = RedisSessions(DirectRedis(client), SqlSessions(database))
    save(store, b"in redis")
    save(store, b"in redis", replacing=1)

    valkey.close()

    assert save(store, b"first in sql", replacing=2)
    loaded = store.load(REF, NOW)
    assert loaded is not None
    assert loaded[0] == b"first in sql"
    assert save(store, b"second in sql", replacing=loaded[1])
    assert store.load(REF, NOW) == (b"second in sql", loaded[1] + 1)
    client.close()
    database.close()
