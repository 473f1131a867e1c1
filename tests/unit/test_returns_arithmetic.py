"""What a policy says to a return, and what it comes to, to the cent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import InvalidInputError
from domain.money import Money
from domain.orders import OrderState, PaymentState
from domain.returns import (
    Agreed,
    Refused,
    ReturnPolicy,
    ReturnReason,
    SoldLine,
    SoldOrder,
    Wanted,
    WayBack,
    assess,
    share_of,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def _line(quantity: int = 3, total: int = 1000, returned: int = 0, **facts: Any) -> SoldLine:
    told: dict[str, Any] = {"position": 0, "sku": "MUG", "name": "Mug", **facts}
    return SoldLine(
        quantity=Decimal(quantity),
        returned=Decimal(returned),
        total=Money(total, "USD"),
        **told,
    )


def _order(*lines: SoldLine, **facts: Any) -> SoldOrder:
    told: dict[str, Any] = {
        "state": OrderState.COMPLETED,
        "payment_state": PaymentState.PAID,
        "had_at": NOW - timedelta(days=3),
        "left_to_refund": Money(100_000, "USD"),
        "returns_lately": 0,
        **facts,
    }
    return SoldOrder(lines=lines or (_line(),), **told)


def _says(
    order: SoldOrder | None = None,
    policy: ReturnPolicy | None = None,
    *wanted: Wanted,
    reason: ReturnReason = ReturnReason.CHANGED_MIND,
) -> Refused | Agreed:
    lines = wanted or (Wanted(position=0, quantity=1),)
    return assess(policy or ReturnPolicy(), order or _order(), lines, reason, now=NOW)


@given(
    total=st.integers(0, 10**9),
    parts=st.lists(st.integers(1, 5), min_size=1, max_size=8),
)
def test_returning_unit_by_unit_gives_the_lines_total_exactly(total: int, parts: list[int]) -> None:
    whole, back, given_back = sum(parts), 0, []
    for part in parts:
        given_back.append(share_of(_line(whole, total, back), part).amount)
        back += part

    assert sum(given_back) == total
    assert all(amount >= 0 for amount in given_back)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"state": OrderState.PENDING}, "not-placed"),
        ({"state": OrderState.CANCELED}, "canceled"),
        ({"state": OrderState.CONFIRMED}, "not-received"),
        ({"payment_state": PaymentState.UNPAID}, "not-paid"),
        ({"had_at": NOW - timedelta(days=31)}, "window-over"),
    ],
)
def test_what_cannot_come_back_is_refused_by_name(facts: dict[str, Any], code: str) -> None:
    said = _says(_order(**facts))

    assert isinstance(said, Refused)
    assert said.code == code


def test_who_asks_for_too_many_hears_how_many_are_left() -> None:
    said = _says(_order(_line(3, returned=2)), None, Wanted(position=0, quantity=2))
    gone = _says(_order(_line(3, returned=3)))

    assert isinstance(said, Refused)
    assert isinstance(gone, Refused)
    assert said.words.startswith("Mug: of 3 sold 2 came back or are coming, so 1 can be returned")
    assert gone.words.startswith("Mug: of 3 sold 3 came back or are coming, so 0 can be returned")


@pytest.mark.parametrize("state", [OrderState.CONFIRMED, OrderState.READY])
def test_goods_of_a_till_that_never_tells_they_were_fetched_can_come_back(
    state: OrderState,
) -> None:
    said = _says(_order(state=state, hand_over_told=False))

    assert isinstance(said, Agreed)


def test_no_more_comes_back_than_was_received() -> None:
    said = _says(_order(_line(3, returned=2)), None, Wanted(position=0, quantity=2))
    gone = _says(_order(_line(3, returned=3)))
    twice = Wanted(position=0, quantity=2)

    assert isinstance(said, Refused)
    assert said.code == "more-than-received"
    assert (said.received, said.returned) == (3, 2)
    assert gone == Refused("already-returned", "Mug", 3, 3)
    assert _says(None, None, twice, twice) == Refused("more-than-received", "Mug", 3, 0)
    assert _says(None, None, twice) == Agreed(Money(667, "USD"), by_line=((0, Money(667, "USD")),))


def test_final_sale_holds_but_not_for_faulty_goods() -> None:
    policy = ReturnPolicy(category_windows={"Sale": 0}, person_reasons=frozenset())
    order = _order(_line(categories=("Sale",)))

    assert _says(order, policy) == Refused("final-sale", "Mug")
    assert isinstance(_says(order, policy, reason=ReturnReason.DEFECTIVE), Agreed)


@pytest.mark.parametrize(
    ("facts", "policy", "reason", "why"),
    [
        ({"left_to_refund": Money(1, "USD")}, {}, "changed_mind", "refund-exceeds-paid"),
        ({}, {"most_by_itself": 100}, "changed_mind", "high-amount"),
        ({"returns_lately": 5}, {}, "changed_mind", "many-returns"),
        ({}, {}, "damaged", "damaged"),
    ],
)
def test_a_person_looks_at_what_is_unusual(
    facts: dict[str, Any], policy: dict[str, Any], reason: str, why: str
) -> None:
    said = _says(_order(**facts), ReturnPolicy(**policy), reason=ReturnReason(reason))

    assert isinstance(said, Agreed)
    assert said.person == why


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"window": 3}, "returns.window"),
        ({"window_days": -1}, "returns.window_days"),
        ({"person_reasons": ["bored"]}, "returns.person_reasons"),
    ],
)
def test_a_policy_that_cannot_be_names_the_field(told: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInputError, match=field):
        ReturnPolicy.from_settings(told)


def test_lines_that_are_none_are_bad_input() -> None:
    for wanted in ((), (Wanted(position=9, quantity=1),), (Wanted(position=0, quantity=0),)):
        with pytest.raises(InvalidInputError):
            assess(ReturnPolicy(), _order(), wanted, ReturnReason.OTHER, now=NOW)


@pytest.mark.parametrize(
    ("label_url", "was_shipped", "way"),
    [
        ("https://northwind.example/{return}", True, WayBack.LABEL),
        ("https://northwind.example/{return}", False, WayBack.DROP_OFF),
        (None, True, WayBack.DROP_OFF),
    ],
)
def test_only_what_was_shipped_comes_back_under_a_label(
    label_url: str | None, was_shipped: bool, way: WayBack
) -> None:
    policy = ReturnPolicy.from_settings({"label_url": label_url})

    assert policy.way_back(was_shipped=was_shipped) is way


@pytest.mark.parametrize(
    "url",
    ["http://northwind.example", "https://x/{customer}", "https://x/{", "javascript:alert(1)"],
)
def test_a_label_lies_at_an_https_address_of_the_order_or_the_return(url: str) -> None:
    with pytest.raises(InvalidInputError, match=r"returns\.label_url"):
        ReturnPolicy.from_settings({"label_url": url})
