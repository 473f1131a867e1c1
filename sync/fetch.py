"""Reading what a hint names: one record refetched, or a delta where the hint names none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from domain.capabilities import Capability, Support
from domain.events import Entity, Refetch
from domain.ids import PlatformId
from domain.ports.pos import Page, PosAdapter

T = TypeVar("T")

SinceOf: TypeAlias = Callable[[Entity], str | None]
"""Where the last delta of an entity ended; None: there was none, read everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One page of what was asked for."""

    entity: Entity
    page: Page[Any]


_LISTED_AS: Mapping[Entity, Capability] = {
    Entity.LOCATION: Capability.LOCATIONS,
    Entity.PRODUCT: Capability.PRODUCTS,
    Entity.STOCK: Capability.STOCK,
    Entity.CUSTOMER: Capability.CUSTOMERS,
    Entity.ORDER: Capability.ORDER_HISTORY,
}


def is_listed(pos: PosAdapter, entity: Entity) -> bool:
    """Whether the platform has a listing of these at all, full or since."""
    return pos.capabilities[_LISTED_AS[entity]].support is not Support.NONE


def fetch(pos: PosAdapter, hint: Refetch, since_of: SinceOf) -> Iterator[Fetched]:
    """Pages that bring the hinted record (or everything changed since) up to date."""
    for page in _FETCHERS[hint.entity](pos, hint.platform_id, since_of):
        yield Fetched(entity=hint.entity, page=page)


def unmarked(pages: Iterable[Page[T]]) -> Iterator[Page[T]]:
    """Pages of what was asked for by name: they tell nothing of how far the rest was read."""
    return (replace(page, high_water=None) for page in pages)


_Fetcher: TypeAlias = Callable[[PosAdapter, PlatformId | None, SinceOf], Iterator[Page[Any]]]


def _locations(pos: PosAdapter, _one: PlatformId | None, _since: SinceOf) -> Iterator[Page[Any]]:
    return pos.locations()


def _products(pos: PosAdapter, one: PlatformId | None, since: SinceOf) -> Iterator[Page[Any]]:
    return pos.products(since=since(Entity.PRODUCT)) if one is None else iter((pos.product(one),))


def _stock(pos: PosAdapter, one: PlatformId | None, since: SinceOf) -> Iterator[Page[Any]]:
    if one is None:
        return pos.stock(since=since(Entity.STOCK))
    return unmarked(pos.stock(inventory_ids=[one]))


def _customers(pos: PosAdapter, one: PlatformId | None, since: SinceOf) -> Iterator[Page[Any]]:
    can_name = pos.capabilities[Capability.CUSTOMER_BY_ID].support is not Support.NONE
    if one is not None and can_name:
        return iter((pos.customer(one),))
    return pos.customers(since=since(Entity.CUSTOMER))


def _orders(pos: PosAdapter, one: PlatformId | None, since: SinceOf) -> Iterator[Page[Any]]:
    if one is None:
        return pos.orders(since=since(Entity.ORDER))
    order = pos.order(one)
    return iter((Page(records=() if order is None else (order,)),))


def _payments(pos: PosAdapter, one: PlatformId | None, _since: SinceOf) -> Iterator[Page[Any]]:
    """Platforms that hint at a payment know it by its own id; there is no listing of payments."""
    payment = None if one is None else pos.payment(one, order_id=None)
    return iter((Page(records=() if payment is None else (payment,)),))


_FETCHERS: Mapping[Entity, _Fetcher] = {
    Entity.LOCATION: _locations,
    Entity.PRODUCT: _products,
    Entity.STOCK: _stock,
    Entity.CUSTOMER: _customers,
    Entity.ORDER: _orders,
    Entity.PAYMENT: _payments,
}
