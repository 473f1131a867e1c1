"""Which one of many processes does what only one may do: a name held under a lease.

In the database rather than in Redis, so that losing Redis neither leaves the place empty nor gives
it to two. On PostgreSQL the server's clock decides, so that hosts need not agree on the time.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, or_, select

from storage import tables
from storage.statements import database_now, upsert

_TABLE = tables.leaders


def lead(tx: Connection, name: str, owner: str, *, now: datetime, lease: timedelta) -> bool:
    """Take or keep the place until `lease` from now; False while another holds it."""
    moment = database_now(tx, now)
    statement = upsert(tx, _TABLE).values(name=name, owner=owner, lease_until=moment + lease)
    new = statement.excluded
    done = tx.execute(
        statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": new.owner, "lease_until": new.lease_until},
            where=or_(_TABLE.c.owner == new.owner, _TABLE.c.lease_until <= moment),
        )
    )
    return done.rowcount == 1


def resign(tx: Connection, name: str, owner: str) -> None:
    """Leave the place, if it is ours, so that another takes it at once."""
    tx.execute(_TABLE.delete().where(_TABLE.c.name == name, _TABLE.c.owner == owner))


def lease_of(tx: Connection, name: str) -> datetime | None:
    """Until when the place is held; None if nobody ever did, or the last one resigned."""
    return tx.execute(
        select(_TABLE.c.lease_until).where(_TABLE.c.name == name)
    ).scalar_one_or_none()
