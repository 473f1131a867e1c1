"""A lane below Flask for the requests that come most often: webhooks and spoken turns.

What Flask does for a request costs as much as verifying and storing a delivery (measured, see
docs/performance.md). A lane takes the plain case; whatever else comes goes through to the Flask
view of the same route, and what its work raises is raised again there, so that problems are
worded, logged and counted in the one place where that is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from time import perf_counter
from typing import Any, Final, TypeAlias

from flask import request
from werkzeug.exceptions import ClientDisconnected

from app.ops.correlation import HEADER, correlation_id_from
from app.ops.headers import Headers, Start, Wsgi
from app.ops.requests import bind_request, tell_request
from app.ops.tracing import ROUTE

Environ: TypeAlias = dict[str, Any]

_FAILURE: Final = "voicetill.lane_failure"
_CORRELATION: Final = "HTTP_" + HEADER.upper().replace("-", "_")
_STATUS: Final = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


@dataclass(frozen=True, slots=True)
class Answer:
    """What to send back."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """WSGI middleware that answers POSTs to one route without the cost of a Flask request."""

    app: Wsgi
    route: str
    """The Flask rule: a fixed beginning, then one name per segment."""
    max_bytes: int
    answer: Callable[[tuple[str, ...], Environ, bytes], Answer]
    """Gets the names in the address, the WSGI environment and the raw body."""
    _prefix: str = field(init=False)
    _names: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_prefix", self.route.partition("<")[0])
        object.__setattr__(self, "_names", self.route.count("<"))

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a plain request; hand everything else on."""
        names = self._address(environ)
        if names is None:
            return self.app(environ, start_response)
        began = perf_counter()
        correlation_id = correlation_id_from(environ.get(_CORRELATION, ""))
        bind_request(correlation_id)
        environ[ROUTE] = self.route
        try:
            answer = self.answer(names, environ, _body(environ))
        except Exception as error:  # noqa: BLE001 - raised again in the view, for Flask's handlers
            environ |= {_FAILURE: error, _CORRELATION: correlation_id}
            return self.app(environ, start_response)
        seconds = perf_counter() - began
        tell_request(route=self.route, method="POST", status=answer.status, seconds=seconds)
        start_response(_STATUS[answer.status], _headers(answer, correlation_id))
        # a list is sent at once; granian takes any other iterable apart, piece by piece
        return [answer.body]

    def _address(self, environ: Environ) -> tuple[str, ...] | None:
        """The names in the address of a plain POST of known and bearable length."""
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(self._prefix) or not path.isascii():
            return None
        length: str = environ.get("CONTENT_LENGTH") or ""
        if environ["REQUEST_METHOD"] != "POST" or not length.isdecimal():
            return None
        names = tuple(path[len(self._prefix) :].split("/"))
        fits = len(names) == self._names and all(names) and int(length) <= self.max_bytes
        return names if fits else None


def raise_lane_failure() -> None:
    """In a view: raise what the lane met, if the request comes from there. Its body is read."""
    failure = request.environ.get(_FAILURE)
    if failure is not None:
        raise failure


def _headers(answer: Answer, correlation_id: str) -> Headers:
    headers = [("Content-Length", str(len(answer.body))), (HEADER, correlation_id)]
    if answer.content_type is not None:
        headers.append(("Content-Type", answer.content_type))
    return headers


def _body(environ: Environ) -> bytes:
    length = int(environ["CONTENT_LENGTH"])
    body: bytes = environ["wsgi.input"].read(length)
    if len(body) != length:
        raise ClientDisconnected
    return body
