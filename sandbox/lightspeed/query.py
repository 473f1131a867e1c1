"""Reading: filters with operators, sorting, cursor paging, counting and relations on request.

Source: developers.lightspeedhq.com/retail/introduction/{parameters,pagination,relations}.
"""

from __future__ import annotations

import base64
import fnmatch
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

import orjson

from sandbox.kit.web import JsonObject
from sandbox.lightspeed.errors import Refusal
from sandbox.lightspeed.wire import nested, one_or_many

LIMIT = 100
_RESERVED = frozenset(
    {"limit", "sort", "after", "before", "count", "load_relations", "archived", "or"}
)
_GONE = {"offset": "after", "orderby": "sort", "orderby_desc": "sort"}
_SPELLED = {"updatetime": "updateTime"}
"""The parameter's spelling, and that of the field in the answers."""
_OPERATOR = re.compile(r"(=|>=|<=|><|>|<|!=|!~|~|IN),(.*)", re.DOTALL)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Records that can be loaded with another; `inner` names one of many."""

    load: Callable[[JsonObject], Any]
    """A record (or None), or a list of them where `inner` is set."""
    inner: str | None = None
    fields: frozenset[str] = frozenset()
    """Names that may be searched for besides those in the records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One endpoint: what may be asked of it."""

    name: str
    id_field: str
    rows: Callable[[], Iterable[JsonObject]]
    fields: frozenset[str]
    sortable: tuple[str, ...]
    scopes: tuple[str, ...]
    """Any of these rights lets a client read it."""
    relations: Mapping[str, Relation] = field(default_factory=dict)
    always: Callable[[JsonObject], JsonObject] = lambda _row: {}
    """Parts that are sent without being asked for."""


def relations_asked(query: Mapping[str, str], entity: Entity) -> tuple[str, ...]:
    """The relations to load. Raises: Refusal for one that this endpoint does not have."""
    asked = query.get("load_relations")
    if not asked:
        return ()
    if asked == "all":
        return tuple(entity.relations)
    try:
        names = orjson.loads(asked)
    except orjson.JSONDecodeError:
        raise Refusal("load_relations must be a JSON encoded array.") from None
    for name in names if isinstance(names, list) else [names]:
        if name not in entity.relations:
            raise Refusal(f"{entity.name} has no relation {name}.")
    return tuple(names)


def public(row: JsonObject) -> JsonObject:
    """A record without what only the stand-in knows of it."""
    return {name: value for name, value in row.items() if not name.startswith("_")}


def render(row: JsonObject, entity: Entity, loaded: Iterable[str]) -> JsonObject:
    """One record with its relations; a nested one (`A.B`) is put into each A."""
    shown = public(row) | entity.always(row)
    names = list(loaded)
    for name in (n for n in names if "." not in n):
        relation = entity.relations[name]
        found = relation.load(row)
        if relation.inner is None:
            shown |= {name: _deepened(found, name, names, entity)} if found else {}
        else:
            each = [_deepened(one, name, names, entity) for one in found]
            shown |= nested(name, relation.inner, each)
    return shown


def _deepened(row: JsonObject, name: str, names: list[str], entity: Entity) -> JsonObject:
    for deeper in (n for n in names if n.startswith(f"{name}.")):
        relation, last = entity.relations[deeper], deeper.rpartition(".")[2]
        found = relation.load(row)
        if not found:
            continue
        row = {**row, **({last: found} if relation.inner is None else {})}
        if relation.inner is not None:
            row |= nested(last, relation.inner, found)
    return public(row)


def read_list(entity: Entity, query_string: str, url: str) -> JsonObject:
    """The answer to a query of an endpoint; `url` is the endpoint's own, for the next page's."""
    pairs = parse_qsl(query_string, keep_blank_values=True)
    query = dict(pairs)
    loaded = relations_asked(query, entity)
    for name, instead in _GONE.items():
        if name in query:
            raise Refusal(f"{name} was removed in V3, use {instead} instead.")
    rows = [row for row in entity.rows() if _is_wanted(row, pairs, entity, loaded)]
    if query.get("count") == "1":
        if {"limit", "sort", "after", "before"} & set(query):
            raise Refusal("count cannot be combined with limit, sort, after or before.")
        return {"@attributes": {"count": str(len(rows))}}
    field_name, descending = _sort(query, entity)
    rows.sort(key=lambda row: _rank(row, field_name, entity), reverse=descending)
    rows = _behind(rows, query, field_name, entity, descending=descending)
    limit = _limit(query)
    page, more = rows[:limit], len(rows) > limit
    after = _cursor(page[-1], field_name, entity) if more and page else ""
    kept = {"sort": query.get("sort", entity.id_field), "limit": str(limit)}
    kept |= {name: value for name, value in query.items() if name not in (*kept, "after")}
    attributes = {
        "next": _page_url(url, kept | {"after": after}) if after else "",
        "previous": _page_url(url, kept | {"before": query["after"]}) if "after" in query else "",
    }
    shown = [render(row, entity, loaded) for row in page]
    found = {entity.name: one_or_many(shown)} if shown else {}
    return {"@attributes": attributes, **found}


def _is_wanted(
    row: JsonObject, pairs: list[tuple[str, str]], entity: Entity, loaded: tuple[str, ...]
) -> bool:
    query = dict(pairs)
    archived = query.get("archived", "false")
    if archived not in ("true", "false", "only", "1", "0"):
        raise Refusal("archived must be true, false or only.")
    is_archived = row.get("archived") == "true"
    if (archived in ("false", "0") and is_archived) or (archived == "only" and not is_archived):
        return False
    if "or" in query and not _is_any(row, query["or"], entity, loaded):
        return False
    return all(
        _holds(row, name, value, entity, loaded) for name, value in pairs if name not in _RESERVED
    )


def _is_any(row: JsonObject, operands: str, entity: Entity, loaded: tuple[str, ...]) -> bool:
    found = False
    for operand in operands.split("|"):
        name, _, value = operand.partition("=")
        found = _holds(row, name, unquote(value), entity, loaded) or found
    return found


def _holds(row: JsonObject, name: str, value: str, entity: Entity, loaded: tuple[str, ...]) -> bool:
    values = _values(row, name, entity, loaded)
    match = _OPERATOR.fullmatch(value)
    operator, wanted = (match.group(1), match.group(2)) if match else ("=", value)
    if operator in ("!=", "!~"):
        return all(_compare(one, operator, wanted, name) for one in values)
    return any(_compare(one, operator, wanted, name) for one in values)


def _values(row: JsonObject, name: str, entity: Entity, loaded: tuple[str, ...]) -> list[str]:
    relation_name, _, inner = name.rpartition(".")
    if not relation_name:
        if name not in entity.fields:
            raise Refusal(f"{name} is not a valid parameter of {entity.name}.")
        return [str(row.get(_SPELLED.get(name, name), ""))]
    relation = entity.relations.get(relation_name)
    if relation is None or "." in relation_name:
        raise Refusal(f"{name} is not a valid parameter of {entity.name}.")
    if relation_name not in loaded:
        raise Refusal(f"{relation_name} must be loaded to search in it.")
    found = relation.load(row)
    records = found if relation.inner else [found] if found else []
    listed = [one.get(inner, one.get(f"_{inner}", "")) for one in records]
    return [value for each in listed for value in (each if isinstance(each, list) else [each])]


def _compare(value: str, operator: str, wanted: str, name: str) -> bool:
    if operator == "IN":
        return value in _listed(wanted, name)
    if operator in ("~", "!~"):
        pattern = re.sub(r"([*?\[])", r"[\1]", wanted.lower()).replace("%", "*")
        is_like = fnmatch.fnmatchcase(value.lower(), pattern)
        return is_like == (operator == "~")
    if operator == "><":
        low, _, high = wanted.partition(",")
        return bool(_key(low) <= _key(value) <= _key(high))
    left, right = _key(value), _key(wanted)
    if type(left) is not type(right):
        left, right = value.lower(), wanted.lower()
    return bool(_ORDERED[operator](left, right))


_ORDERED: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}


def _listed(wanted: str, name: str) -> set[str]:
    try:
        values = orjson.loads(wanted) if wanted.startswith("[") else wanted.split(",")
    except orjson.JSONDecodeError:
        raise Refusal(f"{name}: IN needs a list.") from None
    if len(values) > LIMIT:
        raise Refusal(f"{name}: IN takes at most {LIMIT} values.")
    return {str(value) for value in values}


def _key(value: str) -> Any:
    """A value for comparing: a time, a number, or text without regard to case."""
    if _TIME.match(value):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            raise Refusal(f"{value} is not a time.") from None
    try:
        return Decimal(value)
    except InvalidOperation:
        return value.lower()


def _sort(query: Mapping[str, str], entity: Entity) -> tuple[str, bool]:
    wanted = query.get("sort", entity.id_field)
    name = wanted.removeprefix("-")
    if name not in entity.sortable:
        allowed = ", ".join(entity.sortable)
        raise Refusal(f"Sorting by {name} is not supported. Allowed sort parameters: {allowed}")
    return name, wanted.startswith("-")


def _rank(row: JsonObject, name: str, entity: Entity) -> tuple[str, int]:
    number = int(row[entity.id_field])
    value = row.get(_SPELLED.get(name, name), "")
    return ("" if name == entity.id_field else str(value), number)


def _behind(
    rows: list[JsonObject],
    query: Mapping[str, str],
    name: str,
    entity: Entity,
    *,
    descending: bool,
) -> list[JsonObject]:
    after = query.get("after")
    if after is None:
        return rows
    try:
        value, number = orjson.loads(base64.b64decode(after, validate=True))
        place = (str(value), int(number))
    except (ValueError, TypeError):
        raise Refusal("after is not a valid cursor.") from None
    if descending:
        return [row for row in rows if _rank(row, name, entity) < place]
    return [row for row in rows if _rank(row, name, entity) > place]


def _limit(query: Mapping[str, str]) -> int:
    given = query.get("limit", str(LIMIT))
    if not given.isdecimal() or int(given) > LIMIT:
        raise Refusal(f"limit must be between 0 and {LIMIT}.")
    return int(given)


def _cursor(row: JsonObject, name: str, entity: Entity) -> str:
    return base64.b64encode(orjson.dumps(list(_rank(row, name, entity)))).decode()


def _page_url(url: str, query: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(query, quote_via=quote)}"
