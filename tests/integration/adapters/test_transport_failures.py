"""Requests that go badly: what is retried, what is ambiguous, and that no deadline is passed."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from contextlib import closing
from time import monotonic

import orjson
import pytest

from adapters.wire import HttpRequest
from domain.calls import Lane
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
)
from domain.ids import ConnectionId
from tests.fakes.dialects import CountedTokens
from tests.integration.adapters.conftest import Bench
from tests.integration.adapters.shops import Reply, Shop, raw_shop, read_request, shop, wait_until

READ = HttpRequest(
    method="GET", path="/read", operation="read", repeatable=True, authenticated=False
)
WRITE = HttpRequest(
    method="POST", path="/write", operation="write", json={"a": 1}, authenticated=False
)
KEYED = HttpRequest(
    method="POST",
    path="/keyed",
    operation="keyed",
    json={"idempotency_key": "k"},
    authenticated=False,
    repeatable=True,
    keyed=True,
)


def test_a_read_is_repeated_after_a_lost_answer(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(hang_up=True), Reply(503), Reply(body={"ok": True})]

    assert bench.line(plain_shop.url).send(READ).json() == {"ok": True}
    assert len(bench.naps) == 2


def test_pauses_grow_with_full_jitter(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.always = lambda seen: Reply(503)

    with pytest.raises(UnavailableError):
        bench.line(plain_shop.url).send(READ)

    assert len(plain_shop.seen) == 4
    assert [nap <= bound for nap, bound in zip(bench.naps, (0.1, 0.2, 0.4), strict=True)] == [
        True
    ] * 3


def test_a_write_whose_answer_is_lost_is_ambiguous_and_sent_once(
    bench: Bench, plain_shop: Shop
) -> None:
    plain_shop.always = lambda seen: Reply(hang_up=True)

    with pytest.raises(AmbiguousOutcomeError):
        bench.line(plain_shop.url).send(WRITE)

    assert len(plain_shop.seen) == 1


def test_a_server_error_on_a_write_is_ambiguous(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.always = lambda seen: Reply(502)

    with pytest.raises(AmbiguousOutcomeError) as raised:
        bench.line(plain_shop.url).send(WRITE)

    assert raised.value.status == 502
    assert len(plain_shop.seen) == 1


def test_a_write_the_platform_refused_is_not_ambiguous(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(422)]

    with pytest.raises(RejectedError):
        bench.line(plain_shop.url).send(WRITE)


def test_a_locked_resource_may_be_tried_again_by_a_write(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(423), Reply(200)]

    assert bench.line(plain_shop.url).send(WRITE).status == 200


def test_a_keyed_write_is_repeated_and_succeeds(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(hang_up=True), Reply(500), Reply(200)]

    assert bench.line(plain_shop.url).send(KEYED).status == 200


@pytest.mark.parametrize("reply", [Reply(hang_up=True), Reply(500)], ids=["lost", "500"])
def test_a_keyed_write_that_stays_lost_is_ambiguous(
    bench: Bench, plain_shop: Shop, reply: Reply
) -> None:
    plain_shop.always = lambda seen: reply

    with pytest.raises(AmbiguousOutcomeError):
        bench.line(plain_shop.url).send(KEYED)

    assert len(plain_shop.seen) == 4


def test_a_keyed_write_that_was_never_executed_is_only_throttled(
    bench: Bench, plain_shop: Shop
) -> None:
    plain_shop.always = lambda seen: Reply(429)

    with pytest.raises(RateLimitedError):
        bench.line(plain_shop.url).send(KEYED)


def test_a_throttled_write_is_repeated_because_it_was_not_executed(
    bench: Bench, plain_shop: Shop
) -> None:
    plain_shop.script = [Reply(429), Reply(200)]

    assert bench.line(plain_shop.url).send(WRITE).status == 200


def test_retry_after_beyond_the_deadline_is_raised_at_once(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(429, headers={"Retry-After": "30"})]

    with pytest.raises(RateLimitedError) as raised:
        bench.line(plain_shop.url, within=2).send(READ)

    assert raised.value.retry_after == 30
    assert not bench.naps


def test_a_past_deadline_sends_nothing(bench: Bench, plain_shop: Shop) -> None:
    with pytest.raises(UnavailableError):
        bench.line(plain_shop.url, within=-1).send(WRITE)

    assert not plain_shop.seen


def test_a_refused_connection_is_unavailable_even_for_a_write(bench: Bench) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]

    with pytest.raises(UnavailableError):
        bench.line(f"http://127.0.0.1:{port}").send(WRITE)


def test_a_name_that_does_not_resolve_is_unavailable(bench: Bench) -> None:
    with pytest.raises(UnavailableError):
        bench.line("https://no-such-shop.invalid", within=3).send(WRITE)


def _trickle_body(connection: socket.socket, stopped: threading.Event) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not stopped.wait(0.02):
        connection.sendall(b"x")


def _trickle_headers(connection: socket.socket, stopped: threading.Event) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not stopped.wait(0.02):
        connection.sendall(b"x")


def _say_nothing(connection: socket.socket, stopped: threading.Event) -> None:
    read_request(connection)
    stopped.wait()


@pytest.mark.parametrize("behave", [_trickle_body, _trickle_headers, _say_nothing])
@pytest.mark.parametrize(
    ("request_", "expected"), [(READ, UnavailableError), (WRITE, AmbiguousOutcomeError)]
)
def test_the_deadline_bounds_the_whole_answer(
    bench: Bench,
    behave: Callable[[socket.socket, threading.Event], None],
    request_: HttpRequest,
    expected: type[PlatformError],
) -> None:
    with raw_shop(behave) as slow:
        started = monotonic()

        with pytest.raises(expected):
            bench.line(slow.url, within=0.3).send(request_)

        assert 0.25 < monotonic() - started < 10


def test_a_silent_server_is_given_up_after_the_read_timeout(
    make_bench: Callable[..., Bench],
) -> None:
    bench = make_bench(read_timeout_s=0.1)
    with raw_shop(_say_nothing) as silent:
        started = monotonic()

        with pytest.raises(UnavailableError):
            bench.line(silent.url, within=60).send(READ)

        assert monotonic() - started < 30
        assert silent.accepted == 4


def _break_off(connection: socket.socket, stopped: threading.Event) -> None:
    read_request(connection)
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"half": ')


def _talk_nonsense(connection: socket.socket, stopped: threading.Event) -> None:
    read_request(connection)
    connection.sendall(b"\x00\x01 this is no HTTP at all\r\n\r\n")


@pytest.mark.parametrize("behave", [_break_off, _talk_nonsense])
@pytest.mark.parametrize(
    ("request_", "expected"), [(READ, UnavailableError), (WRITE, AmbiguousOutcomeError)]
)
def test_half_an_answer_is_no_answer(
    bench: Bench,
    behave: Callable[[socket.socket, threading.Event], None],
    request_: HttpRequest,
    expected: type[PlatformError],
) -> None:
    with raw_shop(behave) as broken, pytest.raises(expected):
        bench.line(broken.url).send(request_)


def test_an_idle_connection_the_server_has_closed_is_replaced(bench: Bench) -> None:
    def answer_once(connection: socket.socket, stopped: threading.Event) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with raw_shop(answer_once) as forgetful:
        for number in range(1, 6):
            assert bench.line(forgetful.url).send(WRITE).status == 200
            wait_until(lambda number=number: forgetful.closed == number)


def test_a_request_leaves_in_one_piece(bench: Bench) -> None:
    pieces: list[bytes] = []

    def take_one_piece(connection: socket.socket, stopped: threading.Event) -> None:
        pieces.append(connection.recv(65536))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with raw_shop(take_one_piece) as watching:
        bench.line(watching.url).send(WRITE)

    (piece,) = pieces
    head, _, body = piece.partition(b"\r\n\r\n")
    assert head.startswith(b"POST ")
    assert orjson.loads(body) == WRITE.json


@pytest.mark.parametrize(
    ("request_", "expected"), [(READ, MalformedResponseError), (WRITE, AmbiguousOutcomeError)]
)
def test_an_answer_that_is_too_large_is_not_taken_in(
    make_bench: Callable[..., Bench],
    plain_shop: Shop,
    request_: HttpRequest,
    expected: type[PlatformError],
) -> None:
    bench = make_bench(max_body=100_000)
    plain_shop.script = [Reply(body=b"x" * 1_000_000)]

    with pytest.raises(expected):
        bench.line(plain_shop.url).send(request_)


def test_a_compressed_bomb_is_not_unpacked(
    make_bench: Callable[..., Bench], plain_shop: Shop
) -> None:
    bench = make_bench(max_body=1_000_000)
    bomb = gzip.compress(b"\0" * 50_000_000)
    plain_shop.script = [Reply(body=bomb, headers={"Content-Encoding": "gzip"})]

    with pytest.raises(MalformedResponseError):
        bench.line(plain_shop.url).send(READ)


def test_a_wrong_content_encoding_is_malformed(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(body=b"plain", headers={"Content-Encoding": "gzip"})]

    with pytest.raises(MalformedResponseError):
        bench.line(plain_shop.url).send(READ)


def test_a_stream_that_breaks_off_is_raised_after_its_lines(bench: Bench) -> None:
    def two_lines(connection: socket.socket, stopped: threading.Event) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\none\ntwo\nthr")

    with raw_shop(two_lines) as broken:
        lines = bench.line(broken.url).stream_lines(READ)

        assert [next(lines), next(lines)] == [b"one", b"two"]
        with pytest.raises(UnavailableError):
            next(lines)


def test_a_refused_token_is_refreshed_once_and_the_request_repeated(
    bench: Bench, plain_shop: Shop
) -> None:
    tokens = CountedTokens()
    plain_shop.script = [Reply(401), Reply(200)]

    bench.line(plain_shop.url, tokens=tokens).send(
        HttpRequest(method="POST", path="/", operation="write")
    )

    assert [seen.headers["authorization"] for seen in plain_shop.seen] == [
        "Bearer token-0",
        "Bearer token-1",
    ]


def test_a_token_refused_twice_is_not_authorized(bench: Bench, plain_shop: Shop) -> None:
    tokens = CountedTokens()
    plain_shop.always = lambda seen: Reply(401)

    with pytest.raises(NotAuthorizedError):
        bench.line(plain_shop.url, tokens=tokens).send(
            HttpRequest(method="GET", path="/", operation="read", repeatable=True)
        )

    assert tokens.refreshed == ["token-0"]


def test_a_dead_shop_opens_its_circuit_and_is_left_alone(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.always = lambda seen: Reply(500)
    for _ in range(2):
        with pytest.raises(UnavailableError):
            bench.line(plain_shop.url).send(READ)
    asked = len(plain_shop.seen)

    with pytest.raises(UnavailableError, match="circuit"):
        bench.line(plain_shop.url).send(READ)

    assert asked == len(plain_shop.seen) == 5
    assert (
        bench.metric("voicetill_platform_breaker_state", platform="plain", connection="conn_shop")
        == 2
    )


def test_a_dead_shop_does_not_touch_another_connection(bench: Bench, plain_shop: Shop) -> None:
    with shop() as healthy:
        plain_shop.always = lambda seen: Reply(500)
        for _ in range(2):
            with pytest.raises(UnavailableError):
                bench.line(plain_shop.url).send(READ)

        other = bench.line(healthy.url, connection_id=ConnectionId("conn_other"))

        assert other.send(READ).status == 200


def test_refusals_do_not_open_the_circuit(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.always = lambda seen: Reply(404)

    for _ in range(30):
        with pytest.raises(RejectedError):
            bench.line(plain_shop.url).send(READ)


def test_a_full_bulkhead_leaves_room_for_the_live_lane(
    make_bench: Callable[..., Bench], plain_shop: Shop
) -> None:
    bench = make_bench(concurrent_calls=3)
    release = threading.Event()
    plain_shop.script = [Reply(before=release.wait)]
    backfill = threading.Thread(
        target=lambda: bench.line(plain_shop.url, lane=Lane.BACKFILL).send(READ)
    )
    backfill.start()
    wait_until(lambda: bool(plain_shop.seen))  # the backfill call has its slot

    with pytest.raises(UnavailableError, match="under way"):
        bench.line(plain_shop.url, lane=Lane.BACKFILL, within=0.05).send(READ)
    assert bench.line(plain_shop.url, lane=Lane.LIVE).send(READ).status == 200

    release.set()
    backfill.join()
