"""What a merchant types for what no answer tells."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.counterpoint.keys import KEYS
from adapters.counterpoint.settings import OPTIONS, CounterpointSettings
from adapters.keys import checked_keys, checked_options
from domain.errors import ConfigurationError, InvalidInputError
from domain.ids import PlatformId
from mapping.platforms.counterpoint_requests import Till

MAIN, EAST = PlatformId("MAIN"), PlatformId("EAST SIDE")


def read(**given: str) -> CounterpointSettings:
    """The settings as the adapter gets them."""
    return CounterpointSettings(checked_options(OPTIONS, given))


def test_each_location_has_its_till() -> None:
    settings = read(tills="MAIN=MAIN/1/1,EAST SIDE=E/E-1/E-D1", user="VOICE", tax_code="MEMTN")

    assert settings.till(MAIN) == Till(
        store="MAIN", station="1", drawer="1", user="VOICE", tax_code="MEMTN"
    )
    assert settings.till(EAST).drawer == "E-D1"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"tills": "MAIN=MAIN/1/1"}, "user"),
        ({"user": "VOICE"}, "tills"),
        ({"user": "VOICE", "tills": "WEST=W/1/1"}, "tills"),
    ],
)
def test_ordering_names_the_option_that_is_missing(given: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{named}:"):
        read(**given).till(MAIN)


def test_a_location_may_have_taxes_of_its_own() -> None:
    settings = read(taxes="TN/TAX=7,CITY/TAX=2.25;EAST SIDE:GA/TAX=4")

    assert [one.percent for one in settings.rates(MAIN)] == [Decimal(7), Decimal("2.25")]
    assert [(one.authority, one.rule) for one in settings.rates(EAST)] == [("GA", "TAX")]


def test_taxes_are_never_taken_for_none_in_silence() -> None:
    with pytest.raises(ConfigurationError, match="taxes"):
        read().rates(MAIN)
    with pytest.raises(ConfigurationError, match="EAST SIDE"):
        read(taxes="MAIN:TN/TAX=7").rates(EAST)
    assert read(taxes="NONE").rates(MAIN) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tills", "MAIN=1/1"),
        ("tills", "MAIN/1/1"),
        ("taxes", "TN=7"),
        ("taxes", "TN/TAX=seven"),
        ("taxes", "TN/TAX=700"),
        ("currency", "dollars"),
        ("grid_orders", "maybe"),
        ("time_zone", "../etc/passwd"),
    ],
)
def test_an_option_that_cannot_be_read_is_refused_when_it_is_typed(name: str, value: str) -> None:
    with pytest.raises(InvalidInputError, match=name):
        read(**{name: value})


@pytest.mark.parametrize("name", ["Mars/Olympus", "America"])
def test_a_time_zone_that_there_is_not_is_named(name: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        _ = read(time_zone=name).zone


def test_all_four_keys_are_asked_for_and_the_secret_ones_are_never_shown() -> None:
    typed = {"company": "QATESTGOLF", "user": "MGR", "password": "p w", "api_key": "k"}

    assert checked_keys(KEYS.fields, typed) == typed
    assert {one.name for one in KEYS.fields if one.secret} == {"password", "api_key"}
    with pytest.raises(InvalidInputError) as refused:
        checked_keys(KEYS.fields, {**typed, "company": "QA TEST"})
    assert "company alias" in str(refused.value)
