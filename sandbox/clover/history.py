"""The merchant's past: tenders, order types, and finished purchases."""

from __future__ import annotations

from datetime import timedelta

from sandbox.clover import ids
from sandbox.clover.carts import Carts
from sandbox.clover.ecommerce import CARD_TENDER
from sandbox.clover.merchant import STORE
from sandbox.clover.orders import Orders
from sandbox.clover.store import State
from sandbox.kit.clock import Clock
from sandbox.kit.people import SeedCustomer, SeedOrder
from sandbox.kit.seed import SeedShop
from sandbox.kit.web import JsonObject

ORDER_TYPES = (("Pick up", True), ("Delivery", False), ("To Go", False))
TENDERS = (
    ("Credit Card", CARD_TENDER),
    ("Cash", "com.clover.tender.cash"),
    ("External Payment", "com.clover.tender.external_payment"),
)


class History:
    """Writes the seeded past into an empty state, without telling anyone."""

    def __init__(
        self, *, seed: SeedShop, state: State, clock: Clock, carts: Carts, orders: Orders
    ) -> None:
        """Take customers from `seed`."""
        self._seed = seed
        self._state = state
        self._clock = clock
        self._carts = carts
        self._orders = orders

    def write(self) -> None:
        """Settings first, then every order of this store."""
        self._state.marks |= {"trackStock": True, "updateStock": False}
        for label, default in ORDER_TYPES:
            row = self._order_type(label, default)
            self._state.order_types[row["id"]] = row
        for label, key in TENDERS:
            row = self._tender(label, key)
            self._state.tenders[row["id"]] = row
        for customer in self._seed.customers:
            for number, order in enumerate(customer.orders):
                if order.store == STORE and all(sku in self._seed.by_sku for sku, _ in order.lines):
                    self._purchase(customer, order, number)
        self._state.marks["updateStock"] = True

    def _order_type(self, label: str, default: bool) -> JsonObject:
        return {
            "id": ids.fixed("order type", label),
            "label": label,
            "taxable": True,
            "isDefault": default,
            "filterCategories": False,
            "isHidden": False,
            "fee": 0,
            "minOrderAmount": 0,
            "maxOrderAmount": 0,
            "avgOrderTime": 0,
            "hoursAvailable": "BUSINESS",
        }

    def _tender(self, label: str, key: str) -> JsonObject:
        return {
            "id": ids.fixed("tender", key),
            "editable": False,
            "labelKey": key,
            "label": label,
            "opensCashDrawer": False,
            "supportsTipping": True,
            "enabled": True,
            "visible": True,
        }

    def _purchase(self, customer: SeedCustomer, bought: SeedOrder, number: int) -> None:
        at = self._clock.now().replace(hour=19, minute=4, second=11) - timedelta(
            days=bought.days_ago
        )
        moment = int(at.timestamp() * 1000)
        cart: JsonObject = {
            "customers": [{"id": ids.fixed("customer", customer.key)}],
            "lineItems": [
                {"item": {"id": ids.fixed("item", sku)}}
                for sku, quantity in bought.lines
                for _ in range(quantity)
            ],
            "title": str(number + 1),
        }
        order, sums = self._carts.read({"orderCart": cart})
        row = self._orders.open(order, total=sums.total, at=moment)
        cash = self._state.tenders[ids.fixed("tender", TENDERS[1][1])]
        payment = self._orders.settle(row, cash, {"amount": sums.total, "taxAmount": sums.tax})
        times = {"createdTime": moment, "clientCreatedTime": moment, "modifiedTime": moment}
        payment.update(times)
        row.update(times, state="locked")
