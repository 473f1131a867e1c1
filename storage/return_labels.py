"""Labels of returns: wanted, bought once, given back where the return is called off.

Every step is a conditional write, so that of two who take it at once one does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select, update

from domain.errors import NotFoundError
from domain.ids import MerchantId, OrderId
from domain.money import Money
from domain.return_labels import LabelState
from storage import outbox, tables
from storage.statements import AnyRow, upsert

_TABLE: Final = tables.return_labels
BUY: Final = "return.label"
"""The outbox's kind of a label that is to be bought; its key is the return's id."""
GIVE_BACK: Final = "return.label_back"
"""Of one that is to be given back, or not to be bought any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLabel:
    """The label of one return as it stands."""

    return_id: str
    merchant_id: MerchantId
    order_id: OrderId
    kind: str
    """Of the account with a carrier that it is bought with."""
    state: LabelState
    shipment_id: str | None
    rate_id: str | None
    carrier: str | None
    service: str | None
    number: str | None
    url: str | None
    cost: Money | None
    problem: str | None
    written_to: int
    """Messages that took it to the shopper."""
    updated_at: datetime
    refund_asked_at: datetime | None = None
    look_at: datetime | None = None
    """When the carrier is asked next what it decided about the refund; None: it is not."""


def want(
    tx: Connection, merchant_id: str, return_id: str, order_id: str, *, kind: str, now: datetime
) -> None:
    """Ask for a return's label, once, in the transaction that agrees to the return."""
    made = tx.execute(
        upsert(tx, _TABLE)
        .values(
            return_id=return_id,
            merchant_id=merchant_id,
            order_id=order_id,
            kind=kind,
            state=LabelState.WANTED.value,
            written_to=0,
            created_at=now,
            updated_at=now,
        )
        .on_conflict_do_nothing()
    )
    if made.rowcount:
        _put(tx, merchant_id, BUY, return_id, now)


def call_off(tx: Connection, merchant_id: str, return_id: str, *, now: datetime) -> None:
    """Have a return's label given back, if it has one, in the transaction that calls it off."""
    if find(tx, merchant_id, return_id) is not None:
        _put(tx, merchant_id, GIVE_BACK, return_id, now)


def try_again(tx: Connection, merchant_id: str, return_id: str, *, now: datetime) -> bool:
    """Have done after all what staff were told of: buy a label that failed, or ask once more for
    the money of one that was not refunded; False where it is neither.

    An offer whose purchase may have gone through is kept: the same label is asked for.
    """
    for failed, to, effect in (
        (LabelState.FAILED, LabelState.WANTED, BUY),
        (LabelState.NOT_REFUNDED, LabelState.BOUGHT, GIVE_BACK),
    ):
        if move(tx, merchant_id, return_id, to=to, out_of=(failed,), now=now, problem=None):
            _put(tx, merchant_id, effect, return_id, now)
            return True
    return False


def _put(tx: Connection, merchant_id: str, kind: str, return_id: str, now: datetime) -> None:
    outbox.put(tx, merchant_id, kind=kind, key=return_id, payload={}, due_at=now, now=now)


def move(
    tx: Connection,
    merchant_id: str,
    return_id: str,
    *,
    to: LabelState,
    out_of: Collection[LabelState],
    now: datetime,
    **facts: Any,
) -> bool:
    """Take a label from one of those states to another, with facts; False if it is in none."""
    done = tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.return_id == return_id,
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.state.in_([each.value for each in out_of]),
        )
        .values(state=to.value, updated_at=now, **facts)
    )
    return done.rowcount == 1


def look_again(
    tx: Connection,
    label: StoredLabel,
    *,
    look_at: datetime | None,
    problem: str | None,
    now: datetime,
) -> bool:
    """The look at a refund that was due is over: when to ask next, None for no more; False where
    something newer was written meanwhile."""
    done = tx.execute(
        update(_TABLE)
        .where(
            _TABLE.c.return_id == label.return_id,
            _TABLE.c.merchant_id == label.merchant_id,
            _TABLE.c.state == LabelState.REFUND_ASKED.value,
            _TABLE.c.look_at == label.look_at,
        )
        .values(look_at=look_at, problem=problem, updated_at=now)
    )
    return done.rowcount == 1


def undecided(tx: Connection, *, now: datetime, limit: int = 50) -> list[StoredLabel]:
    """Labels whose refund is to be looked for, the longest due first."""
    rows = tx.execute(
        select(_TABLE)
        .where(_TABLE.c.look_at <= now)
        .order_by(_TABLE.c.look_at, _TABLE.c.return_id)
        .limit(limit)
    )
    return [_label(row) for row in rows]


def of_shipment(
    tx: Connection, merchant_id: str, *, kind: str, shipment_id: str
) -> StoredLabel | None:
    """The label that a merchant's carrier knows by that id."""
    row = tx.execute(
        select(_TABLE).where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.kind == kind,
            _TABLE.c.shipment_id == shipment_id,
        )
    ).first()
    return None if row is None else _label(row)


def find(tx: Connection, merchant_id: str, return_id: str) -> StoredLabel | None:
    """The label of a return, if one is bought for it."""
    return of_returns(tx, merchant_id, [return_id]).get(return_id)


def get(tx: Connection, merchant_id: str, return_id: str) -> StoredLabel:
    """The same. Raises NotFoundError."""
    found = find(tx, merchant_id, return_id)
    if found is None:
        raise NotFoundError("return label", return_id)
    return found


def of_returns(
    tx: Connection, merchant_id: str, return_ids: Collection[str]
) -> dict[str, StoredLabel]:
    """The labels of some returns, by the return's id."""
    rows = tx.execute(
        select(_TABLE).where(
            _TABLE.c.merchant_id == merchant_id, _TABLE.c.return_id.in_(sorted(return_ids))
        )
    )
    return {row.return_id: _label(row) for row in rows}


def _label(row: AnyRow) -> StoredLabel:
    has_cost = row.cost_minor is not None and row.currency is not None
    return StoredLabel(
        return_id=row.return_id,
        merchant_id=MerchantId(row.merchant_id),
        order_id=OrderId(row.order_id),
        kind=row.kind,
        state=LabelState(row.state),
        shipment_id=row.shipment_id,
        rate_id=row.rate_id,
        carrier=row.carrier,
        service=row.service,
        number=row.number,
        url=row.url,
        cost=Money(row.cost_minor, row.currency) if has_cost else None,
        problem=row.problem,
        written_to=row.written_to,
        updated_at=row.updated_at,
        refund_asked_at=row.refund_asked_at,
        look_at=row.look_at,
    )
