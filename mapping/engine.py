"""Declarative mapping between a vendor's record and the unified schema.

A table (`Map`) names, for each attribute of a unified type, the vendor's field path and a
converter. `Map.read` builds the unified value, `Map.write` the vendor's record. Every vendor
field is accounted for: mapped, ignored with a reason, or counted as unknown in the
`MappingReport`. A record that cannot be mapped raises `MappingError` with the path, the value and
the remedy, so that the caller can quarantine it and go on.

Paths are dotted keys. A trailing `[]` says that the value is a list: the converter is applied to
each element and the result is a tuple. Absent and null are the same: the field's default is taken,
and a field without one makes the record unmappable. A converter is a named pure function, a
`StateTable`, or another `Map` (a nested record, which shares context and report). A field may read
several paths at once (`Field("price", ("amount", "currency"), money)`); its converter then gets
one argument per path, None where absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from mapping.accounting import Accounting
from mapping.compiler import compiled
from mapping.fields import (
    REQUIRED,
    Builder,
    Context,
    Field,
    MappingError,
    StateTable,
    Table,
)
from mapping.report import UNHEEDED, MappingReport

__all__ = ["REQUIRED", "Context", "Field", "Map", "MappingError", "StateTable"]

T = TypeVar("T")

_NO_CONTEXT: Context = {}


@dataclass(frozen=True)
class Map(Generic[T]):
    """A table between one vendor record and one unified type."""

    target: Callable[..., T]
    fields: tuple[Field, ...]
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Vendor path to the reason why it is not mapped; a path covers everything below it."""
    constants: Mapping[str, Any] = field(default_factory=dict)
    """Attributes of the target that no vendor field decides."""
    finish: Callable[[T, Mapping[str, Any]], T] | None = None
    """What only the whole value and its record tell, such as lines that add up to a total."""

    def __post_init__(self) -> None:
        consumed = {
            path.removesuffix("[]"): f.convert if isinstance(f.convert, Map) else None
            for f in self.fields
            for path in f.paths
        }
        nested = {path: table.accounting for path, table in consumed.items() if table is not None}
        object.__setattr__(self, "accounting", Accounting(consumed, self.ignored, nested))

    accounting: Accounting = field(init=False, repr=False, compare=False)

    def read(
        self,
        raw: Mapping[str, Any],
        *,
        context: Context = _NO_CONTEXT,
        report: MappingReport | None = None,
    ) -> T:
        """Build the unified value. Raises MappingError naming path, value and remedy."""
        if report is None:
            found: T = self.builder()(raw, context, UNHEEDED)
            return found
        table = self if report.overrides is None else report.overrides.get(id(self), self)
        value: T = table.builder()(raw, context, report)
        report.records += 1
        table.accounting.count(raw, report)
        return value

    def prepare(self, raw: Any) -> Any:
        """The record as the fields expect it; tables of uneven shapes make it even here."""
        return raw

    def builder(self) -> Builder:
        """The function behind the table, made on first use."""
        if self._builder is None:
            made = _finished(compiled(self.target, self.fields, self.constants), self.finish)
            object.__setattr__(self, "_builder", made)
            return made
        return self._builder

    _builder: Builder | None = field(init=False, repr=False, compare=False, default=None)

    def read_many(
        self, raws: Iterable[Mapping[str, Any]], *, context: Context, report: MappingReport
    ) -> tuple[list[T], list[tuple[Mapping[str, Any], MappingError]]]:
        """Every record that maps, and apart from them those that do not, with their faults."""
        good: list[T] = []
        bad: list[tuple[Mapping[str, Any], MappingError]] = []
        for raw in raws:
            try:
                good.append(self.read(raw, context=context, report=report))
            except MappingError as error:
                bad.append((raw, error))
        return good, bad

    def write(self, value: T) -> dict[str, Any]:
        """The vendor's record of the mapped fields; attributes that are None are left out.

        Raises ValueError for a table with a field of several paths, which has no inverse.
        """
        record: dict[str, Any] = {}
        for f in self.fields:
            if not isinstance(f.path, str):
                raise ValueError(f"{f.name} reads several paths and cannot be written")
            ours = getattr(value, f.name)
            if ours is not None:
                _put(record, f.path, _written(f, ours))
        return record


def _finished(build: Builder, finish: Callable[[Any, Mapping[str, Any]], Any] | None) -> Builder:
    """The builder, and what comes last."""
    if finish is None:
        return build
    last = finish
    return lambda raw, context, report: last(build(raw, context, report), raw)


def _written(f: Field, ours: Any) -> Any:
    one = f.write or _inverse(f.convert)
    return [one(item) for item in ours] if str(f.path).endswith("[]") else one(ours)


def _inverse(convert: Any) -> Callable[[Any], Any]:
    if isinstance(convert, Table):
        return convert.write
    if isinstance(convert, StateTable):
        return convert.word_for
    return _same


def _same(value: Any) -> Any:
    return value


def _put(record: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.removesuffix("[]").split(".")
    for key in parents:
        record = record.setdefault(key, {})
    record[last] = value
