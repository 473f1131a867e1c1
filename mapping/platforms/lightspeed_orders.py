"""Lightspeed's sales, lines, payments, refunds and reserved lines: the tables. API V3 (2022-04)."""

from __future__ import annotations

from typing import Any

from domain.line_shares import settled
from domain.orders import Fulfillment, OrderLine, PosHold, PosOrder
from domain.payments import Payment, Refund
from mapping.converters import decimal, identifier, money_decimal, optional_text, text, timestamp
from mapping.engine import Field, Map
from mapping.platforms import lightspeed_words as words
from mapping.platforms.lightspeed_shapes import EvenMap

_LINE_DETAILS = {
    "createTime": "the sale's time is told",
    "timeStamp": "the sale's time is told",
    "normalUnitPrice": "the price before pricing rules",
    "discountAmount": "inside calcTotal",
    "discountPercent": "inside calcTotal",
    "avgCost": "what the merchant paid is not ours to know",
    "fifoCost": "what the merchant paid is not ours to know",
    "tax": "what it came to is told",
    "tax1Rate": "what it came to is told",
    "tax2Rate": "what it came to is told",
    "isLayaway": "a reserved line is a line once it is on a sale",
    "isWorkorder": "work orders are not sold by voice",
    "isSpecialOrder": "ordered for the shopper; the sale is what counts",
    "lineType": "fees are lines like others",
    "displayableSubtotal": "inside calcTotal",
    "displayableUnitPrice": "the unit price with its rules",
    "calcLineDiscount": "inside calcTotal",
    "calcTransactionDiscount": "inside calcTotal",
    "calcSubtotal": "unit price times quantity",
    "taxClassID": "what it came to is told",
    "TaxClass": "what it came to is told",
    "taxCategoryID": "what it came to is told",
    "TaxCategory": "what it came to is told",
    "customerID": "told by the sale",
    "discountID": "inside calcTotal",
    "Discount": "inside calcTotal",
    "employeeID": "who rang it up is not ours to know",
    "noteID": "staff's own words",
    "Note": "staff's own words",
    "parentSaleLineID": "a refund's line names the one it undoes",
    "shopID": "told by the sale",
    "saleID": "told by the sale",
    "itemFeeID": "fees are lines like others",
    "ItemFee": "fees are lines like others",
    "InventorySales": "from which lots the goods came",
    "SpecialOrder": "ordered for the shopper; the sale is what counts",
    "SalesAccounts": "gift cards are the register's",
    "SaleAccounts": "gift cards are the register's",
    "sortorder": "lines keep their order",
    "onCompletedTrans": "no longer used",
    "priceRuleID": "the price is told",
}

ORDER_LINE = EvenMap(
    OrderLine,
    fields=(
        Field("platform_id", "saleLineID", identifier),
        Field("name", "Item.description", text, default=""),
        Field("quantity", "unitQuantity", decimal),
        Field("unit_price", "unitPrice", words.rounded_money, context=("currency",)),
        Field("total", "calcTotal", words.rounded_money, context=("currency",)),
        Field("tax", ("calcTax1", "calcTax2"), words.line_tax, context=("currency",)),
        Field("variant_platform_id", "itemID", words.some_id, default=None),
    ),
    ignored=_LINE_DETAILS
    | {
        f"Item.{name}": "told by the catalog"
        for name in (
            "itemID",
            "systemSku",
            "defaultCost",
            "avgCost",
            "discountable",
            "tax",
            "archived",
            "itemType",
            "serialized",
            "modelYear",
            "upc",
            "ean",
            "customSku",
            "manufacturerSku",
            "createTime",
            "timeStamp",
            "publishToEcom",
            "categoryID",
            "taxClassID",
            "departmentID",
            "itemMatrixID",
            "itemAttributesID",
            "manufacturerID",
            "noteID",
            "Note",
            "seasonID",
            "defaultVendorID",
            "itemECommerceID",
            "Prices",
        )
    },
)

_LIFE = ("completed", "archived", "voided", "referenceNumberSource", "calcTotal")

FULFILLMENT = Map(
    Fulfillment,
    fields=(
        Field("platform_id", "saleID", identifier),
        Field("method", "shipToID", words.fulfillment_method, default=words.PICKUP),
        Field("state", _LIFE, words.fulfillment_state),
    ),
)
"""Handing over as far as a sale tells: Lightspeed keeps no record of goods being fetched."""


def _fulfillments(sale_id: Any, ship_to: Any, *life: Any) -> tuple[Fulfillment, ...]:
    """The one fulfillment that a sale stands for."""
    named = dict(zip(_LIFE, life, strict=True))
    return (FULFILLMENT.read({"saleID": sale_id, "shipToID": ship_to, **named}),)


ORDER = EvenMap(
    PosOrder,
    fields=(
        Field("platform_id", "saleID", identifier),
        Field("number", ("ticketNumber", "saleID"), words.ticket_number),
        Field("state", _LIFE, words.order_state),
        Field("payment_state", ("completed", "voided", "calcTotal"), words.payment_state),
        Field("total", "calcTotal", money_decimal, context=("currency",)),
        Field("tax", ("calcTax1", "calcTax2"), words.line_tax, context=("currency",)),
        Field("lines", "SaleLines.SaleLine[]", ORDER_LINE, default=()),
        Field("created_at", ("createTime", "timeStamp"), words.first_time),
        Field("updated_at", ("updateTime", "updatetime", "timeStamp"), words.first_time),
        Field(
            "reference",
            ("referenceNumber", "referenceNumberSource"),
            words.own_reference,
            default=None,
        ),
        Field("location_platform_id", "shopID", identifier),
        Field("customer_platform_id", "customerID", words.some_id, default=None),
        Field("fulfillments", ("saleID", "shipToID", *_LIFE), _fulfillments),
        Field("payment_platform_ids", "SalePayments.SalePayment", words.payment_ids, default=()),
        Field(
            "revision",
            ("updateTime", "updatetime", "timeStamp", "completed", "voided"),
            words.order_revision,
        ),
    ),
    ignored={
        "discountPercent": "deprecated",
        "discountID": "deprecated",
        "Discount": "deprecated",
        "enablePromotions": "the price is told",
        "isTaxInclusive": "the tax is told",
        "completeTime": "the last change is told",
        "tax1Rate": "what it came to is told",
        "tax2Rate": "what it came to is told",
        "change": "cash at the register",
        "tipEnabled": "the register's own setting",
        "tipEmployeeID": "the register's own setting",
        "receiptPreference": "the register's own setting",
        "displayableSubtotal": "inside calcTotal",
        "calcDiscount": "inside calcTotal",
        "calcSubtotal": "inside calcTotal",
        "calcTaxable": "inside calcTotal",
        "calcNonTaxable": "inside calcTotal",
        "calcAvgCost": "what the merchant paid is not ours to know",
        "calcFIFOCost": "what the merchant paid is not ours to know",
        "calcPayments": "a completed sale is paid",
        "calcTips": "inside the payments",
        "total": "the same as calcTotal",
        "totalDue": "the same without gift cards",
        "displayableTotal": "the same with gift cards",
        "balance": "a completed sale is paid",
        "taxTotal": "the sum of calcTax1 and calcTax2",
        "TaxClassTotals": "the tax is told",
        "employeeID": "who rang it up is not ours to know",
        "registerID": "needed to change the sale, not to tell of it",
        "quoteID": "the merchant's own quotes",
        "taxCategoryID": "what it came to is told",
        "TaxCategory": "what it came to is told",
        "ShipTo": "our own request",
        "Shop": "told by the locations",
        "Customer": "told by the customers",
        "SaleNotes": "staff's own words",
        "Quote": "the merchant's own quotes",
        "Register": "where it was rung up",
        "Employee": "who rang it up is not ours to know",
    },
    finish=lambda order, _raw: settled(order, lines_hold_tax=True),
)

PAYMENT = EvenMap(
    Payment,
    fields=(
        Field("platform_id", "salePaymentID", identifier),
        Field("status", "archived", words.PAYMENT_STATUSES, default=words.CAPTURED),
        Field("amount", "amount", money_decimal, context=("currency",)),
        Field("updated_at", "createTime", timestamp),
        Field("order_platform_id", "saleID", words.some_id, default=None),
        Field("reference", "remoteReference", optional_text, default=None),
    ),
    ignored={
        "tipAmount": "inside the amount",
        "paymentID": "the payment service's own number",
        "paymentTypeID": "a record of money is a record of money",
        "PaymentType": "a record of money is a record of money",
        "ccChargeID": "no card is charged through the API",
        "refPaymentID": "a refund names the payment it undoes",
        "registerID": "where it was rung up",
        "employeeID": "who rang it up is not ours to know",
        "creditAccountID": "credit accounts are the register's",
        "timeStamp": "createTime is told",
        "CCCharge": "no card is charged through the API",
        "SaleAccounts": "gift cards are the register's",
        "Signatures": "kept by Lightspeed",
        "ProcessingFees": "between the merchant and the processor",
    },
)

REFUND = EvenMap(
    Refund,
    fields=(
        Field("platform_id", "saleID", identifier),
        Field("status", "completed", words.REFUND_STATUSES),
        Field("amount", "calcTotal", words.given_back, context=("currency",)),
        Field("payment_id", "SalePayments.SalePayment", words.refunded_payment, default=None),
    ),
    ignored={
        **ORDER.ignored,
        **dict.fromkeys(
            (
                "archived",
                "voided",
                "ticketNumber",
                "SaleLines",
                "createTime",
                "timeStamp",
                "updateTime",
                "updatetime",
                "referenceNumber",
                "referenceNumberSource",
                "shopID",
                "customerID",
                "shipToID",
                "calcTax1",
                "calcTax2",
            ),
            "a refund is a sale; only its money is told",
        ),
    },
)

HOLD = EvenMap(
    PosHold,
    fields=(
        Field("platform_id", "saleLineID", identifier),
        Field("reference", "Note.note", words.hold_reference),
        Field("created_at", "createTime", timestamp),
    ),
    ignored={
        **{name: why for name, why in _LINE_DETAILS.items() if name not in ("createTime", "Note")},
        **dict.fromkeys(
            ("itemID", "unitQuantity", "unitPrice", "calcTotal", "calcTax1", "calcTax2"),
            "what is held is known from our own books",
        ),
        "Note.isPublic": "our own request",
        "Note.timeStamp": "our own request",
    },
)
"""A layaway line of ours: its note begins with our name and carries our reference."""
