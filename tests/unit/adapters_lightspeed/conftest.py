"""The adapter on a scripted line."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.lightspeed.adapter import LightspeedAdapter, open_adapter
from adapters.platform import AdapterSettings
from mapping.report import MappingReport
from tests.unit.adapters_lightspeed.lines import ScriptedLine

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FixedClock:
    """It is always noon."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def line() -> ScriptedLine:
    """A line to script."""
    return ScriptedLine()


@pytest.fixture
def report() -> MappingReport:
    """What the tables meet."""
    return MappingReport()


@pytest.fixture
def adapter(line: ScriptedLine, report: MappingReport) -> LightspeedAdapter:
    """The adapter on the scripted line, with every look-up saved by settings."""
    options = {
        "currency": "USD",
        "employee_id": "2",
        "registers": "1=5",
        "payment_type_id": "8",
        "shipping_item_id": "",
    }
    settings = AdapterSettings(
        account_id="83050", options=options, clock=FixedClock(), report=report
    )
    return open_adapter(line, settings)
