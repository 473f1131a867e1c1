"""What is said of rules of stores and stock on the command line, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import cli
from domain.ids import MerchantId
from storage import audit, merchants
from storage.engine import open_database
from storage.merchants import Merchant


@pytest.fixture
def env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    database = open_database(sqlite_url)
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MerchantId("demo"),
                name="Demo",
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=datetime(2026, 11, 21, tzinfo=UTC),
            ),
        )
    database.close()
    return {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}


def test_a_rule_is_said_when_it_is_set_and_when_it_is_forgotten(env: dict[str, str]) -> None:
    def say(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["stores", *arguments], env=env)
        assert result.exit_code == 0, result.exception
        return result.stdout.strip()

    kept = say("stock", "--channel", "alexa", "--keep-back", "2")
    ready = say("set", "--pickup-minutes", "120")
    forgotten = say("stock", "--channel", "alexa", "--forget")

    assert kept == "channel=alexa  keep_back=2"
    assert ready == "pickup_minutes=120"
    assert forgotten == "forgotten: channel=alexa"


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (("--sku", "NOPE"), "no SKU 'NOPE' in the catalog"),
        (("--channel", "aleza"), "channel: 'aleza' cannot be used; use one of acp, alexa, api"),
    ],
    ids=["sku", "channel"],
)
def test_a_rule_that_would_hold_for_nothing_is_refused(
    env: dict[str, str], named: tuple[str, ...], words: str
) -> None:
    result = CliRunner().invoke(cli, ["stores", "stock", *named, "--keep-back", "2"], env=env)

    assert result.exit_code != 0
    assert words in str(result.exception)


def test_a_closed_day_is_taken_back(env: dict[str, str]) -> None:
    def say(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["stores", "set", *arguments], env=env)
        assert result.exit_code == 0, result.output
        return result.stdout

    closed = say("--closed-on", "2026-12-25", "--closed-on", "2026-12-26")
    reopened = say("--open-on", "2026-12-26")

    assert closed.strip() == "closed_on=2026-12-25, 2026-12-26"
    assert reopened.strip() == "closed_on=2026-12-25"


def test_a_rule_that_there_is_not_is_not_called_forgotten(env: dict[str, str]) -> None:
    result = CliRunner().invoke(cli, ["stores", "stock", "--channel", "alexa", "--forget"], env=env)

    assert result.exit_code != 0
    assert "stock rule" in str(result.exception)
    assert "forgotten" not in result.output


def test_who_changed_a_rule_stands_in_the_audit_log(env: dict[str, str]) -> None:
    for arguments in (
        ("set", "--hours", "mon-sat 09:00-21:00"),
        ("stock", "--channel", "alexa", "--keep-back", "2"),
        ("stock", "--channel", "alexa", "--forget"),
    ):
        assert CliRunner().invoke(cli, ["stores", *arguments], env=env).exit_code == 0

    database = open_database(env["VOICETILL_DATABASE_URL"])
    with database.read() as tx:
        told = {(row.actor, row.action, row.subject) for row in audit.entries(tx, "demo")}
    database.close()
    assert told == {
        ("command line", "store.rule_set", "every store"),
        ("command line", "stock.rule_set", "channel=alexa"),
        ("command line", "stock.rule_dropped", "channel=alexa"),
    }


def test_a_pickup_time_is_forgotten_so_that_the_more_general_one_holds(
    env: dict[str, str],
) -> None:
    def say(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["stores", "set", *arguments], env=env)
        assert result.exit_code == 0, result.output
        return result.stdout.strip()

    say("--pickup-minutes", "120", "--closed-on", "2026-12-25")

    assert say("--forget", "pickup-minutes") == "closed_on=2026-12-25"
    assert say("--forget", "closed-on", "--pickup-minutes", "5") == "pickup_minutes=5"
