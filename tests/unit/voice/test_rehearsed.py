"""What is known by heart is told only while everything it speaks of is as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.commerce.model import Availability
from app.voice import conversation
from app.voice.dialogue.actions import Action, CheckStock, Event, Failed, StockKnown
from app.voice.dialogue.state import State
from app.voice.dialogue.step import step
from app.voice.nlu.understanding import Understanding
from app.voice.rehearsed import Rehearsed, run_of
from app.voice.reply import SILENCE, Reply, Text
from app.voice.turn import Intent
from domain.ids import ProductSku
from tests.fakes.voice import NORTHWIND, TalkingShop, talking_shop

QUESTION = "do you have the camp mug"
HEARD = Understanding(intent=Intent.CHECK_AVAILABILITY, product="camp mug")
LOOK = CheckStock(skus=(ProductSku("MUG"),), quantity=1, near=None)


@pytest.fixture
def shop() -> TalkingShop:
    return talking_shop()


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every step that the dialogue takes."""
    taken: list[str] = []

    def counted(state: State, event: object) -> object:
        taken.append(type(event).__name__)
        return step(state, event)  # type: ignore[arg-type]  # any event

    monkeypatch.setattr(conversation, "step", counted)
    return taken


def ask(shop: TalkingShop, session: str) -> str:
    return shop.terminal(session).say(QUESTION).text


def test_the_same_question_is_answered_without_a_step(shop: TalkingShop, steps: list[str]) -> None:
    first = ask(shop, "s1")
    taken = len(steps)

    assert ask(shop, "s2") == first
    assert taken > 0
    assert len(steps) == taken


def test_the_conversation_goes_on_from_there_as_from_any_other(shop: TalkingShop) -> None:
    said = []
    for session in ("s1", "s2"):
        terminal = shop.terminal(session)
        terminal.say(QUESTION)
        said.append(terminal.say("yes please").text)
        terminal.say("cancel")

    assert said[0] == said[1]


def test_other_stock_is_told_at_once(shop: TalkingShop) -> None:
    before = ask(shop, "s1")
    held = shop.terminal("buyer")
    held.say("order a camp mug for pickup at downtown")

    after = ask(shop, "s2")
    held.say("cancel")

    assert after != before
    assert ask(shop, "s3") == before


def test_only_the_very_reading_that_was_kept_is_known() -> None:
    heard = replace(HEARD)
    kept = Rehearsed()
    kept.keep(NORTHWIND, None, run_of(heard, [(LOOK, StockKnown(answers=()))], State(), SILENCE))

    assert kept.again(NORTHWIND, None, replace(HEARD), lambda *_: StockKnown(answers=())) is None
    assert kept.again(NORTHWIND, None, heard, lambda *_: StockKnown(answers=())) is not None


def test_facts_that_are_new_and_the_same_are_kept_in_the_place_of_the_old(
    shop: TalkingShop,
) -> None:
    old, new = (
        StockKnown(answers=(shop.stock.availability(NORTHWIND, ProductSku("MUG")),))
        for _ in range(2)
    )
    kept = Rehearsed()
    kept.keep(NORTHWIND, None, run_of(HEARD, [(LOOK, old)], State(), SILENCE))
    told: list[Event] = []

    def look_up(_action: Action, before: Event) -> Event:
        told.append(before)
        return new

    assert all(kept.again(NORTHWIND, None, HEARD, look_up) is not None for _ in range(2))
    assert [each is old for each in told] == [True, False]
    assert told[1] is new


@pytest.mark.parametrize("how", ["late", "failed"])
def test_what_spoke_of_age_or_failed_is_not_known_by_heart(shop: TalkingShop, how: str) -> None:
    answer = shop.stock.availability(NORTHWIND, ProductSku("MUG"))
    told = replace(answer, disclaimer=how == "late")
    event = Failed(action=LOOK) if how == "failed" else StockKnown(answers=(told,))
    kept = Rehearsed()
    kept.keep(NORTHWIND, None, run_of(HEARD, [(LOOK, event)], State(), SILENCE))

    assert kept.again(NORTHWIND, None, HEARD, lambda *_: event) is None


def test_the_dialogue_says_the_same_whatever_the_age(shop: TalkingShop) -> None:
    """Facts are compared without their age, so nothing may speak of it but the disclaimer."""
    answer = shop.stock.availability(NORTHWIND, ProductSku("AM-B-10"))
    state = State(item=None)

    assert told(state, aged(answer, 0)) == told(state, aged(answer, 7200))


def aged(answer: Availability, seconds: int) -> Availability:
    stores = tuple(replace(each, age_s=seconds, price_age_s=seconds) for each in answer.stores)
    return replace(answer, stores=stores)


def told(state: State, answer: Availability) -> object:
    return step(state, StockKnown(answers=(answer,)))


def test_only_the_last_thousand_are_kept() -> None:
    kept = Rehearsed()
    runs = [
        run_of(replace(HEARD), [(LOOK, StockKnown(answers=()))], State(), Reply(say=(Text("a"),)))
        for _ in range(1030)
    ]
    for run in runs:
        kept.keep(NORTHWIND, None, run)

    def known(at: int) -> bool:
        return (
            kept.again(NORTHWIND, None, runs[at].heard, lambda *_: StockKnown(answers=()))
            is not None
        )

    assert [known(0), known(5), known(6), known(1029)] == [False, False, True, True]
