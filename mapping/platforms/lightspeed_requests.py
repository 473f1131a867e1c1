"""What we ask of Lightspeed: sales, payments, refunds and layaways as request bodies. API V3.

Values are written as text, as the vendor's newer examples do. Source:
developers.lightspeedhq.com/retail/tutorials/{sales,reservations} (read 2026-11-21).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from domain.ids import PlatformId
from domain.money import Money
from domain.orders import Cart, CartLine, FulfillmentMethod, OrderDraft, Recipient
from mapping.platforms.lightspeed_words import SOURCE, hold_note


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """Where and by whom a sale is rung up; Lightspeed wants all three."""

    shop_id: str
    register_id: str
    employee_id: str

    def request(self) -> dict[str, str]:
        """The till as a sale names it."""
        return {
            "employeeID": self.employee_id,
            "registerID": self.register_id,
            "shopID": self.shop_id,
        }


def moment_request(moment: datetime) -> str:
    """A moment as filters take it: to the second, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def since_filter(since: str) -> str:
    """From that moment on, its own second included."""
    return f">=,{since}"


def ids_filter(ids: Sequence[str]) -> str:
    """Any of at most 100 ids."""
    return f"IN,[{','.join(ids)}]"


def any_spelling(digits: str) -> str:
    """A pattern that finds a number however it was typed: "%2%0%6%…"."""
    return f"~,%{'%'.join(digits)}"


def sale_request(
    draft: OrderDraft, till: Till, *, held: Mapping[int, str], shipping_item: str
) -> dict[str, Any]:
    """An open sale; lines that are held already (by position) are taken over from the hold."""
    cart = draft.cart
    sale: dict[str, Any] = {
        **till.request(),
        "referenceNumber": draft.reference,
        "referenceNumberSource": SOURCE,
        "SaleLines": {"SaleLine": _lines(draft, held, shipping_item)},
    }
    recipient = cart.recipient
    if recipient is not None and recipient.customer_platform_id is not None:
        sale["customerID"] = recipient.customer_platform_id
    if cart.method is FulfillmentMethod.SHIPPING and recipient is not None:
        sale["ShipTo"] = ship_to_request(recipient, draft.note)
    return sale


def _lines(draft: OrderDraft, held: Mapping[int, str], shipping_item: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(draft.cart.lines):
        told = _note_request(line, _words(draft) if number == 0 else None)
        own = {"saleLineID": held[number]} if number in held else _goods_request(line)
        rows.append(own | told)
    fee = draft.cart.shipping_fee
    if fee is not None and fee.amount:
        rows.append(shipping_request(fee, shipping_item))
    return rows


def _goods_request(line: CartLine) -> dict[str, Any]:
    """One line of a cart at Lightspeed's own price."""
    return {"itemID": line.variant_platform_id, "unitQuantity": str(line.quantity)}


def _note_request(line: CartLine, words: str | None) -> dict[str, Any]:
    """The line's note behind the sale's words; on a line that was held it replaces ours."""
    note = "; ".join(part for part in (words, line.note) if part)
    return {"Note": {"note": note}} if note else {}


def shipping_request(fee: Money, item: str) -> dict[str, Any]:
    """Shipping: the item that stands for it, at this price, else an untaxed charge."""
    row = {"unitQuantity": "1", "unitPrice": fee.decimal_string()}
    if item:
        return {"itemID": item, **row}
    return {**row, "tax": "false", "Note": {"note": "Shipping"}}


def _words(draft: OrderDraft) -> str:
    """What staff should know, on the first line: a sale has no other place for it."""
    shipped = draft.cart.method is FulfillmentMethod.SHIPPING
    pickup = f"pickup {moment_request(draft.pickup_at)}" if draft.pickup_at else None
    soon = f"pickup in {draft.prep_minutes} min" if draft.prep_minutes and not pickup else None
    parts = (draft.note, None if shipped else pickup or soon)
    return "; ".join(part for part in parts if part)


def ship_to_request(recipient: Recipient, note: str | None) -> dict[str, Any]:
    """Where the goods go."""
    given, _, family = recipient.name.partition(" ")
    contact: dict[str, Any] = {}
    if recipient.address is not None:
        address = recipient.address
        contact["Addresses"] = {
            "ContactAddress": {
                "address1": address.line1,
                "address2": address.line2 or "",
                "city": address.city,
                "state": address.region or "",
                "zip": address.postal_code or "",
                "countryCode": address.country,
            }
        }
    if recipient.phone is not None:
        contact["Phones"] = {"ContactPhone": {"number": recipient.phone, "useType": "Mobile"}}
    if recipient.email is not None:
        contact["Emails"] = {"ContactEmail": {"address": recipient.email, "useType": "Primary"}}
    return {
        "firstName": given,
        "lastName": family,
        **({"shipNote": note} if note else {}),
        **({"Contact": contact} if contact else {}),
    }


def payment_request(
    amount: str, payment_type: str, *, reference: str = "", undoes: str = ""
) -> dict[str, Any]:
    """A record of money as part of a sale; a negative amount goes back."""
    row = {"amount": amount, "paymentTypeID": payment_type}
    row |= {"remoteReference": reference} if reference else {}
    row |= {"refPaymentID": undoes} if undoes else {}
    return {"SalePayments": {"SalePayment": row}}


def refund_request(
    original: Mapping[str, Any], amount: Money, *, reference: str, reason: str
) -> dict[str, Any]:
    """A sale of one charge less than nothing: money back without goods."""
    line = {
        "unitQuantity": "-1",
        "unitPrice": amount.decimal_string(),
        "tax": "false",
        "Note": {"note": f"Refund of {original.get('ticketNumber', '')}: {reason}"[:200]},
    }
    return {**_undoing(original, reference), "SaleLines": {"SaleLine": [line]}}


def return_request(
    original: Mapping[str, Any],
    lines: Sequence[tuple[Mapping[str, Any], int]],
    *,
    reference: str,
    till: Till,
) -> dict[str, Any]:
    """A sale of lines less than nothing, each naming the one it undoes; goods go back in stock."""
    rows = [
        {
            "parentSaleLineID": raw["saleLineID"],
            "itemID": raw["itemID"],
            "unitQuantity": str(-quantity),
        }
        for raw, quantity in lines
    ]
    return {
        **_undoing(original, reference),
        **till.request(),
        "SaleLines": {"SaleLine": rows},
    }


def _undoing(original: Mapping[str, Any], reference: str) -> dict[str, Any]:
    kept = ("employeeID", "registerID", "shopID", "customerID")
    return {
        **{name: original[name] for name in kept if original.get(name, "0") != "0"},
        "referenceNumber": reference,
        "referenceNumberSource": SOURCE,
    }


def layaway_request(
    cart: Cart,
    number: int,
    *,
    customer: PlatformId,
    employee: str,
    reference: str,
    is_taxed: bool,
) -> dict[str, Any]:
    """A line kept aside whole for a customer, or not at all; its note says whose it is."""
    line = cart.lines[number]
    return {
        "customerID": customer,
        "employeeID": employee,
        "isLayaway": "true",
        "requireFullReservation": "true",
        "itemID": line.variant_platform_id,
        "shopID": cart.location_platform_id,
        "tax": "true" if is_taxed else "false",
        "unitQuantity": str(line.quantity),
        "Note": {"note": hold_note(reference, number)},
    }
