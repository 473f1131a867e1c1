"""Turns are written down without what proves who speaks, and not at all for those who refuse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from app.conversations.book import TurnBook
from app.conversations.redacting import heard_redacted, said_redacted
from app.shoppers.desk import Purpose, ShopperDesk, caller_subject
from app.voice.identity import LinkedShopper
from app.voice.nlu.understanding import PROOFS, Expect
from app.voice.prompts.catalog import say
from app.voice.reply import Reply, Text
from app.voice.services import TurnNote
from app.voice.speech import shown
from app.voice.turn import Intent, Turn
from domain.ids import MerchantId
from storage import merchants
from storage.engine import Database, open_database
from tests.fakes.clock import FakeClock
from tests.fakes.voice import JORDAN, TOKEN
from tests.integration.storage.shop import a_merchant

MERCHANT = MerchantId("mer_1")
CALL = Turn(
    channel="phone", merchant_id=MERCHANT, session_id="CA1", user_id="+12065550123", text="a mug"
)


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    with opened.write() as tx:
        merchants.add_merchant(tx, a_merchant(MERCHANT))
    yield opened
    opened.close()


def a_note(text: str, *, expect: Expect = Expect.NOTHING, caller: str = CALL.user_id) -> TurnNote:
    return TurnNote(
        turn=replace(CALL, text=text, user_id=caller, session_id=caller),
        at=FakeClock().now(),
        took_ms=3,
        intent=Intent.INFORM,
        expect=expect,
        missed=False,
        reply=Reply(say=(Text("Thanks."),)),
    )


def heard_from(book: TurnBook, caller: str = CALL.user_id) -> list[str]:
    return [each.heard for each in book.spoken(MERCHANT, "phone", caller)]


@pytest.mark.parametrize("expect", sorted(PROOFS))
def test_what_proves_who_speaks_is_kept_in_no_form(database: Database, expect: Expect) -> None:
    book = TurnBook(database)

    book.note(a_note("my pin is four eight two and my dog is Rex", expect=expect))

    assert heard_from(book) == ["[proof]"]
    book.close()


def test_words_of_an_anonymous_caller_who_refused_are_not_kept(database: Database) -> None:
    book, desk = TurnBook(database), ShopperDesk(database, FakeClock())
    subject = caller_subject(MERCHANT, "phone", CALL.user_id)
    desk.agree(MERCHANT, subject, Purpose.REMEMBER, channel="phone", given=False)

    book.note(a_note("a mug"))
    book.note(a_note("a lamp", caller="+12065550999"))

    assert heard_from(book) == []
    assert heard_from(book, "+12065550999") == ["a lamp"]
    book.close()


class Links:
    """One token that speaks for one shopper."""

    def __init__(self) -> None:
        self.asked = 0

    def find(
        self, merchant_id: MerchantId, access_token: str, now: datetime
    ) -> LinkedShopper | None:
        self.asked += 1
        return JORDAN if access_token == TOKEN else None

    def home(self, merchant_id: MerchantId, access_token: str, now: datetime) -> None:
        return None


def test_no_word_of_a_linked_shopper_who_refused_is_kept_though_nobody_looked_them_up(
    database: Database,
) -> None:
    links = Links()
    book, desk = TurnBook(database, links=links), ShopperDesk(database, FakeClock())
    desk.agree(MERCHANT, JORDAN.customer_id, Purpose.REMEMBER, channel="phone", given=False)

    for token in (TOKEN, TOKEN, "another"):
        note = a_note("a mug for Jordan Rivera", caller=token)
        book.note(replace(note, turn=replace(note.turn, access_token=token)))

    assert heard_from(book, TOKEN) == []
    assert len(heard_from(book, "another")) == 1
    assert links.asked == 2  # a token is asked about once, however many turns it spoke in
    book.close()


def test_the_words_of_who_proved_it_earlier_in_the_call_are_theirs(database: Database) -> None:
    book, desk = TurnBook(database), ShopperDesk(database, FakeClock())
    desk.agree(MERCHANT, JORDAN.customer_id, Purpose.REMEMBER, channel="phone", given=False)

    book.note(replace(a_note("a mug"), proven=JORDAN.customer_id))

    assert heard_from(book) == []
    book.close()


def test_a_caller_who_refuses_is_forgotten_as_far_as_the_conversation_goes(
    database: Database,
) -> None:
    book, desk = TurnBook(database), ShopperDesk(database, FakeClock())
    book.note(a_note("a mug"))
    book.note(a_note("a lamp", caller="+12065550999"))
    assert heard_from(book) == ["a mug"]

    subject = caller_subject(MERCHANT, "phone", CALL.user_id)
    desk.agree(
        *(MERCHANT, subject, Purpose.REMEMBER), channel="phone", given=False, session=CALL.user_id
    )

    assert heard_from(book) == []
    assert heard_from(book, "+12065550999") == ["a lamp"]
    book.close()


def test_one_reply_is_written_down_in_the_language_of_each_who_hears_it(
    database: Database,
) -> None:
    book, reply = TurnBook(database), Reply(say=say("what.next"))
    for caller, locale in (("+1", "en-US"), ("+49", "de-DE"), ("+2", "en-US")):
        note = a_note("thanks", caller=caller)
        book.note(replace(note, reply=reply, turn=replace(note.turn, locale=locale)))

    said = [book.spoken(MERCHANT, "phone", caller)[0].said for caller in ("+1", "+49", "+2")]
    assert said == [shown(reply.say, locale) for locale in ("en-US", "de-DE", "en-US")]
    book.close()


@pytest.mark.parametrize(
    "text", ["yes please", "call me at ada@example.com", "order 4217 for Ada Lovelace", "Ada again"]
)
def test_a_remembered_redaction_is_the_same_as_a_new_one(text: str) -> None:
    for names in ((), ("Ada Lovelace",)):
        first = heard_redacted(text, names=names)

        assert heard_redacted(text, names=names) == first == said_redacted(text, names=names)
        assert ("Ada" in first) <= (names == ())
