"""The root types, and types that only they lead to."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.context import Context
from sandbox.shopify.engine.run import Arguments, Resolvers, Run
from sandbox.shopify.ids import gid
from sandbox.shopify.resolvers.basics import api_versions
from sandbox.shopify.resolvers.mutations import MUTATIONS
from sandbox.shopify.resolvers.queries import QUERIES, returnable_lines
from sandbox.shopify.resolvers.support import const, context_of, of


def _bulk_url(source: Any, _arguments: Arguments, run: Run) -> str | None:
    context: Context = context_of(run)
    return context.bulk.url_of(context, source)


def _api_version(_source: Any) -> dict[str, Any]:
    return next(each for each in api_versions() if each["handle"] == "2026-10")


ROOT: Resolvers = {
    "QueryRoot": QUERIES,
    "Mutation": MUTATIONS,
    "ReturnableFulfillment": {
        "id": of(lambda row: gid("ReturnableFulfillment", row["fulfillment"].id)),
        "returnableFulfillmentLineItems": returnable_lines,
    },
    "BulkOperation": {
        "id": of(lambda row: gid("BulkOperation", row.id)),
        "type": const("QUERY"),
        "url": _bulk_url,
        "partialDataUrl": const(None),
    },
    "WebhookSubscription": {
        "id": of(lambda row: gid("WebhookSubscription", row.id)),
        "legacyResourceId": of(lambda row: row.id),
        "callbackUrl": of(lambda row: row.uri),
        "apiVersion": of(_api_version),
    },
}
"""Resolvers of the root types and of what only they lead to."""
