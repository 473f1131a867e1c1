"""What goes back is found from a shopper's words: by its name, its kind, and about when it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.commerce.model import OrderLineView, OrderView
from app.commerce.past_purchases import PastPurchase, find_past_purchase, kind_said
from app.commerce.words import root
from domain.ids import CustomerId, LocationId, OrderId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, PaymentState

TOTAL = Money(1000, "USD")


def order(number: int, day: int, *goods: tuple[str, str]) -> OrderView:
    return OrderView(
        order_id=OrderId(f"ord_{number}"),
        number=str(number),
        state=OrderState.COMPLETED,
        payment_state=PaymentState.PAID,
        total=TOTAL,
        lines=tuple(
            OrderLineView(
                name=name,
                quantity=Decimal(1),
                unit_price=TOTAL,
                total=TOTAL,
                sku=ProductSku(sku),
            )
            for name, sku in goods
        ),
        tax=Money(0, "USD"),
        created_at=datetime(2026, 11, day, 20, tzinfo=UTC),
        as_of=datetime(2026, 11, day, 20, tzinfo=UTC),
        channel="alexa",
        platform="square",
        method=FulfillmentMethod.PICKUP,
        location_id=LocationId("loc"),
        location_name="Downtown",
        pos_order_id=f"pos_{number}",
        customer_id=CustomerId("cus"),
    )


COFFEE = order(3, 21, ("Storyville Prologue, Whole Bean", "COF"))
RUNNERS = order(2, 18, ("Trail Mug, White", "MUG"), ("Nike Pegasus 41, Black, 10", "PEG"))
AIRS = order(1, 10, ("Nike Air Max 90, White, 9", "AIR"))
NEWEST_FIRST = (COFFEE, RUNNERS, AIRS)


def meant(words: str | None, day: date | None = None) -> tuple[str, int | None] | None:
    asked: list[str] = []

    def search(said: str) -> frozenset[str]:
        asked.append(said)
        return frozenset({"PEG"} if "shoe" in said else ())

    found: PastPurchase | None = find_past_purchase(
        NEWEST_FIRST,
        words=words,
        day=day,
        day_of=lambda at: at.date(),
        search=search,
        kind_of=lambda name: "Shoes" if "Nike" in name else "",
        values_of=lambda sku: (),
    )
    assert len(asked) <= 1
    return None if found is None else (found.order.number, found.position)


@pytest.mark.parametrize(
    ("words", "day", "found"),
    [
        ("shoes", None, ("2", 1)),
        ("the shoes", date(2026, 11, 11), ("1", 0)),
        ("air max", None, ("1", 0)),
        ("mugs", None, ("2", 0)),
        (None, date(2026, 11, 17), ("2", None)),
        (None, None, ("3", None)),
        ("sofa", None, None),
    ],
)
def test_goods_and_days_tell_the_order(
    words: str | None, day: date | None, found: tuple[str, int | None] | None
) -> None:
    assert meant(words, day) == found


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("coffee mug", "mug"),
        ("the coffee mug I got", "mug"),
        ("taza de café", "taza"),
        ("tasse à café", "tasse"),
        ("gourde d'eau", "gourde"),
        ("of", None),
        ("", None),
    ],
)
def test_the_word_that_says_what_goods_are_is_told(words: str, kind: str | None) -> None:
    assert kind_said(words) == (None if kind is None else root(kind))


WHITE = order(6, 22, ("Northwind Camp Mug", "MUG-WHT"))
"""A till that leaves the color out of the name."""
OTHER = order(7, 23, ("Northwind Camp Mug, Green", "MUG-GRN"))
BOTH = order(5, 20, ("Northwind Camp Mug, Red", "MUG-RED"), ("Northwind Camp Mug, Navy", "MUG-NVY"))
OLD_RED = order(4, 12, ("Northwind Camp Mug, Red", "MUG-RED"))


@pytest.mark.parametrize(
    ("kinds", "day", "found"),
    [
        ((), None, ("7", 0)),
        (("navy",), None, ("5", 1)),
        (("red",), None, ("5", 0)),
        (("red",), date(2026, 11, 11), ("4", 0)),
        (("white",), None, ("6", 0)),
        (("yellow",), None, ("7", 0)),
        (("navy", "large"), None, ("7", 0)),
    ],
    ids=["none said", "navy", "red", "red by day", "white", "none bought", "one of two"],
)
def test_of_several_kinds_of_the_goods_the_one_that_was_said_is_meant(
    kinds: tuple[str, ...], day: date | None, found: tuple[str, int]
) -> None:
    told = find_past_purchase(
        (OTHER, WHITE, BOTH, OLD_RED),
        words="camp mug",
        kinds=kinds,
        day=day,
        day_of=lambda at: at.date(),
        search=lambda said: frozenset(),
        kind_of=lambda name: "",
        values_of=lambda sku: ("White",) if sku == "MUG-WHT" else (),
    )

    assert told is not None
    assert (told.order.number, told.position) == found
