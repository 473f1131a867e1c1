"""Pages through Relay connections, resumable behind every page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias, TypeVar

from adapters.listing import Bookmark, onward
from adapters.shopify.client import ShopifyClient, next_cursor, nodes
from adapters.shopify.errors import PLATFORM_NAME, malformed
from adapters.wire import JsonObject
from domain.events import Quarantined
from domain.ports.pos import Page
from mapping.converters import timestamp

T = TypeVar("T")

Reader: TypeAlias = Callable[[JsonObject], tuple[tuple[T, ...], tuple[Quarantined, ...]]]
"""Turns the `data` of one page into records and quarantined ones."""

OVERLAP = timedelta(minutes=2)
"""Each delta looks back a little: the search index lags behind the records it finds."""


def changed_since(since: str | None) -> str | None:
    """The search filter for records changed after `since`; None for all of them."""
    if since is None:
        return None
    moment = timestamp(since) - OVERLAP
    return f"updated_at:>='{moment:%Y-%m-%dT%H:%M:%SZ}'"


def platform_time(date: str | None) -> str | None:
    """The `Date` header of an answer as RFC 3339; None where it is missing or odd."""
    try:
        return f"{parsedate_to_datetime(date or ''):%Y-%m-%dT%H:%M:%SZ}"
    except ValueError:
        return None


def next_mark(date: str | None, listed: Iterable[JsonObject], since: str | None) -> str | None:
    """Where the next delta begins when this is the first page of a listing.

    The platform's own clock if the answer names it, else its newest time on this page: whatever
    changes while the listing goes on is later than either.
    """
    newest = max((str(one["updatedAt"]) for one in listed if one.get("updatedAt")), default=since)
    return platform_time(date) or newest


def pages(
    client: ShopifyClient,
    name: str,
    root: str,
    read: Reader[T],
    *,
    cursor: str | None,
    since: str | None,
    cost: float,
    **variables: Any,
) -> Iterator[Page[T]]:
    """Every page of the connection `root` from `cursor` on.

    `high_water` is the platform's time at the first page, so that what changes while the listing
    runs is told again by the next delta. It travels in the cursors.
    """
    bookmark = Bookmark.read(cursor)
    after, mark = bookmark.cursor, bookmark.mark
    while True:
        answer = client.answer(name, cost=cost, after=after, **variables)
        connection = answer.data.get(root)
        if connection is None:
            raise malformed(name, root)
        mark = mark or next_mark(answer.date, nodes(name, connection), since)
        records, bad = read(answer.data)
        after = onward(next_cursor(connection), after, platform=PLATFORM_NAME, operation=name)
        yield Page(
            records=records,
            quarantined=bad,
            cursor=Bookmark(cursor=after, mark=mark).write() if after else None,
            high_water=None if after else mark,
        )
        if after is None:
            return


def completed(
    client: ShopifyClient, name: str, raw: JsonObject, field: str, *, first: int, cost: float
) -> JsonObject:
    """A record whose connection `field` was cut short, with the rest of it fetched."""
    connection = raw[field]
    after = next_cursor(connection)
    if after is None:
        return raw
    collected = nodes(name, connection)
    while after is not None:
        data = client.query(name, cost=cost, id=raw["id"], first=first, after=after)
        owner = next(iter(data.values()))
        if owner is None:
            break  # deleted between two pages; the webhook or the next delta says so
        collected += nodes(name, owner[field])
        after = next_cursor(owner[field])
    return {**raw, field: {"nodes": collected}}
