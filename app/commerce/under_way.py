"""Checkouts that are under way for longer than they should: neither placed nor undone, and waiting
for no shopper. A worker settles them by itself; here they can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from app.commerce.queue_words import under_way
from app.commerce.records import find_context
from domain.ids import ConnectionId, MerchantId, OrderId
from domain.money import Money
from storage import journal_reads

LONG: Final = timedelta(minutes=5)
"""A checkout takes seconds; by then a till or a worker is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """One checkout that nobody has ended for long."""

    order_id: OrderId
    connection_id: ConnectionId
    location_name: str
    channel: str
    total: Money
    step: str | None
    """What was begun and is not known to be done; None: it is being taken back."""
    is_undone: bool
    """It will not stand: what was done of it is taken back."""
    attempts: int
    since: datetime
    due_at: datetime
    """When it is looked at next."""

    @property
    def why(self) -> str:
        """In words, with what to do."""
        return under_way(self.step, is_undone=self.is_undone)


def long_under_way(tx: Connection, merchant_id: MerchantId, *, now: datetime) -> list[UnderWay]:
    """A merchant's, the oldest first."""
    found = []
    for row in journal_reads.unsettled(tx, merchant_id, opened_before=now - LONG, now=now):
        context = find_context(row.context)
        if context is None or (row.step is None and context.undo_reason is None):
            continue
        is_undone = context.undo_reason is not None
        since = context.unanswered_at or (row.created_at if is_undone else row.updated_at)
        if since > now - LONG:
            continue
        found.append(
            UnderWay(
                order_id=row.order_id,
                connection_id=context.record_connection,
                location_name=context.location_name,
                channel=context.channel,
                total=context.total,
                step=None if is_undone else row.step,
                is_undone=is_undone,
                attempts=row.attempts,
                since=since,
                due_at=row.looked_at,
            )
        )
    return sorted(found, key=lambda each: (each.since, each.order_id))
