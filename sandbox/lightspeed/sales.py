"""Sales: open until they are paid to the cent, then final; refunds are sales of negative lines.

Source: developers.lightspeedhq.com/retail/endpoints/Sale, /tutorials/sales, /endpoints/Sale-refund.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject
from sandbox.lightspeed.catalog import Catalog
from sandbox.lightspeed.errors import Refusal, missing
from sandbox.lightspeed.lines import Lines
from sandbox.lightspeed.store import State
from sandbox.lightspeed.totals import price_sale, tax_category_of
from sandbox.lightspeed.wire import as_list, flag, moment, number, read_flag, read_number

_FIELDS = frozenset(
    {"employeeID", "registerID", "shopID", "customerID", "completed", "referenceNumber"}
    | {"referenceNumberSource", "SaleLines", "SalePayments", "ShipTo", "enablePromotions"}
    | {"receiptPreference", "taxCategoryID", "tipEmployeeID", "archived", "voided", "completeTime"}
    | {"discountPercent", "discountID", "quoteID", "shipToID", "isTaxInclusive", "tipEnabled"}
)
_PLAIN = ("referenceNumber", "referenceNumberSource", "receiptPreference")
_PAYMENT_FIELDS = frozenset(
    {"amount", "paymentTypeID", "remoteReference", "tipAmount", "refPaymentID", "creditAccountID"}
    | {"registerID", "employeeID"}
)


class Sales:
    """The account's sales."""

    def __init__(self, *, state: State, clock: Clock, catalog: Catalog, lines: Lines) -> None:
        """Sell what is in `catalog`."""
        self._state = state
        self._clock = clock
        self._catalog = catalog
        self._lines = lines

    def create(self, body: JsonObject) -> JsonObject:
        """POST Sale. Raises: Refusal; nothing stays of a sale that was refused."""
        self._check_fields(body)
        shop = self._known("shops", body, "shopID")
        register = self._known("registers", body, "registerID")
        if register["shopID"] != shop["shopID"]:
            raise Refusal("The register does not belong to the shop.")
        self._known("employees", body, "employeeID")
        if str(body.get("customerID", "0")) != "0":
            self._known("customers", body, "customerID")
        now = moment(self._clock.now())
        sale = self._state["sales"].add(self._blank(body, shop, now))
        sale["ticketNumber"] = f"2200{int(sale['saleID']):08d}"
        try:
            self._fill(sale, body)
        except Refusal:
            self._forget(sale)
            raise
        return sale

    def _blank(self, body: JsonObject, shop: JsonObject, now: str) -> JsonObject:
        usual = tax_category_of(self._state, str(body.get("customerID", "0")), shop)
        tax_category = str(body.get("taxCategoryID", usual))
        category = self._state["tax_categories"].get(tax_category) or {}
        return {
            "timeStamp": now,
            "discountPercent": "0",
            "completed": "false",
            "archived": "false",
            "voided": "false",
            "enablePromotions": flag(
                read_flag(body.get("enablePromotions", False), "enablePromotions")
            ),
            "isTaxInclusive": category.get("isTaxInclusive", "false"),
            "createTime": now,
            "updateTime": now,
            "referenceNumber": "",
            "referenceNumberSource": "",
            "tax1Rate": category.get("tax1Rate", "0"),
            "tax2Rate": category.get("tax2Rate", "0"),
            "change": "0",
            "tipEnabled": "true",
            "receiptPreference": "printed",
            "ticketNumber": "",
            "customerID": str(body.get("customerID", "0")),
            "discountID": "0",
            "employeeID": str(body["employeeID"]),
            "tipEmployeeID": str(body["employeeID"]),
            "quoteID": "0",
            "registerID": str(body["registerID"]),
            "shipToID": "0",
            "shopID": shop["shopID"],
            "taxCategoryID": tax_category,
            "_ship_to": None,
        }

    def update(self, sale: JsonObject, body: JsonObject) -> JsonObject:
        """PUT Sale. Raises: Refusal for a sale that is final."""
        self._check_fields(body)
        if "voided" in body and read_flag(body["voided"], "voided"):
            return self._void(sale)
        if sale["completed"] == "true" or sale["voided"] == "true" or sale["archived"] == "true":
            raise Refusal("A completed, voided or archived sale cannot be changed.")
        if "enablePromotions" in body:
            raise Refusal("enablePromotions can only be set on creation.")
        before = self._state["sale_payments"].where(saleID=sale["saleID"])
        try:
            self._fill(sale, body)
        except Refusal:
            known = {row["salePaymentID"] for row in before}
            for row in self._state["sale_payments"].where(saleID=sale["saleID"]):
                if row["salePaymentID"] not in known:
                    self._state["sale_payments"].remove(row["salePaymentID"])
            price_sale(self._state, sale)
            raise
        return sale

    def archive(self, sale: JsonObject) -> JsonObject:
        """DELETE Sale: an open sale is archived."""
        if sale["completed"] == "true":
            raise Refusal("Sale not archived. You can't archive a completed sale.")
        now = moment(self._clock.now())
        sale.update(archived="true", timeStamp=now, updateTime=now)
        self._state.touch()
        return sale

    def refund(self, sale: JsonObject, body: JsonObject) -> JsonObject:
        """POST Sale/refund: the whole sale, or the lines named."""
        if sale["completed"] != "true":
            raise Refusal("Only a completed sale can be refunded.")
        asked = as_list(body.get("SaleLines"), "SaleLine") or [
            {"parentSaleLineID": line["saleLineID"], "unitQuantity": f"-{line['unitQuantity']}"}
            for line in self._state["sale_lines"].where(saleID=sale["saleID"])
        ]
        payments = as_list(body.get("SalePayments"), "SalePayment")
        if not payments:
            raise Refusal("At least one PaymentType must be provided.")
        made = self.create(
            {
                "shopID": sale["shopID"],
                "registerID": sale["registerID"],
                "employeeID": sale["employeeID"],
                "customerID": sale["customerID"],
                **{k: v for k, v in body.items() if k in ("shopID", "registerID", "employeeID")},
                "SaleLines": {"SaleLine": asked},
            }
        )
        finish = {"amount": made["calcTotal"], **payments[0]}
        completed = read_flag(body.get("completed", True), "completed")
        try:
            return self.update(
                made, {"completed": completed, "SalePayments": {"SalePayment": finish}}
            )
        except Refusal:
            self._forget(made)
            raise

    def _check_fields(self, body: JsonObject) -> None:
        unknown = set(body) - _FIELDS
        if unknown:
            raise Refusal(f"{min(unknown)} is not a field of Sale.")

    def _known(self, table: str, body: JsonObject, name: str) -> JsonObject:
        found = self._state[table].get(str(body.get(name, "")))
        if found is None:
            raise Refusal(f"Sale needs a valid {name}.")
        return found

    def _fill(self, sale: JsonObject, body: JsonObject) -> None:
        for name in _PLAIN:
            if name in body:
                sale[name] = str(body[name])
        if "ShipTo" in body:
            self._ship(sale, body["ShipTo"])
        for asked in as_list(body.get("SaleLines"), "SaleLine"):
            self._lines.put_on(sale, asked)
        price_sale(self._state, sale)
        for asked in as_list(body.get("SalePayments"), "SalePayment"):
            self._pay(sale, asked)
        price_sale(self._state, sale)
        if "completed" in body and read_flag(body["completed"], "completed"):
            self._complete(sale)
        now = moment(self._clock.now())
        sale.update(timeStamp=now, updateTime=now)
        self._state.touch()

    def _ship(self, sale: JsonObject, ship_to: Any) -> None:
        if not isinstance(ship_to, dict):
            raise Refusal("ShipTo must be an object.")
        sale["_ship_to"] = {"shipToID": sale["saleID"], "shipped": "false", **ship_to}
        sale["shipToID"] = sale["saleID"]

    def _pay(self, sale: JsonObject, asked: JsonObject) -> None:
        unknown = set(asked) - _PAYMENT_FIELDS
        if unknown:
            raise Refusal(f"{min(unknown)} is not a field of SalePayment.")
        kind = self._state["payment_types"].get(str(asked.get("paymentTypeID", "")))
        if kind is None or kind["archived"] == "true":
            raise Refusal("SalePayment needs a valid paymentTypeID.")
        amount = read_number(asked.get("amount"), "amount")
        due = Decimal(sale["calcTotal"]) - self._paid(sale)
        if kind["type"] == "cash" and amount > due > 0:
            sale["change"] = number(amount - due)
            amount = due
        self._state["sale_payments"].add(
            {
                "amount": number(amount),
                "tipAmount": "0",
                "createTime": moment(self._clock.now()),
                "archived": "false",
                "remoteReference": str(asked.get("remoteReference", "")),
                "paymentID": "",
                "saleID": sale["saleID"],
                "paymentTypeID": kind["paymentTypeID"],
                "ccChargeID": "0",
                "refPaymentID": str(asked.get("refPaymentID", "0")),
                "registerID": sale["registerID"],
                "employeeID": sale["employeeID"],
                "creditAccountID": "0",
            }
        )

    def _paid(self, sale: JsonObject) -> Decimal:
        rows = self._state["sale_payments"].where(saleID=sale["saleID"], archived="false")
        return sum((Decimal(row["amount"]) for row in rows), Decimal(0))

    def _complete(self, sale: JsonObject) -> None:
        if self._paid(sale) != Decimal(sale["calcTotal"]):
            raise Refusal("The payments do not equal the total of the sale.")
        sale["completed"] = "true"
        sale["completeTime"] = moment(self._clock.now())
        for line in self._state["sale_lines"].where(saleID=sale["saleID"]):
            self._lines.hand_over(line)

    def _void(self, sale: JsonObject) -> JsonObject:
        if sale["voided"] == "true":
            return sale
        if sale["completed"] == "true":
            for line in self._state["sale_lines"].where(saleID=sale["saleID"]):
                quantity = int(line["unitQuantity"])
                self._catalog.move(line["itemID"], line["shopID"], by=quantity)
        now = moment(self._clock.now())
        sale.update(voided="true", updateTime=now)
        for payment in self._state["sale_payments"].where(saleID=sale["saleID"]):
            payment["archived"] = "true"
        self._state.touch()
        return sale

    def _forget(self, sale: JsonObject) -> None:
        for line in self._state["sale_lines"].where(saleID=sale["saleID"]):
            self._lines.take_off(line)
        for row in self._state["sale_payments"].where(saleID=sale["saleID"]):
            self._state["sale_payments"].remove(row["salePaymentID"])
        self._state["sales"].remove(sale["saleID"])

    def one(self, key: str) -> JsonObject:
        """A sale by its id or its ticket number. Raises: Refusal 404."""
        found = self._state["sales"].get(key)
        if found is None and key.startswith("2200"):
            found = self._state["sales"].get(str(int(key[4:])))
        if found is None:
            raise missing("Sale")
        return found
