"""Revel's paths and paging: raw JSON in, raw JSON out. Paths end with a slash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from adapters.revel.errors import PLATFORM_NAME
from adapters.wire import HttpRequest, JsonObject, Line
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    RejectedError,
    UnsupportedError,
)
from mapping.engine import Context, Map, MappingError
from mapping.report import MappingReport

T = TypeVar("T")

PAGE_LIMIT = 200
"""Rows asked for at once; servers have been seen to give 250 at most."""
IDS_PER_REQUEST = 100
"""Ids in one `__in` lookup, which travels in the address."""
WEB_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of a resource."""

    rows: list[JsonObject]
    rest: str | None
    """Where to go on; None on the last page."""
    total: int | None = None
    """How many rows there are by Revel's own count."""


@dataclass(frozen=True, slots=True)
class RevelClient:
    """Calls on one instance's line."""

    line: Line
    instance: str
    """The subdomain that the line must lead to."""

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

    def find(self, path: str, operation: str) -> JsonObject | None:
        """One record, None where Revel knows no such thing (404)."""
        try:
            return self.get(path, operation)
        except RejectedError as error:
            if error.status == 404:
                return None
            raise

    def change(self, path: str, operation: str, body: JsonObject) -> JsonObject:
        """The body of a PATCH, which is safe to repeat: it sets, and adds nothing."""
        return self._send(
            HttpRequest(
                method="PATCH",
                path=path,
                operation=operation,
                json=body,
                repeatable=True,
                keyed=True,
            )
        )

    def web(self, path: str, operation: str, params: Mapping[str, str]) -> JsonObject:
        """The body of a read of the web-order surface."""
        return self.get(path, operation, params)

    def calculate(self, body: JsonObject) -> Any:
        """What a cart costs: a read that is worded as a POST."""
        path = "/specialresources/cart/calculate/"
        return self._send(
            HttpRequest(
                method="POST", path=path, operation="cart.calculate", json=body, repeatable=True
            )
        ).get("data")

    def submit(self, body: JsonObject) -> str:
        """Submit a cart; the new order's id. Never repeated: Revel has no idempotency keys."""
        operation = "cart.submit"
        answer = self._send(
            HttpRequest(
                method="POST",
                path="/specialresources/cart/submit/",
                operation=operation,
                json=body,
            )
        )
        told = answer.get("data")
        found = (told if isinstance(told, dict) else answer).get("orderId")
        if isinstance(found, bool) or not isinstance(found, int | str) or not found:
            raise AmbiguousOutcomeError(
                "the cart was taken without naming its order; look it up first",
                platform=PLATFORM_NAME,
                operation=operation,
            )
        return str(found)

    def pages(
        self,
        path: str,
        operation: str,
        params: Mapping[str, str],
        rest: str | None = None,
        *,
        limit: int = PAGE_LIMIT,
    ) -> Iterator[Listed]:
        """Every page of a resource from `rest` on.

        Raises MalformedResponseError when pages repeat or skip. When records were deleted
        meanwhile, the page is asked for again from that much earlier, so that none is passed over.
        """
        offset, known = _place(rest)
        before: list[Any] | None = None
        while True:
            asked = {**params, "limit": str(limit), "offset": str(offset)}
            rows, meta = _envelope(self.get(path, operation, asked), operation)
            total = meta["total_count"] if isinstance(meta.get("total_count"), int) else None
            if known is not None and total is not None and total < known:
                offset, known = max(0, offset - (known - total)), total
                continue
            ids = [row.get("id") for row in rows]
            if rows and ids == before:
                raise malformed(operation, f"offset {offset} brought the page before it again")
            following = _following(meta, offset, len(rows), operation)
            if following is None:
                yield Listed(rows=rows, rest=None, total=total)
                return
            offset, known, before = following, total, ids
            place = f"{offset}/{'' if known is None else known}"
            yield Listed(rows=rows, rest=place, total=total)

    def rows_of(
        self,
        path: str,
        operation: str,
        params: Mapping[str, str],
        *,
        field: str,
        ids: Sequence[str],
    ) -> Iterator[JsonObject]:
        """All rows whose `field` is one of `ids`, in as few requests as addresses allow."""
        for start in range(0, len(ids), IDS_PER_REQUEST):
            wanted = ",".join(ids[start : start + IDS_PER_REQUEST])
            for page in self.pages(path, operation, {**params, f"{field}__in": wanted}):
                yield from page.rows

    def _send(self, request: HttpRequest) -> JsonObject:
        response = self.line.send(replace(request, service=self.instance))
        try:
            body = response.json()
        except ValueError as error:
            raise malformed(request.operation, "the body is not JSON", response.status) from error
        if not isinstance(body, dict):
            raise malformed(request.operation, "the body is not an object", response.status)
        return body


def malformed(operation: str, what: str, status: int | None = None) -> MalformedResponseError:
    """The error for an answer that Revel does not document."""
    return MalformedResponseError(what, platform=PLATFORM_NAME, operation=operation, status=status)


def rejected(operation: str, code: str, why: str) -> RejectedError:
    """The error for a wish that Revel would refuse, found before it was asked."""
    return RejectedError(why, platform=PLATFORM_NAME, operation=operation, platform_code=code)


def unsupported(operation: str, why: str) -> UnsupportedError:
    """The error for a wish that cannot be expressed; the words can be spoken."""
    return UnsupportedError(why, platform=PLATFORM_NAME, operation=operation)


def read_one(table: Map[T], raw: Any, operation: str, context: Context, report: MappingReport) -> T:
    """The record, mapped. Raises MalformedResponseError naming the path."""
    try:
        return table.read(raw, context=context, report=report)
    except MappingError as error:
        fault = malformed(operation, f"{error.path} cannot be mapped; {error.remedy}")
        fault.path = error.path
        raise fault from error


def _place(rest: str | None) -> tuple[int, int | None]:
    offset, _, known = (rest or "0").partition("/")
    return int(offset), int(known) if known else None


def _envelope(body: JsonObject, operation: str) -> tuple[list[JsonObject], Mapping[str, Any]]:
    """Rows and meta; a row that is no record stays, to be told apart by the tables."""
    meta, rows = body.get("meta"), body.get("objects")
    if not isinstance(meta, dict) or not isinstance(rows, list):
        raise malformed(operation, "the answer is no listing: meta or objects are missing")
    return [row if isinstance(row, dict) else {"(not a record)": row} for row in rows], meta


def _following(meta: Mapping[str, Any], offset: int, count: int, operation: str) -> int | None:
    """Where the next page begins; None: nowhere."""
    limit, link = meta.get("limit"), meta.get("next")
    if link is None:
        return None
    told = parse_qs(urlsplit(link).query).get("offset", [""])[0] if isinstance(link, str) else ""
    steps = {offset + count, *([offset + limit] if isinstance(limit, int) else [])}
    if not told.isdecimal() or int(told) not in steps or int(told) <= offset:
        raise malformed(
            operation, f"meta.next leads from offset {offset} to {told!r}: pages repeat or skip"
        )
    return int(told)
