"""What a merchant's figures are made of."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from app.analytics.desk import AnalyticsDesk, Asked
from app.analytics.figures import Figures, Recorded, Split, report
from app.analytics.telling import report_csv, report_view
from domain.errors import InvalidInputError, NotFoundError
from domain.handover import HandoverReason
from domain.ids import MerchantId, OrderId
from domain.money import Money
from domain.orders import OrderState
from domain.splits import SplitState
from storage import merchants, tables, turns, voice_figures
from storage.engine import Database, open_database
from storage.turns import TurnRow
from storage.voice_figures import (
    Contact,
    ContactCost,
    Escalation,
    HandledReturn,
    Rated,
    Sale,
    Wanted,
)
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_connection, a_merchant

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
    intents=[
        Wanted(intent="help", channel="phone", locale="en-US", at=NOW, turns=2),
        Wanted(intent="order", channel="phone", locale="en-US", at=NOW, turns=8),
        Wanted(intent="order", channel="alexa", locale="en-US", at=NOW, turns=5),
    ],
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
    assert made.groups["2026-11-20", "phone"].wanted == {"order": 8, "help": 2}
    assert list(made.total.wanted.items()) == [("order", 13), ("help", 2)]
    for name in ("contacts", "orders", "missed", "escalated", "returns", "ratings"):
        whole = getattr(made.total, name)
        assert sum(getattr(each, name) for each in made.groups.values()) == whole


def test_a_table_for_spreadsheets_holds_no_formula() -> None:
    wished = Wanted(intent="help", channel="=cmd()", locale="en-US", at=NOW, turns=3)
    odd = Recorded(contacts=[a_contact("a", "=cmd()")], intents=[wished])
    made = report(odd, splits=(Split.CHANNEL,), timezone=NEW_YORK)
    asked = Asked(first=NOW.date(), last=NOW.date(), timezone="UTC", report=made)

    (row,) = csv.DictReader(io.StringIO(report_csv(asked)))

    assert row["channel"] == "'=cmd()"
    assert row["intents"] == "3 help"
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


def an_order(order_id: str, state: OrderState, minor: int) -> dict[str, Any]:
    at = FakeClock().now()
    return {
        **{"id": order_id, "merchant_id": MERCHANT, "connection_id": "con_1", "state": state.value},
        **{"payment_state": "paid", "channel": "phone", "currency": "USD", "tax_minor": 0},
        **{"total_minor": minor, "refunded_minor": 0, "fulfillments": [], "detail": {}},
        **{"payment_platform_ids": [], "revision": 1, "as_of": at, "source": "ours"},
        **{"placed_at": at, "updated_at": at},
    }


def test_what_was_left_to_the_background_is_sold_once_it_stands(database: Database) -> None:
    clock = FakeClock()
    noted = ("ord_late", "ord_open", "ord_back", "split_1")
    turned = [replace(a_turn(each, clock.now()), order_id=OrderId(each)) for each in noted]
    parts = [{"split_id": "split_1", "position": at, "merchant_id": MERCHANT, "lines": [],
              "connection_id": "con_1", "location_id": place, "order_id": f"ord_part_{at}"}
             for at, place in enumerate(("dt", "nb"))]  # fmt: skip
    with database.write() as tx:
        merchants.add_connection(tx, a_connection("con_1", MERCHANT))
        tx.execute(insert(tables.orders), [
            an_order("ord_late", OrderState.CONFIRMED, 5_000),
            an_order("ord_open", OrderState.PENDING, 7_000),
            an_order("ord_back", OrderState.CANCELED, 9_000),
            an_order("ord_part_0", OrderState.READY, 1_000),
            an_order("ord_part_1", OrderState.CONFIRMED, 2_000),
        ])  # fmt: skip
        tx.execute(insert(tables.split_orders).values(
            id="split_1", merchant_id=MERCHANT, key="k", state=SplitState.PLACED.value,
            on_failure="keep", channel="phone", attempts=0, due_at=clock.now(),
            created_at=clock.now(), updated_at=clock.now(),
        ))  # fmt: skip
        tx.execute(insert(tables.split_order_parts), parts)
        turns.add(tx, turned)

    told = report_view(AnalyticsDesk(database, clock).figures(MERCHANT))["total"]

    assert (told["contacts"], told["orders"], told["conversion"]) == (4, 2, 0.5)
    assert told["revenue"] == (Money(8_000, "USD"),)
    assert told["average_order"] == (Money(4_000, "USD"),)
