"""The control surface of the Clover shop: the till, plain books, and mischief on order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.clover import ids
from sandbox.clover.cards import Cards
from sandbox.clover.carts import Carts
from sandbox.clover.catalog import Catalog
from sandbox.clover.customers import Customers
from sandbox.clover.merchant import Merchant
from sandbox.clover.notices import Notices
from sandbox.clover.oauth import OAuth
from sandbox.clover.orders import Orders
from sandbox.clover.store import State
from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject

Params = Mapping[str, str]


class Books:
    """Actions for tests, checkers and the start command."""

    def __init__(
        self,
        *,
        merchant: Merchant,
        state: State,
        catalog: Catalog,
        carts: Carts,
        orders: Orders,
        customers: Customers,
        cards: Cards,
        oauth: OAuth,
        notices: Notices,
    ) -> None:
        """Act on the shop's own parts, so that every webhook is sent as for a real change."""
        self._merchant = merchant
        self._state = state
        self._catalog = catalog
        self._carts = carts
        self._orders = orders
        self._customers = customers
        self._cards = cards
        self._oauth = oauth
        self._notices = notices

    def actions(self) -> dict[str, Action]:
        """Every action by method and noun."""
        return {
            "GET shop": self._shop,
            "GET orders": self._list_orders,
            "GET stock": self._stock,
            "POST sell": self._sell,
            "POST restock": self._restock,
            "POST count": self._count,
            "POST price": self._price,
            "POST rename": self._rename,
            "POST delete": self._delete,
            "POST customer": self._customer,
            "POST nonce": self._nonce,
            "POST dashboard": self._dashboard,
            "POST foreign": self._foreign,
            "POST merchant_token": self._merchant_token,
            "POST revoke": self._revoke,
        }

    def _shop(self, _params: Params, _body: JsonObject) -> Any:
        live = [row for row in self._state.items.values() if "deletedTime" not in row]
        return {
            "platform": "clover",
            "merchant_id": self._merchant.id,
            "name": self._merchant.name,
            "locations": {self._merchant.name: self._merchant.id},
            "variants": len(live),
            "orders": len(self._state.orders),
            "order_types": {row["label"]: key for key, row in self._state.order_types.items()},
            "tenders": {row["label"]: key for key, row in self._state.tenders.items()},
        }

    def _list_orders(self, _params: Params, _body: JsonObject) -> Any:
        return {"orders": [self._order(row) for row in self._state.orders.values()]}

    def _order(self, row: JsonObject) -> JsonObject:
        paid = [one for one in self._state.payments.values() if one["order"]["id"] == row["id"]]
        held = [
            one
            for one in self._state.charges.values()
            if one["order"] == row["id"] and not one["captured"] and not one["refunded"]
        ]
        return {
            "id": row["id"],
            "reference": row.get("externalReferenceId"),
            "state": row.get("state"),
            "payment_state": row["paymentState"],
            "total": row["total"],
            "title": row.get("title"),
            "note": row.get("note"),
            "lines": [line["name"] for line in row["lineItems"]["elements"]],
            "deleted": "deletedTimestamp" in row,
            "visible_in_pos": bool(row.get("state")) and "deletedTimestamp" not in row,
            "printed": any(
                one["orderRef"]["id"] == row["id"] for one in self._state.prints.values()
            ),
            "payments": [
                *(self._payment(one) for one in paid),
                *({"charged": 0, "authorized": one["amount"], "refunded": 0} for one in held),
            ],
        }

    def _payment(self, payment: JsonObject) -> JsonObject:
        """`charged` is what the shopper is out of pocket."""
        back = sum(
            one["amount"]
            for one in self._state.refunds.values()
            if one["payment"]["id"] == payment["id"]
        )
        return {
            "id": payment["id"],
            "tender": payment["tender"]["label"],
            "external_id": payment.get("externalPaymentId"),
            "charged": payment["amount"] - back,
            "authorized": 0,
            "refunded": back,
        }

    def _stock(self, params: Params, _body: JsonObject) -> Any:
        item_id = self._item_id(params)
        count = self._catalog.count(item_id)
        shown = None if count is None else f"{count:g}"
        return {"sku": params["sku"], "item_id": item_id, "stock": {self._merchant.name: shown}}

    def _sell(self, _params: Params, body: JsonObject) -> Any:
        """A cash sale at the register."""
        item_id = self._item_id(body)
        line = {"item": {"id": item_id}}
        cart = {"lineItems": [line for _ in range(int(body.get("quantity", 1)))]}
        order, sums = self._carts.read({"orderCart": cart})
        row = self._orders.open(order, total=sums.total)
        cash = next(t for t in self._state.tenders.values() if t["label"] == "Cash")
        self._orders.settle(row, cash, {"amount": sums.total, "taxAmount": sums.tax})
        row["state"] = "locked"
        return {"order_id": row["id"], "left": self._catalog.count(item_id)}

    def _restock(self, _params: Params, body: JsonObject) -> Any:
        item_id = self._item_id(body)
        before = self._catalog.count(item_id) or 0.0
        return self._counted(item_id, before + float(body.get("quantity", 1)))

    def _count(self, _params: Params, body: JsonObject) -> Any:
        return self._counted(self._item_id(body), float(body.get("quantity", 0)))

    def _counted(self, item_id: str, quantity: float) -> JsonObject:
        left = self._catalog.set_count(item_id, quantity)["quantity"]
        self._notices.tell("I", item_id, "UPDATE")
        return {"left": left}

    def _price(self, _params: Params, body: JsonObject) -> Any:
        amount = body.get("amount")
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
            raise ControlError("amount must be a price in cents")
        return self._edited(body, price=amount, priceType="FIXED")

    def _rename(self, _params: Params, body: JsonObject) -> Any:
        item = self._state.items[self._item_id(body)]
        group = (item.get("itemGroup") or {}).get("id")
        if group is not None:
            self._state.groups[group]["name"] = str(body.get("title"))
        return self._edited(body, name=str(body.get("title")))

    def _delete(self, _params: Params, body: JsonObject) -> Any:
        item = self._state.items[self._item_id(body)]
        self._catalog.change(item, deletedTime=self._catalog.now_ms())
        self._notices.tell("I", item["id"], "DELETE")
        return {"item_id": item["id"]}

    def _edited(self, body: JsonObject, **fields: Any) -> JsonObject:
        item = self._state.items[self._item_id(body)]
        self._catalog.change(item, **fields)
        self._notices.tell("I", item["id"], "UPDATE")
        return {"item_id": item["id"], "modified": item["modifiedTime"]}

    def _customer(self, _params: Params, body: JsonObject) -> Any:
        """A customer, as staff typed them in."""
        row = self._customers.add(
            given=str(body.get("given_name", "")),
            family=str(body.get("family_name", "")),
            phone=body.get("phone"),
            email=body.get("email"),
            now=self._catalog.now_ms(),
        )
        self._notices.tell("C", row["id"], "CREATE")
        return {"id": row["id"]}

    def _nonce(self, _params: Params, body: JsonObject) -> Any:
        """A single-use card token, as the card form in a browser would give; may be declined."""
        token = self._cards.mint(
            brand=str(body.get("brand", "VISA")),
            last4=str(body.get("last_4", "2222")),
            decline=body.get("decline"),
        )
        return {"nonce": token}

    def _dashboard(self, _params: Params, body: JsonObject) -> Any:
        """What a developer sets in the dashboard: the webhook address, the app's permissions,
        and what a merchant sets: stock tracking."""
        told: JsonObject = {}
        if "webhook_url" in body:
            is_verified = body.get("verified") is True
            code = self._notices.register(str(body["webhook_url"]), is_verified=is_verified)
            told["verification_code"] = code
        if "permissions" in body:
            self._state.marks["permissions"] = list(body["permissions"])
        for name in ("trackStock", "updateStock"):
            if name in body:
                self._state.marks[name] = bool(body[name])
        self._state.touch()
        return told

    def _foreign(self, _params: Params, body: JsonObject) -> Any:
        """An item changed here and, in the same message, things of another merchant."""
        other = ids.fixed("merchant", "another")
        events = [str(one) for one in body.get("events", [f"A:{self._notices.app_id}"])]
        self._notices.tell("I", self._item_id(body), "UPDATE", others={other: events})
        return {"merchant_id": other}

    def _merchant_token(self, _params: Params, _body: JsonObject) -> Any:
        return {"token": self._oauth.merchant_token(), "merchant_id": self._merchant.id}

    def _revoke(self, _params: Params, _body: JsonObject) -> Any:
        """The merchant uninstalls the app."""
        return {"revoked": self._oauth.uninstall()}

    def _item_id(self, given: Mapping[str, Any]) -> str:
        found = self._catalog.item_id(str(given.get("sku", "")))
        if found is None:
            raise ControlError(f"no item has the SKU {given.get('sku')!r}", status=404)
        return found
