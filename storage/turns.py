"""What came of turns, and their redacted words: for figures, for people, for learning."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, select, update

from domain.errors import NotFoundError
from domain.ids import CustomerId, OrderId
from storage import tables
from storage.prepared import PreparedInsert
from storage.results import Listed
from storage.statements import AnyRow

_FACTS = tables.turn_facts
_TEXTS = tables.turn_texts
_ADD_FACTS = PreparedInsert(_FACTS, but=["id"])
_ADD_TEXTS = PreparedInsert(_TEXTS, but=["id", "label", "labeled_by"])
_DIGEST: Final = 24
NOTHING_TO_LEARN: Final = ""
"""The label of a missed turn that teaches nothing: noise, half a sentence, a stranger's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """One turn as it is stored."""

    merchant_id: str
    session: str
    channel: str
    locale: str
    at: datetime
    took_ms: int
    intent: str
    expect: str
    missed: bool
    order_id: OrderId | None
    customer_id: CustomerId | None
    heard: str | None
    """Redacted; None: the words are not kept."""
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The words of one turn."""

    id: int
    session: str
    channel: str
    locale: str
    heard: str
    said: str
    intent: str
    expect: str
    missed: bool
    label: str | None
    labeled_by: str | None
    at: datetime


def session_digest(merchant_id: str, channel: str, session_id: str) -> str:
    """How a conversation is named where it must not lead back to anybody's device or call."""
    named = "\0".join((merchant_id, channel, session_id))
    return hashlib.sha256(named.encode()).hexdigest()[:_DIGEST]


def add(tx: Connection, rows: Sequence[TurnRow]) -> None:
    """Write turns down, the facts of all and the words of those that have them."""
    _ADD_FACTS.run(tx, rows)
    _ADD_TEXTS.run(tx, [row for row in rows if row.heard is not None])


def of_session(tx: Connection, merchant_id: str, session: str, *, limit: int = 60) -> list[Spoken]:
    """The last turns of a conversation, oldest first."""
    rows = tx.execute(
        select(_TEXTS)
        .where(_TEXTS.c.merchant_id == merchant_id, _TEXTS.c.session == session)
        .order_by(_TEXTS.c.id.desc())
        .limit(limit)
    ).all()
    return [_spoken(row) for row in reversed(rows)]


def unlabeled(
    tx: Connection, merchant_id: str, *, after: int = 0, limit: int = 50
) -> Listed[Spoken]:
    """Missed turns that nobody has labeled, oldest first; ask again with the cursor as `after`."""
    rows = tx.execute(
        select(_TEXTS)
        .where(
            _TEXTS.c.merchant_id == merchant_id,
            _TEXTS.c.missed,
            _TEXTS.c.label.is_(None),
            _TEXTS.c.heard != "",
            _TEXTS.c.id > after,
        )
        .order_by(_TEXTS.c.id)
        .limit(limit + 1)
    ).all()
    shown = tuple(_spoken(row) for row in rows[:limit])
    return Listed(rows=shown, cursor=str(shown[-1].id) if len(rows) > limit else None)


def labeled(tx: Connection, merchant_id: str) -> list[Spoken]:
    """Turns with a label to learn from, oldest first."""
    rows = tx.execute(
        select(_TEXTS)
        .where(
            _TEXTS.c.merchant_id == merchant_id,
            _TEXTS.c.label.is_not(None),
            _TEXTS.c.label != NOTHING_TO_LEARN,
        )
        .order_by(_TEXTS.c.id)
    )
    return [_spoken(row) for row in rows]


def label(tx: Connection, merchant_id: str, turn_id: int, label: str, *, by: str) -> Spoken:
    """Say what a turn meant. Raises NotFoundError."""
    row = tx.execute(
        update(_TEXTS)
        .where(_TEXTS.c.id == turn_id, _TEXTS.c.merchant_id == merchant_id)
        .values(label=label, labeled_by=by)
        .returning(_TEXTS)
    ).one_or_none()
    if row is None:
        raise NotFoundError("turn", str(turn_id))
    return _spoken(row)


def waiting(tx: Connection, merchant_id: str) -> int:
    """How many missed turns wait for a label."""
    return tx.execute(
        select(func.count())
        .select_from(_TEXTS)
        .where(
            _TEXTS.c.merchant_id == merchant_id,
            _TEXTS.c.missed,
            _TEXTS.c.label.is_(None),
            _TEXTS.c.heard != "",
        )
    ).scalar_one()


def prune_facts(tx: Connection, merchant_id: str, *, before: datetime, limit: int = 1000) -> int:
    """Forget facts of turns before that moment; how many."""
    old = select(_FACTS.c.id).where(_FACTS.c.merchant_id == merchant_id, _FACTS.c.at < before)
    return tx.execute(delete(_FACTS).where(_FACTS.c.id.in_(old.limit(limit)))).rowcount


def prune_texts(tx: Connection, merchant_id: str, *, before: datetime, limit: int = 1000) -> int:
    """Forget words of turns before that moment; how many."""
    old = select(_TEXTS.c.id).where(_TEXTS.c.merchant_id == merchant_id, _TEXTS.c.at < before)
    return tx.execute(delete(_TEXTS).where(_TEXTS.c.id.in_(old.limit(limit)))).rowcount


def forget_words(tx: Connection, merchant_id: str, customer_id: str) -> int:
    """Forget the words of a shopper's conversations; how many turns."""
    theirs = select(_TEXTS.c.session).where(
        _TEXTS.c.merchant_id == merchant_id, _TEXTS.c.customer_id == customer_id
    )
    return tx.execute(
        delete(_TEXTS).where(_TEXTS.c.merchant_id == merchant_id, _TEXTS.c.session.in_(theirs))
    ).rowcount


def forget_session(tx: Connection, merchant_id: str, session: str) -> int:
    """Forget the words of one conversation; how many turns."""
    return tx.execute(
        delete(_TEXTS).where(_TEXTS.c.merchant_id == merchant_id, _TEXTS.c.session == session)
    ).rowcount


def _spoken(row: AnyRow) -> Spoken:
    return Spoken(
        id=row.id,
        session=row.session,
        channel=row.channel,
        locale=row.locale,
        heard=row.heard,
        said=row.said,
        intent=row.intent,
        expect=row.expect,
        missed=row.missed,
        label=row.label,
        labeled_by=row.labeled_by,
        at=row.at,
    )
