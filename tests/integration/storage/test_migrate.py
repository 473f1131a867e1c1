"""Migrations: one schema from both sides, safe to run twice, at once, and backwards."""

from __future__ import annotations

import threading

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from storage import migrate
from storage.engine import open_database
from storage.tables import metadata


def test_upgrading_reaches_the_newest_revision(blank_url: str) -> None:
    assert migrate.current(blank_url) is None

    migrate.upgrade(blank_url)
    migrate.upgrade(blank_url)

    assert migrate.current(blank_url) == migrate.head()


def test_the_migrations_make_exactly_the_tables_of_the_code(database_url: str) -> None:
    database = open_database(database_url)
    with database.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)
    database.close()

    assert differences == []


def test_downgrading_takes_everything_back_and_upgrading_works_again(blank_url: str) -> None:
    migrate.upgrade(blank_url)
    migrate.downgrade(blank_url, "base")

    database = open_database(blank_url)
    with database.read() as tx:
        assert inspect(tx).get_table_names() == ["alembic_version"]
    database.close()
    migrate.upgrade(blank_url)
    assert migrate.current(blank_url) == migrate.head()


def test_processes_that_migrate_at_once_do_not_disturb_each_other(blank_url: str) -> None:
    errors: list[Exception] = []

    def upgrade() -> None:
        try:
            migrate.upgrade(blank_url)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert migrate.current(blank_url) == migrate.head()


HOUSE = {"merchants", "leaders", "operators", "operator_sessions", "card_keys"}
"""Of no merchant: the merchants themselves, which process leads, who works at the console,
what cards are encrypted to."""


def test_every_table_names_its_merchant() -> None:
    without = [
        name
        for name, table in metadata.tables.items()
        if name not in HOUSE and "merchant_id" not in table.columns
    ]

    assert without == []
