"""The web application: every surface on one Flask app, over services built elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from flask import Blueprint, Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.api.guards import MAX_BODY_BYTES, refuse_card_numbers
from app.api.openapi import register_rest
from app.api.pages import document_pages, pages
from app.api.services import EXTENSION, ApiServices
from app.callbacks.intake import WebhookServices
from app.callbacks.webhooks import HasWebhooks, intake_lane
from app.callbacks.webhooks import blueprint as webhooks
from app.lazy_url_rules import LateRule
from app.ops.errors import handle_errors
from app.ops.headers import SafeHeaders, Wsgi
from app.ops.health import Check, ReadinessBoard, health_pages
from app.ops.metrics import metrics_page
from app.ops.pos_timing import PosTiming
from app.ops.requests import watch_requests
from app.ops.tracing import RequestSpans, Traced


class WebServices(ApiServices, HasWebhooks, Protocol):
    """Everything the surfaces reach through `current_app.extensions["voicetill"]`."""

    @property
    def checks(self) -> Sequence[Check]:
        """The dependencies `/readyz` looks at."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How the surfaces are served; made from the settings in `app.bootstrap`."""

    public_url: str = "http://127.0.0.1:8080"
    trusted_proxies: int = 0
    metrics_token: str | None = field(default=None, repr=False)
    metrics_dir: Path | None = None
    spans: RequestSpans | None = None
    """Who keeps spans of requests; None: nobody."""


def create_app(
    services: WebServices,
    options: WebOptions,
    *,
    more: Sequence[Blueprint] = (),
    lanes: Sequence[Callable[[Wsgi], Wsgi]] = (),
) -> Flask:
    """The application; `more` are surfaces that live elsewhere, such as the voice callbacks.

    `lanes` are put below Flask for routes of those surfaces.
    """
    app = Flask("voicetill", static_folder=None)
    app.url_rule_class = LateRule
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.extensions[EXTENSION] = services
    watch_requests(app)
    handle_errors(app)
    app.before_request(_guard_rest)
    register_rest(app)
    surfaces = (
        pages,
        document_pages(),
        health_pages(ReadinessBoard(services.checks)),
        metrics_page(token=options.metrics_token, folder=options.metrics_dir),
        webhooks,
        *more,
    )
    for blueprint in surfaces:
        app.register_blueprint(blueprint)
    app.wsgi_app = _wrapped(  # type: ignore[assignment,method-assign]  # Flask's own way
        app.wsgi_app, services.webhooks, options, lanes
    )
    return app


def _wrapped(
    inner: Wsgi,
    webhooks: WebhookServices,
    options: WebOptions,
    lanes: Sequence[Callable[[Wsgi], Wsgi]],
) -> Wsgi:
    """What happens below Flask: the lanes, safe headers, what trusted proxies tell."""
    is_https = options.public_url.startswith("https://")
    wsgi = inner
    for lane in lanes:
        wsgi = lane(wsgi)
    wsgi = intake_lane(SafeHeaders(PosTiming(wsgi), is_https=is_https), webhooks)
    hops = options.trusted_proxies
    wsgi = Traced(wsgi, options.spans)
    return ProxyFix(wsgi, x_for=hops, x_proto=hops, x_host=hops) if hops else wsgi


def _guard_rest() -> None:
    """No card number in an address or header of the REST surface, also where no route matches."""
    if request.path.startswith("/v1/"):
        refuse_card_numbers()
