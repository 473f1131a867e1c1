"""Which hosts and addresses a request may go to: public ones over TLS, loopback for sandboxes.

The address is judged after resolving and before connecting, so a name that turns to a private
address (rebinding), decimal notation or an IPv4 address inside an IPv6 one gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from domain.errors import ConfigurationError

IpAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Endpoint: TypeAlias = tuple[int, int, int, tuple[str, int] | tuple[str, int, int, int]]
"""Family, type, protocol and socket address."""

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,10}\.?")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: what a pooled connection belongs to."""

    scheme: str
    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether the host is written as this machine."""
        return self.host == "localhost" or _is_loopback_literal(self.host)


@lru_cache(maxsize=2048)
def origin_of(url: str) -> Origin:
    """The origin of an absolute URL. Raises ConfigurationError if it is none we can call."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigurationError("base URL cannot be read; give it as https://host") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError("base URL must be absolute; give it as https://host")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError("base URL must not carry a user name; remove it")
    if not _HOST.fullmatch(parts.hostname) and _literal(parts.hostname) is None:
        raise ConfigurationError("base URL has a host that is none; give it as https://host")
    return Origin(parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80))


def is_address(host: str) -> bool:
    """Whether a host is written as an address rather than a name."""
    return _literal(host) is not None


def is_absolute(path: str) -> bool:
    """Whether a request's path is a full URL rather than a path below the base URL."""
    return path.startswith(("https://", "http://"))


def target_of(url: str, params: Mapping[str, str]) -> str:
    """Path and query of an absolute URL with more parameters, as the request line has them."""
    parts = urlsplit(url)
    query = "&".join(part for part in (parts.query, urlencode(params)) if part)
    return f"{parts.path or '/'}?{query}" if query else parts.path or "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class DestinationPolicy:
    """What one connection may call."""

    allow_loopback: bool
    """False in production: sandboxes live on loopback, merchants do not."""
    on_premises: bool = False
    """The merchant's own server, by explicit mark: private addresses are fine, still over TLS."""
    trust_file: Path | None = None
    """PEM certificates that alone prove the server; None: the public authorities do."""

    def check(self, origin: Origin) -> None:
        """Raises ConfigurationError unless the scheme and the written host are acceptable."""
        if origin.is_loopback and not self.allow_loopback:
            raise ConfigurationError(f"{origin.host} is this machine; sandboxes are switched off")
        if origin.scheme == "http" and not origin.is_loopback:
            raise ConfigurationError(f"{origin.host}: plain http reaches only loopback; use https")

    def permits(self, origin_host: str, address: str) -> bool:
        """Whether the address that the host resolved to may be connected to."""
        ip = _innermost(ipaddress.ip_address(address.partition("%")[0]))
        if origin_host == "localhost" or _is_loopback_literal(origin_host):
            return self.allow_loopback and ip.is_loopback
        if self.on_premises and ip.is_private:
            return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)
        return ip.is_global and not ip.is_multicast


def permitted(host: str, endpoints: list[Endpoint], policy: DestinationPolicy) -> list[Endpoint]:
    """Those endpoints of a host that may be connected to. Raises ConfigurationError if none."""
    allowed = [one for one in endpoints if policy.permits(host, str(one[3][0]))]
    if not allowed:
        raise ConfigurationError(
            f"{host} leads to an address that may not be called; "
            "mark the connection as on-premises if that is where its server stands"
        )
    return allowed


def check_reachable(origin: Origin, policy: DestinationPolicy, *, timeout_s: float) -> None:
    """Raises ConfigurationError unless the host has an address, and one that may be called."""
    try:
        endpoints = resolve(origin.host.rstrip("."), origin.port, timeout_s=timeout_s)
    except OSError as error:
        raise ConfigurationError(
            f"no address is known for {origin.host}; check its name"
        ) from error
    permitted(origin.host, endpoints, policy)


def resolve(host: str, port: int, *, timeout_s: float) -> list[Endpoint]:
    """The stream endpoints of a host. Raises OSError, also when the resolver takes too long.

    `getaddrinfo` knows no timeout, so names are looked up on a thread that is left behind then.
    """
    if _literal(host) is not None:
        return _look_up(host, port)
    found: list[Endpoint] = []
    failed: list[OSError] = []

    def look_up() -> None:
        try:
            found.extend(_look_up(host, port))
        except OSError as error:
            failed.append(error)

    thread = threading.Thread(target=look_up, name="resolve", daemon=True)
    thread.start()
    thread.join(timeout_s)
    if thread.is_alive():
        raise TimeoutError(f"resolving {host} took longer than {timeout_s:.1f} s")
    if failed:
        raise failed[0]
    return found


def _look_up(host: str, port: int) -> list[Endpoint]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(f"{host!r} is not a host name") from error
    return [
        (family, kind, protocol, (str(address[0]), *address[1:]))
        for family, kind, protocol, _, address in rows
    ]


def _literal(host: str) -> IpAddress | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


@lru_cache(maxsize=2048)
def _is_loopback_literal(host: str) -> bool:
    ip = _literal(host)
    return ip is not None and ip.is_loopback


def _innermost(ip: IpAddress) -> IpAddress:
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    return ip.teredo[1] if ip.teredo is not None else ip
