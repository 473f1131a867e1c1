"""The control surface of the café: the till, the kitchen, plain books and mischief on order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject
from sandbox.toast.amounts import exact, minor, number
from sandbox.toast.notices import CATEGORIES
from sandbox.toast.restaurant import (
    DELIVERY,
    DELIVERY_FEE,
    GUID,
    MANAGEMENT_GROUP,
    TAKE_OUT,
    VOICE_TENDER,
)
from sandbox.toast.shapes import stamp

if TYPE_CHECKING:
    from sandbox.toast.shop import Toast

Params = Mapping[str, str]
STORE_NAME = "Downtown"


class Books:
    """Actions for tests, checkers and the start command."""

    def __init__(self, shop: Toast) -> None:
        """Act on the shop's own parts, so that every webhook is sent as for a real change."""
        self._shop = shop

    def actions(self) -> dict[str, Action]:
        """Every action by method and noun."""
        return {
            "GET shop": self._about,
            "GET orders": self._orders,
            "GET stock": self._stock,
            "POST sell": self._sell,
            "POST restock": self._restock,
            "POST count": self._count,
            "POST price": self._price,
            "POST rename": self._rename,
            "POST delete": self._delete,
            "POST fulfillment": self._fulfillment,
            "POST approval": self._approval,
            "POST refund": self._refund,
            "POST scopes": self._scopes,
            "POST subscribe": self._subscribe,
            "POST revoke": self._revoke,
        }

    def _about(self, _params: Params, _body: JsonObject) -> Any:
        return {
            "platform": "toast",
            "merchant_id": MANAGEMENT_GROUP,
            "name": self._shop.seed.name,
            "locations": {STORE_NAME: GUID},
            "variants": self._shop.menus.count(),
            "orders": len(self._shop.orders.rows),
            "settings": {
                "pickup_dining_option": TAKE_OUT,
                "delivery_dining_option": DELIVERY,
                "delivery_charge": DELIVERY_FEE,
                "payment_type": VOICE_TENDER,
            },
        }

    def _orders(self, _params: Params, _body: JsonObject) -> Any:
        return {"orders": [_row(one) for one in self._shop.orders.rows.values()]}

    def _guid(self, source: Mapping[str, Any]) -> str:
        """The item of a SKU, or a choice by its own `guid`."""
        guid = source.get("guid") or self._shop.menus.skus.get(str(source.get("sku")))
        if guid is None:
            raise ControlError(f"no SKU {source.get('sku')!r}", status=404)
        return str(guid)

    def _stock(self, params: Params, _body: JsonObject) -> Any:
        left = self._shop.stock.counts.get(self._guid(params))
        return {"sku": params["sku"], "stock": {STORE_NAME: None if left is None else number(left)}}

    def _sell(self, _params: Params, body: JsonObject) -> Any:
        guid = self._guid(body)
        self._shop.stock.take(guid, exact(body.get("quantity", 1)))
        return {"left": self._shop.stock.shown(guid)}

    def _restock(self, _params: Params, body: JsonObject) -> Any:
        guid = self._guid(body)
        left = self._shop.stock.counts.get(guid, Decimal(0))
        self._shop.stock.put(guid, left + exact(body.get("quantity", 1)))
        return {"left": self._shop.stock.shown(guid)}

    def _count(self, _params: Params, body: JsonObject) -> Any:
        """What is left; null = simply in stock."""
        guid, quantity = self._guid(body), body.get("quantity")
        self._shop.stock.put(guid, None if quantity is None else exact(quantity))
        return {"left": self._shop.stock.shown(guid)}

    def _price(self, _params: Params, body: JsonObject) -> Any:
        for item in self._shop.menus.placed(self._guid(body)):
            item["price"] = number(Decimal(body["amount"]) / 100)
        return self._publish()

    def _rename(self, _params: Params, body: JsonObject) -> Any:
        for item in self._shop.menus.placed(self._guid(body)):
            retail = (item.get("catalogProductInfo") or {}).get("product", {}).get("id")
            for other in self._shop.menus.of_product(retail) or [item]:
                other["name"] = body["title"]
                if retail:
                    other["catalogProductInfo"]["product"]["name"] = body["title"]
        return self._publish()

    def _delete(self, _params: Params, body: JsonObject) -> Any:
        guid = self._guid(body)
        del self._shop.menus.skus[body["sku"]], self._shop.menus.items[guid]
        self._shop.stock.counts.pop(guid, None)
        for menu in self._shop.menus.menus:
            _drop(menu["menuGroups"], guid)
        return self._publish()

    def _publish(self) -> JsonObject:
        self._shop.published_at = stamp(self._shop.clock.now())
        self._shop.notices.menus(self._shop.published_at)
        return {"lastUpdated": self._shop.published_at}

    def _order(self, body: JsonObject) -> JsonObject:
        order = self._shop.orders.rows.get(str(body.get("order_id")))
        if order is None:
            raise ControlError("no such order", status=404)
        return order

    def _fulfillment(self, _params: Params, body: JsonObject) -> Any:
        """What the kitchen does: `state` SENT or READY, or for deliveries a `deliveryState`."""
        order = self._order(body)
        if order["deliveryInfo"] and body["state"] in ("IN_PROGRESS", "PICKED_UP", "DELIVERED"):
            order["deliveryInfo"]["deliveryState"] = body["state"]
        for check in order["checks"]:
            for selection in check["selections"]:
                if body["state"] in ("NEW", "HOLD", "SENT", "READY"):
                    selection["fulfillmentStatus"] = body["state"]
        self._shop.orders.touch(order)
        return _row(order)

    def _approval(self, _params: Params, body: JsonObject) -> Any:
        """`auto` for orders to come, or `status` of one order."""
        if "auto" in body:
            self._shop.orders.auto_approve = bool(body["auto"])
            return {"auto": self._shop.orders.auto_approve}
        order = self._order(body)
        order["approvalStatus"] = body["status"]
        self._shop.orders.touch(order)
        return _row(order)

    def _refund(self, _params: Params, body: JsonObject) -> Any:
        """Staff give money back at the till: the only way there is."""
        order = self._order(body)
        payment = order["checks"][0]["payments"][0]
        amount = Decimal(body["amount"]) / 100
        payment["refundStatus"] = "FULL" if amount >= exact(payment["amount"]) else "PARTIAL"
        payment["refund"] = {
            "refundAmount": number(amount),
            "tipRefundAmount": 0,
            "refundDate": stamp(self._shop.clock.now()),
            "refundBusinessDate": order["businessDate"],
        }
        self._shop.orders.touch(order)
        return _row(order)

    def _scopes(self, _params: Params, body: JsonObject) -> Any:
        """Toast takes scopes away from the client, or gives them."""
        self._shop.access.scopes = tuple(body["scopes"])
        return {"scopes": list(self._shop.access.scopes)}

    def _subscribe(self, _params: Params, body: JsonObject) -> Any:
        """What Toast's staff set up for an address; answers the secrets they hand over."""
        made = [self._shop.notices.subscribe(body["url"], category) for category in CATEGORIES]
        return {"subscriptions": made}

    def _revoke(self, _params: Params, _body: JsonObject) -> Any:
        self._shop.access.revoked = True
        return {"revoked": True}


def _drop(groups: list[JsonObject], guid: str) -> None:
    for group in groups:
        group["menuItems"] = [one for one in group["menuItems"] if one["guid"] != guid]
        _drop(group["menuGroups"], guid)


def _row(order: JsonObject) -> JsonObject:
    check = order["checks"][0]
    customer = check["customer"] or {}
    return {
        "id": order["guid"],
        "reference": (order["externalId"] or "").partition(":")[2] or None,
        "location": STORE_NAME,
        "state": "VOIDED" if order["voided"] else order["approvalStatus"],
        "created_at": order["createdDate"],
        "customer": customer.get("email"),
        "visible_in_pos": not order["voided"],
        "total": minor(check["totalAmount"]),
        "tax": minor(check["taxAmount"]),
        "currency": "USD",
        "lines": [
            {
                "name": selection["displayName"],
                "quantity": selection["quantity"],
                "total": minor(selection["price"]),
                "modifiers": [one["displayName"] for one in selection["modifiers"]],
            }
            for selection in check["selections"]
        ],
        "payments": [
            {
                "id": one["guid"],
                "charged": 0 if one["voidInfo"] else minor(one["amount"]),
                "authorized": 0,
                "refunded": minor((one["refund"] or {}).get("refundAmount", 0)),
            }
            for one in check["payments"]
        ],
    }
