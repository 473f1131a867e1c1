"""What the transport counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0, 30.0)


class TransportMetrics:
    """The transport's collectors, in a registry of the caller's choice."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.seconds = Histogram(
            "voicetill_platform_call_seconds",
            "A call to a platform as its caller saw it: waits, retries and all.",
            ("platform", "operation", "outcome"),
            buckets=_SECONDS,
            registry=registry,
        )
        self.retries = Counter(
            "voicetill_platform_retries_total",
            "Attempts repeated, by what made them necessary.",
            ("platform", "reason"),
            registry=registry,
        )
        self.throttles = Counter(
            "voicetill_platform_throttles_total",
            "Answers by which a platform said that its limit was reached.",
            ("platform",),
            registry=registry,
        )
        self.budget_wait = Histogram(
            "voicetill_platform_budget_wait_seconds",
            "Time a call waited for its connection's rate budget.",
            ("platform", "lane"),
            buckets=_SECONDS,
            registry=registry,
        )
        self.breaker = Gauge(
            "voicetill_platform_breaker_state",
            "Circuit per connection: 0 closed, 1 half-open, 2 open.",
            ("platform", "connection"),
            registry=registry,
            multiprocess_mode="mostrecent",
        )
        self.version_mismatches = Counter(
            "voicetill_platform_version_mismatches_total",
            "Answers and webhooks in another API version than the one asked for.",
            ("platform",),
            registry=registry,
        )
