"""Square's customers and their cards on file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from adapters.listing import Bookmark, latest, read_records
from adapters.square.client import SquareClient
from adapters.square.reading import read_one
from adapters.wire import JsonObject
from domain.customers import Customer, StoredCard
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.converters import timestamp
from mapping.platforms import square as table
from mapping.platforms.square_requests import moment_request
from mapping.report import MappingReport

_PAGE_LIMIT = 100
_INDEXING = timedelta(minutes=5)
"""A changed profile is searchable after half a minute usually, a minute or more at times (Square's
documentation of SearchCustomers, read 2026-11-20): one that is indexed after a later one would be
passed over by a delta that began at the newest change seen."""


def list_customers(
    client: SquareClient, report: MappingReport, *, since: str | None, cursor: str | None
) -> Iterator[Page[Customer]]:
    """Profiles changed after `since`, and those of a few minutes before, which may have been
    indexed since."""
    bookmark = Bookmark.read(cursor)
    mark = bookmark.mark or since
    request: JsonObject = {"limit": _PAGE_LIMIT}
    if since is not None:
        start = moment_request(timestamp(since) - _INDEXING)
        request["query"] = {"filter": {"updated_at": {"start_at": start}}}
    pages = client.search_pages(
        "/v2/customers/search", "customers.search", request, bookmark.cursor
    )
    for body in pages:
        raws = body.get("customers", [])
        times = [raw.get("updated_at") for raw in raws if isinstance(raw, dict)]
        mark = latest(times, mark, timestamp)
        good, bad = read_records(raws, table.CUSTOMER, Entity.CUSTOMER, context={}, report=report)
        rest = body.get("cursor")
        yield Page(
            records=good,
            quarantined=bad,
            cursor=Bookmark(cursor=rest, mark=mark).write() if rest else None,
            high_water=None if rest else mark,
        )


def customer(
    client: SquareClient, report: MappingReport, platform_id: PlatformId
) -> Page[Customer]:
    """One profile; an empty page if it is gone."""
    found = client.find(f"/v2/customers/{platform_id}", "customers.get", {})
    raw = None if found is None else found.get("customer")
    good, bad = read_records(
        [] if raw is None else [raw], table.CUSTOMER, Entity.CUSTOMER, context={}, report=report
    )
    return Page(records=good, quarantined=bad)


def find_customers(
    client: SquareClient, report: MappingReport, *, phone: str | None, email: str | None
) -> tuple[Customer, ...]:
    """Profiles with exactly this phone or this e-mail; Square lets several share one."""
    found: dict[PlatformId, Customer] = {}
    for name, value in (("phone_number", phone), ("email_address", email)):
        if value is None:
            continue
        request = {"limit": _PAGE_LIMIT, "query": {"filter": {name: {"exact": value}}}}
        for body in client.search_pages("/v2/customers/search", "customers.find", request):
            for raw in body.get("customers", []):
                customer = read_one(table.CUSTOMER, raw, "customers.find", report)
                found.setdefault(customer.platform_id, customer)
    return tuple(found.values())


def stored_cards(
    client: SquareClient, report: MappingReport, customer_id: PlatformId, *, now: datetime
) -> tuple[StoredCard, ...]:
    """Enabled cards, newest first, those that have expired behind the others."""
    params = {"customer_id": customer_id, "sort_order": "DESC"}
    raws: list[dict[str, Any]] = []
    for body in client.get_pages("/v2/cards", "cards.list", params):
        raws.extend(body.get("cards", []))
    cards = [
        read_one(table.CARD, raw, "cards.list", report) for raw in raws if raw.get("enabled", True)
    ]
    return tuple(sorted(cards, key=lambda card: card.has_expired(now)))
