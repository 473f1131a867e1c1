"""Tickets: opened once per wish, told without anything personal, claimed by one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from app.conversations.book import REMEMBER, TurnBook
from app.handover.desk import HandoverDesk
from app.voice.identity import LinkedShopper
from app.voice.nlu.understanding import Expect
from app.voice.reply import Reply, Text
from app.voice.services import HandoffAsked, TurnNote
from app.voice.turn import Intent, Turn
from domain.errors import IllegalTransitionError, InvalidInputError, NotFoundError
from domain.handover import HandoverReason, TicketState
from domain.ids import CustomerId, MerchantId
from storage import consents, merchants, notifications, outbox
from storage.alert_rules import Severity
from storage.engine import Database, open_database
from storage.keyring import Keyring
from storage.notifications import AlertChannels, ChannelKind
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_merchant

MERCHANT, OTHER = MerchantId("mer_1"), MerchantId("mer_2")
ADA = LinkedShopper(customer_id=CustomerId("cus_1"), name="Ada Lovelace")
CALL = Turn(
    channel="phone",
    merchant_id=MERCHANT,
    session_id="CA123",
    user_id="+12065550123",
    text="it arrived broken, my mail is ada@example.com",
)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    with opened.write() as tx:
        for name in (MERCHANT, OTHER):
            merchants.add_merchant(tx, a_merchant(name))
    yield opened
    opened.close()


@pytest.fixture
def book(database: Database) -> Iterator[TurnBook]:
    made = TurnBook(database)
    yield made
    made.close()


@pytest.fixture
def desk(database: Database, book: TurnBook, clock: FakeClock) -> HandoverDesk:
    return HandoverDesk(database=database, transcripts=book, clock=clock)


def a_note(
    clock: FakeClock, text: str, reply: str, shopper: LinkedShopper | None = ADA
) -> TurnNote:
    return TurnNote(
        turn=replace(CALL, text=text),
        at=clock.now(),
        took_ms=7,
        intent=Intent.UNKNOWN,
        expect=Expect.NOTHING,
        missed=True,
        reply=Reply(say=(Text(reply),)),
        shopper=ADA,
    )


def damage(**more: object) -> HandoffAsked:
    return HandoffAsked(turn=CALL, reason=HandoverReason.DAMAGE, said="I am sorry.", **more)  # type: ignore[arg-type]  # a test's shorthand


def test_a_ticket_carries_the_redacted_conversation_and_what_was_bought(
    desk: HandoverDesk, book: TurnBook, clock: FakeClock
) -> None:
    book.note(a_note(clock, "order 4217 for Ada Lovelace", "Thanks, Ada."))

    number = desk.open(
        damage(cart=[{"sku": "MUG", "name": "Mug", "quantity": 2}], identity_level=1)
    )

    ticket = desk.ticket(MERCHANT, number)
    assert [(line.heard, line.said) for line in ticket.transcript] == [
        ("order 0000 for [name]", "Thanks, [name]."),
        ("", "I am sorry."),
        ("it arrived broken, my mail is [e-mail removed]", ""),
    ]
    assert ticket.cart == [{"sku": "MUG", "name": "Mug", "quantity": 2}]
    assert (ticket.identity_level, ticket.callback) == (1, "+12065550123")
    assert len(number) == 6


def test_words_of_a_shopper_who_refused_are_in_no_transcript(
    desk: HandoverDesk, book: TurnBook, clock: FakeClock, database: Database
) -> None:
    with database.write() as tx:
        consents.put(tx, MERCHANT, "cus_1", REMEMBER, given=False, channel="phone", at=clock.now())
    book.note(a_note(clock, "I like my coffee black", "Noted."))

    ticket = desk.ticket(MERCHANT, desk.open(damage()))

    assert [line.heard for line in ticket.transcript] == [
        "",
        "it arrived broken, my mail is [e-mail removed]",
    ]


def test_what_was_said_last_is_told_once(
    desk: HandoverDesk, book: TurnBook, clock: FakeClock
) -> None:
    book.note(a_note(clock, "my mug", "I am sorry."))

    ticket = desk.ticket(MERCHANT, desk.open(damage()))

    assert [line.said for line in ticket.transcript] == ["I am sorry.", ""]


def test_the_same_wish_opens_no_second_ticket_and_another_reason_does(desk: HandoverDesk) -> None:
    first = desk.open(damage())

    assert desk.open(damage()) == first
    assert desk.open(replace(damage(), reason=HandoverReason.ANGER)) != first
    assert len(desk.queue(MERCHANT).rows) == 2
    assert desk.queue(OTHER).rows == ()


def test_the_most_urgent_and_longest_waiting_come_first_page_by_page(
    desk: HandoverDesk, clock: FakeClock
) -> None:
    wanted = []
    for count, reason in enumerate(
        (HandoverReason.REQUESTED, HandoverReason.OUTAGE, HandoverReason.DAMAGE,
         HandoverReason.ANGER)
    ):  # fmt: skip
        turn = replace(CALL, session_id=f"CA{count}")
        wanted.append(desk.open(HandoffAsked(turn=turn, reason=reason)))
        clock.advance(minutes=1)

    first = desk.queue(MERCHANT, limit=2)
    second = desk.queue(MERCHANT, limit=2, cursor=first.cursor)

    told = [each.number for each in (*first.rows, *second.rows)]
    assert told == [wanted[2], wanted[3], wanted[0], wanted[1]]
    assert second.cursor is None
    with pytest.raises(InvalidInputError):
        desk.queue(MERCHANT, cursor="nonsense")


def test_a_ticket_is_claimed_by_one_given_back_closed_and_reopened(desk: HandoverDesk) -> None:
    number = desk.open(damage())

    assert desk.claim(MERCHANT, number, by="ann").claimed_by == "ann"
    with pytest.raises(IllegalTransitionError):
        desk.claim(MERCHANT, number, by="bob")
    assert desk.release(MERCHANT, number, by="ann").state is TicketState.OPEN
    closed = desk.close(MERCHANT, number, by="bob", note="sent a new one to card 4111111111111111")

    assert (closed.state, closed.claimed_by) == (TicketState.CLOSED, "bob")
    assert [note.text for note in closed.notes] == ["sent a new one to card [card number removed]"]
    assert desk.release(MERCHANT, number, by="ann").closed_at is None


def test_another_merchants_ticket_is_one_that_nobody_has(desk: HandoverDesk) -> None:
    number = desk.open(damage())

    with pytest.raises(NotFoundError):
        desk.ticket(OTHER, number)
    with pytest.raises(NotFoundError):
        desk.note(OTHER, number, "hello", by="eve")


def test_channels_of_alerts_are_told_once_and_nothing_personal(
    desk: HandoverDesk, database: Database, clock: FakeClock
) -> None:
    with database.write() as tx:
        AlertChannels(Keyring(current_id="k1", keys={"k1": b"k" * 32})).add(
            tx,
            MERCHANT,
            kind=ChannelKind.EMAIL,
            name="desk",
            target="desk@example.com",
            secret=None,
            least_severity=Severity.WARNING,
            now=clock.now(),
        )
    number = desk.open(damage(customer_id=CustomerId("cus_1")))
    desk.open(damage(customer_id=CustomerId("cus_1")))

    with database.write() as tx:
        due = outbox.claim(
            tx, owner="t", now=clock.now(), lease=timedelta(seconds=9),
            kind=notifications.EFFECT,
        )  # fmt: skip
    assert [effect.payload["message"] for effect in due] == [
        f"ticket {number} waits for a person: damage, by phone"
    ]
    assert due[0].payload["severity"] == "critical"


def test_the_door_of_a_conversation_without_words_still_opens(desk: HandoverDesk) -> None:
    number = desk.open(
        HandoffAsked(turn=replace(CALL, text=None, user_id="amzn1.ask.account.X"),
                     reason=HandoverReason.REQUESTED)
    )  # fmt: skip

    assert desk.ticket(MERCHANT, number).callback is None


def test_a_note_that_cannot_be_told_stops_no_other(
    book: TurnBook, clock: FakeClock, database: Database
) -> None:
    book.note(replace(a_note(clock, "hi", "x"), reply=Reply(say=("no part of speech",))))  # type: ignore[arg-type]  # on purpose
    book.note(a_note(clock, "hello", "Welcome."))

    book.flush()

    assert [each.heard for each in book.spoken(MERCHANT, "phone", "CA123")] == ["hello"]
