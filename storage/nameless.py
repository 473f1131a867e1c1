"""Ended checkouts without their shopper.

What the books need of a checkout stays: a reservation that was left on a card is still found and
let go, and whoever asks for the order again is answered. Whatever is not named here goes, so a new
field of the journal is forgotten until somebody decides that it holds nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from storage import tables

GONE: Final = "erased"
KEPT: Final = frozenset(
    {
        *("order_id", "merchant_id", "channel", "platform", "method", "lines", "quote"),
        *("record_connection", "payment_connection", "payment_location_id"),
        *("location_id", "location_platform_id", "location_name"),
        *("hold_id", "fencing_token", "hold_expires_at", "held_ms", "native_hold"),
        *("order_first", "pos_claims_stock", "takes_tenders", "earns_points", "is_store_credit"),
        *("done", "until", "undo_reason", "payment_attempt", "sold_at", "link_sent_at"),
        *("paying_since", "page_open"),
        *("parked_at", "parked_until", "is_parked", "unanswered_at", "card_unread"),
        *("pos_order_id", "pos_order_number", "payment_id"),
        *("asked_total", "credit", "authorized", "agreed", "reduction", "left_out"),
    }
)
"""Fields of a checkout's context that lead to nobody."""
_OF_GIFT: Final = frozenset({"attempt", "payment_id", "amount"})
_PAGE: Final = 500
_CHECKOUTS = tables.checkouts


def take_out(tx: Connection, conditions: Sequence[ColumnElement[bool]]) -> int:
    """Take the shopper out of these checkouts, all of them ended; how many they are."""
    count, after = 0, ""
    blanking = (
        update(_CHECKOUTS)
        .where(_CHECKOUTS.c.order_id == bindparam("its_id"))
        .values(command={}, context=bindparam("nameless"))
    )
    while rows := tx.execute(
        select(_CHECKOUTS.c.order_id, _CHECKOUTS.c.context)
        .where(*conditions, _CHECKOUTS.c.order_id > after)
        .order_by(_CHECKOUTS.c.order_id)
        .limit(_PAGE)
    ).all():
        told = [{"its_id": row.order_id, "nameless": nameless(row.context)} for row in rows]
        tx.execute(blanking, told)
        count, after = count + len(rows), rows[-1].order_id
    return count


def nameless(context: dict[str, Any]) -> dict[str, Any]:
    """A checkout's context as it may be kept when its shopper is forgotten."""
    kept = {name: value for name, value in context.items() if name in KEPT}
    gift = context.get("gift")
    if gift is not None:
        kept["gift"] = {name: gift[name] for name in _OF_GIFT & gift.keys()} | {"token": GONE}
    return kept | {"caller": GONE, "recipient": {"name": GONE}}
