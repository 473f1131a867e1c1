"""A platform's mapping tables as lines for people: what is mapped from where, what is dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mapping.engine import REQUIRED, Map
from mapping.fields import Field
from mapping.overrides import KINDS, Override, changeable


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One attribute and where it comes from."""

    name: str
    paths: Sequence[str]
    convert: str
    is_required: bool
    own: Override | None
    """The merchant's own way, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLines:
    """One kind of record."""

    kind: str
    fields: Sequence[FieldLine]
    dropped: Mapping[str, str]
    """Path to the reason."""


def table_lines(tables: Mapping[str, Map[Any]], own: Sequence[Override]) -> list[TableLines]:
    """Every table, the main kinds first."""
    theirs = {each.name: each for each in own}
    return [
        TableLines(
            kind=kind,
            fields=[_line(each, theirs.get(f"{kind}.{each.name}")) for each in table.fields],
            dropped=table.ignored,
        )
        for kind, table in tables.items()
    ]


def offered(tables: Mapping[str, Map[Any]]) -> list[str]:
    """The fields that a merchant can fill another way, as `kind.attribute`."""
    return [
        f"{kind}.{each.name}"
        for kind in KINDS
        if kind in tables
        for each in changeable(tables[kind])
    ]


def _line(field: Field, own: Override | None) -> FieldLine:
    return FieldLine(
        name=field.name,
        paths=field.paths,
        convert=_converter(field.convert),
        is_required=field.default is REQUIRED,
        own=own,
    )


def _converter(convert: object) -> str:
    """Its name; a table of its own and a table of words are told by what they are."""
    if convert is None:
        return "as it is"
    if isinstance(convert, Map):
        return "a table of its own"
    name = getattr(convert, "__name__", "")
    return name.strip("_").replace("_", " ") or "a table of words"
