"""Time zones by name."""

from __future__ import annotations

import pytest

from domain.zones import zone_named


@pytest.mark.parametrize(
    "name", ["America", "../etc", "Nowhere/At_All", "", "/etc/localtime", "\0"]
)
def test_what_names_no_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


def test_a_zone_is_found_by_its_name() -> None:
    zone = zone_named("America/Los_Angeles")

    assert zone is not None
    assert zone.key == "America/Los_Angeles"
