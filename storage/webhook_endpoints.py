"""Where merchants want news sent: addresses with their signing secrets, sealed.

After a rotation the secret before it signs too, for as long as was asked, so that a receiver can
change over without losing a message.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, select, update

from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage import tables
from storage.ids import new_id
from storage.keyring import KeyProvider
from storage.sealing import seal, unseal
from storage.statements import AnyRow
from storage.webhook_events import forget_wishes

_TABLE: Final = tables.webhook_endpoints


class EndpointState(StrEnum):
    """Whether messages are sent."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One address that is told."""

    id: str
    merchant_id: MerchantId
    url: str
    description: str
    events: tuple[str, ...]
    """Patterns: `*`, `order.*`, or names."""
    secret: str = field(repr=False)
    previous_secret: str | None = field(repr=False)
    previous_until: datetime | None
    on_premises: bool
    """A server of the merchant's own: private addresses are fine."""
    state: EndpointState
    state_reason: str | None
    failing_since: datetime | None
    failures: int
    rests_until: datetime | None
    created_at: datetime
    updated_at: datetime

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """What signs now, the current first."""
        overlaps = self.previous_until is not None and now < self.previous_until
        if self.previous_secret is None or not overlaps:
            return (self.secret,)
        return (self.secret, self.previous_secret)


class Endpoints:
    """The endpoints of merchants; stateless but for its keyring."""

    def __init__(self, keyring: KeyProvider) -> None:
        self._keyring = keyring

    def add(
        self,
        tx: Connection,
        merchant_id: str,
        *,
        url: str,
        description: str,
        events: Sequence[str],
        secret: str,
        on_premises: bool,
        now: datetime,
    ) -> Endpoint:
        """Store a new one, active."""
        endpoint_id = new_id("whe", now)
        row = tx.execute(
            _TABLE.insert()
            .values(
                id=endpoint_id,
                merchant_id=merchant_id,
                url=url,
                description=description,
                events=list(events),
                sealed=self._sealed(endpoint_id, secret, None),
                on_premises=on_premises,
                state=EndpointState.ACTIVE.value,
                failures=0,
                created_at=now,
                updated_at=now,
            )
            .returning(_TABLE)
        ).one()
        forget_wishes()
        return self._endpoint(row)

    def of_merchant(self, tx: Connection, merchant_id: str) -> list[Endpoint]:
        """A merchant's, oldest first."""
        rows = tx.execute(
            select(_TABLE).where(_TABLE.c.merchant_id == merchant_id).order_by(_TABLE.c.id)
        )
        return [self._endpoint(row) for row in rows]

    def get(self, tx: Connection, merchant_id: str, endpoint_id: str) -> Endpoint:
        """One of them. Raises NotFoundError; ConfigurationError if it cannot be opened."""
        row = tx.execute(
            select(_TABLE).where(_TABLE.c.id == endpoint_id, _TABLE.c.merchant_id == merchant_id)
        ).one_or_none()
        if row is None:
            raise NotFoundError("webhook endpoint", endpoint_id)
        return self._endpoint(row)

    def change(
        self,
        tx: Connection,
        merchant_id: str,
        endpoint_id: str,
        values: Mapping[str, Any],
        *,
        now: datetime,
    ) -> Endpoint:
        """Set some of url, description, events, on_premises. Raises NotFoundError."""
        return self._set(tx, merchant_id, endpoint_id, {**values, "updated_at": now})

    def enable(
        self, tx: Connection, merchant_id: str, endpoint_id: str, *, now: datetime
    ) -> Endpoint:
        """Send again, with a clean slate. Raises NotFoundError."""
        clean = {
            "state": EndpointState.ACTIVE.value,
            "state_reason": None,
            "failing_since": None,
            "failures": 0,
            "rests_until": None,
            "updated_at": now,
        }
        return self._set(tx, merchant_id, endpoint_id, clean)

    def disable(
        self, tx: Connection, merchant_id: str, endpoint_id: str, *, reason: str, now: datetime
    ) -> Endpoint:
        """Send nothing more; what is pending waits. Raises NotFoundError."""
        values = {
            "state": EndpointState.DISABLED.value,
            "state_reason": reason,
            "updated_at": now,
        }
        return self._set(tx, merchant_id, endpoint_id, values)

    def rotate(
        self, tx: Connection, endpoint: Endpoint, *, secret: str, until: datetime, now: datetime
    ) -> Endpoint:
        """A new secret; the one so far signs too until then. Raises NotFoundError."""
        values = {
            "sealed": self._sealed(endpoint.id, secret, endpoint.secret),
            "previous_until": until,
            "updated_at": now,
        }
        return self._set(tx, endpoint.merchant_id, endpoint.id, values)

    def _set(
        self, tx: Connection, merchant_id: str, endpoint_id: str, values: Mapping[str, Any]
    ) -> Endpoint:
        row = tx.execute(
            update(_TABLE)
            .where(_TABLE.c.id == endpoint_id, _TABLE.c.merchant_id == merchant_id)
            .values(**values)
            .returning(_TABLE)
        ).one_or_none()
        if row is None:
            raise NotFoundError("webhook endpoint", endpoint_id)
        forget_wishes()
        return self._endpoint(row)

    def _sealed(self, endpoint_id: str, secret: str, previous: str | None) -> str:
        told = orjson.dumps({"secret": secret, "previous": previous})
        return seal(self._keyring, told, about=endpoint_id)

    def _endpoint(self, row: AnyRow) -> Endpoint:
        told = orjson.loads(unseal(self._keyring, row.sealed, about=row.id))
        return Endpoint(
            id=row.id,
            merchant_id=MerchantId(row.merchant_id),
            url=row.url,
            description=row.description,
            events=tuple(row.events),
            secret=told["secret"],
            previous_secret=told["previous"],
            previous_until=row.previous_until,
            on_premises=row.on_premises,
            state=EndpointState(row.state),
            state_reason=row.state_reason,
            failing_since=row.failing_since,
            failures=row.failures,
            rests_until=row.rests_until,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )


def remove(tx: Connection, merchant_id: str, endpoint_id: str) -> bool:
    """Take an endpoint away with what was sent to it; whether there was one."""
    mine = select(_TABLE.c.id).where(
        _TABLE.c.id == endpoint_id, _TABLE.c.merchant_id == merchant_id
    )
    deliveries = tables.webhook_deliveries
    tx.execute(delete(deliveries).where(deliveries.c.endpoint_id.in_(mine)))
    gone = tx.execute(
        delete(_TABLE).where(_TABLE.c.id == endpoint_id, _TABLE.c.merchant_id == merchant_id)
    )
    forget_wishes()
    return gone.rowcount == 1
