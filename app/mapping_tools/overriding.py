"""A connection's own fields: looked at first, then switched on, listed, and taken away again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from app.mapping_tools.tables import context_of, records_in, tables_of
from app.services import Services
from domain.calls import Call, Lane
from domain.catalog import Product
from domain.errors import ConfigurationError, InvalidInputError
from domain.ids import ConnectionId
from mapping.engine import Map, MappingError
from mapping.fields import short
from mapping.overrides import Override, overridden, stored
from mapping.report import MappingReport
from storage import audit, merchants
from storage.merchants import PosConnection

_SAMPLE_S = 30.0
_ACTOR = "operator"
"""Who the audit trail names where nobody signed in: whoever may run the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What an override changes in one sample record."""

    record: str
    attribute: str
    before: str
    after: str
    is_fault: bool = False
    """The record could not be mapped any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What an override would do."""

    samples: int
    differences: Sequence[Difference]

    @property
    def faults(self) -> int:
        """How many samples could not be mapped any more."""
        return sum(one.is_fault for one in self.differences)


def over_samples(platform: str, new: Sequence[Override], payload: Any) -> DryRun:
    """What the overrides change in the records of a payload. Raises InvalidInputError."""
    tables = tables_of(platform)
    theirs = overridden(tables, tuple(new))
    context = context_of(platform, payload, "USD")
    kinds = {kind: table for kind, table in tables.items() if id(table) in theirs}
    differences, samples = [], 0
    for found in records_in(payload, kinds, None):
        samples += 1
        report = MappingReport()
        report.overrides = theirs
        before = _read(tables[found.kind], found.raw, context, MappingReport())
        after = _read(tables[found.kind], found.raw, context, report)
        differences += compared(found.at or "record", before, after)
    return DryRun(samples=samples, differences=differences)


def _read(table: Map[Any], raw: Any, context: Any, report: MappingReport) -> Any:
    try:
        return table.read(raw, context=context, report=report)
    except (MappingError, KeyError) as error:
        return error


def over_live(services: Services, row: PosConnection, new: Sequence[Override]) -> DryRun:
    """What the overrides change in the first page of the connection's catalog, read twice.

    Raises: InvalidInputError, PlatformError.
    """
    theirs = overridden(tables_of(row.platform), tuple(new))
    before, after = (
        _first_page(services, row, tables) for tables in (None, theirs)
    )  # fmt: skip
    differences = [
        one
        for number in before
        for one in compared(number, before[number], after.get(number, _gone(number)))
    ]
    return DryRun(samples=len(before), differences=differences)


def _gone(number: str) -> MappingError:
    return MappingError("(record)", number, "it can no longer be mapped")


def _first_page(
    services: Services, row: PosConnection, tables: Mapping[int, Map[Any]] | None
) -> dict[str, Product]:
    report = MappingReport()
    report.overrides = tables or {}
    call = Call.within(_SAMPLE_S, lane=Lane.BACKFILL, correlation_id="mapping-dry-run")
    adapter = services.directory.open(row.id, call, report=report)
    page = next(iter(adapter.products()))
    return {one.platform_id: one for one in page.records}


def compared(record: str, before: Any, after: Any) -> list[Difference]:
    """The attributes that differ, nested ones by their path."""
    if isinstance(after, Exception) and not isinstance(before, Exception):
        return [
            Difference(
                record=record,
                attribute="(record)",
                before="mapped",
                after=str(after),
                is_fault=True,
            )
        ]
    return [
        Difference(record=record, attribute=name, before=short(old), after=short(new))
        for name, old, new in _leaves("", before, after)
    ]


def _leaves(name: str, old: Any, new: Any) -> Iterable[tuple[str, Any, Any]]:
    if old == new:
        return
    if is_dataclass(old) and type(old) is type(new):
        for each in fields(old):
            inner = f"{name}.{each.name}" if name else each.name
            yield from _leaves(inner, getattr(old, each.name), getattr(new, each.name))
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _leaves(f"{name}[{index}]", one, other)
    else:
        yield name, old, new


def switch_on(
    services: Services, row: PosConnection, override: Override, *, actor: str = _ACTOR
) -> None:
    """Keep the override in the connection's settings. Raises InvalidInputError."""
    kept = {**_kept(row), override.name: override.as_setting()}
    overridden(tables_of(row.platform), stored({"mapping": kept}))
    _keep(services, row, kept, f"mapping.{override.name}", actor)


def remove(services: Services, row: PosConnection, name: str, *, actor: str = _ACTOR) -> None:
    """Take an override away. Raises InvalidInputError if there is none of that name."""
    kept = _kept(row)
    if kept.pop(name, None) is None:
        there = ", ".join(kept) or "none"
        raise InvalidInputError("field", name, f"the overrides of this connection: {there}")
    _keep(services, row, kept, f"mapping.{name} removed", actor)


def connection_of(services: Services, connection_id: str) -> PosConnection:
    """The connection's row. Raises NotFoundError."""
    with services.database.read() as tx:
        return merchants.connection(tx, ConnectionId(connection_id))


def _kept(row: PosConnection) -> dict[str, Any]:
    kept = row.settings.get("mapping") or {}
    if not isinstance(kept, Mapping):
        raise ConfigurationError(
            f"connection {row.id}: the setting 'mapping' is no table of fields"
        )
    return dict(kept)


def _keep(
    services: Services, row: PosConnection, kept: Mapping[str, Any], subject: str, actor: str
) -> None:
    settings = {name: value for name, value in row.settings.items() if name != "mapping"}
    if kept:
        settings["mapping"] = dict(kept)
    with services.database.write() as tx:
        fresh = merchants.connection(tx, row.id)
        merchants.update_connection(tx, replace(fresh, settings=settings))
        audit.record(
            tx,
            merchant_id=row.merchant_id,
            connection_id=row.id,
            actor=actor,
            action="mapping.changed",
            subject=subject,
            at=services.clock.now(),
        )
    services.directory.forget(row.id)
