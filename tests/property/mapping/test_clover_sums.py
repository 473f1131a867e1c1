"""What a Clover cart comes to, by the stand-in and by the tables: two tellings of the same sums."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.money import Money
from mapping.platforms import clover as table
from mapping.platforms import clover_sums as sums
from mapping.platforms.clover_orders import together
from mapping.platforms.clover_words import reference_of, short_reference
from sandbox.clover.pricing import line_amount, totals

_RATES = st.lists(
    st.builds(
        # one id is one rate, on every line: the till adds up by id
        lambda rate: {"id": f"T{rate}", "name": "Tax", "rate": rate},
        st.one_of(st.integers(0, 2_500_000), st.sampled_from([0, 500_000, 1_000_000])),
    ),
    max_size=3,
    unique_by=lambda rate: str(rate["id"]),
)
_CENTS = st.integers(0, 100_000)


def _wrapped(rows: list[Any]) -> dict[str, Any]:
    return {"elements": rows}


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """A line with modifications, a discount and tax rates, as Clover writes it."""
    line: dict[str, Any] = {
        "id": draw(st.text("ABC123", min_size=4, max_size=4)),
        "item": {"id": draw(st.sampled_from(["I1", "I2"]))},
        "name": "Thing",
        "price": draw(_CENTS),
    }
    if draw(st.booleans()):
        line["unitQty"] = draw(st.integers(1, 20_000))
    extras = draw(st.lists(_CENTS, max_size=2))
    if extras:
        line["modifications"] = _wrapped(
            [{"amount": one, "modifier": {"id": f"M{one}"}} for one in extras]
        )
    gross = line_amount(line)
    if draw(st.booleans()):
        discount = draw(
            st.one_of(
                st.builds(lambda cents: {"amount": -cents}, st.integers(0, gross)),
                st.builds(lambda share: {"percentage": share}, st.integers(0, 100)),
            )
        )
        line["discounts"] = _wrapped([discount])
    line["taxRates"] = _wrapped(draw(_RATES))
    return line


def _order(rows: list[dict[str, Any]], total: int, **more: Any) -> Any:
    raw = {
        "id": "O",
        "currency": "USD",
        "total": total,
        "createdTime": 1,
        "modifiedTime": 2,
        "lineItems": _wrapped(rows),
        **more,
    }
    context = {"currency": "USD", "merchant": "M", "shipping_type": None}
    return table.ORDER.read(raw, context=context)


@given(st.lists(lines(), min_size=1, max_size=6), st.integers(0, 100))
def test_the_tax_of_an_order_is_what_its_lines_leave_of_the_total(
    rows: list[dict[str, Any]], percent: int
) -> None:
    discounts = [{"percentage": percent}] if percent else []
    priced = totals(rows, discounts, None)

    order = _order(rows, priced.total, discounts=_wrapped(discounts))

    assert order.tax == Money(priced.tax, "USD")


@given(lines())
def test_a_line_comes_to_the_same_cents_on_both_sides(line: dict[str, Any]) -> None:
    assert sums.net_amount(line) == line_amount(line)


@given(st.lists(lines(), min_size=1, max_size=6))
def test_putting_lines_together_loses_neither_pieces_nor_cents(rows: list[dict[str, Any]]) -> None:
    order = _order(rows, 0)

    grouped = together(order.lines)

    assert sum(one.quantity for one in grouped) == sum(one.quantity for one in order.lines)
    assert sum(one.total.amount for one in grouped) == sum(one.total.amount for one in order.lines)
    assert together(grouped) == grouped


@given(st.lists(lines(), min_size=1, max_size=6))
def test_a_quotes_lines_add_up_to_the_quote(rows: list[dict[str, Any]]) -> None:
    priced = totals(rows, [], None)
    raw = {"currency": "USD", "lineItems": rows, **priced.block()}

    quote = table.QUOTE.read(raw)

    assert quote.total == quote.subtotal - quote.discount + quote.tax + quote.shipping
    assert quote.total.amount == priced.total
    assert sum(one.discount.amount for one in quote.lines) == quote.discount.amount
    if any(one["rate"] for row in rows for one in row["taxRates"]["elements"]):
        assert sum(one.tax.amount for one in quote.lines) == quote.tax.amount


@given(st.text(min_size=1, max_size=40).map(str.strip).filter(str.isprintable).filter(bool))
def test_every_reference_comes_back_whole(reference: str) -> None:
    told = short_reference(reference)
    note = f"Voicetill: pickup\nReference {reference}"

    assert len(told) <= 32
    assert reference_of(told, note) == reference
