"""Vend's paths, version cursors and envelopes: raw JSON in, raw JSON out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.vend.errors import API, PLATFORM_NAME, error_in, malformed
from adapters.wire import HttpRequest, JsonObject, Line
from domain.errors import AmbiguousOutcomeError, RejectedError

PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list: its records and the version to go on behind."""

    records: list[JsonObject]
    version: int


@dataclass(frozen=True, slots=True)
class VendClient:
    """Calls on one retailer's line."""

    line: Line

    def get(self, path: str, operation: str, params: Mapping[str, str] | None = None) -> JsonObject:
        """The record in the envelope of a read."""
        return _record(self._read("GET", path, operation, params=params), operation)

    def find(self, path: str, operation: str) -> JsonObject | None:
        """The record of a read, None where Vend knows no such thing (404)."""
        try:
            return self.get(path, operation)
        except RejectedError as error:
            if error.status == 404:
                return None
            raise

    def probe(self, path: str, operation: str, params: Mapping[str, str]) -> None:
        """A read whose content does not matter."""
        self._read("GET", path, operation, params=params)

    def rows(
        self, path: str, operation: str, params: Mapping[str, str] | None = None
    ) -> list[JsonObject]:
        """The records in the envelope of one read, without going on."""
        body = self._read("GET", path, operation, params=params)
        return _records(_enveloped(body, operation), operation)

    def pages(
        self,
        path: str,
        operation: str,
        params: Mapping[str, str] | None = None,
        *,
        after: int = 0,
        size: int = PAGE_SIZE,
    ) -> Iterator[Listed]:
        """Every page behind a version, in the order of versions, until an empty one.

        A short page says nothing: Vend caps `page_size` as it likes. A cursor that does not grow
        would repeat for ever and is refused.
        """
        while True:
            asked = {**(params or {}), "page_size": str(size)}
            if after:
                asked["after"] = str(after)
            body = self._read("GET", path, operation, params=asked)
            page = _page(body, operation, after)
            if not page.records:
                return
            yield page
            after = page.version

    def everything(
        self, path: str, operation: str, params: Mapping[str, str] | None = None
    ) -> list[JsonObject]:
        """All records of a short list."""
        return [row for page in self.pages(path, operation, params) for row in page.records]

    def search(
        self, kind: str, operation: str, params: Mapping[str, str]
    ) -> Iterator[list[JsonObject]]:
        """Every page of `GET /search` by offset, until an empty one: a short page says nothing
        there either. A page that brings only what was told already is refused."""
        told: set[str] = set()
        offset = 0
        while True:
            asked = {"type": kind, **params, "page_size": str(PAGE_SIZE), "offset": str(offset)}
            rows = self.rows("/search", operation, asked)
            if not rows:
                return
            names = {str(row.get("id")) for row in rows}
            if names <= told:
                raise malformed(operation, f"the page at {offset} came before: it would repeat")
            told |= names
            offset += len(rows)
            yield rows

    def array(self, path: str, operation: str) -> list[JsonObject]:
        """The records of a read that answers a bare array; none where Vend knows no such thing."""
        try:
            return _records(self._read("GET", path, operation), operation)
        except RejectedError as error:
            if error.status == 404:
                return []
            raise

    def array_pages(self, path: str, operation: str, *, after: int, size: int) -> Iterator[Listed]:
        """Every page of a read that is worded as a POST, pages in the body and answers bare
        arrays (`/inventory`)."""
        while True:
            asked: JsonObject = {"size": size, "sort_direction": "asc"}
            if after:
                asked["after"] = after
            records = _records(self._read("POST", path, operation, json=asked), operation)
            if not records:
                return
            page = Listed(records, _grown(_newest(records, operation), after, operation))
            yield page
            after = page.version

    def write(self, method: str, path: str, operation: str, body: JsonObject | None = None) -> Any:
        """What a write answers. Vend has no idempotency keys: a lost answer is raised as
        AmbiguousOutcomeError and must be looked up, and so is one that cannot be read."""
        response = self.line.send(
            HttpRequest(method=method, path=f"{API}{path}", operation=operation, json=body)
        )
        try:
            answer = response.json()
        except ValueError as error:
            raise AmbiguousOutcomeError(
                "the write was answered with something that is not JSON; look it up first",
                platform=PLATFORM_NAME,
                operation=operation,
                status=response.status,
            ) from error
        _refuse_error(answer, operation, response.status)
        return answer.get("data") if isinstance(answer, dict) else answer

    def remove(self, path: str, operation: str) -> None:
        """Delete a record; one that is gone is no error, so this is safe to repeat."""
        try:
            self.line.send(
                HttpRequest(
                    method="DELETE", path=f"{API}{path}", operation=operation, repeatable=True
                )
            )
        except RejectedError as error:
            if error.status != 404:
                raise

    def _read(
        self,
        method: str,
        path: str,
        operation: str,
        *,
        params: Mapping[str, str] | None = None,
        json: JsonObject | None = None,
    ) -> Any:
        response = self.line.send(
            HttpRequest(
                method=method,
                path=f"{API}{path}",
                operation=operation,
                params=params or {},
                json=json,
                repeatable=True,
            )
        )
        try:
            body = response.json()
        except ValueError as error:
            raise malformed(operation, "the body is not JSON", response.status) from error
        _refuse_error(body, operation, response.status)
        return body


def _refuse_error(body: Any, operation: str, status: int) -> None:
    """A success that holds an error and no data is none."""
    if not isinstance(body, dict) or "data" in body:
        return
    code, message = error_in(body)
    if code is not None:
        raise RejectedError(
            f"answered {status} with an error inside: {message or code}",
            platform=PLATFORM_NAME,
            operation=operation,
            status=status,
            platform_code=code,
        )


def _enveloped(body: Any, operation: str) -> Any:
    if not isinstance(body, dict) or "data" not in body:
        raise malformed(operation, "the answer has no data")
    return body["data"]


def _record(body: Any, operation: str) -> JsonObject:
    """The one record of an answer; `/user` has been documented with a list around it."""
    data = _enveloped(body, operation)
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, dict):
        raise malformed(operation, "data is not an object")
    return data


def _records(data: Any, operation: str) -> list[JsonObject]:
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise malformed(operation, "the answer is not a list of objects")
    return data


def _page(body: Any, operation: str, after: int) -> Listed:
    records = _records(_enveloped(body, operation), operation)
    if not records:
        return Listed([], after)
    bounds = body.get("version")
    told = bounds.get("max") if isinstance(bounds, dict) else None
    version = told if isinstance(told, int) else _newest(records, operation)
    return Listed(records, _grown(version, after, operation))


def _newest(records: list[JsonObject], operation: str) -> int:
    """The highest version of a page; a sale keeps its own below `_metadata`."""
    versions = [row.get("version", (row.get("_metadata") or {}).get("version")) for row in records]
    known = [one for one in versions if isinstance(one, int)]
    if not known:
        raise malformed(operation, "the page has no version to go on behind")
    return max(known)


def _grown(version: int, after: int, operation: str) -> int:
    if version <= after:
        raise malformed(operation, f"the version cursor stays at {version}: pages would repeat")
    return version
