"""A world with two merchants on either database."""

from __future__ import annotations

import pytest

from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.care.world import World, open_world
from tests.integration.storage.shop import NOW


@pytest.fixture
def world(database: Database) -> World:
    return open_world(database)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)
