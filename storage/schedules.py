"""When each connection's jobs are due: the wishes of merchants, and the clocks wound by them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    update,
)

from domain.events import Entity
from domain.ids import ConnectionId, MerchantId
from storage import tables
from storage.merchants import ConnectionStatus
from storage.prepared import Prepared
from storage.statements import AnyRow, upsert
from storage.sync_jobs import JobKind
from storage.types import Moment

_CLOCKS = tables.sync_clocks
_WISHES = tables.sync_schedules
_CONNECTIONS = tables.connections
_MERCHANTS = tables.merchants


class Duty(NamedTuple):
    """What a clock rings for."""

    kind: JobKind
    entity: Entity | None = None

    @property
    def name(self) -> str:
        """As people write it: `delta:product`, `full`."""
        return self.kind.value if self.entity is None else f"{self.kind.value}:{self.entity.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule:
    """A merchant's wish where it differs from the default; `rule` None: never."""

    rule: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncClock:
    """One duty of one connection, and when it is due."""

    merchant_id: MerchantId
    connection_id: ConnectionId
    duty: Duty
    next_at: datetime | None
    """None: never."""
    last_at: datetime | None
    is_active: bool
    """Whether its connection may be called at all."""
    timezone: str
    """The merchant's, in which `daily` and `nightly` are meant."""
    own: OwnRule | None
    """None: the default holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Winding:
    """A clock's next moment; `rang`: it was due and its job was asked for."""

    connection_id: ConnectionId
    duty: Duty
    next_at: datetime | None
    rang: bool = False


def own_rules(tx: Connection, merchant_id: str) -> dict[Duty, OwnRule]:
    """A merchant's wishes by what they are about."""
    rows = tx.execute(select(_WISHES).where(_WISHES.c.merchant_id == merchant_id))
    return {_duty(row): OwnRule(rule=row.rule) for row in rows}


def set_rule(
    tx: Connection, merchant_id: str, duty: Duty, rule: str | None, *, now: datetime
) -> None:
    """Keep a merchant's wish; None: never. Wind the merchant's clocks anew afterwards."""
    statement = upsert(tx, _WISHES).values(
        merchant_id=merchant_id,
        kind=duty.kind,
        entity=_word(duty),
        rule=rule,
        updated_at=now,
    )
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["merchant_id", "kind", "entity"],
            set_={"rule": statement.excluded.rule, "updated_at": now},
        )
    )


def drop_rule(tx: Connection, merchant_id: str, duty: Duty) -> bool:
    """Go back to the default; False if it held already."""
    done = tx.execute(
        delete(_WISHES).where(
            _WISHES.c.merchant_id == merchant_id,
            _WISHES.c.kind == duty.kind,
            _WISHES.c.entity == _word(duty),
        )
    )
    return done.rowcount == 1


def clocks(
    tx: Connection,
    merchant_id: str | None = None,
    *,
    duty: Duty | None = None,
    connection_id: str | None = None,
) -> list[SyncClock]:
    """The clocks of one merchant (None: of all) by connection and duty."""
    query = _clocks().order_by(_CLOCKS.c.connection_id, _CLOCKS.c.kind, _CLOCKS.c.entity)
    if merchant_id is not None:
        query = query.where(_CLOCKS.c.merchant_id == merchant_id)
    if connection_id is not None:
        query = query.where(_CLOCKS.c.connection_id == connection_id)
    if duty is not None:
        query = query.where(_CLOCKS.c.kind == duty.kind, _CLOCKS.c.entity == _word(duty))
    return [_clock(row) for row in tx.execute(query)]


def has_due(tx: Connection, now: datetime) -> bool:
    """Whether any clock is due; a look that locks nothing."""
    return bool(_HAS_DUE.rows(tx, now=now))


_HAS_DUE = Prepared(
    select(_CLOCKS.c.kind)
    .where(_CLOCKS.c.next_at <= bindparam("now", type_=_CLOCKS.c.next_at.type))
    .limit(literal_column("1"))
)


def due(tx: Connection, now: datetime, *, limit: int = 200) -> list[SyncClock]:
    """Clocks that are due, the longest due first; those another leader is at are passed by."""
    query = (
        _clocks()
        .where(_CLOCKS.c.next_at <= now)
        .order_by(_CLOCKS.c.next_at)
        .limit(limit)
        .with_for_update(skip_locked=True, of=_CLOCKS)
    )
    return [_clock(row) for row in tx.execute(query)]


def wind(tx: Connection, windings: Sequence[Winding], *, now: datetime) -> None:
    """Set clocks to their next moments; those that do not exist stay so."""
    for rang in (True, False):
        values = [_winding_values(each) for each in windings if each.rang is rang]
        if values:
            told: dict[str, Any] = {"next_at": bindparam("to_next_at", type_=Moment)}
            tx.execute(
                update(_CLOCKS)
                .where(
                    _CLOCKS.c.connection_id == bindparam("of_connection"),
                    _CLOCKS.c.kind == bindparam("of_kind"),
                    _CLOCKS.c.entity == bindparam("of_entity"),
                )
                .values({**told, **({"last_at": now} if rang else {})}),
                values,
            )


def without_clocks(
    tx: Connection, duties: Collection[Duty], *, limit: int = 200
) -> Mapping[ConnectionId, tuple[MerchantId, str]]:
    """Active connections that lack clocks of these duties: whose they are, and in what zone."""
    wanted = _CLOCKS.c.kind.in_(sorted({duty.kind for duty in duties}))
    query = (
        select(_CONNECTIONS.c.id, _CONNECTIONS.c.merchant_id, _MERCHANTS.c.timezone)
        .join_from(_CONNECTIONS, _MERCHANTS, _MERCHANTS.c.id == _CONNECTIONS.c.merchant_id)
        .outerjoin(_CLOCKS, and_(_CLOCKS.c.connection_id == _CONNECTIONS.c.id, wanted))
        .where(_CONNECTIONS.c.status == ConnectionStatus.ACTIVE)
        .group_by(_CONNECTIONS.c.id, _CONNECTIONS.c.merchant_id, _MERCHANTS.c.timezone)
        .having(func.count(_CLOCKS.c.kind) < len(duties))
        .limit(limit)
    )
    return {
        ConnectionId(row.id): (MerchantId(row.merchant_id), row.timezone)
        for row in tx.execute(query)
    }


def set_up(tx: Connection, merchant_id: str, windings: Sequence[Winding]) -> None:
    """Give connections of one merchant their clocks; those that exist stay as they are."""
    values = [
        {
            "connection_id": each.connection_id,
            "kind": each.duty.kind,
            "entity": _word(each.duty),
            "merchant_id": merchant_id,
            "next_at": each.next_at,
        }
        for each in windings
    ]
    tx.execute(upsert(tx, _CLOCKS).on_conflict_do_nothing(), values)


def _clocks() -> Select[Any]:
    """Clocks with what winding them needs."""
    return (
        select(
            _CLOCKS,
            _CONNECTIONS.c.status,
            _MERCHANTS.c.timezone,
            _WISHES.c.rule,
            _WISHES.c.updated_at.label("wished_at"),
        )
        .join_from(_CLOCKS, _CONNECTIONS, _CONNECTIONS.c.id == _CLOCKS.c.connection_id)
        .join(_MERCHANTS, _MERCHANTS.c.id == _CLOCKS.c.merchant_id)
        .outerjoin(
            _WISHES,
            and_(
                _WISHES.c.merchant_id == _CLOCKS.c.merchant_id,
                _WISHES.c.kind == _CLOCKS.c.kind,
                _WISHES.c.entity == _CLOCKS.c.entity,
            ),
        )
    )


def _winding_values(winding: Winding) -> dict[str, Any]:
    return {
        "of_connection": winding.connection_id,
        "of_kind": winding.duty.kind,
        "of_entity": _word(winding.duty),
        "to_next_at": winding.next_at,
    }


def _word(duty: Duty) -> str:
    return "" if duty.entity is None else duty.entity.value


def _duty(row: AnyRow) -> Duty:
    return Duty(JobKind(row.kind), Entity(row.entity) if row.entity else None)


def _clock(row: AnyRow) -> SyncClock:
    return SyncClock(
        merchant_id=MerchantId(row.merchant_id),
        connection_id=ConnectionId(row.connection_id),
        duty=_duty(row),
        next_at=row.next_at,
        last_at=row.last_at,
        is_active=row.status == ConnectionStatus.ACTIVE,
        timezone=row.timezone,
        own=None if row.wished_at is None else OwnRule(rule=row.rule),
    )
