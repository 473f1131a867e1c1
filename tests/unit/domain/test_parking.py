"""What a merchant lets wait for its till."""

from __future__ import annotations

from typing import Any

import pytest

from domain.errors import InvalidInputError
from domain.money import Money
from domain.parking import ParkingMode, ParkingPolicy


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@pytest.mark.parametrize(
    ("told", "is_authorized", "waiting", "refusal"),
    [
        ({}, True, 0, "not-allowed"),
        ({"mode": "with_authorization"}, True, 0, None),
        ({"mode": "with_authorization"}, False, 0, "not-authorized"),
        ({"mode": "without_payment"}, False, 0, None),
        ({"mode": "without_payment", "most_minor": 999}, True, 0, "above-amount"),
        ({"mode": "without_payment", "most_minor": 1000}, True, 0, None),
        ({"mode": "without_payment", "most_orders": 2}, True, 1, None),
        ({"mode": "without_payment", "most_orders": 2}, True, 2, "queue-full"),
    ],
)
def test_an_order_waits_only_as_the_policy_says(
    told: dict[str, Any], is_authorized: bool, waiting: int, refusal: str | None
) -> None:
    policy = ParkingPolicy.from_settings(told)

    said = policy.refuses(usd(1000), is_authorized=is_authorized, waiting=waiting)

    assert said == refusal


def test_nothing_waits_unless_somebody_allowed_it() -> None:
    assert ParkingPolicy().mode is ParkingMode.REFUSE


@pytest.mark.parametrize(
    "told",
    [
        {"mode": "always"},
        {"most_minutes": 0},
        {"most_minutes": True},
        {"most_orders": 10_001},
        {"most_minor": -1},
        {"mostorders": 1},
    ],
)
def test_a_setting_that_means_nothing_is_named(told: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError, match=r"parking\."):
        ParkingPolicy.from_settings(told)
