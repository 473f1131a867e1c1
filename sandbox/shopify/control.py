"""Control actions beside the vendor's API: sell at the till, restock, price, books, mischief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject
from sandbox.shopify.catalog import TAXONOMY
from sandbox.shopify.hooks import Hooks
from sandbox.shopify.money import money_text
from sandbox.shopify.oauth import OAuth
from sandbox.shopify.rows import (
    Customer,
    DraftOrder,
    InventoryItem,
    InventoryLevel,
    Location,
    Order,
    Product,
    ProductOption,
    ProductOptionValue,
    ProductVariant,
)
from sandbox.shopify.shop import Shop
from sandbox.shopify.stock import move
from sandbox.shopify.totals import financial_status, fulfillment_status, money, outstanding, totals

Params = Mapping[str, str]


class Actions:
    """What `/_sandbox/` offers for this platform."""

    def __init__(self, shop: Shop, hooks: Hooks, oauth: OAuth) -> None:
        """Act on `shop`."""
        self._shop = shop
        self._hooks = hooks
        self._oauth = oauth

    def table(self) -> Mapping[str, Action]:
        """Actions by `METHOD noun`."""
        return {
            "POST sell": self._sell,
            "POST restock": self._restock,
            "POST price": self._price,
            "POST products": self._add_product,
            "DELETE products/{id}": self._delete_product,
            "POST archive": self._archive,
            "POST token": self._token,
            "POST uninstall": self._uninstall,
            "POST scopes": self._scopes,
            "POST delays": self._delays,
            "POST card": self._card,
            "GET stock": self._stock,
            "GET orders": self._orders,
            "GET orders/{id}": self._order,
            "GET drafts": self._drafts,
            "GET payments": self._payments,
            "GET reservations": self._reservations,
            "GET subscriptions": self._subscriptions,
        }

    def _variant(self, sku: Any) -> ProductVariant:
        found = next((each for each in self._shop.books.variants if each.sku == sku), None)
        if found is None:
            raise ControlError(f"no such SKU: {sku}", status=404)
        return found

    def _level(self, body: JsonObject) -> tuple[InventoryItem, InventoryLevel]:
        variant = self._variant(body.get("sku"))
        item = self._shop.books.items[variant.item_id]
        location = self._location(body.get("location"))
        level = item.levels.get(location.id)
        if level is None:
            raise ControlError(f"{body['sku']} is not stocked at {location.name}", status=404)
        return item, level

    def _location(self, wanted: Any) -> Location:
        locations = list(self._shop.books.locations)
        if wanted is None:
            return locations[0]
        for each in locations:
            if wanted in (each.id, str(each.id), each.name):
                return each
        raise ControlError(f"no such location: {wanted}", status=404)

    def _sell(self, _params: Params, body: JsonObject) -> JsonObject:
        """A sale at the till: stock falls, whatever the API's callers believe."""
        item, level = self._level(body)
        quantity = _quantity(body)
        if item.tracked:
            move(self._shop, level, available=-quantity)
        return {"available": level.available}

    def _restock(self, _params: Params, body: JsonObject) -> JsonObject:
        _item, level = self._level(body)
        move(self._shop, level, available=_quantity(body))
        return {"available": level.available}

    def _price(self, _params: Params, body: JsonObject) -> JsonObject:
        """A new price in cents."""
        variant = self._variant(body.get("sku"))
        amount = body.get("amount")
        if isinstance(amount, bool) or not isinstance(amount, int) or amount < 0:
            raise ControlError("amount must be a number of cents")
        variant.price = amount
        self._shop.changed(variant)
        product = self._shop.books.products[variant.product_id]
        self._shop.changed(product)
        self._shop.emit("products/update", product)
        return {"sku": variant.sku, "price": money_text(amount)}

    def _add_product(self, _params: Params, body: JsonObject) -> JsonObject:
        """A new product with one variant, 10 pieces at every location unless told else."""
        shop, now = self._shop, self._shop.now()
        title, sku = str(body.get("title") or "New arrival"), body.get("sku")
        if not sku or any(each.sku == sku for each in shop.books.variants):
            raise ControlError("sku must be given and new")
        product = Product(
            id=shop.new_id("Product"),
            title=title,
            handle=str(sku).lower(),
            description=title,
            vendor="Northwind",
            product_type="Accessories",
            category=TAXONOMY["accessories"][0],
            status="ACTIVE",
            tags=[],
            options=[
                ProductOption(
                    id=shop.new_id("ProductOption"),
                    name="Title",
                    position=1,
                    values=[
                        ProductOptionValue(
                            id=shop.new_id("ProductOptionValue"), name="Default Title"
                        )
                    ],
                )
            ],
            media=[],
            variant_ids=[],
            collection_ids=[],
            created_at=now,
            updated_at=now,
            published_at=now,
        )
        item = InventoryItem(
            id=shop.new_id("InventoryItem"),
            variant_id=0,
            tracked=True,
            created_at=now,
            updated_at=now,
        )
        variant = ProductVariant(
            id=shop.new_id("ProductVariant"),
            product_id=product.id,
            item_id=item.id,
            position=1,
            title="Default Title",
            sku=str(sku),
            barcode=None,
            price=int(body.get("amount", 1000)),
            compare_at_price=None,
            taxable=True,
            inventory_policy="DENY",
            grams=0,
            requires_shipping=True,
            choices=["Default Title"],
            media_id=None,
            created_at=now,
            updated_at=now,
        )
        item.variant_id = variant.id
        product.variant_ids.append(variant.id)
        for location in shop.books.locations:
            item.levels[location.id] = InventoryLevel(
                item_id=item.id,
                location_id=location.id,
                updated_at=now,
                created_at=now,
                available=int(body.get("quantity", 10)),
            )
        for row in (product, variant, item):
            shop.added(row)
        shop.emit("products/create", product)
        return {"product_id": product.id, "variant_id": variant.id}

    def _delete_product(self, params: Params, _body: JsonObject) -> JsonObject:
        product = self._product(params["id"])
        for variant in self._shop.books.variants.pick(list(product.variant_ids)):
            self._shop.removed(self._shop.books.items[variant.item_id])
            self._shop.removed(variant)
        self._shop.removed(product)
        for collection in self._shop.books.collections:
            if product.id in collection.product_ids:
                collection.product_ids.remove(product.id)
        self._shop.emit("products/delete", product)
        return {"deleted": product.id}

    def _product(self, wanted: str) -> Product:
        product = self._shop.books.products.get(int(wanted)) if wanted.isdecimal() else None
        if product is None:
            product_id = self._variant(wanted).product_id
            product = self._shop.books.products[product_id]
        return product

    def _archive(self, _params: Params, body: JsonObject) -> JsonObject:
        """Take the product of a SKU off sale, or put it back with `status`."""
        product = self._product(str(body.get("sku")))
        product.status = str(body.get("status", "ARCHIVED"))
        self._shop.changed(product)
        self._shop.emit("products/update", product)
        return {"product_id": product.id, "status": product.status}

    def _token(self, _params: Params, body: JsonObject) -> JsonObject:
        """A token without the OAuth dance, for tests and curl."""
        scopes = body.get("scopes")
        if not isinstance(scopes, list) or not all(isinstance(each, str) for each in scopes):
            raise ControlError("scopes must be a list of texts")
        return {"access_token": self._oauth.issue(scopes)}

    def _uninstall(self, _params: Params, _body: JsonObject) -> None:
        """The merchant removes the app: last message, then no tokens and no subscriptions."""
        location = self._location(None)
        body = {
            "id": 68817551001,
            "name": "Northwind Outfitters",
            "email": "hello@northwind.example",
            "domain": self._shop.options.shop_domain,
            "myshopify_domain": self._shop.options.shop_domain,
            "address1": location.address1,
            "city": location.city,
            "zip": location.zip,
            "country": location.country_code,
            "country_code": location.country_code,
            "province": location.province,
            "currency": "USD",
            "plan_name": "basic",
            "primary_location_id": location.id,
        }
        self._shop.emit("app/uninstalled", body)
        self._hooks.flush()
        self._hooks.forget_all()
        self._oauth.uninstall()

    def _scopes(self, _params: Params, body: JsonObject) -> JsonObject:
        """Change the granted scopes of the installed app."""
        scopes = body.get("scopes")
        if not isinstance(scopes, list):
            raise ControlError("scopes must be a list of texts")
        previous = self._oauth.rescope([str(each) for each in scopes])
        change = {
            "id": 145203200001,
            "shop_id": "gid://shopify/Shop/68817551001",
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
        customer = self._customer(body.get("email"))
        outcome = str(body.get("outcome", "approve"))
        for method in customer.payment_methods:
            method.outcome = outcome
        self._shop.books.customers.touch(customer)
        return {"email": customer.email, "cards": len(customer.payment_methods)}

    def _customer(self, email: Any) -> Customer:
        for each in self._shop.books.customers:
            if each.email == email:
                return each
        raise ControlError(f"no such customer: {email}", status=404)

    def _stock(self, params: Params, _body: JsonObject) -> JsonObject:
        variant = self._variant(params.get("sku"))
        item = self._shop.books.items[variant.item_id]
        names = ("available", "committed", "reserved", "on_hand")
        return {
            "sku": variant.sku,
            "tracked": item.tracked,
            "locations": {
                self._shop.books.locations[place].name: {
                    name: getattr(level, name) for name in names
                }
                for place, level in item.levels.items()
            },
        }

    def _orders(self, params: Params, _body: JsonObject) -> JsonObject:
        orders = list(self._shop.books.orders)[-int(params.get("last", 1000)) :]
        return {"orders": [self._shown(order) for order in orders]}

    def _order(self, params: Params, _body: JsonObject) -> JsonObject:
        wanted = params["id"].rsplit("/", 1)[-1]
        for order in self._shop.books.orders:
            if wanted in (str(order.id), order.name, order.name.removeprefix("#")):
                return self._shown(order)
        raise ControlError(f"no such order: {wanted}", status=404)

    def _shown(self, order: Order) -> JsonObject:
        customer = self._shop.books.customers.get(order.customer_id)
        moved = money(order)
        return {
            "id": f"gid://shopify/Order/{order.id}",
            "name": order.name,
            "created_at": order.created_at,
            "customer": customer.email if customer else order.email,
            "lines": [
                {
                    "sku": line.sku,
                    "title": line.title,
                    "quantity": line.quantity,
                    "removed": line.removed,
                    "refunded": line.refunded,
                    "fulfilled": line.fulfilled,
                    "price": money_text(line.price),
                }
                for line in order.lines
            ],
            "total": money_text(totals(order).total),
            "currency": "USD",
            "financial_status": financial_status(order),
            "fulfillment_status": fulfillment_status(order),
            "cancelled_at": order.cancelled_at,
            "tags": order.tags,
            "note": order.note,
            "source_identifier": order.source_identifier,
            "draft_id": order.draft_id and f"gid://shopify/DraftOrder/{order.draft_id}",
            "locations": [
                self._shop.books.locations[each.location_id].name
                for each in order.fulfillment_orders
            ],
            "charged": money_text(moved.received),
            "refunded": money_text(moved.refunded),
            "authorized": money_text(moved.capturable),
            "outstanding": money_text(outstanding(order)),
        }

    def _drafts(self, _params: Params, _body: JsonObject) -> JsonObject:
        return {
            "drafts": [
                {
                    "id": f"gid://shopify/DraftOrder/{draft.id}",
                    "name": f"#D{draft.number}",
                    "status": draft.status,
                    "tags": draft.tags,
                    "reserve_until": draft.reserve_until,
                    "reserved": sum(each.quantity for each in draft.reservations),
                    "order_id": draft.order_id and f"gid://shopify/Order/{draft.order_id}",
                }
                for draft in self._shop.books.drafts
            ]
        }

    def _payments(self, _params: Params, _body: JsonObject) -> JsonObject:
        every = [
            {
                "order": order.name,
                "tags": order.tags,
                "kind": each.kind,
                "status": each.status,
                "amount": money_text(each.amount),
                "gateway": each.gateway,
                "error": each.error_code,
            }
            for order in self._shop.books.orders
            for each in order.transactions
        ]
        moved = [money(order) for order in self._shop.books.orders]
        return {
            "payments": every,
            "charged": money_text(sum(each.received for each in moved)),
            "refunded": money_text(sum(each.refunded for each in moved)),
        }

    def _reservations(self, _params: Params, _body: JsonObject) -> JsonObject:
        """Pieces that drafts hold, which a checker expects to end."""
        return {
            "reservations": [
                {
                    "draft": f"gid://shopify/DraftOrder/{draft.id}",
                    "sku": self._shop.books.variants[
                        self._shop.books.items[held.item_id].variant_id
                    ].sku,
                    "location": self._shop.books.locations[held.location_id].name,
                    "quantity": held.quantity,
                    "until": draft.reserve_until,
                }
                for draft in self._shop.books.drafts
                for held in draft.reservations
            ]
        }

    def _subscriptions(self, _params: Params, _body: JsonObject) -> JsonObject:
        return {
            "subscriptions": [
                {"id": each.id, "topic": each.topic, "uri": each.uri}
                for each in self._shop.books.subscriptions
            ],
            "dropped": [
                {"id": each.id, "topic": each.topic, "uri": each.uri}
                for each in self._hooks.dropped
            ],
        }


def _quantity(body: JsonObject) -> int:
    quantity = body.get("quantity", 1)
    if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
        raise ControlError("quantity must be a positive whole number")
    return quantity
