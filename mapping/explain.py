"""What a table makes of one record, field by field, for people who ask why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mapping.compiler import compiled
from mapping.engine import Context, Map
from mapping.fields import Field, MappingError, short
from mapping.report import MappingReport


class Outcome(StrEnum):
    """What became of one field of a record."""

    MAPPED = "mapped"
    DROPPED = "dropped"
    UNKNOWN = "unknown"
    UNMAPPABLE = "unmappable"
    UNCLEAR = "unclear"
    """Depends on what only a run knows (the account's currency, records beside this one)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One line of the answer."""

    outcome: Outcome
    path: str
    attribute: str | None = None
    """The unified attribute, with that of enclosing records before it."""
    value: str = ""
    """What the record has there, shortened."""
    result: str = ""
    """What the attribute becomes."""
    reason: str = ""
    """Why it is dropped, or what to do about it."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a nested record stands, by path and by attribute."""

    path: str = ""
    attribute: str = ""


def explain(table: Map[Any], raw: Any, context: Context) -> list[Trace]:
    """Every field of the record: mapped, dropped, unknown, or why not."""
    return list(_record(table, table.prepare(raw), context, _Place()))


def _record(table: Map[Any], raw: Any, context: Context, place: _Place) -> Iterator[Trace]:
    if not isinstance(raw, Mapping):
        yield Trace(
            outcome=Outcome.UNMAPPABLE,
            path=place.path.rstrip("."),
            value=short(raw),
            reason="the platform should send an object here",
        )
        return
    traces = [trace for one in table.fields for trace in _field(one, raw, context, place)]
    yield from traces
    yield from _left_over(table, raw, place, "")
    if {trace.outcome for trace in traces} <= {Outcome.MAPPED}:
        yield from _as_a_whole(table, raw, context, place)


def _field(field: Field, raw: Any, context: Context, place: _Place) -> Iterator[Trace]:
    values = [_at(raw, path) for path in field.paths]
    there = {one: v for one, v in zip(field.paths, values, strict=True) if v is not None}
    path = " + ".join(f"{place.path}{one}" for one in there or field.paths)
    shown = short(list(there.values()) if len(there) > 1 else next(iter(there.values()), None))
    attribute = f"{place.attribute}{field.name}"
    if isinstance(field.convert, Map) and values[0] is not None:
        yield from _nested(field.convert, field, values[0], context, place)
        return
    lacking = [name for name in field.context if name not in context]
    if lacking and any(value is not None for value in values):
        yield Trace(
            outcome=Outcome.UNCLEAR, path=path, attribute=attribute, value=shown,
            reason=f"decided with {', '.join(lacking)}, which a run knows",
        )  # fmt: skip
        return
    yield from _converted(field, raw, context, (path, attribute, shown))


def _converted(
    field: Field, raw: Any, context: Context, told: tuple[str, str, str]
) -> Iterator[Trace]:
    path, attribute, shown = told
    report = MappingReport()
    try:
        made = compiled(dict, (field,), {})(raw, context, report)
    except MappingError as error:
        yield Trace(
            outcome=Outcome.UNMAPPABLE, path=path, attribute=attribute, value=shown,
            reason=error.remedy,
        )  # fmt: skip
        return
    if report.unknown_words:
        yield Trace(
            outcome=Outcome.UNKNOWN, path=path, attribute=attribute, value=shown,
            result=short(made[field.name]), reason="a word that is in no state table",
        )  # fmt: skip
    elif any(_at(raw, one) is not None for one in field.paths):
        yield Trace(
            outcome=Outcome.MAPPED, path=path, attribute=attribute, value=shown,
            result=short(made[field.name]),
        )  # fmt: skip


def _nested(
    table: Map[Any], field: Field, value: Any, context: Context, place: _Place
) -> Iterator[Trace]:
    path = str(field.path).removesuffix("[]")
    is_list = str(field.path).endswith("[]")
    elements = value if is_list and isinstance(value, list) else [value]
    for index, element in enumerate(elements):
        mark = f"[{index}]" if is_list else ""
        inner = _Place(f"{place.path}{path}{mark}.", f"{place.attribute}{field.name}{mark}.")
        yield from _record(table, element, context, inner)


def _left_over(table: Map[Any], raw: Any, place: _Place, level: str) -> Iterator[Trace]:
    """Fields that no attribute reads: dropped with a reason, or unknown."""
    for key, value in raw.items():
        path = f"{level}.{key}" if level else key
        verdict = table.accounting.verdict(path)
        stands, shown = f"{place.path}{path}", short(value)
        if verdict == "ignored":
            reason = table.ignored[path]
            yield Trace(outcome=Outcome.DROPPED, path=stands, value=shown, reason=reason)
        elif verdict == "unknown":
            reason = "in no table: the vendor may have added it"
            yield Trace(outcome=Outcome.UNKNOWN, path=stands, value=shown, reason=reason)
        elif verdict == "inner" and isinstance(value, Mapping):
            yield from _left_over(table, value, place, path)


def _as_a_whole(table: Map[Any], raw: Any, context: Context, place: _Place) -> Iterator[Trace]:
    """A fault that only shows when the fields come together."""
    try:
        table.read(raw, context=context)
    except MappingError as error:
        yield Trace(
            outcome=Outcome.UNMAPPABLE,
            path=f"{place.path}{error.path}",
            value=error.value,
            reason=error.remedy,
        )


def _at(raw: Any, path: str) -> Any:
    for key in path.removesuffix("[]").split("."):
        if not isinstance(raw, Mapping):
            return None
        raw = raw.get(key)
    return raw
