"""Lightspeed's paths, relations and paging: raw JSON in, raw JSON out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

from adapters.lightspeed.costs import COUNT, read_cost, write_cost
from adapters.lightspeed.errors import PLATFORM_NAME
from adapters.wire import HttpRequest, JsonObject, Line
from domain.errors import ConfigurationError, MalformedResponseError, RejectedError
from domain.ids import IdempotencyKey
from mapping.platforms.lightspeed_shapes import many

PAGE_LIMIT = 100
"""The most that the API gives, and the most values that IN takes."""


def reference_for(key: IdempotencyKey, purpose: str) -> str:
    """A reference number for a write that has none of ours: Lightspeed has no idempotency keys."""
    return f"{purpose}-{hashlib.sha256(f'{purpose}|{key}'.encode()).hexdigest()[:24]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPage:
    """One page of an endpoint."""

    records: list[JsonObject]
    cursor: str | None
    """The next page's query as Lightspeed wrote it; None on the last page."""


@dataclass(frozen=True, slots=True)
class LightspeedClient:
    """Calls on one account's line."""

    line: Line
    account_id: str

    def path(self, entity: str, *ids: str) -> str:
        """`/API/V3/Account/{id}/Sale/12.json`. Raises ConfigurationError without an account."""
        if not self.account_id.isdecimal():
            raise ConfigurationError(
                "the Lightspeed account is not known; connect the account again"
            )
        return f"/API/V3/Account/{self.account_id}/{'/'.join((entity, *ids))}.json"

    def get(self, path: str, operation: str) -> JsonObject:
        """The body of a read outside the endpoints (Account, Session)."""
        return self._send(
            HttpRequest(method="GET", path=path, operation=operation, repeatable=True)
        )

    def find(
        self, entity: str, identifier: str, operation: str, relations: Sequence[str] = ()
    ) -> JsonObject | None:
        """One record by its id, None where Lightspeed knows no such thing (404)."""
        if not is_id(identifier):
            return None
        request = HttpRequest(
            method="GET",
            path=self.path(entity, identifier),
            operation=operation,
            params=_relations(relations),
            repeatable=True,
            cost=read_cost(relations, single=True),
        )
        try:
            return _record(self._send(request), entity, operation)
        except RejectedError as error:
            if error.status == 404:
                return None
            raise

    def page(
        self,
        entity: str,
        operation: str,
        params: Mapping[str, str],
        relations: Sequence[str] = (),
        cursor: str | None = None,
    ) -> RawPage:
        """One page: the first for these parameters, or the one a cursor names."""
        query = {"limit": str(PAGE_LIMIT), **params, **_relations(relations)}
        if cursor is not None:
            query = dict(parse_qsl(cursor, keep_blank_values=True))
        request = HttpRequest(
            method="GET",
            path=self.path(entity),
            operation=operation,
            params=query,
            repeatable=True,
            cost=read_cost(relations, single=False),
        )
        body = self._send(request)
        attributes = body.get("@attributes")
        if not isinstance(attributes, dict) or "next" not in attributes:
            raise malformed(operation, "the answer does not say whether there is a next page")
        following = _cursor(attributes["next"], request.path, operation)
        if following is not None and following == urlencode(query):
            raise malformed(operation, "the next page is this page again")
        return RawPage(records=_records(body, entity, operation), cursor=following)

    def pages(
        self,
        entity: str,
        operation: str,
        params: Mapping[str, str],
        relations: Sequence[str] = (),
        cursor: str | None = None,
    ) -> Iterator[RawPage]:
        """Every page from the cursor on. Raises MalformedResponseError for pages in a circle."""
        seen: set[str] = set()
        while True:
            page = self.page(entity, operation, params, relations, cursor)
            yield page
            cursor = page.cursor
            if cursor is None:
                return
            if cursor in seen:
                raise malformed(operation, "the pages go round in a circle")
            seen.add(cursor)

    def count(self, entity: str, operation: str, params: Mapping[str, str]) -> int | None:
        """How many records there are by Lightspeed's own count; None where it tells none."""
        request = HttpRequest(
            method="GET",
            path=self.path(entity),
            operation=operation,
            params={**params, "count": "1"},
            repeatable=True,
            cost=COUNT,
        )
        attributes = self._send(request).get("@attributes")
        told = attributes.get("count") if isinstance(attributes, dict) else None
        return int(told) if told is not None else None

    def write(
        self,
        method: str,
        path_of: tuple[str, ...],
        operation: str,
        body: JsonObject | None = None,
        *,
        relations: Sequence[str] = (),
        repeatable: bool = False,
    ) -> JsonObject:
        """The record that a write made or changed. Without `repeatable`, a lost answer is
        AmbiguousOutcomeError: look the effect up before writing again."""
        entity = path_of[0]
        request = HttpRequest(
            method=method,
            path=self.path(*path_of),
            operation=operation,
            params=_relations(relations),
            json=body,
            repeatable=repeatable,
            keyed=repeatable,
            cost=write_cost(entity, body, relations),
        )
        return _record(self._send(request), entity, operation)

    def _send(self, request: HttpRequest) -> JsonObject:
        response = self.line.send(request)
        try:
            body = response.json()
        except ValueError as error:
            raise malformed(request.operation, "the body is not JSON", response.status) from error
        if not isinstance(body, dict):
            raise malformed(request.operation, "the body is not an object", response.status)
        return body


def is_id(text: str) -> bool:
    """Whether a record can have this id: a number without leading zeros."""
    return text.isdecimal() and not text.startswith("0")


def malformed(operation: str, what: str, status: int | None = None) -> MalformedResponseError:
    """The error for an answer that Lightspeed does not document."""
    return MalformedResponseError(what, platform=PLATFORM_NAME, operation=operation, status=status)


def _relations(names: Sequence[str]) -> dict[str, str]:
    return {"load_relations": orjson.dumps(list(names)).decode()} if names else {}


def _record(body: JsonObject, entity: str, operation: str) -> JsonObject:
    found: Any = body.get(entity)
    if not isinstance(found, dict):
        raise malformed(operation, f"the answer has no {entity}")
    return found


def _records(body: JsonObject, entity: str, operation: str) -> list[JsonObject]:
    found = many(body.get(entity))
    if not all(isinstance(one, dict) for one in found):
        raise malformed(operation, f"{entity} is not a list of records")
    return found


def _cursor(following: Any, path: str, operation: str) -> str | None:
    """The query of the next page's address, which must lead to the same endpoint."""
    if following == "":
        return None
    parts = urlsplit(following) if isinstance(following, str) else None
    if parts is None or parts.path != path or not parts.query:
        raise malformed(operation, "the next page's address leads elsewhere")
    return parts.query
