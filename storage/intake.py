"""How strictly what comes in is judged, per account and channel, and how often that mattered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select

from domain.ids import ConnectionId
from storage import tables
from storage.merchants import PosConnection
from storage.prepared import Prepared
from storage.statements import among, upsert

_POLICIES = tables.intake_policies
_COUNTS = tables.intake_counts
_LISTINGS = tables.listings
ANY: Final = "*"
"""Every account, or every channel."""


class Mode(StrEnum):
    """What becomes of a record about which there is a doubt."""

    LENIENT = "lenient"
    """It is applied, and the doubt counted."""
    QUARANTINE = "quarantine"
    """It is kept back for a person, its neighbors are applied."""
    STRICT = "strict"
    """The whole delivery is refused; of a page, which nobody can repeat, the record is kept back.
    """


class Verdict(StrEnum):
    """What became of it."""

    PASSED = "passed"
    KEPT_BACK = "kept_back"
    REFUSED = "refused"
    FALSE_REJECT = "false_reject"
    """It had been refused or kept back, was tried anew, and was good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePolicy:
    """One row: the mode for an account and a channel of a merchant."""

    account: str
    """A connection's id, or `*`."""
    channel: str
    """`webhook`, `poll`, or `*`."""
    mode: Mode
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeCount:
    """How often a doubt led to a verdict."""

    connection_id: ConnectionId
    channel: str
    reason: str
    verdict: Verdict
    times: int
    last_at: datetime


def policies(tx: Connection, merchant_id: str) -> list[IntakePolicy]:
    """What a merchant has set, the most general first."""
    rows = tx.execute(
        select(_POLICIES)
        .where(_POLICIES.c.merchant_id == merchant_id)
        .order_by(_POLICIES.c.account, _POLICIES.c.channel)
    )
    return [
        IntakePolicy(
            account=row.account,
            channel=row.channel,
            mode=Mode(row.mode),
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def set_policy(
    tx: Connection, merchant_id: str, *, account: str, channel: str, mode: Mode, now: datetime
) -> None:
    """Set the mode of an account and a channel; either may be `*`."""
    values = {"mode": mode.value, "updated_at": now}
    statement = upsert(tx, _POLICIES).values(
        merchant_id=merchant_id, account=account, channel=channel, **values
    )
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["merchant_id", "account", "channel"], set_=values
        )
    )


def drop_policy(tx: Connection, merchant_id: str, *, account: str, channel: str) -> bool:
    """Take a row away, so that the more general one holds again; whether there was one."""
    gone = tx.execute(
        _POLICIES.delete().where(
            _POLICIES.c.merchant_id == merchant_id,
            _POLICIES.c.account == account,
            _POLICIES.c.channel == channel,
        )
    )
    return gone.rowcount == 1


def mode_of(tx: Connection, connection: PosConnection, channel: str) -> Mode:
    """The mode that holds: of account and channel, of the account, of the channel, of the merchant;
    lenient where nothing is set."""
    rows = _MODES.rows(
        tx, merchant=connection.merchant_id, its_account=connection.id, its_channel=channel
    )
    found = {(row.account, row.channel): row.mode for row in rows}
    for key in ((connection.id, channel), (connection.id, ANY), (ANY, channel), (ANY, ANY)):
        if key in found:
            return Mode(found[key])
    return Mode.LENIENT


_MODES: Final = Prepared(
    select(_POLICIES.c.account, _POLICIES.c.channel, _POLICIES.c.mode).where(
        _POLICIES.c.merchant_id == bindparam("merchant"),
        or_(_POLICIES.c.account == bindparam("its_account"), _POLICIES.c.account == ANY),
        or_(_POLICIES.c.channel == bindparam("its_channel"), _POLICIES.c.channel == ANY),
    )
)


def prices(tx: Connection, connection_id: str, variant_ids: Collection[str]) -> dict[str, int]:
    """The prices that stand, in minor units by the variant's platform id."""
    rows = tx.execute(
        select(_LISTINGS.c.platform_id, _LISTINGS.c.price_minor).where(
            _LISTINGS.c.connection_id == connection_id,
            _LISTINGS.c.price_minor.is_not(None),
            among(tx, _LISTINGS.c.platform_id, variant_ids),
        )
    )
    return {row.platform_id: row.price_minor for row in rows}


def count(
    tx: Connection,
    connection: PosConnection,
    *,
    channel: str,
    verdict: Verdict,
    reasons: Mapping[str, int],
    now: datetime,
) -> None:
    """Add how often each reason led to a verdict."""
    for reason, times in sorted(reasons.items()):
        statement = upsert(tx, _COUNTS).values(
            connection_id=connection.id,
            channel=channel,
            reason=reason,
            verdict=verdict.value,
            merchant_id=connection.merchant_id,
            times=times,
            last_at=now,
        )
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=["connection_id", "channel", "reason", "verdict"],
                set_={"times": _COUNTS.c.times + times, "last_at": now},
            )
        )


def counts(tx: Connection, merchant_id: str) -> list[IntakeCount]:
    """What was counted for a merchant's accounts."""
    rows = tx.execute(
        select(_COUNTS)
        .where(_COUNTS.c.merchant_id == merchant_id)
        .order_by(_COUNTS.c.connection_id, _COUNTS.c.channel, _COUNTS.c.reason, _COUNTS.c.verdict)
    )
    return [
        IntakeCount(
            connection_id=ConnectionId(row.connection_id),
            channel=row.channel,
            reason=row.reason,
            verdict=Verdict(row.verdict),
            times=row.times,
            last_at=row.last_at,
        )
        for row in rows
    ]
