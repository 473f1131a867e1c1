"""Quoting, placing, confirming and canceling at Vend.

The caller computes price and tax, from what Vend tells now; the same lines make the quote and the
sale. An unpaid order is a parked sale, which moves no stock; with the money booked it becomes a
pending one, which waits for pickup or dispatch. Vend knows no idempotency keys: the sale's id is
derived from our reference and looked up before anything is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adapters.vend import settings
from adapters.vend.client import VendClient
from adapters.vend.errors import PLATFORM_NAME, rejected
from adapters.vend.orders import Orders
from adapters.vend.reading import unmappable
from adapters.vend.retailer import Retailer
from adapters.wire import JsonObject
from domain.errors import AmbiguousOutcomeError, RejectedError, UnsupportedError
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    FulfillmentMethod,
    OrderDraft,
    OrderState,
    PaymentState,
    PosOrder,
    Quote,
)
from mapping.engine import MappingError
from mapping.platforms.vend_pricing import PricedLine, price_line, quote_of, shipping_line
from mapping.platforms.vend_requests import (
    draft_request,
    payment_request,
    payment_update,
    sale_id,
    sale_update,
)
from mapping.platforms.vend_words import ATTRIBUTES, method_of

_HANDED_OVER = frozenset(ATTRIBUTES.values())


@dataclass(frozen=True, slots=True)
class Selling:
    """The writing side of a retailer's sales."""

    client: VendClient
    retailer: Retailer
    orders: Orders
    options: Mapping[str, str]

    def quote(self, cart: Cart) -> Quote:
        """What the cart costs by the retailer's prices and taxes as they are now."""
        return quote_of(self._priced(cart), cart.currency)

    def create(self, draft: OrderDraft) -> PosOrder:
        """The order as a parked sale; one that exists under this reference is given back."""
        known = self.orders.raw(sale_id(draft.reference))
        if known is not None:
            return self.orders.named(self.orders.read(known, "sales.create"))
        lines = self._priced(draft.cart)
        order = self.orders.read(self._created(draft, lines), "sales.create", draft.cart.currency)
        names = {line.variant_platform_id: line.name for line in lines}
        return self.orders.named(order, names)

    def confirm(self, order: PosOrder, *, paid: Money, external_reference: str | None) -> PosOrder:
        """Book the money that another processor took, and let the sale wait to be handed over.

        What Vend has booked already is not booked again, and a lost answer is looked up.
        """
        raw = self._sale(order.platform_id)
        current = self.orders.read(raw, "sales.get", order.total.currency)
        if current.state is OrderState.CANCELED:
            raise rejected("sales.confirm", "the order was canceled; place it anew", "CANCELED")
        if current.payment_state is PaymentState.PAID and current.state is not OrderState.PENDING:
            return current
        if paid != current.total:
            raise rejected(
                "sales.confirm",
                f"{paid} was paid on an order of {current.total}; take the rest or cancel it",
                "PAYMENT_AMOUNT_MISMATCH",
            )
        body = self._confirmed(raw, current, paid, external_reference)
        try:
            raw = self._put(order.platform_id, "sales.confirm", body)
        except AmbiguousOutcomeError:
            raw = self._sale(order.platform_id)
            if raw.get("state") == "parked":
                raise
        return self.orders.read(raw, "sales.confirm", order.total.currency)

    def cancel(self, platform_id: PlatformId) -> PosOrder:
        """Void the sale, which brings its stock back; money is given back apart."""
        raw = self._sale(platform_id)
        current = self.orders.read(raw, "sales.get")
        if current.state is OrderState.CANCELED:
            return current
        if raw.get("state") == "closed" and _HANDED_OVER & set(raw.get("attributes") or ()):
            raise rejected(
                "sales.cancel", "the goods were handed over; return them instead", "HANDED_OVER"
            )
        body = sale_update(raw, state="voided")
        try:
            raw = self._put(platform_id, "sales.cancel", body)
        except AmbiguousOutcomeError:
            raw = self._sale(platform_id)
            if raw.get("state") != "voided":
                raise
        return self.orders.read(raw, "sales.cancel", current.total.currency)

    # --- steps -------------------------------------------------------------------------------

    def _priced(self, cart: Cart) -> list[PricedLine]:
        if any(line.modifiers for line in cart.lines):
            raise UnsupportedError(
                "with this store's till, products have no extras to choose",
                platform=PLATFORM_NAME,
                operation="quote",
            )
        outlet = self.retailer.outlet(cart.location_platform_id)
        if outlet.get("currency") != cart.currency:
            raise rejected(
                "quote",
                f"the store sells in {outlet.get('currency')}, not in {cart.currency}",
                "CURRENCY_MISMATCH",
            )
        taxes = self.retailer.taxes()
        wanted = dict.fromkeys(line.variant_platform_id for line in cart.lines)
        products = {key: self.retailer.product(key) for key in wanted}
        try:
            lines = [
                price_line(
                    products[line.variant_platform_id],
                    outlet,
                    taxes,
                    quantity=line.quantity,
                    note=line.note,
                )
                for line in cart.lines
            ]
            _refuse_unpriced(lines)
            if cart.shipping_fee is not None and cart.shipping_fee.amount:
                product = self.retailer.shipping_product()
                lines.append(shipping_line(product, outlet, taxes, fee=cart.shipping_fee))
        except MappingError as error:
            raise unmappable("quote", error) from error
        return lines

    def _created(self, draft: OrderDraft, lines: Sequence[PricedLine]) -> JsonObject:
        body = draft_request(
            draft,
            lines,
            author_id=self.retailer.author_id(),
            register_id=self.retailer.register_id(draft.cart.location_platform_id),
        )
        try:
            answer = self.client.write("POST", "/sales", "sales.create", body)
        except AmbiguousOutcomeError:
            found = self.orders.raw(body["id"])
            if found is None:
                raise
            return found
        except RejectedError as error:
            found = self.orders.raw(body["id"]) if error.status == 409 else None
            if found is None:
                raise
            return found
        return self._whole(answer, body["id"])

    def _confirmed(
        self, raw: JsonObject, order: PosOrder, paid: Money, external_reference: str | None
    ) -> JsonObject:
        method = method_of(raw.get("attributes"), (raw.get("source") or {}).get("type"))
        if method is None and order.fulfillments:
            method = order.fulfillments[0].method
        state = self.options.get(settings.PAID_STATE) or "pending"
        attributes = [ATTRIBUTES[method or FulfillmentMethod.PICKUP]] if state == "pending" else []
        payments = [payment_update(one) for one in raw.get("payments") or ()]
        note = raw.get("note") or ""
        if paid.amount:
            if external_reference is None:
                raise rejected(
                    "sales.confirm",
                    "Vend takes no money by itself; name the payment that was taken elsewhere",
                    "NO_PAYMENT_REFERENCE",
                )
            register = self.retailer.register_id(PlatformId(str(order.location_platform_id)))
            type_id = self.retailer.payment_type_id()
            payments.append(payment_request(paid, type_id=type_id, register_id=register))
            note = f"{note}; paid: {external_reference}".removeprefix("; ")
        return sale_update(raw, state=state, attributes=attributes, payments=payments, note=note)

    def _put(self, platform_id: PlatformId, operation: str, body: JsonObject) -> JsonObject:
        answer = self.client.write("PUT", f"/sales/{platform_id}", operation, body)
        return self._whole(answer, platform_id)

    def _whole(self, answer: object, platform_id: str) -> JsonObject:
        """The sale of a write's answer; an account that answers its id alone is asked for it."""
        if isinstance(answer, dict) and "totals" in answer:
            return answer
        return self._sale(PlatformId(platform_id))

    def _sale(self, platform_id: PlatformId) -> JsonObject:
        return self.client.get(f"/sales/{platform_id}", "sales.get")


def _refuse_unpriced(lines: Sequence[PricedLine]) -> None:
    """Vend has no open prices: what staff price at the till stands at zero, and is not free."""
    for line in lines:
        if not line.price:
            raise rejected(
                "quote", f"{line.name or 'a product'} is priced at the store only", "NO_PRICE"
            )
