"""Who asks for every store hears every store that has it, and may still say yes to the nearest."""

from __future__ import annotations

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
