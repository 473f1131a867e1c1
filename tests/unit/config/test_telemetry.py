"""Where traces and errors are told: off by default, and faults are said at the start."""

from __future__ import annotations

import pytest

from app.wiring import error_reports, tracer_of
from config.settings import Settings
from domain.errors import ConfigurationError


def read(**environ: str) -> Settings:
    return Settings.from_env({f"VOICETILL_{name}": value for name, value in environ.items()})


def test_nothing_is_told_by_default() -> None:
    settings = read()

    assert tracer_of(settings) is None
    assert error_reports(settings) is None


def test_headers_are_pairs_and_secret() -> None:
    settings = read(OTLP_ENDPOINT="http://127.0.0.1:4318/", OTLP_HEADERS="x-key=a=b, x-tenant = c")

    headers = settings.telemetry.otlp_headers
    assert settings.telemetry.otlp_endpoint == "http://127.0.0.1:4318"
    assert {name: value.reveal() for name, value in headers.items()} == {
        "x-key": "a=b",
        "x-tenant": "c",
    }
    assert "a=b" not in repr(settings.telemetry)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTLP_ENDPOINT", "grpc://collector:4317"),
        ("OTLP_HEADERS", "x-key"),
        ("TRACE_PERCENT", "101"),
        ("SENTRY_DSN", "key@host/1"),
    ],
)
def test_a_fault_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"VOICETILL_{name}"):
        read(**{name: value})


def test_a_dsn_makes_reports_and_one_without_project_stops_the_start() -> None:
    assert error_reports(read(SENTRY_DSN="https://key@errors.example.com/7")) is not None
    with pytest.raises(ConfigurationError, match="PROJECT"):
        error_reports(read(SENTRY_DSN="https://key@errors.example.com"))
