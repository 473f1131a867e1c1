"""An adapter of Revel on a scripted line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from adapters.platform import AdapterSettings
from adapters.revel.adapter import RevelAdapter, open_adapter
from mapping.report import MappingReport
from tests.unit.adapters_revel.lines import ScriptedLine, data, listing

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
OPTIONS = {
    "timezone": "America/Los_Angeles",
    "currency": "USD",
    "orders": "public-client-code",
    "payment_type": "4",
}


class FixedClock:
    """It is always noon in Seattle."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def line() -> ScriptedLine:
    """A line with empty side listings."""
    return (
        ScriptedLine()
        .on("categories.list", listing({"id": 7, "name": "Drinks"}))
        .on("web.products", data())
        .on("web.attributes", data())
    )


@pytest.fixture
def report() -> MappingReport:
    """What the tables meet."""
    return MappingReport()


@pytest.fixture
def open_with(line: ScriptedLine, report: MappingReport) -> Callable[..., RevelAdapter]:
    """Opens the adapter, with other options where given."""

    def opened(account_id: str = "northwind/1", **options: str) -> RevelAdapter:
        settings = AdapterSettings(
            account_id=account_id,
            options={**OPTIONS, **options},
            clock=FixedClock(),
            report=report,
        )
        return open_adapter(line, settings)

    return opened


@pytest.fixture
def adapter(open_with: Callable[..., RevelAdapter]) -> RevelAdapter:
    """The adapter on the scripted line, orders switched on."""
    return open_with()
