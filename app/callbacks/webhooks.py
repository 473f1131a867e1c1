"""`POST /webhooks/{platform}/{connection}`: where the platforms tell what changed.

By far the most frequent request, so it has a lane of its own below Flask: what Flask does for a
request costs as much as verifying and storing a delivery (measured, see docs/performance.md). The
lane answers what succeeds; whatever else happens is raised in the Flask view, so that problems are
worded, logged and counted in the one place where that is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any, Protocol, cast

import structlog
from flask import Blueprint, Response, current_app, request
from prometheus_client import Counter
from werkzeug.exceptions import ClientDisconnected

from app.api import problem_types as types
from app.api.guards import bounded_body
from app.api.problems import ProblemError
from app.callbacks.intake import MAX_BYTES, Outcome, WebhookServices, take_in
from app.ops.correlation import HEADER, correlation_id_from
from app.ops.headers import Start, Wsgi
from app.ops.metrics import WEBHOOKS
from app.ops.requests import tell_request
from domain.errors import IntakeError, MalformedResponseError

ROUTE = "/webhooks/<platform>/<connection_id>"
_PREFIX = "/webhooks/"
_FAILURE = "voicetill.intake_failure"
_CORRELATION = "HTTP_" + HEADER.upper().replace("-", "_")

blueprint = Blueprint("webhooks", __name__)


class HasWebhooks(Protocol):
    """The part of the services this surface reaches."""

    @property
    def webhooks(self) -> WebhookServices:
        """Endpoints, readers and the inbox."""
        ...


@blueprint.post(ROUTE)
def receive_webhook(platform: str, connection_id: str) -> Response:
    """Take a platform's webhook: 200 once it is stored durably, or was before."""
    failure = request.environ.get(_FAILURE)
    if failure is not None:
        raise failure
    services = cast(HasWebhooks, current_app.extensions["voicetill"]).webhooks
    headers = {name.lower(): value for name, value in request.headers.items()}
    _take_in(services, platform, connection_id, headers, bounded_body(MAX_BYTES))
    return Response(status=200)


@dataclass(frozen=True, slots=True)
class IntakeLane:
    """WSGI middleware that takes webhooks in without the cost of a Flask request."""

    app: Wsgi
    services: WebhookServices

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer a webhook that can be stored; hand everything else on."""
        address = _address(environ)
        if address is None:
            return self.app(environ, start_response)
        began = perf_counter()
        correlation_id = correlation_id_from(environ.get(_CORRELATION, ""))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(correlation_id=correlation_id)
        try:
            _take_in(self.services, *address, _headers(environ), _body(environ))
        except Exception as error:  # noqa: BLE001 - raised again in the view, for Flask's handlers
            environ |= {_FAILURE: error, _CORRELATION: correlation_id}
            return self.app(environ, start_response)
        tell_request(route=ROUTE, method="POST", status=200, seconds=perf_counter() - began)
        start_response("200 OK", [("Content-Length", "0"), (HEADER, correlation_id)])
        return (b"",)


def _take_in(
    services: WebhookServices,
    platform: str,
    connection_id: str,
    headers: dict[str, str],
    body: bytes,
) -> None:
    """Take in and count. Raises IntakeError, ProblemError, database errors."""
    counted = platform if platform in services.readers else "unknown"
    try:
        outcome = take_in(services, platform, connection_id, headers=headers, body=body)
    except IntakeError as error:
        _counter(counted, type(error).__name__).inc()
        raise
    except MalformedResponseError as error:
        _counter(counted, "malformed").inc()
        raise ProblemError(types.BAD_REQUEST, "signed, but not what is documented") from error
    _counter(counted, outcome).inc()


@cache
def _counter(platform: str, outcome: Outcome | str) -> Counter:
    return WEBHOOKS.labels(platform, outcome)


def _address(environ: dict[str, Any]) -> tuple[str, str] | None:
    """Platform and connection of a plain webhook POST of known and bearable length."""
    path: str = environ.get("PATH_INFO", "")
    if not path.startswith(_PREFIX) or environ["REQUEST_METHOD"] != "POST" or not path.isascii():
        return None
    length: str = environ.get("CONTENT_LENGTH") or ""
    parts = path.split("/")
    if len(parts) != 4 or not length.isdecimal() or int(length) > MAX_BYTES:
        return None
    return (parts[2], parts[3]) if parts[2] and parts[3] else None


def _headers(environ: dict[str, Any]) -> dict[str, str]:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    return headers


def _body(environ: dict[str, Any]) -> bytes:
    length = int(environ["CONTENT_LENGTH"])
    body: bytes = environ["wsgi.input"].read(length)
    if len(body) != length:
        raise ClientDisconnected
    return body
