"""Whatever happens in whatever order, the shop's books add up."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.shopify.rows import Order
from sandbox.shopify.times import iso_at
from sandbox.shopify.totals import money, outstanding, totals, unfulfilled_quantity
from tests.contract.sandbox_shopify.client import (
    DRAFT_COMPLETE,
    DRAFT_CREATE,
    PLENTY,
    Client,
    open_client,
)
from tests.effort import examples

SKUS = (PLENTY, "NK-PEGASUS41-BLK-7", "SV-PROLOGUE-12OZ-WHOLEBEAN", "CB-LATTE-SMALL")
ACTIONS = (
    "reserve", "sell", "sell", "pending", "claim", "bypass", "complete", "drop", "cancel", "refund",
    "fulfill", "unfulfill", "move", "return", "wait", "till", "paid",
)  # fmt: skip
FULFILL = "mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { userErrors { message } } }"  # noqa: E501
REFUND = "mutation($i: RefundInput!, $k: String!) { refundCreate(input: $i) @idempotent(key: $k) { userErrors { message } } }"  # noqa: E501
CANCEL = "mutation($id: ID!, $s: Boolean!, $r: Boolean) { orderCancel(orderId: $id, reason: OTHER, restock: $s, refund: $r) { orderCancelUserErrors { message } } }"  # noqa: E501
MOVE = "mutation($id: ID!, $to: ID!) { fulfillmentOrderMove(id: $id, newLocationId: $to) { userErrors { message } } }"  # noqa: E501
CREATE = "mutation($o: OrderCreateOrderInput!, $b: OrderCreateInputsInventoryBehavior!) { orderCreate(order: $o, options: {inventoryBehaviour: $b}) { userErrors { message } } }"  # noqa: E501
RETURN = "mutation($i: ReturnInput!) { returnCreate(returnInput: $i) { userErrors { message } } }"
PAID = "mutation($id: ID!) { orderMarkAsPaid(input: {id: $id}) { userErrors { message } } }"
DROP = "mutation($id: ID!) { draftOrderDelete(input: {id: $id}) { userErrors { message } } }"


class World:
    """Carries out random wishes; refusals are fine, broken books are not."""

    def __init__(self, app: Client) -> None:
        self.app = app
        self.variants = [app.variant(sku)["id"] for sku in SKUS]
        self.keys = 0

    def do(self, action: str, pick: int, quantity: int) -> None:
        getattr(self, f"_{action}", self._nothing)(pick, quantity)

    def _nothing(self, _pick: int, _quantity: int) -> None:
        return

    def _lines(self, pick: int, quantity: int) -> list[dict[str, Any]]:
        first = self.variants[pick % len(self.variants)]
        second = self.variants[(pick + 1) % len(self.variants)]
        return [{"variantId": first, "quantity": quantity}, {"variantId": second, "quantity": 1}]

    def _draft(self, pick: int, quantity: int, **more: Any) -> str | None:
        wish = {"lineItems": self._lines(pick, quantity), **more}
        made = self.app.one(DRAFT_CREATE, {"input": wish})["draftOrder"]
        return made["id"] if made else None

    def _reserve(self, pick: int, quantity: int) -> None:
        until = iso_at(self.app.platform.shop.later(600))
        self._draft(pick, quantity, reserveInventoryUntil=until)

    def _sell(self, pick: int, quantity: int, *, pending: bool = False) -> None:
        draft = self._draft(pick, quantity, shippingLine={"title": "x", "price": "5.00"})
        self.app.one(DRAFT_COMPLETE, {"id": draft, "pending": pending})

    def _pending(self, pick: int, quantity: int) -> None:
        self._sell(pick, quantity, pending=True)

    def _claim(self, pick: int, quantity: int) -> None:
        wish = {"lineItems": self._lines(pick, quantity)}
        self.app.one(CREATE, {"o": wish, "b": "DECREMENT_OBEYING_POLICY"})

    def _bypass(self, pick: int, quantity: int) -> None:
        self.app.one(CREATE, {"o": {"lineItems": self._lines(pick, quantity)}, "b": "BYPASS"})

    def _complete(self, pick: int, _quantity: int) -> None:
        drafts = list(self.app.platform.shop.books.drafts)
        if drafts:
            draft = drafts[pick % len(drafts)]
            self.app.one(DRAFT_COMPLETE, {"id": f"gid://shopify/DraftOrder/{draft.id}"})

    def _drop(self, pick: int, _quantity: int) -> None:
        drafts = list(self.app.platform.shop.books.drafts)
        if drafts:
            draft = drafts[pick % len(drafts)]
            self.app.one(DROP, {"id": f"gid://shopify/DraftOrder/{draft.id}"})

    def _order(self, pick: int) -> Order | None:
        fresh = [o for o in self.app.platform.shop.books.orders if o.source_name != "web"]
        return fresh[pick % len(fresh)] if fresh else None

    def _cancel(self, pick: int, quantity: int) -> None:
        order = self._order(pick)
        if order is not None:
            given = {"id": f"gid://shopify/Order/{order.id}", "s": quantity % 2 == 0}
            self.app.one(CANCEL, {**given, "r": quantity > 2})

    def _refund(self, pick: int, quantity: int) -> None:
        order = self._order(pick)
        if order is None:
            return
        line = order.lines[quantity % len(order.lines)]
        self.keys += 1
        restock = ("CANCEL", "NO_RESTOCK", "RETURN")[pick % 3]
        entry: dict[str, Any] = {
            "lineItemId": f"gid://shopify/LineItem/{line.id}",
            "quantity": 1,
            "restockType": restock,
        }
        if restock == "RETURN":
            entry["locationId"] = self.app.location("Capitol Hill")
        sales = [t for t in order.transactions if t.kind == "SALE"]
        wish = {"orderId": f"gid://shopify/Order/{order.id}", "refundLineItems": [entry],
                "transactions": [
                    {"orderId": f"gid://shopify/Order/{order.id}", "kind": "REFUND", "gateway": "x",
                     "amount": "3.00", "parentId": f"gid://shopify/OrderTransaction/{sale.id}"}
                    for sale in sales[:1]]}  # fmt: skip
        self.app.one(REFUND, {"i": wish, "k": f"k{self.keys}"})

    def _fulfill(self, pick: int, quantity: int) -> None:
        order = self._order(pick)
        if order is None:
            return
        for part in order.fulfillment_orders:
            wish: dict[str, Any] = {
                "fulfillmentOrderId": f"gid://shopify/FulfillmentOrder/{part.id}"
            }
            if quantity % 2 and part.lines:
                wish["fulfillmentOrderLineItems"] = [
                    {"id": f"gid://shopify/FulfillmentOrderLineItem/{part.lines[0].id}",
                     "quantity": 1}]  # fmt: skip
            self.app.one(FULFILL, {"f": {"lineItemsByFulfillmentOrder": [wish]}})

    def _unfulfill(self, pick: int, _quantity: int) -> None:
        order = self._order(pick)
        for fulfillment in order.fulfillments if order else ():
            self.app.one(
                "mutation($id: ID!) { fulfillmentCancel(id: $id) { userErrors { message } } }",
                {"id": f"gid://shopify/Fulfillment/{fulfillment.id}"},
            )

    def _move(self, pick: int, quantity: int) -> None:
        order = self._order(pick)
        name = ("Capitol Hill", "Tacoma Warehouse")[quantity % 2]
        for part in list(order.fulfillment_orders) if order else ():
            given = {"id": f"gid://shopify/FulfillmentOrder/{part.id}"}
            self.app.one(MOVE, {**given, "to": self.app.location(name)})

    def _return(self, pick: int, _quantity: int) -> None:
        order = self._order(pick)
        for fulfillment in order.fulfillments if order else ():
            wish = [
                {
                    "fulfillmentLineItemId": f"gid://shopify/FulfillmentLineItem/{line.id}",
                    "quantity": 1,
                    "returnReason": "COLOR",
                }
                for line in fulfillment.lines
            ]
            given = {"orderId": f"gid://shopify/Order/{fulfillment.order_id}"}
            self.app.one(RETURN, {"i": {**given, "returnLineItems": wish}})

    def _wait(self, _pick: int, quantity: int) -> None:
        self.app.advance(quantity * 200)

    def _till(self, pick: int, quantity: int) -> None:
        sku = SKUS[pick % len(SKUS)]
        self.app.control(
            "POST sell", {"sku": sku, "location": "Capitol Hill", "quantity": quantity}
        )

    def _paid(self, pick: int, _quantity: int) -> None:
        order = self._order(pick)
        if order is not None:
            self.app.one(PAID, {"id": f"gid://shopify/Order/{order.id}"})


def check_stock(app: Client) -> None:
    """Committed is what open fulfillment orders wait for; reserved is what drafts hold."""
    books = app.platform.shop.books
    committed: Counter[tuple[int, int]] = Counter()
    reserved: Counter[tuple[int, int]] = Counter()
    for order in books.orders:
        lines = {line.id: line for line in order.lines}
        for part in order.fulfillment_orders:
            for entry in part.lines:
                line = lines[entry.line_item_id]
                variant = books.variants.get(line.variant_id)
                if line.claimed and variant is not None:
                    committed[variant.item_id, part.location_id] += entry.remaining_quantity
    for draft in books.drafts:
        for held in draft.reservations:
            reserved[held.item_id, held.location_id] += held.quantity
    for item in books.items:
        for place, level in item.levels.items():
            if item.tracked:
                assert level.committed == committed[item.id, place]
                assert level.reserved == reserved[item.id, place]


def check_orders(app: Client) -> None:
    """Pieces and money of each order add up."""
    for order in app.platform.shop.books.orders:
        amounts, moved = totals(order), money(order)
        assert 0 <= moved.refunded <= moved.received
        assert amounts.total == amounts.subtotal + amounts.shipping + amounts.tax
        assert 0 <= amounts.current_total <= amounts.total
        assert outstanding(order) <= amounts.total
        waiting: Counter[int] = Counter()
        for part in order.fulfillment_orders:
            for entry in part.lines:
                assert 0 <= entry.remaining_quantity <= entry.total_quantity
                waiting[entry.line_item_id] += entry.remaining_quantity
        for line in order.lines:
            assert 0 <= line.refunded <= line.quantity
            assert line.fulfilled + line.removed <= line.quantity
            assert unfulfilled_quantity(line) == waiting[line.id]


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(ACTIONS), st.integers(0, 20), st.integers(1, 5)),
        min_size=5,
        max_size=30,
    )
)
def test_stock_and_money_add_up(steps: list[tuple[str, int, int]]) -> None:
    app = open_client(seed_variants=75)
    world = World(app)

    for action, pick, quantity in steps:
        world.do(action, pick, quantity)
        check_stock(app)
        check_orders(app)

    app.advance(700)
    check_stock(app)
    assert app.control("GET reservations") == {"reservations": []}
    app.hosted.close()
