"""Lightspeed's customers. Numbers are kept as typed, so they are searched for in any spelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from adapters.lightspeed.client import LightspeedClient
from adapters.lightspeed.reading import read_one
from adapters.listing import Bookmark, latest, read_records
from adapters.wire import JsonObject
from domain.customers import Customer
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.converters import timestamp
from mapping.platforms import lightspeed as table
from mapping.platforms.lightspeed_phones import is_same_number
from mapping.platforms.lightspeed_requests import any_spelling, since_filter
from mapping.platforms.lightspeed_shapes import even
from mapping.report import MappingReport

_CONTACT = ("Contact",)
_PHONE_FIELDS = ("Contact.mobile", "Contact.phoneHome", "Contact.phoneWork")
_TELLING_DIGITS = 9
"""Enough digits from the end to leave out country and trunk prefix everywhere."""


def list_customers(
    client: LightspeedClient, report: MappingReport, *, since: str | None, cursor: str | None
) -> Iterator[Page[Customer]]:
    """Customers changed at `since` or later, oldest change first; archived ones as inactive."""
    bookmark = Bookmark.read(cursor)
    mark = bookmark.mark or since
    params = {"sort": "timeStamp", "archived": "true"}
    params |= {"timeStamp": since_filter(since)} if since else {}
    pages = client.pages("Customer", "customers.list", params, _CONTACT, bookmark.cursor)
    for page in pages:
        times = [raw.get("timeStamp") for raw in page.records]
        mark = latest(times, mark, timestamp)
        good, bad = read_records(
            page.records,
            table.CUSTOMER,
            Entity.CUSTOMER,
            context={},
            report=report,
            id_field="customerID",
        )
        rest = page.cursor
        yield Page(
            records=good,
            quarantined=bad,
            cursor=Bookmark(cursor=rest, mark=mark).write() if rest else None,
            high_water=None if rest else mark,
        )


def customer(
    client: LightspeedClient, report: MappingReport, platform_id: PlatformId
) -> Page[Customer]:
    """One customer; an empty page if it is gone."""
    raw = client.find("Customer", platform_id, "customers.get", _CONTACT)
    good, bad = read_records(
        [] if raw is None else [raw],
        table.CUSTOMER,
        Entity.CUSTOMER,
        context={},
        report=report,
        id_field="customerID",
    )
    return Page(records=good, quarantined=bad)


def find_customers(
    client: LightspeedClient, report: MappingReport, *, phone: str | None, email: str | None
) -> tuple[Customer, ...]:
    """Customers with exactly this phone (mobile, home or work) or this e-mail."""
    found: dict[PlatformId, Customer] = {}
    if phone is not None:
        pattern = any_spelling(phone.lstrip("+")[-_TELLING_DIGITS:])
        for name in _PHONE_FIELDS:
            for raw in _search(client, name, pattern):
                if any(is_same_number(one, phone) for one in _numbers(raw)):
                    customer = read_one(table.CUSTOMER, raw, "customers.find", report)
                    found.setdefault(customer.platform_id, replace(customer, phone=phone))
    if email is not None:
        for raw in _search(client, "Contact.email", email):
            if email.casefold() in (one.casefold() for one in _addresses(raw)):
                customer = read_one(table.CUSTOMER, raw, "customers.find", report)
                found.setdefault(customer.platform_id, replace(customer, email=email.lower()))
    return tuple(found.values())


def _search(client: LightspeedClient, name: str, value: str) -> Iterator[JsonObject]:
    for page in client.pages("Customer", "customers.find", {name: value}, _CONTACT):
        yield from page.records


def _numbers(raw: JsonObject) -> list[str]:
    return [str(one.get("number", "")) for one in _listed(raw, "Phones", "ContactPhone")]


def _addresses(raw: JsonObject) -> list[str]:
    return [str(one.get("address", "")) for one in _listed(raw, "Emails", "ContactEmail")]


def _listed(raw: JsonObject, outer: str, inner: str) -> list[dict[str, Any]]:
    contact = even(raw).get("Contact")
    relation = contact.get(outer) if isinstance(contact, dict) else None
    listed = relation.get(inner, []) if isinstance(relation, dict) else []
    return [one for one in listed if isinstance(one, dict)]
