"""Clover's quotes and orders.

REST v3 has no idempotency keys: an order is looked up by its reference before it is made. It has no
canceled state either: an unpaid order is deleted, a paid one is marked in its note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.clover.client import CloverClient, rows_of
from adapters.clover.errors import PLATFORM_NAME
from adapters.clover.options import Choices
from adapters.clover.reading import OrderReader, read_one
from adapters.listing import Bookmark
from adapters.wire import JsonObject
from domain.errors import RejectedError, UnsupportedError
from domain.ids import PlatformId
from domain.money import Money
from domain.orders import (
    Cart,
    Fulfillment,
    FulfillmentMethod,
    FulfillmentState,
    OrderDraft,
    OrderState,
    PaymentState,
    PosOrder,
    Quote,
)
from domain.ports.pos import Page
from mapping.platforms import clover as table
from mapping.platforms.clover_requests import MOST_LINES, cart_request, draft_request
from mapping.platforms.clover_words import CANCELED_NOTE, millis, short_reference
from mapping.report import MappingReport

_READ, _WRITE = "ORDERS_R", "ORDERS_W"
_EXPAND = "lineItems.modifications,customers,payments"
"""Without its modifications a line would tell too low a price."""
_MORE = "refunds,discounts,serviceCharge"
_PER_PAGE = 500
_HISTORY = timedelta(days=90)
"""How far back Clover's filters by time of creation see."""
_NOTE_LIMIT = 2000
_BACK = frozenset({PaymentState.REFUNDED, PaymentState.PARTIALLY_REFUNDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Orders of one merchant."""

    client: CloverClient
    choices: Choices
    report: MappingReport

    @property
    def _reader(self) -> OrderReader:
        return OrderReader(
            merchant_id=self.client.merchant_id,
            shipping_type=self.choices.shipping_type,
            report=self.report,
        )

    def quote(self, cart: Cart) -> Quote:
        """What the cart costs by Clover's own rules; nothing is created."""
        request = cart_request(self._checked(cart), order_type=self._type_of(cart))
        raw = self.client.calculate("atomic_order/checkouts", "orders.quote", request)
        return read_one(table.QUOTE, raw, "orders.quote", self.report)

    def create(self, draft: OrderDraft) -> PosOrder:
        """An open, unpaid order. Looked up by its reference first: v3 has no keys."""
        known = self.find(draft.reference)
        if known is not None:
            return known
        cart = self._checked(draft.cart)
        request = draft_request(draft, order_type=self._type_of(cart))
        raw = self.client.write("atomic_order/orders", "orders.create", request, permission=_WRITE)
        return self._reader.one(raw, "orders.create")

    def find(self, reference: str) -> PosOrder | None:
        """The order that carries our reference; Clover looks 90 days back."""
        wish = f"externalReferenceId={short_reference(reference)}"
        body = self.client.get(
            "orders", "orders.find", permission=_READ, filters=(wish,), expand=_EXPAND
        )
        for raw in rows_of(body, "orders.find"):
            order = self._reader.one(raw, "orders.find")
            if order.reference == reference:
                return order
        return None

    def get(self, order_id: PlatformId) -> PosOrder | None:
        """One order, also one that was deleted; None if unknown."""
        raw = self._live(order_id) or self._deleted(order_id)
        return None if raw is None else self._whole(raw)

    def _whole(self, raw: JsonObject) -> PosOrder:
        """An order with what a second reading tells, where money went back."""
        order = self._reader.one(raw, "orders.get")
        if order.payment_state not in _BACK:
            return order
        more = self.client.find(
            f"orders/{order.platform_id}", "orders.get_more", permission=_READ, expand=_MORE
        )
        return self._reader.one({**(more or {}), **raw}, "orders.get")

    def _live(self, order_id: PlatformId) -> JsonObject | None:
        return self.client.find(
            f"orders/{order_id}", "orders.get", permission=_READ, expand=_EXPAND
        )

    def _deleted(self, order_id: PlatformId) -> JsonObject | None:
        """A deleted order is told only to those who filter by the time of deletion."""
        body = self.client.get(
            "orders",
            "orders.get_deleted",
            permission=_READ,
            filters=(f"id={order_id}", "deletedTime>=0"),
            expand=_EXPAND,
        )
        rows = rows_of(body, "orders.get_deleted")
        return next((raw for raw in rows if raw.get("id") == order_id), None)

    def listed(
        self,
        *,
        since: str | None,
        customer_id: PlatformId | None,
        cursor: str | None,
        now: datetime,
    ) -> Iterator[Page[PosOrder]]:
        """Orders changed at `since` (Unix milliseconds) or later, of one customer, or all.

        Clover has no filter by customer: the last 90 days are read and the others left out.
        """
        filters = [] if since is None else [f"modifiedTime>={since}"]
        if customer_id is not None:
            filters.append(f"createdTime>={millis(now - _HISTORY)}")
        bookmark = Bookmark.read(cursor)
        newest = int(bookmark.mark or since or 0)
        seen: set[str] = set()
        batches = self.client.batches(
            "orders",
            "orders.list",
            permission=_READ,
            filters=filters,
            start=int(bookmark.cursor or 0),
            limit=_PER_PAGE,
            expand=_EXPAND,
            order_by="createdTime DESC" if since is None else "modifiedTime DESC",
        )
        for batch in batches:
            fresh = [raw for raw in batch.rows if str(raw.get("id")) not in seen]
            seen |= {str(raw.get("id")) for raw in fresh}
            good, bad = self._reader.many(fresh)
            newest = max([newest, *(one.revision for one in good)])
            rest = None
            if batch.following is not None:
                rest = Bookmark(cursor=str(batch.following), mark=str(newest)).write()
            yield Page(
                records=tuple(one for one in good if _is_of(one, customer_id)),
                quarantined=bad,
                cursor=rest,
                high_water=None if rest else str(newest),
            )

    def confirm(self, order: PosOrder, *, paid: Money) -> PosOrder:
        """The order as staff see it: paying it in full made it binding, and it was never hidden."""
        self.check_open(order)
        if paid != order.total:
            current = self.get(order.platform_id)
            if current is None or current.payment_state is not PaymentState.PAID:
                raise self._refused(
                    "orders.confirm",
                    f"{paid} was paid on an order of {order.total}; settle the rest or cancel it",
                    "PAYMENT_AMOUNT_MISMATCH",
                )
            order = current
        if self.choices.prints_orders:
            self.client.write(
                "print_event",
                "orders.print",
                {"orderRef": {"id": order.platform_id}},
                permission=_WRITE,
            )
        return replace(
            order,
            state=OrderState.CONFIRMED,
            payment_state=PaymentState.PAID,
            fulfillments=_moved(order.fulfillments, FulfillmentState.ACCEPTED),
        )

    def check_open(self, order: PosOrder) -> None:
        """Raises RejectedError for a canceled order, before money is noted on it."""
        if order.state is OrderState.CANCELED:
            raise self._refused("orders.confirm", "the order is canceled", "ORDER_CANCELED")

    def cancel(self, order_id: PlatformId, *, reason: str) -> PosOrder:
        """Delete an unpaid order; mark a paid one in its note (the money is refunded apart)."""
        raw = self._live(order_id)
        if raw is None:
            deleted = self._deleted(order_id)
            if deleted is None:
                raise self._refused("orders.cancel", "there is no such order", "NOT_FOUND", 404)
            return self._whole(deleted)
        order = self._whole(raw)
        if order.state is not OrderState.CANCELED:
            self._mark(order_id, str(raw.get("note") or ""), reason)
        if order.payment_state is not PaymentState.UNPAID or order.payment_platform_ids:
            current = self._live(order_id)
            return self._whole(current or raw)
        self.client.write(
            f"orders/{order_id}",
            "orders.delete",
            permission=_WRITE,
            method="DELETE",
            repeatable=True,
        )
        deleted = self._deleted(order_id)
        return self._whole(deleted) if deleted is not None else _as_canceled(order)

    def _mark(self, order_id: PlatformId, note: str, reason: str) -> None:
        marked = f"{CANCELED_NOTE}: {reason}\n{note}"[:_NOTE_LIMIT].strip()
        self.annotate(order_id, marked, "orders.mark_canceled")

    def annotate(self, order_id: PlatformId, note: str, operation: str) -> None:
        """Replace an order's note; setting it again changes nothing."""
        self.client.write(
            f"orders/{order_id}", operation, {"note": note}, permission=_WRITE, repeatable=True
        )

    def _type_of(self, cart: Cart) -> str | None:
        is_shipped = cart.method is FulfillmentMethod.SHIPPING
        return self.choices.shipping_type if is_shipped else self.choices.pickup_type

    def _checked(self, cart: Cart) -> Cart:
        """A cart that can be expressed. Raises UnsupportedError."""
        if sum(line.quantity for line in cart.lines) > MOST_LINES:
            raise UnsupportedError(
                f"an order at Clover has at most {MOST_LINES} pieces",
                platform=PLATFORM_NAME,
                operation="orders.create",
            )
        return cart

    def _refused(
        self, operation: str, what: str, code: str, status: int | None = None
    ) -> RejectedError:
        return RejectedError(
            what, platform=PLATFORM_NAME, operation=operation, status=status, platform_code=code
        )


def _is_of(order: PosOrder, customer_id: PlatformId | None) -> bool:
    return customer_id is None or order.customer_platform_id == customer_id


def _moved(
    fulfillments: tuple[Fulfillment, ...], state: FulfillmentState
) -> tuple[Fulfillment, ...]:
    return tuple(replace(one, state=state) for one in fulfillments)


def _as_canceled(order: PosOrder) -> PosOrder:
    return replace(
        order,
        state=OrderState.CANCELED,
        fulfillments=_moved(order.fulfillments, FulfillmentState.CANCELED),
    )
