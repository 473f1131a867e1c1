"""A sync's house over a shop in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.engine import open_database
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW
from tests.unit.sync.memory_house import MemoryHouse


@pytest.fixture
def house(sqlite_url: str) -> Iterator[MemoryHouse]:
    """Connected; nothing is read yet."""
    opened = open_database(sqlite_url)
    yield MemoryHouse.open(opened, FakeClock(NOW))
    opened.close()
