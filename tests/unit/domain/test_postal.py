"""Postal codes: their shape by country, and the region they tell."""

from __future__ import annotations

import pytest

from domain.catalog import Address
from domain.postal import checked, postal_code, region_of


@pytest.mark.parametrize(
    ("told", "country", "written"),
    [
        ("62704", "US", "62704"),
        ("627041234", "US", "62704-1234"),
        ("6270", "US", None),
        ("k1a0b1", "CA", "K1A 0B1"),
        ("D1A0B1", "CA", None),
        ("sw1a1aa", "GB", "SW1A 1AA"),
        ("10115", "DE", "10115"),
        ("1011", "DE", None),
        ("1010", "AT", "1010"),
        ("D02 X285", "IE", "D02X285"),
    ],
)
def test_a_code_is_written_as_its_country_does_or_is_none(
    told: str, country: str, written: str | None
) -> None:
    assert postal_code(told, country) == written


@pytest.mark.parametrize(
    ("code", "country", "region"),
    [
        ("62704", "US", "IL"),
        ("10001", "US", "NY"),
        ("02139", "US", "MA"),
        ("98101", "US", "WA"),
        ("20500", "US", "DC"),
        ("34001", "US", None),
        ("H2X 1Y4", "CA", "QC"),
        ("10115", "DE", None),
    ],
)
def test_a_code_tells_its_region_where_it_lies_in_one(
    code: str, country: str, region: str | None
) -> None:
    assert region_of(code, country) == region


def test_a_code_of_another_state_than_was_told_is_noticed() -> None:
    told = Address(line1="12 Oak Street", city="Springfield", country="US", postal_code="62704")

    assert checked(told) is not None
    assert getattr(checked(told), "region", None) == "IL"
    wrong = Address(
        line1="12 Oak Street", city="Springfield", country="US", postal_code="62704", region="MA"
    )
    assert checked(wrong) is None
