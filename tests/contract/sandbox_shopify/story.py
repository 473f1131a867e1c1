"""One shop in which everything has happened once, for tests that look at every field."""

from __future__ import annotations

from typing import Any

from tests.contract.sandbox_shopify.client import JORDAN, PLENTY, Client

ADDRESS = {
    "firstName": "Jordan", "lastName": "Rivera", "address1": "814 E Pike St", "city": "Seattle",
    "provinceCode": "WA", "countryCode": "US", "zip": "98122", "phone": "+12065550123",
}  # fmt: skip


def customer_id(app: Client, email: str = JORDAN) -> str:
    """The id of a seeded customer."""
    found: str = app.one(
        "query($e: String!) { customerByIdentifier(identifier: {emailAddress: $e}) { id } }",
        {"e": email},
    )["id"]
    return found


def rich_draft(app: Client) -> dict[str, Any]:
    """Input with discounts, shipping, attributes, a custom line and a wrong code."""
    return {
        "lineItems": [
            {
                "variantId": app.variant(PLENTY)["id"],
                "quantity": 3,
                "customAttributes": [{"key": "gift", "value": "yes"}],
                "appliedDiscount": {
                    "value": 10, "valueType": "PERCENTAGE", "title": "friend", "description": "d",
                },
            },
            {"title": "Engraving", "originalUnitPrice": "12.50", "quantity": 1},
        ],
        "purchasingEntity": {"customerId": customer_id(app)},
        "email": JORDAN,
        "phone": "+12065550123",
        "note": "ring twice",
        "tags": ["voice", "ref-1"],
        "customAttributes": [{"key": "voicetill_reference", "value": "r-1"}],
        "shippingAddress": ADDRESS,
        "billingAddress": {**ADDRESS, "address1": "1 Other St"},
        "shippingLine": {"title": "Courier", "price": "9.00"},
        "appliedDiscount": {"value": 5, "valueType": "FIXED_AMOUNT", "title": "five"},
        "discountCodes": ["WELCOME10", "NOSUCH"],
        "poNumber": "PO-7",
        "metafields": [{"namespace": "vt", "key": "ref", "value": "r-1",
                        "type": "single_line_text_field"}],
    }  # fmt: skip


def tell(app: Client) -> dict[str, str]:
    """Sell, ship, refund, return, authorize, cancel; gives the ids of what came about."""
    draft = app.does(
        "mutation($i: DraftOrderInput!) { draftOrderCreate(input: $i) { draftOrder { id } "
        "userErrors { message } } }",
        {"i": rich_draft(app)},
    )["draftOrder"]["id"]
    open_draft = app.draft(reserveInventoryUntil="2031-01-01T00:00:00Z")["id"]
    order = app.does(
        "mutation($id: ID!) { draftOrderComplete(id: $id, paymentPending: true) { draftOrder { "
        "order { id fulfillmentOrders(first: 5) { nodes { id lineItems(first: 5) { nodes { id } } "
        "} } lineItems(first: 5) { nodes { id } } } } userErrors { message } } }",
        {"id": draft},
    )["draftOrder"]["order"]
    ids = {"order": order["id"], "draft": draft, "open_draft": open_draft}
    ids["line"] = order["lineItems"]["nodes"][0]["id"]
    _pay_by_mandate(app, order["id"])
    ids |= _ship(app, order)
    ids |= _refund(app, ids)
    ids |= _send_back(app, ids)
    return ids


def _pay_by_mandate(app: Client, order: str) -> None:
    found = app.one(
        "query($id: ID!) { order(id: $id) { paymentCollectionDetails { vaultedPaymentMethods "
        "{ id } } } }",
        {"id": order},
    )
    mandate = found["paymentCollectionDetails"]["vaultedPaymentMethods"][0]["id"]
    app.does(
        "mutation($id: ID!, $m: ID!) { orderCreateMandatePayment(id: $id, mandateId: $m, "
        'idempotencyKey: "k1", autoCapture: true) { job { id done } paymentReferenceId '
        "userErrors { message } } }",
        {"id": order, "m": mandate},
    )
    app.advance(1)


def _ship(app: Client, order: dict[str, Any]) -> dict[str, str]:
    wanted = [{"fulfillmentOrderId": each["id"]} for each in order["fulfillmentOrders"]["nodes"]]
    made = app.does(
        "mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id "
        "fulfillmentLineItems(first: 5) { nodes { id } } } userErrors { message } } }",
        {"f": {"lineItemsByFulfillmentOrder": wanted,
               "trackingInfo": {"company": "UPS", "number": "1Z999"}}},
    )["fulfillment"]  # fmt: skip
    return {
        "fulfillment": made["id"],
        "fulfillment_order": wanted[0]["fulfillmentOrderId"],
        "fulfillment_line": made["fulfillmentLineItems"]["nodes"][0]["id"],
    }


def _refund(app: Client, ids: dict[str, str]) -> dict[str, str]:
    line = {"lineItemId": ids["line"], "quantity": 1}
    suggested = app.one(
        "query($id: ID!, $l: [RefundLineItemInput!]) { order(id: $id) { suggestedRefund("
        "refundLineItems: $l) { suggestedTransactions { gateway amountSet { shopMoney { amount } } "
        "parentTransaction { id } } } } }",
        {"id": ids["order"], "l": [line]},
    )["suggestedRefund"]["suggestedTransactions"][0]
    transaction = {
        "orderId": ids["order"],
        "kind": "REFUND",
        "gateway": suggested["gateway"],
        "amount": suggested["amountSet"]["shopMoney"]["amount"],
        "parentId": suggested["parentTransaction"]["id"],
    }
    made = app.does(
        "mutation($i: RefundInput!) { refundCreate(input: $i) @idempotent(key: \"r1\") { refund "
        "{ id } userErrors { message } } }",
        {"i": {"orderId": ids["order"], "note": "sorry", "refundLineItems": [
            {**line, "restockType": "RETURN", "locationId": app.location("Capitol Hill")}],
            "transactions": [transaction]}},
    )["refund"]  # fmt: skip
    return {"refund": made["id"], "sale": transaction["parentId"]}


def _send_back(app: Client, ids: dict[str, str]) -> dict[str, str]:
    made = app.does(
        "mutation($i: ReturnInput!) { returnCreate(returnInput: $i) { return { id "
        "returnLineItems(first: 5) { nodes { id } } reverseFulfillmentOrders(first: 1) { nodes "
        "{ lineItems(first: 1) { nodes { id } } } } } userErrors { message } } }",
        {"i": {"orderId": ids["order"], "returnLineItems": [{
            "fulfillmentLineItemId": ids["fulfillment_line"], "quantity": 1,
            "returnReason": "DEFECTIVE", "returnReasonNote": "torn"}]}},
    )["return"]  # fmt: skip
    line = made["returnLineItems"]["nodes"][0]["id"]
    reverse = made["reverseFulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["id"]
    app.does(
        "mutation($i: ReturnProcessInput!) { returnProcess(input: $i) { return { id status } "
        "userErrors { message } } }",
        {"i": {"returnId": made["id"], "returnLineItems": [{"id": line, "quantity": 1,
            "dispositions": [{"reverseFulfillmentOrderLineItemId": reverse, "quantity": 1,
                              "dispositionType": "RESTOCKED",
                              "locationId": app.location("Capitol Hill")}]}],
            "financialTransfer": {"issueRefund": {"orderTransactions": [
                {"parentId": ids["sale"],
                 "transactionAmount": {"amount": "1.00", "currencyCode": "USD"}}]}}}},
    )  # fmt: skip
    return {"return": made["id"], "return_line": line}
