"""Small makers of resolvers, so that the tables of a type read like a list of its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.shopify.context import Context
from sandbox.shopify.engine.run import Arguments, Resolver, Run
from sandbox.shopify.ids import gid
from sandbox.shopify.metafields import metafield_of, metafields_of
from sandbox.shopify.money import CURRENCY
from sandbox.shopify.paging import listed
from sandbox.shopify.shop import Shop

Fields = dict[str, Resolver]


def context_of(run: Run) -> Context:
    """The context of a run, with its type."""
    context: Context = run.context
    return context


def shop_of(run: Run) -> Shop:
    """The shop a run is about."""
    return context_of(run).shop


def of(read: Callable[[Any], Any]) -> Resolver:
    """A field computed from its source alone."""
    return lambda source, _arguments, _run: read(source)


def const(value: Any) -> Resolver:
    """A field that is always the same."""
    return lambda _source, _arguments, _run: value


def with_shop(read: Callable[[Any, Shop], Any]) -> Resolver:
    """A field computed from its source and the shop."""
    return lambda source, _arguments, run: read(source, run.context.shop)


def ids(kind: str) -> Fields:
    """`id` of a record."""
    return {"id": of(lambda row: gid(kind, row.id))}


def legacy_ids(kind: str) -> Fields:
    """`id` and `legacyResourceId` of a record."""
    return {**ids(kind), "legacyResourceId": of(lambda row: row.id)}


def connection(read: Callable[[Any, Shop], Sequence[Any]]) -> Resolver:
    """A connection over a short list that belongs to its source."""

    def resolve(source: Any, arguments: Arguments, run: Run) -> Any:
        return listed(read(source, run.context.shop), arguments)

    return resolve


def first_of(read: Callable[[Any], Sequence[Any]]) -> Resolver:
    """A plain list with an optional `first`."""

    def resolve(source: Any, arguments: Arguments, _run: Run) -> Any:
        rows = read(source)
        return rows if arguments.get("first") is None else rows[: arguments["first"]]

    return resolve


def count(number: int) -> Mapping[str, Any]:
    """A `Count`."""
    return {"count": number, "precision": "EXACT"}


def counted(read: Callable[[Any, Shop], int]) -> Resolver:
    """A `Count` field."""
    return lambda source, _arguments, run: count(read(source, run.context.shop))


def metafields() -> Fields:
    """`metafield` and `metafields` of a record that carries some."""

    def one(source: Any, arguments: Arguments, run: Run) -> Any:
        return metafield_of(shop_of(run), source, arguments.get("namespace"), arguments["key"])

    def many(source: Any, arguments: Arguments, run: Run) -> Any:
        rows = metafields_of(shop_of(run), source)
        if arguments.get("namespace") is not None:
            rows = [row for row in rows if row.namespace == arguments["namespace"]]
        if arguments.get("keys"):
            wanted = set(arguments["keys"])
            rows = [row for row in rows if {row.key, f"{row.namespace}.{row.key}"} & wanted]
        return listed(rows, arguments)

    return {"metafield": one, "metafields": many}


def currencies() -> Fields:
    """Shop and presentment currency: the same here."""
    return {"currencyCode": const(CURRENCY), "presentmentCurrencyCode": const(CURRENCY)}
