"""A stand-in for all tests of a module, and one of its own for those that change much."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.kit.platform import Options
from sandbox.kit.server import serve
from sandbox.lightspeed import create_shop
from tests.contract.sandbox_lightspeed.caller import Caller

OPTIONS = Options(seed_variants=120, limits=False)


@pytest.fixture(scope="module")
def shared() -> Iterator[Caller]:
    """A connected caller; leave the shop as it is, or add to it only."""
    with create_shop(OPTIONS) as shop:
        running = serve(shop)
        caller = Caller(running.url, OPTIONS)
        caller.connect()
        yield caller
        running.stop()


@pytest.fixture
def caller() -> Iterator[Caller]:
    """A connected caller of a shop of its own."""
    with create_shop(OPTIONS) as shop:
        running = serve(shop)
        own = Caller(running.url, OPTIONS)
        own.connect()
        yield own
        running.stop()
