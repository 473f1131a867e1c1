"""Square's paths, paging and idempotency keys: raw JSON in, raw JSON out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.listing import onward
from adapters.square.errors import (
    PLATFORM_NAME,
    SQUARE_VERSION,
    STALE_CURSOR,
    error_of,
    telling_error,
)
from adapters.wire import HttpRequest, JsonObject, Line
from domain.errors import MalformedResponseError, RejectedError
from domain.ids import IdempotencyKey


def platform_key(key: IdempotencyKey, purpose: str) -> str:
    """Our key as Square gets it: 40 hex digits fit the shortest limit (45, payments).

    The purpose keeps two writes under one intention apart.
    """
    return hashlib.sha256(f"{purpose}\n{key}".encode()).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class SquareClient:
    """Calls on one seller's line."""

    line: Line

    def get(self, path: str, operation: str, params: Mapping[str, str] | None = None) -> JsonObject:
        """The body of a read."""
        return self._send(
            HttpRequest(
                method="GET",
                path=path,
                operation=operation,
                params=params or {},
                repeatable=True,
            )
        )

    def find(
        self, path: str, operation: str, params: Mapping[str, str] | None = None
    ) -> JsonObject | None:
        """The body of a read, None where Square knows no such thing (404)."""
        try:
            return self.get(path, operation, params)
        except RejectedError as error:
            if error.status == 404:
                return None
            raise

    def search(self, path: str, operation: str, body: JsonObject | None = None) -> JsonObject:
        """The body of a read that is worded as a POST."""
        return self._send(
            HttpRequest(method="POST", path=path, operation=operation, json=body, repeatable=True)
        )

    def write(
        self, path: str, operation: str, body: JsonObject | None = None, *, method: str = "POST"
    ) -> JsonObject:
        """The body of a write that is safe to repeat: by its idempotency key, or because doing it
        again is refused by state. If its answer stays lost, AmbiguousOutcomeError."""
        return self._send(
            HttpRequest(
                method=method,
                path=path,
                operation=operation,
                json=body,
                repeatable=True,
                keyed=True,
            )
        )

    def as_application(
        self, method: str, path: str, operation: str, *, token: str, **content: Any
    ) -> JsonObject:
        """The body of a call that wants the application's own token, not the seller's."""
        return self._send(
            HttpRequest(
                method=method,
                path=path,
                operation=operation,
                headers={"Authorization": f"Bearer {token}", "Square-Version": SQUARE_VERSION},
                authenticated=False,
                repeatable=True,
                keyed=method != "GET",
                **content,
            )
        )

    def get_pages(
        self, path: str, operation: str, params: Mapping[str, str], cursor: str | None = None
    ) -> Iterator[JsonObject]:
        """Every page of a listing whose cursor travels in the query."""

        def fetch(at: str | None) -> JsonObject:
            return self.get(path, operation, {**params, **({"cursor": at} if at else {})})

        return _pages(fetch, cursor, operation)

    def search_pages(
        self, path: str, operation: str, body: JsonObject, cursor: str | None = None
    ) -> Iterator[JsonObject]:
        """Every page of a search whose cursor travels in the body."""

        def fetch(at: str | None) -> JsonObject:
            return self.search(path, operation, {**body, **({"cursor": at} if at else {})})

        return _pages(fetch, cursor, operation)

    def _send(self, request: HttpRequest) -> JsonObject:
        response = self.line.send(request)
        try:
            body = response.json()
        except ValueError as error:
            raise malformed(request.operation, "the body is not JSON", response.status) from error
        if not isinstance(body, dict):
            raise malformed(request.operation, "the body is not an object", response.status)
        if body.get("errors") and not request.keyed:  # a read that is not whole is none
            raise error_of(telling_error(body), request.operation, response)
        return body


def malformed(operation: str, what: str, status: int | None = None) -> MalformedResponseError:
    """The error for an answer that Square does not document."""
    return MalformedResponseError(what, platform=PLATFORM_NAME, operation=operation, status=status)


def _pages(
    fetch: Callable[[str | None], JsonObject], cursor: str | None, operation: str
) -> Iterator[JsonObject]:
    """Pages from `cursor` on. A cursor lives about five minutes: one that went stale starts the
    listing once more from the top, which repeats records but loses none."""
    restarted = False
    while True:
        try:
            page = fetch(cursor)
        except RejectedError as error:
            if error.platform_code != STALE_CURSOR or restarted or cursor is None:
                raise
            restarted, cursor = True, None
            continue
        yield page
        cursor = onward(page.get("cursor"), cursor, platform=PLATFORM_NAME, operation=operation)
        if cursor is None:
            return
