"""One mall for all tests here, and one house per database; every test takes goods of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrate
from storage.shopper_notices import ShopperChannelKind
from tests.conftest import BOTH_DATABASES
from tests.integration.commerce.house import (
    MERCHANT,
    House,
    Mall,
    grant,
    open_house,
    open_mall,
)
from tests.integration.commerce.street import Street, open_street
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


@pytest.fixture
def member_house(sqlite_house: House) -> Iterator[House]:
    """Square's loyalty switched on and permitted; off again afterwards, for the other tests."""
    house, square = sqlite_house, sqlite_house.connections["square"]
    house.clock.ahead_s = 0.0
    house.mall.clear_faults()
    grant(house.services, "square", options={"loyalty": "on"})
    house.services.connections.change_options(MERCHANT, square, {"loyalty": "on"})
    yield house
    house.services.connections.change_options(MERCHANT, square, {"loyalty": ""})


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
def opened_street(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Street]:
    """Clover, Lightspeed and Vend beside Square, on SQLite."""
    folder = tmp_path_factory.mktemp("street")
    shutil.copyfile(sqlite_template, folder / "voicetill.db")
    with open_street(f"sqlite:///{folder}/voicetill.db", folder) as opened:
        yield opened


@pytest.fixture
def street(opened_street: Street) -> Iterator[Street]:
    """The street as every test finds it: Square takes the money, time is real, all behave."""
    opened_street.clock.ahead_s = 0.0
    opened_street.paid_through("square")
    yield opened_street
    for till in opened_street.tills.values():
        till.shop.control.faults.remove()


@pytest.fixture(scope="session")
def processes() -> Iterator[Zygote]:
    """Where processes come from that may be killed."""
    with zygote() as opened:
        opened.run_all([])  # answered once everything is imported
        yield opened


@pytest.fixture
def told_by_webhook(house: House) -> Iterator[None]:
    """The merchant has shoppers told by a program of theirs; the shops behave again afterwards."""
    with house.services.database.write() as tx:
        house.services.care.shopper_channels.put(
            tx,
            MERCHANT,
            ShopperChannelKind.WEBHOOK,
            url="https://hooks.example/shopper",
            secret="whsec_c2VjcmV0",
            now=house.clock.now(),
        )
    yield
    house.mall.clear_faults()
