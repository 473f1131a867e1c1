"""Which of two connections sells a store that is on both: the first, or its twin in an outage."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.ids import ConnectionId, LocationId
from storage.locations import Store
from storage.twins import Twin


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The stores that are sold from now."""

    stores: tuple[Store, ...]
    stands_in: Mapping[LocationId, LocationId]
    """Of either store of a pair: the one that is sold from now."""


def offered(
    stores: Sequence[Store], pairs: Sequence[Twin], down: Collection[ConnectionId]
) -> Offered:
    """Of each pair one store: the twin, under the first one's name, only while the first one's
    connection is down and the twin's is not. Pairs with a store that is closed do not count."""
    known = {store.id: store for store in stores}
    stands_in: dict[LocationId, LocationId] = {}
    names: dict[LocationId, str] = {}
    for pair in pairs:
        first, twin = known.get(pair.location_id), known.get(pair.twin_id)
        if first is None or twin is None:
            continue
        is_over = first.connection_id in down and twin.connection_id not in down
        now = twin if is_over else first
        stands_in |= {first.id: now.id, twin.id: now.id}
        names[now.id] = first.name
    sold = (store for store in stores if stands_in.get(store.id, store.id) == store.id)
    return Offered(
        stores=tuple(replace(store, name=names.get(store.id, store.name)) for store in sold),
        stands_in=stands_in,
    )
