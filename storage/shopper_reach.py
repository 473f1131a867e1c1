"""What leads to one shopper's rows in all tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Text,
    false,
    func,
    or_,
    select,
    type_coerce,
)

from storage import customers, tables
from storage.statements import among, contains

_RECORDS = tables.customer_records
_TEXTS = tables.turn_texts
_TELLING: Final = 5
"""Characters of an id that do not turn up in a document by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What leads to a shopper's rows."""

    tx: Connection
    merchant_id: str
    customer_id: str
    platform_ids: Sequence[str]
    orders: Sequence[str]
    subscriptions: Sequence[str]
    sessions: Sequence[str]

    def own(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Rows that name the customer."""
        return column == self.customer_id

    def holding(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Rows whose document names the customer, by our id."""
        if isinstance(column.type, LargeBinary):
            return contains(self.tx, column, self.customer_id.encode())
        find = func.strpos if self.tx.dialect.name == "postgresql" else func.instr
        return find(type_coerce(column, Text), self.customer_id) > 0

    def naming(self, column: ColumnElement[Any]) -> ColumnElement[bool]:
        """Documents of platforms that name the customer by the platform's id.

        Short numbers are left: they stand in every document.
        """
        names = [each.rpartition("/")[2] for each in self.platform_ids]
        told = [contains(self.tx, column, name.encode()) for name in names if len(name) >= _TELLING]
        return or_(*told) if told else false()


def reach_of(tx: Connection, merchant_id: str, customer_id: str) -> Reach:
    """What leads to a shopper's rows. Raises NotFoundError."""
    customers.get(tx, merchant_id, customer_id)
    records = tx.execute(  # those the platform deleted, too
        select(_RECORDS.c.connection_id, _RECORDS.c.platform_id).where(
            _RECORDS.c.merchant_id == merchant_id, _RECORDS.c.customer_id == customer_id
        )
    ).all()
    platform_ids = [str(record.platform_id) for record in records]
    orders, subs = tables.orders, tables.subscriptions

    def ids(column: ColumnElement[Any], *conditions: ColumnElement[bool]) -> list[str]:
        return list(tx.execute(select(column).where(*conditions).distinct()).scalars())

    connections = [str(record.connection_id) for record in records]
    by_platform = among(tx, orders.c.customer_platform_id, platform_ids) & among(
        tx, orders.c.connection_id, connections
    )
    return Reach(
        tx=tx,
        merchant_id=merchant_id,
        customer_id=customer_id,
        platform_ids=platform_ids,
        orders=ids(
            orders.c.id,
            orders.c.merchant_id == merchant_id,
            or_(orders.c.customer_id == customer_id, by_platform),
        ),
        subscriptions=ids(subs.c.id, subs.c.customer_id == customer_id),
        sessions=ids(
            _TEXTS.c.session,
            _TEXTS.c.merchant_id == merchant_id,
            _TEXTS.c.customer_id == customer_id,
        ),
    )
