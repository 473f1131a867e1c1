"""Store credit: what a merchant owes a customer in goods, by currency, as rows that are only added.

The balance is the sum of the rows. Whoever takes from it locks the customer first, so that it is
never spent twice; one key is one row, so that a repeat changes nothing. Credit does not expire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select

from domain.errors import InvalidInputError, NotFoundError
from domain.ids import OrderId
from domain.money import Money
from storage import tables
from storage.ids import new_id
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, among, upsert

_ENTRIES = tables.store_credit_entries
_CUSTOMERS = tables.customers


class CreditKind(StrEnum):
    """Why the balance changed."""

    GRANTED = "granted"
    """By a person."""
    TAKEN = "taken"
    """By a person."""
    RETURNED = "returned"
    """Goods came back, and the shopper chose credit."""
    SPENT = "spent"
    GIVEN_BACK = "given_back"
    """The order it was spent on came to nothing, or was canceled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditEntry:
    """One change of a balance."""

    id: str
    kind: CreditKind
    amount: Money
    """Negative where credit was spent or taken."""
    order_id: OrderId | None
    actor: str
    note: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A change to be written under its key."""

    merchant_id: str
    customer_id: str
    amount: Money
    kind: CreditKind
    key: str
    actor: str
    order_id: str | None = None
    note: str | None = None


def add(tx: Connection, new: NewEntry, *, now: datetime) -> bool:
    """Write a change down; False where its key was written before.

    Raises NotFoundError, InvalidInputError (the balance would fall below zero).
    """
    _lock(tx, new.merchant_id, new.customer_id)
    if _is_known(tx, new.merchant_id, new.key):
        return False
    if new.amount.amount < 0:
        left = balance(tx, new.merchant_id, new.customer_id, new.amount.currency)
        if left.amount + new.amount.amount < 0:
            raise InvalidInputError("amount", str(new.amount), f"at most {left} is there")
    done = tx.execute(
        upsert(tx, _ENTRIES)
        .values(
            id=new_id("crd", now),
            merchant_id=new.merchant_id,
            customer_id=new.customer_id,
            currency=new.amount.currency,
            amount_minor=new.amount.amount,
            kind=new.kind.value,
            key=new.key,
            order_id=new.order_id,
            actor=new.actor,
            note=new.note,
            at=now,
        )
        .on_conflict_do_nothing(index_elements=["merchant_id", "key"])
    )
    return done.rowcount == 1


def claimable(tx: Connection, merchant_id: str, customer_id: str, currency: str) -> Money:
    """What may be spent now, nobody else spending it until this transaction ends.

    Raises NotFoundError.
    """
    _lock(tx, merchant_id, customer_id)
    found = balance(tx, merchant_id, customer_id, currency)
    return max(found, Money.zero(currency))


def balance(tx: Connection, merchant_id: str, customer_id: str, currency: str) -> Money:
    """What a customer has in one currency; zero for one who never had any."""
    return balances(tx, merchant_id, customer_id).get(currency, Money.zero(currency))


def balances(tx: Connection, merchant_id: str, customer_id: str) -> dict[str, Money]:
    """What a customer has, by currency."""
    rows = tx.execute(
        select(_ENTRIES.c.currency, func.sum(_ENTRIES.c.amount_minor).label("minor"))
        .where(_ENTRIES.c.merchant_id == merchant_id, _ENTRIES.c.customer_id == customer_id)
        .group_by(_ENTRIES.c.currency)
        .order_by(_ENTRIES.c.currency)
    )
    return {row.currency: Money(int(row.minor), row.currency) for row in rows}


def given_for(
    tx: Connection, merchant_id: str, order_ids: Sequence[OrderId]
) -> dict[OrderId, Money]:
    """What these orders brought their customers in credit: for goods that came back, and where
    an order that credit had paid came to nothing. Those that brought none are left out."""
    rows = tx.execute(
        select(
            _ENTRIES.c.order_id,
            _ENTRIES.c.currency,
            func.sum(_ENTRIES.c.amount_minor).label("minor"),
        )
        .where(
            _ENTRIES.c.merchant_id == merchant_id,
            among(tx, _ENTRIES.c.order_id, list(order_ids)),
            _ENTRIES.c.kind.in_((CreditKind.RETURNED.value, CreditKind.GIVEN_BACK.value)),
        )
        .group_by(_ENTRIES.c.order_id, _ENTRIES.c.currency)
    )
    return {OrderId(row.order_id): Money(int(row.minor), row.currency) for row in rows}


def entries(
    tx: Connection, merchant_id: str, customer_id: str, *, cursor: str | None, limit: int
) -> Listed[CreditEntry]:
    """A customer's changes, newest first."""
    query = select(_ENTRIES).where(
        _ENTRIES.c.merchant_id == merchant_id, _ENTRIES.c.customer_id == customer_id
    )
    return newest_first(tx, query, _ENTRIES.c.id, _entry, cursor=cursor, limit=limit)


def of_key(tx: Connection, merchant_id: str, key: str) -> CreditEntry | None:
    """The change that was written under this key."""
    row = tx.execute(
        select(_ENTRIES).where(_ENTRIES.c.merchant_id == merchant_id, _ENTRIES.c.key == key)
    ).one_or_none()
    return None if row is None else _entry(row)


def _lock(tx: Connection, merchant_id: str, customer_id: str) -> None:
    """One transaction at a time changes a customer's credit. Raises NotFoundError."""
    row = tx.execute(
        select(_CUSTOMERS.c.id)
        .where(_CUSTOMERS.c.id == customer_id, _CUSTOMERS.c.merchant_id == merchant_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError("customer", customer_id)


def _is_known(tx: Connection, merchant_id: str, key: str) -> bool:
    return of_key(tx, merchant_id, key) is not None


def _entry(row: AnyRow) -> CreditEntry:
    return CreditEntry(
        id=row.id,
        kind=CreditKind(row.kind),
        amount=Money(row.amount_minor, row.currency),
        order_id=None if row.order_id is None else OrderId(row.order_id),
        actor=row.actor,
        note=row.note,
        at=row.at,
    )
