"""Raw records through the mapping tables: pages with what could not be mapped set apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import orjson

from adapters.square.client import malformed
from adapters.wire import JsonObject
from domain.events import Entity, Quarantined
from mapping.engine import Map, MappingError
from mapping.report import MappingReport

T = TypeVar("T")

_PERSONAL = frozenset({Entity.CUSTOMER, Entity.ORDER})


def read_one(tables: Map[T], raw: Any, operation: str, report: MappingReport) -> T:
    """The one record of an answer. Raises MalformedResponseError naming the path."""
    try:
        return tables.read(raw, report=report)
    except MappingError as error:
        fault = malformed(operation, f"{error.path} cannot be mapped; {error.remedy}")
        fault.path = error.path
        raise fault from error


def read_page(
    raws: Iterable[JsonObject],
    tables: Map[T],
    entity: Entity,
    *,
    context: Mapping[str, Any],
    report: MappingReport,
) -> tuple[tuple[T, ...], tuple[Quarantined, ...]]:
    """The records that map, and apart from them those that do not."""
    good, bad = tables.read_many(raws, context=context, report=report)
    return tuple(good), tuple(quarantine(raw, entity, error) for raw, error in bad)


def quarantine(raw: Mapping[str, Any], entity: Entity, error: MappingError) -> Quarantined:
    """A record that cannot be mapped, with what a person needs to put it right."""
    return Quarantined(
        entity=entity,
        platform_id=raw.get("id") or raw.get("catalog_object_id"),
        path=error.path,
        value="(withheld: personal data)" if entity in _PERSONAL else error.value,
        remedy=error.remedy,
        raw=orjson.dumps(raw),
    )
