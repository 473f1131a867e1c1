"""Lightspeed's quotes and sales. Without idempotency keys: our reference is looked up first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.lightspeed.account import Facts
from adapters.lightspeed.client import PAGE_LIMIT, LightspeedClient, is_id, malformed
from adapters.lightspeed.errors import PLATFORM_NAME
from adapters.lightspeed.holds import held_lines
from adapters.lightspeed.reading import read_one
from adapters.listing import Bookmark, read_records
from adapters.wire import JsonObject
from domain.errors import RejectedError, UnsupportedError
from domain.events import Entity
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import Cart, OrderDraft, OrderState, PaymentState, PosOrder, Quote
from domain.payments import PaymentStatus
from domain.ports.pos import Page
from mapping.engine import MappingError
from mapping.platforms import lightspeed as table
from mapping.platforms import lightspeed_words as words
from mapping.platforms.lightspeed_prices import TaxRules, quote_of
from mapping.platforms.lightspeed_requests import (
    ids_filter,
    moment_request,
    payment_request,
    sale_request,
    since_filter,
)
from mapping.platforms.lightspeed_shapes import even
from mapping.platforms.lightspeed_words import SOURCE
from mapping.report import MappingReport

RELATIONS = ("SaleLines", "SaleLines.Item", "SalePayments")


def quote(client: LightspeedClient, facts: Facts, cart: Cart, shipping_item: str) -> Quote:
    """The cart's price by the account's own prices and tax rates; three reads, four for a customer,
    who may have a tax category of their own, such as one without tax."""
    refuse_modifiers(cart, "quote")
    facts.require_currency(cart.currency, "quote")
    items = _items(client, cart, shipping_item)
    shop = client.find("Shop", cart.location_platform_id, "shops.get")
    if shop is None:
        raise _rejected("quote", f"there is no shop {cart.location_platform_id}")
    category = client.find(
        "TaxCategory",
        _own_tax(client, cart) or str(shop.get("taxCategoryID", "0")),
        "tax_categories.get",
        ("TaxCategoryClasses",),
    )
    try:
        return quote_of(cart, items, TaxRules.read(category), items.get(shipping_item))
    except MappingError as error:
        raise _rejected("quote", f"{error.path}: {error.remedy}") from error
    except (ValueError, TypeError, KeyError) as error:
        raise malformed("quote", f"a tax rate cannot be read: {error}") from error


def _own_tax(client: LightspeedClient, cart: Cart) -> str | None:
    """The tax category of the customer, which goes before the shop's; None where it has none."""
    customer = cart.recipient.customer_platform_id if cart.recipient is not None else None
    raw = client.find("Customer", customer, "customers.tax") if customer is not None else None
    told = str((raw or {}).get("taxCategoryID") or "0")
    return None if told == "0" else told


def _items(client: LightspeedClient, cart: Cart, shipping_item: str) -> dict[str, JsonObject]:
    extra = [shipping_item] if shipping_item and cart.shipping_fee else []
    wanted = list(dict.fromkeys([*(str(one.variant_platform_id) for one in cart.lines), *extra]))
    found: dict[str, JsonObject] = {}
    asked = [one for one in wanted if is_id(one)]
    for start in range(0, len(asked), PAGE_LIMIT):
        params = {"itemID": ids_filter(asked[start : start + PAGE_LIMIT])}
        for page in client.pages("Item", "items.prices", params):
            found |= {str(raw.get("itemID")): raw for raw in page.records}
    missing = [one for one in wanted if one not in found]
    if missing:
        raise _rejected("quote", f"item {missing[0]} is not sold any more")
    for raw in found.values():
        if words.counter_only(raw.get("itemType"), raw.get("serialized")) is not None:
            raise UnsupportedError(
                "this article has a serial number and can only be sold in the store",
                platform=PLATFORM_NAME,
                operation="quote",
            )
    return found


def refuse_modifiers(cart: Cart, operation: str) -> None:
    """Raises UnsupportedError before any call: Lightspeed has no modifiers."""
    if any(line.modifiers for line in cart.lines):
        raise UnsupportedError(
            "with this store's till, nothing can be added to an article",
            platform=PLATFORM_NAME,
            operation=operation,
        )


def create_order(
    client: LightspeedClient,
    facts: Facts,
    draft: OrderDraft,
    report: MappingReport,
    *,
    shipping_item: str,
) -> PosOrder:
    """An open sale under our reference; one that is there already is given back."""
    refuse_modifiers(draft.cart, "orders.create")
    facts.require_currency(draft.cart.currency, "orders.create")
    known = find_raw(client, draft.reference, "orders.find")
    if known is None:
        till = facts.till(draft.cart.location_platform_id)
        held = held_lines(client, draft.cart, draft.reference)
        body = sale_request(draft, till, held=held, shipping_item=shipping_item)
        known = client.write("POST", ("Sale",), "orders.create", body, relations=RELATIONS)
    return _order(known, "orders.create", facts, report)


def find_order(
    client: LightspeedClient, facts: Facts, reference: str, report: MappingReport
) -> PosOrder | None:
    """The sale with our reference, canceled ones included."""
    raw = find_raw(client, reference, "orders.find")
    return None if raw is None else _order(raw, "orders.find", facts, report)


def find_raw(client: LightspeedClient, reference: str, operation: str) -> JsonObject | None:
    """The sale with our reference, as Lightspeed keeps it."""
    params = {"referenceNumber": reference, "archived": "true"}
    for page in client.pages("Sale", operation, params, RELATIONS):
        for raw in page.records:
            if raw.get("referenceNumberSource") == SOURCE and (
                raw.get("referenceNumber") == reference
            ):
                return raw
    return None


def get_order(
    client: LightspeedClient, facts: Facts, platform_id: PlatformId, report: MappingReport
) -> PosOrder | None:
    """One sale, or None."""
    raw = client.find("Sale", platform_id, "orders.get", RELATIONS)
    if raw is None:
        return None
    order = _order(raw, "orders.get", facts, report)
    if order.payment_state is not PaymentState.PAID or not order.payment_platform_ids:
        return order
    return _with_refunds(order, refunded(client, facts, order.payment_platform_ids))


def _with_refunds(order: PosOrder, back: Money) -> PosOrder:
    """The order as its refunds leave it; a sale does not tell of them itself."""
    if not back.amount:
        return order
    whole = order.total <= back
    state = PaymentState.REFUNDED if whole else PaymentState.PARTIALLY_REFUNDED
    return replace(order, payment_state=state, refunded=back)


def refunded(client: LightspeedClient, facts: Facts, payment_ids: Sequence[PlatformId]) -> Money:
    """What went back of these payments so far: later payments that name them, negative."""
    back = Money.zero(facts.currency)
    params = {"refPaymentID": ids_filter(payment_ids)}
    for page in client.pages("SalePayment", "payments.refunds", params):
        for raw in page.records:
            payment = read_one(
                table.PAYMENT, raw, "payments.refunds", MappingReport(), {"currency": back.currency}
            )
            if payment.status is PaymentStatus.CAPTURED:
                back -= payment.amount
    return back


def list_orders(
    client: LightspeedClient,
    facts: Facts,
    report: MappingReport,
    *,
    since: str | None,
    customer_id: PlatformId | None,
    cursor: str | None,
) -> Iterator[Page[PosOrder]]:
    """Sales of one customer by their number, or by their last change; newest first.

    The newest change is on the first page, and is where the next delta starts.
    """
    bookmark = Bookmark.read(cursor)
    mark = bookmark.mark
    params = {"sort": "-updatetime"} if customer_id is None else {"sort": "-saleID"}
    params |= {"customerID": customer_id} if customer_id is not None else {"archived": "true"}
    params |= {"updatetime": since_filter(since)} if since else {}
    context = {"currency": facts.currency}
    for page in client.pages("Sale", "orders.list", params, RELATIONS, bookmark.cursor):
        good, bad = read_records(
            page.records,
            table.ORDER,
            Entity.ORDER,
            context=context,
            report=report,
            id_field="saleID",
        )
        if mark is None and good:
            mark = moment_request(max(order.updated_at for order in good))
        rest = page.cursor
        yield Page(
            records=good,
            quarantined=bad,
            cursor=Bookmark(cursor=rest, mark=mark).write() if rest else None,
            high_water=None if rest else mark or since,
        )


def confirm_order(
    client: LightspeedClient,
    facts: Facts,
    order: PosOrder,
    report: MappingReport,
    *,
    paid: Money,
    external_reference: str | None,
) -> PosOrder:
    """Record the money and complete the sale: stock falls now. A completed one is given back."""
    facts.require_currency(paid.currency, "orders.confirm")
    raw = raw_order(client, order.platform_id, "orders.confirm")
    if raw.get("completed") != "true":
        body: JsonObject = {"completed": "true"}
        if paid.amount and not _holds_payment(raw, external_reference):
            body |= payment_request(
                paid.decimal_string(), facts.payment_type(), reference=external_reference or ""
            )
        raw = client.write(
            "PUT", ("Sale", order.platform_id), "orders.confirm", body, relations=RELATIONS
        )
    return _order(raw, "orders.confirm", facts, report)


def _holds_payment(raw: Mapping[str, Any], reference: str | None) -> bool:
    payments = (even(dict(raw)).get("SalePayments") or {}).get("SalePayment", [])
    return reference is not None and any(
        one.get("remoteReference") == reference and one.get("archived") != "true"
        for one in payments
    )


def cancel_order(
    client: LightspeedClient, facts: Facts, platform_id: PlatformId, report: MappingReport
) -> PosOrder:
    """Archive an open sale. Raises RejectedError for a paid one: return the goods instead."""
    current = _order(
        raw_order(client, platform_id, "orders.cancel"), "orders.cancel", facts, report
    )
    if current.state is OrderState.CANCELED:
        return current
    if current.state is not OrderState.PENDING:
        raise _rejected("orders.cancel", "the sale is complete; take the goods back instead")
    client.write("DELETE", ("Sale", platform_id), "orders.cancel", repeatable=True)
    raw = raw_order(client, platform_id, "orders.cancel")
    return _order(raw, "orders.cancel", facts, report)


def raw_order(client: LightspeedClient, platform_id: PlatformId, operation: str) -> JsonObject:
    """A sale with lines and payments. Raises RejectedError where there is none."""
    raw = client.find("Sale", platform_id, operation, RELATIONS)
    if raw is None:
        raise _rejected(operation, f"there is no sale {platform_id}")
    return raw


def _order(raw: Any, operation: str, facts: Facts, report: MappingReport) -> PosOrder:
    return read_one(table.ORDER, raw, operation, report, {"currency": facts.currency})


def _rejected(operation: str, what: str) -> RejectedError:
    return RejectedError(what, platform=PLATFORM_NAME, operation=operation)
