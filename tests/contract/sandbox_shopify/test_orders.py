"""Orders: creation with its traps, money, cancellation, search that lags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.sandbox_shopify.client import JORDAN, PLENTY, Client
from tests.contract.sandbox_shopify.story import ADDRESS, customer_id

Open = Callable[..., Client]
CREATE = """mutation($o: OrderCreateOrderInput!, $p: OrderCreateOptionsInput) {
  orderCreate(order: $o, options: $p) { order { id name sourceIdentifier displayFinancialStatus
  displayFulfillmentStatus totalPriceSet { shopMoney { amount } } totalTaxSet { shopMoney { amount
  } } transactions { id kind status authorizationCode } customer { id } } userErrors { field message
  code } } }"""
SHOW = """query($id: ID!) { order(id: $id) { displayFinancialStatus displayFulfillmentStatus
  cancelledAt cancelReason fullyPaid canMarkAsPaid capturable tags note
  totalOutstandingSet { shopMoney { amount } } totalReceivedSet { shopMoney { amount } }
  totalRefundedSet { shopMoney { amount } } totalCapturableSet { shopMoney { amount } }
  currentTotalPriceSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } }
  transactions { id kind status errorCode gateway parentTransaction { id } amountSet { shopMoney {
  amount } } } fulfillmentOrders(first: 5) { nodes { status } } } }"""
PAID = "mutation($id: ID!) { orderMarkAsPaid(input: {id: $id}) { order { id } userErrors { field message } } }"  # noqa: E501
CAPTURE = """mutation($i: OrderCaptureInput!) { orderCapture(input: $i) { transaction { id kind
  status } userErrors { field message } } }"""
VOID = """mutation($id: ID!) { transactionVoid(parentTransactionId: $id) { transaction { kind }
  userErrors { field code } } }"""
CANCEL = """mutation($id: ID!, $restock: Boolean!, $refund: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: $restock, refundMethod: $refund,
  staffNote: "n") { job { id done } orderCancelUserErrors { field message code } } }"""
MANDATE = """mutation($id: ID!, $m: ID!, $k: String!, $a: MoneyInput, $c: Boolean) {
  orderCreateMandatePayment(id: $id, mandateId: $m, idempotencyKey: $k, amount: $a, autoCapture: $c)
  { job { id done } paymentReferenceId userErrors { field message code } } }"""
STATUS = """query($o: ID!, $r: String!) { orderPaymentStatus(orderId: $o, paymentReferenceId: $r) {
  status errorMessage transactions { kind status errorCode } } }"""
JOB = "query($id: ID!) { job(id: $id) { done } }"


def shown(app: Client, order: str) -> Any:
    return app.one(SHOW, {"id": order})


def cents(found: Any, name: str) -> str:
    value: str = found[f"{name}Set"]["shopMoney"]["amount"]
    return value


def line(app: Client, **more: Any) -> dict[str, Any]:
    return {"variantId": app.variant(PLENTY)["id"], "quantity": 1, **more}


def amount(text: str) -> dict[str, Any]:
    return {"shopMoney": {"amount": text, "currencyCode": "USD"}}


class TestCreate:
    def test_the_same_input_twice_makes_two_orders(self, app: Client) -> None:
        given = {"o": {"lineItems": [line(app)], "sourceIdentifier": "vt-1"}}

        first, second = (app.does(CREATE, given)["order"] for _ in range(2))

        assert first["id"] != second["id"]
        found = app.one('{ orders(first: 5, query: "source_identifier:vt-1") { nodes { id } } }')
        assert {node["id"] for node in found["nodes"]} == {first["id"], second["id"]}

    def test_no_tax_is_computed_and_no_stock_claimed(self, app: Client) -> None:
        before = app.stock(PLENTY)

        order = app.does(CREATE, {"o": {"lineItems": [line(app)]}})["order"]

        assert cents(order, "totalTax") == "0.0"
        assert cents(order, "totalPrice") == "130.0"
        assert order["displayFinancialStatus"] == "PENDING"
        assert app.stock(PLENTY) == before

    def test_given_taxes_and_transactions_are_recorded(self, app: Client) -> None:
        order = app.does(CREATE, {"o": {
            "lineItems": [line(app)],
            "taxLines": [{"title": "Sales tax", "rate": "0.1035", "priceSet": amount("13.46")}],
            "shippingLines": [{"title": "Pickup", "priceSet": amount("0.00")}],
            "transactions": [{"kind": "AUTHORIZATION", "amountSet": amount("143.46"),
                              "gateway": "voicetill", "authorizationCode": "a1", "test": True}],
            "customer": {"toAssociate": {"id": customer_id(app)}},
        }})["order"]  # fmt: skip

        assert cents(order, "totalPrice") == "143.46"
        assert order["displayFinancialStatus"] == "AUTHORIZED"
        assert order["transactions"][0]["authorizationCode"] == "a1"
        assert order["customer"]["id"] == customer_id(app)

    def test_stock_is_claimed_on_request_and_only_if_there_is_enough(self, app: Client) -> None:
        before = app.stock(PLENTY, "Tacoma Warehouse")["available"]
        options = {"inventoryBehaviour": "DECREMENT_OBEYING_POLICY"}

        app.does(CREATE, {"o": {"lineItems": [line(app)]}, "p": options})
        too_many = {"o": {"lineItems": [line(app, quantity=9999)]}, "p": options}
        error = app.refusal(CREATE, too_many)

        assert app.stock(PLENTY, "Tacoma Warehouse")["available"] == before - 1
        assert error["code"] == "INVENTORY_CLAIM_FAILED"

    def test_stock_that_was_never_claimed_is_not_given_up(self, app: Client) -> None:
        before = app.stock(PLENTY)
        order = app.does(CREATE, {"o": {
            "lineItems": [line(app)], "fulfillmentStatus": "FULFILLED"}})["order"]  # fmt: skip

        assert shown(app, order["id"])["displayFulfillmentStatus"] == "FULFILLED"
        assert app.stock(PLENTY) == before

    def test_a_customer_is_made_on_the_way(self, app: Client) -> None:
        new = {"email": "new@example.com", "firstName": "New", "phone": "206 555 0188"}

        order = app.does(CREATE, {"o": {"lineItems": [line(app)], "customer": {"toUpsert": new}}})

        made = customer_id(app, "new@example.com")
        assert order["order"]["customer"]["id"] == made

    @pytest.mark.parametrize(
        ("order", "code"),
        [
            ({"lineItems": []}, "INVALID"),
            ({"lineItems": [{"quantity": 0, "title": "x", "priceSet": amount("1")}]}, "INVALID"),
            ({"lineItems": [{"quantity": 1}]}, "INVALID"),
            ({"lineItems": [{"quantity": 1, "title": "x", "priceSet": amount("1")}],
              "processedAt": "2090-01-01T00:00:00Z"}, "PROCESSED_AT_INVALID"),
            ({"lineItems": [{"quantity": 1, "title": "x", "priceSet": amount("1"),
                             "fulfillmentService": "amazon"}]}, "FULFILLMENT_SERVICE_INVALID"),
            ({"lineItems": [{"quantity": 1, "title": "x", "priceSet": amount("1")}],
              "customerId": "gid://shopify/Customer/1",
              "customer": {"toAssociate": {"id": "gid://shopify/Customer/1"}}},
             "REDUNDANT_CUSTOMER_FIELDS"),
        ],
    )  # fmt: skip
    def test_a_wrong_order_is_refused_with_its_code(
        self, app: Client, order: Any, code: str
    ) -> None:
        assert app.refusal(CREATE, {"o": order})["code"] == code

    def test_a_development_store_takes_five_a_minute(self, opened: Open) -> None:
        app = opened(is_development=True)
        given = {"o": {"lineItems": [line(app)]}}
        for _ in range(5):
            app.does(CREATE, given)

        assert "Too many attempts" in app.refusal(CREATE, given)["message"]
        app.advance(61)
        app.does(CREATE, given)

    def test_a_unique_metafield_finds_the_order_without_lag(self, opened: Open) -> None:
        app = opened(search_lag_s=30)
        made = app.does(CREATE, {"o": {"lineItems": [line(app)], "metafields": [
            {"namespace": "vt", "key": "ref", "value": "r-7"}]}})["order"]  # fmt: skip
        query = """query($v: String!) { orderByIdentifier(identifier: {customId: {namespace: "vt",
            key: "ref", value: $v}}) { id metafield(namespace: "vt", key: "ref") { value } } }"""

        found = app.one(query, {"v": "r-7"})

        assert found == {"id": made["id"], "metafield": {"value": "r-7"}}
        assert app.one(query, {"v": "other"}) is None


class TestSearch:
    def test_a_new_order_is_read_at_once_but_found_later(self, opened: Open) -> None:
        app = opened(search_lag_s=10)
        order = app.order(tags=["lagging"])
        query = '{ orders(first: 5, query: "tag:lagging") { nodes { id } } }'

        assert shown(app, order["id"])["tags"] == ["lagging"]
        assert app.one(query)["nodes"] == []
        app.advance(10)
        assert app.one(query)["nodes"] == [{"id": order["id"]}]

    def test_a_list_without_a_query_does_not_lag(self, opened: Open) -> None:
        app = opened(search_lag_s=10)
        order = app.order()

        newest = app.one(
            "{ orders(first: 1, sortKey: CREATED_AT, reverse: true) { nodes { id } } }"
        )

        assert newest["nodes"] == [{"id": order["id"]}]

    @pytest.mark.parametrize(
        "query",
        ["name:{name}", "name:'{name}'", "id:{number}", "financial_status:paid tag:t1",
         "customer_id:{customer}", "sku:NK-AIRMAX90-BLK-10 tag:t1", "tag:T1 -tag:t2",
         "created_at:>2020-01-01 tag:t1", "fulfillment_status:unfulfilled tag:t1",
         "status:open tag:t1", "email:{email} tag:t1"],
    )  # fmt: skip
    def test_orders_are_found_by_the_documented_fields(self, app: Client, query: str) -> None:
        customer = customer_id(app)
        order = app.order(tags=["t1"], purchasingEntity={"customerId": customer}, email=JORDAN)
        words = {
            "name": order["name"],
            "number": order["id"].rsplit("/", 1)[-1],
            "customer": customer.rsplit("/", 1)[-1],
            "email": JORDAN,
        }

        found = app.one(
            "query($q: String!) { orders(first: 50, query: $q) { nodes { id } } }",
            {"q": query.format(**words)},
        )

        assert order["id"] in {node["id"] for node in found["nodes"]}

    def test_an_update_shows_in_the_next_sweep(self, app: Client) -> None:
        order = app.order()
        app.advance(60)
        since = app.platform.shop.now()
        app.does(
            'mutation($id: ID!) { orderUpdate(input: {id: $id, tags: ["x"], note: "n"}) '
            "{ userErrors { message } } }",
            {"id": order["id"]},
        )

        found = app.one(
            "query($q: String!) { orders(first: 5, query: $q, sortKey: UPDATED_AT) "
            "{ nodes { id tags note } } }",
            {"q": f"updated_at:>='{since}'"},
        )

        assert found["nodes"] == [{"id": order["id"], "tags": ["x"], "note": "n"}]


class TestMoney:
    def test_marking_as_paid_records_what_is_owed_once(self, app: Client) -> None:
        order = app.order(paid=False)
        before = shown(app, order["id"])
        assert before["canMarkAsPaid"]

        app.does(PAID, {"id": order["id"]})
        again = app.refusal(PAID, {"id": order["id"]})

        after = shown(app, order["id"])
        assert (after["displayFinancialStatus"], after["fullyPaid"]) == ("PAID", True)
        assert cents(after, "totalReceived") == "286.91"
        assert cents(after, "totalOutstanding") == "0.0"
        assert again["message"] == "Order cannot be marked as paid."

    def test_what_is_owed_has_a_page_to_pay_on(self, app: Client) -> None:
        query = """query($id: ID!) { order(id: $id) { paymentCollectionDetails {
            additionalPaymentCollectionUrl } } }"""
        order = app.order(paid=False)["id"]

        owed = app.one(query, {"id": order})["paymentCollectionDetails"]
        app.does(PAID, {"id": order})
        paid = app.one(query, {"id": order})["paymentCollectionDetails"]

        assert owed["additionalPaymentCollectionUrl"].startswith("https://northwind-outfitters.")
        assert paid["additionalPaymentCollectionUrl"] is None

    def _authorized(self, app: Client, total: str = "143.46") -> tuple[str, str]:
        order = app.does(CREATE, {"o": {
            "lineItems": [line(app, priceSet=amount(total))],
            "transactions": [{"kind": "AUTHORIZATION", "amountSet": amount(total)}],
        }})["order"]  # fmt: skip
        return order["id"], order["transactions"][0]["id"]

    def test_an_authorization_is_captured(self, app: Client) -> None:
        order, authorization = self._authorized(app)
        given = {"id": order, "parentTransactionId": authorization, "amount": "143.46"}

        app.does(CAPTURE, {"i": given})
        again = app.refusal(CAPTURE, {"i": given})

        found = shown(app, order)
        assert found["displayFinancialStatus"] == "PAID"
        assert [t["kind"] for t in found["transactions"]] == ["AUTHORIZATION", "CAPTURE"]
        assert "already been captured" in again["message"]

    def test_what_is_not_captured_is_let_go_off_plus(self, app: Client) -> None:
        order, authorization = self._authorized(app)

        app.does(CAPTURE, {"i": {"id": order, "parentTransactionId": authorization,
                                 "amount": "100.00"}})  # fmt: skip

        found = shown(app, order)
        kinds = [t["kind"] for t in found["transactions"]]
        assert kinds == ["AUTHORIZATION", "CAPTURE", "VOID"]
        assert found["displayFinancialStatus"] == "PARTIALLY_PAID"
        assert cents(found, "totalCapturable") == "0.0"

    def test_plus_shops_capture_in_parts(self, opened: Open) -> None:
        app = opened(is_plus=True)
        order, authorization = self._authorized(app)
        part = {"id": order, "parentTransactionId": authorization, "amount": "100.00"}

        app.does(CAPTURE, {"i": part})
        app.does(CAPTURE, {"i": {**part, "amount": "43.46"}})

        assert shown(app, order)["displayFinancialStatus"] == "PAID"

    def test_more_than_authorized_is_not_captured(self, app: Client) -> None:
        order, authorization = self._authorized(app)

        error = app.refusal(CAPTURE, {"i": {
            "id": order, "parentTransactionId": authorization, "amount": "143.47"}})  # fmt: skip

        assert "can't be greater" in error["message"]
        assert shown(app, order)["displayFinancialStatus"] == "AUTHORIZED"

    def test_an_authorization_is_voided_once(self, app: Client) -> None:
        order, authorization = self._authorized(app)

        app.does(VOID, {"id": authorization})

        assert shown(app, order)["displayFinancialStatus"] == "VOIDED"
        assert app.refusal(VOID, {"id": authorization})["code"] == "AUTH_NOT_VOIDABLE"
        unknown = app.refusal(VOID, {"id": "gid://shopify/OrderTransaction/1"})
        assert unknown["code"] == "TRANSACTION_NOT_FOUND"


class TestMandates:
    def _order(self, app: Client, email: str = JORDAN) -> tuple[str, str]:
        customer = customer_id(app, email)
        order = app.order(paid=False, purchasingEntity={"customerId": customer})["id"]
        found = app.one(
            "query($id: ID!) { order(id: $id) { paymentCollectionDetails { vaultedPaymentMethods "
            "{ id paymentInstrument { ... on VaultCreditCard { lastDigits } } } } } }",
            {"id": order},
        )
        (method,) = found["paymentCollectionDetails"]["vaultedPaymentMethods"]
        return order, method["id"]

    def test_a_mandate_is_charged_in_a_job(self, app: Client) -> None:
        order, mandate = self._order(app)

        payload = app.does(MANDATE, {"id": order, "m": mandate, "k": "k1"})
        reference = {"o": order, "r": payload["paymentReferenceId"]}
        early = app.one(STATUS, reference)
        app.advance(1)

        assert early["status"] == "PROCESSING"
        late = app.one(STATUS, reference)
        assert late["status"] == "PURCHASED"
        assert late["transactions"] == [{"kind": "SALE", "status": "SUCCESS", "errorCode": None}]
        assert shown(app, order)["displayFinancialStatus"] == "PAID"
        assert app.one(JOB, {"id": payload["job"]["id"]}) == {"done": True}

    def test_the_same_key_charges_once(self, app: Client) -> None:
        order, mandate = self._order(app)
        given = {"id": order, "m": mandate, "k": "k1"}

        first = app.does(MANDATE, given)
        app.advance(1)
        again = app.does(MANDATE, given)
        app.advance(1)

        assert first["job"]["id"] == again["job"]["id"]
        assert len(shown(app, order)["transactions"]) == 1

    def test_it_may_only_be_authorized_and_captured_later(self, app: Client) -> None:
        order, mandate = self._order(app)
        app.does(MANDATE, {"id": order, "m": mandate, "k": "k1", "c": False})
        app.advance(1)
        found = shown(app, order)
        assert found["displayFinancialStatus"] == "AUTHORIZED"

        parent = found["transactions"][0]["id"]
        app.does(CAPTURE, {"i": {"id": order, "amount": "286.91", "parentTransactionId": parent}})

        assert shown(app, order)["displayFinancialStatus"] == "PAID"

    def test_a_declined_card_leaves_a_failed_transaction(self, app: Client) -> None:
        app.control("POST card", {"email": JORDAN, "outcome": "INSUFFICIENT_FUNDS"})
        order, mandate = self._order(app)

        payload = app.does(MANDATE, {"id": order, "m": mandate, "k": "k1"})
        app.advance(1)

        status = app.one(STATUS, {"o": order, "r": payload["paymentReferenceId"]})
        assert status["status"] == "ERROR"
        assert status["transactions"][0]["errorCode"] == "INSUFFICIENT_FUNDS"
        found = shown(app, order)
        assert found["displayFinancialStatus"] == "PENDING"
        assert cents(found, "totalReceived") == "0.0"

    def test_some_seeded_cards_are_declined(self, app: Client) -> None:
        outcomes = {m.outcome for c in app.platform.shop.books.customers for m in c.payment_methods}

        assert {"approve", "CARD_DECLINED", "INSUFFICIENT_FUNDS"} <= outcomes

    def test_part_of_the_balance_is_for_plus_shops(self, app: Client) -> None:
        order, mandate = self._order(app)
        part = {"amount": "10.00", "currencyCode": "USD"}

        error = app.refusal(MANDATE, {"id": order, "m": mandate, "k": "k1", "a": part})

        assert "Plus" in error["message"]
        assert error["code"] == "ORDER_MANDATE_PAYMENT_ERROR_CODE"

    def test_another_customers_mandate_is_refused(self, app: Client) -> None:
        order, _ = self._order(app)
        other = next(c.email for c in app.platform.shop.books.customers
                     if c.payment_methods and c.email != JORDAN)  # fmt: skip
        _, mandate = self._order(app, other or "")

        error = app.refusal(MANDATE, {"id": order, "m": mandate, "k": "k1"})

        assert "does not belong" in error["message"]


class TestCancel:
    def _cancel(self, app: Client, order: str, **given: Any) -> Any:
        payload = app.one(CANCEL, {"id": order, "restock": True, **given})
        app.advance(1)
        return payload

    def test_cancelling_is_a_job_that_restocks_and_refunds(self, app: Client) -> None:
        before = app.stock(PLENTY)
        order = app.order()["id"]

        payload = app.one(
            CANCEL,
            {"id": order, "restock": True, "refund": {"originalPaymentMethodsRefund": True}},
        )
        assert payload["job"]["done"] is False
        assert shown(app, order)["cancelledAt"] is None
        app.advance(1)

        found = shown(app, order)
        assert found["cancelledAt"]
        assert found["cancelReason"] == "CUSTOMER"
        assert found["displayFinancialStatus"] == "REFUNDED"
        assert cents(found, "netPayment") == "0.0"
        assert cents(found, "currentTotalPrice") == "0.0"
        assert app.one(JOB, {"id": payload["job"]["id"]}) == {"done": True}
        assert app.stock(PLENTY) == before

    def test_money_stays_when_no_refund_is_asked_for(self, app: Client) -> None:
        order = app.order()["id"]

        self._cancel(app, order)

        found = shown(app, order)
        assert found["cancelledAt"]
        assert cents(found, "totalReceived") == "286.91"
        assert cents(found, "totalRefunded") == "0.0"

    def test_goods_may_be_written_off(self, app: Client) -> None:
        before = app.stock(PLENTY, "Tacoma Warehouse")
        order = app.order()["id"]

        self._cancel(app, order, restock=False)

        after = app.stock(PLENTY, "Tacoma Warehouse")
        assert after["on_hand"] == before["on_hand"] - 2
        assert after["committed"] == before["committed"]

    def test_authorizations_are_let_go(self, app: Client) -> None:
        made = app.does(CREATE, {"o": {"lineItems": [line(app)], "transactions": [
            {"kind": "AUTHORIZATION", "amountSet": amount("130.00")}]}})["order"]  # fmt: skip

        self._cancel(app, made["id"])

        found = shown(app, made["id"])
        assert found["displayFinancialStatus"] == "VOIDED"
        assert [t["kind"] for t in found["transactions"]] == ["AUTHORIZATION", "VOID"]

    def test_it_is_cancelled_once(self, app: Client) -> None:
        order = app.order()["id"]
        self._cancel(app, order)

        (error,) = self._cancel(app, order)["orderCancelUserErrors"]

        assert error["code"] == "INVALID"
        assert "already been cancelled" in error["message"]

    def test_two_jobs_for_one_order_cancel_it_once(self, app: Client) -> None:
        order = app.order()["id"]
        refund = {"refund": {"originalPaymentMethodsRefund": True}}
        for _ in range(2):
            app.one(CANCEL, {"id": order, "restock": True, **refund})

        app.advance(1)

        assert cents(shown(app, order), "totalRefunded") == "286.91"

    def test_a_cancelled_order_still_takes_notes(self, app: Client) -> None:
        order = app.order()["id"]
        self._cancel(app, order)

        app.does(
            'mutation($id: ID!) { tagsAdd(id: $id, tags: ["late"]) { node { id } '
            "userErrors { message } } }",
            {"id": order},
        )

        assert shown(app, order)["tags"] == ["late"]

    def test_an_address_can_be_changed(self, app: Client) -> None:
        order = app.order(shippingAddress=ADDRESS)["id"]

        app.does(
            "mutation($i: OrderInput!) { orderUpdate(input: $i) { userErrors { message } } }",
            {"i": {"id": order, "shippingAddress": {**ADDRESS, "city": "Tacoma"}}},
        )

        found = app.one(
            "query($id: ID!) { order(id: $id) { shippingAddress { city } } }", {"id": order}
        )
        assert found == {"shippingAddress": {"city": "Tacoma"}}
