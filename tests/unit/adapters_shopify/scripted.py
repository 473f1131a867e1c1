"""A line that plays scripted answers through the real dialect and checks both ways.

Every request's variables must fit the vendor's schema, every scripted answer must be one that the
vendor's schema allows for the document that was sent, and no request may cost more points than it
announces. Without the vendor's contracts beside the project these checks are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from graphql import GraphQLResolveInfo, execute, parse

from adapters.shopify.client import ShopifyClient
from adapters.shopify.dialect import ShopifyDialect
from adapters.wire import HttpRequest, HttpResponse
from domain.calls import Call
from domain.ids import ConnectionId
from tests.contracts_path import PROJECT_ROOT
from tests.unit.adapters_shopify.vendor import points, vendor_schema

HAS_CONTRACTS = (PROJECT_ROOT.parent / "shared" / "contracts" / "shopify").exists()
DATE = "Fri, 20 Nov 2026 10:00:00 GMT"

Answer = dict[str, Any] | Exception | HttpResponse | Callable[[dict[str, Any]], dict[str, Any]]


class ScriptedLine:
    """Answers by operation name, in order; the last answer of an operation is repeated."""

    connection_id = ConnectionId("con-1")

    def __init__(self, answers: dict[str, list[Answer] | Answer], *, seconds: float = 60.0) -> None:
        self.call = Call.within(seconds)
        self.answers = {
            name: list(given) if isinstance(given, list) else [given]
            for name, given in answers.items()
        }
        self.date: str | None = DATE
        self.sent: list[HttpRequest] = []
        self.lines: list[bytes] = []

    def send(self, request: HttpRequest) -> HttpResponse:
        self.sent.append(request)
        queue = self.answers[request.operation]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, HttpResponse):
            response = answer
        else:
            assert request.json is not None
            data = answer(request.json["variables"]) if callable(answer) else answer
            _check(request, data)
            response = HttpResponse(
                status=200,
                headers={"date": self.date} if self.date else {},
                body=json.dumps({"data": _without_typenames(data)}).encode(),
            )
        error = ShopifyDialect().failure(request, response)
        if error is not None:
            raise error
        return response

    def stream_lines(self, request: HttpRequest) -> Iterator[bytes]:
        self.sent.append(request)
        yield from self.lines

    @property
    def operations(self) -> list[str]:
        return [request.operation for request in self.sent]

    def variables(self, operation: str, index: int = 0) -> dict[str, Any]:
        sent = [one for one in self.sent if one.operation == operation]
        assert sent[index].json is not None
        return sent[index].json["variables"]


def client_on(line: ScriptedLine) -> ShopifyClient:
    return ShopifyClient(line, pause=lambda _seconds: None)


def failed(*errors: dict[str, Any] | str, **extensions: Any) -> HttpResponse:
    """An HTTP 200 that carries top-level errors."""
    body: dict[str, Any] = {"errors": list(errors)}
    if extensions:
        body["extensions"] = extensions
    return HttpResponse(status=200, headers={}, body=json.dumps(body).encode())


def _check(request: HttpRequest, data: dict[str, Any]) -> None:
    if not HAS_CONTRACTS:
        return
    assert request.json is not None
    variables = request.json["variables"]
    result = execute(
        vendor_schema(),
        parse(request.json["query"]),
        root_value=data,
        variable_values=variables,
        field_resolver=_by_response_key,
        type_resolver=_kind_of,
    )
    assert not result.errors, f"{request.operation}: {result.errors}"
    assert result.data == _without_typenames(data), f"{request.operation}: more than was asked"
    assert points(request.operation, variables) <= min(request.cost, 1000), request.operation


def _by_response_key(source: Any, info: GraphQLResolveInfo, **_arguments: Any) -> Any:
    return source.get(info.path.key)


def _kind_of(value: Any, _info: Any, _kind: Any) -> str:
    return value["__typename"] if "__typename" in value else value["id"].split("/")[3]


def _without_typenames(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_typenames(v) for k, v in value.items() if k != "__typename"}
    return [_without_typenames(one) for one in value] if isinstance(value, list) else value
