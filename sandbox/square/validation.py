"""Checks requests against Square's schemas, and words the refusals as Square does."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.square.contract import requests
from sandbox.square.errors import SquareError, bad_request, invalid_value, missing

Node = Mapping[str, Any]

_QUANTITY = re.compile(r"\d{1,12}(\.\d{1,5})?")
_SIGNED_QUANTITY = re.compile(r"-?\d{1,26}(\.\d{1,5})?")


def check_query(operation: str, query: Mapping[str, str]) -> None:
    """Refuse unknown query parameters. Raises: SquareError."""
    known = requests()["operations"][operation].get("query", ())
    for name in query:
        if name not in known:
            detail = f"Unknown query parameter `{name}`."
            raise SquareError("UNKNOWN_QUERY_PARAMETER", detail, field=name)


def check_body(operation: str, body: JsonObject, *, sparse: bool = False) -> JsonObject:
    """The body without nulls and read-only fields, if Square would take it. Raises: SquareError.

    `sparse`: required fields inside objects may be missing, as in an update.
    """
    schema = requests()["operations"][operation].get("body")
    if schema is None:
        schema = {"fields": {}, "required": ()}
    return _object(body, schema, "", sparse=sparse, top=True)


def _object(value: Any, schema: Node, path: str, *, sparse: bool, top: bool = False) -> JsonObject:
    if not isinstance(value, dict):
        raise SquareError("EXPECTED_OBJECT", "Expected an object.", field=path)
    fields = schema["fields"]
    clean: JsonObject = {}
    for name, item in value.items():
        node = fields.get(name)
        where = f"{path}.{name}" if path else name
        if node is None:
            raise bad_request(f"The field named '{name}' is unrecognized", where)
        if item is None or "read_only" in node:
            continue  # Square takes null as absent, and overlooks what only it may set
        clean[name] = _value(item, node, where, sparse)
    if not sparse or top:
        for name in schema["required"]:
            if name not in clean:
                raise missing(f"{path}.{name}" if path else name)
    return clean


def _value(value: Any, node: Node, path: str, sparse: bool) -> Any:
    kind = node["t"]
    if kind == "o":
        return _object(value, requests()["objects"][node["of"]], path, sparse=sparse)
    if kind == "a":
        if not isinstance(value, list):
            raise SquareError("EXPECTED_ARRAY", "Expected an array.", field=path)
        return [_value(each, node["of"], f"{path}[{n}]", sparse) for n, each in enumerate(value)]
    _SCALARS[kind](value, node, path)
    return value


def _string(value: Any, node: Node, path: str) -> None:
    if not isinstance(value, str):
        raise SquareError("EXPECTED_STRING", "Expected a string value", field=path)
    if "enum" in node and value not in requests()["enums"][node["enum"]]:
        detail = f"`{value}` is not a valid enum value for `{path}`"
        raise SquareError("INVALID_ENUM_VALUE", detail, field=path)
    if len(value) < node.get("min", 0):
        if not value:
            raise SquareError("VALUE_EMPTY", "Field must not be blank", field=path)
        raise SquareError("VALUE_TOO_SHORT", "Field is too short", field=path)
    if len(value) > node.get("max", len(value)):
        detail = f"Field must not be greater than {node['max']} in length"
        raise SquareError("VALUE_TOO_LONG", detail, field=path)


def _integer(value: Any, node: Node, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise SquareError("EXPECTED_INTEGER", "Expected an integer value", field=path)
    if value < node.get("low", value):
        detail = f"Field must be greater than or equal to {node['low']}"
        raise SquareError("VALUE_TOO_LOW", detail, field=path)
    if value > node.get("high", value):
        detail = f"Field must be less than or equal to {node['high']}"
        raise SquareError("VALUE_TOO_HIGH", detail, field=path)


def _number(value: Any, _node: Node, path: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SquareError("EXPECTED_FLOAT", "Expected a number", field=path)


def _boolean(value: Any, _node: Node, path: str) -> None:
    if not isinstance(value, bool):
        raise SquareError("EXPECTED_BOOLEAN", "Expected a boolean value", field=path)


def _map(value: Any, _node: Node, path: str) -> None:
    if not isinstance(value, dict):
        raise SquareError("EXPECTED_MAP", "Expected a map", field=path)
    if len(value) > 10:
        raise SquareError("TOO_MANY_MAP_ENTRIES", "At most 10 entries are allowed", field=path)
    for key, item in value.items():
        if len(key) > 60:
            detail = "Keys must not be longer than 60 characters"
            raise SquareError("MAP_KEY_LENGTH_TOO_LONG", detail, field=path)
        if item is not None:
            _string(item, {"max": 255}, f"{path}.{key}")


def _anything(_value: Any, _node: Node, _path: str) -> None:
    """Not described by the contract: taken as it is."""


_SCALARS: dict[str, Callable[[Any, Node, str], None]] = {
    "s": _string,
    "i": _integer,
    "n": _number,
    "b": _boolean,
    "m": _map,
    "any": _anything,
}


def check_quantity(value: str, path: str, *, signed: bool = False) -> None:
    """Refuse what is not a decimal with up to five places. Raises: SquareError."""
    if not (_SIGNED_QUANTITY if signed else _QUANTITY).fullmatch(value):
        raise invalid_value(f"`{value}` is not a valid quantity", path)


def moment(value: str, path: str) -> datetime:
    """An RFC 3339 time as aware UTC. Raises: SquareError."""
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError as error:
        detail = f"`{value}` is not a valid RFC 3339 time"
        raise SquareError("INVALID_TIME", detail, field=path) from error
    if parsed.tzinfo is None:
        raise SquareError("INVALID_TIME", "The time needs an offset", field=path)
    return parsed.astimezone(UTC)


def limit_of(value: Any, *, default: int, highest: int, path: str = "limit") -> int:
    """A page size between 1 and `highest`. Raises: SquareError."""
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError as error:
        raise SquareError("EXPECTED_INTEGER", "Expected an integer value", field=path) from error
    _integer(number, {"low": 1, "high": highest}, path)
    return number
