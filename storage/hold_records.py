"""What a hold is, and reading it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from domain.ids import HoldId, LocationId, MerchantId, ProductSku
from storage import tables
from storage.statements import AnyRow

_HOLDS = tables.holds
_LINES = tables.hold_lines


class HoldState(StrEnum):
    """Where a hold stands; `live` past its `expires_at` counts as expired."""

    LIVE = "live"
    COMMITTED = "committed"
    """Its goods are sold."""
    RELEASED = "released"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """How many of a variant are claimed at a location."""

    sku: ProductSku
    location_id: LocationId
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A claim on stock, with everything needed to use or end it."""

    id: HoldId
    merchant_id: MerchantId
    key: str
    caller: str
    state: HoldState
    fencing_token: int
    created_at: datetime
    expires_at: datetime
    lines: tuple[HoldLine, ...]
    reason: str | None = None
    """Why it ended."""

    def is_live(self, now: datetime) -> bool:
        """Whether it claims stock at that moment."""
        return self.state is HoldState.LIVE and now < self.expires_at


def load_holds(tx: Connection, hold_ids: Sequence[str]) -> list[Hold]:
    """These holds with their lines, oldest first; unknown ids are left out."""
    if not hold_ids:
        return []
    lines: dict[str, list[HoldLine]] = {}
    query = select(_LINES).where(_LINES.c.hold_id.in_(hold_ids))
    for row in tx.execute(query.order_by(_LINES.c.hold_id, _LINES.c.position)):
        lines.setdefault(row.hold_id, []).append(
            HoldLine(
                sku=ProductSku(row.sku),
                location_id=LocationId(row.location_id),
                quantity=int(row.quantity),
            )
        )
    rows = tx.execute(select(_HOLDS).where(_HOLDS.c.id.in_(hold_ids)).order_by(_HOLDS.c.id))
    return [_hold(row, lines.get(row.id, [])) for row in rows]


def _hold(row: AnyRow, lines: Sequence[HoldLine]) -> Hold:
    return Hold(
        id=HoldId(row.id),
        merchant_id=MerchantId(row.merchant_id),
        key=row.key,
        caller=row.caller,
        state=HoldState(row.state),
        fencing_token=row.fencing_token,
        created_at=row.created_at,
        expires_at=row.expires_at,
        lines=tuple(lines),
        reason=row.reason,
    )
