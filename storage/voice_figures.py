"""What a merchant's figures are counted from: conversations, orders, tickets, returns, ratings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Connection, Integer, cast, func, select, type_coerce

from domain.handover import HandoverReason
from domain.money import Money
from domain.orders import OrderState
from domain.returns import ReturnState
from storage import tables
from storage.ids import new_id
from storage.statements import upsert

_FACTS = tables.turn_facts
_ORDERS = tables.orders
_PARTS = tables.split_order_parts
_NOT_SOLD: Final = [
    each.value for each in (OrderState.CANCELED, OrderState.PENDING, OrderState.PARKED)
]
_TICKETS = tables.handovers
_RETURNS = tables.returns
_RATINGS = tables.ratings
_COSTS = tables.contact_costs
_QUARTER: Final = 900_000_000
"""Microseconds."""
RETURN: Final = "return"
"""The kind of rating that is asked for after a return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One conversation."""

    session: str
    channel: str
    locale: str
    began_at: datetime
    ended_at: datetime
    """When its last turn came."""
    last_took_ms: int
    turns: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """An order that was placed in a conversation, and stands."""

    session: str
    total: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A conversation that was handed to a person."""

    session: str
    channel: str
    locale: str
    at: datetime
    reason: HandoverReason


@dataclass(frozen=True, slots=True, kw_only=True)
class HandledReturn:
    """A return that was brought to its end."""

    channel: str
    asked_at: datetime
    done_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One answer to the question after a return."""

    channel: str
    locale: str
    at: datetime
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How often something was wanted, about then."""

    intent: str
    channel: str
    locale: str
    at: datetime
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCost:
    """What one conversation costs the merchant."""

    machine: Money
    """For each."""
    person: Money
    """In addition, where a person took over."""


def contacts(
    tx: Connection, merchant_id: str, *, since: datetime, until: datetime
) -> list[Contact]:
    """Conversations with turns in that time, as far as it reaches."""
    missed = func.sum(cast(_FACTS.c.missed, Integer))
    rows = tx.execute(
        select(
            _FACTS.c.session,
            _FACTS.c.channel,
            func.min(_FACTS.c.locale).label("locale"),
            func.min(_FACTS.c.at, type_=_FACTS.c.at.type).label("began_at"),
            func.max(_FACTS.c.at, type_=_FACTS.c.at.type).label("ended_at"),
            func.max(_FACTS.c.took_ms).label("took_ms"),
            func.count().label("turns"),
            missed.label("missed"),
        )
        .where(_FACTS.c.merchant_id == merchant_id, _FACTS.c.at >= since, _FACTS.c.at < until)
        .group_by(_FACTS.c.session, _FACTS.c.channel)
    )
    return [
        Contact(
            session=row.session,
            channel=row.channel,
            locale=row.locale,
            began_at=row.began_at,
            ended_at=row.ended_at,
            last_took_ms=row.took_ms,
            turns=row.turns,
            missed=int(row.missed),
        )
        for row in rows
    ]


def intents(tx: Connection, merchant_id: str, *, since: datetime, until: datetime) -> list[Wanted]:
    """How many turns had which intent, by channel, language and quarter of an hour: days begin at
    quarters of an hour everywhere."""
    quarter = type_coerce(_FACTS.c.at, BigInteger) // _QUARTER
    told = (quarter, _FACTS.c.channel, _FACTS.c.locale, _FACTS.c.intent)
    first = func.min(_FACTS.c.at, type_=_FACTS.c.at.type)
    rows = tx.execute(
        select(*told[1:], first.label("at"), func.count().label("turns"))
        .where(_FACTS.c.merchant_id == merchant_id, _FACTS.c.at >= since, _FACTS.c.at < until)
        .group_by(*told)
    )
    return [
        Wanted(
            intent=row.intent, channel=row.channel, locale=row.locale, at=row.at, turns=row.turns
        )
        for row in rows
    ]


def sales(tx: Connection, merchant_id: str, *, since: datetime, until: datetime) -> list[Sale]:
    """Orders of conversations of that time that stand by now: neither canceled nor still open.

    A split order is one sale, of what stands of it.
    """
    placed = (
        select(_FACTS.c.order_id, func.min(_FACTS.c.session).label("session"))
        .where(
            _FACTS.c.merchant_id == merchant_id,
            _FACTS.c.at >= since,
            _FACTS.c.at < until,
            _FACTS.c.order_id.is_not(None),
        )
        .group_by(_FACTS.c.order_id)
        .subquery()
    )
    in_parts = placed.outerjoin(_PARTS, _PARTS.c.split_id == placed.c.order_id)
    one_order = func.coalesce(_PARTS.c.order_id, placed.c.order_id)
    rows = tx.execute(
        select(placed.c.session, func.sum(_ORDERS.c.total_minor).label("total_minor"),
               _ORDERS.c.currency)
        .select_from(in_parts.join(_ORDERS, _ORDERS.c.id == one_order))
        .where(_ORDERS.c.merchant_id == merchant_id, _ORDERS.c.state.not_in(_NOT_SOLD))
        .group_by(placed.c.session, placed.c.order_id, _ORDERS.c.currency)
    )  # fmt: skip
    return [
        Sale(session=row.session, total=Money(int(row.total_minor), row.currency)) for row in rows
    ]


def escalations(
    tx: Connection, merchant_id: str, *, since: datetime, until: datetime
) -> list[Escalation]:
    """Tickets opened in that time."""
    rows = tx.execute(
        select(_TICKETS).where(
            _TICKETS.c.merchant_id == merchant_id,
            _TICKETS.c.created_at >= since,
            _TICKETS.c.created_at < until,
        )
    )
    return [
        Escalation(
            session=row.session,
            channel=row.channel,
            locale=row.locale,
            at=row.created_at,
            reason=HandoverReason(row.reason),
        )
        for row in rows
    ]


def handled_returns(
    tx: Connection, merchant_id: str, *, since: datetime, until: datetime
) -> list[HandledReturn]:
    """Returns that were done in that time."""
    rows = tx.execute(
        select(_RETURNS.c.channel, _RETURNS.c.created_at, _RETURNS.c.updated_at).where(
            _RETURNS.c.merchant_id == merchant_id,
            _RETURNS.c.state == ReturnState.DONE.value,
            _RETURNS.c.updated_at >= since,
            _RETURNS.c.updated_at < until,
        )
    )
    return [
        HandledReturn(channel=row.channel, asked_at=row.created_at, done_at=row.updated_at)
        for row in rows
    ]


def ratings(tx: Connection, merchant_id: str, *, since: datetime, until: datetime) -> list[Rated]:
    """Answers to the question after a return, given in that time."""
    rows = tx.execute(
        select(_RATINGS).where(
            _RATINGS.c.merchant_id == merchant_id,
            _RATINGS.c.kind == RETURN,
            _RATINGS.c.at >= since,
            _RATINGS.c.at < until,
        )
    )
    return [
        Rated(channel=row.channel, locale=row.locale, at=row.at, score=row.score) for row in rows
    ]


def rate(
    tx: Connection,
    merchant_id: str,
    subject: str,
    score: int,
    *,
    channel: str,
    locale: str,
    at: datetime,
) -> None:
    """Keep the newest answer about a return."""
    values = {"score": score, "channel": channel, "locale": locale, "at": at}
    statement = upsert(tx, _RATINGS).values(
        id=new_id("rat", at), merchant_id=merchant_id, kind=RETURN, subject=subject, **values
    )
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["merchant_id", "kind", "subject"], set_=values
        )
    )


def costs(tx: Connection, merchant_id: str) -> dict[str, ContactCost]:
    """What conversations cost, by channel; the empty one stands for all others."""
    rows = tx.execute(select(_COSTS).where(_COSTS.c.merchant_id == merchant_id))
    return {
        row.channel: ContactCost(
            machine=Money(row.machine_minor, row.currency),
            person=Money(row.person_minor, row.currency),
        )
        for row in rows
    }


def set_cost(
    tx: Connection, merchant_id: str, channel: str, cost: ContactCost, *, now: datetime
) -> None:
    """Say what a conversation of a channel costs."""
    values = {
        "machine_minor": cost.machine.amount,
        "person_minor": cost.person.amount,
        "currency": cost.machine.currency,
        "updated_at": now,
    }
    statement = upsert(tx, _COSTS).values(merchant_id=merchant_id, channel=channel, **values)
    tx.execute(
        statement.on_conflict_do_update(index_elements=["merchant_id", "channel"], set_=values)
    )
