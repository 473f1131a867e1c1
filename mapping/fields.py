"""The parts of a mapping table: fields, state tables, and the fault of a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, runtime_checkable

from mapping.report import MappingReport

Context: TypeAlias = Mapping[str, Any]
Builder: TypeAlias = Callable[[Any, Context, MappingReport], Any]
"""Turns a vendor's record into the unified value; counts unknown words in the report."""


class _Required:
    """The mark of a field without a default."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Any = _Required()


class MappingError(ValueError):
    """A record cannot be mapped: `path` is where, `value` what was there, `remedy` what helps."""

    def __init__(self, path: str, value: object, remedy: str) -> None:
        super().__init__(f"{path}: {short(value)} cannot be mapped; {remedy}")
        self.path = path
        self.value = short(value)
        self.remedy = remedy

    def below(self, prefix: str) -> MappingError:
        """The same fault seen from the record that encloses this one."""
        inner = MappingError.__new__(MappingError)
        ValueError.__init__(inner, f"{prefix}.{self}")
        inner.path, inner.value, inner.remedy = f"{prefix}.{self.path}", self.value, self.remedy
        return inner


def short(value: object) -> str:
    """A value in at most 80 characters."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


@runtime_checkable
class Table(Protocol):
    """A table that a field of another one leads to."""

    def builder(self) -> Builder:
        """What builds one of its records."""
        ...

    def write(self, value: Any) -> dict[str, Any]:
        """The vendor's record of the mapped fields."""
        ...


@dataclass(frozen=True, slots=True)
class StateTable:
    """Vendor word to our enum; a word that is not in it becomes `unknown` and is counted."""

    words: Mapping[str, Any]
    unknown: Any

    def word_for(self, state: Any) -> str:
        """The vendor's word for one of our states (the first that maps to it)."""
        for word, ours in self.words.items():
            if ours == state:
                return word
        raise ValueError(f"the platform has no word for {state!r}")


@dataclass(frozen=True, slots=True)
class Field:
    """One attribute of the unified type and where the vendor keeps it."""

    name: str
    path: str | tuple[str, ...]
    convert: Callable[..., Any] | StateTable | Table | None = None
    default: Any = REQUIRED
    context: tuple[str, ...] = ()
    """Names in the run's context that the converter gets as further arguments."""
    write: Callable[[Any], Any] | None = None
    """Turns our value back into the vendor's; without it the value is written as it is."""
    remedy: str = ""
    """What to do about a value that cannot be mapped, where more can be said than the obvious."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The vendor's paths this field reads."""
        return (self.path,) if isinstance(self.path, str) else self.path
