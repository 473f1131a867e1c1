"""What a hold is, and reading it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BindParameter, Connection, bindparam, select

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


_ASKED: BindParameter[str] = bindparam("hold_ids", expanding=True)
_LINES_OF = (
    select(_LINES.c.hold_id, _LINES.c.sku, _LINES.c.location_id, _LINES.c.quantity)
    .where(_LINES.c.hold_id.in_(_ASKED), _LINES.c.part_of.is_(None))
    .order_by(_LINES.c.hold_id, _LINES.c.position)
)
_HOLDS_OF = select(_HOLDS).where(_HOLDS.c.id.in_(_ASKED)).order_by(_HOLDS.c.id)


def load_holds(tx: Connection, hold_ids: Sequence[str]) -> list[Hold]:
    """These holds with their lines, oldest first; unknown ids are left out."""
    if not hold_ids:
        return []
    lines: dict[str, list[HoldLine]] = {}
    asked = {"hold_ids": hold_ids}
    for row in tx.execute(_LINES_OF, asked):
        lines.setdefault(row.hold_id, []).append(
            HoldLine(
                sku=ProductSku(row.sku),
                location_id=LocationId(row.location_id),
                quantity=int(row.quantity),
            )
        )
    return [_hold(row, lines.get(row.id, [])) for row in tx.execute(_HOLDS_OF, asked)]


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
