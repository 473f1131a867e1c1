"""No table keeps a shopper who asked to be forgotten, and none is added without saying what it
holds."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Date, Integer, LargeBinary, Table, insert, select

from app.shoppers.desk import Purpose, ShopperDesk, caller_subject
from domain.errors import InvalidInputError, NotFoundError
from domain.ids import CustomerId, MerchantId
from storage import consents, inbox, merchants, shopper_data, tables, turns
from storage.engine import Database
from storage.retention import Kind
from storage.shopper_data import ELSEWHERE, PARTS
from storage.tables import metadata
from storage.turns import TurnRow
from storage.types import Json, Moment, Quantity, Words
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import a_connection, a_merchant

CLASSES: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(shopper_data.__file__).with_name("personal_data.toml")).read_text()
)
MERCHANT, CUSTOMER = MerchantId("mer_1"), CustomerId("cus_canary_1")
CANARY = "canary-of-ada-lovelace"
MARKS = ("customer", "caller", "session", "subject", "callback", "platform_id", "headers")


def _can_hold_a_person(column: Any) -> bool:
    if isinstance(column.type, (Words, Json, LargeBinary)):
        return True
    plain = not isinstance(column.type, (Moment, Quantity, Integer, BigInteger, Boolean, Date))
    return plain and any(mark in column.name for mark in MARKS)


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_every_column_that_can_hold_a_person_says_whether_it_does(name: str) -> None:
    told = CLASSES.get(name, {"personal": [], "other": []})
    known = [*told["personal"], *told["other"]]
    columns = {column.name for column in metadata.tables[name].columns}

    missing = {
        column.name for column in metadata.tables[name].columns if _can_hold_a_person(column)
    } - set(known)

    assert name in CLASSES, f"add [{name}] to storage/personal_data.toml"
    assert not missing, f"classify {sorted(missing)} of {name} in storage/personal_data.toml"
    assert set(known) <= columns
    assert len(known) == len(set(known))


def test_every_table_with_a_person_is_exported_and_erased_or_says_why_not() -> None:
    personal = {name for name, told in CLASSES.items() if told["personal"]}
    parts = {str(part.table.name) for part in PARTS}

    assert personal == parts | set(ELSEWHERE)
    assert not parts & set(ELSEWHERE)


def test_what_is_blanked_covers_every_personal_column() -> None:
    for part in PARTS:
        if part.blank is not None:
            name = str(part.table.name)
            left = set(CLASSES[name]["personal"]) - set(part.blank)
            assert left <= {"platform_id", "customer_id"} & set(
                CLASSES["customer_records"]["personal"]
            )


# --- a shopper in every table --------------------------------------------------------------------


@pytest.fixture
def open_one(database: Database) -> Database:
    with database.write() as tx:
        merchants.add_merchant(tx, a_merchant(MERCHANT))
        merchants.add_merchant(tx, a_merchant("mer_2"))
        merchants.add_connection(tx, a_connection("con_a", merchant_id=MERCHANT))
    return database


OWN: dict[str, Any] = {
    "merchant_id": MERCHANT, "connection_id": "con_a", "customer_id": CUSTOMER,
    "order_id": "ord_1", "subscription_id": "sub_1", "session": "canary-session",
    "client_id": "cli_1", "account_id": "car_1", "kept_id": CUSTOMER,
    "merged_id": CUSTOMER, "state": "done", "customer_platform_id": "PLATFORM-77001",
    "platform_id": "PLATFORM-77001", "caller": CUSTOMER, "subject": CUSTOMER,
    "pos_order_id": None, "endpoint_id": None,
}  # fmt: skip
OF_CUSTOMERS = ("customer_records", "quarantine")
IDS = {
    "orders": "ord_1",
    "subscriptions": "sub_1",
    "oauth_clients": "cli_1",
    "customers": CUSTOMER,
    "carrier_accounts": "car_1",
}


def _value(table: Table, column: Any) -> Any:
    if column.name == "id" and table.name in IDS:
        return IDS[str(table.name)]
    named_by_customer = column.name != "platform_id" or table.name in OF_CUSTOMERS
    if column.name in OWN and named_by_customer and not isinstance(column.type, LargeBinary):
        return OWN[column.name]
    is_personal = column.name in CLASSES[str(table.name)]["personal"]
    told = f"{CANARY} {CUSTOMER} PLATFORM-77001" if is_personal else "x"
    match column.type:
        case Moment():
            return FakeClock().now()
        case Json():
            return {"told": told}
        case LargeBinary():
            return told.encode()
        case Boolean():
            return True
        case Integer() | BigInteger() | Quantity():
            return 1
        case Date():
            return FakeClock().now().date()
        case _:
            return told


def _fill(database: Database) -> None:
    """A row of the shopper in every table that an erasure touches, parents first."""
    touched = {str(part.table.name) for part in PARTS} | {"oauth_clients", "carrier_accounts"}
    with database.write() as tx:
        for table in metadata.sorted_tables:
            if table.name in touched:
                row = {
                    column.name: _value(table, column)
                    for column in table.columns
                    if not (column.autoincrement is True or column.name == "vanished_at")
                    and not (column.primary_key and isinstance(column.type, (Integer, BigInteger))
                             and column.name == "id")
                }  # fmt: skip
                tx.execute(insert(table).values(**row))


def _everything(database: Database) -> dict[str, str]:
    with database.read() as tx:
        return {
            str(table.name): repr(tx.execute(select(table)).all())
            for table in metadata.sorted_tables
            if table.name != "merchants"
        }


def test_after_an_erasure_no_table_holds_anything_of_the_shopper(open_one: Database) -> None:
    desk = ShopperDesk(open_one, FakeClock())
    _fill(open_one)
    before = {name for name, rows in _everything(open_one).items() if CANARY in rows}

    counts = desk.erase(MERCHANT, CUSTOMER, actor="test")

    assert len(before) > 10
    after = _everything(open_one)
    assert [name for name, rows in after.items() if CANARY in rows] == []
    assert [name for name, rows in after.items() if "PLATFORM-77001" in rows] == [
        "customer_records"  # the tombstone that keeps a late webhook from bringing them back
    ]
    assert {name for name, rows in after.items() if CUSTOMER in rows} <= {
        "audit_entries", "customers",
    }  # fmt: skip
    assert set(counts) == {str(part.table.name) for part in PARTS}


def a_delivery(database: Database) -> None:
    with database.write() as tx:
        inbox.receive(
            tx,
            merchant_id=MERCHANT,
            connection_id="con_a",
            delivery_id="evt_1",
            topic="customer.updated",
            headers={"told": CANARY},
            body=f"{CANARY} PLATFORM-77001".encode(),
            received_at=FakeClock().now(),
        )


@pytest.mark.parametrize("is_applied", [True, False], ids=["applied", "dead letter"])
def test_a_delivery_that_waited_loses_its_shopper_once_it_is_worked_off(
    open_one: Database, *, is_applied: bool
) -> None:
    clock = FakeClock()
    desk, now = ShopperDesk(open_one, clock), clock.now()
    _fill(open_one)
    a_delivery(open_one)

    counts = desk.erase(MERCHANT, CUSTOMER, actor="test")
    desk.forget()
    with open_one.write() as tx:
        [row] = inbox.claim(tx, owner="w", now=now, lease=timedelta(seconds=60))
    assert CANARY.encode() in row.body  # what was acknowledged is worked on whole
    with open_one.write() as tx:
        if is_applied:
            inbox.done(tx, [row.id], owner="w", now=now)
        else:
            inbox.bury(tx, row.id, owner="w", now=now, reason="refused")

    assert counts["inbox"] == 2
    assert CANARY in _everything(open_one)["inbox"]
    assert desk.forget() == 1
    assert CANARY not in _everything(open_one)["inbox"]
    assert desk.forget() == 0


def test_a_return_in_hand_keeps_the_plan_of_its_refunds_until_it_is_done(
    open_one: Database,
) -> None:
    _fill(open_one)
    with open_one.write() as tx:
        tx.execute(tables.returns.update().values(state="awaiting_goods", detail={"plan": [1]}))

    ShopperDesk(open_one, FakeClock()).erase(MERCHANT, CUSTOMER, actor="test")

    with open_one.read() as tx:
        assert tx.execute(select(tables.returns.c.detail)).scalar_one() == {"plan": [1]}


def test_an_order_under_way_is_found_again_by_a_second_erasure(open_one: Database) -> None:
    desk = ShopperDesk(open_one, FakeClock())
    _fill(open_one)
    with open_one.write() as tx:
        tx.execute(tables.checkouts.update().values(state="open"))

    desk.erase(MERCHANT, CUSTOMER, actor="test")
    assert CANARY in _everything(open_one)["checkouts"]
    with open_one.write() as tx:
        tx.execute(tables.checkouts.update().values(state="closed"))
    desk.erase(MERCHANT, CUSTOMER, actor="test")

    assert CANARY not in _everything(open_one)["checkouts"]
    assert CUSTOMER not in _everything(open_one)["orders"]


def test_what_an_order_under_way_kept_goes_by_itself_when_it_has_ended(
    open_one: Database,
) -> None:
    desk = ShopperDesk(open_one, FakeClock())
    _fill(open_one)
    with open_one.write() as tx:
        tx.execute(tables.checkouts.update().values(state="open"))
    desk.erase(MERCHANT, CUSTOMER, actor="test")
    desk.forget()
    assert CUSTOMER in _everything(open_one)["orders"]
    with open_one.write() as tx:
        tx.execute(tables.checkouts.update().values(state="closed"))

    assert desk.forget() > 0
    assert CUSTOMER not in _everything(open_one)["orders"]
    assert CANARY not in _everything(open_one)["checkouts"]
    assert desk.forget() == 0


def test_a_subscription_that_its_platform_bills_is_to_be_ended_there(open_one: Database) -> None:
    clock, subs = FakeClock(), tables.subscriptions
    _fill(open_one)
    with open_one.write() as tx:
        tx.execute(subs.update().values(state="active", reason=None, look_at=None))

    ShopperDesk(open_one, clock).erase(MERCHANT, CUSTOMER, actor="test")

    with open_one.read() as tx:
        row = tx.execute(select(subs.c.state, subs.c.reason, subs.c.look_at)).one()
    assert tuple(row) == ("canceled", "privacy", clock.now())


def test_a_hold_under_the_key_of_a_program_forgets_for_whom_it_was(open_one: Database) -> None:
    _fill(open_one)
    with open_one.write() as tx:
        tx.execute(tables.holds.update().values(caller=f"api:key_1:{CUSTOMER}"))

    ShopperDesk(open_one, FakeClock()).erase(MERCHANT, CUSTOMER, actor="test")

    assert CUSTOMER not in _everything(open_one)["holds"]


def test_an_order_begun_by_voice_goes_with_the_shopper_whatever_it_holds(
    open_one: Database,
) -> None:
    _fill(open_one)
    row = {
        "merchant_id": MERCHANT,
        "state": b"[3, {}]",
        "version": 1,
        "expires_at": FakeClock().now(),
    }
    kept = {("shopper", CUSTOMER), ("shopper", "cus_other")}
    with open_one.write() as tx:
        for channel, session_id in kept:
            named = {"channel": channel, "session_id": session_id}
            tx.execute(insert(tables.voice_sessions).values(**row, **named))

    ShopperDesk(open_one, FakeClock()).erase(MERCHANT, CUSTOMER, actor="test")

    with open_one.read() as tx:
        left = tx.execute(select(tables.voice_sessions.c.session_id)).scalars().all()
    assert left == ["cus_other"]


def test_an_export_tells_every_table_that_is_told_and_no_secret(open_one: Database) -> None:
    desk = ShopperDesk(open_one, FakeClock())
    _fill(open_one)

    told = desk.export(MERCHANT, CUSTOMER, actor="test")

    shown = {str(part.table.name) for part in PARTS if part.shown}
    assert set(told) == shown | {"order_lines"}
    assert all(told[name] for name in shown)
    assert not {"oauth_tokens", "shopper_pins", "card_tokens"} & set(told)


def test_another_merchants_shopper_is_one_that_nobody_knows(open_one: Database) -> None:
    _fill(open_one)
    desk = ShopperDesk(open_one, FakeClock())

    with pytest.raises(NotFoundError):
        desk.erase(MerchantId("mer_2"), CUSTOMER, actor="test")
    with pytest.raises(NotFoundError):
        desk.export(MerchantId("mer_2"), CUSTOMER, actor="test")


# --- consent and retention -----------------------------------------------------------------------


def a_turn(heard: str, **more: Any) -> TurnRow:
    return TurnRow(
        merchant_id=MERCHANT,
        session="s1",
        channel="phone",
        locale="en-US",
        at=more.get("at", FakeClock().now()),
        took_ms=5,
        intent="help",
        expect="nothing",
        missed=False,
        order_id=None,
        customer_id=more.get("customer_id"),
        heard=heard,
        said="ok",
    )


def test_who_refuses_to_be_remembered_is_forgotten_at_once(open_one: Database) -> None:
    desk = ShopperDesk(open_one, FakeClock())
    with open_one.write() as tx:
        turns.add(tx, [a_turn("before I was known"), a_turn("hello", customer_id=CUSTOMER)])

    assert desk.agrees(MERCHANT, CUSTOMER, Purpose.REMEMBER)
    desk.agree(MERCHANT, CUSTOMER, Purpose.REMEMBER, channel="phone", given=False)

    assert not desk.agrees(MERCHANT, CUSTOMER, Purpose.REMEMBER)
    assert not desk.agrees(MERCHANT, CUSTOMER, Purpose.MARKETING)
    with open_one.read() as tx:
        assert turns.of_session(tx, MERCHANT, "s1") == []
        assert consents.of_subject(tx, MERCHANT, CUSTOMER)["remember"].channel == "phone"


def test_a_caller_without_an_account_is_named_by_a_digest() -> None:
    subject = caller_subject(MERCHANT, "phone", "+12065550123")

    assert "2065550123" not in subject
    assert subject != caller_subject(MerchantId("mer_2"), "phone", "+12065550123")


def test_words_go_when_their_time_is_over_and_facts_stay_longer(open_one: Database) -> None:
    clock = FakeClock()
    desk = ShopperDesk(open_one, clock)
    with open_one.write() as tx:
        turns.add(tx, [a_turn("old", at=clock.now() - timedelta(days=31)), a_turn("new")])

    assert desk.forget() == 1
    with open_one.read() as tx:
        assert [each.heard for each in turns.of_session(tx, MERCHANT, "s1")] == ["new"]
    desk.keep(MERCHANT, Kind.WORDS, 0, actor="test")
    clock.advance(seconds=1)
    assert desk.forget() == 1
    assert desk.kept(MERCHANT)[Kind.WORDS] == 0
    with pytest.raises(InvalidInputError):
        desk.keep(MERCHANT, Kind.FACTS, 5_000, actor="test")
