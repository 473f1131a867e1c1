"""What a hold is, and reading it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from domain.ids import HoldId, LocationId, MerchantId, ProductSku
from storage import tables
from storage.prepared import Prepared
from storage.statements import AnyRow, one_of

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


_LINES_OF = Prepared(
    lambda tx: (
        select(_LINES.c.hold_id, _LINES.c.sku, _LINES.c.location_id, _LINES.c.quantity)
        .where(one_of(tx, _LINES.c.hold_id, "hold_ids"), _LINES.c.part_of.is_(None))
        .order_by(_LINES.c.hold_id, _LINES.c.position)
    )
)
_HOLDS_OF = Prepared(
    lambda tx: select(_HOLDS).where(one_of(tx, _HOLDS.c.id, "hold_ids")).order_by(_HOLDS.c.id)
)


def load_holds(tx: Connection, hold_ids: Sequence[str]) -> list[Hold]:
    """These holds with their lines, oldest first; unknown ids are left out."""
    if not hold_ids:
        return []
    lines: dict[str, list[HoldLine]] = {}
    asked = list(hold_ids)
    for row in _LINES_OF.rows(tx, hold_ids=asked):
        lines.setdefault(row.hold_id, []).append(
            HoldLine(
                sku=ProductSku(row.sku),
                location_id=LocationId(row.location_id),
                quantity=int(row.quantity),
            )
        )
    return [_hold(row, lines.get(row.id, [])) for row in _HOLDS_OF.rows(tx, hold_ids=asked)]


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
