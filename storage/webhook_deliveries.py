"""Messages to endpoints: claimed under a lease, tried, and kept with how they went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, literal, literal_column, or_, select, update

from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage import tables
from storage.prepared import Prepared
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow
from storage.webhook_events import ACTIVE, deliver

_DELIVERIES: Final = tables.webhook_deliveries
_EVENTS: Final = tables.webhook_events
_ENDPOINTS: Final = tables.webhook_endpoints


class DeliveryState(StrEnum):
    """How a message stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Given up; it can be replayed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message to one endpoint."""

    id: str
    merchant_id: MerchantId
    endpoint_id: str
    event_id: str
    kind: str
    state: DeliveryState
    attempts: int
    """How often it was tried, this time included."""
    due_at: datetime
    last_status: int | None
    last_error: str | None
    last_ms: int | None
    tried_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How one try went."""

    status: int | None
    """What the endpoint answered; None: nothing."""
    error: str | None
    """None: it was taken."""
    took_ms: int
    at: datetime


_COLUMNS: Final = (*_DELIVERIES.c, _EVENTS.c.kind)
_JOINED: Final = select(*_COLUMNS).join(_EVENTS, _EVENTS.c.id == _DELIVERIES.c.event_id)


def has_due(tx: Connection, *, now: datetime) -> bool:
    """Whether a message is due, also to an endpoint at rest; a look that locks nothing."""
    return bool(_HAS_DUE.rows(tx, now=now))


_HAS_DUE: Final = Prepared(
    select(_DELIVERIES.c.id)
    .where(
        _DELIVERIES.c.state == literal_column(f"'{DeliveryState.PENDING.value}'"),
        _DELIVERIES.c.due_at <= bindparam("now", type_=_DELIVERIES.c.due_at.type),
    )
    .limit(literal_column("1"))
)


def claim(
    tx: Connection, *, owner: str, now: datetime, lease: timedelta, limit: int
) -> list[Delivery]:
    """Lease due messages of endpoints that are active and not at rest; commit before sending."""
    due = (
        select(_DELIVERIES.c.id)
        .join(_ENDPOINTS, _ENDPOINTS.c.id == _DELIVERIES.c.endpoint_id)
        .where(
            _DELIVERIES.c.state == literal(DeliveryState.PENDING.value, literal_execute=True),
            _DELIVERIES.c.due_at <= now,
            _ENDPOINTS.c.state == ACTIVE,
            or_(_ENDPOINTS.c.rests_until.is_(None), _ENDPOINTS.c.rests_until <= now),
        )
        .order_by(_DELIVERIES.c.due_at, _DELIVERIES.c.id)
        .limit(limit)
        .with_for_update(of=_DELIVERIES, skip_locked=True)
    )
    ids = list(tx.execute(due).scalars())
    if not ids:
        return []
    tx.execute(
        update(_DELIVERIES)
        .where(_DELIVERIES.c.id.in_(ids))
        .values(due_at=now + lease, lease_owner=owner, attempts=_DELIVERIES.c.attempts + 1)
    )
    rows = tx.execute(_JOINED.where(_DELIVERIES.c.id.in_(ids)).order_by(_DELIVERIES.c.id))
    return [_delivery(row) for row in rows]


def taken(tx: Connection, delivery: Delivery, attempt: Attempt, *, owner: str) -> bool:
    """The endpoint has it; False if the lease was lost meanwhile."""
    changed = tx.execute(
        update(_DELIVERIES)
        .where(_DELIVERIES.c.id == delivery.id, _DELIVERIES.c.lease_owner == owner)
        .values(
            state=DeliveryState.DELIVERED.value,
            lease_owner=None,
            closed_at=attempt.at,
            **_of(attempt),
        )
    )
    tx.execute(
        update(_ENDPOINTS)
        .where(_ENDPOINTS.c.id == delivery.endpoint_id, _ENDPOINTS.c.failures > 0)
        .values(failures=0, failing_since=None, rests_until=None)
    )
    return changed.rowcount == 1


def refused(
    tx: Connection,
    delivery: Delivery,
    attempt: Attempt,
    *,
    owner: str,
    again_at: datetime | None,
    rest: timedelta,
) -> int:
    """It was not taken: try again at a time, or give up (None); failures in a row by now.

    The whole endpoint rests for a while, so that one which is down holds nobody up.
    """
    tx.execute(
        update(_DELIVERIES)
        .where(_DELIVERIES.c.id == delivery.id, _DELIVERIES.c.lease_owner == owner)
        .values(
            state=(DeliveryState.PENDING if again_at else DeliveryState.FAILED).value,
            lease_owner=None,
            due_at=again_at or attempt.at,
            closed_at=None if again_at else attempt.at,
            **_of(attempt),
        )
    )
    row = tx.execute(
        update(_ENDPOINTS)
        .where(_ENDPOINTS.c.id == delivery.endpoint_id)
        .values(failures=_ENDPOINTS.c.failures + 1, rests_until=attempt.at + rest)
        .returning(_ENDPOINTS.c.failures)
    ).one_or_none()
    tx.execute(
        update(_ENDPOINTS)
        .where(_ENDPOINTS.c.id == delivery.endpoint_id, _ENDPOINTS.c.failing_since.is_(None))
        .values(failing_since=attempt.at)
    )
    return 0 if row is None else int(row.failures)


def postpone(tx: Connection, delivery: Delivery, *, owner: str, at: datetime) -> None:
    """It was not tried after all: its endpoint failed a moment ago."""
    tx.execute(
        update(_DELIVERIES)
        .where(_DELIVERIES.c.id == delivery.id, _DELIVERIES.c.lease_owner == owner)
        .values(due_at=at, lease_owner=None, attempts=_DELIVERIES.c.attempts - 1)
    )


def _of(attempt: Attempt) -> dict[str, object]:
    return {
        "last_status": attempt.status,
        "last_error": attempt.error,
        "last_ms": attempt.took_ms,
        "tried_at": attempt.at,
    }


# --- reading and replaying -------------------------------------------------------------------


def get(tx: Connection, merchant_id: str, delivery_id: str) -> Delivery:
    """One message. Raises NotFoundError."""
    row = tx.execute(
        _JOINED.where(_DELIVERIES.c.id == delivery_id, _DELIVERIES.c.merchant_id == merchant_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("webhook delivery", delivery_id)
    return _delivery(row)


def of_endpoint(
    tx: Connection,
    merchant_id: str,
    endpoint_id: str,
    *,
    state: DeliveryState | None,
    cursor: str | None,
    limit: int,
) -> Listed[Delivery]:
    """Messages to an endpoint, newest first."""
    query = _JOINED.where(
        _DELIVERIES.c.endpoint_id == endpoint_id, _DELIVERIES.c.merchant_id == merchant_id
    )
    if state is not None:
        query = query.where(_DELIVERIES.c.state == state.value)
    return newest_first(tx, query, _DELIVERIES.c.id, _delivery, cursor=cursor, limit=limit)


def replay(
    tx: Connection,
    merchant_id: str,
    endpoint_id: str,
    *,
    state: DeliveryState,
    since: datetime,
    now: datetime,
    limit: int = 1000,
) -> int:
    """Send again what stands like this and happened since; how many messages."""
    rows = tx.execute(
        select(_DELIVERIES.c.event_id)
        .join(_EVENTS, _EVENTS.c.id == _DELIVERIES.c.event_id)
        .where(
            _DELIVERIES.c.merchant_id == merchant_id,
            _DELIVERIES.c.endpoint_id == endpoint_id,
            _DELIVERIES.c.state == state.value,
            _EVENTS.c.at >= since,
        )
        .order_by(_DELIVERIES.c.id)
        .limit(limit)
    ).scalars()
    events = list(rows)
    for event_id in events:
        deliver(tx, merchant_id, endpoint_id, event_id, now=now)
    return len(events)


def _delivery(row: AnyRow) -> Delivery:
    return Delivery(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        endpoint_id=row.endpoint_id,
        event_id=row.event_id,
        kind=row.kind,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        due_at=row.due_at,
        last_status=row.last_status,
        last_error=row.last_error,
        last_ms=row.last_ms,
        tried_at=row.tried_at,
        closed_at=row.closed_at,
    )
