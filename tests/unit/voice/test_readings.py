"""What was read lately is remembered, for the same words in the same place only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.voice.nlu.rules import RuleUnderstander
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.readings import Readings, day_by
from app.voice.turn import Intent, Slot, Turn
from domain.ids import LocationId, MerchantId
from tests.fakes.clock import FakeClock

SHOES = Vocabulary.of({"size": ["9", "10"]}, [(LocationId("dt"), "Downtown")])
CUPS = Vocabulary.of({}, [(LocationId("bl"), "Ballard")])


@dataclass(slots=True)
class Counting:
    """The rules, and how often they were asked."""

    rules: RuleUnderstander = field(default_factory=RuleUnderstander)
    asked: int = 0

    def understand(
        self, text: str, *, vocabulary: Vocabulary, expect: Expect, **told: Any
    ) -> Understanding:
        self.asked += 1
        return self.rules.understand(text, vocabulary=vocabulary, expect=expect, **told)


def said(text: str, intent: Intent | None = None, **slots: str) -> Turn:
    filled = {Slot(name): value for name, value in slots.items()}
    return Turn(
        channel="terminal",
        merchant_id=MerchantId("m"),
        session_id="s",
        user_id="u",
        text=text,
        intent=intent,
        slots=filled,
    )


def test_the_same_words_are_read_once() -> None:
    rules = Counting()
    readings = Readings(rules)

    first = readings.read(said("a mug at ballard"), vocabulary=CUPS, expect=Expect.NOTHING)
    again = readings.read(said("a mug at ballard"), vocabulary=CUPS, expect=Expect.NOTHING)

    assert again == first
    assert again.place == "bl"
    assert rules.asked == 1


def test_what_the_words_mean_depends_on_all_around_them() -> None:
    readings = Readings(RuleUnderstander())

    def read(turn: Turn, vocabulary: Vocabulary, expect: Expect) -> Understanding:
        return readings.read(turn, vocabulary=vocabulary, expect=expect)

    size = read(said("a 10"), SHOES, Expect.OPTION)
    number = read(said("a 10"), SHOES, Expect.QUANTITY)
    elsewhere = read(said("10 at downtown"), CUPS, Expect.NOTHING)
    here = read(said("10 at downtown"), SHOES, Expect.NOTHING)
    wish = read(said("10 at downtown", Intent.PLACE_ORDER), SHOES, Expect.NOTHING)
    slot = read(said("10 at downtown", quantity="3"), SHOES, Expect.NOTHING)

    assert (size.attributes, number.attributes) == ({"size": "10"}, {})
    assert (elsewhere.place, here.place) == (None, "dt")
    assert wish.intent is Intent.PLACE_ORDER
    assert slot.quantity == 3


def test_an_order_number_is_not_kept() -> None:
    rules = Counting()
    readings = Readings(rules)

    for _ in range(2):
        readings.read(said("where is order 10442"), vocabulary=CUPS, expect=Expect.NOTHING)

    assert rules.asked == 2


def test_only_so_much_is_kept() -> None:
    rules = Counting()
    readings = Readings(rules)

    for number in range(5000):
        readings.read(said(f"mug {number}"), vocabulary=CUPS, expect=Expect.NOTHING)
    readings.read(said("mug 4999"), vocabulary=CUPS, expect=Expect.NOTHING)
    readings.read(said("mug 0"), vocabulary=CUPS, expect=Expect.NOTHING)

    assert rules.asked == 5001


def test_days_are_those_at_the_shop_and_other_ones_tomorrow() -> None:
    clock = FakeClock(datetime(2026, 11, 22, 1, 30, tzinfo=UTC))  # a Saturday evening in Seattle
    today = day_by(clock)
    readings = Readings(TrainedUnderstander(today=today), today=today)
    seattle = Vocabulary.of({}, [], zone=ZoneInfo("America/Los_Angeles"))

    def day(text: str) -> date | None:
        return readings.read(said(text), vocabulary=seattle, expect=Expect.NOTHING).day

    sunday, tomorrow = day("are you open on sunday"), day("are you open tomorrow")
    clock.advance(days=1)

    assert sunday == tomorrow == date(2026, 11, 22)
    assert day("are you open tomorrow") == date(2026, 11, 23)
