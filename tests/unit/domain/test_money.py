"""When two totals are one price."""

from __future__ import annotations

import pytest

from domain.money import Money, within_a_cent


def usd(amount: int) -> Money:
    """So many cents."""
    return Money(amount, "USD")


@pytest.mark.parametrize(
    ("agreed", "now", "same"),
    [
        (usd(1000), usd(1000), True),
        (usd(1000), usd(1001), True),
        (usd(1000), usd(999), True),
        (usd(1000), usd(1002), False),
        (usd(1000), Money(1000, "CAD"), False),
    ],
)
def test_beyond_a_cent_it_is_another_price(agreed: Money, now: Money, same: bool) -> None:
    assert within_a_cent(agreed, now) is same
