"""Rollout plans with their history, and what shadows saw."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, select

from domain.happenings import Happening, News
from domain.ids import MerchantId
from storage import tables, webhook_events
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, upsert
from storage.types import JsonValue

EVERY: Final = "*"
"""The channel of the plan for all channels without one of their own."""
WHOLE: Final = 10_000
"""The share that serves everybody: hundredths of a percent."""
_PLANS: Final = tables.rollout_plans
_CHANGES: Final = tables.rollout_changes
_DIFFERENCES: Final = tables.rollout_differences
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What holds for one channel of a merchant, or for all others (`*`)."""

    channel: str
    share: int
    """How many of ten thousand shoppers are served."""
    shadow: bool
    """Whether the shadow looks at what the live path prices."""
    fallback: str | None
    """What the others hear; None: a sentence of ours, in their language."""
    transfer: bool
    """Whether the others are put through to a person, where the channel can."""
    halt_percent: int | None
    """From which share of failed turns on nobody is served any more; None: there is no rule."""
    salt: str
    """Decides who is served at which share; never changes for a merchant."""
    revision: int
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A plan as it was set once."""

    channel: str
    share: int
    shadow: bool
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that the shadow would have said otherwise."""

    channel: str
    order_id: str | None
    field: str
    """`outcome`, `unit_price`, `subtotal` or `available`."""
    sku: str | None
    live: JsonValue
    shadow: JsonValue
    at: datetime


def plans(tx: Connection, merchant_id: str) -> dict[str, Plan]:
    """A merchant's plans by channel."""
    rows = tx.execute(select(_PLANS).where(_PLANS.c.merchant_id == merchant_id))
    return {row.channel: _plan(row) for row in rows}


def put(
    tx: Connection,
    merchant_id: MerchantId,
    channel: str,
    values: dict[str, Any],
    *,
    reason: str,
    actor: str,
    now: datetime,
) -> Plan:
    """Set some of a channel's plan, which begins as everybody's; kept in the history."""
    known = plans(tx, merchant_id)
    before = known.get(channel) or known.get(EVERY)
    row = {
        "share": before.share if before else WHOLE,
        "shadow": before.shadow if before else False,
        "fallback": before.fallback if before else None,
        "transfer": before.transfer if before else False,
        "halt_percent": before.halt_percent if before else None,
        **values,
        "updated_at": now,
    }
    salt = next((each.salt for each in known.values()), None) or secrets.token_hex(_SALT_BYTES)
    statement = upsert(tx, _PLANS).values(
        merchant_id=merchant_id, channel=channel, salt=salt, revision=1, **row
    )
    statement = statement.on_conflict_do_update(
        index_elements=["merchant_id", "channel"],
        set_={**row, "revision": _PLANS.c.revision + 1},
    )
    made = _plan(tx.execute(statement.returning(_PLANS)).one())
    tx.execute(
        _CHANGES.insert().values(
            merchant_id=merchant_id,
            channel=channel,
            share=made.share,
            shadow=made.shadow,
            reason=reason,
            actor=actor,
            at=now,
        )
    )
    told = {"channel": channel, "share": made.share / 100, "shadow": made.shadow}
    news = News(merchant_id=merchant_id, kind=Happening.ROLLOUT_CHANGED, data=told, at=now)
    webhook_events.emit(tx, [news])
    return made


def history(tx: Connection, merchant_id: str, *, limit: int = 50) -> list[Change]:
    """How the plans came about, newest first."""
    rows = tx.execute(
        select(_CHANGES)
        .where(_CHANGES.c.merchant_id == merchant_id)
        .order_by(_CHANGES.c.id.desc())
        .limit(limit)
    )
    return [
        Change(
            channel=row.channel,
            share=row.share,
            shadow=row.shadow,
            reason=row.reason,
            actor=row.actor,
            at=row.at,
        )
        for row in rows
    ]


# --- what shadows saw ------------------------------------------------------------------------


def add_differences(tx: Connection, merchant_id: str, found: Sequence[Difference]) -> None:
    """Keep them."""
    tx.execute(
        _DIFFERENCES.insert(),
        [
            {
                "merchant_id": merchant_id,
                "channel": each.channel,
                "order_id": each.order_id,
                "field": each.field,
                "sku": each.sku,
                "live": each.live,
                "shadow": each.shadow,
                "at": each.at,
            }
            for each in found
        ],
    )


def differences(
    tx: Connection,
    merchant_id: str,
    *,
    field: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Listed[Difference]:
    """What shadows saw, newest first."""
    query = select(_DIFFERENCES).where(_DIFFERENCES.c.merchant_id == merchant_id)
    if field is not None:
        query = query.where(_DIFFERENCES.c.field == field)
    return newest_first(tx, query, _DIFFERENCES.c.id, _difference, cursor=cursor, limit=limit)


def counts(tx: Connection, merchant_id: str, *, since: datetime) -> dict[str, int]:
    """How many differences there were, by field."""
    rows = tx.execute(
        select(_DIFFERENCES.c.field, func.count().label("times"))
        .where(_DIFFERENCES.c.merchant_id == merchant_id, _DIFFERENCES.c.at >= since)
        .group_by(_DIFFERENCES.c.field)
    )
    return {row.field: row.times for row in rows}


def prune(tx: Connection, *, before: datetime, limit: int = 1000) -> int:
    """Forget differences of long ago; how many."""
    old = select(_DIFFERENCES.c.id).where(_DIFFERENCES.c.at < before).limit(limit)
    gone = tx.execute(delete(_DIFFERENCES).where(_DIFFERENCES.c.id.in_(old)))
    return gone.rowcount


def _plan(row: AnyRow) -> Plan:
    return Plan(
        channel=row.channel,
        share=row.share,
        shadow=row.shadow,
        fallback=row.fallback,
        transfer=row.transfer,
        halt_percent=row.halt_percent,
        salt=row.salt,
        revision=row.revision,
        updated_at=row.updated_at,
    )


def _difference(row: AnyRow) -> Difference:
    return Difference(
        channel=row.channel,
        order_id=row.order_id,
        field=row.field,
        sku=row.sku,
        live=row.live,
        shadow=row.shadow,
        at=row.at,
    )
