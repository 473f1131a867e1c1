"""Which addresses may be called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.destinations import DestinationPolicy, Origin, origin_of, target_of
from domain.errors import ConfigurationError

PUBLIC = DestinationPolicy(allow_loopback=True)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_permitted(address: str) -> None:
    assert PUBLIC.permits("shop.example", address)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.5.4",
        "192.168.0.9",
        "100.64.0.1",
        "169.254.169.254",
        "127.0.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::5",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:a00:1:0:0:f5ff:fffe",
    ],
)
def test_other_addresses_are_not_however_they_are_written(address: str) -> None:
    assert not PUBLIC.permits("shop.example", address)


def test_only_a_host_written_as_loopback_may_lead_there() -> None:
    assert PUBLIC.permits("localhost", "127.0.0.1")
    assert PUBLIC.permits("::1", "::1")
    assert not PUBLIC.permits("localhost", "10.0.0.1")
    assert not PUBLIC.permits("rebound.example", "127.0.0.1")


def test_an_origin_has_its_default_port() -> None:
    assert origin_of("https://Shop.Example/path?x=1") == Origin("https", "shop.example", 443)
    assert origin_of("http://[::1]:8080") == Origin("http", "::1", 8080)


@given(st.one_of(st.text(), st.text().map("https://{}".format)))
def test_any_text_is_an_origin_or_a_configuration_error(url: str) -> None:
    try:
        origin = origin_of(url)
    except ConfigurationError:
        return

    assert origin.scheme in {"http", "https"}
    assert 0 < origin.port < 65536
    assert not set(origin.host) & set(" /@?#\r\n")


@pytest.mark.parametrize(
    ("url", "params", "target"),
    [
        ("https://x", {}, "/"),
        ("https://x/a%20b", {"c": "d e"}, "/a%20b?c=d+e"),
        ("https://x/a?b=1", {}, "/a?b=1"),
        ("https://x/a?b=1", {"c": "2"}, "/a?b=1&c=2"),
        ("https://x?b=1", {}, "/?b=1"),
    ],
)
def test_a_target_is_path_and_query(url: str, params: dict[str, str], target: str) -> None:
    assert target_of(url, params) == target
