"""Drafts: prices, reservations that end by themselves, completion once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox.shopify.times import iso
from tests.contract.sandbox_shopify.client import DRAFT_COMPLETE, DRAFT_CREATE, PLENTY, Client
from tests.contract.sandbox_shopify.story import ADDRESS, rich_draft

Open = Callable[..., Client]
CALCULATE = """mutation($i: DraftOrderInput!) { draftOrderCalculate(input: $i) {
  calculatedDraftOrder { subtotalPriceSet { shopMoney { amount } } totalPriceSet { shopMoney {
  amount } } totalTaxSet { shopMoney { amount } } totalDiscountsSet { shopMoney { amount } }
  totalShippingPriceSet { shopMoney { amount } } taxLines { title rate priceSet { shopMoney {
  amount } } } availableShippingRates { handle title price { amount } }
  warnings { errorCode message } } userErrors { field message } } }"""
UPDATE = """mutation($id: ID!, $i: DraftOrderInput!) { draftOrderUpdate(id: $id, input: $i) {
  draftOrder { id tags ready reserveInventoryUntil totalPriceSet { shopMoney { amount } } }
  userErrors { field message } } }"""
DELETE = """mutation($id: ID!) { draftOrderDelete(input: {id: $id}) { deletedId
  userErrors { message } } }"""
FIND = """query($q: String!) { draftOrders(first: 10, query: $q) { nodes { id status
  order { id } } } }"""


def in_minutes(app: Client, minutes: float) -> str:
    return iso(app.platform.clock.now() + timedelta(minutes=minutes))


def calculated(app: Client, **given: Any) -> Any:
    lines = [{"variantId": app.variant(PLENTY)["id"], "quantity": 2}]
    payload = app.does(CALCULATE, {"i": {"lineItems": lines, **given}})
    return payload["calculatedDraftOrder"]


def amount(found: Any, name: str) -> Decimal:
    return Decimal(found[f"{name}Set"]["shopMoney"]["amount"])


class TestPrices:
    def test_tax_is_by_the_shops_rate(self, app: Client) -> None:
        found = calculated(app)

        assert amount(found, "subtotalPrice") == 260
        assert {line["title"]: line["rate"] for line in found["taxLines"]} == {
            "Washington State Tax": 0.065,
            "Seattle City Tax": 0.0385,
        }
        assert amount(found, "totalTax") == Decimal("26.91")
        assert amount(found, "totalPrice") == Decimal("286.91")

    def test_food_is_not_taxed_and_neither_is_another_state(self, app: Client) -> None:
        beans = app.variant("SV-PROLOGUE-12OZ-WHOLEBEAN")["id"]

        home = calculated(app, lineItems=[{"variantId": beans, "quantity": 2}])
        away = calculated(app, shippingAddress={**ADDRESS, "provinceCode": "OR", "zip": "97201"})

        assert amount(home, "totalTax") == 0
        assert amount(home, "totalPrice") == Decimal("39.90")
        assert amount(away, "totalTax") == 0

    def test_a_tax_exempt_draft_has_no_tax(self, app: Client) -> None:
        assert amount(calculated(app, taxExempt=True), "totalTax") == 0

    def test_shipping_rates_need_an_address_and_are_chosen_by_handle(self, app: Client) -> None:
        assert calculated(app)["availableShippingRates"] == []
        lines = [{"variantId": app.variant("NW-MUG-WHT")["id"], "quantity": 1}]
        rates = calculated(app, shippingAddress=ADDRESS, lineItems=lines)["availableShippingRates"]

        chosen = calculated(
            app,
            shippingAddress=ADDRESS,
            lineItems=lines,
            shippingLine={"shippingRateHandle": rates[0]["handle"]},
        )

        assert [rate["title"] for rate in rates] == ["Standard", "Express"]
        assert amount(chosen, "totalShippingPrice") == Decimal(rates[0]["price"]["amount"])

    def test_discounts_come_off_before_tax(self, app: Client) -> None:
        percent = calculated(app, appliedDiscount={"value": 10, "valueType": "PERCENTAGE"})
        fixed = calculated(app, appliedDiscount={"value": 60, "valueType": "FIXED_AMOUNT"})

        assert amount(percent, "subtotalPrice") == 234
        assert amount(percent, "totalTax") == Decimal("24.22")
        assert amount(fixed, "subtotalPrice") == 200
        assert amount(fixed, "totalDiscounts") == 60

    def test_a_code_that_does_not_exist_is_only_a_warning(self, app: Client) -> None:
        found = calculated(app, discountCodes=["NOSUCH", "WELCOME10"])

        assert amount(found, "subtotalPrice") == 234
        assert found["warnings"][0]["errorCode"] == "DISCOUNT_CODE_NOT_APPLIED"

    def test_custom_lines_and_price_overrides_count(self, app: Client) -> None:
        found = calculated(
            app,
            lineItems=[
                {"title": "Engraving", "originalUnitPrice": "12.50", "quantity": 2},
                {
                    "variantId": app.variant(PLENTY)["id"],
                    "quantity": 1,
                    "priceOverride": {"amount": "100.00", "currencyCode": "USD"},
                },
            ],
        )

        assert amount(found, "subtotalPrice") == 125

    def test_nothing_is_kept_of_a_calculation(self, app: Client) -> None:
        calculated(app)

        assert app.control("GET drafts") == {"drafts": []}

    def test_an_order_costs_what_was_calculated(self, app: Client) -> None:
        given = rich_draft(app)
        quoted = app.does(CALCULATE, {"i": given})["calculatedDraftOrder"]

        order = app.order(**given)

        assert order["totalPriceSet"] == quoted["totalPriceSet"]

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"lineItems": []}, "lineItems"),
            ({"lineItems": [{"variantId": "gid://shopify/ProductVariant/1", "quantity": 1}]},
             "lineItems.0.variantId"),
            ({"lineItems": [{"title": "x", "quantity": 0}]}, "lineItems.0.quantity"),
            ({"lineItems": [{"quantity": 1}]}, "lineItems.0.title"),
            ({"lineItems": [{"title": "x", "quantity": 1}], "email": "nonsense"}, "email"),
            ({"lineItems": [{"title": "x", "quantity": 1}],
              "purchasingEntity": {"customerId": "gid://shopify/Customer/1"}},
             "purchasingEntity.customerId"),
            ({"lineItems": [{"title": "x", "quantity": 1}],
              "reserveInventoryUntil": "2020-01-01T00:00:00Z"}, "reserveInventoryUntil"),
        ],
    )  # fmt: skip
    def test_a_wrong_input_is_refused_without_a_code(
        self, app: Client, given: Any, field: str
    ) -> None:
        error = app.refusal(DRAFT_CREATE, {"input": given})

        assert ".".join(error["field"]) == field
        assert set(error) == {"field", "message"}
        assert app.control("GET drafts") == {"drafts": []}

    def test_more_than_499_lines_are_refused(self, app: Client) -> None:
        lines = [{"title": "x", "quantity": 1}] * 500

        error = app.refusal(DRAFT_CREATE, {"input": {"lineItems": lines}})

        assert "499" in error["message"]


class TestReservations:
    def test_pieces_are_set_aside_where_the_shop_routes_them(self, app: Client) -> None:
        before = app.stock(PLENTY)

        app.draft(reserveInventoryUntil=in_minutes(app, 10))

        after = app.stock(PLENTY)
        assert after["Tacoma Warehouse"]["available"] == before["Tacoma Warehouse"]["available"] - 2
        assert after["Tacoma Warehouse"]["reserved"] == 2
        assert after["Tacoma Warehouse"]["on_hand"] == before["Tacoma Warehouse"]["on_hand"]
        assert after["Capitol Hill"] == before["Capitol Hill"]

    def test_they_come_back_by_themselves_at_that_time(self, app: Client) -> None:
        before = app.stock(PLENTY)
        draft = app.draft(reserveInventoryUntil=in_minutes(app, 10))

        app.advance(9 * 60)
        assert app.stock(PLENTY) != before
        app.advance(61)

        assert app.stock(PLENTY) == before
        found = app.one("query($id: ID!) { draftOrder(id: $id) { reserveInventoryUntil status } }",
                        {"id": draft["id"]})  # fmt: skip
        assert found == {"reserveInventoryUntil": None, "status": "OPEN"}

    @pytest.mark.parametrize("how", ["null", "delete"])
    def test_they_come_back_when_let_go(self, app: Client, how: str) -> None:
        before = app.stock(PLENTY)
        draft = app.draft(reserveInventoryUntil=in_minutes(app, 10))

        if how == "null":
            app.does(UPDATE, {"id": draft["id"], "i": {"reserveInventoryUntil": None}})
        else:
            app.does(DELETE, {"id": draft["id"]})

        assert app.stock(PLENTY) == before
        app.advance(700)
        assert app.stock(PLENTY) == before

    def test_a_longer_reservation_outlives_the_first_end(self, app: Client) -> None:
        draft = app.draft(reserveInventoryUntil=in_minutes(app, 10))

        app.does(UPDATE, {"id": draft["id"], "i": {"reserveInventoryUntil": in_minutes(app, 20)}})
        app.advance(11 * 60)

        assert app.stock(PLENTY)["Tacoma Warehouse"]["reserved"] == 2

    def test_reserved_pieces_become_committed_where_they_lie(self, app: Client) -> None:
        order = app.order(reserveInventoryUntil=in_minutes(app, 10))

        stock = app.stock(PLENTY)["Tacoma Warehouse"]
        assert (stock["reserved"], stock["committed"]) == (0, 2)
        (part,) = order["fulfillmentOrders"]["nodes"]
        assert part["assignedLocation"]["name"] == "Tacoma Warehouse"
        app.advance(700)
        assert app.stock(PLENTY)["Tacoma Warehouse"]["committed"] == 2

    def test_more_than_there_is_cannot_be_reserved(self, app: Client) -> None:
        before = app.stock(PLENTY)
        lines = [{"variantId": app.variant(PLENTY)["id"], "quantity": 9999}]

        wish = {"lineItems": lines, "reserveInventoryUntil": in_minutes(app, 10)}
        error = app.refusal(DRAFT_CREATE, {"input": wish})

        assert error["field"] == ["reserveInventoryUntil"]
        assert app.stock(PLENTY) == before

    def test_a_failed_change_keeps_the_old_reservation(self, app: Client) -> None:
        draft = app.draft(reserveInventoryUntil=in_minutes(app, 10))
        lines = [{"variantId": app.variant(PLENTY)["id"], "quantity": 9999}]

        app.refusal(UPDATE, {"id": draft["id"], "i": {"lineItems": lines}})

        assert app.stock(PLENTY)["Tacoma Warehouse"]["reserved"] == 2


class TestCompletion:
    def test_a_completed_draft_is_an_order_with_committed_stock(self, app: Client) -> None:
        before = app.stock(PLENTY, "Tacoma Warehouse")

        order = app.order(tags=["ref-9"])

        after = app.stock(PLENTY, "Tacoma Warehouse")
        assert order["displayFinancialStatus"] == "PAID"
        assert order["displayFulfillmentStatus"] == "UNFULFILLED"
        assert order["tags"] == ["ref-9"]
        assert [t["kind"] for t in order["transactions"]] == ["SALE"]
        assert after["committed"] == before["committed"] + 2
        assert after["available"] == before["available"] - 2
        assert after["on_hand"] == before["on_hand"]

    def test_a_pending_payment_leaves_the_order_unpaid(self, app: Client) -> None:
        order = app.order(paid=False)

        assert order["displayFinancialStatus"] == "PENDING"
        assert order["transactions"] == []

    def test_it_is_completed_once(self, app: Client) -> None:
        draft = app.draft(tags=["once"])
        app.does(DRAFT_COMPLETE, {"id": draft["id"]})
        orders = len(app.platform.shop.books.orders)

        error = app.refusal(DRAFT_COMPLETE, {"id": draft["id"]})

        assert "already been completed" in error["message"]
        assert len(app.platform.shop.books.orders) == orders
        (found,) = app.one(FIND, {"q": "tag:once"})["nodes"]
        assert found["status"] == "COMPLETED"
        assert found["order"] is not None

    def test_it_is_not_ready_for_a_while(self, opened: Open) -> None:
        app = opened(draft_delay_s=5)
        draft = app.draft()
        assert draft["ready"] is False

        error = app.refusal(DRAFT_COMPLETE, {"id": draft["id"]})
        app.advance(5)

        assert "still being calculated" in error["message"]
        app.does(DRAFT_COMPLETE, {"id": draft["id"]})

    def test_a_completed_draft_is_neither_changed_nor_deleted(self, app: Client) -> None:
        draft = app.draft()
        app.does(DRAFT_COMPLETE, {"id": draft["id"]})

        for text, variables in ((UPDATE, {"i": {"note": "x"}}), (DELETE, {})):
            assert app.refusal(text, {"id": draft["id"], **variables})["message"]

    def test_drafts_are_found_by_tag_after_the_index_has_caught_up(self, opened: Open) -> None:
        app = opened(search_lag_s=5)
        app.draft(tags=["late"])
        assert app.one(FIND, {"q": "tag:late"})["nodes"] == []

        app.advance(5)

        assert len(app.one(FIND, {"q": "tag:late"})["nodes"]) == 1

    def test_an_invoice_needs_a_recipient(self, app: Client) -> None:
        text = """mutation($id: ID!) { draftOrderInvoiceSend(id: $id) { draftOrder { status
            invoiceUrl invoiceSentAt } userErrors { field message } } }"""
        draft = app.draft()

        assert app.refusal(text, {"id": draft["id"]})["field"] == ["email", "to"]
        app.does(UPDATE, {"id": draft["id"], "i": {"email": "a@example.com"}})
        sent = app.does(text, {"id": draft["id"]})["draftOrder"]

        assert sent["status"] == "INVOICE_SENT"
        assert sent["invoiceUrl"].startswith("https://northwind-outfitters.myshopify.com/")
        assert sent["invoiceSentAt"]

    def test_overselling_is_possible_as_with_the_vendor(self, app: Client) -> None:
        lines = [{"variantId": app.variant(PLENTY)["id"], "quantity": 9999}]

        app.order(lineItems=lines)

        assert app.stock(PLENTY, "Tacoma Warehouse")["available"] < 0
