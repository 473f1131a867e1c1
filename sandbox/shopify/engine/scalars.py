"""The vendor's custom scalars: how they are read from requests and written into answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema, ValueNode
from graphql.utilities import value_from_ast_untyped

from sandbox.shopify.money import decimal_text, money_text, parse_cents, parse_decimal
from sandbox.shopify.times import parse_time

_GID = re.compile(r"gid://[A-Za-z][\w-]*/[A-Za-z]\w*/\S+")
_URL = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


def _read_time(value: Any) -> str:
    parsed = parse_time(value)
    if parsed is None:
        raise GraphQLError(f"invalid DateTime '{value}'")
    return parsed


def _read_money(value: Any) -> int:
    cents = parse_cents(value)
    if cents is None:
        raise GraphQLError(f"invalid money '{value}'")
    return cents


def _read_decimal(value: Any) -> Decimal:
    amount = parse_decimal(value)
    if amount is None:
        raise GraphQLError(f"invalid decimal '{value}'")
    return amount


def _read_url(value: Any) -> str:
    if not isinstance(value, str) or not _URL.match(value):
        raise GraphQLError(f"Invalid url '{value}'")
    return value


def _read_unsigned(value: Any) -> int:
    text = str(value)
    if isinstance(value, bool) or not text.isdecimal():
        raise GraphQLError(f"invalid UnsignedInt64 '{value}'")
    return int(text)


READERS: dict[str, Callable[[Any], Any]] = {
    "DateTime": _read_time,
    "Money": _read_money,
    "Decimal": _read_decimal,
    "URL": _read_url,
    "UnsignedInt64": _read_unsigned,
}
"""Scalar → reader of a client's value. Raises: GraphQLError."""

WRITERS: dict[str, Callable[[Any], Any]] = {
    "Money": money_text,
    "Decimal": decimal_text,
    "UnsignedInt64": str,
}
"""Scalar → writer of a resolved value; money is resolved as integer cents."""


def is_global_id(value: object) -> bool:
    """Whether a client's value has the form of a Shopify id, `gid://shopify/Product/1`.

    Not a reader of `ID`: graphql-core has one `ID` per process, which is not ours to change.
    """
    return isinstance(value, str) and _GID.fullmatch(value) is not None


def install(schema: GraphQLSchema) -> None:
    """Give the schema's scalars the vendor's readers."""
    for name, reader in READERS.items():
        scalar = schema.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.coerce_input_value = reader
            scalar.coerce_input_literal = _literal(reader)


def _literal(reader: Callable[[Any], Any]) -> Callable[[ValueNode], Any]:
    def read(node: ValueNode) -> Any:
        return reader(value_from_ast_untyped(node))

    return read
