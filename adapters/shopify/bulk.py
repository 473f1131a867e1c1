"""Bulk queries: one job on the platform, one JSONL file, streamed and resumable by line.

They run beside the cost bucket (fact sheet §4), so a full sync does not spend what a shopper on
the line needs. Children stand under their parent because grouping is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import orjson

from adapters.listing import Bookmark
from adapters.shopify.client import ShopifyClient
from adapters.shopify.documents import document
from adapters.shopify.errors import PLATFORM_NAME, malformed, rejected
from adapters.shopify.paging import Reader
from adapters.wire import HttpRequest, JsonObject
from domain.errors import UnavailableError
from domain.ports.pos import Page

T = TypeVar("T")

OPERATION_PREFIX = "gid://shopify/BulkOperation/"
PARENTS_PER_PAGE = 250
_FAILED = frozenset({"FAILED", "CANCELED", "CANCELING", "EXPIRED"})


@dataclass(frozen=True, slots=True)
class _Family:
    """One record with the children that followed it, and the line behind them."""

    raw: JsonObject
    end: int


def is_bulk(cursor: str | None) -> bool:
    """Whether a cursor resumes a bulk file."""
    return (Bookmark.read(cursor).cursor or "").startswith(OPERATION_PREFIX)


def bulk_pages(
    client: ShopifyClient,
    name: str,
    read: Reader[T],
    *,
    cursor: str | None,
    parents: int | None = None,
) -> Iterator[Page[T]]:
    """Every record of the bulk query `name`, so many to a page.

    The first page is empty and carries the job's id, so that a caller whose deadline ends while
    the platform is still working comes back to the same job. Children of a record are handed to
    `read` as `raw["children"]`.
    """
    bookmark = Bookmark.read(cursor)
    operation = bookmark.cursor
    if operation is None:
        operation = _start(client, name)
        yield Page(records=(), cursor=Bookmark(cursor=operation).write())
    url, started = _finished(client, operation)
    page: list[JsonObject] = []
    for family in _families(client, url, skip=bookmark.part) if url else ():
        page.append(family.raw)
        if len(page) == (parents or PARENTS_PER_PAGE):
            place = Bookmark(cursor=operation, mark=started, part=family.end)
            yield _page(read, page, cursor=place.write(), high_water=None)
            page = []
    yield _page(read, page, cursor=None, high_water=started)


def _page(
    read: Reader[T], raws: list[JsonObject], *, cursor: str | None, high_water: str | None
) -> Page[T]:
    records, bad = read({"records": raws})
    return Page(records=records, quarantined=bad, cursor=cursor, high_water=high_water)


def _start(client: ShopifyClient, name: str) -> str:
    payload = client.mutate(
        "BulkStart", "bulkOperationRunQuery", cost=11, query=document(name).text
    )
    return str(payload["bulkOperation"]["id"])


def _finished(client: ShopifyClient, operation: str) -> tuple[str | None, str]:
    """The file's address (None: nothing found) and when the job began, once it is done."""
    for _ in client.waits():
        found = client.query("BulkProgress", cost=1, id=operation).get("bulkOperation")
        if found is None:
            raise rejected("BulkProgress", f"{operation} is unknown; start the export again")
        if found["status"] == "COMPLETED":
            return found.get("url"), str(found["createdAt"])
        if found["status"] in _FAILED:
            reason = found.get("errorCode") or found["status"]
            raise rejected("BulkProgress", f"the export ended as {reason}", code=reason)
    raise UnavailableError(
        "the export is still running; resume from the cursor of its first page",
        platform=PLATFORM_NAME,
        operation="BulkProgress",
    )


def _families(client: ShopifyClient, url: str, *, skip: int) -> Iterator[_Family]:
    request = HttpRequest(
        method="GET", path=url, operation="BulkFile", repeatable=True, authenticated=False, cost=0
    )
    parent: JsonObject | None = None
    end = 0
    for end, line in enumerate(client.line.stream_lines(request), start=1):
        if end <= skip:
            continue
        raw = _parsed(line)
        above = raw.pop("__parentId", None)
        if above is None:
            if parent is not None:
                yield _Family(parent, end - 1)
            parent = {**raw, "children": []}
        elif parent is None or parent["id"] != above:
            raise malformed("BulkFile", f"the parent of line {end}")
        else:
            parent["children"].append(raw)
    if parent is not None:
        yield _Family(parent, end)


def _parsed(line: bytes) -> JsonObject:
    try:
        raw = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise malformed("BulkFile", "a JSON object per line") from error
    if not isinstance(raw, dict):
        raise malformed("BulkFile", "a JSON object per line")
    return raw
