"""Joining two customers who are one person, and taking that back: somebody's decision.

Nothing is guessed: two people who share neither phone nor e-mail are joined only by who says that
they are sure. What moved is remembered row by row, so that it can be moved back; what came
afterwards stays with the person it came for. What a person may have once only (a consent, a
setting) is not moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Connection,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    or_,
    select,
    tuple_,
    update,
)

from domain.errors import IllegalTransitionError, InvalidInputError
from domain.ids import CustomerId, MerchantId
from storage import customers, tables
from storage.catalog_write import lock_catalog
from storage.customers import CustomerView
from storage.ids import new_id
from storage.prepared import Prepared
from storage.statements import AnyRow
from storage.types import JsonValue

_MERGES = tables.customer_merges
_ORDERS = tables.orders
_COLUMN: Final = "customer_id"
_CHUNK: Final = 200
"""Rows moved by one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMerge:
    """One decision that two customers are one person."""

    id: str
    merchant_id: MerchantId
    kept_id: CustomerId
    merged_id: CustomerId
    moved: JsonValue
    """Keys of the rows that were moved, by table."""
    reason: str
    actor: str
    at: datetime
    undone_at: datetime | None
    undone_by: str | None

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each table were moved."""
        return {name: len(keys) for name, keys in self.moved.items()}


def merge(
    tx: Connection,
    merchant_id: str,
    *,
    kept_id: str,
    merged_id: str,
    reason: str,
    actor: str,
    is_sure: bool,
    now: datetime,
) -> CustomerMerge:
    """Let everything of one customer be another's.

    Raises NotFoundError, InvalidInputError (the same one twice, or two who share nothing and nobody
    is sure), IllegalTransitionError (one of them is merged already).
    """
    lock_catalog(tx, merchant_id)
    kept, merged = (customers.get(tx, merchant_id, each) for each in (kept_id, merged_id))
    if kept_id == merged_id:
        raise InvalidInputError("customer_id", merged_id, "another customer than the one kept")
    for each in (kept_id, merged_id):
        if _standing(tx, merchant_id, each) is not None:
            raise IllegalTransitionError("customer", "merged", "merged")
    if not is_sure and not _shares_contact(kept, merged):
        raise InvalidInputError(
            "is_sure", "false", "they share neither phone nor e-mail: say that you are sure"
        )
    row = tx.execute(
        _MERGES.insert()
        .values(
            id=new_id("mrg", now),
            merchant_id=merchant_id,
            kept_id=kept_id,
            merged_id=merged_id,
            moved=_move_all(tx, merchant_id, merged_id, kept_id),
            reason=reason,
            actor=actor,
            at=now,
        )
        .returning(_MERGES)
    ).one()
    return _merge(row)


def unmerge(
    tx: Connection, merchant_id: str, *, kept_id: str, merged_id: str, actor: str, now: datetime
) -> CustomerMerge:
    """Give back what the merge moved and is still there.

    Raises NotFoundError, IllegalTransitionError (they are not merged, or who was kept is merged
    too: that is to be taken back first).
    """
    lock_catalog(tx, merchant_id)
    customers.get(tx, merchant_id, kept_id)
    customers.get(tx, merchant_id, merged_id)
    standing = _standing(tx, merchant_id, merged_id)
    if standing is None or standing.kept_id != kept_id:
        raise IllegalTransitionError("customer", "separate", "separated")
    if _standing(tx, merchant_id, kept_id) is not None:  # what moved is theirs who came after
        raise IllegalTransitionError("customer", "merged", "separated")
    for name, keys in standing.moved.items():
        read = [[_read(part) for part in key] for key in keys]
        _move(tx, merchant_id, tables.metadata.tables[name], read, kept_id, merged_id)
    _give_back_orders(tx, merchant_id, standing)
    row = tx.execute(
        update(_MERGES)
        .where(_MERGES.c.id == standing.id)
        .values(undone_at=now, undone_by=actor)
        .returning(_MERGES)
    ).one()
    return _merge(row)


def of_customer(tx: Connection, merchant_id: str, customer_id: str) -> list[CustomerMerge]:
    """Every merge a customer was part of, undone ones too, oldest first."""
    rows = tx.execute(
        select(_MERGES)
        .where(
            _MERGES.c.merchant_id == merchant_id,
            or_(_MERGES.c.kept_id == customer_id, _MERGES.c.merged_id == customer_id),
        )
        .order_by(_MERGES.c.id)
    )
    return [_merge(row) for row in rows]


def matches(tx: Connection, merchant_id: str, customer_id: str) -> list[CustomerView]:
    """Other customers who share a phone number or an e-mail address. Raises NotFoundError."""
    person = customers.get(tx, merchant_id, customer_id)
    found: dict[str, CustomerView] = {}
    for record in person.records:
        for each in customers.find(tx, merchant_id, phone=record.phone, email=record.email):
            found[each.id] = each
    found.pop(customer_id, None)
    return [found[each] for each in sorted(found)]


def who(tx: Connection, merchant_id: str, customer_id: str) -> CustomerId:
    """The person a customer id stands for now: who it was merged into, and they in turn, else
    itself."""
    person = CustomerId(customer_id)
    while (standing := _standing(tx, merchant_id, person)) is not None:
        person = standing.kept_id
    return person


def person(tx: Connection, merchant_id: str, customer_id: str) -> CustomerView:
    """The person a customer id stands for now, with their records. Raises NotFoundError."""
    view = customers.get(tx, merchant_id, customer_id)
    if view.records:  # who was merged has none left
        return view
    now = who(tx, merchant_id, customer_id)
    return view if now == customer_id else customers.get(tx, merchant_id, now)


def _standing(tx: Connection, merchant_id: str, merged_id: str) -> CustomerMerge | None:
    rows = _STANDING.rows(tx, its_merchant=merchant_id, merged=merged_id)
    return _merge(rows[0]) if rows else None


_STANDING = Prepared(
    select(_MERGES).where(
        _MERGES.c.merchant_id == bindparam("its_merchant"),
        _MERGES.c.merged_id == bindparam("merged"),
        _MERGES.c.undone_at.is_(None),
    )
)


def _shares_contact(one: CustomerView, other: CustomerView) -> bool:
    def contacts(person: CustomerView) -> set[str]:
        return {each for r in person.records for each in (r.phone, r.email) if each is not None}

    return bool(contacts(one) & contacts(other))


# --- moving ----------------------------------------------------------------------------------


def movable() -> Iterator[Table]:
    """Tables whose rows belong to a customer, and of which a customer may have any number."""
    for table in tables.metadata.sorted_tables:
        column = table.columns.get(_COLUMN)
        if column is None:
            continue
        is_one_each = column.primary_key or any(
            isinstance(each, UniqueConstraint) and column in each.columns.values()
            for each in table.constraints
        )
        if not is_one_each:
            yield table


def _move_all(tx: Connection, merchant_id: str, out_of: str, to: str) -> dict[str, list[list[Any]]]:
    moved: dict[str, list[list[Any]]] = {}
    for table in movable():
        keys = [
            list(row)
            for row in tx.execute(
                select(*table.primary_key.columns).where(
                    table.c.merchant_id == merchant_id, table.c[_COLUMN] == out_of
                )
            )
        ]
        if keys:
            _move(tx, merchant_id, table, keys, out_of, to)
            moved[str(table.name)] = [[_written(part) for part in key] for key in keys]
    return moved


def _move(
    tx: Connection, merchant_id: str, table: Table, keys: list[list[Any]], out_of: str, to: str
) -> None:
    """Those rows among the keys that are still `out_of`'s."""
    named = tuple_(*table.primary_key.columns)
    for start in range(0, len(keys), _CHUNK):
        part = [tuple(key) for key in keys[start : start + _CHUNK]]
        tx.execute(
            update(table)
            .where(
                and_(
                    table.c.merchant_id == merchant_id,
                    table.c[_COLUMN] == out_of,
                    named.in_(part),
                )
            )
            .values({_COLUMN: to})
        )


def _written(part: Any) -> JsonValue:
    """A part of a key as JSON; some keys are digests."""
    return {"hex": part.hex()} if isinstance(part, bytes) else part


def _read(part: JsonValue) -> Any:
    return bytes.fromhex(part["hex"]) if isinstance(part, dict) else part


def _give_back_orders(tx: Connection, merchant_id: str, standing: CustomerMerge) -> None:
    """Orders that came after the merge under a record that is given back go with it."""
    for connection_id, platform_id in standing.moved.get(tables.customer_records.name, ()):
        tx.execute(
            update(_ORDERS)
            .where(
                _ORDERS.c.merchant_id == merchant_id,
                _ORDERS.c.connection_id == connection_id,
                _ORDERS.c.customer_platform_id == platform_id,
                _ORDERS.c.customer_id == standing.kept_id,
            )
            .values(customer_id=standing.merged_id)
        )


def _merge(row: AnyRow) -> CustomerMerge:
    return CustomerMerge(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        kept_id=CustomerId(row.kept_id),
        merged_id=CustomerId(row.merged_id),
        moved=row.moved,
        reason=row.reason,
        actor=row.actor,
        at=row.at,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )
