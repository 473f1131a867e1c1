"""Clover's customers and their cards on file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.clover.client import CloverClient, nested_in, rows_of
from adapters.clover.reading import read_one
from adapters.listing import Bookmark, read_records
from adapters.wire import JsonObject
from domain.customers import Customer, StoredCard
from domain.events import Entity
from domain.ids import PlatformId
from domain.ports.pos import Page
from mapping.converters import north_american_phone
from mapping.platforms import clover as table
from mapping.report import MappingReport

_READ = "CUSTOMERS_R"
_EXPAND = "emailAddresses,phoneNumbers,metadata"


def list_customers(
    client: CloverClient, report: MappingReport, *, since: str | None, cursor: str | None
) -> Iterator[Page[Customer]]:
    """All customers: Clover filters them by when they began, not by when they changed."""
    bookmark = Bookmark.read(cursor)
    newest = int(bookmark.mark or since or 0)
    seen: set[str] = set()
    batches = client.batches(
        "customers",
        "customers.list",
        permission=_READ,
        start=int(bookmark.cursor or 0),
        expand=_EXPAND,
    )
    for batch in batches:
        fresh = [row for row in batch.rows if str(row.get("id")) not in seen]
        seen |= {str(row.get("id")) for row in fresh}
        good, bad = read_records(fresh, table.CUSTOMER, Entity.CUSTOMER, context={}, report=report)
        newest = max([newest, *(one.revision for one in good)])
        rest = None
        if batch.following is not None:
            rest = Bookmark(cursor=str(batch.following), mark=str(newest)).write()
        yield Page(
            records=good,
            quarantined=bad,
            cursor=rest,
            high_water=None if rest else str(newest),
        )


def customer(
    client: CloverClient, report: MappingReport, platform_id: PlatformId
) -> Page[Customer]:
    """One customer; an empty page if it is gone."""
    raw = client.find(f"customers/{platform_id}", "customers.get", permission=_READ, expand=_EXPAND)
    good, bad = read_records(
        [] if raw is None else [raw], table.CUSTOMER, Entity.CUSTOMER, context={}, report=report
    )
    return Page(records=good, quarantined=bad)


def find_customers(
    client: CloverClient, report: MappingReport, *, phone: str | None, email: str | None
) -> tuple[Customer, ...]:
    """Customers with exactly this phone or e-mail; Clover compares what staff typed."""
    wishes = [f"phoneNumber={one}" for one in _spellings(phone)] if phone else []
    wishes += [f"emailAddress={email.lower()}"] if email else []
    found: dict[PlatformId, Customer] = {}
    for wish in wishes:
        body = client.get(
            "customers", "customers.find", permission=_READ, filters=(wish,), expand=_EXPAND
        )
        for raw in rows_of(body, "customers.find"):
            customer = read_one(table.CUSTOMER, raw, "customers.find", report)
            if _fits(raw, phone, email):
                found.setdefault(customer.platform_id, customer)
    return tuple(found.values())


def _spellings(phone: str) -> tuple[str, ...]:
    """Ways staff type a number: with its country, and ten digits in North America."""
    is_national = phone.startswith("+1") and len(phone) == 12
    return (phone[2:], phone) if is_national else (phone,)


def _fits(raw: JsonObject, phone: str | None, email: str | None) -> bool:
    """Whether a customer has the number or the address itself, and not one that is alike."""
    numbers = nested_in(raw, "phoneNumbers", "customers.find")
    addresses = nested_in(raw, "emailAddresses", "customers.find")
    phones = {north_american_phone(str(one.get("phoneNumber") or "")) for one in numbers}
    mails = {str(one.get("emailAddress") or "").lower() for one in addresses}
    return (phone is not None and phone in phones) or (email is not None and email.lower() in mails)


def stored_cards(
    client: CloverClient, report: MappingReport, customer_id: PlatformId, *, now: datetime
) -> tuple[StoredCard, ...]:
    """Cards with a multi-pay token, newest first, those that have expired behind the others."""
    found = client.find(
        f"customers/{customer_id}", "customers.cards", permission=_READ, expand="cards"
    )
    cards_of = nested_in(found, "cards", "customers.cards")
    rows = [raw for raw in cards_of if raw.get("token")]
    rows.sort(key=lambda raw: str(raw.get("modifiedTime") or ""), reverse=True)
    cards = [read_one(table.CARD, raw, "customers.cards", report) for raw in rows]
    return tuple(sorted(cards, key=lambda card: card.has_expired(now)))
