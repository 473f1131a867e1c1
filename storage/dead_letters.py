"""What no retry will mend, as one list: deliveries, outstanding effects, records that do not map.

Nothing is copied: a letter is a row of the inbox, the outbox or the quarantine, and its id says of
which. The list is sorted by what it costs to leave a letter lying: orders and payments first, then
stock, then the catalog; among merchants, who sells most comes first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Final, TypeAlias

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    Text,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
    update,
)

from domain.errors import NotFoundError
from domain.ids import ConnectionId, MerchantId
from storage import tables
from storage.results import Listed
from storage.statements import AnyRow, among
from storage.types import from_micros

_INBOX = tables.inbox
_OUTBOX = tables.outbox
_QUARANTINE = tables.quarantine
_ORDERS = tables.orders
_DEAD: Final = "dead"
_SELLING_TIME: Final = timedelta(days=30)
"""A merchant's weight is the number of orders of this long."""
_BATCH: Final = 200
PACE: Final = timedelta(seconds=4)
"""Between two batches of replayed letters, so that they do not arrive all at once."""


class Source(StrEnum):
    """Where a letter lies."""

    INBOX = "inbox"
    """A delivery that could not be applied."""
    OUTBOX = "outbox"
    """An effect that could not be carried out."""
    QUARANTINE = "quarantine"
    """A record that could not be mapped, or was kept back by an intake policy."""


class Impact(IntEnum):
    """What a letter is about, in the order in which it hurts."""

    ORDERS = 0
    STOCK = 1
    CATALOG = 2
    OTHER = 3


_WORDS: Final[tuple[tuple[Impact, tuple[str, ...]], ...]] = (
    (Impact.ORDERS, ("order", "payment", "refund", "sale", "check", "transaction", "native")),
    (Impact.STOCK, ("stock", "inventory")),
    (Impact.CATALOG, ("product", "catalog", "item", "variant", "menu", "price")),
)
"""Words in topics, kinds and entities. A delivery whose topic has none of them (Clover puts all its
events under one) may be about an order, and is taken for one."""
_PREFIXES: Final = {"in": Source.INBOX, "out": Source.OUTBOX, "qua": Source.QUARANTINE}


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """One letter without its content."""

    id: str
    """`in_…`, `out_…` or `qua_…`."""
    source: Source
    merchant_id: MerchantId
    connection_id: ConnectionId | None
    """None for effects, which belong to no one platform."""
    topic: str
    """The delivery's topic, the effect's kind, or the record's entity."""
    subject: str
    """The delivery's id, the effect's key, or the record's id on the platform."""
    code: str
    """The reason's first words, for machines and for grouping."""
    reason: str
    attempts: int
    first_seen_at: datetime
    last_seen_at: datetime
    impact: Impact
    weight: int
    """Orders of the merchant in the last 30 days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterGroup:
    """Letters that died of the same thing."""

    source: Source
    code: str
    topic: str
    impact: Impact
    letters: int
    merchants: int
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFilter:
    """Which letters are meant; what is None does not narrow. Without anything: all."""

    merchant_id: str | None = None
    """None: of all merchants, for operators."""
    ids: Collection[str] | None = None
    source: Source | None = None
    connection_id: str | None = None
    code: str | None = None
    topic: str | None = None
    impact: Impact | None = None
    before: datetime | None = None
    """Last seen before."""


Content: TypeAlias = bytes


def listed(
    tx: Connection,
    wanted: LetterFilter,
    *,
    now: datetime,
    offset: int = 0,
    limit: int = 50,
) -> Listed[DeadLetter]:
    """The letters by impact; the cursor is the next offset."""
    letters = _letters(tx, wanted)
    weights = _weights(now)
    weight = func.coalesce(weights.c.weight, 0)
    query = (
        select(letters, weight.label("weight"))
        .outerjoin(weights, weights.c.merchant_id == letters.c.merchant_id)
        .where(*_conditions(tx, letters, wanted))
        .order_by(letters.c.impact, weight.desc(), letters.c.first_seen_at, letters.c.id)
        .offset(offset)
        .limit(limit + 1)
    )
    rows = [_letter(row) for row in tx.execute(query)]
    more = len(rows) > limit
    return Listed(rows=tuple(rows[:limit]), cursor=str(offset + limit) if more else None)


def grouped(tx: Connection, wanted: LetterFilter) -> list[LetterGroup]:
    """The same letters counted by what they died of, the worst and then the most first."""
    letters = _letters(tx, wanted)
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
        .where(*_conditions(tx, letters, wanted))
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


def counts(tx: Connection) -> dict[ConnectionId, int]:
    """How many letters lie for each connection, of the inbox and the quarantine."""
    found: dict[ConnectionId, int] = {}
    for table, is_dead in ((_INBOX, _inbox_is_dead()), (_QUARANTINE, _is_quarantined())):
        query = (
            select(table.c.connection_id, func.count().label("letters"))
            .where(is_dead)
            .group_by(table.c.connection_id)
        )
        for row in tx.execute(query):
            name = ConnectionId(row.connection_id)
            found[name] = found.get(name, 0) + row.letters
    return found


def get(
    tx: Connection, letter_id: str, *, now: datetime, merchant_id: str | None = None
) -> tuple[DeadLetter, Content]:
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
    return _reopen(
        tx,
        update(_INBOX)
        .where(_INBOX.c.id.in_(_numbers(letters, Source.INBOX)), _inbox_is_dead())
        .values(
            state="pending",
            due_at=due_at,
            attempts=0,
            lease_owner=None,
            replays=_INBOX.c.replays + 1,
        ),
    )


def replay_effects(tx: Connection, letters: Collection[DeadLetter], *, due_at: datetime) -> int:
    """Make dead effects due again, attempts at zero; how many still were dead."""
    return _reopen(
        tx,
        update(_OUTBOX)
        .where(_OUTBOX.c.id.in_(_numbers(letters, Source.OUTBOX)), _outbox_is_dead())
        .values(state="pending", due_at=due_at, attempts=0, lease_owner=None, closed_at=None),
    )


def discard(tx: Connection, letters: Collection[DeadLetter], *, reason: str, now: datetime) -> int:
    """Close letters for good, with the reason; how many were still open.

    A delivery is kept as long as one that is done, so that its repetition is known.
    """
    words = f"discarded: {reason}"
    inbox = (
        update(_INBOX)
        .where(_INBOX.c.id.in_(_numbers(letters, Source.INBOX)), _inbox_is_dead())
        .values(state="done", reason=words, last_seen_at=now)
    )
    outbox = (
        update(_OUTBOX)
        .where(_OUTBOX.c.id.in_(_numbers(letters, Source.OUTBOX)), _outbox_is_dead())
        .values(state="done", reason=words, closed_at=now)
    )
    names = [each.id for each in letters if each.source is Source.QUARANTINE]
    quarantine = (
        update(_QUARANTINE)
        .where(among(tx, _QUARANTINE.c.id, names), _is_quarantined())
        .values(resolved_at=now)
    )
    return sum(_reopen(tx, statement) for statement in (inbox, outbox, quarantine))


def _reopen(tx: Connection, statement: Any) -> int:
    return int(tx.execute(statement).rowcount)


# --- the three places as one -----------------------------------------------------------------


def _letters(tx: Connection, wanted: LetterFilter) -> Subquery:
    parts = {
        Source.INBOX: _from_inbox(tx),
        Source.OUTBOX: _from_outbox(tx),
        Source.QUARANTINE: _from_quarantine(tx),
    }
    chosen = [part for source, part in parts.items() if wanted.source in (None, source)]
    if wanted.merchant_id is not None:
        chosen = [
            part.where(part.selected_columns["merchant_id"] == wanted.merchant_id)
            for part in chosen
        ]
    return union_all(*chosen).subquery("letters")


def _from_inbox(tx: Connection) -> Select[Any]:
    table = _INBOX
    return _part(
        tx,
        prefix="in_",
        source=Source.INBOX,
        columns={
            "id": table.c.id,
            "merchant_id": table.c.merchant_id,
            "connection_id": table.c.connection_id,
            "topic": table.c.topic,
            "subject": table.c.delivery_id,
            "reason": func.coalesce(table.c.reason, ""),
            "attempts": table.c.attempts,
            "first_seen_at": table.c.received_at,
            "last_seen_at": func.coalesce(table.c.last_seen_at, table.c.received_at),
        },
    ).where(_inbox_is_dead())


def _from_outbox(tx: Connection) -> Select[Any]:
    table = _OUTBOX
    return _part(
        tx,
        prefix="out_",
        source=Source.OUTBOX,
        columns={
            "id": table.c.id,
            "merchant_id": table.c.merchant_id,
            "connection_id": cast(null(), Text),
            "topic": table.c.kind,
            "subject": table.c.key,
            "reason": func.coalesce(table.c.reason, ""),
            "attempts": table.c.attempts,
            "first_seen_at": table.c.created_at,
            "last_seen_at": func.coalesce(table.c.closed_at, table.c.created_at),
        },
    ).where(_outbox_is_dead())


def _from_quarantine(tx: Connection) -> Select[Any]:
    table = _QUARANTINE
    return _part(
        tx,
        prefix="",
        source=Source.QUARANTINE,
        columns={
            "id": table.c.id,
            "merchant_id": table.c.merchant_id,
            "connection_id": table.c.connection_id,
            "topic": table.c.entity,
            "subject": table.c.platform_id,
            "reason": table.c.path + ": " + table.c.value + "; " + table.c.remedy,
            "attempts": cast(table.c.times, Integer),
            "first_seen_at": table.c.first_seen_at,
            "last_seen_at": table.c.last_seen_at,
        },
    ).where(_is_quarantined())


def _part(
    tx: Connection, *, prefix: str, source: Source, columns: Mapping[str, ColumnElement[Any]]
) -> Select[Any]:
    named = {**columns, "id": literal(prefix) + cast(columns["id"], Text)}
    return select(
        literal(source.value).label("source"),
        *(column.label(name) for name, column in named.items()),
        _head(tx, columns["reason"]).label("code"),
        _impact(columns["topic"], Impact.ORDERS if source is Source.INBOX else Impact.OTHER),
    )


def _impact(topic: ColumnElement[Any], otherwise: Impact) -> ColumnElement[int]:
    """By the words in it."""
    lowered = func.lower(topic)
    whens = [
        (or_(*(lowered.contains(word) for word in words)), impact.value) for impact, words in _WORDS
    ]
    return case(*whens, else_=otherwise.value).label("impact")


def _head(tx: Connection, words: ColumnElement[Any]) -> ColumnElement[str]:
    """What stands before the first colon: the error's name, or the field's path."""
    if tx.dialect.name == "postgresql":
        return func.split_part(words, ":", 1)
    return func.substr(words, 1, func.instr(words + ":", ":") - 1)


def _weights(now: datetime) -> Subquery:
    return (
        select(_ORDERS.c.merchant_id, func.count().label("weight"))
        .where(_ORDERS.c.placed_at > now - _SELLING_TIME)
        .group_by(_ORDERS.c.merchant_id)
        .subquery("weights")
    )


def _conditions(
    tx: Connection, letters: Subquery, wanted: LetterFilter
) -> list[ColumnElement[bool]]:
    exact = {
        "connection_id": wanted.connection_id,
        "code": wanted.code,
        "topic": wanted.topic,
        "impact": wanted.impact,
    }
    found = [letters.c[name] == value for name, value in exact.items() if value is not None]
    if wanted.ids is not None:
        found.append(among(tx, letters.c.id, wanted.ids))
    if wanted.before is not None:
        found.append(letters.c.last_seen_at < wanted.before)
    return found


def _inbox_is_dead() -> ColumnElement[bool]:
    return _INBOX.c.state == literal(_DEAD, literal_execute=True)


def _outbox_is_dead() -> ColumnElement[bool]:
    return _OUTBOX.c.state == literal(_DEAD, literal_execute=True)


def _is_quarantined() -> ColumnElement[bool]:
    return _QUARANTINE.c.resolved_at.is_(None)


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
