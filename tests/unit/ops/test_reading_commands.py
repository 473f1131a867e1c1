"""`orders list|show`, `export` and `completion`, as a person runs them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select

from app.cli import cli
from domain.ids import ConnectionId, MerchantId
from storage import merchants, tables
from storage.engine import open_database
from storage.merchants import Merchant, PosConnection

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OWN: dict[str, Any] = {"merchant_id": "demo", "connection_id": "con_1"}
ORDER: dict[str, Any] = OWN | {
    "currency": "USD", "tax_minor": 0, "refunded_minor": 0, "state": "confirmed",
    "payment_state": "paid", "channel": "alexa", "fulfillments": [], "payment_platform_ids": [],
    "detail": {}, "revision": 1, "as_of": NOW, "source": "poll", "placed_at": NOW,
    "updated_at": NOW, "pos_order_id": None, "number": None, "method": "pickup",
}  # fmt: skip


@pytest.fixture
def url(sqlite_url: str) -> str:
    """A merchant with two orders and a customer."""
    database = open_database(sqlite_url)
    with database.write() as tx:
        for name in ("demo", "other"):
            merchants.add_merchant(
                tx,
                Merchant(
                    id=MerchantId(name),
                    name=name,
                    currency="USD",
                    timezone="UTC",
                    country="US",
                    created_at=NOW,
                ),
            )
        merchants.add_connection(
            tx,
            PosConnection(
                id=ConnectionId("con_1"),
                merchant_id=MerchantId("demo"),
                platform="square",
                account_id="acc",
                account_name="Corner Shop",
                base_url="http://127.0.0.1:9",
                created_at=NOW,
            ),
        )
        tx.execute(
            insert(tables.orders),
            [
                ORDER | {"id": "ord_1", "number": "1001", "total_minor": 1250, "pos_order_id": "a"},
                ORDER | {"id": "ord_2", "number": "=2+3", "total_minor": 5, "channel": "rest"},
            ],
        )
        tx.execute(
            insert(tables.order_lines),
            OWN_LINE | {"order_id": "ord_1", "position": 0, "name": "Mug", "quantity": 2},
        )
        tx.execute(
            insert(tables.customer_records),
            OWN | {"platform_id": "P1", "given_name": "Ada", "email": "ada@example.com",
                   "active": True, "revision": 1, "as_of": NOW},
        )  # fmt: skip
    database.close()
    return sqlite_url


OWN_LINE: dict[str, Any] = {
    "merchant_id": "demo", "unit_price_minor": 625, "tax_minor": 0, "total_minor": 1250,
    "currency": "USD",
}  # fmt: skip


def run(url: str, *arguments: str) -> Result:
    """Run a command over that database."""
    folder = str(Path(url.removeprefix("sqlite:///")).parent)
    env = {"VOICETILL_DATABASE_URL": url, "VOICETILL_VAR_DIR": folder}
    return CliRunner().invoke(cli, [*arguments], env=env)


def test_orders_are_listed_filtered_and_gone_on_with(url: str) -> None:
    assert "1001" in run(url, "orders", "list").stdout
    (listed,) = orjson.loads(run(url, "orders", "list", "--channel", "rest", "--json").stdout)[
        "orders"
    ]
    assert (listed["id"], listed["total_minor"]) == ("ord_2", 5)

    first = orjson.loads(run(url, "orders", "list", "--limit", "1", "--json").stdout)
    more = run(url, "orders", "list", "--limit", "1", "--cursor", first["cursor"], "--json")
    ids = {each["id"] for told in (first, orjson.loads(more.stdout)) for each in told["orders"]}
    assert ids == {"ord_1", "ord_2"}


def test_an_order_is_shown_by_its_number_with_lines_and_total(url: str) -> None:
    shown = run(url, "orders", "show", "1001")

    assert "Order 1001 (ord_1)" in shown.stdout
    assert "2 × Mug" in shown.stdout
    assert "12.50 USD" in shown.stdout
    told = orjson.loads(run(url, "orders", "show", "ord_1", "--json").stdout)
    assert told["total"] == {"amount": 1250, "currency": "USD"}


def test_what_was_taken_off_an_order_is_shown_beside_its_total(url: str) -> None:
    database = open_database(url)
    with database.write() as tx:
        tx.execute(tables.orders.update().values(discount_minor=250))
    database.close()

    shown = run(url, "orders", "show", "1001")

    assert "taken off already" in shown.stdout
    assert "2.50 USD" in shown.stdout


def test_an_order_without_a_number_is_shown_by_its_id_alone(url: str) -> None:
    database = open_database(url)
    with database.write() as tx:
        waits = {"id": "ord_3", "state": "pending", "total_minor": 5}
        tx.execute(insert(tables.orders), ORDER | waits)
    database.close()

    shown = run(url, "orders", "show", "ord_3").stdout
    told = orjson.loads(run(url, "orders", "show", "ord_3", "--json").stdout)

    assert shown.splitlines()[0] == "Order ord_3"
    assert told["number"] is None


def test_what_is_not_there_is_said_with_the_way_to_find_it(url: str) -> None:
    unknown = run(url, "orders", "show", "nope")
    others = run(url, "orders", "show", "1001", "--merchant", "other")
    none = run(url, "orders", "list", "--merchant", "other")

    for refused in (unknown, others):
        assert refused.exit_code == 1
        assert "voicetill orders list" in refused.output
    assert none.stdout.startswith("No such order.")


def test_refused_orders_are_listed_with_why_and_what_helps(url: str) -> None:
    refused = {
        **OWN, "channel": "alexa", "source": "gateway", "total_minor": 90000, "currency": "USD",
        "verdict": "rejected", "reasons": ["over-limit"], "phone_digest": "d1", "at": NOW,
    }  # fmt: skip
    later = NOW + timedelta(minutes=1)
    database = open_database(url)
    with database.write() as tx:
        tx.execute(insert(tables.order_intakes), refused | {"id": "int_1"})
        tx.execute(
            insert(tables.order_intakes),
            refused
            | {"id": "int_2", "channel": "phone", "reasons": ["below-minimum"], "at": later},
        )
        taken = {"id": "int_3", "verdict": "accepted", "reasons": [], "order_id": "ord_1"}
        tx.execute(insert(tables.order_intakes), refused | taken)
    database.close()

    shown = run(url, "orders", "refused").stdout
    first = orjson.loads(run(url, "orders", "refused", "--limit", "1", "--json").stdout)
    rest = run(url, "orders", "refused", "--cursor", first["cursor"], "--json").stdout
    by_phone = orjson.loads(run(url, "orders", "refused", "--channel", "phone", "--json").stdout)

    assert "900.00 USD" in shown
    assert "it came to more than orders may" in shown
    assert "sets most_minor" in shown
    (last,) = orjson.loads(rest)["refused"]
    assert (first["refused"][0]["id"], last["id"]) == ("int_2", "int_1")
    assert [each["code"] for each in last["reasons"]] == ["over-limit"]
    assert "d1" not in rest, "by which attempts are counted, nobody is told"
    assert [each["id"] for each in by_phone["refused"]] == ["int_2"]


def test_where_no_order_was_refused_the_list_says_what_would_be(url: str) -> None:
    assert run(url, "orders", "refused").stdout.startswith("No order was refused.")


def test_an_export_hides_who_shoppers_are_unless_told_and_then_is_on_record(url: str) -> None:
    hidden = run(url, "export", "customers")
    shown = run(url, "export", "customers", "--personal", "--json")

    (row,) = csv.DictReader(hidden.stdout.splitlines())
    assert (row["given_name"], row["email"], row["family_name"]) == ("***", "***", "")
    assert "ada" not in hidden.stdout.lower()
    assert orjson.loads(shown.stdout)["email"] == "ada@example.com"
    database = open_database(url)
    with database.read() as tx:
        actions = list(tx.execute(select(tables.audit_entries.c.action)).scalars())
    database.close()
    assert actions == ["export.personal"]


def test_an_export_is_exact_and_no_spreadsheet_calculates_with_it(url: str, tmp_path: Path) -> None:
    target = tmp_path / "orders.csv"

    done = run(url, "export", "orders", "--out", str(target), "--json")

    assert orjson.loads(done.stdout)["rows"] == 2
    rows = list(csv.DictReader(target.read_text().splitlines()))
    assert {row["number"]: row["total_minor"] for row in rows} == {"1001": "1250", "'=2+3": "5"}
    again = run(url, "export", "orders", "--out", str(target))
    assert again.exit_code == 1
    assert "name another file" in again.output


@pytest.mark.parametrize("sheet", ["products", "stock", "customers"])
def test_an_empty_export_has_its_heading_and_says_what_to_do(url: str, sheet: str) -> None:
    done = run(url, "export", sheet, "--merchant", "other")

    assert done.exit_code == 0, done.exception
    assert len(done.stdout.splitlines()) == 1
    assert "voicetill sync" in done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion_script(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "click.shell_completion.BashComplete._check_version", staticmethod(lambda: None)
    )  # asks the bash of this machine

    script = CliRunner().invoke(cli, ["completion", shell]).stdout

    assert "_VOICETILL_COMPLETE" in script
    assert "voicetill" in script


def test_the_version_is_told() -> None:
    told = CliRunner().invoke(cli, ["--version"])

    assert told.stdout.startswith("voicetill 0.")


def test_who_shares_a_contact_with_nobody_is_said_so(url: str) -> None:
    database = open_database(url)
    with database.write() as tx:
        alone = {"id": "cus_1", "merchant_id": "demo", "created_at": NOW}
        tx.execute(insert(tables.customers), alone)
    database.close()

    told = run(url, "customers", "matches", "cus_1")

    assert told.exit_code == 0
    assert told.stdout.startswith("Nobody shares a phone number or an e-mail address")


@pytest.mark.parametrize(
    "command",
    [
        ["orders", "list"],
        ["subscriptions", "list"],
        ["returns", "list"],
        ["rollout", "show"],
        ["alerts"],
        ["dead-letters", "list"],
        ["status"],
    ],
    ids=" ".join,
)
def test_a_merchant_there_is_none_of_is_not_one_of_whom_nothing_is_known(
    url: str, command: list[str]
) -> None:
    result = run(url, *command, "--merchant", "demmo")

    assert result.exit_code == 1
    assert "demmo (there are: demo, other)" in str(result.exception)
