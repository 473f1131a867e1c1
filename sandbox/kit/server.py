"""A small threaded WSGI server on loopback: HTTP/1.1 keep-alive, TCP_NODELAY, broken on request.

Own rather than werkzeug's because an answer must be losable: the application chooses through
`environ["sandbox.wire"]` whether the answer is sent, cut, trickled or never given.
"""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
import sys
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import unquote
from wsgiref.types import WSGIApplication

_IDLE_S = 300.0
_MAX_HEADER_LINE = 65536
_REASONS = {status.value: status.phrase for status in HTTPStatus}
_TRICKLE_STEP = 16


class WireError(Exception):
    """The peer closed the connection or does not speak HTTP."""


@dataclass(slots=True)
class Wire:
    """How the answer to one request travels; the application may change it."""

    mode: str = "send"
    """send, close (nothing at all), truncate (half the body), trickle (a few bytes at a time)"""
    delay_s: float = 0.0
    """Length of a trickle."""


@dataclass(slots=True)
class Running:
    """A server that is serving; stop it when done."""

    host: str
    port: int
    _listener: socket.socket
    _tls: ssl.SSLContext | None = None
    _thread: threading.Thread | None = None
    _open: set[socket.socket] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: bool = False

    @property
    def url(self) -> str:
        """Address without a trailing slash."""
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://{self.host}:{self.port}"

    def stop(self) -> None:
        """Stop accepting, cut open connections, and wait for the accepting thread."""
        self._ended = True
        with contextlib.suppress(OSError):  # where a listening socket cannot be shut down
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                _shut(connection)
        if self._thread is not None:
            self._thread.join(timeout=5)


def serve(
    app: WSGIApplication,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> Running:
    """Serve `app` in background threads; port 0 takes a free one. Raises: OSError if taken.

    With a server context, over TLS: a merchant's own server has a certificate of its own.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    listener.listen(512)
    running = Running(host=host, port=listener.getsockname()[1], _listener=listener, _tls=tls)
    thread = threading.Thread(target=_accept, args=(running, app), name="accept", daemon=True)
    running._thread = thread
    thread.start()
    return running


def _accept(running: Running, app: WSGIApplication) -> None:
    while not running._ended:
        try:
            connection, _ = running._listener.accept()
        except OSError:
            return
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(_IDLE_S)
        with running._lock:
            running._open.add(connection)
        threading.Thread(
            target=_converse, args=(running, connection, app), name="connection", daemon=True
        ).start()


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # already closed by the peer
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def _converse(running: Running, connection: socket.socket, app: WSGIApplication) -> None:
    try:
        connection = _secured(running, connection)
    except OSError:  # the peer does not trust us, or speaks no TLS
        _shut(connection)
        return
    reader: BinaryIO = connection.makefile("rb")
    try:
        while not running._ended:
            environ = _read_request(reader, connection, running)
            if environ is None or not _answer(connection, app, environ):
                return
    except (OSError, WireError, ValueError):
        return  # the peer is gone or speaks something else: nobody is left to tell
    finally:
        with running._lock:
            running._open.discard(connection)
        _shut(connection)
        reader.close()


def _secured(running: Running, connection: socket.socket) -> socket.socket:
    """The connection, over TLS where the server has a certificate. Raises: OSError."""
    if running._tls is None:
        return connection
    with running._lock:
        running._open.discard(connection)  # wrapping takes the descriptor over
    secure = running._tls.wrap_socket(connection, server_side=True)
    with running._lock:
        running._open.add(secure)
    return secure


def _line(reader: BinaryIO) -> str:
    raw = reader.readline(_MAX_HEADER_LINE)
    if not raw.endswith(b"\n"):
        raise WireError("connection closed inside a line")
    return raw.rstrip(b"\r\n").decode("latin-1")


def _read_request(
    reader: BinaryIO, connection: socket.socket, running: Running
) -> dict[str, Any] | None:
    raw = reader.readline(_MAX_HEADER_LINE)
    if not raw:
        return None
    method, target, protocol = raw.decode("latin-1").split(maxsplit=2)
    if not protocol.startswith("HTTP/1."):
        raise WireError("not HTTP/1")
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": running.host,
        "SERVER_PORT": str(running.port),
        "SERVER_PROTOCOL": protocol.strip(),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "sandbox.wire": Wire(),
    }
    while line := _line(reader):
        name, _, value = line.partition(":")
        key = name.strip().upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
        environ[key] = value.strip()
    if environ.get("HTTP_EXPECT", "").lower() == "100-continue":
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = _read_body(reader, environ)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = io.BytesIO(body)
    return environ


def _read_body(reader: BinaryIO, environ: dict[str, Any]) -> bytes:
    if environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked":
        return _read_chunks(reader)
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = reader.read(length) if length else b""
    if len(body) != length:
        raise WireError("connection closed inside the body")
    return body


def _read_chunks(reader: BinaryIO) -> bytes:
    parts: list[bytes] = []
    while size := int(_line(reader).partition(";")[0], 16):
        parts.append(reader.read(size))
        _line(reader)
    while _line(reader):
        continue
    return b"".join(parts)


def _answer(connection: socket.socket, app: WSGIApplication, environ: dict[str, Any]) -> bool:
    """Run the application and send what it gives; False ends the connection."""
    head: list[str] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: Any = None, /
    ) -> Any:
        code = int(status.split(maxsplit=1)[0])
        head[:] = [f"HTTP/1.1 {code} {_REASONS.get(code, 'Unknown')}"]
        head.extend(f"{name}: {value}" for name, value in headers)
        return head.append

    body = b"".join(app(environ, start_response))
    wire: Wire = environ["sandbox.wire"]
    if wire.mode == "close":
        return False
    asked = environ.get("HTTP_CONNECTION", "").lower()
    keep = asked == "keep-alive" if environ["SERVER_PROTOCOL"] == "HTTP/1.0" else asked != "close"
    head.append(f"Content-Length: {len(body)}")
    head.append(f"Connection: {'keep-alive' if keep else 'close'}")
    message = ("\r\n".join(head) + "\r\n\r\n").encode("latin-1")
    if environ["REQUEST_METHOD"] != "HEAD":
        message += body
    return _transmit(connection, message, wire, len(body)) and keep


def _transmit(connection: socket.socket, message: bytes, wire: Wire, body_length: int) -> bool:
    if wire.mode == "truncate":
        connection.sendall(message[: len(message) - max(1, body_length // 2)])
        return False
    if wire.mode == "trickle":
        steps = max(1, len(message) // _TRICKLE_STEP)
        for start in range(0, len(message), _TRICKLE_STEP):
            connection.sendall(message[start : start + _TRICKLE_STEP])
            time.sleep(wire.delay_s / steps)
        return True
    connection.sendall(message)
    return True
