"""Watches over webhooks: what was subscribed, when one last came, and how often they usually do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from domain.ids import ConnectionId, MerchantId
from domain.ports.pos import Subscription
from storage import tables
from storage.merchants import PosConnection
from storage.statements import AnyRow, upsert

_TABLE = tables.webhook_watches
_MILLISECOND = timedelta(milliseconds=1)
_SHORTEST_PATIENCE, _LONGEST_PATIENCE = timedelta(minutes=10), timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """The usual gap between two webhooks of a connection, and how far gaps stray from it.

    Estimated as TCP does the time of a round trip (RFC 6298): an eighth of each new gap, a quarter
    of its deviation.
    """

    gap: timedelta
    deviation: timedelta

    @classmethod
    def from_first(cls, gap: timedelta) -> Habit:
        """What one gap tells."""
        return cls(gap=gap, deviation=gap / 2)

    def after(self, gap: timedelta) -> Habit:
        """What it is with one gap more."""
        return Habit(
            gap=self.gap * 7 / 8 + gap / 8,
            deviation=self.deviation * 3 / 4 + abs(self.gap - gap) / 4,
        )

    @property
    def patience(self) -> timedelta:
        """A silence longer than this is none of its usual ones."""
        wanted = self.gap + 4 * self.deviation
        return min(max(wanted, _SHORTEST_PATIENCE), _LONGEST_PATIENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What is known of one connection's webhooks."""

    connection_id: ConnectionId
    merchant_id: MerchantId
    topics: tuple[str, ...]
    """What is subscribed."""
    checked_at: datetime | None
    """When the platform's list was last compared with what we want."""
    recreated_at: datetime | None
    """When something of it was last found gone, and made again."""
    last_event_at: datetime | None
    """When the last delivery that was worked off had come in."""
    habit: Habit | None
    silent_since: datetime | None
    """Since when it tells nothing though it should; None: it does."""
    backfilled_at: datetime | None
    """When its gap was last read by a delta."""

    @property
    def has_gap(self) -> bool:
        """Whether something was found gone, and what it did not tell has not been asked for."""
        if self.recreated_at is None:
            return False
        return self.backfilled_at is None or self.backfilled_at < self.recreated_at


def get(tx: Connection, connection_id: str) -> Watch | None:
    """The connection's watch; None: neither subscribed nor heard of yet."""
    row = tx.execute(select(_TABLE).where(_TABLE.c.connection_id == connection_id)).one_or_none()
    return None if row is None else _watch(row)


def watches(tx: Connection, merchant_id: str | None = None) -> list[Watch]:
    """The watches of one merchant (None: of all)."""
    query = select(_TABLE).order_by(_TABLE.c.connection_id)
    if merchant_id is not None:
        query = query.where(_TABLE.c.merchant_id == merchant_id)
    return [_watch(row) for row in tx.execute(query)]


def checked(
    tx: Connection, connection: PosConnection, made: Sequence[Subscription], *, now: datetime
) -> None:
    """Note what is subscribed now; what had to be renewed, or is another one than was noted, was
    gone meanwhile."""
    known = _ids_by_topic(tx, connection)
    told = _noted(made, now)
    if any(one.renewed or _is_another(one, known) for one in made):
        told["recreated_at"] = now
    _put(tx, connection, told)


def begun(
    tx: Connection, connection: PosConnection, made: Sequence[Subscription], *, now: datetime
) -> None:
    """Note what somebody had subscribed; nothing was missed where nothing was watched before."""
    if get(tx, connection.id) is not None:
        checked(tx, connection, made, now=now)
    else:
        _put(tx, connection, _noted(made, now))


def _noted(made: Sequence[Subscription], now: datetime) -> dict[str, Any]:
    return {
        "subscriptions": [
            {"id": one.platform_id, "topics": list(one.topics), "url": one.url} for one in made
        ],
        "checked_at": now,
    }


def _ids_by_topic(tx: Connection, connection: PosConnection) -> dict[str, str]:
    noted = tx.execute(
        select(_TABLE.c.subscriptions).where(_TABLE.c.connection_id == connection.id)
    ).scalar_one_or_none()
    return {topic: one["id"] for one in noted or () for topic in one["topics"]}


def _is_another(one: Subscription, known: Mapping[str, str]) -> bool:
    return any(known.get(topic, one.platform_id) != one.platform_id for topic in one.topics)


def heard(tx: Connection, connection: PosConnection, at: datetime) -> None:
    """A delivery came in at that moment: learn the habit from it; the silence is over."""
    row = tx.execute(
        select(_TABLE).where(_TABLE.c.connection_id == connection.id).with_for_update()
    ).one_or_none()
    told: dict[str, Any] = {"last_event_at": at, "silent_since": None}
    last = None if row is None else _watch(row)
    if last is not None and last.last_event_at is not None:
        gap = at - last.last_event_at
        if gap <= timedelta(0):
            return
        habit = Habit.from_first(gap) if last.habit is None else last.habit.after(gap)
        told["gap_ms"] = habit.gap // _MILLISECOND
        told["gap_deviation_ms"] = habit.deviation // _MILLISECOND
    _put(tx, connection, told)


def backfilled(
    tx: Connection, connection: PosConnection, *, now: datetime, silent_since: datetime | None
) -> None:
    """Note that deltas were asked for because of a gap; `silent_since` where it goes on."""
    _put(tx, connection, {"backfilled_at": now, "silent_since": silent_since})


def _put(tx: Connection, connection: PosConnection, told: dict[str, Any]) -> None:
    first = {"subscriptions": [], **told}
    tx.execute(
        upsert(tx, _TABLE)
        .values(connection_id=connection.id, merchant_id=connection.merchant_id, **first)
        .on_conflict_do_update(index_elements=["connection_id"], set_=told)
    )


def _watch(row: AnyRow) -> Watch:
    habit = None
    if row.gap_ms is not None:
        habit = Habit(gap=row.gap_ms * _MILLISECOND, deviation=row.gap_deviation_ms * _MILLISECOND)
    return Watch(
        connection_id=ConnectionId(row.connection_id),
        merchant_id=MerchantId(row.merchant_id),
        topics=tuple(topic for one in row.subscriptions for topic in one["topics"]),
        checked_at=row.checked_at,
        recreated_at=row.recreated_at,
        last_event_at=row.last_event_at,
        habit=habit,
        silent_since=row.silent_since,
        backfilled_at=row.backfilled_at,
    )
