"""A merchant's own way of filling a field: another path, another converter, checked beforehand.

An override names an attribute of the catalog ("product.brand") and where this merchant keeps it.
Only the catalog can be overridden: its records always come by listing or refetch, so there is one
way to read them, where a webhook that brings a whole record is read without its connection's
settings. Ids, revisions and nested records cannot be: the house stands on them.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Any

from domain.errors import InvalidInputError
from mapping import converters
from mapping.engine import Field, Map, StateTable

Tables = Mapping[str, Map[Any]]
"""A platform's tables by kind: `product`, `variant` …"""

KINDS = ("location", "product", "variant")
REPLACED = "this merchant fills the field from elsewhere"
_FIXED = frozenset({"platform_id", "revision", "inventory_platform_id"})
_PATH = re.compile(r"[A-Za-z0-9_@$:-]+(?:\.[A-Za-z0-9_@$:-]+){0,9}(?:\[\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Where one merchant keeps one attribute."""

    kind: str
    attribute: str
    path: str
    convert: str | None = None
    """The name of a converter; None: the one the table has."""

    @property
    def name(self) -> str:
        """`kind.attribute`."""
        return f"{self.kind}.{self.attribute}"

    def as_setting(self) -> dict[str, str]:
        """How it rests in a connection's settings, under its name."""
        return {"path": self.path} | ({"convert": self.convert} if self.convert else {})


def stored(settings: Mapping[str, Any]) -> tuple[Override, ...]:
    """The overrides in a connection's settings."""
    return tuple(_read(name, kept) for name, kept in (settings.get("mapping") or {}).items())


def _read(name: str, kept: Mapping[str, str]) -> Override:
    kind, _, attribute = name.partition(".")
    return Override(kind=kind, attribute=attribute, path=kept["path"], convert=kept.get("convert"))


def known_converters(tables: Tables) -> dict[str, Callable[[Any], Any]]:
    """What an override may name: the shared converters, and the platform's own of one value."""
    shared = inspect.getmembers(converters, inspect.isfunction)
    found: dict[str, Callable[[Any], Any]] = {
        name: each for name, each in shared if _takes_one(each) and name[0] != "_"
    }
    for table in tables.values():
        for each in table.fields:
            convert = each.convert
            if inspect.isfunction(convert) and isinstance(each.path, str) and not each.context:
                found.setdefault(convert.__name__.removeprefix("_"), convert)
    return found


def _takes_one(function: Callable[..., Any]) -> bool:
    is_public = function.__module__ == converters.__name__
    return is_public and len(inspect.signature(function).parameters) == 1


def check(override: Override, tables: Tables) -> Field:
    """The field that an override makes. Raises InvalidInputError naming what is wrong with it."""
    table, old = _field(override, tables)
    if not _PATH.fullmatch(override.path):
        remedy = "write keys joined by dots, with [] behind a list: item_data.tags[]"
        raise InvalidInputError("path", override.path, remedy)
    convert = _converter(override, old, tables)
    new = replace(old, path=override.path, convert=convert, context=_context(override, old))
    _check_type(override, table, new)
    return new


def changeable(table: Map[Any]) -> list[Field]:
    """The fields of a table that an override may name."""
    return [
        one for one in table.fields if one.name not in _FIXED and not isinstance(one.convert, Map)
    ]


def _field(override: Override, tables: Tables) -> tuple[Map[Any], Field]:
    if override.kind not in KINDS or override.kind not in tables:
        known = ", ".join(kind for kind in KINDS if kind in tables)
        raise InvalidInputError("field", override.name, f"begin with one of: {known}")
    table = tables[override.kind]
    found = {one.name: one for one in changeable(table)}
    if override.attribute not in found:
        names = ", ".join(f"{override.kind}.{name}" for name in found)
        raise InvalidInputError("field", override.name, f"choose one of: {names}")
    return table, found[override.attribute]


def _converter(override: Override, old: Field, tables: Tables) -> Any:
    if override.convert is not None:
        known = known_converters(tables)
        if override.convert not in known:
            raise InvalidInputError("convert", override.convert, f"there are: {', '.join(known)}")
        return known[override.convert]
    if isinstance(old.path, str) or old.convert is None:
        return old.convert
    remedy = "name a converter: the usual one reads several fields at once"
    raise InvalidInputError("convert", override.convert, remedy)


def _context(override: Override, old: Field) -> tuple[str, ...]:
    return () if override.convert is not None else old.context


def _check_type(override: Override, table: Map[Any], field: Field) -> None:
    """A converter must give what the attribute is; lists are read element by element."""
    wanted = _attribute_type(table, field.name)
    is_list = override.path.endswith("[]")
    if is_list != (typing.get_origin(wanted) is tuple) and override.convert is not None:
        remedy = "it is one value: leave the [] out" if is_list else "it is a list: end with []"
        raise InvalidInputError("path", override.path, f"about {field.name}, {remedy}")
    if is_list:
        wanted = typing.get_args(wanted)[0]
    given = _given_type(field)
    if given is None or set(_members(given)) <= {*_members(wanted), NoneType}:
        return
    remedy = f"{field.name} is {_words(wanted)}, and it gives {_words(given)}"
    raise InvalidInputError("convert", override.convert, remedy)


def _attribute_type(table: Map[Any], name: str) -> Any:
    return typing.get_type_hints(table.target)[name] if inspect.isclass(table.target) else Any


def _given_type(field: Field) -> Any:
    if field.convert is None or isinstance(field.convert, StateTable):
        return None
    found = typing.get_type_hints(field.convert).get("return")
    return None if found is Any else found


def _members(kind: Any) -> Iterator[Any]:
    """The plain classes in a type: those of a union, the base of a NewType, a generic's origin."""
    if typing.get_origin(kind) in (typing.Union, UnionType):
        for each in typing.get_args(kind):
            yield from _members(each)
    elif hasattr(kind, "__supertype__"):
        yield from _members(kind.__supertype__)
    else:
        yield typing.get_origin(kind) or kind


def _words(kind: Any) -> str:
    return " or ".join(getattr(each, "__name__", str(each)) for each in _members(kind))


def overridden(tables: Tables, overrides: tuple[Override, ...]) -> dict[int, Map[Any]]:
    """The merchant's tables by `id` of those they stand in for, enclosing ones included."""
    fields: dict[int, list[Field]] = {}
    for override in overrides:
        key = id(tables[override.kind])
        fields.setdefault(key, []).append(check(override, tables))
    made: dict[int, Map[Any]] = {}
    for table in tables.values():
        _remade(table, fields, made)
    return made


def _remade(
    table: Map[Any], fields: Mapping[int, list[Field]], made: dict[int, Map[Any]]
) -> Map[Any]:
    """The table with its new fields, and with nested tables that have some; the same if none."""
    if id(table) in made:
        return made[id(table)]
    own = {one.name: one for one in fields.get(id(table), ())}
    changed = [_nested(own.get(one.name, one), fields, made) for one in table.fields]
    if all(new is old for new, old in zip(changed, table.fields, strict=True)):
        return table
    read = {path.removesuffix("[]") for one in changed for path in one.paths}
    left = {p.removesuffix("[]") for one in table.fields for p in one.paths} - read
    ignored = {**table.ignored, **dict.fromkeys(left, REPLACED)}
    made[id(table)] = replace(table, fields=tuple(changed), ignored=ignored)
    return made[id(table)]


def _nested(field: Field, fields: Mapping[int, list[Field]], made: dict[int, Map[Any]]) -> Field:
    if not isinstance(field.convert, Map):
        return field
    inner = _remade(field.convert, fields, made)
    return field if inner is field.convert else replace(field, convert=inner)
