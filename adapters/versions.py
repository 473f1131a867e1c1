"""Notices when a platform serves another API version than the one asked for.

Shopify falls forward silently when a version retires, and answers 200 (its versioning guide, read
2026-11-20); Square repeats the version in every answer. Webhooks may have a version of their own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from time import monotonic

import structlog

from adapters.metrics import TransportMetrics
from adapters.platform import Platform
from adapters.wire import Dialect, HttpResponse, version_asked

SUNSET_NOTICE = timedelta(days=60)
"""How long before a version is switched off `make check` fails and operators are told."""
_WARN_EVERY_S = 3600.0
_log = structlog.get_logger(__name__)


def sunsets(platforms: Iterable[Platform], today: date) -> list[str]:
    """A line for each platform whose version ends within the notice, the most urgent first."""
    dated = [(each.api_version.sunset, each) for each in platforms]
    ending = [(end, each) for end, each in dated if end and end - today <= SUNSET_NOTICE]
    return [
        f"{each.title} {each.api_version.version} is switched off on {end} "
        f"({(end - today).days} days): {each.api_version.source}"
        for end, each in sorted(ending, key=lambda pair: pair[0])
    ]


class VersionWatch:
    """Counts every mismatch and warns about each kind once an hour. Thread-safe."""

    def __init__(
        self, metrics: TransportMetrics, *, timer: Callable[[], float] = monotonic
    ) -> None:
        self._metrics = metrics
        self._timer = timer
        self._warned_at: dict[tuple[str, str, str], float] = {}
        self._lock = threading.Lock()

    def look(self, dialect: Dialect, response: HttpResponse) -> None:
        """Compare what was asked with what the answer says."""
        self._compare(dialect, dialect.version_served(response), "answer")

    def look_at_webhook(self, dialect: Dialect, version: str) -> None:
        """Compare what calls ask for with the version of a proved webhook."""
        self._compare(dialect, version, "webhook")

    def _compare(self, dialect: Dialect, served: str | None, seen_in: str) -> None:
        asked = version_asked(dialect)
        if asked is None or served is None or served == asked:
            return
        self._metrics.version_mismatches.labels(dialect.platform).inc()
        if self._is_due((dialect.platform, seen_in, served)):
            _log.warning(
                "platform.version_differs",
                platform=dialect.platform,
                seen_in=seen_in,
                asked=asked,
                served=served,
            )

    def _is_due(self, kind: tuple[str, str, str]) -> bool:
        now = self._timer()
        with self._lock:
            if now - self._warned_at.get(kind, float("-inf")) < _WARN_EVERY_S:
                return False
            self._warned_at[kind] = now
            return True
