"""A gateway that receives its webhooks over HTTP from the shops that send them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.sync.house import House, open_house, open_till


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Connected to a Square shop and synchronized."""
    with open_till("square") as till, open_house(database_url, tmp_path, [till]) as opened:
        opened.connect("square")
        opened.full_sync("square")
        yield opened


@pytest.fixture(params=["square", "shopify"])
def any_house(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[House]:
    """Connected to one shop and synchronized: once Square, once Shopify."""
    with open_till(request.param) as till, open_house(database_url, tmp_path, [till]) as opened:
        opened.connect(request.param)
        opened.full_sync(request.param)
        yield opened
