"""A real gateway process over two sandbox shops, on either database, with everything it writes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrate
from tests.conftest import BOTH_DATABASES
from tests.security.gateway import Gateway, open_gateway
from tests.security.shop import open_retailer
from tests.servers import Postgres

_HERE = Path(__file__).parent


@pytest.fixture(scope="package")
def sqlite_gateway(
    sqlite_template: Path, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """A gateway that keeps everything in SQLite and Valkey."""
    folder = tmp_path_factory.mktemp("gateway")
    shutil.copyfile(sqlite_template, folder / "voicetill.db")
    url = f"sqlite:///{folder}/voicetill.db"
    with (
        open_retailer(url, folder) as shop,
        open_gateway(shop, folder, valkey_url) as gateway,
    ):
        yield gateway


@pytest.fixture(scope="package")
def postgres_gateway(
    postgres_server: Postgres, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Gateway]:
    """The same on PostgreSQL."""
    postgres_server.run("CREATE DATABASE security")
    url = postgres_server.url("security")
    migrate.upgrade(url)
    folder = tmp_path_factory.mktemp("gateway")
    with (
        open_retailer(url, folder) as shop,
        open_gateway(shop, folder, valkey_url, cluster=postgres_server) as gateway,
    ):
        yield gateway


@pytest.fixture(scope="package", params=BOTH_DATABASES)
def gateway(request: pytest.FixtureRequest) -> Gateway:
    """A running gateway, once on each database."""
    kind = {"sqlite": "sqlite_gateway", "postgresql": "postgres_gateway"}[request.param]
    opened: Gateway = request.getfixturevalue(kind)
    return opened


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What looks at everything written comes after all that writes, also in random order."""
    items.sort(key=lambda item: item.path.parent == _HERE and "test_afterwards" in item.name)
