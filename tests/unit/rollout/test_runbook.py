"""What the runbook of a rollback says to type, typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from app.cli import cli
from app.commands import context
from storage import merchants
from storage.engine import open_database
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
