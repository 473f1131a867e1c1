"""What can be read, with which rights, and what hangs together with what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.kit.web import JsonObject
from sandbox.lightspeed.people import People
from sandbox.lightspeed.query import Entity, Relation, public
from sandbox.lightspeed.seller import Seller
from sandbox.lightspeed.store import State
from sandbox.lightspeed.wire import one_or_many

_ANYBODY = (
    "register", "register_read", "inventory_read", "inventory", "reports", "workbench",
    "customers", "customers_read", "admin",
)  # fmt: skip
_GOODS = ("inventory", "inventory_read", "register", "product_cost", "reports", "admin")
_COUNTS = ("inventory", "inventory_read", "product_cost")
_TILL = ("register", "register_read")
_PEOPLE = ("customers", "customers_read", "register", "reports", "workbench", "admin")


class Endpoints:
    """The entities of one account, by name."""

    def __init__(self, state: State, seller: Seller, people: People) -> None:
        """Read from `state`."""
        self._state = state
        self._seller = seller
        self._people = people
        self.by_name: Mapping[str, Entity] = {
            one.name: one
            for one in (*self._goods(), *self._places(), *self._trade(), self._customers())
        }

    def _entity(self, table: str, name: str, *sortable: str, **more: Any) -> Entity:
        rows = self._state[table]
        sample = next(iter(rows.rows()), {})
        known = {key for key in sample if not key.startswith("_")} | set(more.pop("also", ()))
        return Entity(
            name=name,
            id_field=rows.id_field,
            rows=rows.rows,
            fields=frozenset(known | {rows.id_field}),
            sortable=(rows.id_field, *sortable),
            **more,
        )

    def _goods(self) -> tuple[Entity, ...]:
        related = {
            "Category": self._one("categories", "categoryID"),
            "Manufacturer": self._one("manufacturers", "manufacturerID"),
            "TaxClass": Relation(load=_tax_class),
        }
        item = {
            **related,
            "ItemShops": self._many("item_shops", "ItemShop", "itemID"),
            "Images": self._many("images", "Image", "itemID"),
            "ItemAttributes": Relation(load=_attributes),
            "ItemComponents": self._many(
                "item_components", "ItemComponent", "assemblyItemID", "itemID"
            ),
            "ItemAttributes.ItemAttributeSet": Relation(load=self._attribute_set),
        }
        matrix = {
            **related,
            "Images": self._many("images", "Image", "itemMatrixID"),
            "ItemAttributeSet": Relation(load=self._attribute_set),
        }
        return (
            self._entity(
                "items", "Item", "timeStamp", "description",
                scopes=_GOODS, relations=item, always=_prices, also=("itemCode",),
            ),
            self._entity(
                "matrices", "ItemMatrix", "timeStamp", "description",
                scopes=("product_cost", "inventory"), relations=matrix, always=_prices,
            ),
            self._entity("item_shops", "ItemShop", "timeStamp", scopes=_COUNTS),
            self._entity("attribute_sets", "ItemAttributeSet", scopes=_GOODS),
            self._entity("categories", "Category", "timeStamp", scopes=_GOODS),
            self._entity("manufacturers", "Manufacturer", "timeStamp", scopes=_GOODS),
        )  # fmt: skip

    def _places(self) -> tuple[Entity, ...]:
        shop = {
            "Contact": Relation(load=self._seller.contact_of),
            "TaxCategory": self._one("tax_categories", "taxCategoryID"),
            "Registers": self._many("registers", "Register", "shopID"),
        }
        classes = self._many("tax_category_classes", "TaxCategoryClass", "taxCategoryID")
        return (
            self._entity("shops", "Shop", scopes=_ANYBODY, relations=shop),
            self._entity("registers", "Register", scopes=_ANYBODY),
            self._entity("employees", "Employee", scopes=_ANYBODY),
            self._entity("payment_types", "PaymentType", scopes=_ANYBODY),
            self._entity(
                "tax_categories",
                "TaxCategory",
                "timeStamp",
                scopes=_ANYBODY,
                relations={"TaxCategoryClasses": classes},
            ),
        )

    def _trade(self) -> tuple[Entity, ...]:
        lines = self._many("sale_lines", "SaleLine", "saleID")
        held = Relation(load=self._inventory_sales, inner="InventorySale")
        payments = self._many("sale_payments", "SalePayment", "saleID")
        kind = self._one("payment_types", "paymentTypeID")
        sale = {
            "SaleLines": lines,
            "SaleLines.InventorySales": held,
            "SaleLines.Item": self._one("items", "itemID"),
            "SaleLines.Note": Relation(load=_note),
            "SalePayments": payments,
            "SalePayments.PaymentType": kind,
            "ShipTo": Relation(load=lambda row: row["_ship_to"]),
            "Customer": self._one("customers", "customerID"),
            "TaxCategory": self._one("tax_categories", "taxCategoryID"),
        }
        line = {
            "InventorySales": held,
            "Note": Relation(load=_note),
            "Item": self._one("items", "itemID"),
        }
        return (
            self._entity(
                "sales", "Sale", "timeStamp", "completeTime", "updatetime",
                scopes=_TILL, relations=sale, also=("completeTime", "updatetime"),
            ),
            self._entity(
                "sale_lines", "SaleLine", "timeStamp", "saleID", scopes=_TILL, relations=line
            ),
            self._entity(
                "sale_payments", "SalePayment", "saleID", scopes=_TILL,
                relations={"PaymentType": kind},
            ),
            self._entity(
                "special_orders", "SpecialOrder", "timeStamp",
                scopes=("special_orders", *_TILL), also=_SPECIAL_ORDER,
            ),
        )  # fmt: skip

    def _customers(self) -> Entity:
        return self._entity(
            "customers", "Customer", "timeStamp", "firstName", "lastName",
            scopes=_PEOPLE, relations={"Contact": Relation(load=self._people.contact_of)},
        )  # fmt: skip

    def _one(self, table: str, key: str) -> Relation:
        def load(row: JsonObject) -> JsonObject | None:
            found = self._state[table].get(row.get(key, "0"))
            return None if found is None else public(found)

        return Relation(load=load)

    def _many(self, table: str, inner: str, key: str, own: str | None = None) -> Relation:
        """Rows of a table that name a record under `key`; `own`: its id, where called otherwise."""

        def load(row: JsonObject) -> list[JsonObject]:
            return [public(one) for one in self._state[table].where(**{key: row[own or key]})]

        return Relation(load=load, inner=inner)

    def _attribute_set(self, row: JsonObject) -> JsonObject | None:
        values = row.get("_attributes")
        key = values[3] if values else row.get("itemAttributeSetID", "0")
        found = self._state["attribute_sets"].get(key)
        return None if found is None else public(found)

    def _inventory_sales(self, row: JsonObject) -> list[JsonObject]:
        found = self._state["inventory_sales"].where(_line=row.get("saleLineID", ""))
        return [public(one) for one in found]

    def sale_as_written(self, sale: JsonObject) -> JsonObject:
        """The answer to a write of a sale: with what it was made of, asked for or not."""
        shown = public(sale)
        for name in ("Customer", "TaxCategory", "ShipTo"):
            found = self.by_name["Sale"].relations[name].load(sale)
            shown |= {name: found} if found else {}
        for name, inner in (("SaleLines", "SaleLine"), ("SalePayments", "SalePayment")):
            rows = self.by_name["Sale"].relations[name].load(sale)
            if name == "SalePayments":
                kind = self.by_name["SalePayment"].relations["PaymentType"]
                rows = [{**row, "PaymentType": kind.load(row)} for row in rows]
            shown |= {name: {inner: one_or_many(rows)}} if rows else {}
        return shown


_SPECIAL_ORDER = ("status", "customerID", "shopID", "saleLineID", "completed", "timeStamp")


def _prices(row: JsonObject) -> JsonObject:
    amounts = (row["_price"], row.get("_msrp", "0"), "0")
    names = ("Default", "MSRP", "Online")
    rows = [
        {"amount": amount, "useTypeID": str(at), "useType": name}
        for at, (amount, name) in enumerate(zip(amounts, names, strict=True), 1)
    ]
    return {"Prices": {"ItemPrice": rows}}


def _attributes(row: JsonObject) -> JsonObject | None:
    values = row["_attributes"]
    if not values:
        return None
    named = {f"attribute{at}": value for at, value in enumerate(values[:3], 1)}
    return {**named, "itemAttributeSetID": values[3]}


def _note(row: JsonObject) -> JsonObject | None:
    text = row.get("_note")
    if not text:
        return None
    return {"note": text, "isPublic": "false", "timeStamp": row["timeStamp"]}


def _tax_class(row: JsonObject) -> JsonObject | None:
    names = {"1": "Item", "2": "Labor", "3": "Food"}
    name = names.get(row["taxClassID"])
    if name is None:
        return None
    return {"taxClassID": row["taxClassID"], "name": name, "timeStamp": "2021-01-01T00:00:00+00:00"}
