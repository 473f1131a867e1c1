"""Where traces and errors are told besides logs and metrics; both are off without an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.environment import EnvironmentReader
from config.secret import Secret

_WEB = ("https", "http")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telemetry:
    """The collector of traces and the collector of errors."""

    otlp_endpoint: str | None = None
    """An OpenTelemetry collector's HTTP address, without `/v1/traces`; None: no spans are kept."""
    otlp_headers: Mapping[str, Secret] = field(default_factory=dict)
    """Sent with every batch, such as a tenant's key."""
    trace_percent: int = 100
    """Of the traces that begin here; whose caller began one decides for it."""
    sentry_dsn: Secret | None = None
    """Where errors are reported; None: in the log alone."""


def read_telemetry(env: EnvironmentReader) -> Telemetry:
    """Faults are noted."""
    dsn = env.url("SENTRY_DSN", None, _WEB, secret=True)
    return Telemetry(
        otlp_endpoint=env.url("OTLP_ENDPOINT", None, _WEB),
        otlp_headers=_headers(env, env.secret("OTLP_HEADERS")),
        trace_percent=env.integer("TRACE_PERCENT", 100, least=0, most=100),
        sentry_dsn=None if dsn is None else Secret(dsn),
    )


def _headers(env: EnvironmentReader, told: Secret | None) -> Mapping[str, Secret]:
    found: dict[str, Secret] = {}
    for pair in filter(None, (told.reveal() if told else "").split(",")):
        name, equals, value = (each.strip() for each in pair.partition("="))
        if not name or not equals:
            env.fault("OTLP_HEADERS", "write pairs such as x-key=value, divided by commas")
        else:
            found[name] = Secret(value)
    return found
