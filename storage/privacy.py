"""What the law and the platforms ask about personal data: tell it, or take it away.

Books are kept: an order keeps its lines, sums and dates, and loses whom it was for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, select, update

from domain.events import PrivacyKind, PrivacyRequest
from storage import audit, recurring, shopper_data, tables
from storage.catalog import mark_unseen
from storage.ids import new_id
from storage.locations import mark_unseen_locations
from storage.merchants import PosConnection
from storage.nameless import take_out
from storage.statements import AnyRow, among, contains, upsert
from storage.types import JsonValue, plain_json

_REQUESTS = tables.privacy_requests
_RECORDS = tables.customer_records
_ORDERS = tables.orders
_INBOX = tables.inbox
REPORT_KEPT = timedelta(days=30)
"""Shopify wants a data request answered within 30 days (fact sheet, read 2026-11-20)."""
_BLANK = b"{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRequest:
    """A request about personal data, and what was done."""

    id: str
    merchant_id: str
    connection_id: str
    kind: str
    subject: str
    """The platform's id of the customer or the account; nothing that names a person."""
    counts: Mapping[str, int]
    report: JsonValue
    received_at: datetime


def carry_out(
    tx: Connection,
    connection: PosConnection,
    request: PrivacyRequest,
    *,
    delivery_id: str,
    now: datetime,
) -> None:
    """Do what is asked, note it, and write the audit trail. The same delivery is done once."""
    statement = upsert(tx, _REQUESTS).values(
        id=new_id("prv", now),
        merchant_id=connection.merchant_id,
        connection_id=connection.id,
        kind=request.kind.value,
        delivery_id=delivery_id,
        subject=request.customer_id or connection.account_id,
        counts={},
        received_at=now,
        done_at=now,
    )
    if not tx.execute(statement.on_conflict_do_nothing()).rowcount:
        return
    report = None
    if request.kind is PrivacyKind.DATA_REQUEST:
        report = _report(tx, connection, request)
        counts = {name: len(rows) for name, rows in report.items()}
    elif request.kind is PrivacyKind.CUSTOMER_REDACT:
        counts = _redact_customer(tx, connection, request, now)
    else:
        counts = _redact_account(tx, connection, now)
    counts["deliveries"] = _blank_deliveries(tx, connection, request, delivery_id)
    tx.execute(
        update(_REQUESTS)
        .where(_REQUESTS.c.connection_id == connection.id, _REQUESTS.c.delivery_id == delivery_id)
        .values(counts=counts, report=report)
    )
    audit.record(
        tx,
        merchant_id=connection.merchant_id,
        connection_id=connection.id,
        actor=connection.platform,
        action=f"privacy.{request.kind.value}",
        subject=request.customer_id or connection.account_id,
        detail=counts,
        at=now,
    )


def requests(tx: Connection, merchant_id: str, *, limit: int = 100) -> list[StoredRequest]:
    """A merchant's requests, the newest first."""
    query = select(_REQUESTS).where(_REQUESTS.c.merchant_id == merchant_id)
    rows = tx.execute(query.order_by(_REQUESTS.c.received_at.desc()).limit(limit))
    return [_request(row) for row in rows]


def request(tx: Connection, merchant_id: str, request_id: str) -> StoredRequest | None:
    """One request of a merchant; None if they have none of that id."""
    row = tx.execute(
        select(_REQUESTS).where(
            _REQUESTS.c.id == request_id, _REQUESTS.c.merchant_id == merchant_id
        )
    ).one_or_none()
    return None if row is None else _request(row)


def drop_reports(tx: Connection, now: datetime) -> int:
    """Forget reports whose time is over; that they were made stays known."""
    done = tx.execute(
        update(_REQUESTS)
        .where(_REQUESTS.c.report.is_not(None), _REQUESTS.c.done_at < now - REPORT_KEPT)
        .values(report=None)
    )
    return done.rowcount


# --- telling -----------------------------------------------------------------------------------


def _report(
    tx: Connection, connection: PosConnection, request: PrivacyRequest
) -> dict[str, list[dict[str, Any]]]:
    """Everything we hold of that customer of that account."""
    person = _person(tx, connection, request.customer_id)
    records = _rows(tx, _RECORDS, *_is_customer(connection, request.customer_id))
    orders = _rows(tx, _ORDERS, _concerns(tx, connection, request))
    ids = [order["id"] for order in orders]
    links = () if person is None else (tables.account_links.c.customer_id == person,)
    told = {
        "customer": records,
        "orders": orders,
        "order_lines": _rows(tx, tables.order_lines, among(tx, tables.order_lines.c.order_id, ids)),
        "subscriptions": _rows(tx, tables.subscriptions, *_subscribed(person)),
        "account_links": [
            {name: row[name] for name in ("channel", "scopes", "created_at", "expires_at")}
            for row in (_rows(tx, tables.account_links, *links) if links else ())
        ],
    }
    mine = and_(*_is_customer(connection, request.customer_id))
    if person is None or not _alone(tx, [person], mine):
        return told
    return shopper_data.export(tx, connection.merchant_id, person) | told


def _subscribed(person: str | None) -> tuple[ColumnElement[bool], ...]:
    """Nobody's subscriptions, where the platform's customer is nobody here."""
    return (tables.subscriptions.c.customer_id == (person or ""),)


def _rows(tx: Connection, table: Table, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    """Rows as JSON takes them."""
    found = tx.execute(select(table).where(*conditions)).mappings()
    return [{str(name): plain_json(value) for name, value in row.items()} for row in found]


# --- taking away -------------------------------------------------------------------------------


def _redact_customer(
    tx: Connection, connection: PosConnection, request: PrivacyRequest, now: datetime
) -> dict[str, int]:
    person = _person(tx, connection, request.customer_id)
    mine = and_(*_is_customer(connection, request.customer_id))
    people = [] if person is None else [person]
    forgotten = _forget_people(tx, connection, people, mine, now)
    orders = _anonymize(tx, _concerns(tx, connection, request))
    records = tx.execute(
        update(_RECORDS)
        .where(mine)
        .values(**_NOBODY, deleted_at=now, customer_id=None, revision=2**62)
    ).rowcount
    faults = tx.execute(
        delete(tables.quarantine).where(
            tables.quarantine.c.connection_id == connection.id,
            tables.quarantine.c.platform_id == (request.customer_id or ""),
        )
    ).rowcount
    forgotten["orders"] += orders
    return {**forgotten, "records": records, "quarantined": faults}


_NOBODY: Mapping[str, Any] = {
    "active": False,
    **dict.fromkeys(("given_name", "family_name", "email", "phone", "address")),
}


def _redact_account(tx: Connection, connection: PosConnection, now: datetime) -> dict[str, int]:
    """Everything that came from an account; its orders stay in the books, without persons."""
    mine = _RECORDS.c.connection_id == connection.id
    people = tx.execute(
        select(_RECORDS.c.customer_id).where(mine, _RECORDS.c.customer_id.is_not(None)).distinct()
    ).scalars()
    known = [str(each) for each in people]
    forgotten = _forget_people(tx, connection, known, mine, now)
    orders = _anonymize(tx, _ORDERS.c.connection_id == connection.id)
    records = tx.execute(delete(_RECORDS).where(mine)).rowcount
    forgotten["orders"] += orders
    counts = {**forgotten, "records": records}
    later = now + timedelta(seconds=1)  # also what was read just now
    gone = f"redacted-{connection.id}"
    mark_unseen(tx, connection, run_id=gone, started_at=later)
    mark_unseen_locations(tx, connection, run_id=gone, started_at=later)
    return counts | _delete_projection(tx, connection)


def _delete_projection(tx: Connection, connection: PosConnection) -> dict[str, int]:
    """Catalog, stock, faults, runs; what holds and orders point at stays as an empty row."""
    listings = tables.listings
    own = select(listings.c.id).where(listings.c.connection_id == connection.id)
    levels = tables.inventory_levels
    counts = {"levels": tx.execute(delete(levels).where(levels.c.listing_id.in_(own))).rowcount}
    for table in (
        tables.product_records,
        tables.pending_levels,
        tables.quarantine,
        tables.mapping_reports,
        tables.sync_cursors,
        tables.sent_orders,
        tables.card_tokens,
        tables.secrets,
    ):
        found = tx.execute(delete(table).where(table.c.connection_id == connection.id))
        counts[str(table.name)] = found.rowcount
    tx.execute(
        update(listings)
        .where(listings.c.connection_id == connection.id)
        .values(name="", barcode=None, options={}, price_minor=None, revision=-1)
    )
    places = tables.locations
    tx.execute(
        update(places)
        .where(places.c.connection_id == connection.id)
        .values(address=None, phone=None, revision=-1)
    )
    return counts


def _anonymize(tx: Connection, which: ColumnElement[bool]) -> int:
    """Take the person out of orders and of the checkouts that made them."""
    checkouts = tables.checkouts
    theirs = checkouts.c.order_id.in_(select(_ORDERS.c.id).where(which))
    take_out(tx, (theirs, checkouts.c.state != "open"))
    done = tx.execute(
        update(_ORDERS)
        .where(which)
        .values(customer_id=None, customer_platform_id=None, fulfillments=[], detail={})
    )
    return done.rowcount


def _forget_people(
    tx: Connection,
    connection: PosConnection,
    people: Collection[str],
    theirs: ColumnElement[bool],
    now: datetime,
) -> dict[str, int]:
    """What we know of persons beyond the platforms' records: links, cards, habits, subscriptions,
    sessions, and all else of those who were met here.

    Of a person whom another account of the merchant knows too (by a record that is none of
    `theirs`), only sessions go.
    """
    alone = _alone(tx, people, theirs)
    links, persons = tables.account_links, tables.customers
    gone = tx.execute(delete(links).where(among(tx, links.c.customer_id, alone))).rowcount
    cards = tables.card_tokens
    on_file = tx.execute(delete(cards).where(among(tx, cards.c.customer_id, alone))).rowcount
    tx.execute(
        update(persons)
        .where(among(tx, persons.c.id, alone))
        .values(home_location_id=None, default_card=None)
    )
    met = _met_here(tx, connection.merchant_id, alone)
    subscriptions = recurring.forget(tx, alone, now=now)
    erased = [shopper_data.erase(tx, connection.merchant_id, each, now=now) for each in met]
    return {
        "links": gone,
        "cards": on_file,
        "subscriptions": subscriptions,
        "orders": sum(each.get("orders", 0) for each in erased),
        "sessions": _end_sessions(tx, connection, people),
    }


def _alone(tx: Connection, people: Collection[str], theirs: ColumnElement[bool]) -> list[str]:
    """Those of whom no other record is left than these."""
    known_elsewhere = set(
        tx.execute(
            select(_RECORDS.c.customer_id).where(
                among(tx, _RECORDS.c.customer_id, people), _RECORDS.c.deleted_at.is_(None), ~theirs
            )
        ).scalars()
    )
    return [each for each in people if each not in known_elsewhere]


def _met_here(tx: Connection, merchant_id: str, people: Collection[str]) -> list[str]:
    """Those who spoke, ordered or returned something here: of whom there is more than records."""
    found: set[str] = set()
    for table in (
        tables.turn_texts,
        tables.handovers,
        tables.order_intakes,
        tables.returns,
        tables.subscriptions,
        tables.shopper_pins,
    ):
        column = table.c.customer_id
        mine = (table.c.merchant_id == merchant_id, among(tx, column, people))
        found.update(tx.execute(select(column).where(*mine).distinct()).scalars())
    return sorted(found)


def _end_sessions(tx: Connection, connection: PosConnection, people: Collection[str]) -> int:
    """Delete the merchant's stored conversations with these persons."""
    sessions = tables.voice_sessions
    return sum(
        tx.execute(
            delete(sessions).where(
                sessions.c.merchant_id == connection.merchant_id,
                contains(tx, sessions.c.state, person.encode()),
            )
        ).rowcount
        for person in people
    )


def _blank_deliveries(
    tx: Connection, connection: PosConnection, request: PrivacyRequest, delivery_id: str
) -> int:
    """Empty webhooks that name the person, this one too; it is the last to know who it was."""
    mine = _INBOX.c.connection_id == connection.id
    if request.kind is PrivacyKind.SHOP_REDACT:
        which = mine
    elif request.kind is PrivacyKind.CUSTOMER_REDACT and request.customer_id:
        number = request.customer_id.rpartition("/")[2]
        which = mine & (
            contains(tx, _INBOX.c.body, number.encode()) | (_INBOX.c.delivery_id == delivery_id)
        )
    else:
        return 0
    settled = (_INBOX.c.state != "pending") | (_INBOX.c.delivery_id == delivery_id)
    return tx.execute(update(_INBOX).where(which, settled).values(body=_BLANK)).rowcount


def _person(tx: Connection, connection: PosConnection, customer_id: str | None) -> str | None:
    found: str | None = tx.execute(
        select(_RECORDS.c.customer_id).where(*_is_customer(connection, customer_id))
    ).scalar_one_or_none()
    return found


def _is_customer(
    connection: PosConnection, customer_id: str | None
) -> tuple[ColumnElement[bool], ...]:
    return (
        _RECORDS.c.connection_id == connection.id,
        _RECORDS.c.platform_id == (customer_id or ""),
    )


def _concerns(
    tx: Connection, connection: PosConnection, request: PrivacyRequest
) -> ColumnElement[bool]:
    """Orders of that customer on that account, and those the request names."""
    return (_ORDERS.c.connection_id == connection.id) & (
        (_ORDERS.c.customer_platform_id == (request.customer_id or ""))
        | among(tx, _ORDERS.c.pos_order_id, request.order_ids)
    )


def _request(row: AnyRow) -> StoredRequest:
    return StoredRequest(
        id=row.id,
        merchant_id=row.merchant_id,
        connection_id=row.connection_id,
        kind=row.kind,
        subject=row.subject,
        counts=row.counts,
        report=row.report,
        received_at=row.received_at,
    )
