"""A scripted line whose requests are held against the vendor's guide afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.counterpoint.adapter import CounterpointAdapter, open_adapter
from adapters.counterpoint.settings import OPTIONS
from adapters.keys import checked_options
from adapters.platform import AdapterSettings
from mapping.report import MappingReport
from tests.contract.counterpoint_contract import faults_of
from tests.fakes.pos_memory import MemoryOfOrders
from tests.unit.adapters_counterpoint.lines import ScriptedLine

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
GIVEN = {
    "tills": "MAIN=MAIN/1/1",
    "taxes": "MEMPHIS/TAX=2,SHELBY/TAX=3,TN/TAX=4",
    "user": "VOICE",
    "pay_code": "VOICE",
}


class FixedClock:
    """It is always noon."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def line() -> Iterator[ScriptedLine]:
    """A line to script; every request on it must be one that the guide documents."""
    scripted = ScriptedLine()
    yield scripted
    for request in scripted.sent:
        assert not faults_of(request), (request.path, faults_of(request))


@pytest.fixture
def report() -> MappingReport:
    """What the tables meet."""
    return MappingReport()


@pytest.fixture
def memory() -> MemoryOfOrders:
    """What the gateway remembers of orders sent."""
    return MemoryOfOrders()


@pytest.fixture
def adapter(
    line: ScriptedLine, report: MappingReport, memory: MemoryOfOrders
) -> CounterpointAdapter:
    """The adapter on the scripted line, with one till and three tax authorities."""
    return adapter_with(line, report, memory)


def adapter_with(
    line: ScriptedLine, report: MappingReport, memory: MemoryOfOrders | None, **options: str
) -> CounterpointAdapter:
    """An adapter with further options."""
    settings = AdapterSettings(
        account_id="QATESTGOLF",
        location_ids=("MAIN",),
        options=checked_options(OPTIONS, {**GIVEN, **options}),
        order_memory=memory,
        clock=FixedClock(),
        report=report,
    )
    return open_adapter(line, settings)
