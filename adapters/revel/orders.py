"""Revel's orders: read from `OrderAllInOne`, priced and submitted as carts.

Revel has no idempotency key and no field for a reference that a cart takes: the reference stands
in the call name, which staff see and which can be searched, and is looked up before a cart is
submitted. What an outside application must tell staff later (paid, canceled) is written there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.listing import Bookmark, read_records
from adapters.revel.carts import CartReader
from adapters.revel.catalog import changed_since, newest_time
from adapters.revel.client import RevelClient, malformed, read_one, rejected
from adapters.revel.keys import Establishment
from adapters.wire import JsonObject
from domain.events import Entity
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderDraft,
    OrderLine,
    OrderState,
    PaymentState,
    PosOrder,
    Quote,
)
from domain.ports.pos import Page
from mapping.converters import micros
from mapping.engine import Context
from mapping.platforms import revel as table
from mapping.platforms import revel_words as words
from mapping.platforms.revel_carts import local_time, submit_request
from mapping.report import MappingReport

ORDERS = "/resources/OrderAllInOne/"
_ORDER = "/resources/Order/"
_MARGIN = timedelta(days=1)
"""Times have no zone: a search looks a day further back."""
_LOOK_BACK = timedelta(days=3)
"""How long ago an order of the same reference may have been submitted."""
_MARK_LENGTH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderBook:
    """The orders of one establishment."""

    client: RevelClient
    here: Establishment
    report: MappingReport

    def listing(
        self, *, since: str | None, customer_id: PlatformId | None, cursor: str | None
    ) -> Iterator[Page[PosOrder]]:
        """Orders of one customer, or changed after `since`, newest first."""
        bookmark = Bookmark.read(cursor)
        mark = bookmark.mark
        params = {"establishment": self.here.place, "order_by": "-created_date"}
        if since is not None:
            params |= {**changed_since(self.here, since), "order_by": "-updated_date"}
        if customer_id is not None:
            params["customer"] = customer_id
        for listed in self.client.pages(ORDERS, "orders.list", params, bookmark.cursor):
            mark = mark or newest_time(listed.rows) or since
            good, bad = read_records(
                map(words.unwrapped, listed.rows),
                table.ORDER,
                Entity.ORDER,
                context=self._context(),
                report=self.report,
            )
            rest = Bookmark(cursor=listed.rest, mark=mark).write() if listed.rest else None
            yield Page(
                records=good, quarantined=bad, cursor=rest, high_water=None if rest else mark
            )

    def get(self, platform_id: PlatformId) -> PosOrder | None:
        """One order, or None."""
        row = self.client.find(f"{ORDERS}{platform_id}/", "orders.get")
        return None if row is None else self._read(row, "orders.get")

    def find(self, reference: str, *, created_after: datetime) -> PosOrder | None:
        """The order with our reference in its call name."""
        params = {
            "establishment": self.here.place,
            "call_name__contains": reference,
            "created_date__gte": local_time(created_after - _MARGIN, self.here.zone),
            "order_by": "-created_date",
        }
        for page in self.client.pages(ORDERS, "orders.find", params):
            for row in map(words.unwrapped, page.rows):
                if words.reference_in(row.get("call_name")) == reference:
                    return self._read(row, "orders.find")
        return None

    def quote(self, cart: Cart) -> Quote:
        """What the cart costs by Revel's own calculation."""
        return CartReader(self.client, self.here, self.report).priced(cart).quote

    def submit(self, draft: OrderDraft, *, payment_type: str, now: datetime) -> PosOrder:
        """An open order that staff see at once; the same reference gives the same order.

        Raises AmbiguousOutcomeError when the answer is lost: look it up by reference.
        """
        made = self.find(draft.reference, created_after=now - _LOOK_BACK)
        if made is not None:
            return made
        priced = CartReader(self.client, self.here, self.report).priced(draft.cart)
        body = submit_request(
            draft,
            priced.items,
            amount=priced.quote.total,
            payment_type=payment_type,
            zone=self.here.zone,
        )
        return _submitted(self.client.submit(body), draft, priced.quote, now)

    def confirm(self, order: PosOrder, *, paid: Money, external_reference: str | None) -> PosOrder:
        """Tell staff that another processor took the money; the till's own books stay open.

        Without such a payment there is nothing to tell: a submitted order is with staff already.
        """
        if external_reference is None:
            return order
        if paid != order.total:
            raise rejected(
                "orders.confirm",
                "PAYMENT_AMOUNT_MISMATCH",
                f"{paid} was paid on an order of {order.total}; take the rest or cancel it",
            )
        self._mark(order.platform_id, words.PAID_MARK, external_reference)
        return replace(order, state=OrderState.CONFIRMED, payment_state=PaymentState.PAID)

    def cancel(self, platform_id: PlatformId) -> PosOrder:
        """Tell staff that the order is off; only they can void it. A closed one is refused."""
        current = self.get(platform_id)
        if current is None:
            raise rejected("orders.cancel", "NOT_FOUND", f"no order {platform_id}")
        if current.state is OrderState.CANCELED:
            return current
        if current.state is OrderState.COMPLETED:
            raise rejected(
                "orders.cancel", "CLOSED", f"order {platform_id} is closed; return it at the store"
            )
        self._mark(platform_id, words.CANCELED_MARK, "")
        canceled = self.get(platform_id)
        if canceled is None or canceled.state is not OrderState.CANCELED:
            raise malformed("orders.cancel", "the order does not show what was written")
        return canceled

    def _mark(self, platform_id: PlatformId, mark: str, detail: str) -> None:
        """Write a word for staff into the call name, once."""
        path = f"{_ORDER}{platform_id}/"
        written = self.client.get(path, "orders.get_call_name").get("call_name")
        name = written if isinstance(written, str) else words.call_name("", str(platform_id))
        if words.has_mark(name, mark):
            return
        if words.has_mark(name, words.CANCELED_MARK):
            raise rejected("orders.mark", "CANCELED", f"order {platform_id} is canceled")
        word = f"{mark} {detail}".strip()[:_MARK_LENGTH]
        self.client.change(path, "orders.mark", {"call_name": words.marked(name, word)})

    def _read(self, row: JsonObject, operation: str) -> PosOrder:
        return read_one(table.ORDER, words.unwrapped(row), operation, self._context(), self.report)

    def _context(self) -> Context:
        return {"currency": self.here.currency, "zone": self.here.zone}


def _submitted(number: str, draft: OrderDraft, quote: Quote, now: datetime) -> PosOrder:
    """The order as it was submitted: the answer tells its id alone."""
    identity = PlatformId(number)
    recipient = draft.cart.recipient
    return PosOrder(
        platform_id=identity,
        number=number,
        state=OrderState.PENDING,
        payment_state=PaymentState.UNPAID,
        total=quote.total,
        tax=quote.tax,
        lines=tuple(
            OrderLine(
                platform_id=PlatformId(f"{number}:{position}"),
                name=line.name or "",
                quantity=words.number(line.quantity),
                unit_price=line.unit_price,
                total=line.total,
                tax=line.tax,
                variant_platform_id=line.variant_platform_id,
                modifiers=wish.modifiers,
            )
            for position, (line, wish) in enumerate(
                zip(quote.lines, draft.cart.lines, strict=True), 1
            )
        ),
        created_at=now,
        updated_at=now,
        reference=draft.reference,
        location_platform_id=draft.cart.location_platform_id,
        customer_platform_id=recipient.customer_platform_id if recipient else None,
        fulfillments=(
            Fulfillment(
                platform_id=identity,
                method=FulfillmentMethod.PICKUP,
                state=FulfillmentState.ACCEPTED,
                pickup_at=draft.pickup_at,
            ),
        ),
        revision=micros(now.replace(microsecond=0)),
    )
