"""Where dead letters lie: rows of the inbox, the outbox and the quarantine, seen as one table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
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
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from domain.ids import ConnectionId, MerchantId
from storage import tables
from storage.statements import among

_INBOX = tables.inbox
_OUTBOX = tables.outbox
_QUARANTINE = tables.quarantine
_ORDERS = tables.orders
_DEAD: Final = "'dead'"
"""A literal: the indexes are partial."""
_SELLING_TIME: Final = timedelta(days=30)
"""A merchant's weight is the number of orders of this long."""


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


_WORDS: Final[tuple[tuple[Impact, tuple[str, ...]], ...]] = (
    (Impact.ORDERS, ("order", "payment", "refund", "sale", "check", "transaction", "native")),
    (Impact.STOCK, ("stock", "inventory")),
    (Impact.CATALOG, ("product", "catalog", "item", "variant", "menu", "price")),
)
"""Words in topics, kinds and entities. A delivery whose topic has none of them (Clover puts all its
events under one) may be about an order, and is taken for one."""


def letters(
    tx: Connection, wanted: LetterFilter, *, whose: BindParameter[str] | None = None
) -> Subquery:
    """The letters that may be meant; `whose` names the merchant in a statement made once."""
    parts = {
        Source.INBOX: _from_inbox(tx),
        Source.OUTBOX: _from_outbox(tx),
        Source.QUARANTINE: _from_quarantine(tx),
    }
    chosen = [part for source, part in parts.items() if wanted.source in (None, source)]
    merchant = wanted.merchant_id if whose is None else whose
    if merchant is not None:
        chosen = [part.where(part.selected_columns["merchant_id"] == merchant) for part in chosen]
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
    ).where(inbox_is_dead())


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
    ).where(outbox_is_dead())


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
    ).where(is_quarantined())


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


def weights(now: datetime) -> Subquery:
    return (
        select(_ORDERS.c.merchant_id, func.count().label("weight"))
        .where(_ORDERS.c.placed_at > now - _SELLING_TIME)
        .group_by(_ORDERS.c.merchant_id)
        .subquery("weights")
    )


def conditions(
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
    return found


def inbox_is_dead() -> ColumnElement[bool]:
    return _INBOX.c.state == literal_column(_DEAD)


def outbox_is_dead() -> ColumnElement[bool]:
    return _OUTBOX.c.state == literal_column(_DEAD)


def is_quarantined() -> ColumnElement[bool]:
    return _QUARANTINE.c.resolved_at.is_(None)


def last_applied(tx: Connection, connection_id: str, topic: str) -> bytes | None:
    """The body of the latest delivery of a topic that was applied; None if none is kept.

    Looks at the latest thousand of the connection, so that it costs the same whatever is kept.
    """
    latest = (
        select(_INBOX.c.id, _INBOX.c.body, _INBOX.c.topic, _INBOX.c.state, _INBOX.c.reason)
        .where(_INBOX.c.connection_id == connection_id)
        .order_by(_INBOX.c.id.desc())
        .limit(1000)
        .subquery("latest")
    )
    body = tx.execute(
        select(latest.c.body)
        .where(latest.c.topic == topic, latest.c.state == "done", latest.c.reason.is_(None))
        .order_by(latest.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if body is None else bytes(body)
