"""Pooled connections that obey a deadline and know whether a request has left.

urllib3 gives pooling, keep-alive and HTTP parsing. Its timeouts count per socket operation, so a
server that sends one byte now and then could hold a call for ever; here every operation gets only
what is left of the whole exchange. And where urllib3 reports that something broke, the `Watch`
knows whether that was before or after the request was on its way, which is what decides between
"nothing was done" and "the outcome is unknown".
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeAlias

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from adapters.destinations import DestinationPolicy, Origin, permitted, resolve
from adapters.response_head import QuickResponse
from adapters.tls import TrustStamp, trust_stamp, trusting_only
from domain.calls import Deadline

MAX_IDLE_S = 50.0
"""Older idle connections are replaced: common load balancers close theirs after 60 s."""
_KEPT_PER_ORIGIN = 64
_KEPT_ORIGINS = 512


class Watch:
    """The exchange in hand on this thread."""

    __slots__ = ("began_at", "connect_s", "deadline", "policy", "read_s", "sent")

    def __init__(
        self, *, deadline: Deadline, policy: DestinationPolicy, connect_s: float, read_s: float
    ) -> None:
        self.deadline = deadline
        self.policy = policy
        self.connect_s = connect_s
        self.read_s = read_s
        self.began_at = monotonic()
        self.sent = False
        """Whether any byte of the request may have reached the platform."""


class _Current(threading.local):
    watch: Watch | None = None


_current = _Current()


def begin(watch: Watch) -> None:
    """Make this the exchange that connections used by this thread obey."""
    _current.watch = watch


def _watch() -> Watch:
    if _current.watch is None:
        raise RuntimeError("a pooled connection was used outside an exchange")
    return _current.watch


class _Deadlined(socket.socket):
    """A socket of which every operation gets what is left of the deadline, at most `idle_s`."""

    ends_at = 0.0
    idle_s = 0.0
    _gathered: list[bytes] | None = None

    def gather(self) -> None:
        """Keep what is sent from here on until `send_gathered`: http.client sends a request's
        headers and its body apart, as two packets, for which the other side wakes up twice."""
        self._gathered = []

    def send_gathered(self) -> None:
        """Send it in one piece."""
        whole, self._gathered = b"".join(self._gathered or ()), None
        self.sendall(whole)

    def arm(self, ends_at: float, idle_s: float) -> None:
        self.ends_at = ends_at
        self.idle_s = idle_s

    def _tighten(self) -> None:
        if not self.idle_s:
            return  # still connecting: the connection's own timeout is in force
        left = self.ends_at - monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        self.settimeout(min(self.idle_s, left))

    def recv_into(self, buffer: Any, nbytes: int | None = 0, flags: int = 0) -> int:
        self._tighten()
        return super().recv_into(buffer, nbytes or 0, flags)

    def send(self, data: Any, flags: int = 0) -> int:
        self._tighten()
        return super().send(data, flags)

    def sendall(self, data: Any, flags: int = 0) -> None:
        if self._gathered is not None:
            self._gathered.append(bytes(data))
            return
        self._tighten()
        super().sendall(data, flags)


class _DeadlinedTls(_Deadlined, ssl.SSLSocket):
    """The same under TLS."""


def _connect(host: str, port: int, options: Any) -> socket.socket:
    watch = _watch()
    until = min(monotonic() + watch.connect_s, watch.deadline.at)
    endpoints = resolve(host.rstrip("."), port, timeout_s=_left(until))
    allowed = permitted(host, endpoints, watch.policy)
    failure: OSError = OSError(f"no endpoint for {host}")
    for family, kind, protocol, address in allowed:
        opened = _Deadlined(family, kind, protocol)
        try:
            for option in options or ():
                opened.setsockopt(*option)
            opened.settimeout(_left(until))
            opened.connect(address)
            opened.settimeout(_left(until))  # what remains is for the TLS handshake
        except OSError as error:
            opened.close()
            failure = error
        else:
            return opened
    raise failure


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError("no time left to connect")
    return left


class _Plain(HTTPConnection):
    """A plain connection, to loopback only."""

    response_class = QuickResponse
    last_used = 0.0

    def _new_conn(self) -> socket.socket:
        return _connect(self._dns_host, self.port, self.socket_options)

    def request(self, *args: Any, **kwargs: Any) -> None:
        opened = _prepare(self)
        super().request(*args, **kwargs)
        opened.send_gathered()


class _Tls(HTTPSConnection):
    """A verified TLS connection."""

    response_class = QuickResponse
    last_used = 0.0

    def _new_conn(self) -> socket.socket:
        return _connect(self._dns_host, self.port, self.socket_options)

    def request(self, *args: Any, **kwargs: Any) -> None:
        opened = _prepare(self)
        super().request(*args, **kwargs)
        opened.send_gathered()


def _prepare(connection: _Plain | _Tls) -> _Deadlined:
    """Connect if need be, arm the socket, and from here on count the request as sent.

    Gives the socket, which keeps the request until it is whole.
    """
    now = monotonic()
    if connection.sock is not None and 0 < connection.last_used < now - MAX_IDLE_S:
        connection.close()
    if connection.sock is None:
        connection.connect()
    connection.last_used = now
    watch = _watch()
    assert isinstance(connection.sock, _Deadlined)  # noqa: S101  (made by _connect)
    connection.sock.arm(watch.deadline.at, watch.read_s)
    connection.sock.gather()
    watch.sent = True
    return connection.sock


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls


_Key: TypeAlias = tuple[Origin, bool, TrustStamp | None]


class Pools:
    """Connection pools by origin, kept apart for on-premises lines and by trust; thread-safe.

    The TLS context is built when the first TLS pool is needed: starting the process must not wait.
    A pool with a trust file has a context of its own, and a changed file leads to a new pool.
    """

    def __init__(self, make_context: Callable[[], ssl.SSLContext]) -> None:
        self._make_context = make_context
        self._context: ssl.SSLContext | None = None
        self._pools: OrderedDict[_Key, HTTPConnectionPool] = OrderedDict()
        self._lock = threading.Lock()

    def pool(self, origin: Origin, policy: DestinationPolicy) -> HTTPConnectionPool:
        """The pool for that origin; the least recently used ones beyond 512 are closed."""
        trust = None if policy.trust_file is None else trust_stamp(policy.trust_file)
        key = (origin, policy.on_premises, trust)
        with self._lock:
            found = self._pools.get(key)
            if found is not None:
                self._pools.move_to_end(key)
                return found
            policy.check(origin)
            made = self._pools[key] = self._make(origin, policy)
            evicted = self._pools.popitem(last=False)[1] if self._is_full() else None
        if evicted is not None:
            evicted.close()
        return made

    def close(self) -> None:
        """Close every idle connection."""
        with self._lock:
            pools, self._pools = list(self._pools.values()), OrderedDict()
        for pool in pools:
            pool.close()

    def _is_full(self) -> bool:
        return len(self._pools) > _KEPT_ORIGINS

    def _make(self, origin: Origin, policy: DestinationPolicy) -> HTTPConnectionPool:
        if origin.scheme == "http":
            return _PlainPool(origin.host, origin.port, maxsize=_KEPT_PER_ORIGIN)
        if policy.trust_file is None:
            context = self._context = self._context or self._make_context()
        else:
            context = trusting_only(policy.trust_file)
        context.sslsocket_class = _DeadlinedTls
        return _TlsPool(origin.host, origin.port, maxsize=_KEPT_PER_ORIGIN, ssl_context=context)
