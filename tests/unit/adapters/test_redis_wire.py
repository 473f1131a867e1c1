"""Replies of Redis are read whole, however they are cut on their way."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import NoScriptError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from adapters.redis_wire import Wire, packed

REPLIES: list[tuple[bytes, Any]] = [
    (b"+OK\r\n", b"OK"),
    (b":-12\r\n", -12),
    (b"$5\r\na\r\nbc\r\n", b"a\r\nbc"),
    (b"$0\r\n\r\n", b""),
    (b"$-1\r\n", None),
    (b"*-1\r\n", None),
    (b"*0\r\n", []),
    (b"*3\r\n:1\r\n*2\r\n$1\r\nx\r\n$-1\r\n+y\r\n", [1, [b"x", None], b"y"]),
]


class Server:
    """The other end: what is sent to it, and what it answers."""

    def __init__(self, patience_s: float = 30) -> None:
        self.ours, self.its = socket.socketpair()
        self.ours.settimeout(patience_s)
        self.wire = Wire(self.ours)

    def close(self) -> None:
        self.ours.close()
        self.its.close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def test_a_command_goes_as_an_array_of_byte_strings() -> None:
    assert packed(("SET", b"\xff", 7, "é")) == (
        b"*4\r\n$3\r\nSET\r\n$1\r\n\xff\r\n$1\r\n7\r\n$2\r\n\xc3\xa9\r\n"
    )


@pytest.mark.parametrize(("sent", "meant"), REPLIES)
def test_every_kind_of_reply_is_read(server: Server, sent: bytes, meant: object) -> None:
    server.its.sendall(sent)

    assert server.wire.ask([("ANY",)]) == [meant]


@given(cuts=st.lists(st.integers(1, 12), min_size=1, max_size=40))
def test_replies_may_come_in_any_pieces(cuts: list[int]) -> None:
    server = Server()
    sent = b"".join(raw for raw, _ in REPLIES)

    def answer() -> None:
        at = 0
        for size in [*cuts, len(sent)]:
            server.its.sendall(sent[at : at + size])
            at += size

    answering = threading.Thread(target=answer)
    answering.start()
    try:
        assert server.wire.ask([("ANY",)] * len(REPLIES)) == [meant for _, meant in REPLIES]
    finally:
        answering.join()
        server.close()


def test_a_refusal_is_raised_when_all_replies_are_read(server: Server) -> None:
    server.its.sendall(b"-ERR unknown command\r\n:1\r\n:2\r\n")

    with pytest.raises(ResponseError, match="unknown command"):
        server.wire.ask([("NONSENSE",), ("INCR", "a")])

    assert server.wire.ask([("INCR", "a")]) == [2]


def test_a_script_that_is_not_known_is_told_apart(server: Server) -> None:
    server.its.sendall(b"-NOSCRIPT No matching script.\r\n")

    with pytest.raises(NoScriptError):
        server.wire.ask([("EVALSHA", "0" * 40, 0)])


def test_a_connection_that_ends_within_a_reply_is_broken(server: Server) -> None:
    server.its.sendall(b"$10\r\nhalf")
    server.its.close()

    with pytest.raises(RedisConnectionError):
        server.wire.ask([("GET", "a")])


def test_another_protocol_is_no_reply(server: Server) -> None:
    server.its.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with pytest.raises(RedisConnectionError, match="another protocol"):
        server.wire.ask([("GET", "a")])


def test_silence_is_not_waited_for_longer_than_the_socket_is_patient() -> None:
    server = Server(patience_s=0.05)
    try:
        with pytest.raises(RedisTimeoutError):
            server.wire.ask([("BLPOP", "a", 0)])
    finally:
        server.close()


def test_a_socket_that_is_more_than_plain_keeps_its_own_patience() -> None:
    class Encrypted(socket.socket):
        """As TLS's is: what the kernel waits for is not yet what is read."""

    ours, its = socket.socketpair()
    with Encrypted(fileno=ours.detach()) as encrypted, its:
        encrypted.settimeout(0.05)
        wire = Wire(encrypted)
        with pytest.raises(RedisTimeoutError):
            wire.ask([("GET", "a")])

        assert encrypted.gettimeout() == 0.05
