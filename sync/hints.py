"""Hints: a webhook that says that something changed, not what. Many at one record are one question.

The first is asked about at once. Those that follow within the window wait for its end and are
asked about together, over all workers, so that a record that changes all the time costs one call
for each window and no news waits longer than a few of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from domain.calls import Clock
from domain.events import Disconnected, Entity, Refetch
from domain.ids import ConnectionId
from storage import inbox, orders, refetches, webhook_watches
from storage.engine import Database
from storage.inbox import InboxRow
from storage.merchants import PosConnection

Question: TypeAlias = Refetch | Disconnected
"""An event that only the platform can tell the truth about."""
WINDOW: Final = timedelta(milliseconds=500)
_PATIENCE = 4 * WINDOW
"""A delivery older than this is asked about whatever was asked a moment ago."""
_HEARD_EVERY = timedelta(seconds=30)


class Hints:
    """Says which deliveries shall wait because their question was just asked."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._db = database
        self._clock = clock
        self._owner = owner

    def put_off(
        self, connection: PosConnection, asking: Sequence[tuple[InboxRow, Sequence[Question]]]
    ) -> set[int]:
        """Put back those that ask only what was asked within the window; their ids.

        `asking`: deliveries and what each asks the platform.
        """
        hints = {
            one
            for _, questions in asking
            for one in questions
            if isinstance(one, Refetch) and one.entity is not Entity.CONNECTION
        }
        if not hints:
            return set()
        now = self._clock.now()
        with self._db.write() as tx:
            early = refetches.take(tx, connection, hints, now=now, window=WINDOW)
            waiting = {
                row.id: max(until)
                for row, questions in asking
                if now - row.received_at < _PATIENCE
                and (until := _until(questions, early)) is not None
            }
            for row_id, at in waiting.items():
                inbox.postpone(tx, [row_id], owner=self._owner, at=at, reason="asked a moment ago")
        return set(waiting)


class Ear:
    """Notes that a connection's webhooks come, now and then, for the watchdog."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._heard: dict[ConnectionId, datetime] = {}

    def hear(self, connection: PosConnection, moments: Iterable[datetime]) -> None:
        """Deliveries of the platform came in at these moments."""
        latest = max(moments, default=None)
        if latest is None:
            return
        last = self._heard.get(connection.id)
        if last is not None and latest - last < _HEARD_EVERY:
            return
        self._heard[connection.id] = latest
        with self._db.write() as tx:
            webhook_watches.heard(tx, connection, latest)


def without_known(
    database: Database, connection: PosConnection, hints: Collection[Refetch]
) -> Mapping[Refetch, Refetch]:
    """What is left to be asked, by hint: of orders whose news the book has, nothing is.

    The question names the record only, so that hints at one record are one question.
    """
    telling = {
        hint.platform_id
        for hint in hints
        if hint.entity is Entity.ORDER and (hint.revision is not None or hint.has_own_news)
    }
    if not telling:
        return {hint: hint for hint in hints}
    with database.look() as tx:
        book = orders.known(tx, connection.id, [str(each) for each in telling])
    return {
        hint: Refetch(entity=hint.entity, platform_id=hint.platform_id)
        for hint in hints
        if not _is_known(hint, book.get(hint.platform_id or ""))
    }


def _is_known(hint: Refetch, known: orders.Known | None) -> bool:
    if known is None or hint.entity is not Entity.ORDER:
        return False
    if hint.has_own_news:
        return known.is_ours
    return hint.revision is not None and known.revision >= hint.revision


def _until(
    questions: Sequence[Question], early: Mapping[Refetch, datetime]
) -> list[datetime] | None:
    """When each of these may be asked; None if there are none, or one may be asked now."""
    moments = [early.get(one) for one in questions if isinstance(one, Refetch)]
    known = [moment for moment in moments if moment is not None]
    return known if known and len(known) == len(questions) else None
