"""Control actions beside the vendor's API: what staff, merchants and accidents do.

Reading the books is in `ledgers.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject
from sandbox.shopify.catalog import single_product
from sandbox.shopify.customers import set_customer
from sandbox.shopify.fulfilling import create_fulfillment
from sandbox.shopify.hooks import Hooks
from sandbox.shopify.ids import gid
from sandbox.shopify.leaving import uninstall
from sandbox.shopify.ledgers import Finder, Ledgers
from sandbox.shopify.money import money_text
from sandbox.shopify.oauth import OAuth
from sandbox.shopify.rows import DraftOrder, Order, Product, VariantComponent
from sandbox.shopify.shop import APP_ID, SHOP_ID, Shop
from sandbox.shopify.stock import move, sell_bundle
from sandbox.shopify.transfers import at_the_till

Params = Mapping[str, str]


def control_actions(shop: Shop, hooks: Hooks, oauth: OAuth) -> dict[str, Action]:
    """What `/_sandbox/` offers for this platform, by `METHOD noun`."""
    desk = _Desk(shop, hooks, oauth)
    return {**_Till(shop).actions(), **desk.actions(), **Ledgers(shop, hooks).actions()}


class _Till:
    """Stock and catalog as staff change them."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._find = Finder(shop)

    def actions(self) -> dict[str, Action]:
        return {
            "POST sell": self._sell,
            "POST restock": self._restock,
            "POST count": self._count,
            "POST price": self._price,
            "POST rename": self._rename,
            "POST promotion": self._promotion,
            "POST products": self._add_product,
            "DELETE products/{id}": self._delete_product,
            "POST delete": self._delete,
            "POST archive": self._archive,
            "POST track": self._track,
            "POST bundle": self._bundle,
            "POST location": self._location,
            "POST fulfillment": self._fulfillment,
            "POST customer": self._customer,
            "POST transfer": lambda _params, body: at_the_till(self._shop, body),
        }

    def _sell(self, _params: Params, body: JsonObject) -> JsonObject:
        """A sale at the till: stock falls, whatever the API's callers believe."""
        item, level = self._find.level(body)
        if item.tracked:
            move(self._shop, level, available=-_quantity(body))
        else:
            sell_bundle(self._shop, item, level.location_id, _quantity(body))
        return {"available": level.available}

    def _restock(self, _params: Params, body: JsonObject) -> JsonObject:
        _item, level = self._find.level(body)
        move(self._shop, level, available=_quantity(body))
        return {"available": level.available}

    def _count(self, _params: Params, body: JsonObject) -> JsonObject:
        """Somebody counted: this many are available."""
        _item, level = self._find.level(body)
        move(self._shop, level, available=_quantity(body, least=0) - level.available)
        return {"available": level.available}

    def _price(self, _params: Params, body: JsonObject) -> JsonObject:
        """A new price in cents."""
        variant = self._find.variant(body.get("sku"))
        amount = body.get("amount")
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
            raise ControlError("amount must be a number of cents")
        variant.price = amount
        self._shop.changed(variant)
        self._product_changed(self._shop.books.products[variant.product_id])
        return {"sku": variant.sku, "price": money_text(amount)}

    def _promotion(self, _params: Params, body: JsonObject) -> JsonObject:
        """A discount that needs no code: so much off every order; 0 ends it."""
        percent = body.get("percent")
        if isinstance(percent, bool) or not isinstance(percent, int) or not 0 <= percent <= 100:
            raise ControlError("percent must be a whole number from 0 to 100")
        self._shop.promotion_percent = float(percent)
        return {"percent": percent}

    def _rename(self, _params: Params, body: JsonObject) -> JsonObject:
        title = body.get("title")
        if not isinstance(title, str) or not title:
            raise ControlError("title must be given")
        product = self._find.product(str(body.get("sku")))
        product.title = title
        self._product_changed(product)
        return {"product_id": product.id, "title": title}

    def _archive(self, _params: Params, body: JsonObject) -> JsonObject:
        """Take the product of a SKU off sale, or put it back with `status`."""
        product = self._find.product(str(body.get("sku")))
        product.status = str(body.get("status", "ARCHIVED"))
        self._product_changed(product)
        return {"product_id": product.id, "status": product.status}

    def _track(self, _params: Params, body: JsonObject) -> JsonObject:
        """Count the pieces of a SKU from now on, or no longer."""
        item = self._shop.books.items[self._find.variant(body.get("sku")).item_id]
        item.tracked = body.get("tracked") is not False
        self._shop.changed(item)
        self._shop.emit("inventory_items/update", item)
        return {"tracked": item.tracked}

    def _bundle(self, _params: Params, body: JsonObject) -> JsonObject:
        """Make a variant a bundle of others, by SKU with quantities; its own count is no more."""
        variant = self._find.variant(body.get("sku"))
        variant.components = [
            VariantComponent(
                id=self._shop.new_id("ProductVariantComponent"),
                variant_id=self._find.variant(sku).id,
                quantity=int(quantity),
            )
            for sku, quantity in body["components"].items()
        ]
        self._shop.books.items[variant.item_id].tracked = False
        self._shop.changed(variant)
        self._product_changed(self._shop.books.products[variant.product_id])
        return {"sku": variant.sku}

    def _location(self, _params: Params, body: JsonObject) -> JsonObject:
        """Rename a location with `rename`, close or open it with `active`."""
        location = self._find.location(body.get("location"))
        location.name = str(body.get("rename", location.name))
        was_active, location.is_active = location.is_active, body.get("active") is not False
        self._shop.changed(location)
        self._shop.emit("locations/update", location)
        if was_active != location.is_active:
            change = "activate" if location.is_active else "deactivate"
            self._shop.emit(f"locations/{change}", location)
        return {"name": location.name, "active": location.is_active}

    def _product_changed(self, product: Product) -> None:
        self._shop.changed(product)
        self._shop.emit("products/update", product)

    def _add_product(self, _params: Params, body: JsonObject) -> JsonObject:
        """A new product with one variant, 10 pieces at every location unless told else."""
        shop, sku = self._shop, str(body.get("sku") or "")
        if not sku or any(each.sku == sku for each in shop.books.variants):
            raise ControlError("sku must be given and new")
        product, variant, item = single_product(
            shop.books,
            sku=sku,
            title=str(body.get("title") or "New arrival"),
            price=int(body.get("amount", 1000)),
            pieces=int(body.get("quantity", 10)),
            now=shop.now(),
        )
        for row in (product, variant, item):
            shop.added(row)
        shop.emit("products/create", product)
        return {"product_id": product.id, "variant_id": variant.id}

    def _delete_product(self, params: Params, _body: JsonObject) -> JsonObject:
        return self._removed(self._find.product(params["id"]))

    def _delete(self, _params: Params, body: JsonObject) -> JsonObject:
        """Delete the whole product that a SKU belongs to."""
        return self._removed(self._find.product(str(body.get("sku"))))

    def _removed(self, product: Product) -> JsonObject:
        books = self._shop.books
        for variant in books.variants.pick(list(product.variant_ids)):
            self._shop.removed(books.items[variant.item_id])
            self._shop.removed(variant)
        self._shop.removed(product)
        for collection in books.collections.pick(product.collection_ids):
            collection.product_ids.remove(product.id)
            books.collections.touch(collection)
        self._shop.emit("products/delete", product)
        return {"deleted": product.id}

    def _customer(self, _params: Params, body: JsonObject) -> JsonObject:
        """A customer that staff typed in: `given_name`, `family_name`, `phone`, `email`."""
        names = {"given_name": "firstName", "family_name": "lastName"}
        given = {names.get(ours, ours): value for ours, value in body.items() if value}
        made = set_customer(self._shop, {"input": given})
        if made["userErrors"]:
            raise ControlError(str(made["userErrors"]))
        return {}

    def _fulfillment(self, _params: Params, body: JsonObject) -> JsonObject:
        """Hand over or ship everything that is open of an order, as staff do."""
        order = self._find.order(str(body.get("order_id")))
        open_ = [
            each for each in order.fulfillment_orders if each.status in ("OPEN", "IN_PROGRESS")
        ]
        if not open_:
            raise ControlError("nothing of this order is open", status=404)
        tracking = {
            "company": body.get("carrier"),
            "number": body.get("tracking_number"),
            "url": body.get("tracking_url"),
        }
        for each in open_:
            wish = {"fulfillmentOrderId": gid("FulfillmentOrder", each.id)}
            given = {"lineItemsByFulfillmentOrder": [wish], "trackingInfo": tracking}
            create_fulfillment(self._shop, {"fulfillment": given})
        return {"order": order.name, "fulfillments": len(order.fulfillments)}


class _Desk:
    """The merchant's settings: apps, tokens, and how slow the vendor is."""

    def __init__(self, shop: Shop, hooks: Hooks, oauth: OAuth) -> None:
        self._shop = shop
        self._hooks = hooks
        self._oauth = oauth
        self._find = Finder(shop)

    def actions(self) -> dict[str, Action]:
        return {
            "POST token": self._token,
            "POST uninstall": self._uninstall,
            "POST revoke": self._uninstall,
            "POST scopes": self._scopes,
            "POST delays": self._delays,
            "POST card": self._card,
        }

    def _token(self, _params: Params, body: JsonObject) -> JsonObject:
        """A token without the OAuth dance, for tests and curl."""
        return {"access_token": self._oauth.issue(_texts(body, "scopes"))}

    def _uninstall(self, _params: Params, _body: JsonObject) -> None:
        """The merchant removes the app."""
        uninstall(self._shop, self._hooks, self._oauth)

    def _scopes(self, _params: Params, body: JsonObject) -> JsonObject:
        """Change the granted scopes of the installed app."""
        scopes = _texts(body, "scopes")
        previous = self._oauth.rescope(scopes)
        change = {
            "id": APP_ID,
            "shop_id": gid("Shop", SHOP_ID),
            "previous": previous,
            "current": scopes,
            "updated_at": self._shop.now(),
        }
        self._shop.emit("app/scopes_update", change)
        return {"previous": previous, "current": scopes}

    def _delays(self, _params: Params, body: JsonObject) -> JsonObject:
        """Seconds: `search_lag_s`, `draft_delay_s`, `job_delay_s`."""
        for name, value in body.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ControlError(f"{name} must be a number of seconds")
            if name == "search_lag_s":
                for kind in (Order, DraftOrder):
                    self._shop.indexes[kind].lag_s = float(value)
            elif name in ("draft_delay_s", "job_delay_s"):
                setattr(self._shop, name, float(value))
            else:
                raise ControlError(f"unknown delay {name}")
        return {
            "search_lag_s": self._shop.indexes[Order].lag_s,
            "draft_delay_s": self._shop.draft_delay_s,
            "job_delay_s": self._shop.job_delay_s,
        }

    def _card(self, _params: Params, body: JsonObject) -> JsonObject:
        """What charging a customer's vaulted card does: `approve` or an error code."""
        customer = self._find.customer(body.get("email"))
        outcome = str(body.get("outcome", "approve"))
        for method in customer.payment_methods:
            method.outcome = outcome
        self._shop.books.customers.touch(customer)
        return {"email": customer.email, "cards": len(customer.payment_methods)}


def _quantity(body: JsonObject, *, least: int = 1) -> int:
    quantity = body.get("quantity", 1)
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < least:
        raise ControlError(f"quantity must be a whole number from {least}")
    return quantity


def _texts(body: JsonObject, name: str) -> list[str]:
    values: Any = body.get(name)
    if not isinstance(values, list) or not all(isinstance(each, str) for each in values):
        raise ControlError(f"{name} must be a list of texts")
    return values
