"""Selling through drafts: priced, created once, at the wished location, found again."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from adapters.platform import AdapterSettings
from adapters.shopify.adapter import ShopifyAdapter
from adapters.wire import HttpResponse
from domain.catalog import Address
from domain.errors import (
    AmbiguousOutcomeError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money, total
from domain.orders import (
    Cart,
    CartLine,
    FulfillmentMethod,
    FulfillmentState,
    OrderDraft,
    OrderState,
    PaymentState,
    PosOrder,
    Recipient,
)
from tests.unit.adapters_shopify import raws
from tests.unit.adapters_shopify.scripted import ScriptedLine, client_on

KEY = IdempotencyKey("key-1")
CART = Cart(
    location_platform_id=PlatformId(raws.CAPITOL),
    currency="USD",
    lines=(CartLine(variant_platform_id=PlatformId(raws.VARIANT), quantity=2),),
)
DRAFT = OrderDraft(cart=CART, reference="ord-1")
LOST = AmbiguousOutcomeError("lost", platform="shopify", operation="x")
NO_DRAFTS: raws.Raw = {"tagged": {"nodes": []}, "recent": {"nodes": []}}
UNKNOWN = "gid://shopify/Order/9999"


def adapter_on(line: ScriptedLine) -> ShopifyAdapter:
    return ShopifyAdapter(client=client_on(line), settings=AdapterSettings())


def drafts(*found: raws.Raw) -> raws.Raw:
    return {"tagged": {"nodes": list(found)}, "recent": {"nodes": []}}


def created(draft: raws.Raw) -> raws.Raw:
    return {"draftOrderCreate": {"draftOrder": draft, "userErrors": []}}


def completed(order: raws.Raw) -> raws.Raw:
    draft = {"id": raws.DRAFT, "status": "COMPLETED", "order": order}
    return {"draftOrderComplete": {"draftOrder": draft, "userErrors": []}}


def refused(root: str, field: str, errors: str = "userErrors", **more: Any) -> raws.Raw:
    return {root: {field: None, errors: [{"field": None, "message": "no", **more}]}}


def moved(order: raws.Raw) -> raws.Raw:
    part = {"id": order["fulfillmentOrders"]["nodes"][0]["id"], "order": order}
    return {"fulfillmentOrderMove": {"movedFulfillmentOrder": part, "userErrors": []}}


def selling(**answers: Any) -> ScriptedLine:
    return ScriptedLine(
        {
            "DraftsByReference": NO_DRAFTS,
            "DraftCreate": created(raws.draft()),
            "DraftComplete": completed(raws.order()),
            **answers,
        }
    )


def calculated(**changes: Any) -> raws.Raw:
    lines = [
        {
            "name": "Shoe",
            "quantity": 2,
            "taxable": True,
            "variant": {"id": raws.VARIANT},
            "originalUnitPriceSet": raws.bag("129.99"),
            "totalDiscountSet": raws.bag("10.00"),
            "discountedTotalSet": raws.bag("249.98"),
        },
        {
            "name": "Gift card",
            "quantity": 1,
            "taxable": False,
            "variant": {"id": "gid://shopify/ProductVariant/302"},
            "originalUnitPriceSet": raws.bag("50.0"),
            "totalDiscountSet": raws.bag("0.0"),
            "discountedTotalSet": raws.bag("50.0"),
        },
    ]
    draft = {
        "taxesIncluded": False,
        "warnings": [],
        "totalLineItemsPriceSet": raws.bag("309.98"),
        "totalDiscountsSet": raws.bag("10.00"),
        "totalTaxSet": raws.bag("26.14"),
        "totalShippingPriceSet": raws.bag("5.00"),
        "totalPriceSet": raws.bag("331.12"),
        "shippingLine": {"taxLines": [{"priceSet": raws.bag("0.52")}]},
        "lineItems": lines,
        **changes,
    }
    return {"draftOrderCalculate": {"calculatedDraftOrder": draft, "userErrors": []}}


class TestQuote:
    def test_the_shop_prices_the_cart(self) -> None:
        quote = adapter_on(ScriptedLine({"Quote": calculated()})).quote(CART)

        assert quote.total == Money(33112, "USD")
        assert quote.subtotal - quote.discount + quote.tax + quote.shipping == quote.total

    def test_the_tax_of_the_lines_is_that_of_the_cart_without_the_shippings(self) -> None:
        quote = adapter_on(ScriptedLine({"Quote": calculated()})).quote(CART)

        assert [line.tax for line in quote.lines] == [Money(2562, "USD"), Money(0, "USD")]
        assert total((line.total for line in quote.lines), "USD") == Money(32560, "USD")

    def test_a_tax_in_the_price_is_not_added_again(self) -> None:
        answer = calculated(taxesIncluded=True, totalPriceSet=raws.bag("304.98"), shippingLine=None)
        quote = adapter_on(ScriptedLine({"Quote": answer})).quote(CART)

        assert quote.lines[0].total == Money(24998, "USD")

    def test_a_quote_and_its_order_ask_for_the_same_goods(self) -> None:
        line = selling(Quote=calculated())
        adapter = adapter_on(line)

        adapter.quote(CART)
        adapter.create_order(DRAFT, key=KEY)

        asked, sold = line.variables("Quote")["input"], line.variables("DraftCreate")["input"]
        assert {key: sold[key] for key in asked} == asked

    def test_another_currency_is_refused(self) -> None:
        cart = Cart(location_platform_id=PlatformId(raws.CAPITOL), currency="CAD", lines=CART.lines)
        with pytest.raises(RejectedError, match="sells in USD"):
            adapter_on(ScriptedLine({"Quote": calculated()})).quote(cart)

    def test_a_modifier_cannot_be_expressed(self) -> None:
        wish = CartLine(
            variant_platform_id=PlatformId(raws.VARIANT),
            quantity=1,
            modifiers=(PlatformId("m"),),
        )
        cart = Cart(location_platform_id=PlatformId(raws.CAPITOL), currency="USD", lines=(wish,))
        line = ScriptedLine({})

        with pytest.raises(UnsupportedError):
            adapter_on(line).quote(cart)
        assert line.sent == []

    def test_a_refusal_names_the_field(self) -> None:
        errors = [{"field": ["lineItems", "0", "variantId"], "message": "is gone"}]
        answer = {"draftOrderCalculate": {"calculatedDraftOrder": None, "userErrors": errors}}
        with pytest.raises(RejectedError, match=r"is gone \(field lineItems\.0\.variantId\)"):
            adapter_on(ScriptedLine({"Quote": answer})).quote(CART)


class TestCreate:
    def test_an_order_is_two_calls_in_a_row_and_a_look_up_beside(self) -> None:
        line = selling()

        order = adapter_on(line).create_order(DRAFT, key=KEY)

        assert sorted(line.operations) == ["DraftComplete", "DraftCreate", "DraftsByReference"]
        assert order.platform_id == raws.ORDER
        assert order.reference == "ord-1"
        assert order.state is OrderState.PENDING
        assert order.location_platform_id == raws.CAPITOL

    def test_the_draft_carries_what_finds_it_again(self) -> None:
        line = selling()

        adapter_on(line).create_order(DRAFT, key=KEY)

        request = line.variables("DraftCreate")["input"]
        assert request["tags"] == ["voicetill", "vt-ord-1"]
        assert {"key": "voicetill_reference", "value": "ord-1"} in request["customAttributes"]
        assert request["shippingLine"]["title"] == "Store pickup"
        search = line.variables("DraftsByReference")["search"]
        assert search == "tag:'vt-ord-1'"

    def test_a_shipped_order_says_where_to(self) -> None:
        recipient = Recipient(
            name="Jordan Rivera",
            phone="+12065550123",
            email="jordan.rivera@example.com",
            customer_platform_id=PlatformId("gid://shopify/Customer/1"),
            address=Address(
                line1="1 Pine St", city="Seattle", region="WA", postal_code="98101", country="US"
            ),
        )
        cart = Cart(
            location_platform_id=PlatformId(raws.CAPITOL),
            currency="USD",
            lines=CART.lines,
            method=FulfillmentMethod.SHIPPING,
            recipient=recipient,
            shipping_fee=Money(795, "USD"),
        )
        line = selling()

        adapter_on(line).create_order(OrderDraft(cart=cart, reference="ord-1"), key=KEY)

        request = line.variables("DraftCreate")["input"]
        assert request["shippingLine"]["priceWithCurrency"] == {
            "amount": "7.95", "currencyCode": "USD",
        }  # fmt: skip
        assert request["shippingAddress"]["provinceCode"] == "WA"
        assert request["purchasingEntity"] == {"customerId": "gid://shopify/Customer/1"}

    def test_a_draft_that_is_not_ready_is_waited_for(self) -> None:
        line = selling(
            DraftCreate=created(raws.draft(ready=False)),
            DraftById=[
                {"draftOrder": raws.draft(ready=False)},
                {"draftOrder": raws.draft()},
            ],
        )

        adapter_on(line).create_order(DRAFT, key=KEY)

        assert line.operations.count("DraftById") == 2

    def test_the_same_reference_leads_to_the_order_it_became(self) -> None:
        line = selling(
            DraftsByReference=drafts(raws.sold(7000)),
            DraftDelete={"draftOrderDelete": {"deletedId": raws.DRAFT, "userErrors": []}},
            OrderById={"order": raws.order()},
        )

        order = adapter_on(line).create_order(DRAFT, key=KEY)

        assert order.platform_id == raws.ORDER
        assert "DraftComplete" not in line.operations
        assert line.variables("DraftDelete")["id"] == raws.DRAFT

    def test_an_open_draft_of_an_earlier_attempt_is_completed_instead(self) -> None:
        line = selling(
            DraftsByReference=drafts(raws.draft(7000), raws.draft(7001)),
            DraftDelete={"draftOrderDelete": {"deletedId": raws.DRAFT, "userErrors": []}},
        )

        adapter_on(line).create_order(DRAFT, key=KEY)

        assert line.variables("DraftComplete")["id"] == "gid://shopify/DraftOrder/7000"

    def test_a_draft_of_another_reference_is_not_ours(self) -> None:
        line = selling(DraftsByReference=drafts(raws.sold(6000, reference="ord-10")))

        adapter_on(line).create_order(DRAFT, key=KEY)

        assert line.variables("DraftComplete")["id"] == raws.DRAFT

    def test_a_draft_that_cannot_be_deleted_is_left_behind(self) -> None:
        line = selling(
            DraftsByReference=drafts(raws.sold(7000)),
            DraftDelete=UnavailableError("down", platform="shopify", operation="x"),
            OrderById={"order": raws.order()},
        )

        assert adapter_on(line).create_order(DRAFT, key=KEY).platform_id == raws.ORDER

    def test_a_lost_answer_to_the_draft_is_looked_up(self) -> None:
        line = selling(DraftCreate=LOST, DraftsByReference=[NO_DRAFTS, drafts(raws.draft(7009))])

        adapter_on(line).create_order(DRAFT, key=KEY)

        assert line.variables("DraftComplete")["id"] == "gid://shopify/DraftOrder/7009"

    def test_a_lost_draft_that_was_never_made_sold_nothing(self) -> None:
        line = selling(DraftCreate=LOST)

        with pytest.raises(UnavailableError):
            adapter_on(line).create_order(DRAFT, key=KEY)

    def test_completing_twice_gives_the_order_of_the_first_time(self) -> None:
        line = selling(
            DraftComplete=refused("draftOrderComplete", "draftOrder"),
            DraftById={"draftOrder": raws.sold()},
            OrderById={"order": raws.order()},
        )

        assert adapter_on(line).create_order(DRAFT, key=KEY).platform_id == raws.ORDER

    def test_a_draft_that_cannot_be_completed_is_refused(self) -> None:
        line = selling(
            DraftComplete=refused("draftOrderComplete", "draftOrder"),
            DraftById={"draftOrder": raws.draft()},
        )

        with pytest.raises(RejectedError):
            adapter_on(line).create_order(DRAFT, key=KEY)

    def test_an_order_that_shopify_routed_elsewhere_is_moved(self) -> None:
        elsewhere = raws.order(fulfillmentOrders={"nodes": [raws.fulfillment_order(raws.TACOMA)]})
        line = selling(DraftComplete=completed(elsewhere), MoveToLocation=moved(raws.order()))

        order = adapter_on(line).create_order(DRAFT, key=KEY)

        assert order.location_platform_id == raws.CAPITOL
        assert line.variables("MoveToLocation")["location"] == raws.CAPITOL

    def test_an_order_that_the_location_cannot_serve_is_canceled_again(self) -> None:
        elsewhere = raws.order(fulfillmentOrders={"nodes": [raws.fulfillment_order(raws.TACOMA)]})
        line = selling(
            DraftComplete=completed(elsewhere),
            MoveToLocation=refused("fulfillmentOrderMove", "movedFulfillmentOrder", code=None),
            OrderById={"order": elsewhere},
            Cancel={"orderCancel": {"job": JOB, "orderCancelUserErrors": []}},
            CancelProgress={
                "job": {"done": True},
                "order": raws.order(cancelledAt="2026-11-20T10:02:00Z"),
            },
        )

        with pytest.raises(RejectedError):
            adapter_on(line).create_order(DRAFT, key=KEY)
        assert line.variables("Cancel")["reason"] == "INVENTORY"

    def test_a_move_that_was_done_already_is_no_failure(self) -> None:
        elsewhere = raws.order(fulfillmentOrders={"nodes": [raws.fulfillment_order(raws.TACOMA)]})
        line = selling(
            DraftComplete=completed(elsewhere),
            MoveToLocation=refused("fulfillmentOrderMove", "movedFulfillmentOrder", code=None),
            OrderById={"order": raws.order()},
        )

        order = adapter_on(line).create_order(DRAFT, key=KEY)

        assert order.location_platform_id == raws.CAPITOL

    def test_routing_that_takes_a_moment_is_waited_for(self) -> None:
        line = selling(
            DraftComplete=completed(raws.order(fulfillmentOrders={"nodes": []})),
            OrderById={"order": raws.order()},
        )

        order = adapter_on(line).create_order(DRAFT, key=KEY)

        assert order.location_platform_id == raws.CAPITOL

    def test_an_order_that_is_never_routed_is_left_to_the_look_up(self) -> None:
        unrouted = raws.order(fulfillmentOrders={"nodes": []})
        line = selling(DraftComplete=completed(unrouted), OrderById={"order": unrouted})

        with pytest.raises(AmbiguousOutcomeError, match="not assigned to a location"):
            adapter_on(line).create_order(DRAFT, key=KEY)

    def test_a_lost_completion_is_left_to_the_look_up(self) -> None:
        with pytest.raises(AmbiguousOutcomeError):
            adapter_on(selling(DraftComplete=LOST)).create_order(DRAFT, key=KEY)


class TestFind:
    AFTER = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def find(self, line: ScriptedLine) -> PosOrder | None:
        return adapter_on(line).find_order(
            "ord-1", location_id=PlatformId(raws.CAPITOL), created_after=self.AFTER
        )

    def orders(self, *tagged: raws.Raw, recent: tuple[raws.Raw, ...] = ()) -> raws.Raw:
        return {"tagged": {"nodes": list(tagged)}, "recent": {"nodes": list(recent)}}

    def test_an_order_is_found_by_its_tag(self) -> None:
        line = ScriptedLine({"OrdersByReference": self.orders(raws.order())})

        assert self.find(line).platform_id == raws.ORDER  # type: ignore[union-attr]
        search = line.variables("OrdersByReference")["search"]
        assert search == "tag:'vt-ord-1' created_at:>='2026-11-20T09:00:00Z'"

    def test_an_order_the_index_does_not_know_yet_is_found_among_the_newest(self) -> None:
        newest = {"id": raws.ORDER, "customAttributes": raws.attributes("ord-1")}
        line = ScriptedLine(
            {
                "OrdersByReference": self.orders(recent=(newest,)),
                "OrderById": {"order": raws.order()},
            }
        )

        assert self.find(line).platform_id == raws.ORDER  # type: ignore[union-attr]

    def test_an_order_is_found_through_its_draft(self) -> None:
        line = ScriptedLine(
            {
                "OrdersByReference": self.orders(),
                "DraftsByReference": drafts(raws.sold()),
                "OrderById": {"order": raws.order()},
            }
        )

        assert self.find(line).platform_id == raws.ORDER  # type: ignore[union-attr]

    def test_an_order_that_was_never_made_is_not_found(self) -> None:
        line = ScriptedLine(
            {"OrdersByReference": self.orders(), "DraftsByReference": drafts(raws.draft())}
        )

        assert self.find(line) is None


class TestRead:
    def read(self, **changes: Any) -> PosOrder:
        line = ScriptedLine({"OrderById": {"order": raws.order(**changes)}})
        order = adapter_on(line).order(PlatformId(raws.ORDER))
        assert order is not None
        return order

    def test_a_line_is_what_it_costs_in_all(self) -> None:
        (line,) = self.read().lines

        assert line.quantity == Decimal(2)
        assert line.unit_price == Money(12999, "USD")
        assert line.tax == Money(2562, "USD")
        assert line.total == Money(27560, "USD")

    def test_an_unknown_order_is_none(self) -> None:
        line = ScriptedLine({"OrderById": {"order": None}})

        assert adapter_on(line).order(PlatformId(UNKNOWN)) is None

    def test_a_long_order_is_read_whole(self) -> None:
        items = {"nodes": [raws.line(1)], "pageInfo": {"hasNextPage": True, "endCursor": "l1"}}
        rest = {"lineItems": {"nodes": [raws.line(2)], "pageInfo": raws.LAST_PAGE}}
        line = ScriptedLine(
            {"OrderById": {"order": raws.order(lineItems=items)}, "OrderLines": {"order": rest}}
        )

        order = adapter_on(line).order(PlatformId(raws.ORDER))

        assert order is not None
        assert len(order.lines) == 2

    @pytest.mark.parametrize(
        ("changes", "state"),
        [
            ({}, OrderState.PENDING),
            ({"displayFinancialStatus": "AUTHORIZED"}, OrderState.PENDING),
            ({"displayFinancialStatus": "PAID"}, OrderState.CONFIRMED),
            ({"cancelledAt": "2026-11-20T11:00:00Z"}, OrderState.CANCELED),
            ({"returnStatus": "RETURNED"}, OrderState.RETURNED),
            (
                {"displayFinancialStatus": "PAID", "displayFulfillmentStatus": "FULFILLED"},
                OrderState.COMPLETED,
            ),
        ],
    )
    def test_the_state_is_one_word(self, changes: dict[str, Any], state: OrderState) -> None:
        assert self.read(**changes).state is state

    def test_a_state_of_tomorrow_is_unknown(self) -> None:
        raw = raws.order(displayFinancialStatus="PAID", displayFulfillmentStatus="A NEW WORD")
        body = json.dumps({"data": {"order": raw}}).encode()
        line = ScriptedLine({"OrderById": HttpResponse(status=200, headers={}, body=body)})

        order = adapter_on(line).order(PlatformId(raws.ORDER))

        assert order is not None
        assert order.state is OrderState.UNKNOWN

    def test_a_shipped_order_is_complete_when_all_of_it_is_delivered(self) -> None:
        def parcel(word: str) -> raws.Raw:
            return {
                "id": "gid://shopify/Fulfillment/1",
                "status": "SUCCESS",
                "displayStatus": word,
                "location": {"id": raws.CAPITOL},
                "trackingInfo": [{"company": "UPS", "number": "1Z", "url": "https://ups.com/1Z"}],
            }

        def shipped(word: str) -> PosOrder:
            return self.read(
                customAttributes=raws.attributes("ord-1", "shipping"),
                displayFinancialStatus="PAID",
                displayFulfillmentStatus="FULFILLED",
                fulfillments=[parcel(word)],
                fulfillmentOrders={"nodes": [raws.fulfillment_order(status="CLOSED")]},
            )

        under_way, delivered = shipped("IN_TRANSIT"), shipped("DELIVERED")

        assert under_way.state is OrderState.SHIPPED
        assert delivered.state is OrderState.COMPLETED
        (fulfillment,) = under_way.fulfillments
        assert fulfillment.state is FulfillmentState.COMPLETED
        assert fulfillment.method is FulfillmentMethod.SHIPPING
        assert fulfillment.tracking[0].number == "1Z"

    def test_payments_are_the_transactions_that_begin_one(self) -> None:
        order = self.read(
            transactions=[
                {"id": raws.AUTHORIZATION, "kind": "AUTHORIZATION", "status": "SUCCESS"},
                {"id": "gid://shopify/OrderTransaction/2", "kind": "CAPTURE", "status": "SUCCESS"},
                {"id": "gid://shopify/OrderTransaction/3", "kind": "SALE", "status": "FAILURE"},
            ]
        )

        assert order.payment_platform_ids == (raws.AUTHORIZATION,)

    def test_a_financial_status_that_is_missing_is_unknown(self) -> None:
        assert self.read(displayFinancialStatus=None).payment_state is PaymentState.UNKNOWN

    def test_orders_of_a_customer_come_newest_first(self) -> None:
        page = {"orders": {"nodes": [raws.order()], "pageInfo": raws.LAST_PAGE}}
        line = ScriptedLine({"Orders": page})

        (found,) = adapter_on(line).orders(customer_id=PlatformId("gid://shopify/Customer/42"))

        assert len(found.records) == 1
        assert line.variables("Orders")["filter"] == "customer_id:42"
        assert line.variables("Orders")["sort"] == "CREATED_AT"

    def test_an_order_that_cannot_be_mapped_is_set_aside_without_its_values(self) -> None:
        bad = raws.order(totalPriceSet=raws.bag("1.234"))
        page = {"orders": {"nodes": [bad, raws.order()], "pageInfo": raws.LAST_PAGE}}

        (found,) = adapter_on(ScriptedLine({"Orders": page})).orders(since="2026-11-20T00:00:00Z")

        assert len(found.records) == 1
        assert found.quarantined[0].path == "totalPriceSet.shopMoney"
        assert "1.234" not in found.quarantined[0].value


class TestConfirm:
    PAID = Money(27560, "USD")

    def order(self, line: ScriptedLine) -> PosOrder:
        line.answers.setdefault("OrderById", [{"order": raws.order()}])
        order = adapter_on(line).order(PlatformId(raws.ORDER))
        assert order is not None
        return order

    def marked(self, order: raws.Raw | None, *errors: raws.Raw) -> raws.Raw:
        kept = {"metafields": [{"id": "gid://shopify/Metafield/1"}], "userErrors": []}
        return {
            "orderMarkAsPaid": {"order": order, "userErrors": list(errors)},
            "metafieldsSet": kept,
        }

    def confirm(self, line: ScriptedLine, reference: str | None = "sq-pay-1") -> PosOrder:
        line.answers.setdefault("Owed", [{"order": {"totalOutstandingSet": raws.bag("275.60")}}])
        return adapter_on(line).confirm_order(
            self.order(line), paid=self.PAID, external_reference=reference, key=KEY
        )

    def test_money_taken_elsewhere_marks_the_order_as_paid_and_names_the_payment(self) -> None:
        line = ScriptedLine({"MarkAsPaid": self.marked(raws.order(displayFinancialStatus="PAID"))})

        order = self.confirm(line)

        assert order.payment_state is PaymentState.PAID
        assert order.state is OrderState.CONFIRMED
        assert line.variables("MarkAsPaid")["reference"][0]["value"] == "sq-pay-1"

    def test_an_order_that_is_paid_already_stays_as_it_is(self) -> None:
        line = ScriptedLine(
            {
                "MarkAsPaid": self.marked(None, {"field": ["id"], "message": "is paid"}),
                "OrderById": [
                    {"order": raws.order()},
                    {"order": raws.order(displayFinancialStatus="PAID")},
                ],
            }
        )

        assert self.confirm(line).payment_state is PaymentState.PAID

    def test_an_order_that_cannot_be_marked_is_refused(self) -> None:
        line = ScriptedLine(
            {"MarkAsPaid": self.marked(None, {"field": ["id"], "message": "is voided"})}
        )

        with pytest.raises(RejectedError, match="is voided"):
            self.confirm(line)

    def test_another_amount_than_owed_is_refused_before_anything_is_sent(self) -> None:
        line = ScriptedLine({})
        order = self.order(line)
        line.sent.clear()

        with pytest.raises(RejectedError):
            adapter_on(line).confirm_order(
                order, paid=Money(1, "USD"), external_reference="sq-pay-1", key=KEY
            )
        assert line.sent == []

    def test_an_open_authorization_is_not_captured_by_marking(self) -> None:
        line = ScriptedLine(
            {"OrderById": {"order": raws.order(displayFinancialStatus="AUTHORIZED")}}
        )

        with pytest.raises(RejectedError):
            self.confirm(line)

    def test_money_that_shopify_took_needs_no_further_call(self) -> None:
        line = ScriptedLine({})

        order = self.confirm(line, None)

        assert order.state is OrderState.CONFIRMED
        assert order.payment_state is PaymentState.PAID
        assert line.operations == ["OrderById"], "the one that read the order to confirm"

    def test_another_sum_than_the_total_is_asked_about(self) -> None:
        line = ScriptedLine(
            {
                "OrderById": [
                    {"order": raws.order()},
                    {"order": raws.order()},
                    {"order": raws.order(displayFinancialStatus="PAID")},
                ]
            }
        )
        adapter, order = adapter_on(line), self.order(line)

        def confirm() -> PosOrder:
            return adapter.confirm_order(
                order, paid=Money(100, "USD"), external_reference=None, key=KEY
            )

        with pytest.raises(RejectedError, match="is not paid"):
            confirm()
        assert confirm().payment_state is PaymentState.PAID


JOB: raws.Raw = {"id": "gid://shopify/Job/1", "done": False}


class TestCancel:
    def cancel(self, line: ScriptedLine) -> PosOrder:
        return adapter_on(line).cancel_order(PlatformId(raws.ORDER), reason="customer", key=KEY)

    def test_a_cancellation_is_waited_for(self) -> None:
        line = ScriptedLine(
            {
                "Cancel": {"orderCancel": {"job": JOB, "orderCancelUserErrors": []}},
                "CancelProgress": [
                    {"job": {"done": False}, "order": raws.order()},
                    {
                        "job": {"done": True},
                        "order": raws.order(cancelledAt="2026-11-20T10:02:00Z"),
                    },
                ],
            }
        )

        assert self.cancel(line).state is OrderState.CANCELED
        assert line.variables("Cancel")["reason"] == "CUSTOMER"

    def test_a_canceled_order_stays_as_it_is(self) -> None:
        line = ScriptedLine(
            {
                "Cancel": refused("orderCancel", "job", "orderCancelUserErrors", code="INVALID"),
                "OrderById": {"order": raws.order(cancelledAt="2026-11-20T10:02:00Z")},
            }
        )

        assert self.cancel(line).state is OrderState.CANCELED

    def test_an_order_that_cannot_be_canceled_is_refused(self) -> None:
        line = ScriptedLine(
            {
                "Cancel": refused("orderCancel", "job", "orderCancelUserErrors", code="INVALID"),
                "OrderById": {"order": raws.order()},
            }
        )

        with pytest.raises(RejectedError):
            self.cancel(line)

    def test_a_job_that_ends_without_canceling_is_a_refusal(self) -> None:
        line = ScriptedLine(
            {
                "Cancel": {"orderCancel": {"job": JOB, "orderCancelUserErrors": []}},
                "CancelProgress": {"job": {"done": True}, "order": raws.order()},
            }
        )

        with pytest.raises(RejectedError):
            self.cancel(line)

    def test_a_cancellation_that_takes_too_long_is_unknown(self) -> None:
        line = ScriptedLine(
            {
                "Cancel": {"orderCancel": {"job": JOB, "orderCancelUserErrors": []}},
                "CancelProgress": {"job": {"done": False}, "order": raws.order()},
            },
            seconds=0.05,
        )

        with pytest.raises(AmbiguousOutcomeError):
            self.cancel(line)


def test_the_payment_link_is_where_the_rest_is_paid() -> None:
    def line(url: str | None) -> ScriptedLine:
        details = {"paymentCollectionDetails": {"additionalPaymentCollectionUrl": url}}
        return ScriptedLine(
            {"PaymentPage": {"order": details}, "OrderById": {"order": raws.order()}}
        )

    adapter = adapter_on(line("https://n.myshopify.com/pay/1"))
    order = adapter.order(PlatformId(raws.ORDER))
    assert order is not None

    assert adapter.payment_link(order) == "https://n.myshopify.com/pay/1"
    with pytest.raises(RejectedError):
        adapter_on(line(None)).payment_link(order)
