"""Houses for the sync's tests: with the Square shop, with both, connected or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.sync.house import House, open_house, open_till


@pytest.fixture
def square_house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Connected to a Square shop and synchronized."""
    with open_till("square") as till, open_house(database_url, tmp_path, [till]) as house:
        house.connect("square")
        house.full_sync("square")
        yield house


@pytest.fixture
def both(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Connected to both shops, nothing synchronized yet."""
    with (
        open_till("square") as square,
        open_till("shopify") as shopify,
        open_house(database_url, tmp_path, [square, shopify]) as house,
    ):
        house.connect("square")
        house.connect("shopify")
        yield house
