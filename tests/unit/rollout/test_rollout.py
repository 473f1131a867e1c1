"""A share of shoppers is served, the same ones for good; rollback and halt are instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from app.rollout.desk import PlanChange, RolloutDesk, share_of
from app.rollout.gate import LEAST_TURNS, RolloutGate, place_of, verdict_of
from app.rollout.words import outside
from app.voice.turn import Turn, TurnKind
from domain.errors import InvalidInputError, NotFoundError
from domain.ids import MerchantId
from storage import rollout, tables
from storage.engine import Database, open_database
from storage.rollout import EVERY, WHOLE, Plan
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, open_shop

MERCHANT = MerchantId("mer_1")
PLAN = Plan(
    channel=EVERY,
    share=1_000,
    shadow=False,
    fallback=None,
    transfer=False,
    halt_percent=None,
    salt="00" * 16,
    revision=1,
    updated_at=NOW,
)
TURN = Turn(channel="alexa", merchant_id=MERCHANT, session_id="s", user_id="amzn1.account.A")


@dataclass
class House:
    database: Database
    desk: RolloutDesk

    def set(self, channel: str = EVERY, **change: object) -> Plan:
        return self.desk.set(MERCHANT, channel, PlanChange(**change), actor="test")  # type: ignore[arg-type]

    def served(self, channel: str = "alexa", *, among: int = 400) -> set[str]:
        names = [f"shopper-{number}" for number in range(among)]
        return {n for n in names if self.desk.gate.verdict(MERCHANT, channel, n).served}


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    database = open_database(sqlite_url)
    open_shop(database)
    yield House(database, RolloutDesk(database, FakeClock(NOW)))
    database.close()


def test_without_a_plan_everybody_is_served(house: House) -> None:
    assert len(house.served()) == 400


def test_a_rollout_begins_at_ten_percent(house: House) -> None:
    assert house.set().share == 1_000
    assert 20 <= len(house.served()) <= 60


def test_a_growing_share_only_ever_adds_shoppers(house: House) -> None:
    before: set[str] = set()
    for percent in (0, 1, 10, 25, 50, 99, 100):
        house.set(share=percent * 100)
        served = house.served()
        assert before <= served
        before = served
    assert len(before) == 400


@given(shopper=st.text(max_size=40), share=st.integers(0, WHOLE))
def test_a_shopper_is_served_exactly_below_their_own_place(shopper: str, share: int) -> None:
    served = verdict_of(replace(PLAN, share=share), shopper).served

    assert served == (place_of(shopper, PLAN.salt) < share)


def test_two_merchants_draw_different_shoppers(house: House) -> None:
    names = [f"shopper-{number}" for number in range(400)]
    other = replace(PLAN, salt="11" * 16)

    assert {n for n in names if verdict_of(PLAN, n).served} != {
        n for n in names if verdict_of(other, n).served
    }


def test_a_channel_follows_its_own_plan_before_everybodys(house: House) -> None:
    house.set(share=0)
    house.set("phone", share=WHOLE)

    assert house.served("alexa") == set()
    assert len(house.served("phone")) == 400


def test_a_slip_in_a_channels_name_is_no_rollback(house: House) -> None:
    house.set("alexa", share=WHOLE)

    with pytest.raises(InvalidInputError, match="use one of"):
        house.desk.roll_back(MERCHANT, "aleza", reason="wrong prices", actor="ada")
    with pytest.raises(InvalidInputError, match="use one of"):
        house.set("aleza", share=0)

    assert [each.channel for each in house.desk.standing(MERCHANT).plans] == ["alexa"]


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_rollback_without_a_reason_is_refused(house: House, reason: str) -> None:
    with pytest.raises(InvalidInputError, match="reason"):
        house.desk.roll_back(MERCHANT, EVERY, reason=reason, actor="ada")

    assert house.served("alexa") != set()


def test_a_rollback_holds_at_once_for_every_channel_and_is_in_the_history(house: House) -> None:
    house.set(share=5_000)
    house.set("phone", share=WHOLE)
    changed = house.desk.roll_back(MERCHANT, EVERY, reason="too many wrong prices", actor="ada")

    assert {each.channel for each in changed} == {EVERY, "phone"}
    assert house.served("alexa") == house.served("phone") == set()
    latest = house.desk.standing(MERCHANT).history[0]
    assert (latest.share, latest.reason, latest.actor) == (0, "too many wrong prices", "ada")


def test_another_process_learns_of_a_rollback_within_two_seconds(house: House) -> None:
    moment = [0.0]
    house.set(share=WHOLE)
    elsewhere = RolloutDesk(house.database, FakeClock(NOW))
    elsewhere.gate._timer = lambda: moment[0]
    assert elsewhere.gate.verdict(MERCHANT, "alexa", "x").served

    house.desk.roll_back(MERCHANT, EVERY, reason="r", actor="ada")
    moment[0] = 2.0
    assert not elsewhere.gate.verdict(MERCHANT, "alexa", "x").served


def test_whoever_is_outside_hears_the_merchants_words_and_is_put_through(house: House) -> None:
    house.set(share=0)
    plain = outside(house.desk.gate, replace(TURN, locale="de-DE"))
    house.set(fallback="Please call us.", transfer=True)
    told = outside(house.desk.gate, TURN)

    assert plain is not None
    assert told is not None
    assert "Bestellungen" in str(plain.say)
    assert ("Please call us." in str(told.say), told.transfer, told.end) == (True, True, True)


def test_what_ends_a_session_is_carried_out_for_everybody(house: House) -> None:
    house.set(share=0)

    assert outside(house.desk.gate, replace(TURN, kind=TurnKind.ENDED)) is None
    assert outside(house.desk.gate, replace(TURN, kind=TurnKind.LAUNCH)) is not None
    assert outside(None, TURN) is None


def test_too_many_failures_halt_the_rollout_and_people_are_told(house: House) -> None:
    house.set(share=WHOLE, halt_percent=25)
    for number in range(LEAST_TURNS):
        house.desk.gate.note(MERCHANT, "alexa", failed=number % 4 == 0)

    assert house.served() == set()
    latest = house.desk.standing(MERCHANT).history[0]
    assert latest.actor == "halt rule"
    assert "5 of 20 turns failed" in latest.reason


def test_a_halt_that_cannot_be_written_down_costs_no_turn_and_is_tried_again(
    house: House,
) -> None:
    house.set(share=WHOLE, halt_percent=25)
    tried: list[str] = []

    def fail(_merchant: MerchantId, _channel: str, reason: str) -> None:
        tried.append(reason)
        raise OperationalError("UPDATE", {}, Exception("the disk is full"))

    gate = RolloutGate(house.database, fail)
    for _ in range(LEAST_TURNS + 1):
        gate.note(MERCHANT, "alexa", failed=True)

    assert len(tried) == 2


def test_few_turns_or_few_failures_halt_nothing(house: House) -> None:
    house.set(share=WHOLE, halt_percent=25)
    for _ in range(LEAST_TURNS - 1):
        house.desk.gate.note(MERCHANT, "phone", failed=True)
    for number in range(100):
        house.desk.gate.note(MERCHANT, "alexa", failed=number % 5 == 0)

    assert len(house.served()) == 400


@pytest.mark.parametrize(
    ("text", "share"), [("10", 1_000), ("12.5%", 1_250), ("100", WHOLE), ("0", 0), ("0.01", 1)]
)
def test_shares_are_read_in_percent(text: str, share: int) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["", "ten", "-1", "101", "0.001", "nan", "inf"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError):
        share_of(text)


def test_an_unknown_merchant_or_channel_is_refused(house: House) -> None:
    with pytest.raises(NotFoundError):
        house.desk.set(MerchantId("nobody"), EVERY, PlanChange(share=1), actor="x")
    with pytest.raises(InvalidInputError):
        house.desk.roll_back(MERCHANT, "Alexa; drop", reason="r", actor="x")


def test_old_differences_are_forgotten(house: House) -> None:
    found = rollout.Difference(
        channel="api", order_id=None, field="outcome", sku=None, live=1, shadow=2, at=NOW
    )
    with house.database.write() as tx:
        rollout.add_differences(tx, MERCHANT, [found])
    later = FakeClock(NOW)
    later.advance(days=31)

    assert RolloutDesk(house.database, later).prune() == 1
    with house.database.read() as tx:
        assert not tx.execute(tables.rollout_differences.select()).all()
