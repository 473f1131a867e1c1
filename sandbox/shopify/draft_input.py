"""Reading `DraftOrderInput` into a draft, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.shopify.answers import UserError, user_error
from sandbox.shopify.ids import number_of
from sandbox.shopify.money import to_cents
from sandbox.shopify.places import read_address, read_email, read_phone
from sandbox.shopify.pricing import price
from sandbox.shopify.rows import (
    AppliedDiscount,
    Attribute,
    Customer,
    DraftLine,
    DraftOrder,
    ShippingLine,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.tags import read_tags

Input = Mapping[str, Any]
MOST_LINES = 499

_PLAIN = {
    "note": "note",
    "poNumber": "po_number",
    "sourceName": "source_name",
    "acceptAutomaticDiscounts": "accept_automatic_discounts",
    "allowDiscountCodesInCheckout": "allow_discount_codes",
    "taxExempt": "tax_exempt",
    "visibleToCustomer": "visible_to_customer",
}
_FLAGS = frozenset(_PLAIN) - {"note", "poNumber", "sourceName"}


def read_draft(shop: Shop, draft: DraftOrder, given: Input) -> list[UserError]:
    """Apply an input to a draft and price it; gives what is wrong, the draft then is unusable."""
    errors = [
        *_read_buyer(shop, draft, given),
        *_read_lines(shop, draft, given),
        *_read_contact(draft, given),
        *_read_reservation(shop, draft, given),
    ]
    _read_rest(shop, draft, given)
    if not errors:
        draft.automatic_discount = _automatic(shop) if draft.accept_automatic_discounts else None
        price(draft, tax_exempt=is_tax_exempt(shop, draft))
        errors += _shipping_problems(draft)
    return errors


def is_tax_exempt(shop: Shop, draft: DraftOrder) -> bool:
    """A draft's own exemption or its customer's."""
    customer = shop.books.customers.get(draft.customer_id)
    return draft.tax_exempt or (customer is not None and customer.tax_exempt)


def _automatic(shop: Shop) -> AppliedDiscount | None:
    """The shop's discount on every order, if it has one."""
    if not shop.promotion_percent:
        return None
    return AppliedDiscount(
        title="Promotion",
        description="",
        value=shop.promotion_percent,
        value_type="PERCENTAGE",
        amount=0,
    )


def _read_buyer(shop: Shop, draft: DraftOrder, given: Input) -> list[UserError]:
    entity = given.get("purchasingEntity") or {}
    if "customerId" not in given and "purchasingEntity" not in given:
        return []
    wanted = entity.get("customerId") or given.get("customerId")
    if wanted is None:
        draft.customer_id = None
        return []
    customer = shop.books.customers.get(number_of(wanted, "Customer"))
    if customer is None:
        return [user_error(["purchasingEntity", "customerId"], "Customer not found")]
    draft.customer_id = customer.id
    _take_over(draft, customer, given)
    return []


def _take_over(draft: DraftOrder, customer: Customer, given: Input) -> None:
    """What a draft takes from its customer where the input is silent."""
    draft.email = draft.email or customer.email
    if given.get("useCustomerDefaultAddress") and customer.addresses:
        home = customer.addresses[0]
        draft.shipping_address = draft.shipping_address or home
        draft.billing_address = draft.billing_address or home


def _read_contact(draft: DraftOrder, given: Input) -> list[UserError]:
    errors: list[UserError] = []
    if given.get("email"):
        draft.email = read_email(given["email"])
        if draft.email is None:
            errors.append(user_error(["email"], "Email is invalid"))
    if given.get("phone"):
        draft.phone = read_phone(given["phone"])
        if draft.phone is None:
            errors.append(user_error(["phone"], "Phone is invalid"))
    return errors


def _read_reservation(shop: Shop, draft: DraftOrder, given: Input) -> list[UserError]:
    if "reserveInventoryUntil" not in given:
        return []
    draft.reserve_until = given["reserveInventoryUntil"]
    if draft.reserve_until is not None and draft.reserve_until <= shop.now():
        text = "Reserve inventory until must be in the future"
        return [user_error(["reserveInventoryUntil"], text)]
    return []


def _read_rest(shop: Shop, draft: DraftOrder, given: Input) -> None:
    for name, attribute in _PLAIN.items():
        if name in given:
            empty = False if name in _FLAGS else None
            setattr(draft, attribute, empty if given[name] is None else given[name])
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "tags": ("tags", read_tags),
        "customAttributes": ("custom_attributes", read_attributes),
        "discountCodes": ("discount_codes", lambda codes: list(codes or [])),
        "appliedDiscount": ("applied_discount", _read_discount),
        "shippingAddress": ("shipping_address", lambda value: read_address(shop, value)),
        "billingAddress": ("billing_address", lambda value: read_address(shop, value)),
        "shippingLine": ("shipping_line", lambda value: _read_shipping(shop, value)),
    }
    for name, (attribute, read) in readers.items():
        if name in given:
            setattr(draft, attribute, read(given[name]))


def read_attributes(given: list[Input] | None) -> list[Attribute]:
    """Custom attributes of an order, draft or line."""
    return [Attribute(key=entry["key"], value=entry.get("value")) for entry in given or []]


def _read_discount(given: Input | None) -> AppliedDiscount | None:
    if given is None:
        return None
    return AppliedDiscount(
        title=given.get("title"),
        description=given.get("description") or "",
        value=float(given["value"]),
        value_type=given["valueType"],
        amount=0,
    )


def _read_shipping(shop: Shop, given: Input | None) -> ShippingLine | None:
    if given is None:
        return None
    priced = given.get("priceWithCurrency")
    cents = to_cents(priced["amount"]) if priced else given.get("price")
    return ShippingLine(
        id=shop.new_id("ShippingLine"),
        title=given.get("title") or "Shipping",
        price=cents or 0,
        handle=given.get("shippingRateHandle"),
        code="custom" if given.get("shippingRateHandle") is None else given.get("title"),
        source="shopify",
    )


def _shipping_problems(draft: DraftOrder) -> list[UserError]:
    line = draft.shipping_line
    if line is not None and line.price < 0:
        return [user_error(["shippingLine", "price"], "Price must be greater than or equal to 0")]
    return []


def _read_lines(shop: Shop, draft: DraftOrder, given: Input) -> list[UserError]:
    if "lineItems" not in given:
        return [] if draft.lines else [user_error(["lineItems"], "Add at least 1 product")]
    entries = given["lineItems"] or []
    if not entries:
        return [user_error(["lineItems"], "Add at least 1 product")]
    if len(entries) > MOST_LINES:
        text = f"Line items must have less than or equal to {MOST_LINES} items"
        return [user_error(["lineItems"], text)]
    errors: list[UserError] = []
    lines: list[DraftLine] = []
    for place, entry in enumerate(entries):
        problem = _line_problem(shop, place, entry)
        if problem is not None:
            errors.append(problem)
        else:
            lines.append(_line(shop, entry))
    if not errors:
        draft.lines = lines
    return errors


def _line_problem(shop: Shop, place: int, entry: Input) -> UserError | None:
    at: tuple[str | int, ...] = ("lineItems", place)
    if entry["quantity"] < 1:
        return user_error([*at, "quantity"], "Quantity must be greater than or equal to 1")
    wanted = entry.get("variantId")
    if wanted is not None:
        number = number_of(wanted, "ProductVariant")
        if shop.books.variants.get(number) is None:
            text = f"Product with ID {number} is no longer available."
            return user_error([*at, "variantId"], text)
        return None
    if not entry.get("title"):
        return user_error([*at, "title"], "Title can't be blank")
    if _unit_price(entry) < 0:
        text = "Original unit price must be greater than or equal to 0"
        return user_error([*at, "originalUnitPrice"], text)
    return None


def _unit_price(entry: Input) -> int:
    priced = entry.get("originalUnitPriceWithCurrency")
    if priced:
        return to_cents(priced["amount"])
    return int(entry.get("originalUnitPrice") or 0)


def _line(shop: Shop, entry: Input) -> DraftLine:
    override = entry.get("priceOverride")
    line = _product_line(shop, entry) if entry.get("variantId") else _custom_line(shop, entry)
    if override is not None:
        line.price_override = line.price = to_cents(override["amount"])
    line.applied_discount = _read_discount(entry.get("appliedDiscount"))
    line.custom_attributes = read_attributes(entry.get("customAttributes"))
    return line


def _product_line(shop: Shop, entry: Input) -> DraftLine:
    variant = shop.books.variants[number_of(entry["variantId"], "ProductVariant")]
    product = shop.books.products[variant.product_id]
    return DraftLine(
        id=shop.new_id("DraftOrderLineItem"),
        uuid=entry.get("uuid") or shop.new_uuid(),
        variant_id=variant.id,
        product_id=product.id,
        title=product.title,
        variant_title=None if variant.title == "Default Title" else variant.title,
        sku=variant.sku,
        vendor=product.vendor,
        quantity=entry["quantity"],
        price=variant.price,
        taxable=variant.taxable,
        requires_shipping=variant.requires_shipping,
        grams=variant.grams,
    )


_OUNCE, _POUND = 28.349523125, 453.59237
_GRAMS = {"GRAMS": 1.0, "KILOGRAMS": 1000.0, "OUNCES": _OUNCE, "POUNDS": _POUND}


def _custom_line(shop: Shop, entry: Input) -> DraftLine:
    weight = entry.get("weight")
    grams = round(weight["value"] * _GRAMS[weight["unit"]]) if weight else entry.get("grams")
    return DraftLine(
        id=shop.new_id("DraftOrderLineItem"),
        uuid=entry.get("uuid") or shop.new_uuid(),
        variant_id=None,
        product_id=None,
        title=entry["title"],
        variant_title=None,
        sku=entry.get("sku"),
        vendor=None,
        quantity=entry["quantity"],
        price=_unit_price(entry),
        taxable=entry.get("taxable") is not False,
        requires_shipping=entry.get("requiresShipping") is True,
        grams=grams or 0,
    )
