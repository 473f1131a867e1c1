"""Reading, pricing and selling: every sale is a draft that is completed into an unpaid order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import structlog

from adapters.listing import prepared
from adapters.platform import AdapterSettings
from adapters.shopify.client import ShopifyClient, nodes
from adapters.shopify.drafts import Draft, Drafts
from adapters.shopify.errors import rejected, unsupported
from adapters.shopify.holds import Holds
from adapters.shopify.options import keeps_aside
from adapters.shopify.paging import changed_since, completed, pages
from adapters.shopify.reading import read_one
from adapters.wire import JsonObject
from domain.errors import AmbiguousOutcomeError, PlatformError, RejectedError
from domain.events import Entity, Quarantined
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import Cart, FulfillmentMethod, OrderDraft, PaymentState, PosOrder, Quote
from domain.ports.pos import Page
from mapping.converters import money_bag
from mapping.platforms import shopify as table
from mapping.platforms.shopify_records import (
    REFERENCE_ATTRIBUTE,
    open_fulfillment_orders,
    order_record,
    quote_record,
)
from mapping.platforms.shopify_requests import cart_input, draft_input, reference_tag
from mapping.platforms.shopify_words import attribute, gid_number

LINES = 20
"""Lines read with one order; the rest of a longer one is fetched. Their points are reserved whether
they are there or not, so few are asked for."""
_LINES_PER_PAGE = 50
_LINES_IN_LIST = 10
_ORDERS_PER_PAGE = 5
_RECENT_ORDERS = 20
_ORDER_COST = 60
_LINE_COST = 12
_ROUTING_LOOKS = 8

log = structlog.get_logger(__name__)


def order_cost(lines: int) -> float:
    """Points of one order read with that many lines."""
    return _ORDER_COST + _LINE_COST * lines


@dataclass(frozen=True, slots=True)
class Orders:
    """The shop's order book."""

    client: ShopifyClient
    settings: AdapterSettings

    def listed(
        self, since: str | None, customer_id: PlatformId | None, cursor: str | None
    ) -> Iterator[Page[PosOrder]]:
        """Orders of one customer, or changed after `since`, newest first."""
        terms = [changed_since(since)]
        if customer_id is not None:
            terms.append(f"customer_id:{gid_number(customer_id)}")
        return pages(
            self.client, "Orders", "orders", self._read_page, cursor=cursor, since=since,
            cost=_ORDERS_PER_PAGE * order_cost(_LINES_IN_LIST), first=_ORDERS_PER_PAGE,
            filter=" ".join(term for term in terms if term) or None,
            sort="UPDATED_AT" if since else "CREATED_AT", lines=_LINES_IN_LIST,
        )  # fmt: skip

    def one(self, platform_id: PlatformId) -> PosOrder | None:
        """One order; None if unknown."""
        raw = self._raw(platform_id)
        return None if raw is None else self._read("OrderById", raw)

    def referenced(self, reference: str, *, created_after: datetime) -> PosOrder | None:
        """The order that carries our reference: by search, by the newest orders (the search index
        lags), and by the draft it came from."""
        tag = reference_tag(reference)
        data = self.client.query(
            "OrdersByReference",
            cost=order_cost(LINES) + 3 * _RECENT_ORDERS,
            search=f"tag:'{tag}' created_at:>='{created_after:%Y-%m-%dT%H:%M:%SZ}'",
            recent=_RECENT_ORDERS,
            lines=LINES,
        )
        for raw in nodes("OrdersByReference", data["tagged"]):
            if attribute(raw["customAttributes"], REFERENCE_ATTRIBUTE) == reference:
                return self._read("OrdersByReference", raw)
        for raw in nodes("OrdersByReference", data["recent"]):
            if attribute(raw["customAttributes"], REFERENCE_ATTRIBUTE) == reference:
                return self.one(raw["id"])
        sold = Drafts(self.client).sold(reference)
        return None if sold is None else self.one(sold)

    def quoted(self, cart: Cart) -> Quote:
        """The cart priced by the shop's rules; nothing is saved."""
        _check_expressible(cart, "Quote")
        payload = self.client.calculate(
            "Quote", "draftOrderCalculate", cost=40, input=cart_input(cart)
        )
        _require_codes_applied(payload["calculatedDraftOrder"])
        quote = read_one(
            table.QUOTE,
            quote_record(payload["calculatedDraftOrder"]),
            operation="Quote",
            report=self.settings.report,
        )
        if quote.total.currency != cart.currency:
            raise rejected("Quote", f"the shop sells in {quote.total.currency}")
        return quote

    def create(self, draft: OrderDraft) -> PosOrder:
        """An unpaid order at the wished location, its stock committed.

        Can be called again with the same reference at any moment: it takes up the draft or the
        order it finds where the call before left it.
        """
        _check_expressible(draft.cart, "DraftCreate")
        lines = min(LINES, len(draft.cart.lines) + 5)  # a bundle sells as its components
        drafts = Drafts(self.client)
        found, held = self._opened(drafts, draft)
        raw = None if found.sold_as else drafts.complete(found, lines=lines, held=held)
        if raw is None:
            raw = self._needed(drafts.order_of(found))
        raw = self._routed(raw, draft.cart.location_platform_id, lines)
        return self._read("DraftComplete", raw)

    def _opened(self, drafts: Drafts, draft: OrderDraft) -> tuple[Draft, dict[str, Any] | None]:
        """The draft to complete, and what gives back the goods that are kept aside for it."""
        request = draft_input(draft)
        is_held = draft.cart.method is FulfillmentMethod.PICKUP
        if not is_held or not keeps_aside(self.settings.options):
            return drafts.opened(draft.reference, request), None
        with ThreadPoolExecutor(max_workers=1) as beside:
            held = beside.submit(self._held, draft.reference)
            return drafts.opened(draft.reference, request), held.result()

    def _held(self, reference: str) -> dict[str, Any] | None:
        try:
            return Holds(self.client, self.settings).to_sell(reference)
        except PlatformError as error:  # the hold ends by itself later; the sale waits for nothing
            log.warning("shopify.hold_not_found", error=type(error).__name__)
            return None

    def canceled(self, platform_id: PlatformId, reason: str) -> PosOrder:
        """Cancel and put the stock back; an order that is canceled already stays as it is.

        Money is not touched, except that Shopify lets open authorizations go by itself.
        """
        try:
            payload = self.client.mutate(
                "Cancel", "orderCancel", errors="orderCancelUserErrors", repeatable=True,
                cost=12, id=platform_id, reason=_CANCEL_REASONS.get(reason, "OTHER"),
                note=reason[:255],
            )  # fmt: skip
        except RejectedError:
            raw = self._raw(platform_id)
            if raw is None or not raw.get("cancelledAt"):
                raise
            return self._read("OrderById", raw)
        return self._read("CancelProgress", self._canceled(platform_id, payload.get("job")))

    def marked_paid(self, order: PosOrder, external_reference: str) -> PosOrder:
        """Record that another processor took the order's money; a paid order stays as it is.

        Shopify marks whatever is owed, so what was edited since is looked at before.
        """
        self._check_owed(order)
        reference = {
            "ownerId": order.platform_id,
            "namespace": "voicetill",
            "key": "payment_reference",
            "type": "single_line_text_field",
            "value": external_reference,
        }
        lines = max(len(order.lines), 1)
        data = self.client.mutate_all(
            "MarkAsPaid", cost=30 + order_cost(lines), id=order.platform_id,
            reference=[reference], lines=lines,
        )  # fmt: skip
        payload = data.get("orderMarkAsPaid") or {}
        if payload.get("order") and not payload.get("userErrors"):
            return self._read("MarkAsPaid", payload["order"])
        now = self.one(order.platform_id)
        if now is not None and now.payment_state is PaymentState.PAID:
            return now
        errors = payload.get("userErrors") or [{"message": "not marked as paid"}]
        raise rejected("MarkAsPaid", str(errors[0]["message"]))

    def _check_owed(self, order: PosOrder) -> None:
        """Raises RejectedError where another sum is owed than the order's; none is fine."""
        raw = self.client.query("Owed", cost=3, id=order.platform_id).get("order")
        owed = None if raw is None else money_bag(raw["totalOutstandingSet"]["shopMoney"])
        if owed is None or owed not in (order.total, Money.zero(order.total.currency)):
            raise rejected("MarkAsPaid", f"{order.total} was taken but {owed or 'nothing'} is owed")

    def payment_page(self, platform_id: PlatformId) -> str:
        """Where the shopper pays what is still owed on the order."""
        order = self.client.query("PaymentPage", cost=2, id=platform_id).get("order")
        details = (order or {}).get("paymentCollectionDetails") or {}
        url = details.get("additionalPaymentCollectionUrl")
        if not url:
            raise rejected("PaymentPage", "nothing can be collected on this order")
        return str(url)

    def _raw(self, platform_id: str, lines: int = LINES) -> JsonObject | None:
        data = self.client.query("OrderById", cost=order_cost(lines), id=platform_id, lines=lines)
        raw: JsonObject | None = data.get("order")
        return raw

    def _needed(self, platform_id: str) -> JsonObject:
        raw = self._raw(platform_id)
        if raw is None:
            raise rejected("OrderById", f"{platform_id} is gone")
        return raw

    def _routed(self, raw: JsonObject, location_id: PlatformId, lines: int) -> JsonObject:
        """The order with everything assigned to the wished location.

        Shopify's routing chooses a location by its own rules; what it put elsewhere is moved. An
        order that cannot be served from there is canceled again.
        """
        raw = self._with_routing(raw)
        for one in open_fulfillment_orders(raw):
            if _place(one) == location_id:
                continue
            try:
                payload = self.client.mutate(
                    "MoveToLocation", "fulfillmentOrderMove", repeatable=True,
                    cost=15 + order_cost(lines), fulfillmentOrder=one["id"],
                    location=location_id, lines=lines,
                )  # fmt: skip
            except RejectedError:
                raw = self._needed(raw["id"])
                if _assigned_to(raw, one["id"]) != location_id:
                    self.canceled(raw["id"], "inventory")
                    raise
            else:
                raw = payload["movedFulfillmentOrder"]["order"]
        return raw

    def _with_routing(self, raw: JsonObject) -> JsonObject:
        """The order once Shopify has assigned its lines, which may take a moment."""
        if raw["fulfillmentOrders"]["nodes"]:
            return raw
        for _ in islice(self.client.waits(), _ROUTING_LOOKS):
            raw = self._needed(raw["id"])
            if raw["fulfillmentOrders"]["nodes"]:
                return raw
        raise _unfinished("OrderById", "the order exists but is not assigned to a location yet")

    def _canceled(self, platform_id: PlatformId, job: JsonObject | None) -> JsonObject:
        for _ in self.client.waits():
            if job is None:
                raw, is_done = self._needed(platform_id), True
            else:
                data = self.client.query(
                    "CancelProgress", cost=1 + order_cost(LINES), job=job["id"],
                    id=platform_id, lines=LINES,
                )  # fmt: skip
                raw, is_done = data["order"] or {}, bool((data.get("job") or {}).get("done"))
            if raw.get("cancelledAt"):
                return raw
            if is_done:
                raise rejected("Cancel", "Shopify did not cancel the order; look at its timeline")
        raise _unfinished("Cancel", "the cancellation is still under way")

    def _read_page(self, data: JsonObject) -> tuple[tuple[PosOrder, ...], tuple[Quarantined, ...]]:
        def read(raw: JsonObject) -> PosOrder:
            return table.ORDER.read(order_record(self._whole(raw)), report=self.settings.report)

        good, bad = prepared(nodes("Orders", data["orders"]), read, Entity.ORDER)
        return tuple(good), bad

    def _read(self, operation: str, raw: JsonObject) -> PosOrder:
        record = order_record(self._whole(raw))
        return read_one(table.ORDER, record, operation=operation, report=self.settings.report)

    def _whole(self, raw: JsonObject) -> JsonObject:
        return completed(
            self.client,
            "OrderLines",
            raw,
            "lineItems",
            first=_LINES_PER_PAGE,
            cost=order_cost(_LINES_PER_PAGE),
        )


_CANCEL_REASONS = {
    "customer": "CUSTOMER",
    "declined": "DECLINED",
    "fraud": "FRAUD",
    "inventory": "INVENTORY",
    "staff": "STAFF",
}


def _check_expressible(cart: Cart, operation: str) -> None:
    if any(line.modifiers for line in cart.lines):
        raise unsupported(operation, "Shopify has no modifiers; send the wish as the line's note")


def _require_codes_applied(raw: JsonObject) -> None:
    """Shopify skips a code that does not fit and says so in a warning: nobody pays more for that
    than they were told. Raises RejectedError."""
    skipped = [one["discountCode"] for one in raw.get("warnings", ()) if one.get("discountCode")]
    if skipped:
        raise rejected(
            "Quote", f"not applied: {', '.join(skipped)}", code="DISCOUNT_CODE_NOT_APPLIED"
        )


def _place(fulfillment_order: Mapping[str, Any]) -> str | None:
    return (fulfillment_order["assignedLocation"].get("location") or {}).get("id")


def _assigned_to(raw: JsonObject, fulfillment_order_id: str) -> str | None:
    """Where an order's part is to be handed over, as the order says now."""
    parts = nodes("OrderById", raw["fulfillmentOrders"])
    return next((_place(one) for one in parts if one["id"] == fulfillment_order_id), None)


def _unfinished(operation: str, message: str) -> AmbiguousOutcomeError:
    return AmbiguousOutcomeError(message, platform="shopify", operation=operation)
