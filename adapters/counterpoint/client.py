"""Counterpoint's paths and pages: raw JSON in, raw JSON out.

Listings take `Page` and `Rows` and say nothing of how much there is: a page that is not full is
the last. Writes know no keys, so none is repeatable: a lost answer is an ambiguous outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from adapters.counterpoint.errors import NOT_FOUND, PLATFORM_NAME
from adapters.wire import HttpRequest, HttpResponse, JsonObject, Line
from domain.errors import MalformedResponseError, RejectedError

ROWS = 200
"""Per page: the server is a shop's own, and builds each page in memory."""
NO_CACHE: Mapping[str, str] = {"ServerCache": "no-cache"}
"""Flushes the company's cache of items, up to two hours old: once per run, never per call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    """One page of a listing."""

    number: int
    rows: list[JsonObject]
    is_last: bool
    served_at: datetime | None
    """The server's own clock, where its answer carries one."""


def path(*parts: str) -> str:
    """A path of literal words and of keys, which may hold spaces and anything else."""
    return "/" + "/".join(quote(one, safe="") for one in parts)


@dataclass(frozen=True, slots=True)
class CounterpointClient:
    """Calls on one company's line."""

    line: Line

    def get(
        self,
        where: str,
        operation: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[JsonObject, HttpResponse]:
        """The body of a read, and the answer it came in."""
        response = self.line.send(
            HttpRequest(
                method="GET",
                path=where,
                operation=operation,
                params=params or {},
                headers=headers or {},
                repeatable=True,
            )
        )
        return _body(response, operation), response

    def row(self, where: str, operation: str, name: str) -> JsonObject | None:
        """The one row of an answer, None where the server knows no such record."""
        try:
            body, _ = self.get(where, operation)
        except RejectedError as error:
            if error.platform_code == NOT_FOUND or (
                error.status == 404 and error.platform_code is not None
            ):
                return None
            raise
        found = _content(body, name)
        if not isinstance(found, dict):
            raise malformed(operation, f"the answer has no {name}")
        return found

    def rows(self, where: str, operation: str, name: str) -> list[JsonObject]:
        """The rows of an answer that is not paged."""
        body, _ = self.get(where, operation)
        return rows_in(body, name, operation)

    def pages(
        self,
        where: str,
        operation: str,
        name: str,
        *,
        params: Mapping[str, str] | None = None,
        first: int = 1,
        rows: int = ROWS,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[RowsPage]:
        """Every page from `first` on. Raises MalformedResponseError for one that comes again."""
        number, before = first, None
        while True:
            asked = {**(params or {}), "Page": str(number), "Rows": str(rows)}
            body, response = self.get(where, operation, asked, headers)
            found = rows_in(body, name, operation)
            if found and found == before:
                raise malformed(operation, f"page {number} is page {number - 1} once more")
            # A server that does not know paging answers with everything, which is the last page.
            is_last = len(found) != rows
            yield RowsPage(
                number=number, rows=found, is_last=is_last, served_at=_served_at(response)
            )
            if is_last:
                return
            number, before, headers = number + 1, found, None

    def write(self, where: str, operation: str, body: JsonObject) -> JsonObject:
        """The answer to a write, which is sent once: AmbiguousOutcomeError if it is lost."""
        request = HttpRequest(method="POST", path=where, operation=operation, json=body)
        return _body(self.line.send(request), operation)


def rows_in(body: JsonObject, name: str, operation: str) -> list[JsonObject]:
    """The rows under that name; a single one may come without its list."""
    found = _content(body, name)
    listed = [found] if isinstance(found, dict) else found
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise malformed(operation, f"the answer has no list {name}")
    return listed


def _content(body: JsonObject, name: str) -> Any:
    """What an answer holds under that name, or under the one other name it has.

    The guide prints some answers under the table's name (`IM_INV`, `PS_STA`) and some under a word
    (`Items`, `Category`), and not every answer is printed.
    """
    if name in body:
        return body[name]
    others = [value for value in body.values() if isinstance(value, (dict, list))]
    return others[0] if len(others) == 1 else None


def malformed(operation: str, what: str) -> MalformedResponseError:
    """The error for an answer that the guide does not document."""
    return MalformedResponseError(what, platform=PLATFORM_NAME, operation=operation)


def _body(response: HttpResponse, operation: str) -> JsonObject:
    try:
        body = response.json()
    except ValueError as error:
        raise malformed(operation, "the body is not JSON") from error
    if not isinstance(body, dict):
        raise malformed(operation, "the body is not an object")
    return body


def _served_at(response: HttpResponse) -> datetime | None:
    try:
        found = parsedate_to_datetime(response.headers.get("date", ""))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
