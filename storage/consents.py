"""What shoppers agreed to or refused, by voice or elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from storage import tables
from storage.statements import upsert

_TABLE = tables.consents


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A shopper's word on one purpose."""

    purpose: str
    given: bool
    channel: str
    at: datetime


def put(
    tx: Connection,
    merchant_id: str,
    subject: str,
    purpose: str,
    *,
    given: bool,
    channel: str,
    at: datetime,
) -> None:
    """Remember the newest word."""
    values = {"given": given, "channel": channel, "at": at}
    statement = upsert(tx, _TABLE).values(
        merchant_id=merchant_id, subject=subject, purpose=purpose, **values
    )
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["merchant_id", "subject", "purpose"], set_=values
        )
    )


def of_subject(tx: Connection, merchant_id: str, subject: str) -> dict[str, Consent]:
    """Everything a shopper said, by purpose."""
    rows = tx.execute(
        select(_TABLE).where(_TABLE.c.merchant_id == merchant_id, _TABLE.c.subject == subject)
    )
    return {
        row.purpose: Consent(purpose=row.purpose, given=row.given, channel=row.channel, at=row.at)
        for row in rows
    }
