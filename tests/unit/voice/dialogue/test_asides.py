"""Hours and places: said first, then the open question again."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from app.voice.dialogue.questions import StoreFacts, StoresKnown
from app.voice.dialogue.state import Goal, State
from app.voice.dialogue.step import step
from app.voice.dialogue.talk import ask
from app.voice.nlu.understanding import Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Reply
from app.voice.speech import shown
from domain.catalog import WeeklyHours
from domain.hours import OpeningHours
from domain.ids import LocationId

ZONE = ZoneInfo("Europe/Berlin")
WEEKDAYS = WeeklyHours(days=frozenset(range(1, 6)), start=time(9), end=time(18, 30))
SATURDAY = datetime(2026, 11, 21, 11, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 11, tzinfo=UTC)
HOURS = OpeningHours(weekly=(WEEKDAYS,), zone=ZONE, closed_on=frozenset({date(2026, 12, 25)}))


def told(now: datetime, *, day: date | None = None, opening: OpeningHours | None = HOURS) -> str:
    store = StoreFacts(
        location_id=LocationId("m"),
        name="Mitte",
        street="Pine Street 12",
        city="Berlin",
        phone=None,
        opening=opening,
    )
    known = StoresKnown(stores=(store,), now=now, today=now.astimezone(ZONE).date(), day=day)
    reply = step(State(), known).next
    assert isinstance(reply, Reply)
    return shown(reply.say, "en-US")


def test_an_open_store_is_told_with_when_it_closes() -> None:
    assert told(FRIDAY).startswith("Mitte is open until 6:30 PM.")
    assert "It's at Pine Street 12, Berlin." in told(FRIDAY)


def test_a_closed_store_is_told_with_when_it_opens() -> None:
    assert told(SATURDAY).startswith("Mitte is closed right now and opens Monday at 9 AM.")


def test_a_day_is_answered_for_itself() -> None:
    assert told(FRIDAY, day=date(2026, 11, 23)).startswith("Mitte is open Monday from 9 AM")
    assert told(FRIDAY, day=date(2026, 11, 22)).startswith("Mitte is closed Sunday.")
    assert told(FRIDAY, day=date(2026, 12, 25)).startswith("Mitte is closed December 25.")


def test_a_weekday_said_on_that_weekday_is_answered_for_today_and_in_a_week() -> None:
    asked_on_friday = told(FRIDAY, day=date(2026, 11, 27))
    asked_on_saturday = told(SATURDAY, day=date(2026, 11, 28))

    assert asked_on_friday.startswith("Mitte is open today from 9 AM to 6:30 PM.")
    assert "Mitte is open November 27 from 9 AM" in asked_on_friday
    assert asked_on_saturday.startswith("Mitte is closed today. Mitte is closed November 28.")


def test_hours_that_nobody_told_are_not_made_up() -> None:
    assert told(FRIDAY, opening=None).startswith("I don't know when Mitte is open.")


def test_the_open_question_is_asked_again_and_nothing_is_lost() -> None:
    asking = ask(
        State(goal=Goal.ORDER), Expect.METHOD, say("ask.method"), again=say("ask.method.again")
    )

    made = step(asking.state, StoresKnown(stores=(), now=FRIDAY, today=FRIDAY.date()))

    assert isinstance(made.next, Reply)
    assert shown(made.next.say, "en-US") == ("I don't know of any store. Say pickup, or delivery.")
    assert made.state.but(said=asking.state.said) == asking.state
