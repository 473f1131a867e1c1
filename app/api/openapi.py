"""The OpenAPI document, made from the same operations that serve the requests."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from flask import Flask
from flask_smorest import Api, Blueprint

from app.api import (
    alerts,
    analytics,
    balance,
    captures,
    connections,
    customers,
    dead_letters,
    exchanges,
    gift_cards,
    handoffs,
    holds,
    inventory,
    order_queue,
    orders,
    payment_links,
    payment_tokens,
    policies,
    privacy,
    products,
    returns,
    rollout,
    split_orders,
    store_credit,
    stores,
    subscriptions,
    sync_jobs,
    sync_status,
    transfers,
    webhook_endpoints,
)
from app.api import proofs as evidence
from app.api.described import complete
from app.api.operation import problem_responses
from app.api.problem_types import PROBLEM_TYPES
from app.api.samples import problem_sample

RESOURCES = (
    products.resource,
    inventory.resource,
    stores.resource,
    holds.resource,
    order_queue.resource,
    orders.resource,
    captures.resource,
    payment_links.resource,
    payment_tokens.resource,
    gift_cards.resource,
    balance.resource,
    returns.resource,
    exchanges.resource,
    transfers.resource,
    split_orders.resource,
    store_credit.resource,
    customers.resource,
    subscriptions.resource,
    connections.resource,
    handoffs.resource,
    analytics.resource,
    privacy.resource,
    evidence.resource,
    sync_jobs.resource,
    sync_status.resource,
    policies.resource,
    dead_letters.resource,
    alerts.resource,
    webhook_endpoints.resource,
    rollout.resource,
)
_DESCRIPTION = """\
One catalog, one stock figure and one order book over a merchant's point-of-sale systems.

- **Access**: `Authorization: Bearer vt_…`; a key belongs to one merchant and has scopes.
- **Writes** need an `Idempotency-Key`: the same key and request give the same answer for at least
  24 hours (`Idempotency-Replayed: true`); another request under the key is refused with 422; while
  the first is running, 409 with `Retry-After`.
- **Problems** are RFC 9457 bodies; branch on `type`, whose address is a readable page.
- **Lists** page by `next_cursor`, to be sent back as it was given.
- **Money** is in minor units; `display` is for people. Times are UTC. Stock says how old it is,
  and unknown stock is null, never zero.
- **Cards**: send tokens only. A card number in any field is refused, and neither logged nor kept.
- **Tracing**: send `X-Correlation-Id` (8 to 64 of `A-Za-z0-9_.-`) or read the one we made.
"""
_PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 problem details; further members depend on `type`.",
    "required": ["type", "title", "status", "detail", "instance", "correlation_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "correlation_id": {"type": "string"},
    },
    "additionalProperties": True,
}
_API_KEY = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "vt_<environment>_<prefix>_<secret>",
    "description": "An API key of one merchant; the scope of each operation is told with it.",
}


class GatewayApi(Api):  # type: ignore[misc]  # flask-smorest ships no annotations
    """flask-smorest without its own error bodies: ours are problems."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Errors are handled in one place for every surface, `app.ops.errors`."""

    def serve(self, resource: Blueprint) -> None:
        """Serve a resource without describing it: describing all costs half a second and megabytes
        in every process, and few are ever asked for the document."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][resource.name] = self
        self._app.register_blueprint(resource)


def register_rest(app: Flask) -> None:
    """Serve the REST resources under `/v1`."""
    api = _api(app)
    for resource in RESOURCES:
        api.serve(resource)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document of this code, made without any service; made once."""
    api = _api(Flask("voicetill"))
    api.spec.components.schema("Problem", _PROBLEM_SCHEMA)
    api.spec.components.security_scheme("apiKey", _API_KEY)
    for kind in PROBLEM_TYPES.values():
        api.spec.components.example(kind.code, {"value": problem_sample(kind)})
    for resource in RESOURCES:
        api.register_blueprint(resource)
    spec: dict[str, Any] = api.spec.to_dict()
    _tell_problems(spec)
    complete(spec)
    spec["x-problems"] = {
        kind.code: {"title": kind.title, "remedy": kind.remedy, "members": dict(kind.members)}
        for kind in PROBLEM_TYPES.values()
    }
    return spec


def _tell_problems(spec: dict[str, Any]) -> None:
    told = {name: kinds for resource in RESOURCES for name, kinds in resource.problems.items()}
    for path in spec["paths"].values():
        for operation in (each for name, each in path.items() if name != "parameters"):
            kinds = told[operation["operationId"]]
            operation["responses"].update(problem_responses(kinds))
    del spec["components"]["responses"]  # of flask-smorest's own errors, which nobody is sent


@cache
def document_bytes() -> bytes:
    """The document as it is served and committed: indented JSON in a stable order."""
    plain = orjson.loads(orjson.dumps(document(), option=orjson.OPT_NON_STR_KEYS))
    return orjson.dumps(
        plain, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    )


def _api(app: Flask) -> GatewayApi:
    app.config.update(API_TITLE="Voicetill", API_VERSION="1", OPENAPI_VERSION="3.1.0")
    return GatewayApi(
        app,
        spec_kwargs={
            "info": {"description": _DESCRIPTION, "license": {"name": "Apache-2.0"}},
            "servers": [{"url": "/", "description": "This gateway"}],
        },
    )
