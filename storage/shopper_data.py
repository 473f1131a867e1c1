"""One shopper's data across all tables: told whole, or taken away.

`personal_data.toml` says which columns hold personal data; every table with one is either a `Part`
here or stands in `ELSEWHERE` with the reason. Books are kept: an order keeps its lines, sums and
dates, and loses whom it was for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, update

from domain import returns
from domain.ids import CustomerId
from domain.subscriptions import SubscriptionState
from domain.transfers import OPEN_TRANSFERS
from storage import inbox, recurring, tables
from storage.nameless import GONE, take_out
from storage.shopper_reach import Reach, reach_of
from storage.statements import among
from storage.types import plain_json

_RECORDS = tables.customer_records
_TEXTS = tables.turn_texts
_RETURNING: Final = sorted(each.value for each in returns.OPEN)
"""Returns in these states still need the plan of which payment gives back how much."""
ERASED: Final = "privacy.erased"
"""What the audit trail calls an erasure."""
_STILL_RETURNING: Final = select(tables.returns.c.id).where(tables.returns.c.state.in_(_RETURNING))
"""Returns whose label may be on a parcel."""
_TRAVELING: Final = sorted(each.value for each in OPEN_TRANSFERS)
"""Goods on their way are still to be held for whoever asked, and told of."""

UNDER_WAY: Final = select(tables.checkouts.c.order_id).where(tables.checkouts.c.state == "open")
"""Orders that keep whom they are for until they are placed or come to nothing: the way back to
their checkouts, which name the shopper until then."""

ELSEWHERE: Final[Mapping[str, str]] = {
    "refetches": "ids a platform hinted at; forgotten after an hour",
    "privacy_requests": "proof that a platform's request was carried out; reports end in 30 days",
    "audit_entries": "who did what must stay provable; of shoppers it holds only our own ids",
    "lockouts": "digests that lead back to nobody; forgotten when the last lock is a month old",
    "operators": "people of the installation, looked after with `voicetill console`",
    "operator_sessions": "browsers of operators; ended after twelve hours",
}
"""Tables with personal data that a shopper's export and erasure do not touch, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table: which rows are a shopper's, and what becomes of them."""

    table: Table
    rows: Callable[[Reach], ColumnElement[bool]]
    blank: Mapping[str, Any] | None = None
    """What is written over their personal columns; None: the rows are deleted."""
    shown: bool = True
    """Whether an export tells them; secrets and transport copies are not told."""
    only: Callable[[], Sequence[ColumnElement[bool]]] = field(default=tuple)
    """Which of them may be touched: work in hand is finished first."""
    by: Callable[[Connection, Sequence[ColumnElement[bool]], datetime], int] | None = None
    """Who takes the person out of them, where not all of a personal column goes, or not at once;
    how many."""


def _merchants(table: Table, reach: Reach) -> ColumnElement[bool]:
    return table.c.merchant_id == reach.merchant_id


def _of_customer(table: Table) -> Callable[[Reach], ColumnElement[bool]]:
    return lambda reach: reach.own(table.c.customer_id)


def _of_orders(table: Table) -> Callable[[Reach], ColumnElement[bool]]:
    return lambda reach: among(reach.tx, table.c.order_id, reach.orders)


def _of_subscriptions(table: Table) -> Callable[[Reach], ColumnElement[bool]]:
    return lambda reach: among(reach.tx, table.c.subscription_id, reach.subscriptions)


PARTS: Final[Sequence[Part]] = (
    Part(
        table=_RECORDS,
        rows=_of_customer(_RECORDS),
        blank={
            "active": False,
            "revision": 2**62,
            **dict.fromkeys(("given_name", "family_name", "email", "phone", "address")),
        },
    ),
    Part(
        table=tables.customers,
        rows=lambda reach: reach.own(tables.customers.c.id),
        blank={"home_location_id": None, "default_card": None},
    ),
    Part(
        table=tables.checkouts,
        rows=_of_orders(tables.checkouts),
        blank={"command": {}, "context": {}},
        shown=False,
        only=lambda: (tables.checkouts.c.state != "open",),
        by=lambda tx, conditions, _: take_out(tx, conditions),
    ),
    Part(
        table=tables.order_events,
        rows=_of_orders(tables.order_events),
        blank={"detail": {}},
    ),
    Part(
        table=tables.returns,
        rows=lambda reach: or_(
            reach.own(tables.returns.c.customer_id),
            among(reach.tx, tables.returns.c.order_id, reach.orders),
        ),
        blank={"note": None, "customer_id": None, "detail": {}},
        only=lambda: (tables.returns.c.state.not_in(_RETURNING),),
    ),
    Part(
        table=tables.exchanges,
        rows=lambda reach: or_(
            reach.own(tables.exchanges.c.customer_id),
            among(reach.tx, tables.exchanges.c.order_id, reach.orders),
        ),
        blank={"customer_id": None, "detail": {}},
    ),
    Part(
        table=tables.split_orders,
        rows=_of_customer(tables.split_orders),
        blank={"customer_id": None},
    ),
    Part(
        table=tables.transfers,
        rows=_of_customer(tables.transfers),
        blank={"customer_id": None, "caller": GONE},
        only=lambda: (tables.transfers.c.state.not_in(_TRAVELING),),
    ),
    Part(
        table=tables.store_credit_entries,
        rows=_of_customer(tables.store_credit_entries),
        blank={"customer_id": None, "note": None},
    ),
    Part(table=tables.parcels, rows=_of_orders(tables.parcels)),
    Part(
        table=tables.return_labels,
        rows=_of_orders(tables.return_labels),
        blank=dict.fromkeys(("shipment_id", "rate_id", "number", "url", "problem", "look_at")),
        only=lambda: (tables.return_labels.c.return_id.not_in(_STILL_RETURNING),),
    ),
    Part(
        table=tables.order_intakes,
        rows=lambda reach: or_(
            reach.own(tables.order_intakes.c.customer_id),
            among(reach.tx, tables.order_intakes.c.order_id, reach.orders),
        ),
        blank={"customer_id": None, "phone_digest": None, "card_digest": None},
        shown=False,
    ),
    Part(
        table=tables.customer_merges,
        rows=lambda reach: or_(
            reach.own(tables.customer_merges.c.kept_id),
            reach.own(tables.customer_merges.c.merged_id),
        ),
        shown=False,
    ),
    Part(
        table=tables.orders,
        rows=lambda reach: among(reach.tx, tables.orders.c.id, reach.orders),
        blank={
            "customer_id": None,
            "customer_platform_id": None,
            "fulfillments": [],
            "detail": {},
        },
        only=lambda: (tables.orders.c.id.not_in(UNDER_WAY),),
    ),
    Part(
        table=tables.subscription_events,
        rows=_of_subscriptions(tables.subscription_events),
        blank={"detail": {}},
    ),
    Part(
        table=tables.subscription_periods,
        rows=_of_subscriptions(tables.subscription_periods),
        blank={"asked": None},
    ),
    Part(
        table=tables.subscriptions,
        rows=_of_customer(tables.subscriptions),
        blank={
            "state": SubscriptionState.CANCELED.value,
            "customer_id": GONE,
            "address": None,
            "card_token": None,
        },
    ),
    Part(
        table=tables.handovers,
        rows=lambda reach: or_(
            reach.own(tables.handovers.c.customer_id),
            among(reach.tx, tables.handovers.c.session, reach.sessions),
        ),
        blank={
            "session": GONE,
            "customer_id": None,
            "callback": None,
            "cart": [],
            "transcript": [],
            "notes": [],
        },
    ),
    Part(table=_TEXTS, rows=lambda reach: among(reach.tx, _TEXTS.c.session, reach.sessions)),
    Part(
        table=tables.consents,
        rows=lambda reach: reach.own(tables.consents.c.subject),
    ),
    *(
        Part(table=table, rows=_of_customer(table), shown=False)
        for table in (
            tables.card_tokens,
            tables.oauth_codes,
            tables.oauth_tokens,
            tables.shopper_pins,
            tables.one_time_codes,
        )
    ),
    Part(table=tables.account_links, rows=_of_customer(tables.account_links), shown=False),
    Part(
        table=tables.holds,
        rows=lambda reach: reach.holding(tables.holds.c.caller),
        blank={"caller": GONE},
    ),
    Part(
        table=tables.voice_sessions,
        rows=lambda reach: or_(
            reach.holding(tables.voice_sessions.c.state),
            # what was begun, and may be gone on with elsewhere, is kept under the shopper
            reach.own(tables.voice_sessions.c.session_id),
        ),
        shown=False,
    ),
    Part(
        table=tables.idempotency_keys,
        rows=lambda reach: reach.holding(tables.idempotency_keys.c.body),
        shown=False,
        only=lambda: (tables.idempotency_keys.c.body.is_not(None),),
    ),
    Part(
        table=tables.outbox,
        rows=lambda reach: reach.holding(tables.outbox.c.payload),
        blank={"payload": {}},
        shown=False,
        only=lambda: (tables.outbox.c.state != "pending",),
    ),
    Part(
        table=tables.webhook_events,
        rows=lambda reach: reach.holding(tables.webhook_events.c.payload),
        blank={"payload": {}},
        shown=False,
    ),
    Part(
        table=tables.inbox,
        rows=lambda reach: reach.naming(tables.inbox.c.body),
        blank={"headers": "{}", "body": b"{}"},
        shown=False,
        by=lambda tx, conditions, now: inbox.forget(tx, and_(*conditions), now=now),
    ),
    Part(
        table=tables.quarantine,
        rows=lambda reach: among(reach.tx, tables.quarantine.c.platform_id, reach.platform_ids),
    ),
)
"""In the order in which they are worked off: what others are found by comes after them."""


def export(tx: Connection, merchant_id: str, customer_id: str) -> dict[str, list[dict[str, Any]]]:
    """Everything that is held of a shopper, by table, as JSON takes it. Raises NotFoundError.

    Secrets, and copies on their way elsewhere, are left out.
    """
    reach = reach_of(tx, merchant_id, customer_id)
    told = {}
    for part in PARTS:
        if part.shown:
            rows = tx.execute(select(part.table).where(*_conditions(part, reach))).mappings()
            told[str(part.table.name)] = [
                {str(name): plain_json(value) for name, value in row.items()} for row in rows
            ]
    lines = tables.order_lines
    found = tx.execute(select(lines).where(among(tx, lines.c.order_id, reach.orders))).mappings()
    told["order_lines"] = [{str(k): plain_json(v) for k, v in row.items()} for row in found]
    return told


def erase(tx: Connection, merchant_id: str, customer_id: str, *, now: datetime) -> dict[str, int]:
    """Take a shopper out of every table; how many rows of which. Raises NotFoundError.

    Open checkouts, returns in hand and messages on their way are left to be finished, deliveries
    to be worked off; see `to_erase_again` and `inbox.forget_ended`.
    """
    reach = reach_of(tx, merchant_id, customer_id)
    recurring.forget(tx, [customer_id], now=now)
    counts = {}
    for part in PARTS:
        conditions = (*_conditions(part, reach), *part.only())
        if done := _taken_out(tx, part, conditions, now):
            counts[str(part.table.name)] = done
    tx.execute(
        update(_RECORDS)
        .where(_RECORDS.c.merchant_id == merchant_id, _RECORDS.c.customer_id == customer_id)
        .values(customer_id=None, deleted_at=now)
    )
    return counts


def to_erase_again(tx: Connection, merchant_id: str) -> list[CustomerId]:
    """Shoppers who were erased while an order of theirs was under way that has ended since."""
    orders, entries = tables.orders, tables.audit_entries
    found = (
        select(orders.c.customer_id)
        .join(
            entries,
            (entries.c.merchant_id == orders.c.merchant_id)
            & (entries.c.subject == orders.c.customer_id),
        )
        .where(
            orders.c.merchant_id == merchant_id,
            orders.c.id.not_in(UNDER_WAY),
            entries.c.action == ERASED,
            entries.c.at >= orders.c.placed_at,
        )
        .distinct()
    )
    return [CustomerId(each) for each in tx.execute(found).scalars()]


def _taken_out(
    tx: Connection, part: Part, conditions: Sequence[ColumnElement[bool]], now: datetime
) -> int:
    if part.by is not None:
        return part.by(tx, conditions, now)
    if part.blank is None:
        return tx.execute(delete(part.table).where(*conditions)).rowcount
    return tx.execute(update(part.table).where(*conditions).values(**part.blank)).rowcount


def _conditions(part: Part, reach: Reach) -> tuple[ColumnElement[bool], ...]:
    return (_merchants(part.table, reach), part.rows(reach))
