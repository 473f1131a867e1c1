"""Mandates charged on orders, captured, voided and refunded: nobody pays twice."""

from typing import Any

import pytest

from adapters.platform import AdapterSettings
from adapters.shopify.adapter import ShopifyAdapter
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)
from domain.ids import IdempotencyKey, PlatformId
from domain.money import Money
from domain.payments import (
    Authorized,
    Declined,
    DeclineReason,
    NeedsShopper,
    PaymentRequest,
    PaymentStatus,
    RefundRequest,
    RefundStatus,
)
from tests.unit.adapters_shopify import raws
from tests.unit.adapters_shopify.raws import AUTHORIZATION, money_of, transaction
from tests.unit.adapters_shopify.scripted import ScriptedLine, client_on

KEY = IdempotencyKey("key-1")
MANDATE = "gid://shopify/PaymentMandate/77"
TOTAL = Money(27560, "USD")
ORDER = PlatformId(raws.ORDER)
PAYMENT = PlatformId(AUTHORIZATION)
CAPTURE = transaction("CAPTURE", number=902, parent=AUTHORIZATION)
LOST = AmbiguousOutcomeError("lost", platform="shopify", operation="x")


def adapter_on(line: ScriptedLine) -> ShopifyAdapter:
    return ShopifyAdapter(client=client_on(line), settings=AdapterSettings())


def request(token: str = MANDATE, order: PlatformId | None = ORDER) -> PaymentRequest:
    return PaymentRequest(token=token, amount=TOTAL, reference="ord-1", order_platform_id=order)


def charged(reference: str | None = "ref-1") -> raws.Raw:
    job = {"id": "gid://shopify/Job/1", "done": False}
    return {
        "orderCreateMandatePayment": {
            "job": job, "paymentReferenceId": reference, "userErrors": [],
        }
    }  # fmt: skip


def progress(status: str, *transactions: raws.Raw, message: str | None = None) -> raws.Raw:
    return {
        "orderPaymentStatus": {
            "status": status, "errorMessage": message, "transactions": list(transactions),
        }
    }  # fmt: skip


def settled(root: str, one: raws.Raw, *all_of_them: raws.Raw) -> raws.Raw:
    return {root: {"transaction": {**one, "order": money_of(*all_of_them)}, "userErrors": []}}


def on_order(*transactions: raws.Raw) -> raws.Raw:
    return {"order": money_of(*transactions)}


class TestAuthorize:
    def test_a_mandate_is_charged_on_its_order_and_waited_for(self) -> None:
        line = ScriptedLine(
            {
                "ChargeMandate": charged(),
                "ChargeProgress": [
                    progress("PROCESSING"),
                    progress("AUTHORIZED", transaction()),
                ],
            }
        )

        outcome = adapter_on(line).authorize(request(), key=KEY)

        assert outcome == Authorized(
            payment_id=PAYMENT, amount=TOTAL, card_brand="Visa", card_last4="4242"
        )
        sent = line.variables("ChargeMandate")
        assert sent["order"] == raws.ORDER
        assert sent["mandate"] == MANDATE

    def test_the_same_key_charges_under_the_same_platform_key(self) -> None:
        line = ScriptedLine(
            {"ChargeMandate": charged(), "ChargeProgress": progress("AUTHORIZED", transaction())}
        )
        adapter = adapter_on(line)

        adapter.authorize(request(), key=KEY)
        adapter.authorize(request(), key=KEY)
        adapter.authorize(request(), key=IdempotencyKey("key-2"))

        keys = [line.variables("ChargeMandate", index)["key"] for index in range(3)]
        assert keys[0] == keys[1] != keys[2]

    def test_another_sum_than_asked_is_let_go_again(self) -> None:
        void = transaction("VOID", number=903, parent=AUTHORIZATION)
        line = ScriptedLine(
            {
                "ChargeMandate": charged(),
                "ChargeProgress": progress("AUTHORIZED", transaction(value="300.00")),
                "OrderMoneyById": on_order(transaction()),
                "Void": settled("transactionVoid", void, transaction(), void),
            }
        )

        with pytest.raises(RejectedError, match="nothing is held"):
            adapter_on(line).authorize(request(), key=KEY)
        assert "Void" in line.operations

    @pytest.mark.parametrize("token", ["cnon:card-nonce-ok", "ccof:123", "4242", ""])
    def test_a_card_cannot_be_charged_by_an_app(self, token: str) -> None:
        line = ScriptedLine({})

        with pytest.raises(UnsupportedError, match="third-party app cannot charge a card"):
            adapter_on(line).authorize(request(token), key=KEY)
        assert line.sent == []

    def test_a_charge_without_an_order_is_impossible(self) -> None:
        line = ScriptedLine({})

        with pytest.raises(UnsupportedError):
            adapter_on(line).authorize(request(order=None), key=KEY)
        assert line.sent == []

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            ("INSUFFICIENT_FUNDS", DeclineReason.INSUFFICIENT_FUNDS),
            ("EXPIRED_CARD", DeclineReason.EXPIRED),
            ("INCORRECT_CVC", DeclineReason.CVV),
            ("CARD_DECLINED", DeclineReason.GENERIC),
        ],
    )
    def test_a_declined_card_is_a_value(self, code: str, reason: DeclineReason) -> None:
        declined = transaction(status="FAILURE", errorCode=code)
        line = ScriptedLine(
            {"ChargeMandate": charged(), "ChargeProgress": progress("ERROR", declined)}
        )

        outcome = adapter_on(line).authorize(request(), key=KEY)

        assert outcome == Declined(reason=reason, platform_code=code)

    def test_a_mandate_that_wants_its_owner_sends_the_shopper_to_shopify(self) -> None:
        details = {"additionalPaymentCollectionUrl": "https://n.myshopify.com/pay/1"}
        line = ScriptedLine(
            {
                "ChargeMandate": charged(),
                "ChargeProgress": progress("REDIRECT_REQUIRED"),
                "PaymentPage": {"order": {"paymentCollectionDetails": details}},
            }
        )

        outcome = adapter_on(line).authorize(request(), key=KEY)

        assert outcome == NeedsShopper(url="https://n.myshopify.com/pay/1")

    def test_a_charge_that_is_still_under_way_at_the_deadline_is_unknown(self) -> None:
        line = ScriptedLine(
            {"ChargeMandate": charged(), "ChargeProgress": progress("PROCESSING")}, seconds=0.05
        )

        with pytest.raises(AmbiguousOutcomeError):
            adapter_on(line).authorize(request(), key=KEY)

    def test_a_charge_without_a_reference_is_malformed(self) -> None:
        line = ScriptedLine({"ChargeMandate": charged(None)})

        with pytest.raises(MalformedResponseError):
            adapter_on(line).authorize(request(), key=KEY)


def found(*transactions: raws.Raw) -> raws.Raw:
    return {"node": {"__typename": "OrderTransaction", "order": money_of(*transactions)}}


class TestCapture:
    def test_an_authorization_is_captured_for_good_in_one_call(self) -> None:
        line = ScriptedLine({"Capture": settled("orderCapture", CAPTURE, transaction(), CAPTURE)})

        payment = adapter_on(line).capture(PAYMENT, TOTAL, order_id=ORDER, key=KEY)

        assert payment.status is PaymentStatus.CAPTURED
        assert payment.platform_id == PAYMENT
        assert line.operations == ["Capture"]
        assert line.variables("Capture")["input"] == {
            "id": raws.ORDER,
            "parentTransactionId": AUTHORIZATION,
            "amount": "275.60",
            "currency": "USD",
            "finalCapture": True,
        }
        assert not line.sent[0].repeatable

    def test_an_order_that_is_not_named_is_looked_up(self) -> None:
        line = ScriptedLine(
            {
                "PaymentById": found(transaction()),
                "Capture": settled("orderCapture", CAPTURE, transaction(), CAPTURE),
            }
        )

        adapter_on(line).capture(PAYMENT, TOTAL, order_id=None, key=KEY)

        assert line.variables("Capture")["input"]["id"] == raws.ORDER

    @pytest.mark.parametrize("fault", [LOST, RejectedError("no", platform="s", operation="x")])
    def test_a_lost_or_refused_capture_that_was_done_counts(self, fault: Exception) -> None:
        line = ScriptedLine({"Capture": fault, "PaymentById": found(transaction(), CAPTURE)})

        payment = adapter_on(line).capture(PAYMENT, TOTAL, order_id=ORDER, key=KEY)

        assert payment.status is PaymentStatus.CAPTURED

    def test_a_captured_payment_of_an_unnamed_order_is_not_captured_again(self) -> None:
        line = ScriptedLine({"PaymentById": found(transaction(), CAPTURE)})

        payment = adapter_on(line).capture(PAYMENT, TOTAL, order_id=None, key=KEY)

        assert payment.status is PaymentStatus.CAPTURED

    def test_a_lost_capture_that_was_not_done_stays_unknown(self) -> None:
        line = ScriptedLine({"Capture": LOST, "PaymentById": found(transaction())})

        with pytest.raises(AmbiguousOutcomeError):
            adapter_on(line).capture(PAYMENT, TOTAL, order_id=ORDER, key=KEY)

    def test_a_capture_that_fails_at_the_provider_is_refused(self) -> None:
        refused = transaction("CAPTURE", "FAILURE", number=902, parent=AUTHORIZATION)
        line = ScriptedLine({"Capture": settled("orderCapture", refused, transaction(), refused)})

        with pytest.raises(RejectedError):
            adapter_on(line).capture(PAYMENT, TOTAL, order_id=ORDER, key=KEY)

    def test_a_payment_nobody_made_cannot_be_captured(self) -> None:
        line = ScriptedLine({"PaymentById": {"node": None}})

        with pytest.raises(RejectedError, match="no such payment"):
            adapter_on(line).capture(PAYMENT, TOTAL, order_id=None, key=KEY)


class TestVoid:
    VOID = transaction("VOID", number=903, parent=AUTHORIZATION)

    def test_an_authorization_is_let_go(self) -> None:
        line = ScriptedLine(
            {
                "OrderMoneyById": on_order(transaction()),
                "Void": settled("transactionVoid", self.VOID, transaction(), self.VOID),
            }
        )

        payment = adapter_on(line).void(PAYMENT, order_id=ORDER, key=KEY)

        assert payment.status is PaymentStatus.VOIDED

    def test_voiding_twice_gives_the_voided_payment(self) -> None:
        line = ScriptedLine({"OrderMoneyById": on_order(transaction(), self.VOID)})

        payment = adapter_on(line).void(PAYMENT, order_id=ORDER, key=KEY)

        assert payment.status is PaymentStatus.VOIDED
        assert "Void" not in line.operations

    def test_captured_money_cannot_be_voided(self) -> None:
        line = ScriptedLine({"OrderMoneyById": on_order(transaction(), CAPTURE)})

        with pytest.raises(RejectedError, match="refund it"):
            adapter_on(line).void(PAYMENT, order_id=ORDER, key=KEY)

    def test_a_lost_authorization_is_found_on_its_order_and_let_go(self) -> None:
        line = ScriptedLine(
            {
                "OrderMoneyById": on_order(transaction()),
                "Void": settled("transactionVoid", self.VOID, transaction(), self.VOID),
            }
        )

        adapter_on(line).void_lost(KEY, order_id=ORDER)

        assert line.variables("Void")["id"] == AUTHORIZATION

    def test_nothing_is_voided_where_nothing_was_authorized(self) -> None:
        line = ScriptedLine({"OrderMoneyById": on_order()})

        adapter_on(line).void_lost(KEY, order_id=ORDER)
        adapter_on(line).void_lost(KEY, order_id=None)

        assert line.operations == ["OrderMoneyById"]

    def test_an_authorization_in_the_making_is_asked_for_again_later(self) -> None:
        line = ScriptedLine({"OrderMoneyById": on_order(transaction(status="PENDING"))})

        with pytest.raises(UnavailableError):
            adapter_on(line).void_lost(KEY, order_id=ORDER)


class TestRead:
    @pytest.mark.parametrize(
        ("transactions", "status"),
        [
            ([transaction()], PaymentStatus.AUTHORIZED),
            ([transaction(), CAPTURE], PaymentStatus.CAPTURED),
            ([transaction("SALE")], PaymentStatus.CAPTURED),
            ([transaction(status="PENDING")], PaymentStatus.PENDING),
            ([transaction(status="FAILURE")], PaymentStatus.FAILED),
            ([transaction(status="UNKNOWN")], PaymentStatus.UNKNOWN),
        ],
    )
    def test_a_payment_is_told_by_its_chain(
        self, transactions: list[raws.Raw], status: PaymentStatus
    ) -> None:
        line = ScriptedLine({"OrderMoneyById": on_order(*transactions)})

        payment = adapter_on(line).payment(PAYMENT, order_id=ORDER)

        assert payment is not None
        assert payment.status is status
        assert payment.reference == "ord-1"

    def test_refunds_of_its_capture_are_added_up(self) -> None:
        back = [
            transaction("REFUND", number=n, parent=CAPTURE["id"], value="10.00") for n in (905, 906)
        ]
        failed = transaction("REFUND", "FAILURE", number=907, parent=CAPTURE["id"], value="10.00")
        line = ScriptedLine({"OrderMoneyById": on_order(transaction(), CAPTURE, *back, failed)})

        payment = adapter_on(line).payment(PAYMENT, order_id=ORDER)

        assert payment is not None
        assert payment.refunded == Money(2000, "USD")

    def test_an_unknown_payment_is_none(self) -> None:
        line = ScriptedLine({"PaymentById": {"node": None}, "OrderMoneyById": on_order()})

        assert adapter_on(line).payment(PAYMENT, order_id=None) is None
        assert adapter_on(line).payment(PAYMENT, order_id=ORDER) is None


class TestRefund:
    WISH = RefundRequest(
        payment_id=PAYMENT,
        amount=Money(1000, "USD"),
        reason="too small",
        order_platform_id=ORDER,
    )

    def refunded(self, *statuses: str) -> raws.Raw:
        refund: dict[str, Any] = {
            "id": "gid://shopify/Refund/1",
            "totalRefundedSet": raws.bag("10.00"),
            "transactions": {"nodes": [{"kind": "REFUND", "status": one} for one in statuses]},
        }
        return {"refundCreate": {"refund": refund, "userErrors": []}}

    def test_money_goes_back_on_the_capture_under_a_key(self) -> None:
        line = ScriptedLine(
            {
                "OrderMoneyById": on_order(transaction(), CAPTURE),
                "Refund": self.refunded("SUCCESS"),
            }
        )

        refund = adapter_on(line).refund(self.WISH, key=KEY)

        assert refund.status is RefundStatus.COMPLETED
        assert refund.payment_id == PAYMENT
        sent = line.variables("Refund")
        assert sent["input"]["transactions"][0]["parentId"] == CAPTURE["id"]
        assert sent["input"]["transactions"][0]["amount"] == "10.00"
        assert sent["input"]["currency"] == "USD"
        assert len(sent["key"]) == 36

    def test_a_refund_under_way_is_pending(self) -> None:
        line = ScriptedLine(
            {
                "OrderMoneyById": on_order(transaction("SALE")),
                "Refund": self.refunded("PENDING"),
            }
        )

        assert adapter_on(line).refund(self.WISH, key=KEY).status is RefundStatus.PENDING

    def test_what_was_not_captured_cannot_be_refunded(self) -> None:
        line = ScriptedLine({"OrderMoneyById": on_order(transaction())})

        with pytest.raises(RejectedError, match="nothing was captured"):
            adapter_on(line).refund(self.WISH, key=KEY)
