"""Stores that are on two connections: the twin serves while the first cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from domain.errors import InvalidInputError
from domain.ids import LocationId
from storage import locations, tables

_TWINS = tables.location_twins


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """One pair."""

    location_id: LocationId
    """The store as it is usually sold from."""
    twin_id: LocationId
    """The same store on another connection, which nobody is offered otherwise."""
    created_at: datetime


def pair(
    tx: Connection, merchant_id: str, location_id: str, twin_id: str, *, now: datetime
) -> None:
    """Let the twin stand in for a store, in place of one it had.

    Raises NotFoundError; InvalidInputError unless both are stores on two connections, of which
    neither is in another pair.
    """
    first = locations.location(tx, merchant_id, location_id)
    second = locations.location(tx, merchant_id, twin_id)
    if first.connection_id == second.connection_id:
        raise InvalidInputError("twin", twin_id, "name a store on another connection")
    for each in of_merchant(tx, merchant_id):
        taken = {each.location_id, each.twin_id} & {location_id, twin_id}
        if taken and each.location_id != location_id:
            raise InvalidInputError("twin", twin_id, f"{taken.pop()} is in another pair; part it")
    part(tx, merchant_id, location_id)
    tx.execute(
        _TWINS.insert().values(
            location_id=first.id, twin_id=second.id, merchant_id=merchant_id, created_at=now
        )
    )


def part(tx: Connection, merchant_id: str, location_id: str) -> bool:
    """End a pair by its first store; whether there was one. Both are offered again."""
    gone = tx.execute(
        _TWINS.delete().where(
            _TWINS.c.merchant_id == merchant_id, _TWINS.c.location_id == location_id
        )
    )
    return gone.rowcount == 1


def of_merchant(tx: Connection, merchant_id: str) -> list[Twin]:
    """A merchant's pairs."""
    rows = tx.execute(
        select(_TWINS).where(_TWINS.c.merchant_id == merchant_id).order_by(_TWINS.c.location_id)
    )
    return [
        Twin(
            location_id=LocationId(row.location_id),
            twin_id=LocationId(row.twin_id),
            created_at=row.created_at,
        )
        for row in rows
    ]
