"""One record for every order that came in, from whatever source, with what was said to it.

Traits by which attempts are told to be the same person's are kept as digests of one merchant: they
can be counted, and read back by nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, or_, select, text

from domain.ids import ConnectionId, CustomerId, HoldId, MerchantId, OrderId
from domain.money import Money
from domain.order_policy import Trait
from domain.orders import OrderState
from storage import tables
from storage.hold_records import HoldState
from storage.ids import new_id
from storage.prepared import Prepared, Writes, insert_of
from storage.results import Listed
from storage.rows import newest_first
from storage.statements import AnyRow, among

_TABLE = tables.order_intakes
_ORDERS = tables.orders
_HOLDS = tables.holds
_LINES = tables.hold_lines
_CHECKOUTS = tables.checkouts
_NEVER_STOOD: Final = (OrderState.PENDING.value, OrderState.CANCELED.value)
_TRAITS: Final = {
    Trait.CUSTOMER: _TABLE.c.customer_id,
    Trait.PHONE: _TABLE.c.phone_digest,
    Trait.CARD: _TABLE.c.card_digest,
}


class IntakeSource(StrEnum):
    """How an order came in."""

    GATEWAY = "gateway"
    """Asked for here: by voice, by an agent, by REST; `channel` says which."""
    TILL = "till"
    """Sold in a store or online, as the platform's webhook or a poll told."""


class Verdict(StrEnum):
    """What was said to it."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderIntake:
    """One order that came in."""

    merchant_id: MerchantId
    connection_id: ConnectionId | None
    order_id: OrderId | None
    """None: it was rejected."""
    channel: str
    source: IntakeSource
    customer_id: CustomerId | None
    total: Money
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    """Codes, when it was rejected."""
    at: datetime
    phone_digest: str | None = field(default=None, repr=False)
    card_digest: str | None = field(default=None, repr=False)
    id: str = ""


def digest(merchant_id: str, value: str | None) -> str | None:
    """A trait as it is kept: the same for the same merchant and value."""
    if not value:
        return None
    key = hashlib.blake2b(merchant_id.encode(), digest_size=32).digest()
    return hashlib.blake2b(value.encode(), key=key, digest_size=16).hexdigest()


def record(tx: Writes, intakes: Sequence[OrderIntake]) -> None:
    """Write down what came in, as one batch."""
    _ADD.run_each(tx, [row_of(each) for each in intakes])


def row_of(intake: OrderIntake) -> dict[str, Any]:
    """The row of one intake."""
    return {
        "id": intake.id or new_id("int", intake.at),
        "merchant_id": intake.merchant_id,
        "connection_id": intake.connection_id,
        "order_id": intake.order_id,
        "channel": intake.channel,
        "source": intake.source.value,
        "customer_id": intake.customer_id,
        "phone_digest": intake.phone_digest,
        "card_digest": intake.card_digest,
        "total_minor": intake.total.amount,
        "currency": intake.total.currency,
        "verdict": intake.verdict.value,
        "reasons": list(intake.reasons),
        "at": intake.at,
    }


_ADD = Prepared(insert_of(_TABLE))


def lock_traits(tx: Connection, merchant_id: str, traits: Collection[str]) -> None:
    """Let one transaction at a time count and add attempts of these people (ids or digests)."""
    if tx.dialect.name == "sqlite":
        return  # whoever writes is alone
    for each in sorted(traits):
        tx.execute(_LOCK, {"name": f"{merchant_id}:{each}"})


_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


def attempts(
    tx: Connection, merchant_id: str, trait: Trait, value: str, *, since: datetime, until: datetime
) -> int:
    """How often somebody with this trait (an id, or a digest) asked for an order here."""
    return tx.execute(
        select(func.count())
        .select_from(_TABLE)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TRAITS[trait] == value,
            _TABLE.c.at.between(since, until),
            _TABLE.c.source == IntakeSource.GATEWAY.value,
        )
    ).scalar_one()


def standing(
    tx: Connection,
    merchant_id: str,
    customer_id: str,
    *,
    since: datetime,
    until: datetime,
    but_held_by: str | None = None,
) -> int:
    """How many orders of a customer that came in here in that time were not given up.

    With a hold, those count as well that wait for a yes and have goods held for another caller; a
    caller's own are told by `own_waiting`.
    """
    own_caller = select(_HOLDS.c.caller).where(_HOLDS.c.id == but_held_by).scalar_subquery()
    held = (
        select(_HOLDS.c.id)
        .join(_CHECKOUTS, _CHECKOUTS.c.hold_id == _HOLDS.c.id)
        .where(
            _CHECKOUTS.c.order_id == _ORDERS.c.id,
            _CHECKOUTS.c.state == "open",
            _HOLDS.c.state == HoldState.LIVE.value,
            _HOLDS.c.expires_at > until,
            _HOLDS.c.caller != own_caller,
        )
    )
    counts: ColumnElement[bool] = _ORDERS.c.state.not_in(_NEVER_STOOD)
    if but_held_by is not None:
        counts = or_(counts, (_ORDERS.c.state == OrderState.PENDING.value) & held.exists())
    return tx.execute(
        select(func.count())
        .select_from(_TABLE)
        .join(_ORDERS, _ORDERS.c.id == _TABLE.c.order_id)
        .where(
            _TABLE.c.merchant_id == merchant_id,
            _TABLE.c.customer_id == customer_id,
            _TABLE.c.at.between(since, until),
            _TABLE.c.source == IntakeSource.GATEWAY.value,
            counts,
        )
    ).scalar_one()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An order that waits for its caller's yes, with its goods held."""

    hold_id: HoldId
    fencing_token: int
    step: str | None
    """The step of its checkout that was begun, if any."""
    context: Mapping[str, Any]
    """What its checkout remembers."""


def own_waiting(
    tx: Connection, merchant_id: str, customer_id: str, *, besides: str, now: datetime
) -> list[Waiting]:
    """What else waits for the caller who has this hold and is this customer, the oldest first."""
    own_caller = select(_HOLDS.c.caller).where(_HOLDS.c.id == besides).scalar_subquery()
    its = _HOLDS.c.caller == own_caller, _HOLDS.c.id != besides
    return _waiting(tx, merchant_id, customer_id, its, now)


def own_waiting_for(
    tx: Connection,
    merchant_id: str,
    customer_id: str,
    *,
    caller: str,
    skus: Collection[str],
    location_id: str | None,
    but_key: str,
    now: datetime,
) -> list[Waiting]:
    """What waits for this caller, who is this customer, and claims one of these goods (at that
    store), the oldest first; but not what waits under that key."""
    claims = select(_LINES.c.hold_id).where(
        _LINES.c.merchant_id == merchant_id,
        among(tx, _LINES.c.sku, skus),
        _LINES.c.state == HoldState.LIVE.value,
    )
    its = [
        _HOLDS.c.caller == caller,
        _HOLDS.c.id.in_(claims),
        _CHECKOUTS.c.key != but_key,
    ]
    if location_id is not None:
        its.append(_ORDERS.c.location_id == location_id)
    return _waiting(tx, merchant_id, customer_id, its, now)


def _waiting(
    tx: Connection,
    merchant_id: str,
    customer_id: str,
    its: Sequence[ColumnElement[bool]],
    now: datetime,
) -> list[Waiting]:
    rows = tx.execute(
        select(_HOLDS.c.id, _HOLDS.c.fencing_token, _CHECKOUTS.c.step, _CHECKOUTS.c.context)
        .join(_CHECKOUTS, _CHECKOUTS.c.hold_id == _HOLDS.c.id)
        .join(_ORDERS, _ORDERS.c.id == _CHECKOUTS.c.order_id)
        .where(
            _HOLDS.c.merchant_id == merchant_id,
            _HOLDS.c.state == HoldState.LIVE.value,
            _HOLDS.c.expires_at > now,
            _CHECKOUTS.c.state == "open",
            _ORDERS.c.customer_id == customer_id,
            _ORDERS.c.state == OrderState.PENDING.value,
            *its,
        )
        .order_by(_HOLDS.c.id)
    )
    return [
        Waiting(
            hold_id=HoldId(row.id),
            fencing_token=row.fencing_token,
            step=row.step,
            context=row.context,
        )
        for row in rows
    ]


def listed(
    tx: Connection,
    merchant_id: str,
    *,
    verdict: Verdict | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Listed[OrderIntake]:
    """What came in at a merchant, newest first."""
    query = select(_TABLE).where(_TABLE.c.merchant_id == merchant_id)
    if verdict is not None:
        query = query.where(_TABLE.c.verdict == verdict.value)
    return newest_first(tx, query, _TABLE.c.id, _intake, cursor=cursor, limit=limit)


def _intake(row: AnyRow) -> OrderIntake:
    return OrderIntake(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        connection_id=None if row.connection_id is None else ConnectionId(row.connection_id),
        order_id=None if row.order_id is None else OrderId(row.order_id),
        channel=row.channel,
        source=IntakeSource(row.source),
        customer_id=None if row.customer_id is None else CustomerId(row.customer_id),
        phone_digest=row.phone_digest,
        card_digest=row.card_digest,
        total=Money(row.total_minor, row.currency),
        verdict=Verdict(row.verdict),
        reasons=tuple(row.reasons),
        at=row.at,
    )
