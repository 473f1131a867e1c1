"""What the runbook of a rollback says to type, typed."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from app.cli import cli
from app.commands import context
from storage import merchants, rollout
from storage.engine import open_database
from storage.rollout import Difference
from tests.integration.storage.shop import a_merchant

RUNBOOK = Path(__file__).parents[3] / "docs" / "runbooks" / "rollback.md"
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", RUNBOOK.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
]


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    database = open_database(sqlite_url)
    with database.write() as tx:
        merchants.add_merchant(tx, a_merchant("demo"))
    database.close()
    monkeypatch.setenv("VOICETILL_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("VOICETILL_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setattr(context, "RUNNING", tmp_path / "none")
    return CliRunner()


def test_every_command_of_the_runbook_does_what_it_says(run: CliRunner) -> None:
    assert len(COMMANDS) == 9
    told = {}
    for command in COMMANDS:
        program, *arguments = shlex.split(command)
        assert program == "voicetill"
        result = run.invoke(cli, arguments, catch_exceptions=False)
        assert result.exit_code == 0, command
        told[command] = result.output

    assert "0 % served" in told[COMMANDS[0]]
    assert "wrong prices downtown" in told[COMMANDS[1]]
    assert "Please call us" in told[COMMANDS[5]]
    (plan,) = orjson.loads(told[COMMANDS[8]])["plans"]
    assert (plan["share_percent"], plan["shadow"], plan["halt_percent"]) == ("10", True, 20)


def test_an_empty_list_says_whether_anything_is_looked_at(run: CliRunner) -> None:
    def differences() -> str:
        return run.invoke(cli, ["rollout", "differences"], catch_exceptions=False).output

    before = differences()
    run.invoke(cli, ["rollout", "shadow", "on", "--channel", "alexa"], catch_exceptions=False)

    assert "voicetill rollout shadow on" in before
    assert "(alexa)" in differences()
    assert "shadow on" not in differences()


def test_amounts_that_differ_are_told_as_amounts(run: CliRunner, sqlite_url: str) -> None:
    found = Difference(
        channel="alexa",
        order_id=None,
        field="unit_price",
        sku="MUG",
        live={"amount": 12500, "currency": "USD"},
        shadow=None,
        at=datetime(2026, 11, 22, tzinfo=UTC),
    )
    database = open_database(sqlite_url)
    with database.write() as tx:
        rollout.add_differences(tx, "demo", [found])
    database.close()

    told = run.invoke(cli, ["rollout", "differences"], catch_exceptions=False).output

    assert "said 125.00 USD, our records say unknown" in told
