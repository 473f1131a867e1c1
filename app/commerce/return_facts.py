"""What a return is judged by and paid back from: facts read from the books, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection

from domain.calls import Call
from domain.capabilities import Capability
from domain.errors import ConfigurationError, PlatformError
from domain.ids import ConnectionId, MerchantId, OrderId, PlatformId
from domain.money import Money
from domain.orders import FulfillmentMethod, OrderState, PaymentState
from domain.payments import PaymentStatus, RefundStatus
from domain.ports.pos import PosDirectory
from domain.return_labels import LabelState
from domain.returns import (
    COUNTED,
    RefundTo,
    ReturnPolicy,
    ReturnState,
    SoldLine,
    SoldOrder,
    WayBack,
    is_received,
)
from storage import catalog_reads, order_money, orders, returns
from storage.engine import Database
from storage.order_money import StoredPayment
from storage.orders import StoredOrder
from storage.return_labels import StoredLabel
from storage.returns import StoredReturn
from storage.types import JsonValue

_LATELY = timedelta(days=30)
_HAD = frozenset({OrderState.COMPLETED.value, OrderState.SHIPPED.value, OrderState.DELIVERED.value})


class Goes(StrEnum):
    """Where one share of a return's worth goes."""

    TENDER = "tender"
    CREDIT = "credit"
    GOODS = "goods"
    """It pays for the goods they are exchanged for; no money moves."""


UNKNOWN_PAYMENT: Final = ""
"""A share of what was paid in a way that is not known here: at a till, or with credit."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one payment gives back."""

    payment: str
    connection: ConnectionId
    platform_id: PlatformId
    amount: Money
    goes: Goes


def sold_order(
    tx: Connection,
    merchant_id: MerchantId,
    order_id: OrderId,
    now: datetime,
    *,
    hand_over_told: bool = True,
) -> SoldOrder:
    """What the assessment needs to know. Raises NotFoundError."""
    order = orders.get(tx, merchant_id, order_id)
    history = orders.events(tx, merchant_id, order_id)
    before = returns.of_order(tx, merchant_id, order_id)
    back = returns.units_returned(before)
    skus = [line.sku for line in order.lines if line.sku]
    variants = catalog_reads.variants(tx, merchant_id, skus)
    products = {each.product_id for each in variants.values()}
    categories = {each: _categories(tx, merchant_id, each) for each in products}
    left = _left_of(tx, order)
    lately = 0
    if order.customer_id is not None:
        lately = returns.lately(tx, merchant_id, order.customer_id, since=now - _LATELY)
    return SoldOrder(
        state=order.state,
        payment_state=order.payment_state,
        had_at=max((each.at for each in history if each.state in _HAD), default=order.placed_at),
        lines=tuple(
            SoldLine(
                position=position,
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                returned=back.get(position, line.quantity * 0),
                total=line.total,
                categories=categories.get(variants[line.sku].product_id, ())
                if line.sku in variants
                else (),
                given=_given_for(before, position, order.total.currency),
            )
            for position, line in enumerate(order.lines)
        ),
        left_to_refund=Money(left, order.total.currency),
        returns_lately=lately,
        hand_over_told=hand_over_told,
    )


def tells_hand_over(
    database: Database, pos: PosDirectory, merchant_id: MerchantId, order_id: OrderId, call: Call
) -> bool:
    """Whether an order's till tells that goods were fetched; asked only where that matters.

    Raises NotFoundError.
    """
    with database.read() as tx:
        order = orders.get(tx, merchant_id, order_id)
    if is_received(order.state):
        return True
    try:
        declared = pos.open(order.connection_id, call).capabilities[Capability.RETURN]
    except ConfigurationError:  # a paused connection: nothing is known, nothing is let through
        return True
    return not declared.hand_over_untold


def _given_for(before: Sequence[StoredReturn], position: int, currency: str) -> Money | None:
    """What the units of one line that came back or are coming are worth; None where a return did
    not write it down."""
    given = Money.zero(currency)
    for each in before:
        if each.state not in COUNTED or position not in dict(each.lines):
            continue
        minor = each.detail.get("by_line", {}).get(str(position))
        if minor is None:
            return None
        given = given + Money(minor, currency)
    return given


def _categories(tx: Connection, merchant_id: str, product_id: str) -> tuple[str, ...]:
    found = catalog_reads.product(tx, merchant_id, product_id)
    return () if found is None else found.categories


def free_of(tx: Connection, order: StoredOrder) -> list[tuple[StoredPayment, int]]:
    """Payments with what they can still give back, less what other returns have planned.

    What the platform tells as given back is ours, or staff's for a return that was left to them,
    as far as these go; the rest was given back at the till for some other reason, and is gone too.
    """
    planned, staff, ours = _planned(tx, order), _left_to_staff(tx, order), _ours(tx, order)
    free = []
    for each in order_money.payments_of(tx, order.merchant_id, order.id):
        if each.status is PaymentStatus.CAPTURED:
            made = ours[each.platform_id]
            elsewhere = max(0, each.refunded.amount - made - staff[each.id])
            used = max(planned[each.id], made) + elsewhere
            free.append((each, max(0, each.amount.amount - used)))
    return free


def _ours(tx: Connection, order: StoredOrder) -> Counter[str]:
    """What was refunded from here, by the platform's id of the payment."""
    ours: Counter[str] = Counter()
    for each in order_money.refunds_of(tx, order.merchant_id, order.id):
        if each.status is not RefundStatus.FAILED and each.payment_id is not None:
            ours[each.payment_id] += each.amount.amount
    return ours


def _left_to_staff(tx: Connection, order: StoredOrder) -> Counter[str]:
    """What staff were asked to give back at the till, by payment."""
    left: Counter[str] = Counter()
    for each in returns.of_order(tx, order.merchant_id, order.id):
        left.update(each.detail.get("left_of", {}) if each.state in COUNTED else {})
    return left


def _planned(tx: Connection, order: StoredOrder) -> Counter[str]:
    """What the returns of an order give back already, by payment."""
    planned: Counter[str] = Counter()
    for each in returns.of_order(tx, order.merchant_id, order.id):
        if each.state in COUNTED:
            for share in shares_of(each):
                planned[share.payment] += share.amount.amount
    return planned


def _left_of(tx: Connection, order: StoredOrder) -> int:
    """What can still be given back of an order, in whatever way."""
    free, planned = free_of(tx, order), _planned(tx, order)[UNKNOWN_PAYMENT]
    if free or order.credit is not None:
        credit = 0 if order.credit is None else order.credit.amount
        return sum(each for _, each in free) + credit - planned
    return (order.total - order.refunded).amount - planned


def plan_of(tx: Connection, order: StoredOrder, amount: Money, to: RefundTo) -> JsonValue:
    """Which payment gives back how much, the oldest first: written down once, so that a repeat
    asks for the same. What credit paid becomes credit again."""
    rest = amount.amount
    plan = []
    goes = Goes.CREDIT if to is RefundTo.STORE_CREDIT else Goes.TENDER
    for payment, free in free_of(tx, order):
        share = min(free, rest)
        if share > 0:
            rest -= share
            plan.append(_row(payment.id, payment.connection_id, payment.platform_id, share, goes))
    credit = (
        0 if order.credit is None else order.credit.amount - _planned(tx, order)[UNKNOWN_PAYMENT]
    )
    as_credit = rest if to is RefundTo.STORE_CREDIT else min(rest, max(credit, 0))
    if as_credit > 0 and order.customer_id is not None:
        plan.append(_row(UNKNOWN_PAYMENT, order.connection_id, "", as_credit, Goes.CREDIT))
    return plan


def _row(payment: str, connection: str, platform_id: str, minor: int, goes: Goes) -> JsonValue:
    return {
        "payment": payment,
        "connection": connection,
        "platform_id": platform_id,
        "minor": minor,
        "goes": goes.value,
    }


def set_against_goods(plan: JsonValue, credit: Money) -> JsonValue:
    """The same plan, of which so much pays for other goods: that part moves no money."""
    rest, told = credit.amount, []
    for row in plan:
        kept = min(rest, row["minor"])
        rest -= kept
        told += [{**row, "minor": kept, "goes": Goes.GOODS.value}] if kept else []
        told += [{**row, "minor": row["minor"] - kept}] if row["minor"] > kept else []
    return told


def shares_of(stored: StoredReturn) -> list[Share]:
    """The plan of a return as it was written down."""
    plan: list[dict[str, Any]] = stored.detail.get("plan", [])
    return [
        Share(
            payment=each["payment"],
            connection=ConnectionId(each["connection"]),
            platform_id=PlatformId(each["platform_id"]),
            amount=Money(each["minor"], stored.amount.currency),
            goes=Goes(each.get("goes", Goes.TENDER)),
        )
        for each in plan
    ]


def told_of(policy: ReturnPolicy, order: StoredOrder) -> dict[str, JsonValue]:
    """How the goods come back, as the policy has it when the return is asked for."""
    way = policy.way_back(was_shipped=order.method is FulfillmentMethod.SHIPPING)
    if way is WayBack.DROP_OFF:
        return {"way_back": way.value, "instructions": policy.instructions}
    if policy.buy_label is not None:
        return {
            "way_back": way.value,
            "instructions": policy.label_instructions,
            "buy_label": policy.buy_label.carrier,
        }
    return {
        "way_back": way.value,
        "instructions": policy.label_instructions,
        "label_url": policy.label_url,
        "order_number": order.number or order.id,
    }


def label_of(stored: StoredReturn, bought: StoredLabel | None = None) -> str | None:
    """Where the label for the parcel is; None where it is not bought yet, or brought to a store."""
    if bought is not None:
        return bought.url if bought.state is LabelState.BOUGHT else None
    template = stored.detail.get("label_url")
    if template is None:
        return None
    order = quote(str(stored.detail.get("order_number", "")), safe="")
    return str(template).format(**{"order": order, "return": stored.id})


def given_by(stored: StoredReturn, unpaid: Mapping[str, int]) -> dict[str, int]:
    """What came of a return, in minor units by where it went; `unpaid`: what payments refused."""
    given = Counter[Goes]()
    for share in shares_of(stored):
        given[share.goes] += share.amount.amount
    return {
        "refunded_minor": given[Goes.TENDER] - sum(unpaid.values()),
        "credited_minor": given[Goes.CREDIT],
        "exchanged_minor": given[Goes.GOODS],
    }


def by_hand(what: str, error: PlatformError) -> str:
    return f"{what}: {error}"[:300]


def refunded_by_us(tx: Connection, order: StoredOrder) -> int:
    refunds = order_money.refunds_of(tx, order.merchant_id, order.id)
    return sum(each.amount.amount for each in refunds if each.status.value != "failed")


def payment_state_after(order: StoredOrder, refunded: int) -> PaymentState | None:
    if refunded <= 0:
        return None
    whole = refunded >= order.total.amount
    return PaymentState.REFUNDED if whole else PaymentState.PARTIALLY_REFUNDED


def all_came_back(tx: Connection, order: StoredOrder) -> bool:
    """Whether nothing is left at the shopper's: what is still on its way back is."""
    ended = [
        each
        for each in returns.of_order(tx, order.merchant_id, order.id)
        if each.state in (ReturnState.DONE, ReturnState.NEEDS_STAFF)
    ]
    back = returns.units_returned(ended)
    return all(back.get(at, 0) >= line.quantity for at, line in enumerate(order.lines))
