"""Which holds claim one variant in one store, for those who ask where the pieces are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, select

from domain.ids import HoldId
from storage import tables
from storage.hold_ledger import LINE_IS_LIVE, lapsed

_HOLDS = tables.holds
_LINES = tables.hold_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One live hold's share of the stock."""

    hold_id: HoldId
    caller: str
    quantity: Decimal
    expires_at: datetime
    on_platform: bool
    """Whether the platform keeps the goods aside as well."""


def claims(
    tx: Connection, merchant_id: str, sku: str, location_id: str, *, now: datetime
) -> list[Claim]:
    """Live holds of a variant in a store, the oldest first."""
    rows = tx.execute(
        select(
            _HOLDS.c.id,
            _HOLDS.c.caller,
            _LINES.c.quantity,
            _HOLDS.c.expires_at,
            _HOLDS.c.native_revision,
        )
        .join_from(_LINES, _HOLDS, _HOLDS.c.id == _LINES.c.hold_id)
        .where(
            LINE_IS_LIVE,
            _LINES.c.merchant_id == merchant_id,
            _LINES.c.sku == sku,
            _LINES.c.location_id == location_id,
            ~lapsed(now),
        )
        .order_by(_HOLDS.c.id)
    )
    return [
        Claim(
            hold_id=HoldId(row.id),
            caller=row.caller,
            quantity=row.quantity,
            expires_at=row.expires_at,
            on_platform=row.native_revision is not None,
        )
        for row in rows
    ]
