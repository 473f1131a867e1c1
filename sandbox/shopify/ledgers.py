"""The shop's books in plain words, for checkers and for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.kit.platform import Action, ControlError
from sandbox.kit.web import JsonObject
from sandbox.shopify.hooks import Hooks
from sandbox.shopify.ids import gid
from sandbox.shopify.money import CURRENCY, money_text
from sandbox.shopify.rows import (
    Customer,
    InventoryItem,
    InventoryLevel,
    LineItem,
    Location,
    Order,
    Product,
    ProductVariant,
    WebhookSubscription,
)
from sandbox.shopify.shop import SHOP_ID, SHOP_NAME, Shop
from sandbox.shopify.totals import financial_status, fulfillment_status, money, outstanding, totals
from sandbox.shopify.transfers import rows

Params = Mapping[str, str]
_QUANTITIES = ("available", "committed", "reserved", "on_hand")


class Finder:
    """Looks records up by what a person would call them. Raises: ControlError."""

    def __init__(self, shop: Shop) -> None:
        """Look in `shop`."""
        self._shop = shop

    def variant(self, sku: Any) -> ProductVariant:
        """A variant by SKU."""
        found = next((each for each in self._shop.books.variants if each.sku == sku), None)
        if found is None:
            raise ControlError(f"no such SKU: {sku}", status=404)
        return found

    def product(self, wanted: str) -> Product:
        """A product by number, or by the SKU of one of its variants."""
        product = self._shop.books.products.get(int(wanted)) if wanted.isdecimal() else None
        if product is None:
            product = self._shop.books.products[self.variant(wanted).product_id]
        return product

    def location(self, wanted: Any) -> Location:
        """A location by name or number; None = the first one."""
        locations = list(self._shop.books.locations)
        if wanted is None:
            return locations[0]
        for each in locations:
            if wanted in (each.id, str(each.id), each.name, gid("Location", each.id)):
                return each
        raise ControlError(f"no such location: {wanted}", status=404)

    def level(self, body: JsonObject) -> tuple[InventoryItem, InventoryLevel]:
        """Stock of `sku` at `location`."""
        variant = self.variant(body.get("sku"))
        item = self._shop.books.items[variant.item_id]
        location = self.location(body.get("location"))
        level = item.levels.get(location.id)
        if level is None:
            raise ControlError(f"{body['sku']} is not stocked at {location.name}", status=404)
        return item, level

    def customer(self, email: Any) -> Customer:
        """A customer by e-mail address."""
        for each in self._shop.books.customers:
            if each.email == email:
                return each
        raise ControlError(f"no such customer: {email}", status=404)

    def order(self, wanted: str) -> Order:
        """An order by global id, number or name."""
        last = wanted.rsplit("/", 1)[-1]
        for order in self._shop.books.orders:
            if last in (str(order.id), order.name, order.name.removeprefix("#")):
                return order
        raise ControlError(f"no such order: {wanted}", status=404)


class Ledgers:
    """Control actions that only read."""

    def __init__(self, shop: Shop, hooks: Hooks) -> None:
        """Read `shop` and its subscriptions."""
        self._shop = shop
        self._hooks = hooks
        self._find = Finder(shop)

    def actions(self) -> dict[str, Action]:
        """Actions by `METHOD noun`."""
        return {
            "GET shop": self._about,
            "GET stock": self._stock,
            "GET catalog": self._listing,
            "GET orders": self._orders,
            "GET orders/{id}": self._order,
            "GET drafts": self._drafts,
            "GET payments": self._payments,
            "GET reservations": self._reservations,
            "GET subscriptions": self._subscriptions,
            "GET transfers": lambda _params, _body: rows(self._shop),
        }

    def _about(self, _params: Params, _body: JsonObject) -> JsonObject:
        books = self._shop.books
        return {
            "platform": "shopify",
            "merchant_id": gid("Shop", SHOP_ID),
            "name": SHOP_NAME,
            "domain": self._shop.options.shop_domain,
            "locations": {each.name: gid("Location", each.id) for each in books.locations},
            "products": len(books.products),
            "variants": len(books.variants),
            "orders": len(books.orders),
        }

    def _stock(self, params: Params, _body: JsonObject) -> JsonObject:
        """Counts by location: all states under `locations`, what is available under `stock`."""
        variant = self._find.variant(params.get("sku"))
        item = self._shop.books.items[variant.item_id]
        named = {
            self._shop.books.locations[place].name: level for place, level in item.levels.items()
        }
        return {
            "sku": variant.sku,
            "tracked": item.tracked,
            "stock": {
                name: str(level.available) if item.tracked else None
                for name, level in named.items()
            },
            "locations": {
                name: {each: getattr(level, each) for each in _QUANTITIES}
                for name, level in named.items()
            },
        }

    def _listing(self, _params: Params, _body: JsonObject) -> JsonObject:
        """Everything that is sold: titles, prices in cents, counts by location."""
        return {"variants": [self._sold(each) for each in self._shop.books.variants]}

    def _sold(self, variant: ProductVariant) -> JsonObject:
        item = self._shop.books.items[variant.item_id]
        return {
            "platform_id": gid("ProductVariant", variant.id),
            "sku": variant.sku,
            "title": self._shop.books.products[variant.product_id].title,
            "cents": variant.price,
            "stock": {
                self._shop.books.locations[place].name: str(level.available)
                if item.tracked
                else None
                for place, level in item.levels.items()
            },
        }

    def _orders(self, params: Params, _body: JsonObject) -> JsonObject:
        """The newest orders, oldest first; `tag` picks those with a tag."""
        orders = list(self._shop.books.orders)
        if "tag" in params:
            orders = [order for order in orders if params["tag"] in order.tags]
        return {
            "orders": [self._shown(order) for order in orders[-int(params.get("last", 1000)) :]]
        }

    def _order(self, params: Params, _body: JsonObject) -> JsonObject:
        return self._shown(self._find.order(params["id"]))

    def _shown(self, order: Order) -> JsonObject:
        """Amounts as text in dollars, and again in cents under `cents`."""
        customer = self._shop.books.customers.get(order.customer_id)
        cents = _cents(order)
        return {
            "id": gid("Order", order.id),
            "name": order.name,
            "created_at": order.created_at,
            "customer": customer.email if customer else order.email,
            "lines": [_line(line) for line in order.lines],
            "total": money_text(cents["total"]),
            "currency": CURRENCY,
            "financial_status": financial_status(order),
            "fulfillment_status": fulfillment_status(order),
            "cancelled_at": order.cancelled_at,
            "tags": order.tags,
            "note": order.note,
            "attributes": {each.key: each.value for each in order.custom_attributes},
            "source_identifier": order.source_identifier,
            "draft_id": gid("DraftOrder", order.draft_id) if order.draft_id else None,
            "locations": [
                self._shop.books.locations[each.location_id].name
                for each in order.fulfillment_orders
            ],
            **{
                name: money_text(cents[name])
                for name in ("charged", "refunded", "authorized", "outstanding")
            },
            "cents": cents,
        }

    def _drafts(self, _params: Params, _body: JsonObject) -> JsonObject:
        return {
            "drafts": [
                {
                    "id": gid("DraftOrder", draft.id),
                    "name": f"#D{draft.number}",
                    "status": draft.status,
                    "tags": draft.tags,
                    "reserve_until": draft.reserve_until,
                    "reserved": sum(each.quantity for each in draft.reservations),
                    "order_id": gid("Order", draft.order_id) if draft.order_id else None,
                }
                for draft in self._shop.books.drafts
            ]
        }

    def _payments(self, _params: Params, _body: JsonObject) -> JsonObject:
        every = [
            {
                "order": order.name,
                "order_id": gid("Order", order.id),
                "tags": order.tags,
                "kind": each.kind,
                "status": each.status,
                "amount": money_text(each.amount),
                "cents": each.amount,
                "gateway": each.gateway,
                "error": each.error_code,
            }
            for order in self._shop.books.orders
            for each in order.transactions
        ]
        moved = [_cents(order) for order in self._shop.books.orders]
        sums = {
            name: sum(each[name] for each in moved)
            for name in ("charged", "refunded", "authorized")
        }
        shown = {name: money_text(cents) for name, cents in sums.items()}
        return {"payments": every, **shown, "cents": sums}

    def _reservations(self, _params: Params, _body: JsonObject) -> JsonObject:
        """Pieces that drafts hold, which a checker expects to end."""
        books = self._shop.books
        return {
            "reservations": [
                {
                    "draft": gid("DraftOrder", draft.id),
                    "sku": books.variants[books.items[held.item_id].variant_id].sku,
                    "location": books.locations[held.location_id].name,
                    "quantity": held.quantity,
                    "until": draft.reserve_until,
                }
                for draft in books.drafts
                for held in draft.reservations
            ]
        }

    def _subscriptions(self, _params: Params, _body: JsonObject) -> JsonObject:
        """Present subscriptions, and those deleted because their receiver kept failing."""
        return {
            "subscriptions": [_subscription(each) for each in self._shop.books.subscriptions],
            "dropped": [_subscription(each) for each in self._hooks.dropped],
        }


def _cents(order: Order) -> dict[str, int]:
    moved = money(order)
    return {
        "total": totals(order).total,
        "charged": moved.received,
        "refunded": moved.refunded,
        "authorized": moved.capturable,
        "outstanding": outstanding(order),
    }


def _line(line: LineItem) -> JsonObject:
    return {
        "sku": line.sku,
        "title": line.title,
        "quantity": line.quantity,
        "removed": line.removed,
        "refunded": line.refunded,
        "fulfilled": line.fulfilled,
        "price": money_text(line.price),
    }


def _subscription(row: WebhookSubscription) -> JsonObject:
    return {"id": row.id, "topic": row.topic, "uri": row.uri}
