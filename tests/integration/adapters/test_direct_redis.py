"""Commands to Redis travel on few connections, each whole before it is used again."""

from __future__ import annotations

import gc
import os
import socket
import threading
import warnings
from collections.abc import Iterator

import pytest
import redis

from adapters.direct_redis import DirectRedis
from storage.redis_server import redis_client


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    opened = redis_client(redis_url)
    yield opened
    opened.close()


def test_one_command_after_the_other_takes_one_connection(client: redis.Redis) -> None:
    direct = DirectRedis(client)
    seen: set[int] = set()

    def ask() -> None:
        seen.update(direct.execute_command("CLIENT", "ID") for _ in range(3))

    for _ in range(3):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()

    assert len(seen) == 1


def test_commands_at_once_never_share_a_connection(client: redis.Redis) -> None:
    direct, all_at_once = DirectRedis(client), threading.Barrier(4, timeout=60)
    wrong: list[object] = []

    def ask(name: str) -> None:
        all_at_once.wait()
        for number in range(200):
            word = f"{name}-{number}"
            told = direct.execute_command("ECHO", word)
            if told not in (word, word.encode()):
                wrong.append((word, told))

    threads = [threading.Thread(target=ask, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert not wrong


def test_a_connection_that_was_closed_while_it_rested_is_made_anew(client: redis.Redis) -> None:
    direct = DirectRedis(client)
    first = direct.execute_command("CLIENT", "ID")
    client.client_kill_filter(_id=str(first))

    second = direct.execute_command("CLIENT", "ID")

    assert second != first
    assert direct.execute_command("CLIENT", "ID") == second


def test_a_refusal_leaves_the_connection_fit_for_use(client: redis.Redis) -> None:
    direct = DirectRedis(client)
    first = direct.execute_command("CLIENT", "ID")

    with pytest.raises(redis.ResponseError):
        direct.execute_command("NO-SUCH-COMMAND")

    assert direct.execute_command("CLIENT", "ID") == first


def test_commands_sent_together_are_answered_in_their_order(client: redis.Redis) -> None:
    direct = DirectRedis(client)
    told = direct.execute_together([("ECHO", "one"), ("ECHO", "two"), ("ECHO", b"\xffthree")])

    assert told == [b"one", b"two", b"\xffthree"]


def test_what_was_not_waited_for_is_not_taken_for_the_next_reply(client: redis.Redis) -> None:
    direct = DirectRedis(client, timeout_s=0.05)
    with pytest.raises(redis.TimeoutError):
        direct.execute_command("BLPOP", "direct-redis-nothing-here", 1)

    assert direct.execute_command("ECHO", "mine") in ("mine", b"mine")


@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_a_child_does_not_speak_on_its_parents_connection(client: redis.Redis) -> None:
    direct = DirectRedis(client)
    ours = direct.execute_command("CLIENT", "ID")
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - another process
        try:
            os.write(write_end, str(direct.execute_command("CLIENT", "ID")).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)

    assert int(os.read(read_end, 32)) != ours
    assert direct.execute_command("CLIENT", "ID") == ours
    os.close(read_end)
    os.close(write_end)


def test_a_client_that_is_given_up_closes_what_rests_whatever_the_collector_takes_first(
    client: redis.Redis,
) -> None:
    class Ring:
        def __init__(self, direct: DirectRedis) -> None:
            self.direct, self.ring = direct, self

    direct = DirectRedis(client)
    direct.execute_command("PING")
    in_use = [one for one in gc.get_objects() if type(one) is socket.socket and _is_at(one, client)]
    ring = Ring(direct)
    del direct
    gc.collect()  # while somebody waits on the socket: it is taken before its connection now
    assert in_use
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", ResourceWarning)
        del in_use, ring
        gc.collect()

    assert not [str(one.message) for one in told]


def _is_at(one: socket.socket, client: redis.Redis) -> bool:
    path = client.connection_pool.connection_kwargs["path"]
    return one.fileno() >= 0 and one.family == socket.AF_UNIX and one.getpeername() == path
