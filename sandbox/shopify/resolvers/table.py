"""All resolvers together."""

from __future__ import annotations

from sandbox.shopify.engine.run import Resolver, Resolvers
from sandbox.shopify.resolvers.aftermath import AFTERMATH
from sandbox.shopify.resolvers.basics import BASICS
from sandbox.shopify.resolvers.catalog import CATALOG
from sandbox.shopify.resolvers.customers import CUSTOMERS
from sandbox.shopify.resolvers.drafts import DRAFTS
from sandbox.shopify.resolvers.inventory import INVENTORY
from sandbox.shopify.resolvers.lines import LINES
from sandbox.shopify.resolvers.orders import ORDERS
from sandbox.shopify.resolvers.root import ROOT


def all_resolvers() -> Resolvers:
    """Type → field → resolver, for the whole schema. Raises: ValueError on a type told twice."""
    table: dict[str, dict[str, Resolver]] = {}
    for part in (BASICS, CATALOG, INVENTORY, CUSTOMERS, DRAFTS, ORDERS, LINES, AFTERMATH, ROOT):
        for kind, fields in part.items():
            if kind in table:
                raise ValueError(f"resolvers of {kind} are given twice")
            table[kind] = dict(fields)
    return table
