"""The account's past: what the seeded customers bought, in the order they bought it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sandbox.kit.clock import Clock
from sandbox.kit.people import SeedOrder
from sandbox.kit.seed import SeedShop
from sandbox.lightspeed.catalog import Catalog
from sandbox.lightspeed.sales import Sales
from sandbox.lightspeed.seller import SELLS_AT, Seller
from sandbox.lightspeed.store import State
from sandbox.lightspeed.wire import moment

_PAID_BY_CARD = "3"


class History:
    """Writes the seeded past into an empty state."""

    def __init__(
        self, *, seed: SeedShop, state: State, clock: Clock, seller: Seller, sales: Sales
    ) -> None:
        """Ring up through `sales`, then put the times back."""
        self._seed = seed
        self._state = state
        self._clock = clock
        self._seller = seller
        self._sales = sales

    def write(self, customers: dict[str, str], catalog: Catalog) -> None:
        """Ring up every purchase made at one of the account's shops, oldest first."""
        counts = [dict(row) for row in self._state["item_shops"].rows()]
        bought = [
            (order, customer)
            for customer in self._seed.customers
            for order in customer.orders
            if order.store in SELLS_AT and all(sku in self._seed.by_sku for sku, _ in order.lines)
        ]
        for order, customer in sorted(bought, key=lambda pair: -pair[0].days_ago):
            self._purchase(order, customers[customer.key], catalog)
        for row in counts:  # today's stock is what is left after all of it
            self._state["item_shops"].put(row["itemShopID"], row)
        catalog.reload()

    def _purchase(self, order: SeedOrder, customer_id: str, catalog: Catalog) -> None:
        at = self._clock.now().replace(hour=19, minute=4, second=11) - timedelta(
            days=order.days_ago
        )
        shop_id = self._seller.shop_id(order.store) or "1"
        lines = [
            {"itemID": item["itemID"], "unitQuantity": str(quantity)}
            for sku, quantity in order.lines
            if (item := catalog.by_sku(sku)) is not None
        ]
        sale = self._sales.create(
            {
                "employeeID": "2",
                "registerID": shop_id,
                "shopID": shop_id,
                "customerID": customer_id,
                "SaleLines": {"SaleLine": lines},
            }
        )
        if Decimal(sale["calcTotal"]) > 0:
            payment = {"amount": sale["calcTotal"], "paymentTypeID": _PAID_BY_CARD}
            self._sales.update(
                sale, {"completed": "true", "SalePayments": {"SalePayment": payment}}
            )
        self._put_back(sale["saleID"], at)

    def _put_back(self, sale_id: str, at: datetime) -> None:
        then = moment(at)
        sale = self._state["sales"].get(sale_id) or {}
        for name in ("createTime", "updateTime", "timeStamp", "completeTime"):
            sale[name] = then
        for table in ("sale_lines", "sale_payments"):
            for row in self._state[table].where(saleID=sale_id):
                row["createTime"] = then
                if "timeStamp" in row:
                    row["timeStamp"] = then
