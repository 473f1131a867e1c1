"""A scripted line whose requests are held against Square's published contract afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.platform import AdapterSettings
from adapters.square.adapter import SquareAdapter, open_adapter
from mapping.report import MappingReport
from tests.contract.square_contract import faults_of
from tests.unit.adapters_square.lines import ScriptedLine

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FixedClock:
    """It is always noon."""

    def now(self) -> datetime:
        return NOW


@pytest.fixture
def line() -> Iterator[ScriptedLine]:
    """A line to script; every request on it must be one that Square documents."""
    scripted = ScriptedLine()
    yield scripted
    for request in scripted.sent:
        assert not faults_of(request), (request.path, faults_of(request))


@pytest.fixture
def report() -> MappingReport:
    """What the tables meet."""
    return MappingReport()


@pytest.fixture
def adapter(line: ScriptedLine, report: MappingReport) -> SquareAdapter:
    """The adapter on the scripted line."""
    settings = AdapterSettings(application_token="app-token", clock=FixedClock(), report=report)
    return open_adapter(line, settings)
