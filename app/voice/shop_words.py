"""The words and the timezone of a merchant's shop, rebuilt at most once a minute."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.commerce.ports import Discovery, Stock
from app.voice.nlu.vocabulary import Vocabulary
from domain.catalog import Location
from domain.ids import MerchantId

_FRESH_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopWords:
    """What the understanding needs to know of one shop."""

    vocabulary: Vocabulary
    timezone: tzinfo = UTC

    def day_of(self, moment: datetime) -> datetime:
        """The moment on the shop's own clock."""
        return moment.astimezone(self.timezone)


@dataclass(slots=True)
class ShopWordsCache:
    """Vocabularies by merchant; a stale one is replaced by whichever thread comes first."""

    discovery: Discovery
    stock: Stock
    _kept: dict[MerchantId, tuple[float, ShopWords]] = field(default_factory=dict)

    def of(self, merchant_id: MerchantId) -> ShopWords:
        """The words of this merchant, at most a minute old."""
        kept = self._kept.get(merchant_id)
        if kept is not None and monotonic() - kept[0] < _FRESH_S:
            return kept[1]
        stores = self.stock.locations(merchant_id)
        words = ShopWords(
            vocabulary=Vocabulary.of(
                self.discovery.option_values(merchant_id),
                [(location_id, location.name) for location_id, location in stores],
                self.discovery.choice_names(merchant_id),
            ),
            timezone=_timezone([location for _, location in stores]),
        )
        self._kept[merchant_id] = (monotonic(), words)
        return words


def _timezone(stores: list[Location]) -> tzinfo:
    for store in stores:
        if store.timezone:
            try:
                return ZoneInfo(store.timezone)
            except (ZoneInfoNotFoundError, ValueError):
                continue
    return UTC
