"""Counterpoint's customers: a listing; finding one is the business of the gateway's own copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.counterpoint import marks
from adapters.counterpoint.client import CounterpointClient, path
from adapters.counterpoint.settings import CounterpointSettings
from adapters.listing import Bookmark, read_records
from domain.customers import Customer
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.platforms import counterpoint as table
from mapping.report import MappingReport


def list_customers(
    client: CounterpointClient,
    settings: CounterpointSettings,
    report: MappingReport,
    *,
    since: str | None,
    cursor: str | None,
    now: datetime,
) -> Iterator[Page[Customer]]:
    """Customers changed after `since`, or all; deleted ones are told by no one."""
    place = Bookmark.read(cursor)
    begun = place.mark
    pages = client.pages(
        "/Customers",
        "customers.list",
        "Customers",
        params=marks.filtered(since),
        first=int(place.cursor or 1),
    )
    for page in pages:
        begun = begun or marks.started(page.served_at, now)
        good, bad = read_records(
            page.rows,
            table.CUSTOMER,
            Entity.CUSTOMER,
            context={"zone": settings.zone},
            report=report,
            id_field="CUST_NO",
        )
        rest = Bookmark(cursor=str(page.number + 1), mark=begun)
        yield Page(
            records=good,
            quarantined=bad,
            cursor=None if page.is_last else rest.write(),
            high_water=marks.high_water(begun, since) if page.is_last else None,
        )


def one_customer(
    client: CounterpointClient,
    settings: CounterpointSettings,
    report: MappingReport,
    platform_id: PlatformId,
) -> Page[Customer]:
    """One customer; an empty page if it is gone."""
    raw = client.row(path("Customer", platform_id), "customers.get", "AR_CUST")
    good, bad = read_records(
        [] if raw is None else [raw],
        table.CUSTOMER,
        Entity.CUSTOMER,
        context={"zone": settings.zone},
        report=report,
        id_field="CUST_NO",
    )
    return Page(records=good, quarantined=bad)
