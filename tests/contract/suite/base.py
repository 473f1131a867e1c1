"""What the parts of the contract suite share: what a platform may set, and usual steps."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from domain.capabilities import Capability, Support
from domain.events import Entity
from domain.ids import PlatformId
from domain.orders import PosOrder
from domain.payments import Authorized
from domain.ports.pos import Subscription
from tests.contract.suite.sim import PosSim, draft, key


class ContractBase:
    """Set what differs on a platform in the subclass; every default suits Square and Shopify."""

    most_checkout_calls: ClassVar[int] = 3
    """Sequential calls that a checkout may cost while a shopper waits."""
    account_name: ClassVar[str] = "Northwind Outfitters"
    option_keys: ClassVar[frozenset[str]] = frozenset({"size", "color"})
    """Options of the usual variant."""
    carries: ClassVar[frozenset[str]] = frozenset({"images", "barcode", "categories"})
    """What the platform's product records hold; take out only what the vendor has no field for."""
    addressed: ClassVar[bool] = True
    """Whether the platform's record of a store holds its address."""
    tells_hours: ClassVar[bool] = False
    """Whether the platform's record of a store says when it is open."""
    ships: ClassVar[bool] = True
    """Whether an order can carry goods to the shopper for a fee of ours; else it is refused."""
    customers_known: ClassVar[int] = 25
    """Fewest customers that the stand-in's account lists."""
    phones_typed: ClassVar[tuple[str, ...]] = (
        "+1{area}{first}{last}",
        "({area}) {first}-{last}",
        "{area}-{first}-{last}",
    )
    """Ways staff may type a phone number (of the stand-in's country) that the platform finds."""
    phones_shared: ClassVar[bool] = True
    """Whether two customers may have one phone number."""
    second_sku: ClassVar[str] = "NW-MUG-NVY"
    """Another counted variant that is in stock at the usual store."""
    untracked_sku: ClassVar[str | None] = "CB-LATTE-LARGE"
    """A variant the till keeps no count of; None where the platform counts everything."""
    open_price_sku: ClassVar[str | None] = "SVC-REPAIR"
    """A variant that is priced at the till; None where the platform has no such thing."""
    other_location: ClassVar[str | None] = None
    """A second store with pickup on the same connection, where there is one."""
    version_word: ClassVar[str | None] = ""
    """What every request names as the version (empty: the pinned version); None where the
    vendor's requests name none."""
    spoiled: ClassVar[str | None] = None
    """Where the first product's required title stands in a catalog answer, as the `spoil` fault
    words it (`objects.0.item_data.name`); None where the catalog is not read as JSON pages."""
    finds_lost_orders: ClassVar[bool] = True
    """Whether an order whose answer was lost can be found again over there; where not, it is in
    doubt: never made twice, and never said not to exist."""
    hears: ClassVar[frozenset[Entity]] = frozenset({Entity.STOCK, Entity.PRODUCT})
    """What webhooks tell of."""
    takes_at_once: ClassVar[bool] = False
    """Whether authorizing takes the money already, so that letting it go is giving it back."""
    signs_body: ClassVar[bool] = True
    """Whether the proof of a webhook covers its body; a static code does not."""
    account_in_webhooks: ClassVar[bool] = True
    """Whether a webhook names the merchant's account."""
    edges: ClassVar[Mapping[Entity, tuple[str, Mapping[str, str]]]] = {}
    """Listings whose pages may lose records: the fault route, and where its records stand, as the
    `lose_edge` fault words it (`path`, `only`, `unless`)."""

    def payable(self, sim: PosSim) -> PosOrder:
        """An order that can be paid."""
        return sim.adapter.create_order(draft(sim.cart()), key=key("payable"))

    def authorized(self, sim: PosSim) -> tuple[PosOrder, Authorized]:
        """An order with money reserved for it."""
        order = self.payable(sim)
        held = sim.adapter.authorize(
            sim.payment(order, order.total, sim.good_token()), key=key("payable")
        )
        assert isinstance(held, Authorized)
        return order, held

    def paid(self, sim: PosSim) -> tuple[PosOrder, PlatformId]:
        """An order that is paid, with its payment."""
        order, held = self.authorized(sim)
        taken = sim.adapter.capture(
            held.payment_id, order.total, order_id=order.platform_id, key=key("payable")
        )
        done = sim.adapter.confirm_order(
            order, paid=taken.amount, external_reference=None, key=key("payable")
        )
        return done, taken.platform_id

    def settled(self, sim: PosSim) -> PosOrder:
        """An order that is paid in the way the platform has: recorded, or charged."""
        if sim.adapter.capabilities[Capability.RECORD_PAYMENT].support is Support.NONE:
            return self.paid(sim)[0]
        order = self.payable(sim)
        return sim.adapter.confirm_order(
            order, paid=order.total, external_reference="pi_123", key=key("payable")
        )

    def subscribed(self, sim: PosSim, url: str) -> tuple[Subscription, ...]:
        """Have webhooks come to `url`; also by hand, where no call can set that."""
        return sim.adapter.subscribe_webhooks(url)

    def on_shelf(self, sim: PosSim, sku: str | None = None) -> Decimal:
        """What the stand-in counts of the usual variant at the usual store."""
        counted = sim.control(f"GET stock?sku={sku or sim.sku}")["stock"][sim.location_name]
        return Decimal(str(counted))

    def charged(self, row: dict[str, Any]) -> int:
        """The money taken for an order, by the stand-in's books."""
        return sum(one["charged"] for one in row["payments"])
