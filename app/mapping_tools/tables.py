"""A platform's mapping tables, and the records of a payload that they fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from types import ModuleType
from typing import Any

from adapters.registry import BUILT_IN, PLATFORMS
from domain.errors import ConfigurationError
from mapping.engine import REQUIRED, Context, Map

MAIN = ("location", "product", "variant", "stock", "customer", "order", "payment", "refund")
"""Kinds that go before others."""
_SURE = 0.70
"""Below this likeness nothing is taken for a record."""
_DEEPEST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A record in a payload, with the table that fits it."""

    kind: str
    at: str
    """Its path in the payload; empty for the payload itself."""
    raw: Mapping[str, Any]


def tables_of(platform: str) -> dict[str, Map[Any]]:
    """The platform's tables by kind (`product`, `variant` …), the main ones first.

    Raises ConfigurationError where there are none. A package of its own keeps them in its
    `tables` module.
    """
    module = _module_of(platform)
    found = {name.lower(): each for name, each in vars(module).items() if isinstance(each, Map)}
    return {kind: found[kind] for kind in (*MAIN, *found) if kind in found}


def context_of(platform: str, payload: Any, currency: str) -> Context:
    """What a run would know, as far as a payload tells: the currency given, times in UTC, now.

    A platform's tables may tell more in `sample_context(payload, currency)`. Raises MappingError.
    """
    now = datetime.now(UTC)
    usual = {"currency": currency, "zone": UTC, "now": now, "as_of": now, "read_at": now}
    told = getattr(_module_of(platform), "sample_context", None)
    return usual | (told(payload, currency) if told is not None else {})


def records_in(payload: Any, tables: Mapping[str, Map[Any]], kind: str | None) -> list[Found]:
    """The outermost records of a payload that a table fits; of that kind alone where given.

    A payload that is one record of the given kind is taken as it is, however little fits.
    Raises ConfigurationError for a kind without a table.
    """
    if kind is not None:
        if kind not in tables:
            raise ConfigurationError(f"no kind {kind!r}; there are: {', '.join(tables)}")
        tables = {kind: tables[kind]}
    found = list(_walk(payload, tables, "", 0))
    if not found and kind is not None and isinstance(payload, Mapping):
        return [Found(kind=kind, at="", raw=payload)]
    return found


def _module_of(platform: str) -> ModuleType:
    if platform in BUILT_IN:
        return import_module(f"mapping.platforms.{platform}")
    if platform not in PLATFORMS:
        known = ", ".join(sorted(PLATFORMS))
        raise ConfigurationError(f"no platform {platform!r}; there are: {known}")
    package = PLATFORMS[platform].open.__module__.partition(".")[0]
    return import_module(f"{package}.tables")


def _walk(node: Any, tables: Mapping[str, Map[Any]], at: str, depth: int) -> Iterator[Found]:
    if isinstance(node, Mapping):
        kind = _best(node, tables)
        if kind is not None:
            yield Found(kind=kind, at=at, raw=node)
        elif depth < _DEEPEST:
            for key, inner in node.items():
                yield from _walk(inner, tables, f"{at}.{key}" if at else str(key), depth + 1)
    elif isinstance(node, list) and depth < _DEEPEST:
        for index, inner in enumerate(node):
            yield from _walk(inner, tables, f"{at}[{index}]", depth + 1)


def _best(node: Mapping[str, Any], tables: Mapping[str, Map[Any]]) -> str | None:
    """The kind whose table fits best: one that knows every field, else a main one, else another."""
    scores = {kind: _score(node, table) for kind, table in tables.items() if _is_named(node, table)}
    fitting = [kind for kind, score in scores.items() if score >= _SURE]
    return max(
        fitting,
        key=lambda kind: (not _strange(node, tables[kind]), kind in MAIN, scores[kind]),
        default=None,
    )


def _is_named(node: Mapping[str, Any], table: Map[Any]) -> bool:
    """Whether every id that a record of the table needs is there: without, it is something else."""
    raw = table.prepare(node)
    names = [one for one in table.fields if one.name.endswith("_id") and one.default is REQUIRED]
    return all(any(has_path(raw, path) for path in one.paths) for one in names)


def _strange(node: Mapping[str, Any], table: Map[Any]) -> list[Any]:
    """What stands in fields that the table does not know."""
    raw = table.prepare(node)
    return [raw[key] for key in raw if table.accounting.verdict(str(key)) == "unknown"]


def _score(node: Mapping[str, Any], table: Map[Any]) -> float:
    """How much a record is like what the table reads, from 0 to 1.

    Counts the share of its fields that are known, of the required ones that are there, and of all
    the table's that are there; an object in no table says that it is something else.
    """
    raw = table.prepare(node)
    if not raw or not table.fields:
        return 0.0
    strange = _strange(node, table)
    there = {each.name for each in table.fields if any(has_path(raw, p) for p in each.paths)}
    needed = [each.name for each in table.fields if each.default is REQUIRED]
    known, filled = 1 - len(strange) / len(raw), len(there) / len(table.fields)
    required = len(there.intersection(needed)) / len(needed) if len(needed) > 1 else filled
    penalty = 0.25 if any(isinstance(one, (Mapping, list)) for one in strange) else 0.0
    return 0.45 * known + 0.35 * required + 0.2 * filled - penalty


def has_path(raw: Any, path: str) -> bool:
    """Whether a record has something at a dotted path."""
    for key in path.removesuffix("[]").split("."):
        if not isinstance(raw, Mapping) or raw.get(key) is None:
            return False
        raw = raw[key]
    return True
