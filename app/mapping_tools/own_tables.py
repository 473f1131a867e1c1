"""A connection's own tables, for the runs that read its catalog."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import orjson

from app.mapping_tools.tables import tables_of
from mapping.engine import Map
from mapping.overrides import overridden, stored
from mapping.report import MappingReport


def report_for(
    platform: str, settings: Mapping[str, Any], report: MappingReport | None
) -> MappingReport | None:
    """The run's report, with the connection's own tables in it where it has some.

    A connection without any costs one look into its settings.
    """
    if not settings.get("mapping"):
        return report
    prepared = report or MappingReport()
    prepared.overrides = _own_tables(platform, orjson.dumps(settings["mapping"]))
    return prepared


@lru_cache(maxsize=256)
def _own_tables(platform: str, packed: bytes) -> Mapping[int, Map[Any]]:
    """Compiled once per process for all connections that say the same."""
    return overridden(tables_of(platform), stored({"mapping": orjson.loads(packed)}))
