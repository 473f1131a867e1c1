"""Fixtures for every kind of test: databases and servers, fresh where a test may change them."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import redis
import structlog
from hypothesis import HealthCheck, settings
from werkzeug.routing import Rule
from xdist.remote import Producer

from storage import migrate
from storage.engine import Database, open_database
from storage.tables import metadata
from tests.servers import Keeper, Postgres, postgres, valkey
from tests.together import Together

pytest.register_assert_rewrite("tests.contract.suite")  # before any folder's conftest imports it

settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")  # how long an example takes says how busy the machine is

_NUMBERS = count(1)
_EMPTY_ALL = "; ".join(
    ["SET session_replication_role = replica", *(f"DELETE FROM {t}" for t in metadata.tables)]
)
"""Without looking at foreign keys, so in any order."""
BOTH_DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.integration))


_MEMORY_DISK = Path("/dev/shm")
_ROOM = 2 << 30
"""Bytes; a whole run keeps some hundred megabytes at a time."""


def pytest_configure() -> None:
    """Temporary folders go to memory, where there is room: SQLite waits for every commit to be
    safe on a disk, and tens of thousands of them show nothing.

    What a script starts in the background ignores Ctrl-C, as would every process started here.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if _MEMORY_DISK.is_dir() and shutil.disk_usage(_MEMORY_DISK).free > _ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY_DISK))


def pytest_collection_finish() -> None:
    """What stands when all tests are found stays to the end: the collector need not look through it
    again and again (a sixth of the suite's time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """How several test processes share the work."""
    return Together(config, log)


@pytest.fixture(scope="session", autouse=True)
def loggers_follow_each_configuration() -> Iterator[None]:
    """A command run in the test process would fix every logger to its own stream for good."""
    configure = structlog.configure

    def without_keeping(**options: Any) -> None:
        configure(**{**options, "cache_logger_on_first_use": False})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", without_keeping)
        # structlog's own default shows every variable of every frame: seconds for one error
        plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(processors=[*structlog.get_config()["processors"][:-1], plain])
        yield


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Nor would the level it chose end with the test."""
    before = structlog.get_config()
    processors = list(before["processors"])
    yield
    structlog.configure(**{**before, "processors": processors})


@pytest.fixture(scope="session", autouse=True)
def addresses_are_compiled_once() -> Iterator[None]:
    """Hundreds of tests build an application, and compiling its addresses is most of the cost."""
    compile_builder = Rule._compile_builder
    known: dict[tuple[Any, ...], Any] = {}

    def compiled_once(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        name = (rule.rule, *rule._trace, append_unknown)
        if name not in known:
            known[name] = compile_builder(rule, append_unknown)
        return known[name]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compiled_once)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A real PostgreSQL, started on first use, one per test process."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: Postgres) -> str:
    """The URL of a migrated database that tests take turns to use."""
    postgres_server.run("CREATE DATABASE migrated")
    url = postgres_server.url("migrated")
    migrate.upgrade(url)
    return url


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


@pytest.fixture(scope="session")
def keeper(postgres_server: Postgres, migrated_postgres: str) -> Iterator[Keeper]:
    """Who empties the migrated database."""
    with closing(Keeper(postgres_server, "migrated")) as opened:
        yield opened


@pytest.fixture
def postgres_url(migrated_postgres: str, keeper: Keeper) -> Iterator[str]:
    """A migrated PostgreSQL database, empty again after the test (a copy would cost ten times)."""
    yield migrated_postgres
    keeper.run(_EMPTY_ALL)


@pytest.fixture
def blank_postgres_url(postgres_server: Postgres) -> Iterator[str]:
    """A PostgreSQL database of the test's own, without any table."""
    name = f"blank_{next(_NUMBERS)}"
    postgres_server.run(f"CREATE DATABASE {name}")
    yield postgres_server.url(name)
    postgres_server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BOTH_DATABASES)
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table: once SQLite, once PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/blank.db"
    url: str = request.getfixturevalue("blank_postgres_url")
    return url


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


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A real Valkey (Redis) server, started on first use, one per test process."""
    with valkey() as url:
        yield url


@pytest.fixture
def redis_url(valkey_url: str) -> Iterator[str]:
    """A Redis server that is empty again after the test."""
    yield valkey_url
    with redis.Redis.from_url(valkey_url) as client:
        client.flushall()
