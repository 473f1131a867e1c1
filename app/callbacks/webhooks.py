"""`POST /webhooks/{platform}/{connection}`: where the platforms tell what changed."""

from __future__ import annotations

from functools import cache
from typing import Protocol, cast

from flask import Blueprint, Response, current_app, request
from prometheus_client import Counter

from app.api import problem_types as types
from app.api.guards import bounded_body
from app.api.problems import ProblemError
from app.callbacks.intake import MAX_BYTES, Outcome, WebhookServices, take_in
from app.callbacks.lane import Answer, Environ, Lane, raise_lane_failure
from app.ops.headers import Wsgi
from app.ops.metrics import WEBHOOKS
from domain.errors import IntakeError, MalformedResponseError

ROUTE = "/webhooks/<platform>/<connection_id>"

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
    services = cast(HasWebhooks, current_app.extensions["voicetill"]).webhooks
    headers = {name.lower(): value for name, value in request.headers.items()}
    _take_in(services, platform, connection_id, headers, bounded_body(MAX_BYTES))
    return Response(status=200)


def intake_lane(app: Wsgi, services: WebhookServices) -> Lane:
    """The lane that takes webhooks in."""

    def answer(names: tuple[str, ...], environ: Environ, body: bytes) -> Answer:
        platform, connection_id = names
        _take_in(services, platform, connection_id, _headers(environ), body)
        return Answer()

    return Lane(app=app, route=ROUTE, max_bytes=MAX_BYTES, answer=answer)


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


def _headers(environ: Environ) -> dict[str, str]:
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    headers["content-type"] = environ.get("CONTENT_TYPE", "")
    return headers
