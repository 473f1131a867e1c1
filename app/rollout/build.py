"""The parts of a rollout, in one hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.commerce.model import StockAt
from app.commerce.ports import Checkout, Stock
from app.rollout.desk import RolloutDesk
from app.rollout.shadow import Looks, Shadow, ShadowedCheckout
from domain.calls import Clock
from domain.errors import UnknownSkuError
from domain.ids import LocationId, MerchantId, ProductSku
from domain.money import Money
from storage import catalog_reads, locations, rollout
from storage.engine import Database
from storage.read_only import read_only
from storage.rollout import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Rollout:
    """Who is served, and the shadow."""

    desk: RolloutDesk
    shadow: Shadow
    checkout: ShadowedCheckout
    """The live one, with the shadow beside it."""

    def close(self) -> None:
        """Finish what the shadow has begun."""
        self.shadow.close()


def build_rollout(
    database: Database, desk: RolloutDesk, live: Checkout, stock: Stock, clock: Clock
) -> Rollout:
    """Everything of one process."""

    def price(merchant_id: MerchantId, sku: ProductSku, location_id: LocationId) -> Money | None:
        with read_only(database) as tx:
            places = {each.id: each for each in locations.locations(tx, merchant_id)}
            place = places.get(location_id)
            if place is None:
                return None
            listing = catalog_reads.listing(tx, merchant_id, sku, place.connection_id)
        if listing is None or not listing.active:
            raise UnknownSkuError(sku)
        return None if listing.timed_prices else listing.price_at(place.platform_id)

    def known_stock(
        merchant_id: MerchantId, skus: Sequence[ProductSku], channel: str
    ) -> Mapping[ProductSku, Sequence[StockAt]]:
        return stock.stock_of(merchant_id, skus, channel=channel)

    def report(merchant_id: MerchantId, found: Sequence[Difference]) -> None:
        with database.write() as tx:
            rollout.add_differences(tx, merchant_id, found)

    shadow = Shadow(Looks(price=price, stock=known_stock), report, desk.gate.is_shadowed, clock)
    return Rollout(desk=desk, shadow=shadow, checkout=ShadowedCheckout(live, shadow))
