"""Shoppers: each platform's record of one, and the one person the records speak of.

Who a record belongs to is settled when it comes in: `customers_write`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, or_, select, update

from domain.catalog import Address
from domain.customers import Customer
from domain.errors import NotFoundError
from domain.ids import ConnectionId, CustomerId, LocationId, MerchantId, PlatformId
from storage import tables
from storage.prepared import Prepared
from storage.statements import AnyRow, one_of

_PEOPLE = tables.customers
_RECORDS = tables.customer_records
_ORDERS = tables.orders


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord:
    """What one platform says of a person."""

    connection_id: ConnectionId
    platform_id: PlatformId
    given_name: str | None
    family_name: str | None
    email: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    address: Address | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """One person of a merchant, with what the platforms say; the first record that knows speaks."""

    id: CustomerId
    merchant_id: MerchantId
    home_location_id: LocationId | None
    records: tuple[CustomerRecord, ...]

    @property
    def name(self) -> str:
        """How they are called; "Customer" where nobody knows."""
        for record in self.records:
            parts = [part for part in (record.given_name, record.family_name) if part]
            if parts:
                return " ".join(parts)
        return "Customer"

    @property
    def phone(self) -> str | None:
        """E.164."""
        return next((record.phone for record in self.records if record.phone), None)

    @property
    def email(self) -> str | None:
        """Lower case."""
        return next((record.email for record in self.records if record.email), None)

    @property
    def address(self) -> Address | None:
        """The postal address on file."""
        return next((record.address for record in self.records if record.address), None)


def find(
    tx: Connection,
    merchant_id: str,
    *,
    phone: str | None = None,
    email: str | None = None,
    most: int | None = None,
) -> tuple[CustomerView, ...]:
    """People with this phone (E.164) or e-mail, by id; several are several people.

    `most` bounds how many are read where many share a contact; None: all of them.
    """
    wanted = []
    if phone is not None:
        wanted.append(_RECORDS.c.phone == phone)
    if email is not None:
        wanted.append(_RECORDS.c.email == email.lower())
    if not wanted:
        return ()
    ids = tx.execute(
        select(_RECORDS.c.customer_id)
        .where(_RECORDS.c.merchant_id == merchant_id, _RECORDS.c.deleted_at.is_(None), or_(*wanted))
        .distinct()
        .order_by(_RECORDS.c.customer_id)
        .limit(most)
    ).scalars()
    return tuple(get(tx, merchant_id, each) for each in ids if each is not None)


def with_contact(
    tx: Connection, connection_id: str, *, phone: str | None, email: str | None
) -> tuple[Customer, ...]:
    """One connection's customers with exactly this phone or e-mail, as its platform knows them."""
    wanted = [
        column == value
        for column, value in ((_RECORDS.c.phone, phone), (_RECORDS.c.email, email))
        if value is not None
    ]
    if not wanted:
        return ()
    rows = tx.execute(
        select(_RECORDS)
        .where(_RECORDS.c.connection_id == connection_id, _RECORDS.c.deleted_at.is_(None))
        .where(or_(*wanted))
        .order_by(_RECORDS.c.platform_id)
    )
    return tuple(
        Customer(
            platform_id=PlatformId(row.platform_id),
            given_name=row.given_name,
            family_name=row.family_name,
            email=row.email,
            phone=row.phone,
            address=None if row.address is None else Address(**row.address),
            active=row.active,
            revision=row.revision,
        )
        for row in rows
    )


def get(tx: Connection, merchant_id: str, customer_id: str) -> CustomerView:
    """One person. Raises NotFoundError."""
    rows = _PERSON.rows(tx, customer=customer_id, merchant=merchant_id)
    if not rows:
        raise NotFoundError("customer", customer_id)
    home = rows[0].home_location_id
    return CustomerView(
        id=CustomerId(customer_id),
        merchant_id=MerchantId(merchant_id),
        home_location_id=None if home is None else LocationId(home),
        records=tuple(
            _record(row) for row in rows if row.platform_id is not None and row.deleted_at is None
        ),
    )


_PERSON = Prepared(
    select(_PEOPLE.c.home_location_id, _RECORDS)
    .join_from(_PEOPLE, _RECORDS, _RECORDS.c.customer_id == _PEOPLE.c.id, isouter=True)
    .where(_PEOPLE.c.id == bindparam("customer"), _PEOPLE.c.merchant_id == bindparam("merchant"))
    .order_by(_RECORDS.c.connection_id, _RECORDS.c.platform_id)
)


def by_platform_id(
    tx: Connection, connection_id: str, platform_ids: Collection[str]
) -> dict[PlatformId, CustomerId]:
    """The people behind a connection's records."""
    rows = _KNOWN.rows(tx, connection=connection_id, platform_ids=platform_ids)
    return {PlatformId(row.platform_id): CustomerId(row.customer_id) for row in rows}


def _knowing(tx: Connection) -> Select[Any]:
    return select(_RECORDS.c.platform_id, _RECORDS.c.customer_id).where(
        _RECORDS.c.connection_id == bindparam("connection"),
        _RECORDS.c.customer_id.is_not(None),
        one_of(tx, _RECORDS.c.platform_id, "platform_ids"),
    )


_KNOWN: Final = Prepared(_knowing)


def set_home_location(
    tx: Connection, merchant_id: str, customer_id: str, location_id: str | None
) -> None:
    """The store this shopper means when they name none."""
    tx.execute(
        update(_PEOPLE)
        .where(_PEOPLE.c.id == customer_id, _PEOPLE.c.merchant_id == merchant_id)
        .values(home_location_id=location_id)
    )


def _record(row: AnyRow) -> CustomerRecord:
    return CustomerRecord(
        connection_id=ConnectionId(row.connection_id),
        platform_id=PlatformId(row.platform_id),
        given_name=row.given_name,
        family_name=row.family_name,
        email=row.email,
        phone=row.phone,
        address=None if row.address is None else Address(**row.address),
    )
