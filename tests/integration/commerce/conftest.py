"""One mall for all tests here, and one house per database; every test takes goods of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrate
from tests.conftest import BOTH_DATABASES
from tests.integration.commerce.house import House, Mall, open_house, open_mall
from tests.integration.commerce.zygote import Zygote, zygote
from tests.servers import Postgres


@pytest.fixture(scope="session")
def mall() -> Iterator[Mall]:
    """Two sandbox shops that serve."""
    with open_mall() as opened:
        yield opened


@pytest.fixture(scope="session")
def sqlite_house(
    mall: Mall, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A gateway on SQLite."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copyfile(sqlite_template, folder / "voicetill.db")
    with open_house(mall, f"sqlite:///{folder}/voicetill.db", folder) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres_house(
    mall: Mall, postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A gateway on PostgreSQL."""
    postgres_server.run("CREATE DATABASE commerce")
    url = postgres_server.url("commerce")
    migrate.upgrade(url)
    with open_house(mall, url, tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(params=BOTH_DATABASES)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """A connected, synchronized gateway, once on SQLite, once on PostgreSQL."""
    kind = {"sqlite": "sqlite_house", "postgresql": "postgres_house"}[request.param]
    opened: House = request.getfixturevalue(kind)
    opened.clock.ahead_s = 0.0
    opened.mall.clear_faults()
    yield opened
    opened.mall.clear_faults()


@pytest.fixture(scope="session")
def processes() -> Iterator[Zygote]:
    """Where processes come from that may be killed."""
    with zygote() as opened:
        yield opened
