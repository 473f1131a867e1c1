"""A cart in Revel's terms: its products' rows with their prices, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.revel.catalog import PRODUCTS
from adapters.revel.client import RevelClient, malformed, read_one, rejected, unsupported
from adapters.revel.keys import Establishment
from adapters.wire import JsonObject
from domain.orders import Cart, CartLine, FulfillmentMethod, Quote
from mapping.platforms import revel as table
from mapping.platforms import revel_words as words
from mapping.platforms.revel_carts import (
    CartItem,
    PricedModifier,
    cart_request,
    priced_modifiers,
    quote_of,
)
from mapping.report import MappingReport

_OPERATION = "cart.calculate"


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedCart:
    """A cart's items and what Revel asks for them."""

    items: tuple[CartItem, ...]
    quote: Quote


@dataclass(frozen=True, slots=True)
class CartReader:
    """Prices carts of one establishment: two calls, and one more per line with modifiers."""

    client: RevelClient
    here: Establishment
    report: MappingReport

    def priced(self, cart: Cart) -> PricedCart:
        """The cart as Revel calculates it. Raises UnsupportedError, RejectedError."""
        self._check(cart)
        items = self._items(cart)
        data = self.client.calculate(cart_request(cart, items))
        context = {"currency": self.here.currency}
        totals = read_one(table.QUOTE, data, _OPERATION, context, self.report)
        try:
            return PricedCart(items=items, quote=quote_of(totals, items))
        except ValueError as error:
            raise malformed(_OPERATION, str(error)) from error

    def _check(self, cart: Cart) -> None:
        if cart.method is FulfillmentMethod.SHIPPING or cart.shipping_fee is not None:
            raise unsupported(
                _OPERATION, "this store's till takes orders for pickup only, not for shipping"
            )
        if cart.location_platform_id != self.here.place:
            raise rejected(
                _OPERATION,
                "OTHER_ESTABLISHMENT",
                f"establishment {cart.location_platform_id} is not {self.here.place}",
            )
        if cart.currency != self.here.currency:
            raise rejected(
                _OPERATION, "OTHER_CURRENCY", f"the establishment sells in {self.here.currency}"
            )

    def _items(self, cart: Cart) -> tuple[CartItem, ...]:
        ids = list(dict.fromkeys(line.variant_platform_id for line in cart.lines))
        params = {"establishment": self.here.place, "order_by": "id"}
        rows = {
            str(row.get("id")): row
            for row in self.client.rows_of(PRODUCTS, "products.list", params, field="id", ids=ids)
        }
        return tuple(self._item(line, rows.get(line.variant_platform_id)) for line in cart.lines)

    def _item(self, line: CartLine, row: JsonObject | None) -> CartItem:
        if row is None:
            raise rejected(
                _OPERATION, "NO_SUCH_PRODUCT", f"product {line.variant_platform_id} is gone"
            )
        _check_row(row)
        try:
            price = words.price(row.get("price"), self.here.currency)
        except (TypeError, ValueError) as error:
            raise malformed("products.list", f"price cannot be read: {error}") from error
        if price is None:
            raise unsupported(_OPERATION, "this item is priced at the store")
        return CartItem(
            line=line,
            name=str(row.get("name") or ""),
            price=price,
            modifiers=self._modifiers(line),
        )

    def _modifiers(self, line: CartLine) -> tuple[PricedModifier, ...]:
        if not line.modifiers:
            return ()
        product = line.variant_platform_id
        body = self.client.web("/weborders/modifiers/", "web.modifiers", {"product": product})
        blocks = body.get("data")
        try:
            return priced_modifiers(
                blocks if isinstance(blocks, list) else [], line.modifiers, self.here.currency
            )
        except KeyError as error:
            raise rejected(
                _OPERATION, "NO_SUCH_MODIFIER", f"product {product} has no modifier {error}"
            ) from error


def _check_row(row: JsonObject) -> None:
    """Refuse what a cart cannot say without loss."""
    if row.get("attribute_type") == words.PARENT:
        raise rejected(_OPERATION, "NOT_SOLD_ITSELF", "choose a version of the product")
    if row.get("sold_by_weight"):
        raise unsupported(_OPERATION, "this item is weighed at the store")
    if row.get("is_gift"):
        raise unsupported(_OPERATION, "gift cards are sold at the store only")
