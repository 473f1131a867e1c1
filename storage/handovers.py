"""Tickets of conversations that a person takes over."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, and_, or_, select, update

from domain.errors import IllegalTransitionError, InvalidInputError, NotFoundError
from domain.handover import ARROWS, HandoverReason, TicketState, Urgency
from domain.happenings import Happening, News
from domain.ids import CustomerId, MerchantId, OrderId
from storage import tables, webhook_events
from storage.ids import new_id
from storage.results import Listed
from storage.statements import AnyRow, upsert
from storage.types import JsonValue, from_micros, to_micros

_TABLE = tables.handovers
_NUMBER_DIGITS: Final = 6
_NUMBER_TRIES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One turn of the conversation, redacted."""

    heard: str
    said: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote on a ticket."""

    by: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What a ticket begins with."""

    merchant_id: MerchantId
    key: str
    reason: HandoverReason
    urgency: Urgency
    channel: str
    locale: str
    session: str
    identity_level: int
    customer_id: CustomerId | None
    callback: str | None
    order_id: OrderId | None
    cart: JsonValue
    transcript: Sequence[Line]
    tried: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A ticket as it stands."""

    id: str
    merchant_id: MerchantId
    number: str
    """Six digits, to be said to the shopper."""
    state: TicketState
    reason: HandoverReason
    urgency: Urgency
    channel: str
    locale: str
    identity_level: int
    customer_id: CustomerId | None
    callback: str | None
    order_id: OrderId | None
    cart: JsonValue
    transcript: tuple[Line, ...]
    tried: tuple[str, ...]
    notes: tuple[Note, ...]
    claimed_by: str | None
    created_at: datetime
    claimed_at: datetime | None
    closed_at: datetime | None


def add(tx: Connection, new: NewTicket, *, now: datetime) -> tuple[Ticket, bool]:
    """The ticket of that key, and whether it is new."""
    for _ in range(_NUMBER_TRIES):
        done = tx.execute(
            upsert(tx, _TABLE).values(_values(new, now)).on_conflict_do_nothing().returning(_TABLE)
        ).one_or_none()
        if done is not None:
            made = _ticket(done)
            _tell(tx, made, Happening.HANDOFF_REQUESTED, now)
            return made, True
        known = tx.execute(
            select(_TABLE).where(*_named(new.merchant_id, key=new.key))
        ).one_or_none()
        if known is not None:
            return _ticket(known), False
    raise InvalidInputError("number", "", "close tickets: nearly every number is taken")


def get(tx: Connection, merchant_id: str, name: str) -> Ticket:
    """The ticket of that id or number. Raises NotFoundError."""
    row = tx.execute(
        select(_TABLE).where(
            _TABLE.c.merchant_id == merchant_id, or_(_TABLE.c.id == name, _TABLE.c.number == name)
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("handoff", name)
    return _ticket(row)


def queue(
    tx: Connection,
    merchant_id: str,
    *,
    state: TicketState | None,
    cursor: str | None = None,
    limit: int = 50,
) -> Listed[Ticket]:
    """Tickets by urgency, then the longest waiting first. Raises InvalidInputError."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    if state is not None:
        query = query.where(_TABLE.c.state == state.value)
    if cursor is not None:
        urgency, at, its_id = _position(cursor)
        same = _TABLE.c.urgency == urgency
        query = query.where(
            or_(
                _TABLE.c.urgency > urgency,
                and_(same, _TABLE.c.created_at > at),
                and_(same, _TABLE.c.created_at == at, _TABLE.c.id > its_id),
            )
        )
    order = (_TABLE.c.urgency, _TABLE.c.created_at, _TABLE.c.id)
    rows = tx.execute(query.order_by(*order).limit(limit + 1)).all()
    shown = [_ticket(row) for row in rows[:limit]]
    last = shown[-1] if len(rows) > limit else None
    behind = None if last is None else f"{last.urgency}.{to_micros(last.created_at)}.{last.id}"
    return Listed(rows=tuple(shown), cursor=behind)


def move(
    tx: Connection, merchant_id: str, name: str, to: TicketState, *, by: str, now: datetime
) -> Ticket:
    """Claim, give back, close or reopen. Raises NotFoundError, IllegalTransitionError.

    What somebody else has claimed cannot be claimed; it has to be given back first.
    """
    ticket = get(tx, merchant_id, name)
    if to not in ARROWS[ticket.state]:
        raise IllegalTransitionError("handoff", ticket.state.value, to.value)
    values: dict[str, Any] = {"state": to.value}
    if to is TicketState.CLAIMED:
        values |= {"claimed_by": by, "claimed_at": now}
    elif to is TicketState.CLOSED:
        values |= {"closed_at": now, "claimed_by": ticket.claimed_by or by}
    else:
        values |= {"claimed_by": None, "claimed_at": None, "closed_at": None}
    row = tx.execute(
        update(_TABLE)
        .where(_TABLE.c.id == ticket.id, _TABLE.c.state == ticket.state.value)
        .values(**values)
        .returning(_TABLE)
    ).one_or_none()
    if row is None:  # somebody was faster
        raise IllegalTransitionError("handoff", get(tx, merchant_id, name).state.value, to.value)
    moved = _ticket(row)
    _tell(tx, moved, Happening.HANDOFF_UPDATED, now)
    return moved


def _tell(tx: Connection, ticket: Ticket, kind: Happening, now: datetime) -> None:
    """Who asked to hear of waiting shoppers will; nothing that anybody said goes out."""
    data = {
        "handoff_id": ticket.id,
        "number": ticket.number,
        "state": ticket.state.value,
        "channel": ticket.channel,
    }
    news = News(merchant_id=ticket.merchant_id, kind=kind, data=data, at=now)
    webhook_events.emit(tx, [news])


def note(
    tx: Connection, merchant_id: str, name: str, text: str, *, by: str, at: datetime
) -> Ticket:
    """Write on a ticket. Raises NotFoundError."""
    found = get(tx, merchant_id, name)
    locked = tx.execute(select(_TABLE.c.notes).where(_TABLE.c.id == found.id).with_for_update())
    notes = [*locked.scalar_one(), {"by": by, "text": text, "at": to_micros(at)}]
    row = tx.execute(
        update(_TABLE).where(_TABLE.c.id == found.id).values(notes=notes).returning(_TABLE)
    ).one()
    return _ticket(row)


def prune(tx: Connection, merchant_id: str, *, before: datetime, limit: int = 1000) -> int:
    """Forget tickets that were closed before that moment; how many."""
    ids = (
        select(_TABLE.c.id)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.state == TicketState.CLOSED.value,
            _TABLE.c.closed_at < before,
        )
        .limit(limit)
    )
    return tx.execute(_TABLE.delete().where(_TABLE.c.id.in_(ids))).rowcount


def _named(merchant_id: str, *, key: str) -> tuple[Any, ...]:
    return (_TABLE.c.merchant_id == merchant_id, _TABLE.c.key == key)


def _values(new: NewTicket, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id("hof", now),
        "merchant_id": new.merchant_id,
        "number": str(
            secrets.randbelow(9 * 10 ** (_NUMBER_DIGITS - 1)) + 10 ** (_NUMBER_DIGITS - 1)
        ),
        "key": new.key,
        "state": TicketState.OPEN.value,
        "reason": new.reason.value,
        "urgency": int(new.urgency),
        "channel": new.channel,
        "locale": new.locale,
        "session": new.session,
        "identity_level": new.identity_level,
        "customer_id": new.customer_id,
        "callback": new.callback,
        "order_id": new.order_id,
        "cart": new.cart,
        "transcript": [
            {"heard": each.heard, "said": each.said, "at": to_micros(each.at)}
            for each in new.transcript
        ],
        "tried": list(new.tried),
        "notes": [],
        "created_at": now,
    }


def _position(cursor: str) -> tuple[int, datetime, str]:
    try:
        urgency, micros, its_id = cursor.split(".", 2)
        return int(urgency), from_micros(int(micros)), its_id
    except (ValueError, OverflowError):
        raise InvalidInputError("cursor", cursor[:80], "send it back as it was given") from None


def _ticket(row: AnyRow) -> Ticket:
    return Ticket(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        number=row.number,
        state=TicketState(row.state),
        reason=HandoverReason(row.reason),
        urgency=Urgency(row.urgency),
        channel=row.channel,
        locale=row.locale,
        identity_level=row.identity_level,
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        callback=row.callback,
        order_id=None if row.order_id is None else OrderId(row.order_id),
        cart=row.cart,
        transcript=tuple(
            Line(heard=each["heard"], said=each["said"], at=from_micros(each["at"]))
            for each in row.transcript
        ),
        tried=tuple(row.tried),
        notes=tuple(
            Note(by=each["by"], text=each["text"], at=from_micros(each["at"])) for each in row.notes
        ),
        claimed_by=row.claimed_by,
        created_at=row.created_at,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
    )
