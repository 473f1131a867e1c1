"""What a merchant's figures are made of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.analytics.desk import AnalyticsDesk, Asked
from app.analytics.figures import Figures, Recorded, Split, report
from app.analytics.telling import report_csv, report_view
from domain.errors import InvalidInputError, NotFoundError
from domain.handover import HandoverReason
from domain.ids import MerchantId, OrderId
from domain.money import Money
from storage import merchants, turns, voice_figures
from storage.engine import Database, open_database
from storage.turns import TurnRow
from storage.voice_figures import Contact, ContactCost, Escalation, HandledReturn, Rated, Sale
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_merchant

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
MERCHANT = MerchantId("mer_1")


def a_contact(session: str, channel: str = "alexa", *, missed: int = 0) -> Contact:
    return Contact(
        session=session,
        channel=channel,
        locale="en-US",
        began_at=NOW,
        ended_at=NOW + timedelta(seconds=59),
        last_took_ms=1000,
        turns=5,
        missed=missed,
    )


TOLD = Recorded(
    contacts=[a_contact("a", missed=1), a_contact("b", "phone"), a_contact("c", "phone")],
    sales=[
        Sale(session="a", total=Money(1000, "USD")),
        Sale(session="a", total=Money(501, "USD")),
        Sale(session="b", total=Money(1000, "USD")),
    ],
    escalations=[
        Escalation(
            session="c", channel="phone", locale="en-US", at=NOW, reason=HandoverReason.DAMAGE
        )
    ],
    returns=[HandledReturn(channel="phone", asked_at=NOW, done_at=NOW + timedelta(hours=2))],
    ratings=[
        Rated(channel="phone", locale="en-US", at=NOW, score=5),
        Rated(channel="phone", locale="en-US", at=NOW, score=2),
    ],
    intents={"help": 2, "order": 13},
    costs={
        "": ContactCost(machine=Money(5, "USD"), person=Money(400, "USD")),
        "phone": ContactCost(machine=Money(20, "USD"), person=Money(600, "USD")),
    },
)


def test_every_rate_follows_from_what_was_counted() -> None:
    total = report(TOLD, splits=(), timezone=NEW_YORK).total

    assert (total.contacts, total.turns, total.orders) == (3, 15, 3)
    assert total.conversion == pytest.approx(2 / 3)
    assert total.containment == pytest.approx(2 / 3)
    assert total.misunderstanding == pytest.approx(1 / 15)
    assert total.handle_time_s == pytest.approx(60)
    assert total.average_order == (Money(834, "USD"),)
    assert total.cost_per_contact == Money(215, "USD")  # (5 + 20 + 20 + 600) / 3
    assert total.return_time_s == pytest.approx(7200)
    assert total.satisfaction == pytest.approx(3.5)


def test_of_nothing_there_is_no_rate() -> None:
    empty = Figures()

    assert (empty.conversion, empty.containment, empty.satisfaction) == (None, None, None)
    assert (empty.cost_per_contact, empty.average_order, empty.sold) == (None, (), ())


def test_days_are_the_shops_own_and_groups_add_up_to_the_total() -> None:
    made = report(TOLD, splits=(Split.DAY, Split.CHANNEL), timezone=NEW_YORK)

    assert [key for key, figures in made.groups.items() if figures.contacts] == [
        ("2026-11-20", "alexa"),
        ("2026-11-20", "phone"),
    ]
    for name in ("contacts", "orders", "missed", "escalated", "returns", "ratings"):
        whole = getattr(made.total, name)
        assert sum(getattr(each, name) for each in made.groups.values()) == whole


def test_a_table_for_spreadsheets_holds_no_formula() -> None:
    odd = Recorded(contacts=[a_contact("a", "=cmd()")])
    made = report(odd, splits=(Split.CHANNEL,), timezone=NEW_YORK)
    asked = Asked(first=NOW.date(), last=NOW.date(), timezone="UTC", report=made)

    (row,) = csv.DictReader(io.StringIO(report_csv(asked)))

    assert row["channel"] == "'=cmd()"
    assert (row["contacts"], row["conversion"], row["satisfaction"]) == ("1", "0.0", "")


# --- over a database -----------------------------------------------------------------------------


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    with opened.write() as tx:
        for name in ("mer_1", "mer_2"):
            merchants.add_merchant(tx, a_merchant(name))
    yield opened
    opened.close()


def a_turn(session: str, at: datetime, *, missed: bool = False) -> TurnRow:
    return TurnRow(
        merchant_id=MERCHANT,
        session=session,
        channel="alexa",
        locale="en-US",
        at=at,
        took_ms=12,
        intent="help",
        expect="nothing",
        missed=missed,
        order_id=OrderId("ord_unknown"),
        customer_id=None,
        heard="hello",
        said="hi",
    )


def test_a_conversation_is_its_turns_of_the_days_asked_for(database: Database) -> None:
    clock = FakeClock()
    desk, now = AnalyticsDesk(database, clock), clock.now()
    with database.write() as tx:
        turns.add(
            tx,
            [
                a_turn("s1", now),
                a_turn("s1", now + timedelta(seconds=20), missed=True),
                a_turn("s2", now),
                a_turn("old", now - timedelta(days=40)),
            ],
        )

    told = report_view(desk.figures(MERCHANT, splits=(Split.LOCALE,)))
    other = desk.figures(MerchantId("mer_2"))

    assert told["total"]["contacts"] == 2
    assert told["total"]["misunderstanding"] == round(1 / 3, 4)
    assert told["groups"][0]["locale"] == "en-US"
    assert told["intents"] == [{"intent": "help", "turns": 3, "share": 1.0}]
    assert told["total"]["orders"] == 0  # an order that is not in the book counts for nothing
    assert other.report.total.contacts == 0


def test_days_in_the_wrong_order_or_too_many_are_refused(database: Database) -> None:
    desk, day = AnalyticsDesk(database, FakeClock()), NOW.date()

    with pytest.raises(InvalidInputError):
        desk.figures(MERCHANT, first=day, last=day - timedelta(days=1))
    with pytest.raises(InvalidInputError):
        desk.figures(MERCHANT, first=day - timedelta(days=400), last=day)


def test_costs_are_of_one_currency_and_a_rating_of_a_return_that_is_there(
    database: Database,
) -> None:
    desk = AnalyticsDesk(database, FakeClock())

    mixed = ContactCost(machine=Money(1, "USD"), person=Money(1, "EUR"))

    with pytest.raises(InvalidInputError):
        desk.set_cost(MERCHANT, "", mixed, actor="t")
    desk.set_cost(
        MERCHANT, "", ContactCost(machine=Money(1, "USD"), person=Money(2, "USD")), actor="t"
    )
    with database.read() as tx:
        assert voice_figures.costs(tx, MERCHANT)[""].person == Money(2, "USD")
    with pytest.raises(NotFoundError):
        desk.rate_return(MERCHANT, "rtn_none", 5, channel="alexa", locale="en-US")
    with pytest.raises(InvalidInputError):
        desk.rate_return(MERCHANT, "rtn_none", 6, channel="alexa", locale="en-US")
