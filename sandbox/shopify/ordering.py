"""`orderCreate` with its real semantics, and simple changes to orders.

Not idempotent, computes no tax and no discount of its own, records transactions as given, and
claims no stock unless told to (fact sheet §9).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sandbox.shopify.answers import Payload, UserError, done, failed, refused, user_error
from sandbox.shopify.customers import upsert_for_order
from sandbox.shopify.draft_input import read_attributes
from sandbox.shopify.fulfilling import create_fulfillment
from sandbox.shopify.ids import gid, number_of
from sandbox.shopify.metafields import set_inline
from sandbox.shopify.money import percent, split, to_cents
from sandbox.shopify.paying import order_of
from sandbox.shopify.places import read_address, read_email, read_phone
from sandbox.shopify.placing import enter_order, new_order, new_transaction
from sandbox.shopify.rows import (
    Attribute,
    Customer,
    LineItem,
    Order,
    ShippingLine,
    TaxLine,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.stock import Wish, route, shortages, take
from sandbox.shopify.tags import read_tags
from sandbox.shopify.totals import financial_status

Input = Mapping[str, Any]


def create_order(shop: Shop, arguments: Input) -> Payload:
    """`orderCreate`. The same input twice makes two orders."""
    given = arguments["order"]
    options = arguments.get("options") or {}
    if shop.options.is_development and not shop.order_rate.allows(shop.clock.timestamp()):
        return refused(None, "Too many attempts. Please try again later.", "INVALID")
    errors = _problems(shop, given)
    if errors:
        return failed(errors)
    lines = [_line(shop, entry) for entry in given["lineItems"]]
    wishes = [
        Wish(line=line.id, variant=shop.books.variants.get(line.variant_id), quantity=line.quantity)
        for line in lines
    ]
    behavior = options.get("inventoryBehaviour") or "BYPASS"
    if behavior == "DECREMENT_OBEYING_POLICY" and shortages(shop, wishes):
        text = "Unable to claim inventory for all line items."
        return refused(["order", "lineItems"], text, "INVENTORY_CLAIM_FAILED")
    customer, errors = _customer(shop, given)
    if errors:
        return failed(errors)
    order = _order(shop, given, lines, customer)
    assignments = route(shop, wishes)
    if behavior == "BYPASS":
        for line in lines:
            line.claimed = False
    else:
        take(shop, assignments, "committed")
    enter_order(shop, order, assignments)
    _settle(shop, order, given)
    return done(order=order)


def _problems(shop: Shop, given: Input) -> list[UserError]:
    errors: list[UserError] = []
    if not given.get("lineItems"):
        errors.append(user_error(["order", "lineItems"], "Line items can't be blank", "INVALID"))
    for place, entry in enumerate(given.get("lineItems") or []):
        errors += _line_problems(shop, place, entry, given)
    if given.get("customer") and given.get("customerId"):
        text = "Only one of customer or customerId may be given"
        errors.append(user_error(["order"], text, "REDUNDANT_CUSTOMER_FIELDS"))
    processed = given.get("processedAt")
    if processed is not None and processed > shop.now():
        text = "Processed at must not be in the future"
        errors.append(user_error(["order", "processedAt"], text, "PROCESSED_AT_INVALID"))
    if given.get("email") and read_email(given["email"]) is None:
        errors.append(user_error(["order", "email"], "Email is invalid", "INVALID"))
    if given.get("phone") and read_phone(given["phone"]) is None:
        errors.append(user_error(["order", "phone"], "Phone is invalid", "INVALID"))
    return errors


def _line_problems(shop: Shop, place: int, entry: Input, given: Input) -> list[UserError]:
    at: tuple[str | int, ...] = ("order", "lineItems", place)
    errors: list[UserError] = []
    if entry["quantity"] < 1:
        text = "Quantity must be greater than or equal to 1"
        errors.append(user_error([*at, "quantity"], text, "INVALID"))
    variant_id = entry.get("variantId")
    if variant_id and shop.books.variants.get(number_of(variant_id, "ProductVariant")) is None:
        errors.append(user_error([*at, "variantId"], "Variant does not exist", "INVALID"))
    if not variant_id and not (entry.get("title") and entry.get("priceSet")):
        text = "Title and price can't be blank on a line without a variant"
        errors.append(user_error([*at, "title"], text, "INVALID"))
    if entry.get("taxLines") and given.get("taxLines"):
        text = "Tax lines can be given on the order or on its lines, not on both"
        errors.append(user_error(["order", "taxLines"], text, "INVALID"))
    if entry.get("fulfillmentService") not in (None, "manual"):
        text = "Fulfillment service is invalid"
        errors.append(user_error([*at, "fulfillmentService"], text, "FULFILLMENT_SERVICE_INVALID"))
    return errors


def _line(shop: Shop, entry: Input) -> LineItem:
    variant = shop.books.variants.get(number_of(entry.get("variantId"), "ProductVariant"))
    product_id = number_of(entry.get("productId"), "Product")
    product = shop.books.products.get(variant.product_id if variant else product_id)
    priced = entry.get("priceSet")
    weight = entry.get("weight")
    price, grams = (variant.price, variant.grams) if variant else (0, 0)
    shown = variant.title if variant and variant.title != "Default Title" else None
    return LineItem(
        id=shop.new_id("LineItem"),
        variant_id=variant.id if variant else None,
        product_id=product.id if product else None,
        title=entry.get("title") or (product.title if product else "Item"),
        variant_title=entry.get("variantTitle") or shown,
        sku=entry.get("sku") or (variant.sku if variant else None),
        vendor=entry.get("vendor") or (product.vendor if product else None),
        quantity=entry["quantity"],
        price=to_cents(priced["shopMoney"]["amount"]) if priced else price,
        taxable=entry.get("taxable") is not False,
        requires_shipping=entry.get("requiresShipping") is True,
        grams=round(weight["value"]) if weight else grams,
        gift_card=entry.get("giftCard") is True,
        tax_lines=[_tax_line(tax) for tax in entry.get("taxLines") or []],
        custom_attributes=[
            Attribute(key=each["name"], value=each["value"])
            for each in entry.get("properties") or []
        ],
    )


def _tax_line(entry: Input) -> TaxLine:
    priced = entry.get("priceSet")
    return TaxLine(
        title=entry["title"],
        rate=str(entry["rate"]),
        price=to_cents(priced["shopMoney"]["amount"]) if priced else 0,
        channel_liable=entry.get("channelLiable") is True,
    )


def _customer(shop: Shop, given: Input) -> tuple[Customer | None, list[UserError]]:
    wanted = given.get("customer") or {}
    if wanted.get("toUpsert"):
        return upsert_for_order(shop, wanted["toUpsert"])
    number = given.get("customerId") or (wanted.get("toAssociate") or {}).get("id")
    if number is None:
        return None, []
    customer = shop.books.customers.get(number_of(number, "Customer"))
    if customer is None:
        return None, [user_error(["order", "customerId"], "Customer does not exist", "INVALID")]
    return customer, []


def _order(shop: Shop, given: Input, lines: list[LineItem], customer: Customer | None) -> Order:
    email = given.get("email") or (customer.email if customer else None)
    _spread_taxes(lines, given.get("taxLines") or [])
    codes = _apply_code(lines, given.get("discountCode") or {})
    return new_order(
        shop,
        lines=lines,
        customer_id=customer.id if customer else None,
        email=read_email(email) if email else None,
        phone=read_phone(given["phone"]) if given.get("phone") else None,
        name=given.get("name"),
        note=given.get("note"),
        tags=read_tags(given.get("tags")),
        custom_attributes=read_attributes(given.get("customAttributes")),
        billing_address=read_address(shop, given.get("billingAddress")),
        shipping_address=read_address(shop, given.get("shippingAddress")),
        shipping_lines=[_shipping(shop, entry) for entry in given.get("shippingLines") or []],
        discount_codes=codes,
        source_name=given.get("sourceName") or "voicetill-app",
        source_identifier=given.get("sourceIdentifier"),
        source_url=given.get("sourceUrl"),
        po_number=given.get("poNumber"),
        test=given.get("test") is True,
        taxes_included=given.get("taxesIncluded") is True,
        financial_status=given.get("financialStatus"),
        processed_at=given.get("processedAt"),
        closed_at=given.get("closedAt"),
    )


def _shipping(shop: Shop, entry: Input) -> ShippingLine:
    return ShippingLine(
        id=shop.new_id("ShippingLine"),
        title=entry["title"],
        price=to_cents(entry["priceSet"]["shopMoney"]["amount"]),
        code=entry.get("code"),
        source=entry.get("source"),
        tax_lines=[_tax_line(tax) for tax in entry.get("taxLines") or []],
    )


def _spread_taxes(lines: list[LineItem], given: list[Input]) -> None:
    """Taxes on the order are split over its taxable lines."""
    taxable = [line for line in lines if line.taxable]
    weights = [line.price * line.quantity for line in taxable]
    for entry in given:
        whole = _tax_line(entry)
        for line, part in zip(taxable, split(whole.price, weights), strict=True):
            if part:
                line.tax_lines.append(
                    TaxLine(
                        title=whole.title,
                        rate=whole.rate,
                        price=part,
                        channel_liable=whole.channel_liable,
                    )
                )


def _apply_code(lines: list[LineItem], given: Input) -> list[str]:
    """The one discount code that `orderCreate` takes; gives the codes to show."""
    weights = [line.price * line.quantity for line in lines]
    fixed, rate = given.get("itemFixedDiscountCode"), given.get("itemPercentageDiscountCode")
    amount = 0
    if fixed and fixed.get("amountSet"):
        amount = min(sum(weights), to_cents(fixed["amountSet"]["shopMoney"]["amount"]))
    elif rate and rate.get("percentage"):
        amount = percent(sum(weights), Decimal(str(rate["percentage"])) / 100)
    for line, part in zip(lines, split(amount, weights), strict=True):
        line.order_discount = part
    return [entry["code"] for entry in given.values() if entry]


def _settle(shop: Shop, order: Order, given: Input) -> None:
    """Transactions, metafields and fulfillment that came with the order."""
    declared = order.financial_status
    for entry in given.get("transactions") or []:
        new_transaction(
            shop,
            order,
            kind=entry.get("kind") or "SALE",
            amount=to_cents(entry["amountSet"]["shopMoney"]["amount"]),
            status=entry.get("status") or "SUCCESS",
            gateway=entry.get("gateway") or "manual",
            authorization_code=entry.get("authorizationCode"),
            processed_at=entry.get("processedAt") or shop.now(),
            receipt=entry.get("receiptJson"),
            test=entry.get("test") is True,
        )
    order.financial_status = declared
    set_inline(shop, "Order", order.id, given.get("metafields"))
    shop.changed(order)
    if financial_status(order) == "PAID":
        shop.emit("orders/paid", order)
    if given.get("fulfillment") or given.get("fulfillmentStatus") == "FULFILLED":
        _fulfill_at_once(shop, order, given.get("fulfillment") or {})


def _fulfill_at_once(shop: Shop, order: Order, given: Input) -> None:
    location = number_of(given.get("locationId"), "Location")
    numbers = given.get("trackingNumbers") or [given.get("trackingNumber")]
    tracking = {
        "company": given.get("trackingCompany"),
        "numbers": [number for number in numbers if number],
    }
    for each in order.fulfillment_orders:
        each.location_id = location or each.location_id
        wish = {"fulfillmentOrderId": gid("FulfillmentOrder", each.id)}
        create_fulfillment(
            shop,
            {"fulfillment": {"lineItemsByFulfillmentOrder": [wish], "trackingInfo": tracking}},
        )


def update_order(shop: Shop, arguments: Input) -> Payload:
    """`orderUpdate`: note, tags, contact, address, attributes; also on canceled orders."""
    given = arguments["input"]
    order = order_of(shop, given["id"])
    if order is None:
        return refused(["id"], "Order does not exist")
    if given.get("email") and read_email(given["email"]) is None:
        return refused(["email"], "Email is invalid")
    if given.get("phone") and read_phone(given["phone"]) is None:
        return refused(["phone"], "Phone is invalid")
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "note": ("note", _as_it_is),
        "poNumber": ("po_number", _as_it_is),
        "email": ("email", lambda value: read_email(value) if value else None),
        "phone": ("phone", lambda value: read_phone(value) if value else None),
        "tags": ("tags", read_tags),
        "customAttributes": ("custom_attributes", read_attributes),
        "shippingAddress": ("shipping_address", lambda value: read_address(shop, value)),
    }
    for name, (attribute, read) in readers.items():
        if name in given:
            setattr(order, attribute, read(given[name]))
    set_inline(shop, "Order", order.id, given.get("metafields"))
    shop.changed(order)
    shop.emit("orders/updated", order)
    return done(order=order)


def _as_it_is(value: Any) -> Any:
    return value


def close_order(shop: Shop, arguments: Input) -> Payload:
    """`orderClose`."""
    order = order_of(shop, arguments["input"]["id"])
    if order is None:
        return refused(["id"], "Order does not exist")
    order.closed_at = order.closed_at or shop.now()
    shop.changed(order)
    shop.emit("orders/updated", order)
    return done(order=order)
