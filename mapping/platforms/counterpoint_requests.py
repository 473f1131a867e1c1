"""Bodies of requests to Counterpoint: documents, notes and payments.

The guide sends numbers as text, and so do we: no digit is lost on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.money import Money
from domain.orders import FulfillmentMethod, OrderDraft, Recipient
from mapping.platforms.counterpoint_documents import ORDER_NOTE, PICKED_UP, SHIPPED, WALK_IN
from mapping.platforms.counterpoint_pricing import PricedCart, PricedLine
from mapping.platforms.counterpoint_words import NO_DIMENSION

_COUNTRIES = {"US": "USA"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """Store, station and drawer that a document is rung up at, and in whose name."""

    store: str
    station: str
    drawer: str
    user: str
    tax_code: str | None = None


def document_request(draft: OrderDraft, priced: PricedCart, till: Till) -> dict[str, Any]:
    """An order without a payment: it commits the stock and waits for its money."""
    recipient = draft.cart.recipient
    header: dict[str, Any] = {
        "STR_ID": till.store,
        "STA_ID": till.station,
        "DRW_ID": till.drawer,
        "TKT_TYP": "T",
        "DOC_TYP": "O",
        "USR_ID": till.user,
        "CUST_NO": (recipient.customer_platform_id if recipient else None) or WALK_IN,
        "PS_DOC_NOTE": [note_row(ORDER_NOTE, "\n".join(_note_lines(draft)))],
        "PS_DOC_LIN": [_line(one) for one in priced.all_lines],
        "PS_DOC_TAX": _taxes(priced),
    }
    if till.tax_code:
        header |= {"TAX_COD": till.tax_code, "NORM_TAX_COD": till.tax_code}
    if recipient is not None:
        header["BILL_TO_CONTACT"] = _contact(recipient)
        if draft.cart.method is FulfillmentMethod.SHIPPING:
            header["SHIP_TO_CONTACT"] = {**_contact(recipient), **_street(recipient)}
    tax = priced.tax.decimal_string()
    return {
        "PS_DOC_HDR": header,
        "PS_TAX": {"ORD_NORM_TAX_AMT": tax, "ORD_TAX_AMT": tax},
    }


def note_row(name: str, written: str) -> dict[str, str]:
    """One note of a document."""
    return {"NOTE_ID": name, "NOTE": written}


def payment_request(amount: Money, pay_code: str) -> dict[str, Any]:
    """Money taken elsewhere, recorded towards a document."""
    row = {"PAY_COD": pay_code, "AMT": amount.decimal_string(), "FINAL_PMT": "N"}
    return {"PS_DOC_PMT": [row]}


def _note_lines(draft: OrderDraft) -> list[str]:
    """First our order id, then how it leaves the store: `counterpoint_documents` reads both."""
    cart = draft.cart
    lines = [draft.reference, SHIPPED if _is_shipped(draft) else PICKED_UP]
    lines.append(f"Ordered by voice through {draft.source_name}")
    if draft.pickup_at is not None:
        lines.append(f"Wanted at {draft.pickup_at:%Y-%m-%d %H:%M} UTC")
    if draft.prep_minutes is not None:
        lines.append(f"Promised in {draft.prep_minutes} minutes")
    if draft.note:
        lines.append(f"Note: {draft.note}")
    lines += [f"{one.variant_platform_id}: {one.note}" for one in cart.lines if one.note]
    return [" ".join(one.split()) for one in lines]


def _is_shipped(draft: OrderDraft) -> bool:
    return draft.cart.method is FulfillmentMethod.SHIPPING


def _line(line: PricedLine) -> dict[str, str]:
    row = {
        "LIN_TYP": "O",
        "ITEM_NO": line.item_no,
        "PRC": line.unit_price.decimal_string(),
        "USR_ENTD_PRC": "Y",
        "QTY_SOLD": str(line.quantity),
    }
    if line.cell is not None:
        dims = (line.cell.first, line.cell.second, line.cell.third)
        named = zip(("DIM_1_UPR", "DIM_2_UPR", "DIM_3_UPR"), dims, strict=True)
        row |= {name: value for name, value in named if value != NO_DIMENSION}
    return row


def _taxes(priced: PricedCart) -> list[dict[str, str]]:
    taxable = priced.taxable.decimal_string()
    return [
        {
            "AUTH_COD": rate.authority,
            "RUL_COD": rate.rule,
            "TAX_DOC_PART": "O",
            "LIN_AMT": priced.amount.decimal_string(),
            "TXBL_LIN_AMT": taxable,
            "TXBL_QTY": str(priced.taxable_quantity),
            "TAX_AMT": tax.decimal_string(),
            "TOT_TXBL_AMT": taxable,
        }
        for rate, tax in priced.taxes
    ]


def _contact(recipient: Recipient) -> dict[str, str]:
    found = {
        "NAM": recipient.name,
        "PHONE_1": recipient.phone,
        "EMAIL_ADRS_1": recipient.email,
    }
    return {name: value for name, value in found.items() if value}


def _street(recipient: Recipient) -> dict[str, str]:
    address = recipient.address
    if address is None:
        return {}
    found = {
        "ADRS_1": address.line1,
        "ADRS_2": address.line2,
        "CITY": address.city,
        "STATE": address.region,
        "ZIP_COD": address.postal_code,
        "CNTRY": _COUNTRIES.get(address.country, address.country),
    }
    return {name: value for name, value in found.items() if value}
