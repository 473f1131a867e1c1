"""Second factors: what they give, what wrong ones cost, and that nobody learns who exists."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from app.identity.factors import Claim, Factor, FactorDesk, LockedOut, NotPassed, Passed
from app.identity.levels import LEVELS, Act, Level, allows
from domain.errors import InvalidInputError
from domain.ids import CustomerId, MerchantId
from storage import identity, merchants, tables
from storage.customers import CustomerView
from storage.engine import Database, open_database
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_connection, a_merchant

MERCHANT, ADA = MerchantId("mer_1"), CustomerId("cus_1")
CLAIM = Claim(merchant_id=MERCHANT, customer_id=ADA, channel="phone", caller="+12065550199")
STRANGER = replace(CLAIM, customer_id=None)


@dataclass
class Post:
    """Codes as they were sent."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, merchant_id: MerchantId, person: CustomerView, code: str, locale: str) -> bool:
        self.sent.append((person.phone or "", code))
        return True


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(sqlite_url: str, clock: FakeClock) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    settle_in(opened, clock)
    yield opened
    opened.close()


def settle_in(opened: Database, clock: FakeClock) -> None:
    """A shop that knows one shopper."""
    now = clock.now()
    with opened.write() as tx:
        merchants.add_merchant(tx, a_merchant(MERCHANT))
        merchants.add_connection(tx, a_connection("con_a"))
        tx.execute(insert(tables.customers).values(id=ADA, merchant_id=MERCHANT, created_at=now))
        tx.execute(
            insert(tables.customer_records).values(
                merchant_id=MERCHANT, connection_id="con_a", platform_id="C1", customer_id=ADA,
                given_name="Ada", phone="+12065550123", email="ada@example.com", active=True,
                revision=1, as_of=now,
            )
        )  # fmt: skip


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def desk(database: Database, clock: FakeClock, post: Post) -> FactorDesk:
    made = FactorDesk(database=database, clock=clock, sender=post, make_code=lambda: "042917")
    made.set_pin(MERCHANT, ADA, "7391")
    return made


def test_every_act_has_its_level_and_money_needs_proof() -> None:
    assert set(LEVELS) == set(Act)
    assert allows(Level.NOBODY, Act.STOCK)
    assert not allows(Level.KNOWN, Act.CANCEL)
    assert allows(Level.PROVEN, Act.ORDER_STORED_PAYMENT)


def test_a_pin_proves_however_it_is_said_and_is_stored_as_a_slow_hash(
    desk: FactorDesk, database: Database
) -> None:
    assert desk.check(CLAIM, Factor.PIN, "7 3-9 1") == Passed(Level.PROVEN)
    with database.read() as tx:
        stored = tx.execute(select(tables.shopper_pins.c.hash)).scalar_one()
    assert stored.startswith("$argon2id$")


@pytest.mark.parametrize("pin", ["1111", "1234", "12", "abcd", "123456789", "9876"])
def test_a_pin_that_is_easy_to_guess_is_refused(desk: FactorDesk, pin: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        desk.set_pin(MERCHANT, ADA, pin)
    assert pin not in str(refused.value)


def test_the_last_four_of_the_phone_make_known_only(desk: FactorDesk) -> None:
    assert desk.check(CLAIM, Factor.LAST_FOUR, "0123") == Passed(Level.KNOWN)
    assert desk.check(CLAIM, Factor.ORDER_NUMBER, "1001") == NotPassed()


def test_three_wrong_answers_lock_the_account_for_every_caller_and_the_caller_for_every_account(
    desk: FactorDesk, clock: FakeClock
) -> None:
    for _ in range(2):
        assert desk.check(CLAIM, Factor.PIN, "0000") == NotPassed()
    locked = desk.check(CLAIM, Factor.PIN, "0000")

    assert locked == LockedOut(clock.now() + timedelta(minutes=15))
    elsewhere = replace(CLAIM, caller="+12065550777")
    assert isinstance(desk.check(elsewhere, Factor.PIN, "7391"), LockedOut)
    assert isinstance(desk.check(STRANGER, Factor.PIN, "7391"), LockedOut)
    clock.advance(minutes=16)
    assert desk.check(CLAIM, Factor.PIN, "7391") == Passed(Level.PROVEN)


def test_each_lock_is_twice_as_long_and_a_quiet_week_makes_it_short_again(
    desk: FactorDesk, clock: FakeClock
) -> None:
    def lock() -> timedelta:
        outcome = [desk.check(CLAIM, Factor.PIN, "0000") for _ in range(3)][-1]
        assert isinstance(outcome, LockedOut)
        length = outcome.until - clock.now()
        clock.advance(seconds=length.total_seconds() + 1)
        return length

    assert [lock(), lock(), lock()] == [timedelta(minutes=each) for each in (15, 30, 60)]
    clock.advance(days=8)
    assert lock() == timedelta(minutes=15)


def test_a_stranger_fails_in_the_same_words_and_is_counted_as_a_caller(desk: FactorDesk) -> None:
    assert desk.check(STRANGER, Factor.PIN, "0000") == NotPassed()
    desk.check(STRANGER, Factor.LAST_FOUR, "0000")
    assert isinstance(desk.check(STRANGER, Factor.CODE, "000000"), LockedOut)


def test_a_code_goes_to_the_number_on_file_and_serves_once_within_five_minutes(
    desk: FactorDesk, post: Post, clock: FakeClock
) -> None:
    desk.send_code(CLAIM, locale="en-US")

    assert post.sent == [("+12065550123", "042917")]
    assert desk.check(CLAIM, Factor.CODE, "042917", purpose="link") == NotPassed()
    assert desk.check(CLAIM, Factor.CODE, "042 917") == Passed(Level.PROVEN)
    assert desk.check(CLAIM, Factor.CODE, "042917") == NotPassed()
    desk.send_code(CLAIM, locale="en-US")
    clock.advance(minutes=6)
    assert desk.check(CLAIM, Factor.CODE, "042917") == NotPassed()


def test_codes_are_sent_a_few_times_an_hour_and_to_nobody_who_is_not_known(
    desk: FactorDesk, post: Post
) -> None:
    desk.send_code(STRANGER, locale="en-US")
    for _ in range(8):
        desk.send_code(CLAIM, locale="en-US")

    assert len(post.sent) == identity.CODES_AN_HOUR


def test_every_step_is_audited_without_what_was_told(desk: FactorDesk, database: Database) -> None:
    desk.check(CLAIM, Factor.PIN, "5555")
    desk.check(CLAIM, Factor.PIN, "7391")

    with database.read() as tx:
        trail = repr(tx.execute(select(tables.audit_entries)).all())
    assert "identity.failed" in trail
    assert "identity.passed" in trail
    assert "5555" not in trail
    assert "7391" not in trail
    assert "0199" not in trail


def test_guesses_at_once_are_counted_one_by_one(postgres_url: str, clock: FakeClock) -> None:
    opened = open_database(postgres_url)
    settle_in(opened, clock)
    desk = FactorDesk(database=opened, clock=clock, sender=Post())
    desk.set_pin(MERCHANT, ADA, "7391")

    def guess(number: int) -> bool:
        claim = replace(CLAIM, caller=f"+1206555{number:04}")
        return isinstance(desk.check(claim, Factor.PIN, f"{number:04}"), LockedOut)

    with ThreadPoolExecutor(12) as crowd:
        locked = list(crowd.map(guess, range(12)))
    with opened.read() as tx:
        checked = tx.execute(
            select(tables.audit_entries.c.id).where(
                tables.audit_entries.c.action == "identity.failed"
            )
        ).all()
    opened.close()

    assert locked.count(True) == 10
    assert len(checked) == identity.FAILURES
