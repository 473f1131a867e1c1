"""Packages whose own code runs at their first use."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.lazy_packages import load_later

PACKAGE = "waits_for_its_use"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").write_text("from waits_for_its_use.inner import four\nfive = four + 1")
    (folder / "inner.py").write_text("four = 4")
    monkeypatch.syspath_prepend(tmp_path)
    before = sys.meta_path[:]
    yield PACKAGE
    sys.meta_path[:] = before
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


def test_a_package_is_run_when_it_is_asked_for_a_name(package: str) -> None:
    load_later(package)
    module = importlib.import_module(package)
    was_run = "five" in vars(module)

    assert module.five == 5
    assert not was_run
    assert module.four == 4
    with pytest.raises(AttributeError):
        _ = module.six


def test_a_module_of_it_is_imported_without_running_the_package(package: str) -> None:
    load_later(package)

    assert importlib.import_module(f"{package}.inner").four == 4
    assert "five" not in vars(sys.modules[package])


def test_what_is_asked_for_in_the_import_is_there(package: str) -> None:
    load_later(package)

    found: dict[str, int] = {}
    exec(f"from {package} import five", found)
    assert found["five"] == 5


def test_a_package_that_is_loaded_already_stays_as_it_is(package: str) -> None:
    module = importlib.import_module(package)
    before = sys.meta_path[:]
    load_later(package)

    assert sys.meta_path == before
    assert sys.modules[package] is module


def test_the_client_for_redis_works_without_its_part_for_asyncio() -> None:
    code = (
        "import sys; from config.lazy_packages import load_later; load_later('redis.asyncio')\n"
        "import redis, redis.client\n"
        "redis.Redis.from_url('unix:///nowhere')\n"
        "assert 'redis.asyncio.client' not in sys.modules\n"
        "from redis.asyncio import Redis\n"
        "assert Redis.__module__ == 'redis.asyncio.client'"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
