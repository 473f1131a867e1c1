"""What a merchant's policy says of prices, declines and stock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import IllegalTransitionError, InvalidInputError
from domain.money import Money
from domain.subscriptions import Manage, SubscriptionPolicy, SubscriptionState, require

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def usd(minor: int) -> Money:
    return Money(minor, "USD")


@pytest.mark.parametrize(
    ("agreed", "now", "asks"),
    [(1000, 1000, False), (1000, 1050, False), (1000, 1051, True), (1000, 1, False), (0, 1, True)],
)
def test_a_price_needs_a_yes_when_it_rose_by_more_than_the_policy(
    agreed: int, now: int, asks: bool
) -> None:
    assert SubscriptionPolicy().asks_for(usd(agreed), usd(now)) is asks


def test_another_currency_always_needs_a_yes() -> None:
    assert SubscriptionPolicy().asks_for(usd(1000), Money(1, "EUR"))


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 365))
def test_what_is_asked_for_once_is_asked_for_at_every_higher_price(
    agreed: int, now: int, percent: int
) -> None:
    policy = SubscriptionPolicy(price_rise_percent=percent)

    if policy.asks_for(usd(agreed), usd(now)):
        assert policy.asks_for(usd(agreed), usd(now + 1))
    else:
        assert now <= agreed or now - agreed <= agreed * percent / 100


def test_a_card_is_tried_again_on_the_days_of_the_policy_and_then_not_any_more() -> None:
    policy = SubscriptionPolicy(retry_days=(1, 3))

    assert policy.retry_at(1, NOW) == NOW + timedelta(days=1)
    assert policy.retry_at(2, NOW) == NOW + timedelta(days=3)
    assert policy.retry_at(3, NOW) is None
    assert SubscriptionPolicy(retry_days=()).retry_at(1, NOW) is None


def test_stock_is_looked_for_daily_until_the_waiting_is_over() -> None:
    policy = SubscriptionPolicy(wait_days=2)

    assert policy.look_again_at(NOW, NOW) == NOW + timedelta(days=1)
    assert policy.look_again_at(NOW, NOW + timedelta(days=1)) == NOW + timedelta(days=2)
    assert policy.look_again_at(NOW, NOW + timedelta(days=2)) is None


def test_a_merchants_setting_is_read_whole() -> None:
    told = {"reminder_days": 0, "retry_days": [2], "bill_at": "18:30", "price_rise_percent": 0}

    policy = SubscriptionPolicy.from_settings(told)

    assert (policy.bill_at, policy.retry_days) == (time(18, 30), (2,))
    assert policy.reminder_at(NOW) == NOW


@pytest.mark.parametrize(
    "told",
    [
        {"reminder_days": -1},
        {"reminder_days": True},
        {"reminder_days": "3"},
        {"retry_days": 3},
        {"retry_days": [1] * 11},
        {"bill_at": "25:00"},
        {"no_such": 1},
    ],
)
def test_a_setting_that_cannot_be_names_its_field(told: dict[str, Any]) -> None:
    (name,) = told

    with pytest.raises(InvalidInputError, match=f"subscriptions.{name}"):
        SubscriptionPolicy.from_settings(told)


def test_a_canceled_subscription_can_have_no_wish_and_only_a_paused_one_goes_on() -> None:
    for wish, state in product(Manage, SubscriptionState):
        allowed = state is not SubscriptionState.CANCELED
        if wish is Manage.RESUME:
            allowed = state is SubscriptionState.PAUSED
        elif wish in (Manage.SKIP, Manage.CONSENT):
            allowed = allowed and state is not SubscriptionState.PAUSED
        if allowed:
            require(wish, state)
        else:
            with pytest.raises(IllegalTransitionError):
                require(wish, state)
