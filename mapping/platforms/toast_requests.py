"""What we ask of Toast: carts, drafts and payments as request bodies. Orders API 2.9.0.

A price request and the order made from it are written by the same function, so that they cost the
same. Source of the guest's fields and their limits: doc.toasttab.com/doc/devguide
apiCreatingOrders (read 2026-11-20).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.catalog import Address
from domain.money import Money
from domain.orders import Cart, CartLine, FulfillmentMethod, OrderDraft, Recipient
from mapping.platforms.toast_ids import Choice, read_choices, read_variant
from mapping.platforms.toast_words import moment_request

LONGEST_EMAIL = 53
_LONGEST_TAB = 255
_CODES = ("1", "44", "353")
"""Countries where Toast is sold: United States and Canada, United Kingdom, Ireland."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Which of the restaurant's own settings an order uses."""

    dining_option: str
    delivery_charge: str = ""
    """The OPEN service charge that carries a delivery fee."""
    fallback_email: str = ""
    """For guests who gave none; Toast takes no order for takeout without."""


class InexpressibleError(ValueError):
    """Toast has no field for what the shopper wants; the message can be spoken."""


def json_number(money: Money) -> float:
    """An amount as the JSON number Toast wants; its shortest text is the amount to the cent."""
    return float(money.decimal_string())


def price_request(cart: Cart, service: Service) -> dict[str, Any]:
    """A cart as an order to be priced; a guest who is not known yet is stood in for."""
    return _order(cart, service, _guest(cart.recipient, service, strict=False))


def draft_request(draft: OrderDraft, service: Service, *, naming: str) -> dict[str, Any]:
    """A draft as an order to be cooked. Raises InexpressibleError naming what Toast needs."""
    order = _order(draft.cart, service, _guest(draft.cart.recipient, service, strict=True))
    order["externalId"] = external_id(naming, draft.reference)
    if draft.pickup_at is not None:
        order["promisedDate"] = moment_request(draft.pickup_at)
    if draft.prep_minutes is not None:
        order["requiredPrepTime"] = f"PT{draft.prep_minutes}M"
    if draft.note and "deliveryInfo" in order:
        order["deliveryInfo"]["notes"] = draft.note
    elif draft.note:
        order["checks"][0]["tabName"] = draft.note[:_LONGEST_TAB]
    return order


def payment_request(
    paid: Money, *, payment_type: str, naming: str, reference: str
) -> dict[str, Any]:
    """Money that another processor took, as one of the restaurant's own means of payment."""
    return {
        "type": "OTHER",
        "amount": json_number(paid),
        "tipAmount": 0,
        "otherPayment": {"guid": payment_type, "entityType": "AlternatePaymentType"},
        "externalId": external_id(naming, reference),
    }


def external_id(naming: str, reference: str) -> str:
    """Our name of something, behind the naming authority's prefix."""
    return f"{naming}:{reference}"


def _order(cart: Cart, service: Service, guest: dict[str, Any]) -> dict[str, Any]:
    check: dict[str, Any] = {
        "entityType": "Check",
        "customer": guest,
        "selections": [_selection(line) for line in cart.lines],
    }
    order: dict[str, Any] = {
        "entityType": "Order",
        "diningOption": {"guid": service.dining_option, "entityType": "DiningOption"},
        "checks": [check],
    }
    if cart.shipping_fee is not None and cart.shipping_fee.amount:
        check["appliedServiceCharges"] = [_charge(cart.shipping_fee, service.delivery_charge)]
    if cart.method is FulfillmentMethod.SHIPPING:
        order["deliveryInfo"] = _delivery(cart.recipient.address if cart.recipient else None)
    return order


def _charge(fee: Money, guid: str) -> dict[str, Any]:
    if not guid:
        raise InexpressibleError(
            "a delivery fee needs the restaurant's open service charge: set delivery_charge"
        )
    return {
        "entityType": "AppliedServiceCharge",
        "chargeAmount": json_number(fee),
        "serviceCharge": {"guid": guid, "entityType": "ServiceCharge"},
    }


def _selection(line: CartLine) -> dict[str, Any]:
    sold = read_variant(line.variant_platform_id)
    chosen = [read_choices(one) for one in line.modifiers]
    paths = [*([(sold.size,)] if sold.size else []), *chosen]
    modifiers = _modifiers(paths)
    if line.note:
        modifiers.append(
            {
                "entityType": "MenuItemSelection",
                "selectionType": "SPECIAL_REQUEST",
                "displayName": line.note,
                "quantity": 1,
            }
        )
    return {
        "entityType": "MenuItemSelection",
        "itemGroup": {"guid": sold.group, "entityType": "MenuGroup"},
        "item": {"guid": sold.item, "entityType": "MenuItem"},
        "quantity": line.quantity,
        "modifiers": modifiers,
    }


def _modifiers(paths: Iterable[tuple[Choice, ...]]) -> list[dict[str, Any]]:
    """Choices as a tree: those that lie under another one go with it, repeated ones are counted."""
    below: dict[Choice, list[tuple[Choice, ...]]] = {}
    counts: dict[Choice, int] = {}
    for path in paths:
        first, *rest = path
        inner = below.setdefault(first, [])
        if rest:
            inner.append(tuple(rest))
        else:
            counts[first] = counts.get(first, 0) + 1
    return [
        {
            "entityType": "MenuItemSelection",
            "optionGroup": {"guid": choice.group, "entityType": "MenuOptionGroup"},
            "item": {"guid": choice.option, "entityType": "MenuItem"},
            "quantity": counts.get(choice, 1),
            "modifiers": _modifiers(inner),
        }
        for choice, inner in below.items()
    ]


def _guest(recipient: Recipient | None, service: Service, *, strict: bool) -> dict[str, Any]:
    name = recipient.name.strip() if recipient else ""
    phone, given_email = (recipient.phone, recipient.email) if recipient else (None, None)
    email = given_email or service.fallback_email or None
    if strict:
        _check_guest(name, phone, email)
    given, _, family = name.rpartition(" ")
    code, national = _national(phone or "+15555555555")
    guest = {
        "entityType": "Customer",
        "firstName": given or family or "Guest",
        "lastName": family if given else "-",
        "phone": national,
        "email": email or "guest@example.com",
    }
    return {**guest, "phoneCountryCode": code} if code else guest


def _check_guest(name: str, phone: str | None, email: str | None) -> None:
    if not name or not phone:
        raise InexpressibleError("a name and a phone number are needed for the order")
    if not email:
        raise InexpressibleError("an e-mail address is needed for the order")
    if len(email) > LONGEST_EMAIL or not email.isascii():
        raise InexpressibleError(
            f"an e-mail address of at most {LONGEST_EMAIL} plain letters is needed for the order"
        )


def _national(phone: str) -> tuple[str | None, str]:
    """Country code and national number of an E.164 number."""
    digits = phone.removeprefix("+")
    for code in _CODES:
        if digits.startswith(code):
            return code, digits.removeprefix(code)
    return None, digits


def _delivery(address: Address | None) -> dict[str, Any]:
    if address is None or not address.region or not address.postal_code:
        raise InexpressibleError("the whole address with state and postal code is needed")
    written = {
        "address1": address.line1,
        "city": address.city,
        "state": address.region,
        "zipCode": address.postal_code,
        "country": address.country,
    }
    return {**written, "address2": address.line2} if address.line2 else written
