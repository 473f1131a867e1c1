"""From the embedded default to PostgreSQL by one command: everything arrives, or nothing."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app.cli import cli
from domain.errors import ConfigurationError
from storage import inbox, tables
from storage.engine import open_database
from storage.moving import UnequalCopyError, move
from tests.integration.sync.house import MERCHANT, MUG, House, open_house, open_till
from tests.servers import Postgres

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def quietly(_table: str, _rows: int) -> None:
    """For a move that nobody watches."""


def receive(url: str, delivery_id: str, connection_id: str) -> None:
    """One more delivery."""
    database = open_database(url)
    with database.write() as tx:
        assert inbox.receive(
            tx,
            merchant_id=MERCHANT,
            connection_id=connection_id,
            delivery_id=delivery_id,
            topic="t",
            headers={"x": "ü"},
            body=b"\x00\xff",
            received_at=NOW,
        )
    database.close()


def how_many(url: str, table: str) -> int:
    """Rows of a table."""
    database = open_database(url)
    with database.read() as tx:
        found = tx.execute(select(func.count()).select_from(tables.metadata.tables[table]))
        count: int = found.scalar_one()
    database.close()
    return count


@pytest.fixture(scope="module")
def first_day(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """What a first day on the embedded default leaves, closed; moves only read it."""
    folder = tmp_path_factory.mktemp("first-day")
    url = f"sqlite:///{shutil.copyfile(sqlite_template, folder / 'voicetill.db')}"
    with open_till("square") as till, open_house(url, folder, [till]) as house:
        house.connect("square")
        house.full_sync("square")
        till.sell(MUG)
        till.settle()
        house.work_off()
    receive(url, "waits", house.connections["square"])
    return house


@pytest.fixture
def source(first_day: House) -> str:
    """Its database."""
    return first_day.env["VOICETILL_DATABASE_URL"]


def test_everything_arrives_and_goes_on_from_there(
    first_day: House, source: str, blank_postgres_url: str
) -> None:
    connection_id = first_day.connections["square"]

    result = CliRunner().invoke(
        cli, ["move", "--to", blank_postgres_url, "--json"], env=first_day.env
    )

    assert result.exit_code == 0, result.output
    moved = {each["table"]: each["rows"] for each in orjson.loads(result.stdout)["tables"]}
    assert moved.keys() == tables.metadata.tables.keys()
    assert moved == {name: how_many(source, name) for name in moved}
    assert min(moved[name] for name in ("listings", "stock_events", "secrets", "inbox")) > 0
    receive(blank_postgres_url, "the next", connection_id)  # the counting key goes on
    opened = open_database(blank_postgres_url)
    with opened.write() as tx:
        due = inbox.claim(tx, owner="x", now=NOW, lease=timedelta(seconds=9))
    opened.close()
    assert [(row.delivery_id, row.body) for row in due] == [
        ("waits", b"\x00\xff"),
        ("the next", b"\x00\xff"),
    ]


def test_a_target_that_holds_something_is_refused(source: str, postgres_url: str) -> None:
    move(source, postgres_url, quietly)

    with pytest.raises(ConfigurationError, match="not empty"):
        move(source, postgres_url, quietly)


@pytest.mark.parametrize(
    ("ruin", "error"),
    [
        ("BEGIN NEW.title := NEW.title || ' '; RETURN NEW; END", UnequalCopyError),
        ("BEGIN RETURN NULL; END", UnequalCopyError),
    ],
    ids=["changed", "lost"],
)
def test_a_copy_that_differs_leaves_the_target_empty_and_the_source_as_it_was(
    ruin: str,
    error: type[Exception],
    source: str,
    postgres_url: str,
    postgres_server: Postgres,
) -> None:
    before = how_many(source, "products")
    postgres_server.run(
        f"CREATE FUNCTION ruin() RETURNS trigger LANGUAGE plpgsql AS $$ {ruin} $$; "
        "CREATE TRIGGER ruin BEFORE INSERT ON products FOR EACH ROW EXECUTE FUNCTION ruin()",
        database="migrated",
    )
    try:
        with pytest.raises(error, match="products"):
            move(source, postgres_url, quietly)
    finally:
        postgres_server.run("DROP FUNCTION ruin() CASCADE", database="migrated")

    assert how_many(postgres_url, "merchants") == 0
    assert how_many(source, "products") == before


@pytest.mark.parametrize("target", ["sqlite:///elsewhere.db", "mysql://there/name"])
def test_a_move_leads_to_postgresql_only(sqlite_url: str, target: str) -> None:
    with pytest.raises(ConfigurationError):
        move(sqlite_url, target, quietly)


def test_a_schema_of_another_version_is_not_moved(tmp_path: Path, postgres_url: str) -> None:
    with pytest.raises(ConfigurationError, match="migrate"):
        move(f"sqlite:///{tmp_path}/unmigrated.db", postgres_url, quietly)
