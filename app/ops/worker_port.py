"""A small port of a worker process: whether its loops live, and its figures for Prometheus.

Probes of an orchestrator ask `/healthz`; everything else about a worker is seen on the web
processes, which read the same database.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

_PLAIN = "text/plain; charset=utf-8"


class _Quiet(WSGIRequestHandler):
    """Leaves probes out of the log."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def serve_worker_port(host: str, port: int, is_alive: Callable[[], bool]) -> WSGIServer:
    """Answer on a thread of its own until `shutdown()` of what is returned; port 0 takes a free
    one. Raises OSError if the port is taken."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/metrics":
            start("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
            return [generate_latest()]
        if environ["PATH_INFO"] != "/healthz":
            start("404 Not Found", [("Content-Type", _PLAIN)])
            return [b"no such page\n"]
        alive = is_alive()
        start("200 OK" if alive else "503 Service Unavailable", [("Content-Type", _PLAIN)])
        return [b"ok\n" if alive else b"a loop has ended\n"]

    server = make_server(host, port, answer, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, name="worker-port", daemon=True).start()
    return server
