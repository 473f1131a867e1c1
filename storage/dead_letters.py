"""What no retry will mend, as one list: deliveries, outstanding effects, records that do not map.

Nothing is copied: a letter is a row of the inbox, the outbox or the quarantine, and its id says of
which. The list is sorted by what it costs to leave a letter lying: orders and payments first, then
stock, then the catalog; among merchants, who sells most comes first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import BindParameter, Connection, Select, Text, bindparam, func, select, update

from domain.errors import NotFoundError
from domain.ids import ConnectionId, MerchantId
from storage import inbox, letter_rows, tables
from storage.letter_rows import (
    DeadLetter,
    Impact,
    LetterFilter,
    LetterGroup,
    Source,
    inbox_is_dead,
    is_quarantined,
    outbox_is_dead,
)
from storage.prepared import Prepared
from storage.results import Listed
from storage.statements import AnyRow, among
from storage.types import from_micros

__all__ = [
    "DeadLetter",
    "Impact",
    "LetterFilter",
    "LetterGroup",
    "Source",
    "counts",
    "discard",
    "get",
    "grouped",
    "listed",
    "replay_deliveries",
    "replay_effects",
]

_INBOX = tables.inbox
_OUTBOX = tables.outbox
_QUARANTINE = tables.quarantine
_CONNECTIONS = tables.connections
_PREFIXES: Final = {"in": Source.INBOX, "out": Source.OUTBOX, "qua": Source.QUARANTINE}


def listed(
    tx: Connection,
    wanted: LetterFilter,
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 50,
) -> Listed[DeadLetter]:
    """The letters by impact; the cursor is the next offset."""
    letters = letter_rows.letters(tx, wanted)
    weights = letter_rows.weights(now)
    weight = func.coalesce(weights.c.weight, 0)
    query = (
        select(letters, weight.label("weight"))
        .outerjoin(weights, weights.c.merchant_id == letters.c.merchant_id)
        .where(*letter_rows.conditions(tx, letters, wanted))
        .order_by(letters.c.impact, weight.desc(), letters.c.first_seen_at, letters.c.id)
        .offset(offset)
        .limit(limit + 1)
    )
    rows = [_letter(row) for row in tx.execute(query)]
    more = len(rows) > limit
    return Listed(rows=tuple(rows[:limit]), cursor=str(offset + limit) if more else None)


def grouped(tx: Connection, wanted: LetterFilter) -> list[LetterGroup]:
    """The same letters counted by what they died of, the worst and then the most first."""
    letters = letter_rows.letters(tx, wanted)
    count = func.count()
    keys = (letters.c.source, letters.c.code, letters.c.topic, letters.c.impact)
    query = (
        select(
            *keys,
            count.label("letters"),
            func.count(letters.c.merchant_id.distinct()).label("merchants"),
            func.min(letters.c.first_seen_at).label("first_seen_at"),
            func.max(letters.c.last_seen_at).label("last_seen_at"),
        )
        .where(*letter_rows.conditions(tx, letters, wanted))
        .group_by(*keys)
        .order_by(letters.c.impact, count.desc(), letters.c.code, letters.c.topic)
    )
    return [
        LetterGroup(
            source=Source(row.source),
            code=row.code,
            topic=row.topic,
            impact=Impact(row.impact),
            letters=row.letters,
            merchants=row.merchants,
            first_seen_at=_moment(row.first_seen_at),
            last_seen_at=_moment(row.last_seen_at),
        )
        for row in tx.execute(query)
    ]


def counts(tx: Connection, merchant_id: str | None) -> dict[tuple[ConnectionId, Impact], int]:
    """How many letters lie for each connection (of one merchant, None: of all), by impact.

    An effect, which belongs to no one platform, is counted for its merchant's oldest connection.
    """
    if merchant_id is None:
        rows = _COUNTS_OF_ALL.rows(tx)
    else:
        rows = _COUNTS_OF_ONE.rows(tx, whose=merchant_id)
    return {(ConnectionId(row.of_connection), Impact(row.impact)): row.letters for row in rows}


def _counting(tx: Connection, whose: BindParameter[str] | None) -> Select[Any]:
    letters = letter_rows.letters(tx, LetterFilter(), whose=whose)
    oldest = (
        select(_CONNECTIONS.c.merchant_id, func.min(_CONNECTIONS.c.id).label("id"))
        .group_by(_CONNECTIONS.c.merchant_id)
        .subquery("oldest")
    )
    owner = func.coalesce(letters.c.connection_id, oldest.c.id).label("of_connection")
    return (
        select(owner, letters.c.impact, func.count().label("letters"))
        .join(oldest, oldest.c.merchant_id == letters.c.merchant_id)
        .group_by(owner, letters.c.impact)
    )


_COUNTS_OF_ALL = Prepared(lambda tx: _counting(tx, None))
_COUNTS_OF_ONE = Prepared(lambda tx: _counting(tx, bindparam("whose", type_=Text)))


def get(
    tx: Connection, letter_id: str, *, now: datetime, merchant_id: str | None = None
) -> tuple[DeadLetter, bytes]:
    """One letter with its raw content. Raises NotFoundError."""
    wanted = LetterFilter(ids=[letter_id], merchant_id=merchant_id)
    found = listed(tx, wanted, now=now, limit=1).rows
    if not found:
        raise NotFoundError("dead letter", letter_id)
    source, key = _split(letter_id)
    if source is Source.OUTBOX:
        payload = tx.execute(select(_OUTBOX.c.payload).where(_OUTBOX.c.id == int(key))).scalar_one()
        return found[0], orjson.dumps(payload)
    column, condition = (
        (_INBOX.c.body, _INBOX.c.id == int(key))
        if source is Source.INBOX
        else (_QUARANTINE.c.raw, _QUARANTINE.c.id == letter_id)
    )
    return found[0], bytes(tx.execute(select(column).where(condition)).scalar_one())


def replay_deliveries(tx: Connection, letters: Collection[DeadLetter], *, due_at: datetime) -> int:
    """Make dead deliveries due again, attempts at zero; how many still were dead."""
    owners = {each.merchant_id for each in letters}
    return sum(
        inbox.replay(
            tx,
            owner,
            _numbers([each for each in letters if each.merchant_id == owner], Source.INBOX),
            now=due_at,
        )
        for owner in sorted(owners)
    )


def replay_effects(tx: Connection, letters: Collection[DeadLetter], *, due_at: datetime) -> int:
    """Make dead effects due again, attempts at zero; how many still were dead."""
    return _changed(
        tx,
        update(_OUTBOX)
        .where(_OUTBOX.c.id.in_(_numbers(letters, Source.OUTBOX)), outbox_is_dead())
        .values(state="pending", due_at=due_at, attempts=0, lease_owner=None, closed_at=None),
    )


def discard(tx: Connection, letters: Collection[DeadLetter], *, reason: str, now: datetime) -> int:
    """Close letters for good, with the reason; how many were still open.

    A delivery is kept as long as one that is done, so that its repetition is known.
    """
    words = f"discarded: {reason}"
    deliveries = (
        update(_INBOX)
        .where(_INBOX.c.id.in_(_numbers(letters, Source.INBOX)), inbox_is_dead())
        .values(state="done", reason=words, last_seen_at=now)
    )
    effects = (
        update(_OUTBOX)
        .where(_OUTBOX.c.id.in_(_numbers(letters, Source.OUTBOX)), outbox_is_dead())
        .values(state="done", reason=words, closed_at=now)
    )
    names = [each.id for each in letters if each.source is Source.QUARANTINE]
    records = (
        update(_QUARANTINE)
        .where(among(tx, _QUARANTINE.c.id, names), is_quarantined())
        .values(resolved_at=now)
    )
    return sum(_changed(tx, statement) for statement in (deliveries, effects, records))


def _changed(tx: Connection, statement: Any) -> int:
    return int(tx.execute(statement).rowcount)


def _split(letter_id: str) -> tuple[Source, str]:
    prefix, _, key = letter_id.partition("_")
    return _PREFIXES[prefix], key


def _numbers(letters: Collection[DeadLetter], source: Source) -> list[int]:
    return [int(_split(each.id)[1]) for each in letters if each.source is source]


def _moment(value: datetime | int) -> datetime:
    """An aggregate over a union comes as it is stored."""
    return value if isinstance(value, datetime) else from_micros(value)


def _letter(row: AnyRow) -> DeadLetter:
    connection_id = row.connection_id
    return DeadLetter(
        id=row.id,
        source=Source(row.source),
        merchant_id=MerchantId(row.merchant_id),
        connection_id=None if connection_id is None else ConnectionId(connection_id),
        topic=row.topic,
        subject=row.subject,
        code=row.code,
        reason=row.reason,
        attempts=row.attempts,
        first_seen_at=_moment(row.first_seen_at),
        last_seen_at=_moment(row.last_seen_at),
        impact=Impact(row.impact),
        weight=row.weight,
    )
