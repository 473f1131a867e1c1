"""The retailer's past: finished purchases of the seeded customers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sandbox.kit.clock import Clock
from sandbox.kit.people import SeedCustomer, SeedOrder
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject
from sandbox.vend import ids
from sandbox.vend.numbers import CENT, FIVE
from sandbox.vend.retailer import NO_TAX, OWNER_ID
from sandbox.vend.sales import Sales
from sandbox.vend.store import Store


class History:
    """Writes past sales; no stock moves and nobody is told."""

    def __init__(self, seed: SeedShop, store: Store, sales: Sales, clock: Clock) -> None:
        """Take purchases from `seed`."""
        self._seed = seed
        self._store = store
        self._sales = sales
        self._clock = clock

    def write(self) -> None:
        """Add every purchase whose goods the catalog has."""
        for customer in self._seed.customers:
            for number, bought in enumerate(customer.orders):
                if all(sku in self._seed.by_sku for sku, _ in bought.lines):
                    self._sale(customer, bought, number)

    def _sale(self, customer: SeedCustomer, bought: SeedOrder, number: int) -> None:
        at = self._clock.now().replace(hour=19, minute=4, second=11) - timedelta(
            days=bought.days_ago
        )
        outlet = self._store["outlets"][ids.fixed("outlet", bought.store)]
        lines = [self._line(sku, quantity, outlet) for sku, quantity in bought.lines]
        due = sum(
            (
                (Decimal(line["pricing"]["price"]) + Decimal(line["tax"]["amount"]))
                * line["quantity"]
                for line in lines
            ),
            Decimal(0),
        ).quantize(CENT)
        body: JsonObject = {
            "source": {
                "author_id": OWNER_ID,
                "register_id": ids.fixed("register", outlet["id"]),
            },
            "customer_id": ids.fixed("customer", customer.key),
            "state": "closed",
            "line_items": lines,
            "payments": [
                {
                    "type": {"config_id": ids.fixed("payment_type", "Credit Card")},
                    "amount": str(due),
                }
            ],
        }
        key = ids.fixed("sale", f"{customer.key}/{number}")
        self._sales.write(body, key, at=at.isoformat(timespec="seconds"))

    def _line(self, sku: str, quantity: int, outlet: JsonObject) -> JsonObject:
        item, one = self._seed.by_sku[sku]
        tax_id = outlet["default_tax_id"] if item.taxable else ids.fixed("tax", NO_TAX)
        rate = Decimal(str(self._store["taxes"][tax_id]["rates"][0]["rate"]))
        price = Decimal(one.price or 0) / 100
        return {
            "product": {"id": ids.fixed("product", sku)},
            "quantity": quantity,
            "pricing": {"price": str(price)},
            "tax": {"id": tax_id, "amount": str((price * rate).quantize(FIVE))},
        }
