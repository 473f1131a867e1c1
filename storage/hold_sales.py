"""What a sale does to the stock it was held of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Update, bindparam, case, literal_column, or_, update

from domain.catalog import Source
from storage import tables
from storage.hold_ledger import LINE_IS_LIVE, Place, sums
from storage.prepared import Prepared, Writes, insert_of

_LEVELS = tables.inventory_levels
_HOLDS = tables.holds
_LINES = tables.hold_lines

_REVISION = bindparam("sold_revision", type_=_LEVELS.c.revision.type)
_NOT_COUNTED = or_(_LEVELS.c.revision <= _REVISION, _LEVELS.c.source == literal_column("'order'"))
"""Whether a sale may be missing from the stored number: it is newer, or what is stored is not a
count but our own arithmetic for another sale, which knows nothing of this one."""
_SELL = Prepared(
    update(_LEVELS)
    .where(
        _LEVELS.c.listing_id == bindparam("at_listing"),
        _LEVELS.c.location_id == bindparam("at_location"),
    )
    .values(
        held=_LEVELS.c.held - bindparam("quantity", type_=_LEVELS.c.held.type),
        pos_available=case(
            (
                _NOT_COUNTED,
                _LEVELS.c.pos_available - bindparam("quantity", type_=_LEVELS.c.held.type),
            ),
            else_=_LEVELS.c.pos_available,
        ),
        as_of=case(
            (_LEVELS.c.revision <= _REVISION, bindparam("sold_at", type_=_LEVELS.c.as_of.type)),
            else_=_LEVELS.c.as_of,
        ),
        source=case((_NOT_COUNTED, literal_column("'order'")), else_=_LEVELS.c.source),
        revision=case((_LEVELS.c.revision <= _REVISION, _REVISION), else_=_LEVELS.c.revision),
        updated_at=bindparam("now"),
    )
)

_SOLD = Prepared(insert_of(tables.stock_events, but=("id",)))


class Selling:
    """Ends a hold and closes its live lines as sold: on PostgreSQL by one statement."""

    def __init__(self, ending: Update) -> None:
        """`ending` of the hold, if it may end so."""
        self._ending = Prepared(ending)
        ended = ending.returning(_HOLDS.c.id).cte("ended")
        self._both = Prepared(_SELL_LINES.where(_LINES.c.hold_id == ended.c.id))

    def run(
        self, tx: Connection, hold_id: str, values: Mapping[str, Any]
    ) -> dict[Place, Decimal] | None:
        """What is sold, by stock item; None where the hold could not end so."""
        if tx.dialect.name == "postgresql":
            return sums(self._both.rows(tx, **values)) or None
        if not self._ending.run(tx, **values):
            return None
        return sums(_SELL_LINES_OF.rows(tx, its_hold=hold_id))


_SELL_LINES = (
    update(_LINES)
    .where(LINE_IS_LIVE)
    .values(state=literal_column("'sold'"))
    .returning(_LINES.c.listing_id, _LINES.c.location_id, _LINES.c.quantity)
)
_SELL_LINES_OF = Prepared(_SELL_LINES.where(_LINES.c.hold_id == bindparam("its_hold")))


def book_sale(
    tx: Writes,
    merchant_id: str,
    sold: Mapping[Place, Decimal],
    *,
    now: datetime,
    as_of: datetime,
    revision: int,
) -> None:
    """Take sold goods out of `held` and, where the stored count may lack the sale, out of it too.

    `as_of` and `revision` are the POS's time of the sale; each item gets its entry in the ledger.
    """
    places = sorted(sold)
    _SELL.run_each(
        tx,
        [
            {
                "at_listing": at.listing_id,
                "at_location": at.location_id,
                "quantity": sold[at],
                "sold_at": as_of,
                "sold_revision": revision,
                "now": now,
            }
            for at in places
        ],
    )
    _SOLD.run_each(
        tx,
        [
            {
                "merchant_id": merchant_id,
                "listing_id": at.listing_id,
                "location_id": at.location_id,
                "source": Source.ORDER.value,
                "quantity": -sold[at],
                "revision": revision,
                "delivery_id": None,
                "at": now,
            }
            for at in places
        ],
    )
