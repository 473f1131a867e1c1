"""The control surface of the Lightspeed shop: the till, plain books, and mischief on order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject
from sandbox.lightspeed.catalog import Catalog
from sandbox.lightspeed.lines import Lines
from sandbox.lightspeed.oauth import OAuth
from sandbox.lightspeed.people import People
from sandbox.lightspeed.sales import Sales
from sandbox.lightspeed.seller import ACCOUNT_ID, Seller
from sandbox.lightspeed.store import State
from sandbox.lightspeed.wire import number

Params = Mapping[str, str]


class Books:
    """Actions for tests, checkers and the start command."""

    def __init__(
        self,
        *,
        state: State,
        seller: Seller,
        catalog: Catalog,
        people: People,
        lines: Lines,
        sales: Sales,
        oauth: OAuth,
    ) -> None:
        """Act on the shop's own parts."""
        self._state = state
        self._people = people
        self._lines = lines
        self._sales = sales
        self._seller = seller
        self._catalog = catalog
        self._oauth = oauth

    def actions(self) -> dict[str, Action]:
        """Every action by method and noun."""
        return {
            "GET shop": self._shop,
            "GET orders": self._orders,
            "GET payments": self._payments,
            "GET holds": self._holds,
            "GET stock": self._stock,
            "POST sell": self._sell,
            "POST restock": self._restock,
            "POST count": self._count,
            "POST price": self._price,
            "POST rename": self._rename,
            "POST delete": self._delete,
            "POST layaway": self._layaway,
            "POST sale": self._sale,
            "POST serialize": self._serialize,
            "POST bundle": self._bundle,
            "POST customer": self._customer,
            "POST tax": self._tax,
            "POST revoke": lambda _params, _body: self._oauth.withdraw(),
        }

    def _shop(self, _params: Params, _body: JsonObject) -> Any:
        return {
            "platform": "lightspeed",
            "merchant_id": ACCOUNT_ID,
            "name": self._seller.name,
            "locations": {row["name"]: row["shopID"] for row in self._state["shops"].rows()},
            "variants": sum(row["archived"] == "false" for row in self._state["items"].rows()),
            "orders": len(self._state["sales"]),
        }

    def _orders(self, _params: Params, _body: JsonObject) -> Any:
        return {"orders": [self._order(sale) for sale in self._state["sales"].rows()]}

    def _order(self, sale: JsonObject) -> JsonObject:
        is_sold = sale["completed"] == "true" and sale["voided"] == "false"
        lines = self._state["sale_lines"].where(saleID=sale["saleID"])
        return {
            "id": sale["saleID"],
            "reference": sale["referenceNumber"],
            "location": (self._state["shops"].get(sale["shopID"]) or {}).get("name"),
            "state": "archived" if sale["archived"] == "true" else "sold" if is_sold else "open",
            "created_at": sale["createTime"],
            "customer_id": sale["customerID"],
            "lines": [
                {"item_id": line["itemID"], "quantity": line["unitQuantity"]} for line in lines
            ],
            "total": _cents(sale["calcTotal"]),
            "tax": _cents(sale["taxTotal"]),
            "visible_in_pos": is_sold,
            "payments": [
                self._payment(row)
                for row in self._state["sale_payments"].where(saleID=sale["saleID"])
                if row["archived"] == "false"
            ],
        }

    def _payment(self, payment: JsonObject) -> JsonObject:
        back = self._state["sale_payments"].where(
            refPaymentID=payment["salePaymentID"], archived="false"
        )
        return {
            "id": payment["salePaymentID"],
            "type": payment["paymentTypeID"],
            "reference": payment["remoteReference"],
            "charged": max(0, _cents(payment["amount"])),
            "authorized": 0,
            "refunded": -sum(_cents(row["amount"]) for row in back),
        }

    def _payments(self, _params: Params, _body: JsonObject) -> Any:
        rows = [self._payment(row) for row in self._state["sale_payments"].rows()]
        return {"payments": rows, "charged": sum(row["charged"] for row in rows)}

    def _holds(self, _params: Params, _body: JsonObject) -> Any:
        rows = self._state["sale_lines"].where(saleID="0")
        return {
            "holds": [
                {
                    "id": row["saleLineID"],
                    "item_id": row["itemID"],
                    "quantity": int(row["unitQuantity"]),
                    "kind": "layaway" if row["isLayaway"] == "true" else "special order",
                    "note": row["_note"],
                }
                for row in rows
            ]
        }

    def _stock(self, params: Params, _body: JsonObject) -> Any:
        item = self._item({"sku": params.get("sku", "")})
        found = {}
        for shop in self._state["shops"].rows():
            row = self._catalog.count(item["itemID"], shop["shopID"])
            found[shop["name"]] = None if row is None else int(row["qoh"])
        return {"stock": found}

    def _sell(self, _params: Params, body: JsonObject) -> Any:
        return self._moved(body, -int(body.get("quantity", 1)))

    def _restock(self, _params: Params, body: JsonObject) -> Any:
        return self._moved(body, int(body.get("quantity", 1)))

    def _count(self, _params: Params, body: JsonObject) -> Any:
        item, shop_id = self._item(body), self._place(body)
        row = self._catalog.count(item["itemID"], shop_id)
        if row is None:
            raise ControlError("that item is not counted")
        return self._moved(body, int(body["quantity"]) - int(row["qoh"]))

    def _moved(self, body: JsonObject, by: int) -> Any:
        item = self._item(body)
        self._catalog.move(item["itemID"], self._place(body), by=by)
        return self._stock({"sku": body["sku"]}, {})

    def _price(self, _params: Params, body: JsonObject) -> Any:
        item = self._item(body)
        self._catalog.touch(item, _price=number(Decimal(body["amount"]).scaleb(-2)))
        return {"sku": body["sku"], "price": item["_price"]}

    def _rename(self, _params: Params, body: JsonObject) -> Any:
        item = self._item(body)
        matrix = self._state["matrices"].get(item["itemMatrixID"])
        self._catalog.touch(matrix or item, description=str(body["title"]))
        return {"title": body["title"]}

    def _delete(self, _params: Params, body: JsonObject) -> Any:
        self._catalog.touch(self._item(body), archived="true")
        return {"sku": body["sku"]}

    def _serialize(self, _params: Params, body: JsonObject) -> Any:
        self._catalog.touch(self._item(body), serialized="true")
        return {"sku": body["sku"]}

    def _bundle(self, _params: Params, body: JsonObject) -> Any:
        """Make an item an assembly of others, by SKU with quantities; no finished one is left."""
        item = self._item(body)
        recipe = {
            self._item({"sku": sku})["itemID"]: int(quantity)
            for sku, quantity in body["components"].items()
        }
        for shop in self._state["shops"].rows():
            row = self._catalog.count(item["itemID"], shop["shopID"])
            if row is not None:
                self._catalog.move(item["itemID"], shop["shopID"], by=-int(row["qoh"]))
        self._catalog.assemble(item, recipe)

    def _customer(self, _params: Params, body: JsonObject) -> Any:
        phone, email = body.get("phone"), body.get("email")
        return self._people.add(
            str(body.get("given_name", "")),
            str(body.get("family_name", "")),
            phones=[[str(phone), str(body.get("type", "Mobile"))]] if phone else [],
            emails=[[str(email), "Primary"]] if email else [],
        )

    def _tax(self, _params: Params, body: JsonObject) -> Any:
        """What an owner sets: prices that contain the tax, or one customer without any."""
        if "inclusive" in body:
            for category in self._state["tax_categories"].rows():
                category["isTaxInclusive"] = "true" if body["inclusive"] else "false"
        if "exempt" in body:
            free = self._state["tax_categories"].add(
                {
                    "isTaxInclusive": "false",
                    "tax1Name": "Exempt",
                    "tax2Name": "",
                    "tax1Rate": "0",
                    "tax2Rate": "0",
                    "timeStamp": next(iter(self._state["tax_categories"].rows()))["timeStamp"],
                }
            )
            customer = self._state["customers"].get(str(body["exempt"]))
            if customer is None:
                raise ControlError(f"there is no customer {body['exempt']}")
            customer["taxCategoryID"] = free["taxCategoryID"]
        self._state.touch()
        return {}

    def _layaway(self, _params: Params, body: JsonObject) -> Any:
        """What staff put aside by themselves."""
        line = self._lines.reserve(
            {
                "customerID": "2",
                "employeeID": "2",
                "shopID": self._place(body),
                "itemID": self._item(body)["itemID"],
                "unitQuantity": str(body.get("quantity", 1)),
                "isLayaway": "true",
                "Note": {"note": "for Ava, back on Friday"},
            }
        )
        return {"id": line["saleLineID"]}

    def _sale(self, _params: Params, body: JsonObject) -> Any:
        """An open sale that another system rings up."""
        shop_id = self._place(body)
        line = {"itemID": self._item(body)["itemID"], "unitQuantity": "1"}
        return self._sales.create(
            {
                "employeeID": "2",
                "registerID": shop_id,
                "shopID": shop_id,
                "referenceNumber": str(body.get("reference", "")),
                "referenceNumberSource": str(body.get("source", "")),
                "SaleLines": {"SaleLine": [line]},
            }
        )

    def _item(self, body: JsonObject) -> JsonObject:
        found = self._catalog.by_sku(str(body.get("sku", "")))
        if found is None:
            raise ControlError("no such SKU", status=404)
        return found

    def _place(self, body: JsonObject) -> str:
        found = self._seller.shop_id(str(body.get("location", "Downtown")))
        if found is None:
            raise ControlError("no such location", status=404)
        return found


def _cents(amount: str) -> int:
    return int((Decimal(amount) * 100).to_integral_value())
