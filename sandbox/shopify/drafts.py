"""Draft orders: calculate, create, update, reserve, complete, delete, send the invoice."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from sandbox.shopify.answers import Payload, done, failed, refused
from sandbox.shopify.draft_input import is_tax_exempt, read_draft
from sandbox.shopify.ids import gid, number_of
from sandbox.shopify.metafields import set_inline
from sandbox.shopify.placing import enter_order, new_order, new_transaction
from sandbox.shopify.pricing import line_discount
from sandbox.shopify.rows import DraftLine, DraftOrder, LineItem, Order, Reservation
from sandbox.shopify.shop import Shop
from sandbox.shopify.stock import Assignment, Wish, level_of, move, route, shortages, take
from sandbox.shopify.times import timestamp
from sandbox.shopify.totals import totals

Input = Mapping[str, Any]
_ABSENT = "The draft order does not exist"


def calculate(shop: Shop, arguments: Input) -> Payload:
    """`draftOrderCalculate`: a priced draft that is not kept."""
    draft = _blank(shop, kept=False)
    errors = read_draft(shop, draft, arguments["input"])
    return failed(errors) if errors else done(calculatedDraftOrder=draft)


def create(shop: Shop, arguments: Input) -> Payload:
    """`draftOrderCreate`. Not idempotent: each call makes a draft."""
    draft = _blank(shop, kept=True)
    errors = read_draft(shop, draft, arguments["input"])
    if errors:
        return failed(errors)
    if draft.reserve_until is not None and not reserve(shop, draft):
        return _cannot_reserve()
    draft.id = shop.new_id("DraftOrder")
    draft.number = shop.new_id("draft number")
    draft.invoice_token = shop.new_uuid().replace("-", "")
    shop.added(draft)
    set_inline(shop, "DraftOrder", draft.id, arguments["input"].get("metafields"))
    shop.emit("draft_orders/create", draft)
    return done(draftOrder=draft)


def _blank(shop: Shop, *, kept: bool) -> DraftOrder:
    now = shop.now()
    delay_s = shop.draft_delay_s if kept else 0
    return DraftOrder(id=0, number=0, created_at=now, updated_at=now, ready_at=shop.later(delay_s))


def _cannot_reserve() -> Payload:
    return refused(["reserveInventoryUntil"], "Unable to reserve inventory for all line items")


def update(shop: Shop, arguments: Input) -> Payload:
    """`draftOrderUpdate`: fields that are given replace the present ones."""
    draft = _draft(shop, arguments["id"])
    if draft is None:
        return refused(["id"], _ABSENT)
    if draft.status == "COMPLETED":
        return refused(["id"], "This draft order has already been completed")
    given = arguments["input"]
    changed = deepcopy(draft)
    errors = read_draft(shop, changed, given)
    if errors:
        return failed(errors)
    if not _renew_reservation(shop, draft, changed, given):
        return _cannot_reserve()
    changed.ready_at = shop.later(shop.draft_delay_s)
    shop.changed(_replaced(shop, changed))
    set_inline(shop, "DraftOrder", changed.id, given.get("metafields"))
    shop.emit("draft_orders/update", changed)
    return done(draftOrder=changed)


def _replaced(shop: Shop, draft: DraftOrder) -> DraftOrder:
    return shop.books.drafts.add(draft)


def _renew_reservation(shop: Shop, draft: DraftOrder, changed: DraftOrder, given: Input) -> bool:
    """Let go and take again when lines or the end of the reservation change."""
    if "lineItems" not in given and "reserveInventoryUntil" not in given:
        return True
    release(shop, draft)
    changed.reservations = []
    if changed.reserve_until is None or reserve(shop, changed):
        return True
    reserve(shop, draft)
    return False


def _draft(shop: Shop, wanted: str) -> DraftOrder | None:
    return shop.books.drafts.get(number_of(wanted, "DraftOrder"))


def reserve(shop: Shop, draft: DraftOrder) -> bool:
    """Set the draft's pieces aside until `reserve_until`; False = not enough, nothing is done.

    Whether the vendor refuses or goes below zero is not documented: a sold-out line whose policy
    is DENY is refused here.
    """
    wishes = _wishes(shop, draft)
    if shortages(shop, wishes):
        return False
    assignments = route(shop, wishes)
    take(shop, assignments, "reserved")
    draft.reservations = [
        Reservation(
            line_id=each.line,
            item_id=each.item.id,
            location_id=each.location_id,
            quantity=each.quantity,
        )
        for each in assignments
        if each.item is not None and each.item.tracked
    ]
    watch(shop, draft)
    return True


def watch(shop: Shop, draft: DraftOrder) -> None:
    """Give the pieces back by itself when the reservation's time is over."""
    if draft.reserve_until is not None:
        shop.timers.at(timestamp(draft.reserve_until), lambda: _expire(shop, draft))


def _expire(shop: Shop, draft: DraftOrder) -> None:
    current = shop.books.drafts.get(draft.id)
    if current is None or current.reserve_until is None or current.status == "COMPLETED":
        return
    if current.reserve_until <= shop.now():
        release(shop, current)
        current.reserve_until = None
        shop.changed(current)
        shop.emit("draft_orders/update", current)


def release(shop: Shop, draft: DraftOrder) -> None:
    """Give back what a draft has set aside."""
    for held in draft.reservations:
        level = level_of(shop, held.item_id, held.location_id)
        if level is not None:
            move(shop, level, reserved=-held.quantity, available=held.quantity)
    draft.reservations = []


def _wishes(shop: Shop, draft: DraftOrder) -> list[Wish]:
    variants = shop.books.variants
    return [
        Wish(line=line.id, variant=variants.get(line.variant_id), quantity=line.quantity)
        for line in draft.lines
    ]


def delete(shop: Shop, arguments: Input) -> Payload:
    """`draftOrderDelete`: also gives back what it has set aside."""
    wanted = arguments["input"]["id"]
    draft = _draft(shop, wanted)
    if draft is None:
        return refused(["id"], _ABSENT)
    if draft.status == "COMPLETED":
        return refused(["id"], "A completed draft order can't be deleted")
    release(shop, draft)
    shop.removed(draft)
    shop.emit("draft_orders/delete", draft)
    return done(deletedId=gid("DraftOrder", draft.id))


def send_invoice(shop: Shop, arguments: Input) -> Payload:
    """`draftOrderInvoiceSend`: the e-mail itself is not sent anywhere."""
    draft = _draft(shop, arguments["id"])
    if draft is None:
        return refused(["id"], _ABSENT)
    recipient = (arguments.get("email") or {}).get("to") or draft.email
    if not recipient:
        return refused(["email", "to"], "To can't be blank")
    if draft.status == "COMPLETED":
        return refused(["id"], "This draft order has already been completed")
    draft.status = "INVOICE_SENT"
    draft.invoice_sent_at = shop.now()
    shop.changed(draft)
    shop.emit("draft_orders/update", draft)
    return done(draftOrder=draft)


def complete(shop: Shop, arguments: Input) -> Payload:
    """`draftOrderComplete`: commits stock; without `paymentPending` the order is marked paid.

    A completed draft cannot be completed again, which makes its id a natural idempotency anchor.
    """
    draft = _draft(shop, arguments["id"])
    if draft is None:
        return refused(["id"], _ABSENT)
    if draft.status == "COMPLETED":
        return refused(None, "This order has already been completed")
    if draft.ready_at > shop.clock.timestamp():
        return refused(None, "This draft order is still being calculated, try again in a moment")
    order = _place(shop, draft, arguments.get("sourceName"))
    if not arguments.get("paymentPending"):
        _mark_paid(shop, order)
    draft.status = "COMPLETED"
    draft.completed_at = shop.now()
    draft.order_id = order.id
    draft.reserve_until = None
    shop.changed(draft)
    shop.emit("draft_orders/update", draft)
    return done(draftOrder=draft)


def _mark_paid(shop: Shop, order: Order) -> None:
    amount = totals(order).total
    if amount > 0:
        new_transaction(shop, order, kind="SALE", amount=amount)
    shop.changed(order)
    shop.emit("orders/paid", order)


def _place(shop: Shop, draft: DraftOrder, source_name: str | None) -> Order:
    line_ids = {line.id: shop.new_id("LineItem") for line in draft.lines}
    assignments = _deliveries(shop, draft)
    order = new_order(
        shop,
        lines=[_order_line(line, line_ids[line.id]) for line in draft.lines],
        customer_id=draft.customer_id,
        email=draft.email,
        phone=draft.phone,
        note=draft.note,
        tags=list(draft.tags),
        custom_attributes=list(draft.custom_attributes),
        billing_address=draft.billing_address,
        shipping_address=draft.shipping_address,
        shipping_lines=[draft.shipping_line] if draft.shipping_line else [],
        discount_codes=list(draft.discount_codes),
        discount=draft.applied_discount or draft.automatic_discount,
        source_name=source_name or draft.source_name or "shopify_draft_order",
        po_number=draft.po_number,
        tax_exempt=is_tax_exempt(shop, draft),
        draft_id=draft.id,
    )
    renamed = [
        Assignment(
            line=line_ids[each.line],
            location_id=each.location_id,
            item=each.item,
            quantity=each.quantity,
        )
        for each in assignments
    ]
    enter_order(shop, order, renamed)
    return order


def _deliveries(shop: Shop, draft: DraftOrder) -> list[Assignment]:
    """From where the lines are delivered: reserved pieces from where they lie, the rest routed.

    All counted pieces end up committed; nothing stops an oversale here, as with the vendor.
    """
    held = {each.line_id: each for each in draft.reservations}
    open_ = [wish for wish in _wishes(shop, draft) if wish.line not in held]
    routed = {each.line: each for each in route(shop, open_)}
    take(shop, routed.values(), "committed")
    for each in draft.reservations:
        level = level_of(shop, each.item_id, each.location_id)
        if level is not None:
            move(shop, level, reserved=-each.quantity, committed=each.quantity)
    draft.reservations = []
    deliveries: list[Assignment] = []
    for line in draft.lines:
        reserved = held.get(line.id)
        deliveries.append(
            routed[line.id]
            if reserved is None
            else Assignment(
                line=line.id,
                location_id=reserved.location_id,
                item=shop.books.items[reserved.item_id],
                quantity=line.quantity,
            )
        )
    return deliveries


def _order_line(line: DraftLine, line_id: int) -> LineItem:
    return LineItem(
        id=line_id,
        variant_id=line.variant_id,
        product_id=line.product_id,
        title=line.title,
        variant_title=line.variant_title,
        sku=line.sku,
        vendor=line.vendor,
        quantity=line.quantity,
        price=line.price,
        taxable=line.taxable,
        requires_shipping=line.requires_shipping,
        grams=line.grams,
        discount=line_discount(line),
        order_discount=line.order_discount,
        tax_lines=list(line.tax_lines),
        custom_attributes=list(line.custom_attributes),
    )
