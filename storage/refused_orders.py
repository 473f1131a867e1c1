"""Orders that a merchant's rules did not take: what was asked for is gone, the reasons stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, literal_column

from domain.ids import ConnectionId, CustomerId, MerchantId
from domain.money import Money
from storage import tables
from storage.browse import Browse, Query, page
from storage.order_intakes import Verdict
from storage.results import Listed
from storage.statements import AnyRow

BROWSE: Final = Browse(
    table=tables.order_intakes,
    key="id",
    columns=(
        "id",
        "channel",
        "reasons",
        "total_minor",
        "currency",
        "connection_id",
        "customer_id",
        "at",
    ),
    sorts={"at": "desc"},
    filters=("channel", "connection_id", "customer_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedOrder:
    """One order that was not taken."""

    id: str
    merchant_id: MerchantId
    connection_id: ConnectionId | None
    """The till it would have gone to."""
    channel: str
    customer_id: CustomerId | None
    total: Money
    reasons: tuple[str, ...]
    """Codes, the first that was told first."""
    at: datetime


def is_refused() -> ColumnElement[bool]:
    """What `BROWSE` is narrowed to; written out, for the index of such rows to fit."""
    verdict: ColumnElement[str] = tables.order_intakes.c.verdict
    return verdict == literal_column(f"'{Verdict.REJECTED.value}'")


def listed(tx: Connection, merchant_id: MerchantId, query: Query) -> Listed[RefusedOrder]:
    """A merchant's refused orders, the newest first. Raises InvalidInputError as `browse.page`."""
    found = page(tx, BROWSE, merchant_id, query, is_refused())
    return Listed(rows=tuple(_refused(row, merchant_id) for row in found.rows), cursor=found.cursor)


def _refused(row: AnyRow, merchant_id: MerchantId) -> RefusedOrder:
    return RefusedOrder(
        id=row.id,
        merchant_id=merchant_id,
        connection_id=None if row.connection_id is None else ConnectionId(row.connection_id),
        channel=row.channel,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        total=Money(row.total_minor, row.currency),
        reasons=tuple(row.reasons),
        at=row.at,
    )
