"""Dynamic entities: the names of a merchant's stores and best-selling goods, told to Alexa when a
conversation begins, so that it hears them right and not as the nearest words of its dictionary.

Source: Alexa documentation "Use Dynamic Entities for Customized Interactions" (fact sheet §1.2,
read 2026-11-20): at most 100 values in all, for types of the same name in the skill's model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final

import orjson

from app.commerce.ports import Discovery, Stock
from app.commerce.speakable import short_name
from app.voice.channels.skill_intents import SlotKind
from app.voice.ssml import clean
from domain.ids import MerchantId

_MOST: Final = 100
_MOST_STORES: Final = 30
_LONGEST: Final = 100
_FRESH_S: Final = 60.0


@dataclass(slots=True)
class ShopEntities:
    """`NamesToListenFor` of Alexa; at most a minute old."""

    discovery: Discovery
    stock: Stock
    takes_them: Callable[[MerchantId], bool]
    """Whether the merchant's skill has the types of our model."""
    _kept: dict[MerchantId, tuple[float, Sequence[bytes]]] = field(default_factory=dict)

    def of(self, merchant_id: MerchantId) -> Sequence[bytes]:
        """One directive, or none, as JSON: every conversation's first answer carries the same."""
        kept = self._kept.get(merchant_id)
        if kept is not None and monotonic() - kept[0] < _FRESH_S:
            return kept[1]
        made = self._made(merchant_id) if self.takes_them(merchant_id) else ()
        self._kept[merchant_id] = (monotonic(), made)
        return made

    def _made(self, merchant_id: MerchantId) -> Sequence[bytes]:
        stores = [place.name for _, place in self.stock.locations(merchant_id)]
        best = self.discovery.best_selling(merchant_id, limit=_MOST)
        goods = [(each.product_id, each.title) for each in best]
        return tuple(map(orjson.dumps, entities(stores=stores, products=goods)))


def entities(
    *, stores: Sequence[str], products: Sequence[tuple[str, str]]
) -> Sequence[Mapping[str, Any]]:
    """The directive with these names, products by their id; none without any."""
    places = [(name, name) for name in dict.fromkeys(stores)][:_MOST_STORES]
    goods = [(product_id, short_name(title)) for product_id, title in products]
    types = [
        _type(kind, pairs)
        for kind, pairs in (
            (SlotKind.STORE, places),
            (SlotKind.PRODUCT, goods[: _MOST - len(places)]),
        )
        if pairs
    ]
    directive = {"type": "Dialog.UpdateDynamicEntities", "updateBehavior": "REPLACE"}
    return ({**directive, "types": types},) if types else ()


def _type(kind: SlotKind, pairs: Sequence[tuple[str, str]]) -> Mapping[str, Any]:
    return {
        "name": kind.value,
        "values": [
            {"id": key[:_LONGEST], "name": {"value": clean(name)[:_LONGEST], "synonyms": []}}
            for key, name in pairs
        ],
    }
