"""TLS: who is trusted, and that nothing is sent to anyone else."""

from __future__ import annotations

import socket
import ssl
import threading
import warnings
from collections.abc import Callable
from time import monotonic

import pytest

from adapters.destinations import DestinationPolicy
from adapters.wire import HttpRequest
from domain.errors import UnavailableError
from tests.integration.adapters.conftest import Bench
from tests.integration.adapters.shops import Authority, raw_shop, shop

WRITE = HttpRequest(method="POST", path="/", operation="write", authenticated=False)


def test_a_certified_shop_is_called_over_one_kept_connection(
    make_bench: Callable[..., Bench], test_authority: Authority
) -> None:
    bench = make_bench(extra_ca_file=test_authority.file)
    with shop(test_authority.server_context("127.0.0.1")) as certified:
        for _ in range(3):
            assert bench.line(certified.url).send(WRITE).status == 200

        assert certified.connections == 1


@pytest.mark.parametrize("name", ["127.0.0.2", "shop.example"])
def test_a_certificate_for_another_host_is_refused_and_nothing_was_done(
    make_bench: Callable[..., Bench], test_authority: Authority, name: str
) -> None:
    bench = make_bench(extra_ca_file=test_authority.file)
    with shop(test_authority.server_context(name)) as other:
        with pytest.raises(UnavailableError, match="could not be reached"):
            bench.line(other.url).send(WRITE)

        assert not other.seen


def test_an_unknown_authority_is_refused(bench: Bench, test_authority: Authority) -> None:
    with shop(test_authority.server_context("127.0.0.1")) as unknown:
        with pytest.raises(UnavailableError):
            bench.line(unknown.url).send(WRITE)

        assert not unknown.seen


def test_old_tls_is_refused(make_bench: Callable[..., Bench], test_authority: Authority) -> None:
    bench = make_bench(extra_ca_file=test_authority.file)
    context = test_authority.server_context("127.0.0.1")
    with warnings.catch_warnings(action="ignore"):  # Python deprecates what is tested here
        context.minimum_version = ssl.TLSVersion.TLSv1_1
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    with shop(context) as old, pytest.raises(UnavailableError):
        bench.line(old.url).send(WRITE)


def test_a_handshake_that_never_ends_is_bounded(make_bench: Callable[..., Bench]) -> None:
    def say_nothing(connection: socket.socket, stopped: threading.Event) -> None:
        stopped.wait()

    bench = make_bench()
    with raw_shop(say_nothing) as silent:
        started = monotonic()

        with pytest.raises(UnavailableError, match="could not be reached"):
            bench.line(silent.url.replace("http:", "https:"), within=0.3).send(WRITE)

        assert monotonic() - started < 10


def test_a_trickled_tls_answer_is_bounded_by_the_deadline(
    make_bench: Callable[..., Bench], test_authority: Authority
) -> None:
    context = test_authority.server_context("127.0.0.1")

    def trickle(connection: socket.socket, stopped: threading.Event) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not stopped.wait(0.02):
                secure.sendall(b"x")

    bench = make_bench(extra_ca_file=test_authority.file)
    read = HttpRequest(
        method="GET", path="/", operation="read", authenticated=False, repeatable=True
    )
    with raw_shop(trickle) as slow:
        started = monotonic()

        with pytest.raises(UnavailableError):
            bench.line(slow.url.replace("http:", "https:"), within=0.4).send(read)

        assert monotonic() - started < 10


def test_an_on_premises_line_shares_no_connection_with_others(
    make_bench: Callable[..., Bench], test_authority: Authority
) -> None:
    bench = make_bench(extra_ca_file=test_authority.file)
    with shop(test_authority.server_context("127.0.0.1")) as local:
        bench.line(local.url, on_premises=True).send(WRITE)
        bench.line(local.url).send(WRITE)

        assert local.connections == 2


def test_private_addresses_need_the_mark() -> None:
    public = DestinationPolicy(allow_loopback=True)
    marked = DestinationPolicy(allow_loopback=True, on_premises=True)

    assert not public.permits("pos.example", "10.1.2.3")
    assert marked.permits("pos.example", "10.1.2.3")
    assert not marked.permits("pos.example", "127.0.0.1")
