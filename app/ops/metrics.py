"""Figures about requests and intake, and `/metrics` for Prometheus, over one or more processes."""

from __future__ import annotations

import hmac
from pathlib import Path

from flask import Blueprint, Response, request
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector

REQUEST_SECONDS = Histogram(
    "voicetill_http_request_seconds",
    "Time to answer a request, by route pattern, method and status.",
    ("route", "method", "status"),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
UNEXPECTED_ERRORS = Counter(
    "voicetill_unexpected_errors_total",
    "Exceptions that nothing handled, by where they were caught.",
    ("place",),
)
WEBHOOKS = Counter(
    "voicetill_webhooks_total",
    "Webhook deliveries by platform and outcome.",
    ("platform", "outcome"),
)


def metrics_page(*, token: str | None, folder: Path | None) -> Blueprint:
    """`/metrics`, asking for the Bearer token if there is one.

    `folder` is where several processes put their figures together; None: this process alone.
    """
    blueprint = Blueprint("metrics", __name__)
    expected = None if token is None else f"Bearer {token}".encode()

    @blueprint.get("/metrics")
    def metrics() -> Response:
        """Figures for Prometheus; with exemplars for one that asks for OpenMetrics."""
        given = request.headers.get("Authorization", "").encode()
        if expected is not None and not hmac.compare_digest(given, expected):
            return Response("a token is needed\n", 401, {"WWW-Authenticate": "Bearer"})
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return Response(encode(_registry(folder)), content_type=kind)

    return blueprint


def _registry(folder: Path | None) -> CollectorRegistry:
    if folder is None:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]  # upstream
    return registry
