"""When a channel reads stock from the till instead of the projection: one row where a merchant
wants it otherwise than the default."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, delete, select

from storage import tables
from storage.statements import AnyRow, upsert

_TABLE = tables.reading_policies


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPolicy:
    """When a figure of the projection is good enough for a channel."""

    fresh: timedelta
    """A figure younger than this is not asked for again."""
    live_below: Decimal | None
    """An older one is, if fewer than this were left; None: whatever is on the shelf."""
    live: bool = True
    """False: never; answers come from the projection with their age."""

    def wants_live(self, age_s: int | None, left: Decimal | None) -> bool:
        """Whether to ask the till: `left` is what would remain, None where it is unknown."""
        if not self.live or (age_s is not None and age_s <= self.fresh.total_seconds()):
            return False
        return self.live_below is None or left is None or left < self.live_below


def policies(tx: Connection, merchant_id: str) -> dict[str, ReadingPolicy]:
    """The merchant's wishes by channel."""
    rows = tx.execute(select(_TABLE).where(_TABLE.c.merchant_id == merchant_id))
    return {row.channel: _policy(row) for row in rows}


def put(
    tx: Connection, merchant_id: str, channel: str, policy: ReadingPolicy, *, now: datetime
) -> None:
    """Set what a channel wants."""
    statement = upsert(tx, _TABLE).values(
        merchant_id=merchant_id,
        channel=channel,
        fresh_s=int(policy.fresh.total_seconds()),
        live_below=policy.live_below,
        live=policy.live,
        updated_at=now,
    )
    new = statement.excluded
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["merchant_id", "channel"],
            set_={name: new[name] for name in ("fresh_s", "live_below", "live", "updated_at")},
        )
    )


def drop(tx: Connection, merchant_id: str, channel: str) -> bool:
    """Go back to the default; False if nothing was set."""
    done = tx.execute(
        delete(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.channel == channel)
    )
    return bool(done.rowcount)


def _policy(row: AnyRow) -> ReadingPolicy:
    return ReadingPolicy(
        fresh=timedelta(seconds=row.fresh_s), live_below=row.live_below, live=row.live
    )
