"""The pricing of the Square stand-in: Square's own example, rounding, and sums that hold."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.square.pricing import price, rounded, share_out
from tests.contracts_path import contracts_dir
from tests.effort import examples


def usd(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": "USD"}


def order(*lines: tuple[int, str], **fields: Any) -> dict[str, Any]:
    rows = [
        {"uid": f"l{number}", "quantity": quantity, "base_price_money": usd(amount)}
        for number, (amount, quantity) in enumerate(lines)
    ]
    made = {"line_items": rows, **fields}
    price(made)
    return made


def tax(percentage: str, *, kind: str = "ADDITIVE", scope: str = "ORDER") -> dict[str, Any]:
    return {
        "uid": f"t{percentage}",
        "name": "t",
        "percentage": percentage,
        "type": kind,
        "scope": scope,
    }


def test_squares_own_example_order_comes_to_squares_amounts() -> None:
    path = contracts_dir("square") / "samples" / "operations" / "Orders__CreateOrder.json"
    expected = json.loads(path.read_text(encoding="utf-8"))["response"]["order"]
    one_off = {"uid": "d1", "applied_discounts": [{"uid": "a", "discount_uid": "one-dollar-off"}]}
    made: dict[str, Any] = {
        "line_items": [
            {"uid": "l1", "quantity": "1", "base_price_money": usd(1599)},
            {
                **one_off,
                "quantity": "2",
                "base_price_money": usd(2200),
                "modifiers": [{"uid": "m", "base_price_money": usd(50)}],
            },
        ],
        "discounts": [
            {"uid": "labor-day-sale", "percentage": "5", "scope": "ORDER"},
            {"uid": "membership-discount", "percentage": "0.5", "scope": "ORDER"},
            {"uid": "one-dollar-off", "amount_money": usd(100), "scope": "LINE_ITEM"},
        ],
        "taxes": [tax("9")],
    }
    price(made)

    for name in ("total_money", "total_tax_money", "total_discount_money", "net_amounts"):
        assert made[name] == expected[name]
    for line, other in zip(made["line_items"], expected["line_items"], strict=True):
        for name in ("gross_sales_money", "total_discount_money", "total_tax_money", "total_money"):
            assert line[name] == other[name]


@pytest.mark.parametrize(
    ("subtotal", "percentage", "expected"),
    [([600], "11.75", 70), ([3020], "11.75", 355), ([1880, 695], "8.875", 229)],
    ids=["half goes to even", "above half goes up", "rounded once over the order"],
)
def test_taxes_reported_by_square_sellers(
    subtotal: list[int], percentage: str, expected: int
) -> None:
    """Source: developer.squareup.com/forums/t/2354 and /11179."""
    made = order(*((amount, "1") for amount in subtotal), taxes=[tax(percentage)])
    assert made["total_tax_money"]["amount"] == expected


def test_an_inclusive_tax_is_inside_the_price() -> None:
    made = order((1200, "1"), taxes=[tax("20", kind="INCLUSIVE")])

    assert made["total_money"]["amount"] == 1200
    assert made["total_tax_money"]["amount"] == 200
    assert made["line_items"][0]["gross_sales_money"]["amount"] == 1000


def test_a_blocked_tax_is_left_off_its_line() -> None:
    blocked = {"blocked_taxes": [{"uid": "b", "tax_uid": "t10"}]}
    made = {
        "line_items": [
            {"uid": "a", "quantity": "1", "base_price_money": usd(1000)},
            {
                "uid": "b",
                "quantity": "1",
                "base_price_money": usd(1000),
                "pricing_blocklists": blocked,
            },
        ],
        "taxes": [tax("10")],
    }
    price(made)
    assert [line["total_tax_money"]["amount"] for line in made["line_items"]] == [100, 0]


def test_a_percentage_charge_after_tax_counts_the_tax() -> None:
    charge = {"uid": "c", "name": "tip", "percentage": "10", "calculation_phase": "TOTAL_PHASE"}
    made = order((1000, "1"), taxes=[tax("10")], service_charges=[charge])
    assert made["total_service_charge_money"]["amount"] == 110
    assert made["total_money"]["amount"] == 1210


def test_halves_go_to_the_even_cent() -> None:
    assert [rounded(Decimal(value)) for value in ("0.5", "1.5", "2.5")] == [0, 2, 2]


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=8))
def test_what_is_shared_out_adds_up(total: int, weights: list[int]) -> None:
    shares = share_out(total, weights)
    assert sum(shares) == (total if any(weights) else 0)
    assert all(share >= 0 for share in shares)


@settings(max_examples=examples(200))
@given(
    lines=st.lists(
        st.tuples(st.integers(0, 50_000), st.integers(1, 9).map(str)), min_size=1, max_size=6
    ),
    percentages=st.lists(st.sampled_from(["10.35", "8.875", "2", "0.5"]), max_size=2, unique=True),
    kind=st.sampled_from(["ADDITIVE", "INCLUSIVE"]),
    off=st.integers(0, 2_000),
    shipping=st.integers(0, 3_000),
)
def test_the_lines_and_charges_sum_to_the_total(
    lines: list[tuple[int, str]], percentages: list[str], kind: str, off: int, shipping: int
) -> None:
    made = order(
        *lines,
        taxes=[tax(each, kind=kind) for each in percentages],
        discounts=[{"uid": "d", "name": "d", "amount_money": usd(off), "scope": "ORDER"}],
        service_charges=[
            {
                "uid": "s",
                "name": "s",
                "amount_money": usd(shipping),
                "calculation_phase": "SUBTOTAL_PHASE",
                "taxable": True,
            }
        ],
    )
    rows = [*made["line_items"], *made["service_charges"]]
    assert made["total_money"]["amount"] == sum(row["total_money"]["amount"] for row in rows)
    taxed = sum(row["total_tax_money"]["amount"] for row in rows)
    assert made["total_tax_money"]["amount"] == taxed
    applied = sum(each["applied_money"]["amount"] for each in made.get("taxes", ()))
    assert applied == taxed
