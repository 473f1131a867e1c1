"""Every command there is: told to programs as JSON, never silent, explained, quick to begin."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.cli import cli
from app.commands import manners, reference
from domain.ids import MerchantId
from storage import merchants, migrate
from storage.engine import open_database
from storage.merchants import Merchant

TREE = dict(manners.leaves(cli))


@pytest.fixture
def env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    """An empty house with one merchant."""
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


@pytest.mark.parametrize("name", TREE)
def test_every_command_tells_programs_and_explains_itself(name: str) -> None:
    command = TREE[name]

    assert command.help, "say in one line what it does"
    is_stream = name.split(" ")[0] in manners.STREAMS
    assert is_stream or manners.has_json(command)
    told = [each.name for each in command.params if isinstance(each, click.Option)]
    assert len(told) == len(set(told))


def test_a_former_name_still_works_and_is_shown_to_nobody(env: dict[str, str]) -> None:
    run = CliRunner()

    now, formerly = (
        run.invoke(cli, ["orders", name, "list"], env=env).stdout for name in ("split", "parts")
    )

    assert now.strip() == formerly.strip() == manners.EMPTY["orders split list"]
    assert "parts" not in run.invoke(cli, ["orders", "--help"], env=env).stdout
    assert "orders parts" not in reference.page(cli)


def test_what_finds_nothing_says_so_and_how_to_go_on(env: dict[str, str]) -> None:
    for name, word in manners.EMPTY.items():
        result = CliRunner().invoke(cli, name.split(" "), env=env)

        assert (result.exit_code, result.stdout.strip()) == (0, word), (name, result.exception)


def test_programs_get_a_document_where_there_is_nothing(env: dict[str, str]) -> None:
    for name in manners.EMPTY:
        result = CliRunner().invoke(cli, [*name.split(" "), "--json"], env=env)

        assert result.exit_code == 0, (name, result.exception)
        json.loads(result.stdout)


def test_the_schema_goes_back_only_when_a_person_agrees(env: dict[str, str]) -> None:
    refused = CliRunner().invoke(
        cli, ["migrate", "--down-to", migrate.RELEASED], input="n", env=env
    )
    agreed = CliRunner().invoke(
        cli, ["migrate", "--down-to", migrate.RELEASED, "--yes", "--json"], env=env
    )

    assert refused.exit_code == 1
    assert migrate.RELEASED not in refused.stdout
    assert json.loads(agreed.stdout) == {"said": [f"the schema is at {migrate.RELEASED}"]}


@click.group()
def _small() -> None:
    """A tree to be taught."""


@_small.command("does")
@click.option("--fails", is_flag=True)
def _does(*, fails: bool) -> None:
    """Says two lines."""
    click.echo("one")
    click.echo("two")
    if fails:
        sys.exit(3)


@_small.command("prints")
def _prints() -> None:
    """Prints a document."""
    click.echo('{"a": 1}')


@_small.command("refuses")
def _refuses() -> None:
    """Never works."""
    click.echo("half")
    raise click.ClickException("do that instead")


def test_what_a_command_says_becomes_a_document_with_its_exit_code() -> None:
    manners.teach(_small)
    run = CliRunner()

    plain = run.invoke(_small, ["does"])
    told = run.invoke(_small, ["does", "--json", "--fails"])
    own = run.invoke(_small, ["prints", "--json"])
    refused = run.invoke(_small, ["refuses", "--json"])

    assert plain.stdout == "one\ntwo\n"
    assert (json.loads(told.stdout), told.exit_code) == ({"said": ["one", "two"]}, 3)
    assert json.loads(own.stdout) == {"a": 1}
    assert (refused.stdout, refused.exit_code) == ("", 1)
    assert "do that instead" in refused.stderr


def test_the_page_of_commands_is_the_tree() -> None:
    page = Path("docs/cli.md").read_text(encoding="utf-8")

    assert page == reference.page(cli), "run `make cli-docs`"


def test_help_loads_nothing_that_takes_a_moment() -> None:
    """The figure (0.3 s) depends on the machine; what it is made of does not."""
    heavy = ("sqlalchemy", "flask", "redis", "rich", "cryptography", "alembic", "config.settings")
    script = (
        "import sys; from app.cli import cli; cli.main(['--help'], standalone_mode=False);"
        f"sys.exit(','.join(n for n in {heavy!r} if n in sys.modules) or 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "doctor" in done.stdout
