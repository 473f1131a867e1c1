"""Sends the GraphQL documents of this folder: variables in, `data` or a mutation's payload out."""

from __future__ import annotations

import hashlib
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from adapters.shopify.dialect import SHOPIFY_VERSION
from adapters.shopify.documents import document
from adapters.shopify.errors import malformed, refused
from adapters.wire import HttpRequest, HttpResponse, JsonObject, Line
from domain.ids import IdempotencyKey

GRAPHQL_PATH = f"/admin/api/{SHOPIFY_VERSION}/graphql.json"
DEFAULT_COST = 50
_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 2.0

log = structlog.get_logger(__name__)


def platform_key(key: IdempotencyKey, purpose: str) -> str:
    """Our key as Shopify gets it: a UUID; the purpose keeps two writes under one key apart."""
    return str(uuid.UUID(bytes=hashlib.sha256(f"{purpose}\n{key}".encode()).digest()[:16]))


@dataclass(frozen=True, slots=True)
class Answer:
    """What one operation returned."""

    data: JsonObject
    date: str | None
    """The `Date` header, the platform's own clock."""


@dataclass(frozen=True, slots=True)
class ShopifyClient:
    """Calls on one shop's line."""

    line: Line
    pause: Callable[[float], None] = time.sleep
    """How to wait between two looks at work that the platform does later."""

    def query(self, name: str, *, cost: float = DEFAULT_COST, **variables: Any) -> JsonObject:
        """The `data` of a read."""
        return self.answer(name, cost=cost, **variables).data

    def answer(self, name: str, *, cost: float = DEFAULT_COST, **variables: Any) -> Answer:
        """The `data` of a read, with the platform's time."""
        response = self._send(name, variables, repeatable=True, cost=cost)
        return Answer(_data(name, response), response.headers.get("date"))

    def mutate(
        self,
        name: str,
        root: str,
        *,
        repeatable: bool = False,
        cost: float = DEFAULT_COST,
        errors: str = "userErrors",
        **variables: Any,
    ) -> JsonObject:
        """The payload of a mutation's root field. Raises what its `userErrors` mean.

        `repeatable` only where a second sending has no second effect.
        """
        response = self._send(name, variables, repeatable=repeatable, keyed=repeatable, cost=cost)
        return payload_of(name, _data(name, response), root, errors=errors)

    def calculate(self, name: str, root: str, *, cost: float, **variables: Any) -> JsonObject:
        """The payload of a mutation that changes nothing, repeatable as a read is."""
        response = self._send(name, variables, repeatable=True, cost=cost)
        return payload_of(name, _data(name, response), root)

    def mutate_all(self, name: str, *, cost: float, **variables: Any) -> JsonObject:
        """The `data` of a repeatable mutation with several root fields; judge their payloads."""
        response = self._send(name, variables, repeatable=True, keyed=True, cost=cost)
        return _data(name, response)

    def waits(self) -> Iterator[int]:
        """Yield 0, 1, 2 … with growing pauses between, until the call's deadline is near."""
        attempt, pause = 0, _PAUSE_S
        while True:
            yield attempt
            attempt += 1
            if self.line.call.deadline.remaining() <= pause:
                return
            self.pause(pause)
            pause = min(pause * 1.6, _LONGEST_PAUSE_S)

    def _send(
        self,
        name: str,
        variables: Mapping[str, Any],
        *,
        repeatable: bool,
        cost: float,
        keyed: bool = False,
    ) -> HttpResponse:
        text = document(name).text
        response = self.line.send(
            HttpRequest(
                method="POST",
                path=GRAPHQL_PATH,
                operation=name,
                json={"query": text, "variables": variables, "operationName": name},
                repeatable=repeatable,
                keyed=keyed,
                cost=cost,
            )
        )
        deprecated = response.headers.get("x-shopify-api-deprecated-reason")
        if deprecated:
            log.warning("platform.deprecated", platform="shopify", operation=name, what=deprecated)
        return response


def _data(name: str, response: HttpResponse) -> JsonObject:
    try:
        body = response.json()
    except ValueError as error:
        raise malformed(name, "a JSON body") from error
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, dict):
        raise malformed(name, "data")
    return data


def payload_of(name: str, data: JsonObject, root: str, *, errors: str = "userErrors") -> JsonObject:
    """The payload of one root field. Raises what its user errors mean."""
    payload: JsonObject | None = data.get(root)
    if payload is None:
        raise malformed(name, root)
    if payload.get(errors):
        raise refused(name, payload[errors])
    return payload


def nodes(name: str, connection: JsonObject | None) -> list[JsonObject]:
    """The nodes of a connection. Raises MalformedResponseError if there are none at all."""
    if connection is None or not isinstance(connection.get("nodes"), list):
        raise malformed(name, "nodes")
    return list(connection["nodes"])


def next_cursor(connection: JsonObject) -> str | None:
    """Where the next page of a connection starts, None on its last page."""
    page = connection.get("pageInfo") or {}
    return page.get("endCursor") if page.get("hasNextPage") else None
