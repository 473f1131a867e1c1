"""Counterpoint's documents (PS_DOC_HDR) as orders: the tables, and what their words mean.

The API knows documents only until they are posted. What the columns leave open (our reference,
how the goods reach the shopper, whether it was called off) stands in notes of our own.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from domain.ids import PlatformId
from domain.line_shares import settled
from domain.money import Money, total
from domain.orders import (
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderLine,
    OrderState,
    PaymentState,
    PosOrder,
)
from mapping.converters import identifier, text
from mapping.engine import Field, Map
from mapping.platforms import counterpoint_ignored as ignored
from mapping.platforms import counterpoint_words as words

ORDER_NOTE, PAID_NOTE, CANCELED_NOTE = "VT-ORDER", "VT-PAID", "VT-CANCEL"
"""Ids of our notes in a document; its codes hold ten characters."""
WALK_IN = "CASH"
SHIPPED, PICKED_UP = "Shipping", "Pickup"

_CENT = Decimal("0.01")
_NOTES = "PS_DOC_NOTE"
_TOTALS = "PS_DOC_HDR_TOT"
_PAYMENTS = "PS_DOC_PMT"
_PROGRESS = ("DOC_TYP", "HAS_PCKD_LINS", "HAS_PCKVRFD_LINS", _NOTES, _TOTALS, _PAYMENTS)


def note_of(notes: Any, name: str) -> list[str]:
    """The lines of a note of ours; none if it is not there or was rewritten at the till."""
    for note in notes or ():
        written = note.get("NOTE")
        if note.get("NOTE_ID") == name and isinstance(written, str):
            return [] if written.startswith("{\\rtf") else written.splitlines()
    return []


def reference(notes: Any) -> str | None:
    """Our order id: the first line of our note."""
    lines = note_of(notes, ORDER_NOTE)
    return text(lines[0]) or None if lines else None


def method(notes: Any) -> FulfillmentMethod:
    """How the goods reach the shopper: the second line of our note; pickup for all others."""
    is_shipped = note_of(notes, ORDER_NOTE)[1:2] == [SHIPPED]
    return FulfillmentMethod.SHIPPING if is_shipped else FulfillmentMethod.PICKUP


def document_total(totals: Any, currency: str) -> Money:
    """What the document comes to, over its parts (sale, order, layaway)."""
    return _sum((one["TOT"] for one in totals), currency)


def document_tax(totals: Any, currency: str) -> Money:
    """The tax in it."""
    return _sum((one.get("TAX_AMT", 0) for one in totals), currency)


def paid(totals: Any, payments: Any, currency: str) -> Money:
    """What was paid towards it: its payments, or what is no longer due if that is more.

    A deposit may stand on a ticket of its own and show only in what is due.
    """
    recorded = _sum((one.get("AMT", 0) for one in payments or ()), currency)
    settled = [one for one in totals if "AMT_DUE" in one]
    if not settled:
        return recorded
    due = _sum((one["AMT_DUE"] for one in settled), currency)
    return max(recorded, document_total(settled, currency) - due, key=lambda one: one.amount)


def payment_state(totals: Any, payments: Any, currency: str) -> PaymentState:
    """Whether the document is paid in full; the till does not tell of money given back."""
    due = document_total(totals, currency)
    return PaymentState.PAID if due <= paid(totals, payments, currency) else PaymentState.UNPAID


def state(
    kind: Any, picked: Any, verified: Any, notes: Any, totals: Any, payments: Any, currency: str
) -> OrderState:
    """The order's life in one word; `kind` is T for a ticket, O for an order."""
    if note_of(notes, CANCELED_NOTE):
        return OrderState.CANCELED
    if kind not in ("T", "O"):
        return OrderState.UNKNOWN
    if payment_state(totals, payments, currency) is not PaymentState.PAID:
        return OrderState.PENDING
    if kind == "T":
        return OrderState.COMPLETED
    return OrderState.READY if "Y" in (picked, verified) else OrderState.CONFIRMED


_FULFILLMENT_STATES = {
    OrderState.PENDING: FulfillmentState.PROPOSED,
    OrderState.CONFIRMED: FulfillmentState.ACCEPTED,
    OrderState.READY: FulfillmentState.READY,
    OrderState.COMPLETED: FulfillmentState.COMPLETED,
    OrderState.CANCELED: FulfillmentState.CANCELED,
}


def fulfillments(number: Any, *progress: Any) -> tuple[Fulfillment, ...]:
    """One fulfillment, as far as the document has come."""
    notes = progress[_PROGRESS.index(_NOTES)]
    return (fulfillment(PlatformId(identifier(number)), state(*progress), method(notes)),)


def fulfillment(document: PlatformId, reached: OrderState, how: FulfillmentMethod) -> Fulfillment:
    """The fulfillment of a document in a state."""
    known = _FULFILLMENT_STATES.get(reached, FulfillmentState.UNKNOWN)
    return Fulfillment(platform_id=document, method=how, state=known)


def payment_ids(number: Any, payments: Any) -> tuple[PlatformId, ...]:
    """Payments have no ids of their own: document and sequence number."""
    return tuple(PlatformId(f"{number}:{one['PMT_SEQ_NO']}") for one in payments or ())


def customer(value: Any) -> PlatformId | None:
    """The customer's number; the walk-in customer is nobody."""
    return None if value == WALK_IN else PlatformId(identifier(value))


def line_variant(item_no: Any, *dims: Any) -> PlatformId:
    """The item, or the cell of a grid item that a line sells."""
    used = [str(one) if one is not None else words.NO_DIMENSION for one in dims]
    is_cell = any(one != words.NO_DIMENSION for one in used)
    return words.unit_id(identifier(item_no), words.Cell(*used) if is_cell else None)


def _sum(amounts: Iterable[Any], currency: str) -> Money:
    return total((words.price(one, currency) for one in amounts), currency)


def _extended(listed: Any, quantity: Any, extended: Any, currency: str) -> Money:
    if extended is not None:
        return words.price(extended, currency)
    exact = words.number(listed) * words.number(quantity)
    return Money.from_decimal(exact.quantize(_CENT, ROUND_HALF_UP), currency)


def _unit_price(listed: Any, currency: str) -> Money:
    """What one costs, to the cent: the till also knows finer prices, and rounds the line."""
    return Money.from_decimal(words.number(listed).quantize(_CENT, ROUND_HALF_UP), currency)


def _line_tax(share: Any, _item: Any, currency: str) -> Money:
    """The line's share of the tax, zero where the till has not spread it."""
    return words.price(share or 0, currency)


def _number(ticket: Any, document: Any) -> str:
    """What staff call it: the ticket's number, else the document's."""
    return text(ticket) if ticket else identifier(document)


ORDER_LINE = Map(
    OrderLine,
    fields=(
        Field("platform_id", "LIN_SEQ_NO", identifier),
        Field("name", ("DESCR", "ITEM_NO"), words.title),
        Field("quantity", "QTY_SOLD", words.number),
        Field("unit_price", "PRC", _unit_price, context=("currency",)),
        Field("total", ("PRC", "QTY_SOLD", "EXT_PRC"), _extended, context=("currency",)),
        Field("tax", ("TAX_AMT_ALLOC", "ITEM_NO"), _line_tax, context=("currency",)),
        Field(
            "variant_platform_id",
            ("ITEM_NO", "DIM_1_UPR", "DIM_2_UPR", "DIM_3_UPR"),
            line_variant,
            default=None,
        ),
    ),
    ignored=ignored.ORDER_LINE,
)

ORDER = Map(
    PosOrder,
    fields=(
        Field("platform_id", "DOC_ID", identifier),
        Field("number", ("TKT_NO", "DOC_ID"), _number),
        Field("state", _PROGRESS, state, context=("currency",)),
        Field("payment_state", (_TOTALS, _PAYMENTS), payment_state, context=("currency",)),
        Field("total", _TOTALS, document_total, context=("currency",)),
        Field("tax", _TOTALS, document_tax, context=("currency",)),
        Field("lines", "PS_DOC_LIN[]", ORDER_LINE),
        Field("created_at", ("TKT_DT", "RS_UTC_DT"), words.local_moment, context=("zone",)),
        Field("updated_at", ("RS_UTC_DT", "LST_MAINT_DT"), words.moment, context=("zone",)),
        Field("reference", _NOTES, reference, default=None),
        Field("location_platform_id", "STK_LOC_ID", identifier, default=None),
        Field("customer_platform_id", "CUST_NO", customer, default=None),
        Field("fulfillments", ("DOC_ID", *_PROGRESS), fulfillments, context=("currency",)),
        Field("payment_platform_ids", ("DOC_ID", _PAYMENTS), payment_ids, default=()),
        Field("revision", ("RS_UTC_DT", "LST_MAINT_DT"), words.revision, context=("zone",)),
    ),
    ignored=ignored.ORDER,
    finish=lambda order, _raw: settled(order, lines_hold_tax=False),
)
