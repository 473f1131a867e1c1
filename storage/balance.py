"""The closing balance's books: what is to be compared, and what was found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select, tuple_, update

from domain.balance import Finding, FindingKind, FindingState
from domain.errors import IllegalTransitionError, NotFoundError
from domain.ids import ConnectionId, OrderId, PlatformId
from domain.money import Money
from domain.orders import OrderState
from storage import tables
from storage.ids import lowest_id, new_id
from storage.statements import AnyRow, among, upsert
from storage.types import JsonValue

_RUNS = tables.balance_runs
_FINDINGS = tables.balance_findings
_ORDERS = tables.orders
_PAYMENTS = tables.payments
_RETURNS = tables.returns
_CHECKOUTS = tables.checkouts
_GIVEN_BACK = frozenset({OrderState.CANCELED, OrderState.RETURNED, OrderState.PARTLY_RETURNED})
"""States in which money goes back for a reason, be it the till's own."""
_CHANGING_FOR = timedelta(days=60)
"""Orders that were placed earlier are not looked at again when they change."""
_A_DAY = timedelta(days=1)
"""A checkout ends within a day of its beginning: its hold does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidOrder:
    """An order that was placed here and paid through one connection."""

    order_id: OrderId
    record_connection: ConnectionId
    pos_order_id: PlatformId
    payment_id: PlatformId
    total: Money
    """What the card was to pay, as it was booked here."""
    has_reason: bool
    """Whether something of it was canceled or returned, so that money may have gone back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceRun:
    """One proof of one connection."""

    id: str
    connection_id: ConnectionId
    since: datetime
    until: datetime
    orders: int
    undone: int
    told: int
    """Payments that the platform told by itself."""
    found: int
    ended_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFinding:
    """Something that did not add up, and what became of it."""

    id: str
    connection_id: ConnectionId
    finding: Finding
    state: FindingState
    found_at: datetime
    ended_at: datetime | None


def last_run(tx: Connection, connection_id: str) -> BalanceRun | None:
    """The newest proof of a connection."""
    row = tx.execute(
        select(_RUNS)
        .where(_RUNS.c.connection_id == connection_id)
        .order_by(_RUNS.c.until.desc(), _RUNS.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else _run(row)


def last_runs(tx: Connection, merchant_id: str) -> list[BalanceRun]:
    """The newest proof of each of the merchant's connections."""
    newest = (
        select(_RUNS.c.connection_id, func.max(_RUNS.c.id).label("id"))
        .where(_RUNS.c.merchant_id == merchant_id)
        .group_by(_RUNS.c.connection_id)
        .subquery()
    )
    rows = tx.execute(select(_RUNS).join(newest, _RUNS.c.id == newest.c.id).order_by(_RUNS.c.id))
    return [_run(row) for row in rows]


def paid_orders(
    tx: Connection,
    merchant_id: str,
    connection_id: str,
    *,
    since: datetime,
    until: datetime,
    besides: Collection[str],
    after: tuple[str, str],
    limit: int,
) -> list[PaidOrder]:
    """Payments through a connection, of orders that changed in that time or are named, by the ids
    of both; an order may be paid by several."""
    is_wanted = or_(
        _ORDERS.c.updated_at.between(since, until) & (_ORDERS.c.placed_at >= since - _CHANGING_FOR),
        among(tx, _ORDERS.c.id, besides),
    )
    rows = tx.execute(
        select(
            _ORDERS.c.id,
            _ORDERS.c.connection_id,
            _ORDERS.c.pos_order_id,
            _ORDERS.c.state,
            _PAYMENTS.c.amount_minor,
            _PAYMENTS.c.currency,
            _PAYMENTS.c.platform_id,
            select(func.count())
            .select_from(_RETURNS)
            .where(_RETURNS.c.order_id == _ORDERS.c.id)
            .scalar_subquery()
            .label("returns"),
        )
        .join_from(_ORDERS, _PAYMENTS, _PAYMENTS.c.order_id == _ORDERS.c.id)
        .where(
            _ORDERS.c.merchant_id == merchant_id,
            _PAYMENTS.c.connection_id == connection_id,
            _ORDERS.c.pos_order_id.is_not(None),
            _ORDERS.c.id >= after[0],
            tuple_(_ORDERS.c.id, _PAYMENTS.c.platform_id) > after,
            is_wanted,
        )
        .order_by(_ORDERS.c.id, _PAYMENTS.c.platform_id)
        .limit(limit)
    )
    return [_paid(row) for row in rows]


def undone_checkouts(
    tx: Connection,
    merchant_id: str,
    *,
    since: datetime,
    until: datetime,
    besides: Collection[str],
    after: str,
    limit: int,
) -> list[tuple[OrderId, JsonValue]]:
    """Contexts of checkouts that ended without an order in that time, or that are named, by id.

    Ids of orders begin with the moment they were made at, so the primary key finds them.
    """
    first = lowest_id("ord", since - _A_DAY)
    rows = tx.execute(
        select(_CHECKOUTS.c.order_id, _CHECKOUTS.c.context, _CHECKOUTS.c.outcome)
        .where(
            _CHECKOUTS.c.merchant_id == merchant_id,
            _CHECKOUTS.c.order_id > after,
            _CHECKOUTS.c.state != "open",
            or_(
                (_CHECKOUTS.c.order_id >= first) & _CHECKOUTS.c.updated_at.between(since, until),
                among(tx, _CHECKOUTS.c.order_id, besides),
            ),
        )
        .order_by(_CHECKOUTS.c.order_id)
        .limit(limit)
    )
    return [
        (OrderId(row.order_id), None if is_placed(row.outcome) else row.context) for row in rows
    ]


def open_findings(tx: Connection, connection_id: str) -> list[StoredFinding]:
    """What nobody has settled yet, oldest first."""
    rows = tx.execute(
        select(_FINDINGS)
        .where(
            _FINDINGS.c.connection_id == connection_id,
            _FINDINGS.c.state == FindingState.OPEN.value,
        )
        .order_by(_FINDINGS.c.id)
    )
    return [_finding(row) for row in rows]


def accepted(tx: Connection, connection_id: str) -> list[StoredFinding]:
    """What a person said is right as it is."""
    rows = tx.execute(
        select(_FINDINGS).where(
            _FINDINGS.c.connection_id == connection_id,
            _FINDINGS.c.state == FindingState.ACCEPTED.value,
        )
    )
    return [_finding(row) for row in rows]


def accept(
    tx: Connection, merchant_id: str, finding_id: str, *, note: str, now: datetime
) -> StoredFinding:
    """Let what is open be right as it is, for the reason given.

    Raises NotFoundError, IllegalTransitionError (it is not open).
    """
    own = (_FINDINGS.c.id == finding_id) & (_FINDINGS.c.merchant_id == merchant_id)
    row = tx.execute(select(_FINDINGS).where(own).with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError("finding", finding_id)
    if row.state != FindingState.OPEN.value:
        raise IllegalTransitionError("finding", row.state, FindingState.ACCEPTED.value)
    changed = {
        "state": FindingState.ACCEPTED.value,
        "detail": f"{row.detail}; accepted: {note}",
        "ended_at": now,
    }
    tx.execute(update(_FINDINGS).where(own).values(changed))
    return _finding(tx.execute(select(_FINDINGS).where(own)).one())


def finding(tx: Connection, merchant_id: str, finding_id: str) -> StoredFinding:
    """One of the merchant's findings. Raises NotFoundError."""
    own = (_FINDINGS.c.id == finding_id) & (_FINDINGS.c.merchant_id == merchant_id)
    row = tx.execute(select(_FINDINGS).where(own)).one_or_none()
    if row is None:
        raise NotFoundError("finding", finding_id)
    return _finding(row)


def findings(
    tx: Connection, merchant_id: str, *, state: FindingState | None, limit: int
) -> list[StoredFinding]:
    """The merchant's findings, newest first."""
    query = select(_FINDINGS).where(_FINDINGS.c.merchant_id == merchant_id)
    if state is not None:
        query = query.where(_FINDINGS.c.state == state.value)
    return [_finding(row) for row in tx.execute(query.order_by(_FINDINGS.c.id.desc()).limit(limit))]


def save(
    tx: Connection,
    merchant_id: str,
    run: BalanceRun,
    found: Sequence[tuple[Finding, FindingState]],
    *,
    now: datetime,
) -> None:
    """Keep a run with what it found; what was open and is not found again has been resolved, and
    what a person accepted stays as they left it."""
    tx.execute(
        _RUNS.insert().values(
            id=run.id,
            merchant_id=merchant_id,
            connection_id=run.connection_id,
            since=run.since,
            until=run.until,
            orders=run.orders,
            undone=run.undone,
            told=run.told,
            found=run.found,
            ended_at=run.ended_at,
        )
    )
    again = {(finding.kind, finding.subject) for finding, _ in found}
    for known in open_findings(tx, run.connection_id):
        if (known.finding.kind, known.finding.subject) not in again:
            _end(tx, known.id, now)
    for finding, state in found:
        if state is not FindingState.ACCEPTED:
            _save_finding(tx, merchant_id, run.connection_id, finding, state, now)


def _end(tx: Connection, finding_id: str, now: datetime) -> None:
    tx.execute(
        update(_FINDINGS)
        .where(_FINDINGS.c.id == finding_id)
        .values(state=FindingState.RESOLVED.value, ended_at=now)
    )


def _save_finding(
    tx: Connection,
    merchant_id: str,
    connection_id: str,
    finding: Finding,
    state: FindingState,
    now: datetime,
) -> None:
    changing = {
        "amount_minor": finding.amount.amount,
        "detail": finding.detail,
        "state": state.value,
        "ended_at": None if state is FindingState.OPEN else now,
    }
    statement = upsert(tx, _FINDINGS).values(
        id=new_id("fnd", now),
        merchant_id=merchant_id,
        connection_id=connection_id,
        kind=finding.kind.value,
        subject=finding.subject,
        order_id=finding.order_id,
        currency=finding.amount.currency,
        found_at=now,
        **changing,
    )
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["connection_id", "kind", "subject"], set_=changing
        )
    )


def is_placed(outcome: JsonValue) -> bool:
    """Whether an order came of the checkout that ended so."""
    return bool(outcome) and outcome["kind"] == "placed"


def _paid(row: AnyRow) -> PaidOrder:
    return PaidOrder(
        order_id=OrderId(row.id),
        record_connection=ConnectionId(row.connection_id),
        pos_order_id=PlatformId(row.pos_order_id),
        payment_id=PlatformId(row.platform_id),
        total=Money(row.amount_minor, row.currency),
        has_reason=row.returns > 0 or row.state in _GIVEN_BACK,
    )


def _run(row: AnyRow) -> BalanceRun:
    return BalanceRun(
        id=row.id,
        connection_id=ConnectionId(row.connection_id),
        since=row.since,
        until=row.until,
        orders=row.orders,
        undone=row.undone,
        told=row.told,
        found=row.found,
        ended_at=row.ended_at,
    )


def _finding(row: AnyRow) -> StoredFinding:
    return StoredFinding(
        id=row.id,
        connection_id=ConnectionId(row.connection_id),
        finding=Finding(
            kind=FindingKind(row.kind),
            subject=row.subject,
            order_id=None if row.order_id is None else OrderId(row.order_id),
            amount=Money(row.amount_minor, row.currency),
            detail=row.detail,
        ),
        state=FindingState(row.state),
        found_at=row.found_at,
        ended_at=row.ended_at,
    )
