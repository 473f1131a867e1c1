"""Declarative mapping between a vendor's record and the unified schema.

A table names, for each attribute of a unified type, the vendor's field path and a converter.
`Map.read` builds the unified value; every vendor field is accounted for: mapped, ignored with a
reason, or counted as unknown in the `MappingReport`. A record that cannot be mapped raises
`MappingError` with the path, the value and the remedy, so that the caller can quarantine it.

Paths are dotted keys; `name[]` walks every element of a list (its result is a tuple), `name[0]`
takes one, and "" is the record itself. An absent or null step yields the field's default.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Converter = Callable[[Any], Any]


class _Missing:
    """The mark of a field without a default."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Any = _Missing()


class MappingError(ValueError):
    """A record cannot be mapped: `path` is where, `value` what was there, `remedy` what helps."""

    def __init__(self, path: str, value: object, remedy: str) -> None:
        super().__init__(f"{path}: {_short(value)} cannot be mapped; {remedy}")
        self.path = path
        self.value = _short(value)
        self.remedy = remedy


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


@dataclass(slots=True)
class MappingReport:
    """What one run of a table met: how many records, which fields it dropped and why."""

    records: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    """Vendor path to how often it was present and ignored on purpose."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Vendor path to how often it was present and in no table: the vendor drifted."""
    unknown_words: Counter[str] = field(default_factory=Counter)
    """`path=word` of state tables to how often it was met."""

    def merge(self, other: MappingReport) -> None:
        """Add another report's counts to this one."""
        self.records += other.records
        self.ignored.update(other.ignored)
        self.unknown.update(other.unknown)
        self.unknown_words.update(other.unknown_words)


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of the unified type and where the vendor keeps it."""

    name: str
    path: str
    convert: Converter | None = None
    default: Any = REQUIRED
