"""Queries of SearchCatalogObjects that integrations use: exact, prefix, set and text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.square.errors import SquareError, bad_request

Matcher = Callable[[JsonObject], bool]

_TEXT_ATTRIBUTES = ("name", "description", "abbreviation", "sku", "upc")


def attribute(catalog_object: JsonObject, name: str) -> Any:
    """A searchable attribute: a member of the object's `<type>_data`."""
    payload: JsonObject = next((v for k, v in catalog_object.items() if k.endswith("_data")), {})
    return payload.get(name)


def matcher(query: JsonObject) -> Matcher:
    """The predicate that a query stands for. Raises: SquareError."""
    if len(query) != 1:
        raise bad_request("Exactly one query must be given.", "query")
    ((kind, asked),) = query.items()
    if kind not in _MATCHERS:
        detail = f"Queries of the kind {kind} are not supported here."
        raise SquareError("NOT_IMPLEMENTED", detail, field="query", status=501)
    return _MATCHERS[kind](asked)


def _exact(asked: JsonObject) -> Matcher:
    name, value = asked["attribute_name"], asked["attribute_value"].lower()
    return lambda found: str(attribute(found, name) or "").lower() == value


def _prefix(asked: JsonObject) -> Matcher:
    name, value = asked["attribute_name"], asked["attribute_prefix"].lower()
    return lambda found: str(attribute(found, name) or "").lower().startswith(value)


def _set(asked: JsonObject) -> Matcher:
    name = asked["attribute_name"]
    values = {value.lower() for value in asked["attribute_values"]}
    return lambda found: str(attribute(found, name) or "").lower() in values


def _text(asked: JsonObject) -> Matcher:
    words = [word.lower() for word in asked["keywords"]]

    def matches(found: JsonObject) -> bool:
        text = " ".join(str(attribute(found, name) or "") for name in _TEXT_ATTRIBUTES).lower()
        return all(word in text for word in words)

    return matches


_MATCHERS: dict[str, Callable[[JsonObject], Matcher]] = {
    "exact_query": _exact,
    "prefix_query": _prefix,
    "set_query": _set,
    "text_query": _text,
}
