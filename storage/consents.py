"""What shoppers agreed to or refused, by voice or elsewhere."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, bindparam, select

from storage import tables
from storage.prepared import Prepared
from storage.statements import one_of, upsert

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


def _refused(tx: Connection) -> Select[tuple[str, str]]:
    return select(_TABLE.c.merchant_id, _TABLE.c.subject).where(
        one_of(tx, _TABLE.c.merchant_id, "merchants"),
        one_of(tx, _TABLE.c.subject, "subjects"),
        _TABLE.c.purpose == bindparam("purpose"),
        _TABLE.c.given.is_(False),
    )


_REFUSED = Prepared(_refused)


def refusing(
    tx: Connection, purpose: str, subjects: Set[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Which of these subjects, each with its merchant, refused it; asked in one go."""
    rows = _REFUSED.rows(
        tx,
        merchants=sorted({merchant_id for merchant_id, _ in subjects}),
        subjects=sorted({subject for _, subject in subjects}),
        purpose=purpose,
    )
    return frozenset((row.merchant_id, row.subject) for row in rows)
