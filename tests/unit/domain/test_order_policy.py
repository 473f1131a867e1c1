"""What a merchant takes as an order, and with which codes it refuses the rest."""

from __future__ import annotations

from typing import Any

import pytest

from domain.catalog import Address
from domain.errors import InvalidInputError
from domain.money import Money
from domain.order_policy import Asked, OrderPolicy, codes
from domain.orders import FulfillmentMethod
from domain.postcodes import is_postcode

HOME = Address(line1="1 Pike St", city="Seattle", country="US", postal_code="98101")


def asked(**facts: Any) -> Asked:
    usual: dict[str, Any] = {
        "method": FulfillmentMethod.PICKUP,
        "total": Money(2000, "USD"),
        "address": None,
        "today": 0,
        "attempts": {},
    }
    return Asked(**{**usual, **facts})


def shipped(**changes: Any) -> Asked:
    address = Address(**{**{n: getattr(HOME, n) for n in Address.__slots__}, **changes})
    return asked(method=FulfillmentMethod.SHIPPING, address=address)


def judged(told: dict[str, Any], what: Asked, channel: str = "alexa") -> list[str]:
    return codes(OrderPolicy.from_settings(told, channel).judge(what))


@pytest.mark.parametrize(
    ("told", "what", "reasons"),
    [
        ({}, asked(), []),
        ({"least_minor": 2001}, asked(), ["below-minimum"]),
        ({"most_minor": 1999}, asked(), ["over-limit"]),
        ({"methods": ["shipping"]}, asked(), ["method-not-offered"]),
        ({"per_day": 2}, asked(today=2), ["too-many-today"]),
        ({}, asked(method=FulfillmentMethod.SHIPPING), ["no-address"]),
        ({}, shipped(), []),
        ({}, shipped(postal_code="9810"), ["postcode-invalid"]),
        ({}, shipped(region="WA"), []),
        ({}, shipped(region="Washington"), []),
        ({}, shipped(region="CA"), ["region-mismatch"]),
        ({}, shipped(country="CA", postal_code="v5k 0a1", region="ON"), ["region-mismatch"]),
        ({}, shipped(country="CA", postal_code="v5k 0a1", region="bc"), []),
        ({}, shipped(city=""), ["address-city-missing"]),
        ({"ship_to": ["ca"]}, shipped(), ["country-not-served"]),
        (
            {"most_minor": 1, "methods": ["pickup"]},
            shipped(postal_code="x"),
            ["over-limit", "method-not-offered", "postcode-invalid"],
        ),
    ],
)
def test_every_reason_is_told_with_its_code(
    told: dict[str, Any], what: Asked, reasons: list[str]
) -> None:
    assert judged(told, what) == reasons


def test_a_channel_may_have_figures_of_its_own() -> None:
    told = {"most_minor": 1000, "channels": {"api": {"most_minor": 5000}}}

    assert judged(told, asked()) == ["over-limit"]
    assert judged(told, asked(), "api") == []


def test_attempts_are_counted_by_each_rules_own_trait() -> None:
    told = {"velocity": [{"by": "phone", "minutes": 10, "most": 3}]}
    (rule,) = OrderPolicy.from_settings(told, "api").velocity

    assert judged(told, asked(attempts={rule: 2})) == []
    assert judged(told, asked(attempts={rule: 3})) == ["too-often-by-phone"]


@pytest.mark.parametrize(
    "told",
    [
        {"mostminor": 1},
        {"most_minor": -1},
        {"per_day": True},
        {"channels": []},
        {"channels": {"api": 3}},
        ["most_minor"],
        {"methods": ["drone"]},
        {"velocity": [{"by": "shoe", "minutes": 1, "most": 1}]},
        {"velocity": [{"by": "card", "minutes": 0, "most": 1}]},
        {"velocity": [{"by": "card"}]},
    ],
)
def test_a_setting_that_means_nothing_is_named(told: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        OrderPolicy.from_settings(told, "api")


@pytest.mark.parametrize(
    ("country", "code", "fits"),
    [
        ("US", "98101-1234", True),
        ("us", " 98101 ", True),
        ("US", "981O1", False),
        ("CA", "k1a 0b1", True),
        ("CA", "D1A 0B1", False),
        ("GB", "SW1A 1AA", True),
        ("GB", "12345", False),
        ("IE", "D6W XY00", True),
        ("NL", "1012 AB", True),
        ("DE", "10115", True),
        ("DE", "1011", False),
        ("PL", "00-950", True),
        ("ZZ", "anything", True),
    ],
)
def test_a_slip_in_a_postcode_is_heard(country: str, code: str, fits: bool) -> None:
    assert is_postcode(code, country) is fits


def test_an_address_that_cannot_be_is_told_with_what_it_says() -> None:
    (code,) = OrderPolicy().judge(shipped(postal_code="ABC"))
    (region,) = OrderPolicy().judge(shipped(region="CA"))

    assert code.detail == "'ABC' is no postcode of US"
    assert region.detail == "postcode 98101 is in WA, the address says CA: correct one of them"
