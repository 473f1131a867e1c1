"""`POST /webhooks/{platform}/{connection}`: where the platforms tell what changed."""

from __future__ import annotations

from typing import Protocol, cast

from flask import Blueprint, Response, current_app, request

from app.callbacks.intake import MAX_BYTES, WebhookServices, take_in
from app.ops.metrics import WEBHOOKS
from domain.errors import IntakeError

blueprint = Blueprint("webhooks", __name__)


class HasWebhooks(Protocol):
    """The part of the services this surface reaches."""

    @property
    def webhooks(self) -> WebhookServices:
        """Endpoints, readers and the inbox."""
        ...


@blueprint.post("/webhooks/<platform>/<connection_id>")
def receive_webhook(platform: str, connection_id: str) -> Response:
    """Take a platform's webhook: 200 once it is stored durably, or was before."""
    services = cast(HasWebhooks, current_app.extensions["voicetill"]).webhooks
    request.max_content_length = MAX_BYTES
    headers = {name.lower(): value for name, value in request.headers.items()}
    counted = platform if platform in services.readers else "unknown"
    try:
        outcome = take_in(
            services, platform, connection_id, headers=headers, body=request.get_data(cache=False)
        )
    except IntakeError as error:
        WEBHOOKS.labels(counted, type(error).__name__).inc()
        raise
    WEBHOOKS.labels(counted, outcome).inc()
    return Response(status=200)
