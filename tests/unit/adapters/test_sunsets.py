"""Versions that are about to be switched off are told 60 days before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from adapters.shopify import PLATFORM
from adapters.versions import sunsets

END = date(2027, 10, 1)
SHOPIFY = replace(PLATFORM, api_version=replace(PLATFORM.api_version, sunset=END))
ENDLESS = replace(PLATFORM, api_version=replace(PLATFORM.api_version, sunset=None))


def test_a_version_is_told_sixty_days_before_its_end_and_not_earlier() -> None:
    assert sunsets([SHOPIFY], date(2027, 8, 1)) == []
    (line,) = sunsets([SHOPIFY, ENDLESS], date(2027, 8, 2))

    assert "2027-10-01 (60 days)" in line
    assert PLATFORM.api_version.source in line


def test_the_most_urgent_comes_first() -> None:
    sooner = replace(SHOPIFY, title="Sooner")
    sooner = replace(sooner, api_version=replace(sooner.api_version, sunset=date(2027, 9, 1)))

    lines = sunsets([SHOPIFY, sooner], date(2027, 8, 20))

    assert [line.split()[0] for line in lines] == ["Sooner", "Shopify"]
