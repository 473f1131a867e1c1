"""A backup is one file that is proved whole; what is restored from it is what was kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner
from sqlalchemy import func, insert, select

from app.cli import cli
from domain.errors import ConfigurationError
from domain.ids import MerchantId
from storage import audit, backup, backup_file, merchants, migrate, pg_tools, tables
from storage.backup import Content
from storage.engine import open_database
from storage.merchants import Merchant

NOW = datetime(2026, 11, 21, 12, 30, tzinfo=UTC)
VERSION = "0.1.0"


@pytest.fixture(autouse=True)
def cheap_seal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The real cost of scrypt is half a second."""
    monkeypatch.setattr(backup_file, "_COST", 4)
    return


def fill(url: str, name: str = "Caffè “Nord”") -> None:
    """One row of every sort of value."""
    database = open_database(url)
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MerchantId("demo"),
                name=name,
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=NOW,
                settings={"parking": {"mode": "refuse"}},
            ),
        )
        for subject in ("first", "second"):
            audit.record(
                tx,
                merchant_id="demo",
                actor="test",
                action="filled",
                subject=subject,
                detail={"list": [1, None, "ü"]},
                at=NOW,
            )
        tx.execute(
            insert(tables.card_envelopes),
            {"digest": b"\x00\xff", "merchant_id": "demo", "opened_at": NOW, "expires_at": NOW},
        )
    database.close()


def contents(url: str) -> dict[str, list[str]]:
    """Every row of every table that has some."""
    database = open_database(url)
    with database.read() as tx:
        filled = [
            table
            for table in tables.metadata.sorted_tables
            if tx.exec_driver_sql(f"SELECT 1 FROM {table.name} LIMIT 1").first() is not None
        ]
        found = {
            table.name: [
                repr(tuple(row))
                for row in tx.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in filled
        }
    database.close()
    return found


@pytest.fixture
def empty_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Another migrated database without rows."""
    shutil.copyfile(sqlite_template, tmp_path / "other.db")
    return f"sqlite:///{tmp_path / 'other.db'}"


@pytest.mark.parametrize(
    ("passphrase", "is_portable"),
    [(None, False), ("correct horse", True)],
    ids=["plain", "sealed and portable"],
)
def test_what_is_restored_is_what_was_kept(
    sqlite_url: str, empty_url: str, tmp_path: Path, passphrase: str | None, is_portable: bool
) -> None:
    fill(sqlite_url)
    file = tmp_path / "kept"

    kept = backup.make(
        sqlite_url, file, version=VERSION, now=NOW, passphrase=passphrase, is_portable=is_portable
    )
    backup.restore(file, empty_url, passphrase=passphrase)

    assert contents(empty_url) == contents(sqlite_url)
    assert kept.header.revision == migrate.head()
    assert file.stat().st_mode & 0o077 == 0
    assert (b"Nord" in file.read_bytes()) is False  # squeezed or sealed


def test_a_database_that_holds_something_is_refused_unless_told(
    sqlite_url: str, empty_url: str, tmp_path: Path
) -> None:
    fill(sqlite_url)
    fill(empty_url, name="Somebody else")
    backup.make(sqlite_url, tmp_path / "kept", version=VERSION, now=NOW)
    before = contents(empty_url)

    with pytest.raises(ConfigurationError, match="not empty"):
        backup.restore(tmp_path / "kept", empty_url)

    assert contents(empty_url) == before
    backup.restore(tmp_path / "kept", empty_url, replaces=True)
    assert contents(empty_url) == contents(sqlite_url)


@pytest.mark.parametrize("at", [30, -40, -1], ids=["header", "content", "digest"])
def test_one_changed_byte_is_found_before_anything_is_touched(
    sqlite_url: str, empty_url: str, tmp_path: Path, at: int
) -> None:
    fill(sqlite_url)
    file = tmp_path / "kept"
    backup.make(sqlite_url, file, version=VERSION, now=NOW)
    raw = bytearray(file.read_bytes())
    raw[at] ^= 1
    file.write_bytes(raw)

    with pytest.raises(ConfigurationError):
        backup.restore(file, empty_url)


def test_a_file_that_was_cut_off_is_found(sqlite_url: str, tmp_path: Path) -> None:
    fill(sqlite_url)
    file = tmp_path / "kept"
    backup.make(sqlite_url, file, version=VERSION, now=NOW)
    file.write_bytes(file.read_bytes()[:-100])

    with pytest.raises(ConfigurationError, match="damaged or cut off"):
        backup.look(file)


def test_a_sealed_backup_opens_by_its_passphrase_only(
    sqlite_url: str, empty_url: str, tmp_path: Path
) -> None:
    fill(sqlite_url)
    backup.make(sqlite_url, tmp_path / "kept", version=VERSION, now=NOW, passphrase="right")

    for wrong, words in (("wrong", "not the one"), (None, "give its passphrase")):
        with pytest.raises(ConfigurationError, match=words):
            backup.restore(tmp_path / "kept", empty_url, passphrase=wrong)

    assert contents(empty_url) == {}


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_sealed_pieces_give_back_every_length(tmp_path: Path, size: int) -> None:
    header = backup_file.Header(
        made_at="", version="", content="portable", revision="", master_keys=(),
        sealed_with=backup_file.seal_parameters(),
    )  # fmt: skip
    said = bytes(range(251)) * (size // 251 + 1)

    with backup_file.writing(tmp_path / "f", header, "word") as out:
        out.write(said[:size])

    backup_file.check(tmp_path / "f")
    with backup_file.reading(tmp_path / "f", "word") as content:
        assert content.read() == said[:size]


def test_what_fails_half_way_leaves_no_file(tmp_path: Path) -> None:
    header = backup_file.Header(
        made_at="", version="", content="portable", revision="", master_keys=()
    )

    def fail() -> None:
        with backup_file.writing(tmp_path / "f", header, None) as out:
            out.write(b"some")
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        fail()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.integration
def test_postgresql_is_kept_by_its_own_tool_and_moves_on_as_portable(
    postgres_url: str, blank_postgres_url: str, empty_url: str, tmp_path: Path
) -> None:
    assert pg_tools.is_installed()
    fill(postgres_url)

    kept = backup.make(postgres_url, tmp_path / "own", version=VERSION, now=NOW)
    backup.restore(tmp_path / "own", blank_postgres_url)
    backup.make(postgres_url, tmp_path / "lines", version=VERSION, now=NOW, is_portable=True)
    backup.restore(tmp_path / "lines", empty_url)

    assert kept.header.content == Content.PG_DUMP
    assert contents(blank_postgres_url) == contents(postgres_url) == contents(empty_url)
    with pytest.raises(ConfigurationError, match="--portable"):
        backup.restore(tmp_path / "own", empty_url, replaces=True)


@pytest.mark.integration
def test_lines_restored_into_postgresql_let_it_count_on(
    sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    fill(sqlite_url)
    backup.make(sqlite_url, tmp_path / "lines", version=VERSION, now=NOW, is_portable=True)

    backup.restore(tmp_path / "lines", postgres_url)

    database = open_database(postgres_url)
    with database.write() as tx:
        audit.record(
            tx, merchant_id="demo", actor="a", action="b", subject="third", detail={}, at=NOW
        )
        count = tx.execute(select(func.count()).select_from(tables.audit_entries)).scalar_one()
    database.close()
    assert count == 3


def test_the_drill_by_the_commands_of_the_manual(
    sqlite_url: str, empty_url: str, tmp_path: Path
) -> None:
    """Back up, lose everything, restore, and the house stands as it did."""
    fill(sqlite_url)
    word = tmp_path / "word"
    word.write_text("correct horse\n")
    file = str(tmp_path / "night.vtb")
    env = {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    elsewhere = {**env, "VOICETILL_DATABASE_URL": empty_url}

    made = CliRunner().invoke(
        cli, ["backup", file, "--passphrase-file", str(word), "--json"], env=env
    )
    looked = CliRunner().invoke(cli, ["restore", file, "--check"], env=elsewhere)
    restored = CliRunner().invoke(
        cli, ["restore", file, "--passphrase-file", str(word)], env=elsewhere
    )

    told = orjson.loads(made.stdout)
    assert (told["sealed"], told["content"], told["missing_keys"]) == (True, "sqlite", [])
    assert looked.stdout.startswith("whole:")
    assert restored.exit_code == 0, restored.output
    assert f"sha256 {told['sha256']}" in restored.stdout
    assert contents(empty_url) == contents(sqlite_url)
    again = CliRunner().invoke(cli, ["backup", file], env=env)
    assert "is there already" in str(again.exception)
