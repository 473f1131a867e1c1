"""Fixtures for every kind of test: databases and servers, fresh where a test may change them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from storage import migrate
from storage.engine import Database, open_database
from tests.servers import Postgres, postgres

_NUMBERS = count(1)
BOTH_DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.integration))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A real PostgreSQL, started on first use, one per test process."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Postgres) -> str:
    """The name of a migrated, empty database to copy."""
    postgres_server.run("CREATE DATABASE template_migrated")
    migrate.upgrade(postgres_server.url("template_migrated"))
    return "template_migrated"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated, empty database to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database of the test's own."""
    path = tmp_path / "voicetill.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: Postgres, postgres_template: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database of the test's own."""
    name = f"test_{next(_NUMBERS)}"
    postgres_server.run(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield postgres_server.url(name)
    postgres_server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BOTH_DATABASES)
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database: once SQLite, once PostgreSQL."""
    kind = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An open, migrated, empty database: once SQLite, once PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    opened.close()
