"""After the sale: moving, handing over, refunding and taking back."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.sandbox_shopify.client import PLENTY, Client

FULFILL = """mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id
  status totalQuantity trackingInfo { company number url } fulfillmentLineItems(first: 5) { nodes {
  id quantity } } location { name } } userErrors { field message } } }"""
MOVE = """mutation($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
  movedFulfillmentOrder { id assignedLocation { name } } remainingFulfillmentOrder { id
  lineItems(first: 3) { nodes { remainingQuantity } } } userErrors { field message } } }"""
TRACK = """mutation($id: ID!, $t: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(
  fulfillmentId: $id, trackingInfoInput: $t) { fulfillment { trackingInfo { company number url } }
  userErrors { message } } }"""
READY = """mutation($id: ID!) { fulfillmentOrderLineItemsPreparedForPickup(input: {
  lineItemsByFulfillmentOrder: [{fulfillmentOrderId: $id}]}) { userErrors { code } } }"""
REFUND = """mutation($i: RefundInput!, $k: String!) { refundCreate(input: $i) @idempotent(key: $k) {
  refund { id totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity
  restockType restocked subtotalSet { shopMoney { amount } } } } } order { id
  displayFinancialStatus } userErrors { field message } } }"""
RETURN = """mutation($i: ReturnInput!) { returnCreate(returnInput: $i) { return { id name status
  returnLineItems(first: 5) { nodes { id ... on ReturnLineItem { quantity returnReason } } }
  reverseFulfillmentOrders(first: 1) { nodes { status lineItems(first: 5) { nodes { id } } } } }
  userErrors { field message code } } }"""
PROCESS = """mutation($i: ReturnProcessInput!) { returnProcess(input: $i) { return { status
  returnLineItems(first: 5) { nodes { processedQuantity } } refunds(first: 3) { nodes {
  totalRefundedSet { shopMoney { amount } } } } reverseFulfillmentOrders(first: 1) { nodes { status
  } } } userErrors { field message code } } }"""
CLOSE = """mutation($id: ID!) { returnClose(id: $id) { return { status closedAt } userErrors { code
  } } }"""
RETURNABLE = """query($o: ID!) { returnableFulfillments(orderId: $o, first: 5) { nodes {
  returnableFulfillmentLineItems(first: 5) { nodes { quantity fulfillmentLineItem { id }
  } } } } }"""


def part_of(order: Any) -> Any:
    (part,) = order["fulfillmentOrders"]["nodes"]
    return part


def fulfil(app: Client, part: str, **more: Any) -> Any:
    wanted = [{"fulfillmentOrderId": part}]
    return app.does(FULFILL, {"f": {"lineItemsByFulfillmentOrder": wanted, **more}})["fulfillment"]


def sale_of(order: Any) -> str:
    return str(order["transactions"][0]["id"])


def refund_input(order: Any, quantity: int, money: str, **more: Any) -> dict[str, Any]:
    return {
        "orderId": order["id"],
        "refundLineItems": [
            {"lineItemId": order["lineItems"]["nodes"][0]["id"], "quantity": quantity, **more}
        ],
        "transactions": [
            {
                "orderId": order["id"], "kind": "REFUND", "gateway": "manual", "amount": money,
                "parentId": sale_of(order),
            }
        ],
    }  # fmt: skip


class TestFulfilling:
    def test_committed_stock_leaves_with_the_goods(self, app: Client) -> None:
        before = app.stock(PLENTY, "Tacoma Warehouse")
        order = app.order()

        made = fulfil(app, part_of(order)["id"],
                      trackingInfo={"company": "UPS", "number": "1Z9"})  # fmt: skip

        after = app.stock(PLENTY, "Tacoma Warehouse")
        assert (made["status"], made["totalQuantity"]) == ("SUCCESS", 2)
        assert made["trackingInfo"] == [
            {"company": "UPS", "number": "1Z9", "url": "https://www.ups.com/track?tracknum=1Z9"}
        ]
        assert after["committed"] == before["committed"]
        assert after["on_hand"] == before["on_hand"] - 2

    def test_a_part_may_go_first(self, app: Client) -> None:
        order = app.order()
        part = part_of(order)
        wish = {"fulfillmentOrderId": part["id"], "fulfillmentOrderLineItems": [
            {"id": part["lineItems"]["nodes"][0]["id"], "quantity": 1}]}  # fmt: skip

        app.does(FULFILL, {"f": {"lineItemsByFulfillmentOrder": [wish]}})

        found = app.one(
            "query($id: ID!) { order(id: $id) { displayFulfillmentStatus fulfillmentOrders("
            "first: 3) { nodes { status lineItems(first: 3) { nodes { remainingQuantity "
            "} } } } } }",
            {"id": order["id"]},
        )
        assert found["displayFulfillmentStatus"] == "PARTIALLY_FULFILLED"
        (part,) = found["fulfillmentOrders"]["nodes"]
        assert part["status"] == "IN_PROGRESS"
        assert part["lineItems"]["nodes"] == [{"remainingQuantity": 1}]

    def test_what_is_closed_cannot_be_fulfilled_again(self, app: Client) -> None:
        part = part_of(app.order())["id"]
        fulfil(app, part)

        error = app.refusal(FULFILL, {"f": {"lineItemsByFulfillmentOrder": [
            {"fulfillmentOrderId": part}]}})  # fmt: skip

        assert "unfulfillable status= closed" in error["message"]

    def test_an_order_is_moved_to_the_store_with_its_stock(self, app: Client) -> None:
        before = app.stock(PLENTY)
        order = app.order()

        moved = app.does(MOVE, {"id": part_of(order)["id"], "to": app.location("Capitol Hill")})

        after = app.stock(PLENTY)
        assert moved["movedFulfillmentOrder"]["id"] == part_of(order)["id"]
        assert moved["movedFulfillmentOrder"]["assignedLocation"]["name"] == "Capitol Hill"
        assert after["Tacoma Warehouse"] == before["Tacoma Warehouse"]
        assert after["Capitol Hill"]["committed"] == 2
        assert after["Capitol Hill"]["available"] == before["Capitol Hill"]["available"] - 2

    def test_a_part_is_moved_into_an_order_of_its_own(self, app: Client) -> None:
        part = part_of(app.order())
        lines = [{"id": part["lineItems"]["nodes"][0]["id"], "quantity": 1}]

        moved = app.does(
            MOVE, {"id": part["id"], "to": app.location("Capitol Hill"), "lines": lines}
        )

        assert moved["movedFulfillmentOrder"]["id"] != part["id"]
        assert moved["remainingFulfillmentOrder"]["lineItems"]["nodes"] == [
            {"remainingQuantity": 1}
        ]

    def test_a_place_that_does_not_stock_the_item_is_refused(self, app: Client) -> None:
        item = app.platform.shop.books.items[
            next(v.item_id for v in app.platform.shop.books.variants if v.sku == PLENTY)
        ]
        store = app.location("Capitol Hill")
        part = part_of(app.order())["id"]
        del item.levels[int(store.rsplit("/", 1)[-1])]

        error = app.refusal(MOVE, {"id": part, "to": store})

        assert "does not stock" in error["message"]

    def test_tracking_is_corrected_and_a_fulfillment_undone(self, app: Client) -> None:
        before = app.stock(PLENTY, "Tacoma Warehouse")
        order = app.order()
        made = fulfil(app, part_of(order)["id"])

        tracked = app.does(TRACK, {"id": made["id"], "t": {"company": "USPS", "number": "94"}})
        app.does(
            "mutation($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } userErrors "
            "{ message } } }",
            {"id": made["id"]},
        )

        assert tracked["fulfillment"]["trackingInfo"][0]["number"] == "94"
        after = app.stock(PLENTY, "Tacoma Warehouse")
        assert after["committed"] == before["committed"] + 2
        assert after["on_hand"] == before["on_hand"]

    def test_only_pickup_orders_are_made_ready_for_pickup(self, app: Client) -> None:
        order = app.order()

        assert app.refusal(READY, {"id": part_of(order)["id"]})["code"] == (
            "FULFILLMENT_ORDER_INVALID"
        )
        part = app.platform.shop.order_with(
            "FulfillmentOrder", int(part_of(order)["id"].rsplit("/", 1)[-1])
        )
        assert part is not None
        part.fulfillment_orders[0].method = "PICK_UP"
        app.does(READY, {"id": part_of(order)["id"]})
        again = app.refusal(READY, {"id": part_of(order)["id"]})
        assert again["code"] == "NO_LINE_ITEMS_TO_PREPARE_FOR_FULFILLMENT_ORDER"


class TestRefunding:
    def test_what_lines_are_worth_is_suggested_with_their_tax(self, app: Client) -> None:
        order = app.order()

        found = app.one(
            "query($id: ID!, $l: [RefundLineItemInput!]) { order(id: $id) { suggestedRefund("
            "refundLineItems: $l) { amountSet { shopMoney { amount } } totalTaxSet { shopMoney { "
            "amount } } suggestedTransactions { kind parentTransaction { id } amountSet { "
            "shopMoney { amount } } } } } }",
            {"id": order["id"], "l": [
                {"lineItemId": order["lineItems"]["nodes"][0]["id"], "quantity": 1}]},
        )["suggestedRefund"]  # fmt: skip

        assert found["amountSet"]["shopMoney"]["amount"] == "143.46"
        assert found["totalTaxSet"]["shopMoney"]["amount"] == "13.46"
        assert found["suggestedTransactions"][0]["parentTransaction"]["id"] == sale_of(order)

    def test_unfulfilled_pieces_are_cancelled_and_restocked(self, app: Client) -> None:
        before = app.stock(PLENTY, "Tacoma Warehouse")
        order = app.order()

        made = app.does(REFUND, {"i": refund_input(order, 1, "143.46", restockType="CANCEL"),
                                 "k": "a"})  # fmt: skip

        after = app.stock(PLENTY, "Tacoma Warehouse")
        assert made["order"]["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
        assert made["refund"]["refundLineItems"]["nodes"][0]["restocked"] is True
        assert after["available"] == before["available"] - 1
        assert after["committed"] == 1

    def test_returned_pieces_go_back_where_they_are_told(self, app: Client) -> None:
        order = app.order()
        fulfil(app, part_of(order)["id"])
        before = app.stock(PLENTY, "Capitol Hill")["available"]
        place = {"restockType": "RETURN", "locationId": app.location("Capitol Hill")}

        app.does(REFUND, {"i": refund_input(order, 2, "286.91", **place), "k": "a"})

        assert app.stock(PLENTY, "Capitol Hill")["available"] == before + 2

    def test_the_idempotency_key_is_mandatory(self, app: Client) -> None:
        order = app.order()
        text = REFUND.replace(" @idempotent(key: $k)", "").replace(", $k: String!", "")

        error = app.error(text, {"i": refund_input(order, 1, "1.00")})

        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert "@idempotent directive is required" in error["message"]

    def test_the_same_key_refunds_once(self, app: Client) -> None:
        order = app.order()
        given = {"i": refund_input(order, 1, "143.46", restockType="CANCEL"), "k": "a"}

        first, again = (app.does(REFUND, given) for _ in range(2))

        assert first["refund"]["id"] == again["refund"]["id"]
        assert app.control("GET payments")["cents"]["refunded"] == 14346

    def test_a_key_cannot_be_used_for_something_else(self, app: Client) -> None:
        order = app.order()
        app.does(REFUND, {"i": refund_input(order, 1, "143.46"), "k": "a"})

        error = app.refusal(REFUND, {"i": refund_input(order, 1, "143.45"), "k": "a"})

        assert "different operation parameters" in error["message"]

    def test_a_key_that_failed_stays_failed(self, app: Client) -> None:
        order = app.order()
        wrong = {"i": refund_input(order, 1, "9999.00"), "k": "a"}
        assert "greater than the amount" in app.refusal(REFUND, wrong)["message"]

        assert "failed" in app.refusal(REFUND, wrong)["message"]

    @pytest.mark.parametrize(
        ("quantity", "money", "more", "words"),
        [
            (3, "1.00", {}, "more items than were purchased"),
            (1, "286.92", {}, "greater than the amount that was paid"),
            (1, "0.00", {}, "greater than zero"),
            (1, "1.00", {"restockType": "RETURN"}, "Location must be given"),
        ],
    )
    def test_more_than_there_was_is_not_refunded(
        self, app: Client, quantity: int, money: str, more: Any, words: str
    ) -> None:
        order = app.order()

        error = app.refusal(REFUND, {"i": refund_input(order, quantity, money, **more), "k": "a"})

        assert words in error["message"]
        assert app.control("GET payments")["cents"]["refunded"] == 0


class TestReturning:
    def _returned(self, app: Client, quantity: int = 1) -> tuple[Any, Any]:
        order = app.order()
        fulfil(app, part_of(order)["id"])
        (found,) = app.one(RETURNABLE, {"o": order["id"]})["nodes"]
        (line,) = found["returnableFulfillmentLineItems"]["nodes"]
        assert line["quantity"] == 2
        wish = {"fulfillmentLineItemId": line["fulfillmentLineItem"]["id"], "quantity": quantity,
                "returnReason": "SIZE_TOO_SMALL"}  # fmt: skip
        made = app.does(RETURN, {"i": {"orderId": order["id"], "returnLineItems": [wish]}})
        return order, made["return"]

    def test_a_return_is_open_until_it_is_closed(self, app: Client) -> None:
        order, back = self._returned(app)
        assert (back["status"], back["name"]) == ("OPEN", f"{order['name']}-R1")

        closed = app.does(CLOSE, {"id": back["id"]})["return"]

        assert closed["status"] == "CLOSED"
        assert closed["closedAt"]
        assert app.refusal(CLOSE, {"id": back["id"]})["code"] == "INVALID_STATE"

    def test_processing_restocks_and_pays_back(self, app: Client) -> None:
        order, back = self._returned(app)
        before = app.stock(PLENTY, "Capitol Hill")["available"]
        reverse = back["reverseFulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["id"]
        given = {
            "returnId": back["id"],
            "returnLineItems": [{
                "id": back["returnLineItems"]["nodes"][0]["id"], "quantity": 1,
                "dispositions": [{"reverseFulfillmentOrderLineItemId": reverse, "quantity": 1,
                                  "dispositionType": "RESTOCKED",
                                  "locationId": app.location("Capitol Hill")}]}],
            "financialTransfer": {"issueRefund": {"orderTransactions": [
                {"parentId": sale_of(order),
                 "transactionAmount": {"amount": "143.46", "currencyCode": "USD"}}]}},
        }  # fmt: skip

        done = app.does(PROCESS, {"i": given})["return"]

        assert done["returnLineItems"]["nodes"] == [{"processedQuantity": 1}]
        assert done["refunds"]["nodes"][0]["totalRefundedSet"]["shopMoney"]["amount"] == "143.46"
        assert done["reverseFulfillmentOrders"]["nodes"] == [{"status": "CLOSED"}]
        assert app.stock(PLENTY, "Capitol Hill")["available"] == before + 1
        again = app.refusal(PROCESS, {"i": given})
        assert again["code"] == "INVALID"

    def test_what_is_on_its_way_back_is_not_returnable_again(self, app: Client) -> None:
        order, _ = self._returned(app, quantity=2)

        assert app.one(RETURNABLE, {"o": order["id"]})["nodes"] == []

    def test_an_order_with_an_open_return_is_not_cancelled(self, app: Client) -> None:
        order, _ = self._returned(app)

        payload = app.one(
            "mutation($id: ID!) { orderCancel(orderId: $id, reason: OTHER, restock: true) { job "
            "{ id } orderCancelUserErrors { message } } }",
            {"id": order["id"]},
        )

        assert payload["job"] is None
        assert "open return" in payload["orderCancelUserErrors"][0]["message"]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"quantity": 3}, "INVALID"),
            ({"quantity": 0}, "GREATER_THAN"),
            ({"returnReason": None}, "BLANK"),
            ({"returnReason": "OTHER"}, "BLANK"),
            ({"fulfillmentLineItemId": "gid://shopify/FulfillmentLineItem/1"}, "NOT_FOUND"),
        ],
    )
    def test_a_wrong_return_is_refused(
        self, app: Client, change: dict[str, Any], code: str
    ) -> None:
        order = app.order()
        made = fulfil(app, part_of(order)["id"])
        wish = {"fulfillmentLineItemId": made["fulfillmentLineItems"]["nodes"][0]["id"],
                "quantity": 1, "returnReason": "COLOR", **change}  # fmt: skip

        error = app.refusal(RETURN, {"i": {"orderId": order["id"], "returnLineItems": [wish]}})

        assert error["code"] == code
