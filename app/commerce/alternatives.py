"""What helps when a store has too few: another store, another size or color, something alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.commerce.model import VariantView
from app.commerce.nearby import Nearby, StoreOffer
from app.commerce.ports import Discovery, Stock
from domain.errors import NotFoundError
from domain.ids import LocationId, MerchantId, ProductSku

_MOST: Final = 3
_LOOKED_AT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """What can be had instead; each list best first, at most three."""

    variant: VariantView
    stores: tuple[StoreOffer, ...]
    """Other stores that have it, nearest first."""
    variants: tuple[VariantView, ...]
    """Others of the product that the store has, those with the most options in common first."""
    similar: tuple[VariantView, ...]
    """A variant each of similar products that the store has."""


class Substitutes:
    """Finds alternatives; thread-safe."""

    def __init__(self, discovery: Discovery, stock: Stock, nearby: Nearby) -> None:
        self._discovery = discovery
        self._stock = stock
        self._nearby = nearby

    def alternatives(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        *,
        at: LocationId,
        quantity: int = 1,
        channel: str | None = None,
    ) -> Alternatives:
        """What helps a shopper who wants so many there. Raises UnknownSkuError, NotFoundError."""
        if at not in dict(self._stock.locations(merchant_id)):
            raise NotFoundError("location", at)
        offers = self._nearby.offers(merchant_id, sku, quantity=quantity, near=at, channel=channel)
        variant = offers.availability.variant
        siblings = [
            each
            for each in self._discovery.variants_of(merchant_id, variant.product_id)
            if each.sku != sku
        ]
        siblings.sort(key=lambda each: -each.options_in_common(variant))
        alike = [
            each
            for match in self._similar(merchant_id, variant.product_id)
            for each in match[:_LOOKED_AT]
        ]
        there = self._there(merchant_id, [*siblings, *alike], at, quantity, channel)
        return Alternatives(
            variant=variant,
            stores=tuple(
                each
                for each in offers.stores
                if each.stock.location_id != at and each.stock.can_sell(quantity)
            )[:_MOST],
            variants=tuple(each for each in siblings if each.sku in there)[:_MOST],
            similar=tuple(_one_each(each for each in alike if each.sku in there))[:_MOST],
        )

    def _similar(
        self, merchant_id: MerchantId, product_id: str
    ) -> Iterable[tuple[VariantView, ...]]:
        try:
            found = self._discovery.similar(merchant_id, product_id, limit=_LOOKED_AT)
        except NotFoundError:  # not on sale any more: there is nothing to be like
            return ()
        return (match.variants for match in found)

    def _there(
        self,
        merchant_id: MerchantId,
        variants: Iterable[VariantView],
        at: LocationId,
        quantity: int,
        channel: str | None,
    ) -> set[ProductSku]:
        """Those of which the store has enough."""
        skus = [each.sku for each in variants]
        found = self._stock.stock_of(merchant_id, skus, channel=channel)
        return {
            sku
            for sku, stores in found.items()
            if any(each.location_id == at and each.can_sell(quantity) for each in stores)
        }


def _one_each(variants: Iterable[VariantView]) -> Iterable[VariantView]:
    """The first variant of each product."""
    return {each.product_id: each for each in reversed(list(variants))}.values()
