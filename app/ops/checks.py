"""The dependencies `/readyz` looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, Final, Protocol

import structlog
from redis.exceptions import RedisError
from sqlalchemy import Select, case, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.ops.health import Probe, State
from domain.calls import Clock
from storage import inbox, journal, tables
from storage.engine import Database
from storage.health import HealthState
from storage.merchants import ConnectionStatus

_LOG = structlog.get_logger()
_PROBLEMS = (SQLAlchemyError, PoolTimeoutError)


class Pingable(Protocol):
    """The one thing asked of a Redis client."""

    def ping(self) -> object:
        """Raises RedisError if nobody answers."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseCheck:
    """The database answers."""

    database: Database
    name: str = "database"

    def probe(self) -> Probe:
        """Down if it does not: nothing can be acknowledged."""
        try:
            self.database.ping()
        except _PROBLEMS as error:
            return _down(self.name, error)
        return Probe(state=State.OK, detail=self.database.dialect)


@dataclass(frozen=True, kw_only=True)
class MigrationsCheck:
    """The schema is the one this code expects.

    Alembic is loaded by the first probe: it would take a tenth of a second of every start.
    """

    database: Database
    name: str = "migrations"

    @cached_property
    def _head(self) -> str:
        from storage import migrate

        return migrate.head()

    def probe(self) -> Probe:
        """Degraded on another revision: migrations expand first, so old and new code both work."""
        from alembic.runtime.migration import MigrationContext

        try:
            with self.database.read() as tx:
                current = MigrationContext.configure(tx).get_current_revision()
        except _PROBLEMS as error:
            return _down(self.name, error)
        if current is None:
            return Probe(state=State.DOWN, detail="never migrated")
        state = State.OK if current == self._head else State.DEGRADED
        return Probe(state=state, detail=f"at {current}, this code knows {self._head}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RedisCheck:
    """Redis answers; everything in it can be rebuilt, so losing it only degrades."""

    client: Pingable | None
    name: str = "redis"

    def probe(self) -> Probe:
        """Degraded if it is absent or does not answer."""
        if self.client is None:
            return Probe(state=State.DEGRADED, detail="not configured; limits are per process")
        try:
            self.client.ping()
        except (RedisError, OSError) as error:
            _LOG.warning("redis.unreachable", error=type(error).__name__)
            return Probe(state=State.DEGRADED, detail="does not answer; limits are per process")
        return Probe(state=State.OK)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCheck:
    """Webhooks are applied about as fast as they come."""

    database: Database
    clock: Clock
    late: timedelta = timedelta(minutes=5)
    name: str = "inbox"

    def probe(self) -> Probe:
        """Degraded if the oldest waiting delivery is late."""
        try:
            with self.database.read() as tx:
                backlog = inbox.backlog(tx)
        except _PROBLEMS as error:
            return _down(self.name, error)
        oldest = backlog.oldest_received_at
        age = timedelta(0) if oldest is None else self.clock.now() - oldest
        figures = {
            "pending": backlog.pending,
            "dead": backlog.dead,
            "oldest_s": max(0, int(age.total_seconds())),
        }
        if age > self.late:
            return Probe(state=State.DEGRADED, detail="deliveries wait too long", figures=figures)
        return Probe(state=State.OK, figures=figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersCheck:
    """Nothing was left on a platform that only a person can take back."""

    database: Database
    clock: Clock
    recent: timedelta = timedelta(days=7)
    name: str = "orders"

    def probe(self) -> Probe:
        """Degraded while there is one of the last days; names the newest."""
        try:
            with self.database.read() as tx:
                found = journal.needing_person(tx, since=self.clock.now() - self.recent)
        except _PROBLEMS as error:
            return _down(self.name, error)
        figures = {"need_person": len(found)}
        if not found:
            return Probe(state=State.OK, figures=figures)
        detail = f"{len(found)} need a person, the newest is {found[0]}"
        return Probe(state=State.DEGRADED, detail=detail, figures=figures)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionsCheck:
    """Merchants' connections are active and answer; counted by platform, without names."""

    database: Database
    name: str = "connections"

    def probe(self) -> Probe:
        """Degraded if one is paused or revoked, or its platform does not answer."""
        try:
            with self.database.read() as tx:
                rows = tx.execute(_STANDINGS).all()
        except _PROBLEMS as error:
            return _down(self.name, error)
        counts: dict[str, dict[str, int]] = {}
        for platform, standing, count in rows:
            counts.setdefault(platform, {})[str(standing)] = count
        amiss = sum(count for _, standing, count in rows if standing != "active")
        return Probe(
            state=State.DEGRADED if amiss else State.OK,
            detail=f"{amiss} of {sum(row[2] for row in rows)} need a look" if amiss else "",
            figures={"by_platform": counts},
        )


def _standings() -> Select[Any]:
    """Connections by platform and what is amiss with them."""
    own, health = tables.connections.c, tables.connection_health.c
    silent = (own.status == ConnectionStatus.ACTIVE.value) & (
        health.state == HealthState.DOWN.value
    )
    standing = case((silent, "down"), else_=own.status).label("standing")
    return (
        select(own.platform, standing, func.count())
        .outerjoin_from(
            tables.connections,
            tables.connection_health,
            health.connection_id == own.id,
        )
        .group_by(own.platform, standing)
    )


_STANDINGS: Final = _standings()


def _down(name: str, error: Exception) -> Probe:
    _LOG.error("dependency.down", dependency=name, error=type(error).__name__)
    return Probe(state=State.DOWN, detail=f"{name} does not answer")
