"""News for programs outside, written in the transaction of what happened; the outward outbox.

A merchant without endpoints costs nothing: which kinds a merchant's endpoints want is remembered
for five seconds per database, so a new endpoint hears of what happens five seconds later at the
latest. The process that makes an endpoint knows at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, delete, exists, literal_column, select, update

from domain.errors import NotFoundError
from domain.happenings import Happening, News, fits
from domain.ids import MerchantId
from storage import tables
from storage.ids import new_id
from storage.prepared import Prepared, Writes, insert_of, transaction_of
from storage.statements import AnyRow, upsert
from storage.types import JsonValue

_EVENTS: Final = tables.webhook_events
_ENDPOINTS: Final = tables.webhook_endpoints
_DELIVERIES: Final = tables.webhook_deliveries
ACTIVE: Final = "active"
PENDING: Final = "pending"
_FRESH_S: Final = 5.0
_Wanted = dict[str, tuple[float, frozenset[str]]]
_wanted: Final[WeakKeyDictionary[Engine, _Wanted]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNews:
    """One event as it is kept."""

    id: str
    merchant_id: MerchantId
    kind: str
    payload: JsonValue
    at: datetime


def wants(tx: Writes, merchant_id: str, kind: Happening) -> bool:
    """Whether an endpoint of the merchant wants this kind, as known for up to five seconds."""
    patterns = _patterns(transaction_of(tx), merchant_id)
    return bool(patterns) and fits(patterns, kind)


def emit(tx: Writes, news: Iterable[News]) -> int:
    """Keep the news somebody wants, in the caller's transaction; how many those are."""
    rows: list[dict[str, Any]] = [
        {
            "id": new_id("evt", each.at),
            "merchant_id": each.merchant_id,
            "kind": each.kind.value,
            "payload": dict(each.data),
            "at": each.at,
            "is_new": True,
        }
        for each in news
        if wants(tx, each.merchant_id, each.kind)
    ]
    _ADD.run_each(tx, rows)
    return len(rows)


def forget_wishes() -> None:
    """Look again what endpoints want: one was made, changed or removed here."""
    _wanted.clear()


def _patterns(tx: Connection, merchant_id: str) -> frozenset[str]:
    known = _wanted.setdefault(tx.engine, {})
    kept = known.get(merchant_id)
    if kept is not None and monotonic() - kept[0] < _FRESH_S:
        return kept[1]
    rows = _WISHES.rows(tx, its_merchant=merchant_id)
    found = frozenset(each for row in rows for each in row.events)
    known[merchant_id] = (monotonic(), found)
    return found


# --- addressing ------------------------------------------------------------------------------


def has_new(tx: Connection) -> bool:
    """Whether an event waits to be addressed; a look that locks nothing."""
    return bool(_HAS_NEW.rows(tx))


_HAS_NEW = Prepared(select(_EVENTS.c.id).where(_EVENTS.c.is_new).limit(literal_column("1")))


def address(tx: Connection, *, now: datetime, limit: int = 200) -> int:
    """Make a delivery of new events for every endpoint that wants them; how many events."""
    rows = tx.execute(
        select(_EVENTS)
        .where(_EVENTS.c.is_new)
        .order_by(_EVENTS.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not rows:
        return 0
    listeners = _listeners(tx, {row.merchant_id for row in rows})
    for row in rows:
        for endpoint_id, patterns in listeners.get(row.merchant_id, ()):
            if fits(patterns, row.kind):
                deliver(tx, row.merchant_id, endpoint_id, row.id, now=now)
    ids = [row.id for row in rows]
    tx.execute(update(_EVENTS).where(_EVENTS.c.id.in_(ids)).values(is_new=False))
    return len(rows)


def deliver(
    tx: Connection, merchant_id: str, endpoint_id: str, event_id: str, *, now: datetime
) -> str:
    """Ask for an event to be sent to an endpoint, or sent once more; the delivery's id."""
    anew = {
        "state": PENDING,
        "attempts": 0,
        "due_at": now,
        "lease_owner": None,
        "closed_at": None,
    }
    row = tx.execute(
        upsert(tx, _DELIVERIES)
        .values(
            id=new_id("whd", now),
            merchant_id=merchant_id,
            endpoint_id=endpoint_id,
            event_id=event_id,
            **anew,
        )
        .on_conflict_do_update(index_elements=["endpoint_id", "event_id"], set_=anew)
        .returning(_DELIVERIES.c.id)
    ).one()
    return str(row.id)


def add_addressed(tx: Connection, news: News) -> str:
    """Keep an event that is sent to endpoints by hand, such as a trial; its id."""
    event_id = new_id("evt", news.at)
    _ADD.run(
        tx,
        id=event_id,
        merchant_id=news.merchant_id,
        kind=news.kind.value,
        payload=dict(news.data),
        at=news.at,
        is_new=False,
    )
    return event_id


def _listeners(
    tx: Connection, merchant_ids: Iterable[str]
) -> dict[str, list[tuple[str, Sequence[str]]]]:
    rows = tx.execute(
        select(_ENDPOINTS.c.id, _ENDPOINTS.c.merchant_id, _ENDPOINTS.c.events).where(
            _ENDPOINTS.c.merchant_id.in_(sorted(merchant_ids)), _ENDPOINTS.c.state == ACTIVE
        )
    )
    found: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for row in rows:
        found.setdefault(row.merchant_id, []).append((row.id, row.events))
    return found


# --- reading and forgetting ------------------------------------------------------------------


def get(tx: Connection, merchant_id: str, event_id: str) -> StoredNews:
    """One event. Raises NotFoundError."""
    row = tx.execute(
        select(_EVENTS).where(_EVENTS.c.id == event_id, _EVENTS.c.merchant_id == merchant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("event", event_id)
    return _news(row)


def prune(tx: Connection, *, before: datetime, limit: int = 500) -> int:
    """Forget events of long ago, with their deliveries, unless one is still to be sent: what waits
    for an endpoint that is disabled is not."""
    waits = exists().where(
        _DELIVERIES.c.event_id == _EVENTS.c.id,
        _DELIVERIES.c.state == PENDING,
        _ENDPOINTS.c.id == _DELIVERIES.c.endpoint_id,
        _ENDPOINTS.c.state == ACTIVE,
    )
    ids = list(
        tx.execute(
            select(_EVENTS.c.id)
            .where(_EVENTS.c.at < before, ~_EVENTS.c.is_new, ~waits)
            .order_by(_EVENTS.c.id)
            .limit(limit)
        ).scalars()
    )
    if ids:
        tx.execute(delete(_DELIVERIES).where(_DELIVERIES.c.event_id.in_(ids)))
        tx.execute(delete(_EVENTS).where(_EVENTS.c.id.in_(ids)))
    return len(ids)


def _news(row: AnyRow) -> StoredNews:
    return StoredNews(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        kind=row.kind,
        payload=row.payload,
        at=row.at,
    )


_ADD: Final = Prepared(insert_of(_EVENTS))
_WISHES: Final = Prepared(
    select(_ENDPOINTS.c.events).where(
        _ENDPOINTS.c.merchant_id == bindparam("its_merchant"), _ENDPOINTS.c.state == ACTIVE
    )
)
