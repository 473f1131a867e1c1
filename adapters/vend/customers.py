"""Vend's customers: listed by version, found by how their phone number is spelled."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.listing import Bookmark, read_records
from adapters.platform import CustomerIndex
from adapters.vend.client import VendClient
from adapters.vend.reading import read_one
from domain.customers import Customer
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import vend as table
from mapping.platforms.vend_words import spellings
from mapping.report import MappingReport

_FOUND_LIMIT = "100"


def list_customers(
    client: VendClient, report: MappingReport, *, since: str | None, cursor: str | None
) -> Iterator[Page[Customer]]:
    """Customers changed after a version; a delta brings deleted ones, as inactive."""
    mark = int(Bookmark.read(cursor).cursor or since or 0)
    params = {"deleted": "true"} if since is not None else {}
    for page in client.pages("/customers", "customers.list", params, after=mark):
        mark = page.version
        good, bad = read_records(
            page.records, table.CUSTOMER, Entity.CUSTOMER, context={}, report=report
        )
        yield Page(records=good, quarantined=bad, cursor=Bookmark(cursor=str(mark)).write())
    yield Page(records=(), high_water=str(mark))


def customer(client: VendClient, report: MappingReport, platform_id: PlatformId) -> Page[Customer]:
    """One customer; an empty page if it is gone."""
    raw = client.find(f"/customers/{platform_id}", "customers.get")
    if raw is not None and raw.get("deleted_at"):
        raw = None
    good, bad = read_records(
        [] if raw is None else [raw], table.CUSTOMER, Entity.CUSTOMER, context={}, report=report
    )
    return Page(records=good, quarantined=bad)


def find_customers(
    client: VendClient,
    report: MappingReport,
    *,
    phone: str | None,
    email: str | None,
    index: CustomerIndex | None,
) -> tuple[Customer, ...]:
    """Customers with exactly this phone or e-mail.

    Vend matches the whole text of a field, and numbers stand there as staff typed them: the usual
    spellings are tried one after the other until one is known. What none of them finds, the
    gateway's own copy may, which keeps numbers in one spelling.
    """
    found: dict[PlatformId, Customer] = {}
    if email is not None:
        for one in _search(client, report, "email", email):
            if one.email == email.lower():
                found[one.platform_id] = one
    if phone is not None:
        for one in _by_phone(client, report, phone):
            found[one.platform_id] = one
    if not found and index is not None:
        return index.find(phone=phone, email=email)
    return tuple(found.values())


def _by_phone(client: VendClient, report: MappingReport, phone: str) -> list[Customer]:
    for spelling in spellings(phone):
        found = [
            one
            for name in ("mobile", "phone")
            for one in _search(client, report, name, spelling)
            if one.phone == phone
        ]
        if found:
            return found
    return []


def _search(client: VendClient, report: MappingReport, name: str, value: str) -> Iterator[Customer]:
    params = {"type": "customers", name: value, "page_size": _FOUND_LIMIT}
    for raw in client.rows("/search", "customers.find", params):
        if not raw.get("deleted_at"):
            yield read_one(table.CUSTOMER, raw, "customers.find", report, {})
