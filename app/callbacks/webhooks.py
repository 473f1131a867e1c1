"""Where the platforms tell what changed: `POST /webhooks/{platform}/{connection}`.

Platforms that know one address for all merchants of an application tell it to
`POST /webhooks/{platform}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Protocol, cast

from flask import Blueprint, Response, current_app, request
from prometheus_client import Counter

from app.api import problem_types as types
from app.api.guards import bounded_body
from app.api.problems import ProblemError
from app.callbacks.application_intake import take_in_for_all
from app.callbacks.intake import MAX_BYTES, Outcome, WebhookServices, take_in
from app.callbacks.lane import Answer, Environ, Lane, raise_lane_failure
from app.ops.headers import Wsgi
from app.ops.metrics import WEBHOOKS
from domain.errors import IntakeError, MalformedResponseError

ROUTE = "/webhooks/<platform>/<connection_id>"
APPLICATION_ROUTE = "/webhooks/<platform>"

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
    raise_lane_failure()
    _take_in(_services(), platform, connection_id, _asked_headers(), bounded_body(MAX_BYTES))
    return Response(status=200)


@blueprint.post(APPLICATION_ROUTE)
def receive_application_webhook(platform: str) -> Response:
    """Take a platform's webhook about whatever merchants: 200 once all of it is stored durably."""
    raise_lane_failure()
    _take_in_for_all(_services(), platform, _asked_headers(), bounded_body(MAX_BYTES))
    return Response(status=200)


def _services() -> WebhookServices:
    return cast(HasWebhooks, current_app.extensions["voicetill"]).webhooks


def _asked_headers() -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


def intake_lane(app: Wsgi, services: WebhookServices) -> Lane:
    """The lane that takes webhooks in, at either address."""

    def answer(names: tuple[str, ...], environ: Environ, body: bytes) -> Answer:
        platform, connection_id = names
        _take_in(services, platform, connection_id, _headers(environ), body)
        return Answer()

    def answer_for_all(names: tuple[str, ...], environ: Environ, body: bytes) -> Answer:
        (platform,) = names
        _take_in_for_all(services, platform, _headers(environ), body)
        return Answer()

    shared = Lane(app=app, route=APPLICATION_ROUTE, max_bytes=MAX_BYTES, answer=answer_for_all)
    return Lane(app=shared, route=ROUTE, max_bytes=MAX_BYTES, answer=answer)


def _take_in(
    services: WebhookServices,
    platform: str,
    connection_id: str,
    headers: dict[str, str],
    body: bytes,
) -> None:
    """Take in and count. Raises IntakeError, ProblemError, database errors."""
    counted = platform if platform in services.readers else "unknown"
    with _refusals_counted(counted):
        outcome = take_in(services, platform, connection_id, headers=headers, body=body)
        _counter(counted, outcome).inc()


def _take_in_for_all(
    services: WebhookServices, platform: str, headers: dict[str, str], body: bytes
) -> None:
    """Take in and count each part. Raises IntakeError, ProblemError, database errors."""
    counted = platform if platform in services.readers else "unknown"
    with _refusals_counted(counted):
        for outcome in take_in_for_all(services, platform, headers=headers, body=body):
            _counter(counted, outcome).inc()


@contextmanager
def _refusals_counted(counted: str) -> Iterator[None]:
    """Count what is refused; signed nonsense becomes a ProblemError."""
    try:
        yield
    except IntakeError as error:
        _counter(counted, type(error).__name__).inc()
        raise
    except MalformedResponseError as error:
        _counter(counted, "malformed").inc()
        raise ProblemError(types.BAD_REQUEST, "signed, but not what is documented") from error


@cache
def _counter(platform: str, outcome: Outcome | str) -> Counter:
    return WEBHOOKS.labels(platform, outcome)


def _headers(environ: Environ) -> dict[str, str]:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    return headers
