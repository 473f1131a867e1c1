"""The Admin GraphQL endpoint: token, version, cost, execution, and the vendor's error answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSchema, build_schema
from graphql.execution.values import VariableValues

from sandbox.kit.web import Answer, BadJsonError, Request
from sandbox.shopify.access import lacking
from sandbox.shopify.bulk import BulkRunner
from sandbox.shopify.context import Caller, Context
from sandbox.shopify.engine.complaints import document_complaint
from sandbox.shopify.engine.documents import Documents, Operation
from sandbox.shopify.engine.errors import FieldError, JsonObject, RefusedError, error_entry
from sandbox.shopify.engine.plan import Plan
from sandbox.shopify.engine.run import Run
from sandbox.shopify.engine.scalars import install
from sandbox.shopify.hooks import Hooks
from sandbox.shopify.limits import MOST_PER_QUERY, CostBucket
from sandbox.shopify.resolvers.table import all_resolvers
from sandbox.shopify.shop import Shop

_JSON = {"Content-Type": "application/json; charset=utf-8"}
PLANS = {"standard": 1.0, "advanced": 2.0, "plus": 10.0}
"""What a plan allows against the standard one (fact sheet §3: 100, 200, 1000 points a second)."""
UNLIMITED_FACTOR = 10_000.0
"""Without limits the bucket is shown so large that no client has to wait."""
LISTS_AT_MOST = 250
"""Input arrays hold at most this many items (fact sheet §3)."""


@cache
def load_schema() -> GraphQLSchema:
    """The served part of the vendor's schema, read once per process."""
    schema = build_schema(Path(__file__).with_name("schema.graphql").read_text())
    install(schema)
    return schema


def errors_answer(errors: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """An answer that holds only `errors`, a list or, outside GraphQL, a text."""
    body = orjson.dumps({"errors": errors})
    return Answer(status=status, body=body, headers={**_JSON, **(headers or {})})


class GraphqlService:
    """Answers GraphQL calls of one shop; runs under the platform's lock."""

    def __init__(
        self, shop: Shop, hooks: Hooks, lock: threading.RLock, uninstall: Callable[[], None]
    ) -> None:
        """Serve `shop`; `uninstall` removes the app that asks for it."""
        self._shop = shop
        self._hooks = hooks
        self._schema = load_schema()
        self._resolvers = all_resolvers()
        self._documents = Documents(self._schema)
        self._buckets: dict[str, CostBucket] = {}
        self.bulk = BulkRunner(self._schema, self._resolvers, lock)
        self.bulk.after_work = hooks.flush
        self.uninstall = uninstall

    def labels(self, request: Request) -> list[str]:
        """Root fields of the operation: `["mutation draftOrderCreate", "draftOrderCreate"]`."""
        try:
            given = request.json()
            operation = self._operation(given)
        except (BadJsonError, RefusedError):
            return []
        fields = operation.root_fields
        named = [operation.name] if operation.name else []
        return [*(f"{operation.kind} {field}" for field in fields), *fields, *named]

    def context(self, caller: Caller, version: str, base_url: str) -> Context:
        """The surroundings of one request."""
        return Context(
            shop=self._shop,
            caller=caller,
            version=version,
            hooks=self._hooks,
            bulk=self.bulk,
            base_url=base_url,
            uninstall=self.uninstall,
        )

    def bucket(self, caller: Caller) -> CostBucket:
        """The cost bucket of an app."""
        options = self._shop.options
        known = self._buckets.get(caller.client_id)
        if known is None:
            factor = PLANS[options.plan] if options.limits else UNLIMITED_FACTOR
            known = self._buckets[caller.client_id] = CostBucket(
                options.maximum_points * factor,
                options.restore_points * factor,
                self._shop.clock.timestamp,
            )
        return known

    def answer(self, request: Request, context: Context) -> Answer:
        """Carry out one call."""
        try:
            given = request.json()
        except BadJsonError:
            return errors_answer({"query": "Required parameter missing or invalid"}, 400)
        if not isinstance(given.get("query"), str) or not given["query"].strip():
            return errors_answer({"query": "Required parameter missing or invalid"}, 400)
        try:
            return self._run(given, context)
        except RefusedError as error:
            return errors_answer(error.errors)
        except FieldError as error:
            code = error.extensions["code"]
            return errors_answer([error_entry(error.message, code)])

    def _operation(self, given: Mapping[str, Any]) -> Operation:
        text = given.get("query")
        if not isinstance(text, str):
            raise RefusedError([error_entry("query is missing", "BAD_REQUEST")])
        name = given.get("operationName")
        return self._documents.operation(text, name if isinstance(name, str) and name else None)

    def _run(self, given: Mapping[str, Any], context: Context) -> Answer:
        operation = self._operation(given)
        variables = given.get("variables")
        if variables is not None and not isinstance(variables, dict):
            raise RefusedError([error_entry("Variables must be a JSON object", "BAD_REQUEST")])
        _check_lists(variables or {})
        values = operation.variables(variables or {})
        if operation.introspects:
            return _answered({"data": operation.introspect(values)}, {})
        plan = self._plan(operation, values, context.caller)
        requested = plan.cost.points(values.coerced)
        if requested > MOST_PER_QUERY and self._shop.options.limits:
            raise RefusedError([_too_dear(requested)])
        bucket = self.bucket(context.caller)
        if self._shop.options.limits and not bucket.reserve(requested):
            return throttled_answer(requested, bucket)
        body = self._executed(plan, values, context, requested, bucket)
        headers = {}
        if plan.deprecated:
            headers["X-Shopify-API-Deprecated-Reason"] = ", ".join(plan.deprecated)
        return _answered(body, headers)

    def _plan(self, operation: Operation, values: VariableValues, caller: Caller) -> Plan:
        def denied(owner: str, field: str, kind: str) -> str | None:
            return lacking(owner, field, kind, caller.scopes)

        return operation.plan(self._resolvers, values, caller.scopes, denied)

    def _executed(
        self,
        plan: Plan,
        values: VariableValues,
        context: Context,
        requested: int,
        bucket: CostBucket,
    ) -> JsonObject:
        try:
            arguments = plan.evaluate(values)
        except GraphQLError as error:
            raise RefusedError([document_complaint(error)]) from error
        run = Run(context=context, arguments=arguments)
        data = plan.execute(run, values)
        actual = min(requested, run.cost)
        if self._shop.options.limits:
            bucket.give_back(requested - actual)
        body: JsonObject = {"data": data}
        if run.errors:
            body["errors"] = run.errors
        body["extensions"] = {"cost": _cost(requested, actual, bucket)}
        if context.search_notes:
            body["extensions"]["search"] = context.search_notes
        return body


def _answered(body: JsonObject, headers: dict[str, str]) -> Answer:
    return Answer(body=orjson.dumps(body), headers={**_JSON, **headers})


def _cost(requested: int, actual: int | None, bucket: CostBucket) -> JsonObject:
    return {
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": bucket.status(),
    }


def throttled_answer(requested: int, bucket: CostBucket) -> Answer:
    """Too little left: HTTP 200 with an error and no data."""
    error = {
        "message": "Throttled",
        "extensions": {
            "code": "THROTTLED",
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    }
    body = {"errors": [error], "extensions": {"cost": _cost(requested, None, bucket)}}
    return Answer(body=orjson.dumps(body), headers={**_JSON, "X-Sandbox-Throttled": "1"})


def _too_dear(requested: int) -> JsonObject:
    return {
        "message": (
            f"Query cost is {requested}, which exceeds the single query max cost limit "
            f"({MOST_PER_QUERY})."
        ),
        "extensions": {
            "code": "MAX_COST_EXCEEDED",
            "cost": requested,
            "maxCost": MOST_PER_QUERY,
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    }


def _check_lists(value: Any, path: str = "") -> None:
    """No input array may be longer than 250. Raises: RefusedError."""
    if isinstance(value, list):
        if len(value) > LISTS_AT_MOST and not path.endswith("lineItems"):
            text = f"The input array size of {len(value)} is greater than the maximum allowed"
            entry = error_entry(f"{text} of {LISTS_AT_MOST}.", "MAX_INPUT_SIZE_EXCEEDED")
            raise RefusedError([entry])
        for item in value:
            _check_lists(item, path)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_lists(item, f"{path}.{name}")
