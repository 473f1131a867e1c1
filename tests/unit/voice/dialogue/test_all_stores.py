"""Who asks for every store hears every store that has it, and may still say yes to the nearest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from app.commerce.model import Availability, StockAt, VariantView
from app.voice.dialogue.actions import CheckStock, Heard, Step, StockKnown
from app.voice.dialogue.state import Goal, Item, State
from app.voice.dialogue.step import step
from app.voice.dialogue.stored_state import decode, encode
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.reply import Reply
from app.voice.speech import shown
from app.voice.turn import Intent
from domain.ids import ConnectionId, LocationId, ProductSku
from domain.money import Money
from domain.orders import FulfillmentMethod

SKU = ProductSku("NW-MUG")
MUG = VariantView(
    sku=SKU,
    product_id="prd_1",
    title="Trail Mug",
    options={"color": "White"},
    price=Money(1200, "USD"),
)
SPOKEN_OF = State(
    goal=Goal.AVAILABILITY,
    item=Item(sku=SKU, product_id="prd_1", title="Trail Mug", query="mug", phrase="mug"),
    expect=Expect.OFFER,
    home=LocationId("home"),
)


def asked(text: str, state: State = SPOKEN_OF) -> Step:
    return step(state, Heard(understanding=Understanding(intent=Intent.STORE_INFO, text=text)))


def at(name: str, available: int) -> StockAt:
    return StockAt(
        location_id=LocationId(name.lower()),
        location_name=name,
        connection_id=ConnectionId("con"),
        available=Decimal(available),
        as_of=datetime(2026, 11, 22, tzinfo=UTC),
        source="poll",
        age_s=1,
    )


@pytest.mark.parametrize("text", ["check all stores", "welche anderen filialen haben das"])
def test_every_store_is_looked_into_and_named_with_its_count(text: str) -> None:
    looked = asked(text)
    answer = Availability(
        variant=MUG, stores=(at("Downtown", 3), at("Ballard", 0), at("Bellevue", 7))
    )

    told = step(decode(encode(looked.state)), StockKnown(answers=(answer,)))

    assert looked.next == CheckStock(skus=(SKU,), quantity=1, near=LocationId("home"))
    assert isinstance(told.next, Reply)
    said = shown(told.next.say, "en-US")
    assert "Downtown with 3 and Bellevue with 7" in said
    assert "Ballard" not in said
    assert (told.state.expect, told.state.everywhere) == (Expect.OFFER, False)


def test_without_goods_in_hand_it_is_a_question_about_the_stores() -> None:
    assert not isinstance(asked("check all stores", State()).next, CheckStock)


WAREHOUSE = replace(at("Warehouse", 9), offers_pickup=False)


def told(*stores: StockAt, state: State = SPOKEN_OF) -> Step:
    return step(state, StockKnown(answers=(Availability(variant=MUG, stores=stores),)))


def said(found: Step) -> str:
    assert isinstance(found.next, Reply)
    return shown(found.next.say, "en-US")


def test_goods_at_a_warehouse_are_offered_where_they_can_be_fetched() -> None:
    state = SPOKEN_OF.but(place=LocationId("warehouse"))

    found = told(WAREHOUSE, at("Downtown", 3), state=state)

    assert "Warehouse has Trail Mug" in said(found)
    assert "nothing can be picked up there. Downtown has 3." in said(found)
    assert [each.key for each in found.state.choices] == ["downtown"]


def test_goods_that_only_a_warehouse_has_are_not_offered_for_pickup() -> None:
    found = told(WAREHOUSE)

    assert "can't be picked up there" in said(found)
    assert "delivery" in said(found)
    assert found.state.choices == ()


def test_an_order_for_pickup_asks_for_a_store_that_hands_goods_over() -> None:
    state = SPOKEN_OF.but(goal=Goal.ORDER, method=FulfillmentMethod.PICKUP, home=None)

    found = told(WAREHOUSE, at("Downtown", 3), at("Ballard", 2), state=state)

    assert "Warehouse" not in said(found)
    assert [each.key for each in found.state.choices] == ["downtown", "ballard"]
