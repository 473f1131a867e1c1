"""Whichever database it is, a missing table or column is told as the schema that is missing."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.commands.storage_faults import words_of
from storage.engine import Database

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    "asked", ["SELECT 1 FROM tables_to_come", "SELECT years_to_come FROM merchants"]
)
def test_what_is_not_there_yet_comes_by_migrating(database: Database, asked: str) -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as failed, database.read() as tx:
        tx.execute(text(asked))

    assert "run `voicetill migrate`" in str(words_of(failed.value))


def test_another_mistake_is_not_taken_for_it(database: Database) -> None:
    with pytest.raises((OperationalError, ProgrammingError)) as failed, database.read() as tx:
        tx.execute(text("SELEC 1"))

    assert "migrate" not in str(words_of(failed.value))
