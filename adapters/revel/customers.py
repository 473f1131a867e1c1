"""Revel's customers: one list for the whole instance."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.listing import Bookmark, read_records
from adapters.platform import CustomerIndex
from adapters.revel.catalog import changed_since, newest_time
from adapters.revel.client import RevelClient, read_one
from adapters.revel.keys import Establishment
from adapters.wire import JsonObject
from domain.customers import Customer
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import revel as table
from mapping.platforms.revel_words import spellings
from mapping.report import MappingReport

CUSTOMERS = "/resources/Customer/"


def list_customers(
    client: RevelClient,
    here: Establishment,
    report: MappingReport,
    *,
    since: str | None,
    cursor: str | None,
) -> Iterator[Page[Customer]]:
    """Customers changed after `since`, latest first."""
    bookmark = Bookmark.read(cursor)
    mark = bookmark.mark
    params = {"order_by": "-updated_date", **changed_since(here, since)}
    for listed in client.pages(CUSTOMERS, "customers.list", params, bookmark.cursor):
        mark = mark or newest_time(listed.rows) or since
        good, bad = read_records(
            listed.rows,
            table.CUSTOMER,
            Entity.CUSTOMER,
            context={"zone": here.zone},
            report=report,
        )
        rest = Bookmark(cursor=listed.rest, mark=mark).write() if listed.rest else None
        yield Page(records=good, quarantined=bad, cursor=rest, high_water=None if rest else mark)


def one_customer(
    client: RevelClient, here: Establishment, report: MappingReport, platform_id: PlatformId
) -> Page[Customer]:
    """One customer; an empty page if it is gone."""
    row = client.find(f"{CUSTOMERS}{platform_id}/", "customers.get")
    good, bad = read_records(
        [] if row is None else [row],
        table.CUSTOMER,
        Entity.CUSTOMER,
        context={"zone": here.zone},
        report=report,
    )
    return Page(records=good, quarantined=bad)


def find_customers(
    client: RevelClient,
    here: Establishment,
    report: MappingReport,
    *,
    phone: str | None,
    email: str | None,
    index: CustomerIndex | None,
) -> tuple[Customer, ...]:
    """Customers with exactly this phone or this e-mail.

    Revel compares text: a phone is asked for in the ways people type it, and a number typed in
    another way is found in our own copy, if there is one.
    """
    found: dict[PlatformId, Customer] = {}
    for row in _asked(client, phone, email):
        customer = read_one(table.CUSTOMER, row, "customers.find", {"zone": here.zone}, report)
        if (phone and customer.phone == phone) or (email and customer.email == email.lower()):
            found.setdefault(customer.platform_id, customer)
    if not found and index is not None:
        return index.find(phone=phone, email=email)
    return tuple(found.values())


def _asked(client: RevelClient, phone: str | None, email: str | None) -> Iterator[JsonObject]:
    lookups = []
    if phone is not None:
        lookups.append({"phone_number__in": ",".join(spellings(phone))})
    if email is not None:
        lookups.append({"email__iexact": email})
    for params in lookups:
        for page in client.pages(CUSTOMERS, "customers.find", params):
            yield from page.rows
