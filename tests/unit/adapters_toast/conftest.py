"""A scripted line whose requests are held against Toast's published documents afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.platform import AdapterSettings
from adapters.toast.adapter import ToastAdapter, open_adapter
from mapping.report import MappingReport
from tests.contract.toast_contract import faults_of
from tests.unit.adapters_toast.lines import ScriptedLine

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
RESTAURANT = "0cd990c9-fd74-461d-8468-de2a0919ccbb"
GENERAL = {"guid": RESTAURANT, "general": {"name": "Café", "currencyCode": "USD"}}


class FixedClock:
    """It is always noon."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def line() -> Iterator[ScriptedLine]:
    """A line to script; every request on it must be one that Toast documents."""
    scripted = ScriptedLine().on("restaurants.get", GENERAL)
    yield scripted
    for request in scripted.sent:
        assert not faults_of(request), (request.path, faults_of(request))


@pytest.fixture
def report() -> MappingReport:
    """What the tables meet."""
    return MappingReport()


@pytest.fixture
def adapter(line: ScriptedLine, report: MappingReport) -> ToastAdapter:
    """The adapter on the scripted line."""
    settings = AdapterSettings(account_id=RESTAURANT, clock=FixedClock(), report=report)
    return open_adapter(line, settings)
